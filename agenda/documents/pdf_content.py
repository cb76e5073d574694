"""What a PDF holds that no paper of a meeting needs: runs inside the bounded process."""

import re
from collections.abc import Iterator
from typing import Any

from agenda.documents.office_package import Refused
from agenda.documents.rules import MOST_PAGES

SUSPECT = re.compile(rb"/(JavaScript|JS|Launch|ImportData|RichMedia\w*|XFA|EF|Movie|GoToE|3D|Rendition)\b")
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound"}
ANNOTATIONS = {"/RichMedia", "/Movie", "/3D", "/Screen"}
DEEPEST = 40


def inspect_pdf(path: str) -> dict[str, Any]:
    """`{"pages"}` of a PDF that opens without a password and does nothing by itself. Raises Refused."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                raise Refused("document_encrypted")
            pages = len(pdf.pages)
            if not pages:
                raise Refused("document_not_pdf")
            if pages > MOST_PAGES:
                raise Refused("document_too_many_pages", pages=pages, most=MOST_PAGES)
            if found := next(active_content(pdf), None):
                raise Refused("document_active", found=found)
            return {"pages": pages}
    except pikepdf.PasswordError as error:
        raise Refused("document_encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise Refused("document_not_pdf") from error


def active_content(pdf: Any) -> Iterator[str]:
    """The names of scripts, launches, media, XFA forms and enclosed files (but XML) of an open PDF."""
    import pikepdf

    for each in pdf.objects:
        plain: Any = each.stream_dict if isinstance(each, pikepdf.Stream) else each
        if not isinstance(plain, pikepdf.Dictionary | pikepdf.Array):
            continue
        if SUSPECT.search(plain.unparse(resolved=True)):
            yield from _active(plain, 0)


def _active(value: Any, depth: int) -> Iterator[str]:
    """Looks through direct objects only: every indirect one has its own turn."""
    import pikepdf

    if depth > DEEPEST:
        raise Refused("document_not_pdf")
    if isinstance(value, pikepdf.Dictionary):
        yield from _marks(value)
        values = list(value.values())
    elif isinstance(value, pikepdf.Array):
        values = list(value)
    else:
        return
    for each in values:
        if getattr(each, "is_indirect", True) is False:
            yield from _active(each, depth + 1)


def _marks(value: Any) -> Iterator[str]:
    action, annotation = str(value.get("/S", "")), str(value.get("/Subtype", ""))
    if action in ACTIONS:
        yield action[1:]
    if annotation in ANNOTATIONS:
        yield annotation[1:]
    if "/JS" in value:
        yield "JavaScript"
    if "/XFA" in value:
        yield "XFA"
    if "/EF" in value and not _is_xml(value):
        yield str(value.get("/UF", value.get("/F", "")))[:80] or "EmbeddedFile"


def _is_xml(enclosed: Any) -> bool:
    """An enclosed XML file is the data of an invoice or a form, and no program runs it."""
    return str(enclosed.get("/UF", enclosed.get("/F", ""))).lower().endswith(".xml")

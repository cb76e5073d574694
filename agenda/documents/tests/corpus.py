"""Files that may come, good and bad, each made here: Office documents, pictures, and their abuses."""

import io
import zipfile
from collections.abc import Callable
from functools import cache

import pikepdf
from PIL import Image

from agenda.documents.tests.papers import paper

OPEN_XML = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": f"{OPEN_XML}.wordprocessingml.document.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def relations(*each: tuple[str, str, str]) -> str:
    """A .rels part: the last word of the type, the target, and the mode."""
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for n, (kind, target, mode) in enumerate(each)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def word(
    text: str = "Báo cáo quý ba",
    kind: str = "docx",
    more: dict[str, str | bytes] | None = None,
    body: str = "",
) -> bytes:
    """A Word document of one paragraph; `more` parts lie beside it, `body` is WordprocessingML."""
    types = (
        f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN[kind]}"/></Types>'
    )
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>{body}"
    document = f'<?xml version="1.0"?><w:document xmlns:w="{WORDS}"><w:body>{paragraph}</w:body></w:document>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "Internal")),
        "word/document.xml": document,
    }
    return zipped({**parts, **(more or {})})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (600, 800), frames: int = 1) -> bytes:
    """A white picture; a TIFF may have several frames."""
    target = io.BytesIO()
    first, *others = [Image.new("RGB", size, "white") for _ in range(frames)]
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(target, form, **more)
    return target.getvalue()


def with_pdf(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A good paper, changed."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper())) as opened:
        change(opened)
        opened.save(target)
    return target.getvalue()


def script(opened: pikepdf.Pdf) -> None:
    opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(opened: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    area = [0, 0, 10, 10]
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=area, A=action)
    opened.pages[0].Annots = opened.make_indirect(pikepdf.Array([link]))


def program(opened: pikepdf.Pdf) -> None:
    _enclose(opened, "update.exe", b"MZ")


def data(opened: pikepdf.Pdf) -> None:
    _enclose(opened, "hoa-don.xml", b"<a/>")


def _enclose(opened: pikepdf.Pdf, name: str, content: bytes) -> None:
    stream = pikepdf.Stream(opened, content, Type=pikepdf.Name.EmbeddedFile)
    files = pikepdf.Dictionary(F=stream)
    enclosed = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name, EF=files)
    names = pikepdf.Dictionary(Names=[name, opened.make_indirect(enclosed)])
    opened.Root.Names = pikepdf.Dictionary(EmbeddedFiles=names)


def form(opened: pikepdf.Pdf) -> None:
    opened.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=opened.make_stream(b"<xdp/>"))


def circle(opened: pikepdf.Pdf) -> None:
    """An outline whose last entry leads to its first, and whose first holds itself."""
    first = opened.make_indirect(pikepdf.Dictionary(Title="Phần một"))
    last = opened.make_indirect(pikepdf.Dictionary(Title="Phần hai", Prev=first, Next=first))
    first.Next, first.First, first.Last = last, first, first
    root = pikepdf.Dictionary(Type=pikepdf.Name.Outlines, First=first, Last=last)
    opened.Root.Outlines = opened.make_indirect(root)


@cache
def many_pages(number: int) -> bytes:
    """A PDF of `number` empty pages."""
    target = io.BytesIO()
    with pikepdf.new() as opened:
        for _ in range(number):
            opened.add_blank_page()
        opened.save(target)
    return target.getvalue()


@cache
def bomb() -> bytes:
    """A Word document of a few hundred kilobytes with a part of 300 MiB."""
    return word(more={"word/media/image1.bin": b"\0" * (300 * 1024**2)})


def entities() -> bytes:
    """Relations whose entities would unfold without end."""
    text = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Relationships>&b;</Relationships>'
    return word(more={"word/_rels/document.xml.rels": text})


def linked(kind: str, target: str) -> bytes:
    return word(more={"word/_rels/document.xml.rels": relations((kind, target, "External"))})

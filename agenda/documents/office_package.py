"""Whether a zip file is a harmless Office document (ECMA-376 part 2): runs inside the bounded process."""

import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Any
from xml.etree import ElementTree

from agenda.documents.kinds import Kind

MOST_PARTS = 5000
MOST_UNPACKED_BYTES = 400 * 1024**2
MOST_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 20 * 1024**2
MOST_XML_BYTES = 8 * 1024**2
PIECE = 1024 * 1024
MAIN = {
    "wordprocessingml.document.main+xml": Kind.DOCX,
    "spreadsheetml.sheet.main+xml": Kind.XLSX,
    "presentationml.presentation.main+xml": Kind.PPTX,
}
ACTIVE_TYPES = ("macroenabled", "vbaproject", "oleobject", "activex")
ACTIVE_NAMES = re.compile(r"(vbaproject|vbadata|activex|oleobject)", re.IGNORECASE)
DATA_OF_CHARTS = re.compile(r"(word|xl|ppt)/embeddings/[^/]+\.xlsx", re.IGNORECASE)
FIELDS = re.compile(rb"(?:instrText[^>]*>|instr=\")\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK)\b")
OWN_DISK = re.compile(r"(file:///)?[a-z]:[\\/%]", re.IGNORECASE)


class Refused(Exception):
    """Why a file may not come in: a code of messages.json and what fills its text."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def inspect_package(path: str) -> Kind:
    """The kind of Office document that a zip file is. Raises Refused."""
    try:
        with Path(path).open("rb") as file, zipfile.ZipFile(file) as package:
            return _inspect(package, nested=False)
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, OSError, ValueError) as error:
        raise Refused("document_damaged") from error
    except (NotImplementedError, RuntimeError) as error:  # compression or encryption that zipfile lacks
        raise Refused("document_encrypted") from error


def _inspect(package: zipfile.ZipFile, *, nested: bool) -> Kind:
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise Refused("document_bomb")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or any(_is_outside(name) for name in names):
        raise Refused("document_damaged")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("document_encrypted")
    kind = _kind(package, names)
    left = MOST_UNPACKED_BYTES
    for part in parts:
        left -= _check_part(package, part, left, nested=nested)
    return kind


def _is_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or "\\" in name or ".." in PurePosixPath(name).parts


def _kind(package: zipfile.ZipFile, names: list[str]) -> Kind:
    if "[Content_Types].xml" not in names:
        raise Refused("document_type_unknown")
    with package.open("[Content_Types].xml") as file:
        types = [each.get("ContentType", "") for each in _xml(_read(file, MOST_XML_BYTES))]
    if any(mark in each.lower() for each in types for mark in ACTIVE_TYPES):
        raise Refused("document_active", found="macro, OLE, ActiveX")
    kinds = [kind for each in types for end, kind in MAIN.items() if each.endswith(end)]
    if len(kinds) != 1:
        raise Refused("document_type_unknown" if not kinds else "document_two_kinds")
    return kinds[0]


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, *, nested: bool) -> int:
    """The unpacked size of a part, which harms nobody. Raises Refused."""
    name = part.filename
    if ACTIVE_NAMES.search(name):
        raise Refused("document_active", found=PurePosixPath(name).name)
    if name.endswith(".rels"):
        with package.open(part) as file:
            content = _read(file, MOST_XML_BYTES)
        _check_relations(_xml(content))
        return len(content)
    if "embeddings/" in name.lower() and not part.is_dir():
        return _check_embedded(package, part, left, nested=nested)
    return _check_size(package, part, left)


def _check_relations(relations: ElementTree.Element) -> None:
    for each in relations:
        kind = each.get("Type", "").rpartition("/")[2]
        target = each.get("Target", "")
        if kind in {"oleObject", "control", "vbaProject", "attachedToolbars"}:
            raise Refused("document_active", found=kind)
        if each.get("TargetMode") != "External" or kind == "hyperlink":
            continue
        if kind == "attachedTemplate" and OWN_DISK.match(target):
            continue  # where its writer's own template lies; no other machine can reach it
        raise Refused("document_linked", target=target[:120])


def _check_embedded(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, *, nested: bool) -> int:
    """Only the table behind a chart may be inside, and it is looked through like the document itself."""
    if nested or not DATA_OF_CHARTS.fullmatch(part.filename):
        raise Refused("document_active", found=PurePosixPath(part.filename).name)
    with package.open(part) as file:
        content = _read(file, min(left, 32 * 1024**2))
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        _inspect(inner, nested=True)
    return len(content)


def _check_size(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Unpack a part to count its bytes: what the archive says of itself may be a lie."""
    size, before = 0, b""
    is_text = part.filename.startswith("word/") and part.filename.endswith(".xml")
    with package.open(part) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > left or (
                size > RATIO_COUNTS_FROM_BYTES and size > MOST_RATIO * max(part.compress_size, 1)
            ):
                raise Refused("document_bomb")
            if is_text and FIELDS.search(before + piece):
                raise Refused("document_active", found="DDE, INCLUDE")
            before = piece[-200:]
    return size


def _read(file: IO[bytes], most: int) -> bytes:
    content = file.read(most + 1)
    if len(content) > most:
        raise Refused("document_bomb")
    return content


def _xml(content: bytes) -> ElementTree.Element:
    """The root of a part. Entities would be a bomb in themselves, and no Office program writes any."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise Refused("document_damaged")
    return ElementTree.fromstring(content)

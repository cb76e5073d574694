"""The kinds of file that may be laid before a meeting, and the names that files may bear. Without I/O."""

from enum import StrEnum
from pathlib import PurePath

NAME_LENGTH = 200


class Kind(StrEnum):
    """What a file is by its content; its name has no say."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tif"


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OPEN_XML}.wordprocessingml.document",
    Kind.XLSX: f"{_OPEN_XML}.spreadsheetml.sheet",
    Kind.PPTX: f"{_OPEN_XML}.presentationml.presentation",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.TIFF: "image/tiff",
}
OFFICE = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX})
IMAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.TIFF})
ENDINGS = {**{f".{kind}": kind for kind in Kind}, ".jpeg": Kind.JPEG, ".tiff": Kind.TIFF}


def kind_of(media_type: str) -> Kind:
    """The kind that a stored media type stands for. Raises KeyError."""
    return {media: kind for kind, media in MEDIA_TYPES.items()}[media_type]


def promised(name: str) -> Kind | None:
    """The kind that the ending of a file's name promises; None when it promises none that is accepted."""
    return ENDINGS.get(PurePath(bare_name(name)).suffix.lower())


def plain_name(name: str, kind: Kind) -> str:
    """The file's own name with the ending of `kind`: no folders, no marks that turn or hide letters.

    At most 200 characters.
    """
    last = bare_name(name)
    ending = PurePath(last).suffix
    if ENDINGS.get(ending.lower()) == kind:
        last = last.removesuffix(ending)
    end = f".{kind}"
    return f"{last[: NAME_LENGTH - len(end)].strip() or 'tai-lieu'}{end}"


def viewing_name(filename: str) -> str:
    """The name of a file's copy for reading, which is a PDF."""
    path = PurePath(filename)
    return filename if path.suffix == ".pdf" else f"{path.stem}.pdf"


def bare_name(name: str) -> str:
    """The last part of a path, without letters that nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()

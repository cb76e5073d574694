"""What a stranger's file is and whether it may come in: runs inside the bounded process. No Django.

`inspect(path)` gives `{"kind", "pages"}`, or `{"error": code, …}` with a code of messages.json.
"""

import zipfile
from pathlib import Path
from typing import Any

from agenda.documents.kinds import Kind
from agenda.documents.office_package import Refused, inspect_package
from agenda.documents.pdf_content import inspect_pdf

BOM = b"\xef\xbb\xbf"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE2: old Office files, and new ones under a password
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
MOST_PIXELS_A_PICTURE = 80_000_000
MOST_FRAMES = 500
PILLOW = {"JPEG": Kind.JPEG, "MPO": Kind.JPEG, "PNG": Kind.PNG, "WEBP": Kind.WEBP, "TIFF": Kind.TIFF}


def inspect(path: str) -> dict[str, Any]:
    """What the file is by its content, or why it may not come in."""
    try:
        return _inspect(path)
    except Refused as refused:
        return {"error": refused.code, **refused.values}


def _inspect(path: str) -> dict[str, Any]:
    with Path(path).open("rb") as file:
        head = file.read(1024)
    if head.removeprefix(BOM).lstrip(b"\r\n\t \0").startswith(b"%PDF-"):
        return _alone(path, {"kind": Kind.PDF, **inspect_pdf(path)})
    if head.startswith(b"PK\x03\x04"):
        return {"kind": inspect_package(path), "pages": None}
    if head.startswith(COMPOUND):
        raise Refused("document_encrypted" if _is_locked(path) else "document_old_office")
    if _is_picture(head):
        return _alone(path, _picture(path))
    raise Refused("document_type_unknown")


def _alone(path: str, found: dict[str, Any]) -> dict[str, Any]:
    """A file that is an archive as well would be one thing to this server and another to its readers."""
    if zipfile.is_zipfile(path):
        raise Refused("document_two_kinds")
    return found


def _is_locked(path: str) -> bool:
    with Path(path).open("rb") as file:
        return ENCRYPTED_STREAM in file.read(16 * 1024 * 1024)


def _is_picture(head: bytes) -> bool:
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
    return head.startswith(starts) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _picture(path: str) -> dict[str, Any]:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # bounded below, with a text of its own
    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP", "TIFF", "MPO"]) as image:
            kind = PILLOW[image.format or ""]
            frames = getattr(image, "n_frames", 1) if kind == Kind.TIFF else 1
            _require_bounded(image, frames)
            return {"kind": kind, "pages": frames}
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError) as error:
        raise Refused("document_damaged") from error


def _require_bounded(image: Any, frames: int) -> None:
    if frames > MOST_FRAMES:
        raise Refused("document_too_many_pages", pages=frames, most=MOST_FRAMES)
    for number in range(frames):
        image.seek(number)
        if image.width * image.height > MOST_PIXELS_A_PICTURE:
            most = MOST_PIXELS_A_PICTURE // 1_000_000
            raise Refused("document_picture_too_large", width=image.width, height=image.height, most=most)
        image.load()

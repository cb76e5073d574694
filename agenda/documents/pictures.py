"""Pictures and scans as pages of a PDF: runs inside the bounded process. No Django."""

from collections.abc import Iterator
from typing import Any

A4_INCHES = (8.27, 11.69)
MOST_SIDE_PIXELS = 3508  # the long side of A4 at 300 dots an inch
QUALITY = 88


def to_pdf(path: str, target: str) -> dict[str, Any]:
    """Write every frame of a picture as a page as large as A4; the answer holds how many."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # its size was bounded when it came
    with Image.open(path) as image:
        pages = list(_frames(image))
    pages[0].save(
        target,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=_resolution(pages[0]),
        quality=QUALITY,
    )
    return {"pages": len(pages)}


def _frames(image: Any) -> Iterator[Any]:
    from PIL import Image, ImageOps, ImageSequence

    frames = ImageSequence.Iterator(image) if image.format == "TIFF" else [image]
    for frame in frames:
        upright = ImageOps.exif_transpose(frame)
        upright.thumbnail((MOST_SIDE_PIXELS, MOST_SIDE_PIXELS))
        plain = Image.new("RGB", upright.size, "white")  # what can be seen through becomes paper
        plain.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
        yield plain


def _resolution(page: Any) -> float:
    short, long = sorted(page.size)
    return float(max(short / A4_INCHES[0], long / A4_INCHES[1]))

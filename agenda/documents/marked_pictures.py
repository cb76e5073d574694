"""Pictures of pages with their reader's name in them, made anew for each reader and kept by nobody."""

import textwrap
import threading
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ecabinet.papers.glyphs import FONTS
from ecabinet.problems import NotFound, Problem

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

AT_ONCE = 2
WAIT_SECONDS = 10.0
LETTERS_A_LINE = 30
GREY = (90, 90, 90)
FAINT = 56  # of 255, as the marks of stamped copies
ACROSS, DOWN = 2, 5
TURN_DEGREES = 32
at_once = threading.BoundedSemaphore(AT_ONCE)


def marked(picture: Path, mark: str) -> bytes:
    """The picture of a page as WebP, with `mark` across it and at its foot.

    Raises NotFound, Problem document_pictures_busy (503) where too many are made at once.
    """
    if not at_once.acquire(timeout=WAIT_SECONDS):
        raise Problem("document_pictures_busy", headers={"Retry-After": "2"})
    try:
        return _marked(picture, mark)
    finally:
        at_once.release()


def _marked(picture: Path, mark: str) -> bytes:
    from PIL import Image

    try:
        with Image.open(picture) as opened:
            sheet = opened.convert("RGB")
    except OSError as error:  # gone, or cut short by a full disk
        raise NotFound from error
    across = _words(textwrap.fill(mark, LETTERS_A_LINE), sheet.width // 40, FAINT)
    across = across.rotate(TURN_DEGREES, expand=True)
    for row in range(DOWN):
        for column in range(ACROSS):
            centre = (column + 0.5) / ACROSS * sheet.width, (row + 0.5) / DOWN * sheet.height
            sheet.paste(GREY, _corner(centre, across), across)
    foot = _words(mark, sheet.width // 80, 190)
    sheet.paste(GREY, _corner((sheet.width / 2, sheet.height - foot.height), foot), foot)
    made = BytesIO()
    sheet.save(made, "WEBP", quality=75, method=0)
    return made.getvalue()


def _words(text: str, size: int, shade: int) -> "Picture":
    """The text as a mask, just as large as it is."""
    from PIL import Image, ImageDraw

    font = _font(max(8, size))
    pen = ImageDraw.Draw(Image.new("L", (1, 1)))
    left, top, right, bottom = pen.multiline_textbbox((0, 0), text, font=font, align="center")
    mask = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    ImageDraw.Draw(mask).multiline_text((1 - left, 1 - top), text, fill=shade, font=font, align="center")
    return mask


@lru_cache(maxsize=8)
def _font(size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(FONTS / "Tinos_700Bold.ttf"), size)


def _corner(centre: tuple[float, float], mask: "Picture") -> tuple[int, int]:
    return int(centre[0] - mask.width / 2), int(centre[1] - mask.height / 2)

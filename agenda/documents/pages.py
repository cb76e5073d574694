"""Pages of an open PDF as pictures, text and outline: runs inside the bounded process. No Django."""

import re
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from agenda.documents.rules import FEWEST_LETTERS, THUMB, WIDTHS, Box, visual_lines

MOST_PIXELS = 16_000_000
SCAN_WIDTH = 2000  # about 240 dots an inch of A4: Vietnamese marks stay apart
MOST_TEXT = 4_000_000
MOST_BOOKMARKS, DEEPEST = 2000, 10
DARK, LONGER_THAN_STROKES = 140, 100  # of 255; dots of a scan
EAGER_THUMBS, EAGER_PAGES, EAGER_CPU_SECONDS = 300, 5, 40.0


def render(page: Any, width: int, target: Path) -> None:
    """A page as WebP so wide, unless that would be out of all proportion."""
    _image(page, width).save(target, "WEBP", quality=80)


def _image(page: Any, width: int, **options: Any) -> Any:
    points_wide, points_high = page.get_size()
    scale = min(width / points_wide, (MOST_PIXELS / (points_wide * points_high)) ** 0.5)
    return page.render(scale=scale, **options).to_pil()


def render_eagerly(pdf: Any, folder: Path) -> None:
    """`<width>/<number>.webp` of the first pages, as many as the processor time for it allows."""
    start = time.process_time()
    counts = {size: EAGER_THUMBS if size == THUMB else EAGER_PAGES for size in WIDTHS}
    for size, most in counts.items():
        (folder / size).mkdir(parents=True)
        for number in range(1, min(len(pdf), most) + 1):
            if time.process_time() - start > EAGER_CPU_SECONDS:
                return
            _render_one(pdf, number, size, folder / size)


def render_some(path: str, folder: str, size: str, first: str, count: str) -> dict[str, Any]:
    """`<number>.webp` in `folder`, of `count` pages from `first` on."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    numbers = range(int(first), min(int(first) + int(count), len(pdf) + 1))
    for number in numbers:
        _render_one(pdf, number, size, Path(folder))
    pdf.close()
    return {"pages": len(numbers)}


def _render_one(pdf: Any, number: int, size: str, folder: Path) -> None:
    page = pdf[number - 1]
    render(page, WIDTHS[size], folder / f"{number}.webp")
    page.close()


def scan(path: str, folder: str, *names: str) -> dict[str, Any]:
    """`<name>.png` in grey for each name, to be recognised: a page's number, or "upper" of page 1."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    for name in names:
        page = pdf[0 if name == "upper" else int(name) - 1]
        if name == "upper":
            cut = (0, page.get_height() / 2, 0, 0) if page.get_rotation() == 0 else (0, 0, 0, 0)
            image = without_frames(_image(page, SCAN_WIDTH, grayscale=True, crop=cut))
        else:
            image = _image(page, SCAN_WIDTH, grayscale=True)
        image.save(Path(folder) / f"{name}.png")
        page.close()
    pdf.close()
    return {"pages": len(names)}


def without_frames(image: Any) -> Any:
    """A grey picture without long straight lines: recognition takes a framed stamp for a drawing."""
    from PIL import Image

    flat = _without_runs(image)
    upright = _without_runs(flat.transpose(Image.Transpose.TRANSPOSE))
    return upright.transpose(Image.Transpose.TRANSPOSE)


def _without_runs(image: Any) -> Any:
    """Long rows of dark dots made white, with the grey of their edges."""
    from PIL import ImageDraw

    width = image.width
    dark = image.point([0] * DARK + [255] * (256 - DARK)).tobytes()
    pen = ImageDraw.Draw(image)
    for run in re.finditer(rb"\x00{%d,}" % LONGER_THAN_STROKES, dark):
        for row in range(run.start() // width, (run.end() - 1) // width + 1):
            left, right = max(run.start() - row * width, 0), min(run.end() - row * width, width)
            if right - left >= LONGER_THAN_STROKES:
                pen.rectangle((left - 3, row - 2, right + 2, row + 2), fill=255)
    return image


def texts(pdf: Any) -> tuple[list[str], list[int]]:
    """The text of every page, `MOST_TEXT` characters at most, and the numbers of those that only show."""
    found: list[str] = []
    shown: list[int] = []
    length = 0
    for number, page in enumerate(pdf, 1):
        if length > MOST_TEXT:
            break
        textpage = page.get_textpage()
        found.append(textpage.get_text_bounded())
        length += len(found[-1])
        if len("".join(found[-1].split())) < FEWEST_LETTERS and any(
            True for _ in page.get_objects(max_depth=1)
        ):
            shown.append(number)
        textpage.close()
        page.close()
    return found, shown


def has_pictures(page: Any) -> bool:
    """Whether a page shows a picture, in which a stamp may hide."""
    import pypdfium2.raw as raw

    return any(each.type == raw.FPDF_PAGEOBJ_IMAGE for each in page.get_objects())


def upper_lines(page: Any) -> list[str]:
    """What a reader sees as lines in the upper half; of a turned page, everywhere."""
    textpage = page.get_textpage()
    _left, bottom, _right, top = page.get_bbox()
    middle = (bottom + top) / 2 if page.get_rotation() == 0 else float("-inf")
    boxes = []
    for n in range(textpage.count_rects()):
        left, low, right, high = textpage.get_rect(n)
        if (low + high) / 2 >= middle:
            boxes.append(Box(left, low, right, high, textpage.get_text_bounded(left, low, right, high)))
    return visual_lines(boxes)


def outline(pdf: Any) -> list[dict[str, Any]]:
    """The bookmarks in reading order, circles gone round once: title, page from 1, level from 0."""
    return [_bookmark(mark) for mark in islice(pdf.get_toc(max_depth=DEEPEST), MOST_BOOKMARKS)]


def _bookmark(mark: Any) -> dict[str, Any]:
    place = mark.get_dest()
    index = place.get_index() if place else None
    title = "".join(c if c.isprintable() else " " for c in mark.get_title())
    return {"title": title.strip()[:300], "page": None if index is None else index + 1, "level": mark.level}


def labels(pdf: Any) -> list[str]:
    """What the pages call themselves (i, ii, 1 …); empty when that is just their numbers."""
    named = [str(pdf.get_page_label(n))[:20] for n in range(len(pdf))]
    return named if any(label not in {"", str(n)} for n, label in enumerate(named, 1)) else []


def as_text(pages: Iterable[str]) -> str:
    """The texts as one, parted by form feeds."""
    return "\f".join(page.replace("\f", " ") for page in pages)[:MOST_TEXT]

"""Papers of a size that is asked for: a long report with pictures, and a scan."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFont

A4 = (595, 842)
SCAN = (1654, 2339)  # A4 at 200 dots an inch
LINES, WORDS_A_LINE = 34, 9
WORDS = (
    "bao cao tinh hinh kinh te xa hoi sau thang dau nam nhiem vu giai phap trong tam "
    "ngan sach dau tu cong giai ngan chuyen doi so hanh chinh dia phuong phuong xa"
)


def report(path: Path, pages: int, size: int) -> None:
    """A PDF of so many pages with text and a photograph on each, of about `size` bytes together."""
    source = np.random.default_rng(7)
    paper = pikepdf.new()
    side = _side_for(source, size // pages)
    for number in range(1, pages + 1):
        picture = _jpeg(source, side)
        _add_page(paper, picture, (side, side), number)
    paper.save(path)


def scan(path: Path, pages: int) -> None:
    """A PDF of so many pages that are nothing but grey pictures of printed text."""
    paper = pikepdf.new()
    font = ImageFont.load_default(size=34)
    for number in range(1, pages + 1):
        sheet = Image.new("L", SCAN, 250)
        draw = ImageDraw.Draw(sheet)
        for line in range(LINES):
            draw.text((150, 150 + line * 60), text_of(number, line), fill=20, font=font)
        kept = io.BytesIO()
        sheet.save(kept, "JPEG", quality=60)
        _add_picture_page(paper, kept.getvalue(), SCAN)
    paper.save(path)


def text_of(page: int, line: int) -> str:
    """A line of a page, the same every time."""
    first = page * 31 + line * 7
    words = WORDS.split()
    return " ".join(words[(first + n * (line + 3)) % len(words)] for n in range(WORDS_A_LINE))


def _jpeg(source: np.random.Generator, side: int) -> bytes:
    """Coarse noise over a gradient: as many bytes as a photograph."""
    noise = source.integers(0, 160, (side // 4, side // 4, 3), dtype=np.uint8)
    kept = io.BytesIO()
    Image.fromarray(noise).resize((side, side), Image.Resampling.BICUBIC).save(kept, "JPEG", quality=88)
    return kept.getvalue()


def _side_for(source: np.random.Generator, size: int) -> int:
    side = 400
    return int(side * (size / len(_jpeg(source, side))) ** 0.5) // 4 * 4


def _add_page(paper: pikepdf.Pdf, jpeg: bytes, size: tuple[int, int], number: int) -> None:
    lines = "".join(f"({text_of(number, line)}) Tj 0 -12 Td " for line in range(LINES))
    content = f"BT /F 11 Tf 60 790 Td (Trang {number}) Tj 0 -20 Td {lines}ET q 400 0 0 340 97 20 cm /I Do Q"
    font = paper.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    page = paper.add_blank_page(page_size=A4)
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary(I=_picture(paper, jpeg, size, "RGB"))
    )
    page.Contents = paper.make_stream(content.encode())


def _add_picture_page(paper: pikepdf.Pdf, jpeg: bytes, size: tuple[int, int]) -> None:
    page = paper.add_blank_page(page_size=A4)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=_picture(paper, jpeg, size, "Gray")))
    page.Contents = paper.make_stream(b"q %d 0 0 %d 0 0 cm /I Do Q" % A4)


def _picture(paper: pikepdf.Pdf, jpeg: bytes, size: tuple[int, int], colours: str) -> pikepdf.Object:
    return paper.make_stream(
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=pikepdf.Name(f"/Device{colours}"),
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )

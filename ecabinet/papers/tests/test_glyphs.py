"""What the fonts cannot draw is told by words."""

import io
import re

import pypdfium2 as pdfium
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from ecabinet.papers.docx import write_docx
from ecabinet.papers.glyphs import LETTERS, SYMBOL, drawn, legible
from ecabinet.papers.paper import Paper, Paragraph, Table
from ecabinet.papers.pdf import write_pdf
from ecabinet.papers.wording import ALPHABET


def test_the_fonts_draw_vietnamese() -> None:
    letters = "".join((ALPHABET, ALPHABET.upper(), "ệỡựằẫỷĐ", "0123456789", ".,;:!?…–—«»“”()[]/%"))
    assert set(map(ord, letters)) <= drawn()
    assert legible(letters) == letters


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nhất trí 👍", f"Nhất trí {SYMBOL}"),
        ("👨‍👩‍👧❤️ xong", f"{SYMBOL} xong"),
        ("Họ tên 中文 ở đây", f"Họ tên {LETTERS} ở đây"),
        ("hai\ndòng\tvà cột", "hai\ndòng\tvà cột"),
        ("Tie\u0302\u0301ng", "Tiếng"),
        ("a\ufe0fb", "ab"),
    ],
)
def test_what_has_no_glyph_is_told(text: str, told: str) -> None:
    assert legible(text) == told


@settings(deadline=None)
@given(st.text(max_size=60))
def test_all_that_is_left_can_be_drawn(text: str) -> None:
    told = legible(text)
    assert all(c.isspace() or ord(c) in drawn() for c in told)
    assert legible(told) == told


def test_both_files_say_the_same() -> None:
    table = Table(("TT", "Nội dung"), (("1", "Đạt ✅"),), (1, 5), ("center", "left"))
    paper = Paper("", "Văn phòng", "Số: 01/BC", "Báo cáo", "Chào 🎉", (Paragraph("Tốt 🙂."), table), (), ())
    pages = pdfium.PdfDocument(io.BytesIO(write_pdf(paper)))
    text = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in pages))
    document = Document(io.BytesIO(write_docx(paper)))
    lines = [line.text for line in document.paragraphs]
    cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    edited = re.sub(r"\s", "", "".join([*lines, *cells]))
    for words in (f"Tốt{SYMBOL}.", f"Đạt{SYMBOL}", f"Chào{SYMBOL}"):
        squeezed = re.sub(r"\s", "", words)
        assert squeezed in text
        assert squeezed in edited

"""DOCX of a paper: the same form and content as the PDF, for those who go on editing in an office program.

The font is named Times New Roman, which the decree prescribes and every office program has or replaces by one
of the same metrics.
"""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table as DocTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocParagraph
from PIL import ImageFont

from ecabinet.papers.glyphs import FONTS, legible_throughout
from ecabinet.papers.paper import Bars, Block, Bullets, Heading, Paper, Paragraph, Signer, Table

FONT = "Times New Roman"
LINE = Mm(162)
LEFT_COLUMN, RIGHT_COLUMN = Mm(62), Mm(100)
COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def write_docx(paper: Paper) -> bytes:
    """The paper as DOCX bytes; the same paper gives the same text in the same order as its PDF."""
    paper = legible_throughout(paper)
    doc = _blank(paper)
    _heading(doc, paper)
    _title(doc, paper)
    for block in paper.blocks:
        _write_block(doc, block)
    _closing(doc, paper)
    _proof(doc, paper)
    out = io.BytesIO()
    doc.save(out)
    return out.getvalue()


def _blank(paper: Paper) -> Doc:
    doc = Document()
    style = doc.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), FONT)
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    properties = doc.core_properties
    properties.title, properties.author = f"{paper.type_name} {paper.subject}"[:255], paper.agency[:255]
    properties.created = properties.modified = datetime.now(UTC)
    return doc


def _page_number(line: DocParagraph) -> None:
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _heading(doc: Doc, paper: Paper) -> None:
    table = _plain_table(doc, (LEFT_COLUMN, RIGHT_COLUMN))
    left, right = table.rows[0].cells
    if paper.superior:
        _line(left.paragraphs[0], paper.superior.upper(), size=12)
    agency = _next_line(left) if paper.superior else left.paragraphs[0]
    _line(agency, paper.agency.upper(), size=12, bold=True)
    width = min(_text_width(paper.agency.upper(), 12), LEFT_COLUMN - Mm(4))
    _rule(_next_line(left), LEFT_COLUMN, Length(int(width * 0.4)))
    _line(_next_line(left), paper.number, size=13)
    _line(right.paragraphs[0], COUNTRY, size=12, bold=True)
    _line(_next_line(right), MOTTO, size=13, bold=True)
    _rule(_next_line(right), RIGHT_COLUMN, _text_width(MOTTO, 13))
    if paper.place_date:
        _line(_next_line(right), paper.place_date, size=13, italic=True)


def _title(doc: Doc, paper: Paper) -> None:
    name = doc.add_paragraph()
    name.paragraph_format.space_before = Pt(14)
    _line(name, paper.type_name.upper(), size=14, bold=True)
    _line(doc.add_paragraph(), paper.subject, size=14, bold=True)
    rule = doc.add_paragraph()
    _rule(rule, LINE, Mm(50))
    rule.paragraph_format.space_after = Pt(8)


def _write_block(doc: Doc, block: Block) -> None:
    if isinstance(block, Heading):
        _write_heading(doc, block)
    elif isinstance(block, Paragraph):
        _write_paragraph(doc, block)
    elif isinstance(block, Bullets):
        for item in block.items:
            _write_paragraph(doc, Paragraph(f"- {item}"))
    elif isinstance(block, Table):
        _write_table(doc, block)
    else:
        _write_bars(doc, block)


def _write_heading(doc: Doc, block: Heading) -> None:
    line = doc.add_paragraph()
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(8), Pt(6)
    _outline(line, block.level)
    run = line.add_run(block.text)
    run.bold, run.italic = True, block.level > 1


def _outline(line: DocParagraph, level: int) -> None:
    """An outline level without the look of a heading style: navigation and screen readers find it."""
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(level - 1))
    line._p.get_or_add_pPr().append(mark)


def _write_paragraph(doc: Doc, block: Paragraph) -> None:
    line = doc.add_paragraph()
    form = line.paragraph_format
    line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    form.space_after, form.space_before = Pt(6), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.1
    form.keep_with_next = block.text.endswith(":")
    if block.indent:
        form.first_line_indent = Mm(12.7)
    if block.label:
        line.add_run(f"{block.label} ").bold = True
    line.add_run(block.text)


def _write_table(doc: Doc, block: Table) -> None:
    if block.caption:
        _caption(doc, block.caption)
    table = doc.add_table(rows=1, cols=len(block.header), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Length(int(LINE * share / sum(block.widths))) for share in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _mark_row(table, 0, "w:tblHeader")
    _fill(table.rows[0].cells, block.header, widths, ["center"] * len(widths), bold=True)
    for row in block.rows:
        _fill(table.add_row().cells, row, widths, list(block.align), bold=False)
        _mark_row(table, -1, "w:cantSplit")
    doc.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(
    cells: tuple[_Cell, ...], texts: tuple[str, ...], widths: list[Length], align: list[str], *, bold: bool
) -> None:
    for cell, text, width, side in zip(cells, texts, widths, align, strict=True):
        cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
        line = cell.paragraphs[0]
        _line(line, text, size=12, bold=bold)
        line.alignment = SIDES[side]
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)


def _mark_row(table: DocTable, row: int, mark_name: str) -> None:
    mark = OxmlElement(mark_name)
    mark.set(qn("w:val"), "true")
    table.rows[row]._tr.get_or_add_trPr().append(mark)


def _write_bars(doc: Doc, block: Bars) -> None:
    rows = tuple((label, f"{part}/{whole}", _percent(part, whole)) for label, part, whole in block.rows)
    header = ("Nội dung", "Số đạt", "Tỷ lệ")
    _write_table(doc, Table(header, rows, (6, 1.2, 1.2), ("left", "center", "center"), block.caption))


def _percent(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f}".replace(".", ",") + "%" if whole else ""


def _caption(doc: Doc, text: str) -> None:
    line = doc.add_paragraph()
    line.paragraph_format.keep_with_next = True
    _line(line, text, size=13, italic=True)
    line.paragraph_format.space_after = Pt(4)


def _closing(doc: Doc, paper: Paper) -> None:
    gap = doc.add_paragraph()
    gap.paragraph_format.space_after = Pt(0)
    gap.paragraph_format.keep_with_next = True
    sides: list[Callable[[_Cell], None]] = [lambda cell, s=s: _signer(cell, s) for s in paper.signers]  # type: ignore[misc]
    if len(sides) == 1:
        sides.insert(0, lambda cell: _recipients(cell, paper.recipients))
    table = _plain_table(doc, tuple(Length(LINE // len(sides)) for _ in sides))
    for cell, write in zip(table.rows[0].cells, sides, strict=True):
        write(cell)
    if len(paper.signers) > 1:
        below = _plain_table(doc, (LINE,))
        _recipients(below.rows[0].cells[0], paper.recipients)


def _signer(cell: _Cell, signer: Signer) -> None:
    _line(cell.paragraphs[0], signer.capacity.upper(), size=14, bold=True)
    if signer.note:
        _line(_next_line(cell), signer.note, size=13, italic=True)
    for _ in range(4):
        _line(_next_line(cell), "", size=14)
    _line(_next_line(cell), signer.name, size=14, bold=True)


def _recipients(cell: _Cell, lines: tuple[str, ...]) -> None:
    if not lines:
        return
    first = cell.paragraphs[0]
    _line(first, "Nơi nhận:", size=12, bold=True, italic=True)
    first.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for text in lines:
        line = _next_line(cell)
        _line(line, text, size=11)
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _proof(doc: Doc, paper: Paper) -> None:
    for index, text in enumerate(paper.proof):
        line = doc.add_paragraph()
        _line(line, text, size=8)
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        if index == 0:
            line.paragraph_format.space_before = Pt(14)
            _border(line)


def _plain_table(doc: Doc, widths: tuple[Length, ...]) -> DocTable:
    table: DocTable = doc.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = width
    _mark_row(table, 0, "w:cantSplit")
    return table


def _next_line(cell: _Cell) -> DocParagraph:
    line: DocParagraph = cell.add_paragraph()
    return line


def _line(line: DocParagraph, text: str, *, size: int, bold: bool = False, italic: bool = False) -> None:
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(0)
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _rule(line: DocParagraph, column: Length, width: Length) -> None:
    """A rule of `width` centred in a column: an empty paragraph, bordered above, indented on both sides."""
    form = line.paragraph_format
    form.left_indent = form.right_indent = Length(max(0, (column - width) // 2 - Mm(1)))
    form.space_before, form.space_after = Pt(2), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(5)
    _border(line)


def _border(line: DocParagraph) -> None:
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
        "w:rPr",
    )


@cache
def _measure(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "Tinos_700Bold.ttf"), size * 10)


def _text_width(text: str, size: int) -> Length:
    return Length(Pt(_measure(size).getlength(text) / 10))

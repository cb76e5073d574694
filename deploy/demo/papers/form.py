"""The frame that the demo papers share: their office, number, place, date and signer."""

from dataclasses import dataclass
from datetime import date

from ecabinet.papers.paper import Block, Bullets, Heading, Paper, Paragraph, Signer
from ecabinet.papers.wording import day_words


@dataclass(frozen=True)
class Office:
    """An issuing office as its papers name it."""

    superior: str
    name: str
    notation: str
    signer: str


SCIENCE = Office("Chính phủ", "Bộ Khoa học và Công nghệ", "BKHCN", "TL. Bộ trưởng")
SECURITY = Office("Chính phủ", "Bộ Công an", "BCA", "TL. Bộ trưởng")
HOME_AFFAIRS = Office("Chính phủ", "Bộ Nội vụ", "BNV", "TL. Bộ trưởng")
CABINET_OFFICE = Office("Chính phủ", "Văn phòng Chính phủ", "VPCP", "KT. Bộ trưởng, Chủ nhiệm")
CITY = Office("", "Ủy ban nhân dân Thành phố Hồ Chí Minh", "UBND", "TM. Ủy ban nhân dân")

KINDS = {"Báo cáo": "BC", "Tờ trình": "TTr", "Tài liệu": "TL"}


def issued(
    office: Office,
    kind: str,
    number: int,
    day: date,
    subject: str,
    blocks: list[Block],
    place: str = "Hà Nội",
) -> Paper:
    """A numbered paper of that office."""
    return Paper(
        superior=office.superior,
        agency=office.name,
        number=f"Số: {number:02d}/{KINDS[kind]}-{office.notation}",
        place_date=f"{place}, {day_words(day)}",
        type_name=kind,
        subject=subject,
        blocks=tuple(blocks),
        signers=(Signer(office.signer, "(Đã ký)"),),
        recipients=("- Như trên;", "- Các bộ, cơ quan liên quan;", f"- Lưu: VT, {office.notation}."),
    )


def part(title: str, *paragraphs: str) -> list[Block]:
    """A numbered part of a paper: its heading and paragraphs."""
    return [Heading(title), *(Paragraph(text) for text in paragraphs)]


def section(title: str, *paragraphs: str) -> list[Block]:
    """A section within a part."""
    return [Heading(title, 2), *(Paragraph(text) for text in paragraphs)]


def points(*lines: str) -> Block:
    """Lines that each begin with a dash."""
    return Bullets(lines)

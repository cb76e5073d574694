"""The invitation as a paper of form 1.7 (decree 30/2020/NĐ-CP, annex III). Pure."""

from collections.abc import Iterable

from ecabinet.papers.paper import Block, Paper, Paragraph, Signer, Table
from ecabinet.papers.wording import day_words, named_meeting
from meetings.exchange.notice import Notice


def invitation_paper(notice: Notice) -> Paper:
    """The paper; number and signature are the office's to give."""
    written = notice.written_at.astimezone(notice.zone).date()
    return Paper(
        superior=notice.superior_name,
        agency=notice.unit_name,
        number=f"Số: …/GM-{notice.notation}",
        place_date=f"{notice.issuing_place}, {day_words(written)}",
        type_name="Giấy mời",
        subject=named_meeting(notice.title, "Dự họp"),
        blocks=tuple(_blocks(notice)),
        signers=(Signer("Thủ trưởng cơ quan", "(Chữ ký, dấu)"),),
        recipients=("- Như trên;", f"- Lưu: VT, {notice.notation}."),
    )


def _blocks(notice: Notice) -> Iterable[Block]:
    yield Paragraph(f"{notice.unit_name} trân trọng kính mời: {notice.to_name}.")
    yield Paragraph(f"Tới dự {notice.kind_words}: {notice.title}.")
    yield Paragraph(f"Chủ trì: {notice.chair or '…'}.")
    yield Paragraph(f"Thời gian: từ {notice.start_words} đến {notice.end_words}.")
    yield Paragraph(f"Địa điểm: {notice.where}.")
    if notice.sites:
        yield Paragraph(f"Các điểm cầu: {'; '.join(notice.sites)}.")
    if notice.agenda:
        yield _agenda(notice)
    if notice.sequence and not notice.reminds:
        yield Paragraph(f"Giấy mời này thay cho giấy mời đã gửi (lần cập nhật thứ {notice.sequence}).")
    yield Paragraph(
        "Đề nghị xác nhận tham dự hoặc báo vắng có lý do và xem trước tài liệu trên hệ thống họp không giấy; "
        "điểm cầu kiểm tra thiết bị và đường truyền trước giờ họp ít nhất 60 phút./."
    )


def _agenda(notice: Notice) -> Table:
    rows = tuple(
        (matter.number, matter.title, matter.presenter or "–", f"{matter.planned_minutes} phút")
        for matter in notice.agenda
    )
    align = ("center", "left", "left", "center")
    header = ("TT", "Nội dung", "Trình bày", "Thời lượng")
    return Table(header, rows, (0.6, 5, 2.6, 1.4), align, "Chương trình")

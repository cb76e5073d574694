"""What leaves: the calendar entry, the letter around it, the paper; and how a letter is taken apart again."""

import dataclasses
import io
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from ecabinet.papers.pdf import write_pdf
from meetings.exchange.calendar import calendar_entry
from meetings.exchange.invitation import invitation_paper
from meetings.exchange.letter import letter_bytes, write_letter
from meetings.exchange.mailbox import parse_letter
from meetings.exchange.notice import Matter, Notice

NOTICE = Notice(
    delivery_id="7d8f3a10-0000-4000-8000-000000000001",
    meeting_id="7d8f3a10-0000-4000-8000-0000000000ff",
    method="request",
    sequence=0,
    title="Họp rà soát các hệ thống thông tin",
    kind="working",
    unit_name="Văn phòng Chính phủ",
    superior_name="Chính phủ",
    notation="VPCP",
    issuing_place="Hà Nội",
    place="Phòng họp số 1",
    sites=("Điểm cầu Lạng Sơn", "Điểm cầu Vĩnh Long"),
    start=datetime(2026, 2, 5, 1, 0, tzinfo=UTC),
    end=datetime(2026, 2, 5, 4, 30, tzinfo=UTC),
    chair="Phó Thủ tướng Chính phủ",
    agenda=(Matter("1", "Báo cáo hạ tầng", "Bộ Khoa học và Công nghệ", 20),),
    to_name="Chủ tịch UBND tỉnh Vĩnh Long",
    address="vinhlong@demo.example",
    sits_at="Điểm cầu Vĩnh Long",
    sender="hop@ecabinet.example",
    written_at=datetime(2026, 1, 30, 2, 0, tzinfo=UTC),
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
)
UPDATE = dataclasses.replace(NOTICE, sequence=2, delivery_id="7d8f3a10-0000-4000-8000-000000000002")
CANCEL = dataclasses.replace(UPDATE, method="cancel", purpose="meeting_cancelled", sequence=3)
TAKE_BACK = dataclasses.replace(CANCEL, purpose="no_longer_invited")


def _event(notice: Notice) -> tuple[Calendar, dict[str, str]]:
    calendar = Calendar.from_ical(calendar_entry(notice))
    (event,) = calendar.walk("VEVENT")
    return calendar, {name: str(event[name]) for name in event if name not in {"ATTENDEE", "ORGANIZER"}}


def test_the_calendar_entry_invites_in_local_time() -> None:
    calendar, event = _event(NOTICE)
    raw = calendar_entry(NOTICE).decode()
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20260205T080000" in raw
    assert "DTEND;TZID=Asia/Ho_Chi_Minh:20260205T113000" in raw
    assert event["SUMMARY"] == NOTICE.title
    assert event["SEQUENCE"] == "0"
    assert "ORGANIZER" in raw
    assert "mailto:vinhlong@demo.example" in raw.replace("\r\n ", "")


def test_the_calendar_defines_its_time_zone() -> None:
    (zone,) = Calendar.from_ical(calendar_entry(NOTICE)).walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    (standard,) = zone.walk("STANDARD")
    assert standard["TZOFFSETTO"].to_ical() == "+0700"


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    lines = calendar_entry(NOTICE).split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_an_update_and_a_cancellation_keep_the_identity() -> None:
    first, update, cancel = (_event(notice)[1] for notice in (NOTICE, UPDATE, CANCEL))
    assert first["UID"] == update["UID"] == cancel["UID"]
    assert (update["SEQUENCE"], cancel["SEQUENCE"]) == ("2", "3")
    assert (update["STATUS"], cancel["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert _event(CANCEL)[0]["METHOD"] == "CANCEL"


def _parsed(notice: Notice, paper: bytes | None = b"%PDF-1.7 test") -> EmailMessage:
    message = message_from_bytes(letter_bytes(write_letter(notice, paper)), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_letter_has_text_html_and_calendar_alternatives_and_both_files() -> None:
    message = _parsed(NOTICE)
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics", "application/pdf"]
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_payload(decode=True) == calendar_entry(NOTICE)
    assert [part.get_filename() for part in message.iter_attachments()] == ["invitation.ics", "giay-moi.pdf"]


def test_the_letter_names_its_delivery_and_never_runs_over_the_line() -> None:
    raw = letter_bytes(write_letter(NOTICE, b"%PDF"))
    assert _parsed(NOTICE)["Message-ID"] == f"<{NOTICE.delivery_id}@ecabinet.example>"
    assert write_letter(NOTICE, b"%PDF")["Message-ID"] == _parsed(NOTICE)["Message-ID"]
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_names_are_words_in_html_and_headers() -> None:
    wicked = dataclasses.replace(
        NOTICE, to_name='<script>alert("x")</script>\nBcc: thief@demo.example', title="A & B\nX: y"
    )
    message = _parsed(wicked)
    assert message["Bcc"] is None
    assert message["X"] is None
    body = message.get_body(("html",))
    assert body is not None
    assert "<script>" not in body.get_content()
    assert "A &amp; B" in body.get_content()


@settings(deadline=None)  # one letter takes long on a busy machine
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300), st.integers(0, 60))
def test_the_subject_arrives_word_for_word(text: str, padding: int) -> None:
    notice = dataclasses.replace(NOTICE, title="ệ" * padding + " " + text)
    raw = letter_bytes(write_letter(notice, None))
    assert parse_letter(raw).subject == " ".join(notice.subject.split())
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 78


def test_vietnamese_words_keep_their_spaces() -> None:
    title = "Họp triển khai các hệ thống thông tin phục vụ chính quyền địa phương hai cấp"
    letter = parse_letter(letter_bytes(write_letter(dataclasses.replace(NOTICE, title=title), None)))
    assert letter.subject == f"Giấy mời: {title}"


def test_a_cancellation_says_so_and_carries_no_paper() -> None:
    letter = parse_letter(letter_bytes(write_letter(CANCEL, None)))
    assert letter.subject.startswith("Thông báo hủy họp")
    assert "không tổ chức nữa" in letter.text
    assert [file.name for file in letter.attachments] == ["invitation.ics"]


def test_who_is_asked_no_more_reads_that_the_meeting_takes_place() -> None:
    letter = parse_letter(letter_bytes(write_letter(TAKE_BACK, None)))
    assert letter.subject == f"Thôi mời dự: {NOTICE.title}"
    for body in (letter.text, letter.html):
        assert "vẫn tổ chức như đã định" in body
        assert "không tổ chức nữa" not in body
        assert "hủy họp" not in body
    calendar, event = _event(TAKE_BACK)
    assert calendar["METHOD"] == "CANCEL"
    assert "STATUS" not in event


def test_a_letter_is_taken_apart_as_it_was_put_together() -> None:
    letter = parse_letter(letter_bytes(write_letter(NOTICE, b"%PDF-1.7 x")))
    assert letter.to == "Chủ tịch UBND tỉnh Vĩnh Long <vinhlong@demo.example>"
    assert letter.sender == "Văn phòng Chính phủ <hop@ecabinet.example>"
    assert letter.date == NOTICE.written_at
    assert "Thời gian: 08 giờ 00, ngày 05 tháng 02 năm 2026" in letter.text
    assert "Báo cáo hạ tầng" in letter.html
    assert [(file.name, file.content) for file in letter.attachments][1] == ("giay-moi.pdf", b"%PDF-1.7 x")


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff", b"Date: never\n\nx", b"Content-Type: multipart/mixed\n\n--"]
)
def test_a_broken_letter_is_still_told(raw: bytes) -> None:
    assert parse_letter(raw).date is None


def test_an_attachment_never_comes_as_a_page() -> None:
    message = EmailMessage()
    message.set_content("x")
    message.add_attachment(b"<script>", "text", "html", filename="page.html")
    (file,) = parse_letter(message.as_bytes()).attachments
    assert file.media_type == "application/octet-stream"


WORDS = [
    "Số: …/GM-VPCP",
    "Hà Nội, ngày 30 tháng 01 năm 2026",
    "GIẤY MỜI",
    "Văn phòng Chính phủ trân trọng kính mời: Chủ tịch UBND tỉnh Vĩnh Long.",
    "Tới dự cuộc họp: Họp rà soát các hệ thống thông tin.",
    "Thời gian: từ 08 giờ 00, ngày 05 tháng 02 năm 2026",
    "Phòng họp số 1; Điểm cầu Vĩnh Long",
    "Báo cáo hạ tầng",
    "./.",
    "Nơi nhận:",
]


@pytest.fixture(scope="module")
def paper_text() -> str:
    document = pdfium.PdfDocument(io.BytesIO(write_pdf(invitation_paper(NOTICE))))
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))


@pytest.mark.parametrize("word", WORDS)
def test_the_paper_says_it(paper_text: str, word: str) -> None:
    assert re.sub(r"\s", "", word) in paper_text


def test_an_update_says_that_it_replaces(paper_text: str) -> None:
    blocks = [getattr(block, "text", "") for block in invitation_paper(UPDATE).blocks]
    assert any("lần cập nhật thứ 2" in text for text in blocks)
    assert "lầncậpnhật" not in paper_text

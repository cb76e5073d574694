"""The paper of the minutes: form 1.9, the same words in PDF and DOCX, every figure of the journal on it."""

import io
import re
from zoneinfo import ZoneInfo

import pikepdf
import pypdfium2 as pdfium
import pytest
from docx import Document

from ecabinet.papers.docx import write_docx
from ecabinet.papers.paper import Paper
from ecabinet.papers.pdf import write_pdf
from meetings.minutes.reading import read_minutes
from meetings.minutes.tests.story import RESULT, Row, whole_meeting
from meetings.minutes.writing import Proof, minutes_paper

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PROOF = Proof(31, "c0" * 32, "key-0001", "c2ln" * 21, "2026-02-05T02:36:00Z", 1)
FIGURES = [
    "1/4",
    "25/26",
    "18",
    *(str(RESULT[k]) for k in ("approve", "reject", "abstain", "cast", "required")),
]
WORDS = [
    "Số: …/BB-VPCP",
    "BIÊN BẢN",
    "Thời gian bắt đầu: 08 giờ 00, ngày 05 tháng 02 năm 2026.",
    "Địa điểm: Phòng họp số 1; họp trực tuyến tại 2 điểm cầu, gồm điểm cầu trung tâm.",
    "Chủ trì (chủ tọa): Phó Thủ tướng Chính phủ.",
    "Thư ký (người ghi biên bản): Chuyên viên tổng hợp, Văn phòng Chính phủ.",
    "Nội dung (theo diễn biến cuộc họp):",
    "Dự kiến 10 phút; thực tế 25 phút 00 giây (từ 08:02:00 đến 08:27:00).",
    "Báo cáo kết quả rà soát (6 trang).",
    "2 phút 30 giây",
    "Từ 07:50:00; mất kết nối 1 lần",
    "Đi công tác nước ngoài",
    "Thông qua với 17/26 thành viên tán thành.",
    "Không tán thành",
    "K7Q2",
    "Hoàn thành trước ngày 15/3.",
    "Cuộc họp tạm dừng từ 08:28:00 đến 08:33:00 (5 phút 00 giây).",
    "Cuộc họp kết thúc vào 09 giờ 35, ngày 05 tháng 02 năm 2026./.",
    "Lưu: VT, Hồ sơ.",
    "c0" * 32,
    "key-0001",
    "ký số đầu chuỗi lúc 09:36:00, ngày 05 tháng 02 năm 2026.",
]


@pytest.fixture(scope="module")
def paper() -> Paper:
    return minutes_paper(read_minutes(whole_meeting().events), PROOF, ZONE)


@pytest.fixture(scope="module")
def pdf(paper: Paper) -> bytes:
    return write_pdf(paper)


def _squeezed(text: str) -> str:
    """Without white space: where a line breaks is the typesetter's business."""
    return re.sub(r"\s|\ufffe", "", text)


def _pages(pdf: bytes) -> list[str]:
    document = pdfium.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("word", [*WORDS, *FIGURES])
def test_the_pdf_says_it(pdf: bytes, word: str) -> None:
    assert _squeezed(word) in _squeezed("".join(_pages(pdf)))


@pytest.mark.parametrize("word", [*WORDS, *FIGURES])
def test_the_docx_says_it(paper: Paper, word: str) -> None:
    assert _squeezed(word) in _squeezed(_docx_text(write_docx(paper)))


def _docx_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def test_minutes_have_neither_place_nor_date(paper: Paper, pdf: bytes) -> None:
    assert paper.place_date == ""
    heading = _pages(pdf)[0].partition("BIÊN BẢN")[0]
    assert "ngày" not in heading


def test_the_first_page_has_no_number_and_the_others_have(pdf: bytes) -> None:
    pages = _pages(pdf)
    assert len(pages) >= 2
    assert not pages[0].strip().startswith("1")
    assert [page.strip().splitlines()[0].strip() for page in pages[1:]] == [
        str(number) for number in range(2, len(pages) + 1)
    ]


def test_the_only_fonts_are_embedded_tinos(pdf: bytes) -> None:
    names = set(re.findall(rb"/BaseFont\s*/([A-Za-z0-9+\-]+)", _unpacked(pdf)))
    assert names
    assert all(re.fullmatch(rb"[A-Z]{6}\+Tinos-(Regular|Bold|Italic|BoldItalic)", name) for name in names)


def test_the_pdf_is_tagged_and_says_its_language(pdf: bytes) -> None:
    plain = _unpacked(pdf)
    assert re.search(rb"/Marked\s+true", plain)
    assert b"/StructTreeRoot" in plain
    assert re.search(rb"/Lang\s*\(vi", plain)


def _unpacked(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            qdf=True,
        )
    return out.getvalue()


def test_who_left_is_listed_with_the_time_and_the_figures_agree() -> None:
    story = whole_meeting()
    story.tell("participant.removed", 40, {"participants": {"a-2": None}})
    text = _docx_text(write_docx(minutes_paper(read_minutes(story.events), PROOF, ZONE)))
    assert "Có mặt trực tuyến; rời họp lúc 08:40:00" in text
    assert "có mặt 1/4 người được mời, 1 người rời họp trước khi kết thúc" in text
    assert "lúc kết thúc, thành viên có quyền biểu quyết có mặt 25/26" in text


def test_the_officers_are_named_in_the_list() -> None:
    story = whole_meeting()
    story.person(1, 2, full_name="Chuyên viên tổng hợp", role="secretary", attendance="present_online")
    text = _docx_text(write_docx(minutes_paper(read_minutes(story.events), PROOF, ZONE)))
    assert "Chuyên viên tổng hợp, Phó Chủ tịch UBND tỉnh (Thư ký cuộc họp)" in text


def test_minutes_do_not_tell_of_requests_that_left_the_queue() -> None:
    story = whole_meeting()
    data = {"full_name": "Đại biểu số 9", "reason": "item_closed"}
    story.tell("speak_request.withdrawn", 30, {"queue": {"r-9": None}}, data)
    text = _docx_text(write_docx(minutes_paper(read_minutes(story.events), PROOF, ZONE)))
    assert "Đại biểu số 9" not in text
    assert "rút" not in text


def test_a_result_is_announced_once_and_the_last_paper_ends_the_list() -> None:
    story = whole_meeting()
    told = "Tán thành 1/26 thành viên; thông qua khi có từ 14 phiếu. Kết quả: không thông qua."
    story.poll(96, "closed", {**RESULT, "sentence": told})
    for number in (2, 3):
        paper = {"id": f"d-{number}", "item_id": "i-1", "title": f"Phụ lục {number}", "status": "ready"}
        story.tell("document.ready", 96, {"documents": {f"d-{number}": paper}})
    text = _docx_text(write_docx(minutes_paper(read_minutes(story.events), PROOF, ZONE)))
    assert f"{told} Mở lúc" in text
    assert "Kết quả: Tán thành" not in text
    assert "(6 trang);" in text
    assert "Phụ lục 2;" in text
    assert "Phụ lục 3." in text


def test_what_was_lacking_at_the_start_is_told_with_its_reason() -> None:
    story = whole_meeting()
    names = [f"Điểm cầu {n}" for n in range(12)]
    lacking = [
        {"code": "quorum", "present": 1, "entitled": 4, "required": 3, "met": False},
        {"code": "chair", "full_name": "Phó Thủ tướng"},
        {"code": "sites", "names": names},
    ]
    started = next(event for event in story.events if event["type"] == "meeting.started")
    started["data"] = {"lacking": lacking, "reason": "bão số 5, họp gấp"}
    text = _docx_text(write_docx(minutes_paper(read_minutes(story.events), PROOF, ZONE)))
    assert "mới có 1/4 thành viên có mặt (cần 3); chủ trì chưa có mặt (Phó Thủ tướng)" in text
    assert "chưa kết nối 12 điểm cầu: Điểm cầu 0, " in text
    assert "Điểm cầu 9…" in text
    assert "Lý do: bão số 5, họp gấp." in text


def test_an_election_tells_votes_names_and_ballots_that_count_for_nobody() -> None:
    story = whole_meeting()
    told = "Trúng cử: Nguyễn Văn A (2); cần từ 2 phiếu. Kết quả: mới được 1/2 người."
    counts = [
        {"key": "1", "label": "Nguyễn Văn A", "votes": 2, "against": 0, "chosen": True},
        {"key": "2", "label": "Trần Thị B", "votes": 1, "against": 1, "chosen": False},
    ]
    result = {**RESULT, "valid": 3, "blank": 1, "invalid": 0, "options": counts, "sentence": told}
    says: Row = {"position": "", "choice": None, "text": "", "against": [], "standing": "valid"}
    ballots = [
        {**says, "full_name": "Đại biểu số 2", "options": ["1"], "against": ["2"], "tracker": "K7Q2"},
        {**says, "full_name": "Đại biểu số 3", "options": [], "standing": "blank", "tracker": "K7Q3"},
    ]
    asked = {"kind": "election_each", "options": [{"key": o["key"], "label": o["label"]} for o in counts]}
    story.poll(96, "closed", result, ballots, **asked)
    text = _docx_text(write_docx(minutes_paper(read_minutes(story.events), PROOF, ZONE)))
    for words in (
        told,
        "Phương án, người ứng cử",
        "Nguyễn Văn A; phản đối Trần Thị B",
        "Phiếu trắng",
        "Được chọn",
    ):
        assert words in text


def test_an_opinion_stands_with_its_words() -> None:
    story = whole_meeting()
    says = {"position": "", "choice": "other", "text": "Lùi một tháng", "tracker": "K7Q2"}
    story.poll(96, "closed", {**RESULT, "other": 3}, [{**says, "full_name": "Đại biểu số 2"}], kind="opinion")
    text = _docx_text(write_docx(minutes_paper(read_minutes(story.events), PROOF, ZONE)))
    assert "Ý kiến khác: Lùi một tháng" in text
    assert "Không đồng ý" in text

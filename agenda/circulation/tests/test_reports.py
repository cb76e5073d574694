"""The printed sheet, the summary, tables, letters and statistics."""

import io
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pypdfium2
from django.conf import settings
from openpyxl import load_workbook

from agenda.circulation.letters import LETTER_JOB
from agenda.circulation.tests.conftest import Round
from conftest import Cast
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job

REFUSAL = {"question": 1, "choice": "disagree", "text": "Chưa rõ nguồn vốn"}


def words(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return " ".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", " ")


def test_the_sheet_is_the_printed_form(asked: Round, cast: Cast) -> None:
    asked.open()
    asked.answer(cast.member, REFUSAL)
    member, silent = asked.member(cast.member), asked.member(cast.member2)
    told = words(cast.member.get(f"{asked.path}/members/{member.id}/sheet.pdf").content)
    for part in (
        "PHIẾU GHI Ý KIẾN",
        "Lý do không thông qua",
        "Chưa rõ nguồn vốn",
        cast.member.person.full_name,
    ):
        assert part in told
    assert "Gửi trên hệ thống lúc" in told
    assert cast.member.get(f"{asked.path}/members/{silent.id}/sheet.pdf").status == 404
    empty = words(cast.secretary.get(f"{asked.path}/members/{silent.id}/sheet.pdf").content)
    assert "Gửi trên hệ thống" not in empty
    assert cast.outsider.get(f"{asked.path}/members/{member.id}/sheet.pdf").status == 404


def test_the_summary_and_the_table_are_for_those_who_follow(asked: Round, cast: Cast) -> None:
    asked.open()
    asked.answer(cast.member, REFUSAL)
    for what in ("summary.pdf", "export"):
        assert cast.member.get(f"{asked.path}/{what}").code == "not_allowed"
    summary = words(cast.technician.get(f"{asked.path}/summary.pdf").content)
    assert "1/3 thành viên" in summary
    assert "Chưa rõ nguồn vốn" in summary
    sheet = load_workbook(io.BytesIO(cast.secretary.get(f"{asked.path}/export").content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 4
    assert rows[1][4:6][0] == "Đã trả lời"
    assert rows[1][8:] == ("Không đồng ý", "Chưa rõ nguồn vốn")
    table = cast.secretary.get(f"{asked.path}/export", form="csv").content.decode("utf-8-sig")
    assert table.splitlines()[2].split(",")[4] == "Chưa trả lời"


def test_statistics_by_circulation_and_by_person(asked: Round, cast: Cast) -> None:
    asked.open()
    asked.answer(cast.member, REFUSAL)
    for who in (cast.member, cast.chair):
        assert who.get("/statistics/opinions").status == 404
    found = cast.secretary.get("/statistics/opinions").body["items"]
    assert [(one["line"]["members"], one["line"]["answered"], one["result"]) for one in found] == [
        (3, 1, None)
    ]
    people = cast.secretary.get("/statistics/opinions/people").body["items"]
    figures = {one["full_name"]: (one["asked"], one["answered"], one["disagree"]) for one in people}
    assert figures[cast.member.person.full_name] == (1, 1, 1)
    assert figures[cast.member2.person.full_name] == (1, 0, 0)
    assert cast.outsider.get("/statistics/opinions").body["total"] == 0
    assert cast.secretary.get("/statistics/opinions", since="2999-01-01").body["total"] == 0
    table = cast.secretary.get("/statistics/opinions/export", form="csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == 4


def test_a_letter_says_what_waits_and_until_when(asked: Round, cast: Cast) -> None:
    asked.open()
    job = Job.objects.get(kind=LETTER_JOB, payload__person_id=str(cast.member.person.id))
    assert jobs.run(job.id)
    path = Path(settings.MAILBOX) / f"{job.payload['letter_id']}.eml"
    letter = message_from_bytes(path.read_bytes())
    assert str(make_header(decode_header(letter["Subject"]))) == f"Lấy ý kiến: {asked.row.title}"
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "Hạn trả lời" in body.decode()

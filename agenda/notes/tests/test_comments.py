"""Opinions on documents through the API: who reads them, what is told of them, and the file made of them."""

import io
from typing import Any

import docx
import pytest

from agenda.documents.models import Document
from agenda.notes import comments
from agenda.notes.models import Comment
from agenda.notes.tests.conftest import Paper
from conftest import Cast, Member
from ecabinet.imports import sheets
from ecabinet.journal.models import Event


def share(sheet: Paper, sharing: str, who: Member | None = None) -> int:
    path = f"/meetings/{sheet.meeting.id}/comments/sharing"
    return (who or sheet.cast.secretary).post(path, {"sharing": sharing}).status


def threads(sheet: Paper, who: Member) -> list[dict[str, Any]]:
    answer = who.get(f"/documents/{sheet.document.id}/comments")
    assert answer.status == 200, answer.content
    items: list[dict[str, Any]] = answer.body["items"]
    return items


def told(sheet: Paper, who: Member, event: str) -> list[dict[str, Any]]:
    frames = who.get(f"/meetings/{sheet.meeting.id}/events", limit=200).body["items"]
    return [frame for frame in frames if frame["type"] == event]


def test_who_may_comment(sheet: Paper, cast: Cast) -> None:
    assert cast.anonymous.post(sheet.comments, {"text": "a", "version": 1}).status == 401
    assert sheet.comment(cast.outsider).status == 404
    for who in (cast.administrator, cast.technician, cast.site_device):
        assert sheet.comment(who).code == "not_allowed"
    assert sheet.comment(cast.member, text=" ").status == 422
    assert sheet.comment(cast.member, region=[1, 2, 3, 4]).code == "comment_place"
    assert sheet.comment(cast.member, page=1, region=[1, 2]).code == "comment_place"
    assert sheet.comment(cast.member, page=9).status == 404
    assert sheet.comment(cast.member, version=2).status == 404
    assert Comment.objects.count() == 0
    answer = sheet.comment(cast.member, page=1, region=[100, 100, 500, 200], quote="chuyển đổi số")
    assert (answer.status, answer.body["full_name"], answer.body["position"]) == (
        200,
        "Phạm Thành Viên",
        "Giám đốc Sở",
    )
    assert sheet.comment(cast.secretary).status == 200


def test_before_it_is_announced_and_after_the_end_nothing_is_said(sheet: Paper, cast: Cast) -> None:
    made = sheet.comment(cast.member).body["id"]
    path = f"/meetings/{sheet.meeting.id}"
    assert cast.secretary.post(f"{path}/cancel", {"reason": "Hoãn"}).status == 200
    assert sheet.comment(cast.member).code == "meeting_wrong_status"
    assert cast.member.post(f"{sheet.comments}/{made}/remove").code == "meeting_wrong_status"
    assert cast.member.get(f"/documents/{sheet.document.id}/comments").body["may_comment"] is False


@pytest.mark.parametrize(
    ("sharing", "readers"),
    [
        ("organisers", {"member", "chair", "secretary"}),
        ("unit", {"member", "chair", "secretary", "delegate2"}),
        ("all", {"member", "chair", "secretary", "delegate2", "delegate", "site_device", "administrator"}),
    ],
)
def test_who_reads_it(sheet: Paper, cast: Cast, sharing: str, readers: set[str]) -> None:
    assert share(sheet, sharing) == 200
    colleague = cast.member3
    colleague.person.unit = cast.member.person.unit
    colleague.person.save()
    assert sheet.comment(cast.member).status == 200
    people = {
        **{name: getattr(cast, name) for name in ("member", "chair", "secretary", "delegate")},
        "delegate2": colleague,
        "site_device": cast.site_device,
        "administrator": cast.administrator,
    }
    assert {name for name, who in people.items() if threads(sheet, who)} == readers
    assert {name for name, who in people.items() if told(sheet, who, "comment.made")} == readers


def test_what_was_said_keeps_its_readers(sheet: Paper, cast: Cast) -> None:
    sheet.comment(cast.member, "cho ban tổ chức")
    assert share(sheet, "all", cast.member) == 403
    assert share(sheet, "all", cast.outsider) == 404
    assert share(sheet, "all") == 200
    assert threads(sheet, cast.delegate) == []
    sheet.comment(cast.member, "cho mọi người")
    assert [thread["text"] for thread in threads(sheet, cast.delegate)] == ["cho mọi người"]


def test_an_internal_paper_and_a_recusal_keep_its_opinions_away(sheet: Paper, cast: Cast) -> None:
    share(sheet, "all")
    sheet.comment(cast.chair)
    assert len(threads(sheet, cast.member3)) == 1
    keeps_out = {"participant_id": str(cast.member3.participant(sheet.meeting).id), "reason": "người nhà"}
    path = f"/meetings/{sheet.meeting.id}/items/{sheet.document.item_id}/recusals"
    assert cast.secretary.post(path, keeps_out).status == 200
    assert cast.member3.get(f"/documents/{sheet.document.id}/comments").status == 404
    sheet.comment(cast.chair)
    assert len(told(sheet, cast.member3, "comment.made")) == 1
    Document.objects.filter(id=sheet.document.id).update(group="internal")
    assert cast.member.get(f"/documents/{sheet.document.id}/comments").status == 404
    sheet.comment(cast.chair)
    assert len(told(sheet, cast.member, "comment.made")) == 2


def test_answers_stand_under_what_they_answer(sheet: Paper, cast: Cast) -> None:
    first = sheet.comment(cast.member).body["id"]
    assert sheet.comment(cast.delegate, parent_id=first).status == 404
    answer = sheet.comment(cast.chair, "Đồng ý, Sở bổ sung", parent_id=first)
    assert answer.status == 200
    assert sheet.comment(cast.chair, parent_id=answer.body["id"]).status == 404
    assert [reply["text"] for reply in threads(sheet, cast.member)[0]["replies"]] == ["Đồng ý, Sở bổ sung"]
    event = told(sheet, cast.member, "comment.made")[-1]
    assert (event["data"]["full_name"], event["data"]["answers"]) == ("Nguyễn Chủ Trì", "Phạm Thành Viên")


def test_author_and_organisers_say_that_it_is_dealt_with(sheet: Paper, cast: Cast) -> None:
    share(sheet, "all")
    path = f"{sheet.comments}/{sheet.comment(cast.member).body['id']}"
    assert cast.delegate.post(f"{path}/resolve").code == "not_allowed"
    body = cast.secretary.post(f"{path}/resolve").body
    assert (body["resolved_by"], body["resolved_at"] is None) == ("Trần Thu Ký", False)
    assert cast.secretary.post(f"{path}/resolve").status == 200
    assert Event.objects.filter(type="comment.resolved").count() == 1
    assert cast.member.post(f"{path}/reopen").body["resolved_at"] is None
    assert Event.objects.filter(type="comment.reopened").count() == 1


def test_taken_back_the_words_are_gone_everywhere(sheet: Paper, cast: Cast) -> None:
    path = f"{sheet.comments}/{sheet.comment(cast.member, 'nói nhầm').body['id']}"
    assert cast.secretary.post(f"{path}/remove").code == "not_allowed"
    assert cast.member.post(f"{path}/remove").body["is_removed"] is True
    assert threads(sheet, cast.chair)[0]["text"] == ""
    assert Event.objects.get(type="comment.made").data is None
    removed = Event.objects.get(type="comment.removed").data
    assert removed is not None
    assert "nói nhầm" not in str(removed)
    assert sheet.comment(cast.chair, parent_id=path.rsplit("/", 1)[1]).code == "comment_removed"
    assert cast.member.post(f"{path}/resolve").code == "comment_removed"


def test_not_too_many_at_once(sheet: Paper, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "COMMENTS_A_MINUTE", 2)
    assert [sheet.comment(cast.member).status for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(comments, "MOST_COMMENTS", 3)
    assert [sheet.comment(cast.chair).status for _ in range(2)] == [200, 409]


def test_the_opinions_as_files(sheet: Paper, cast: Cast) -> None:
    first = sheet.comment(cast.member, "=Đề nghị làm rõ", page=1, quote="chuyển đổi số").body["id"]
    sheet.comment(cast.chair, "Đồng ý", parent_id=first)
    taken_back = sheet.comment(cast.delegate, "rút lại sau").body["id"]
    cast.delegate.post(f"{sheet.comments}/{taken_back}/remove")
    path = f"/meetings/{sheet.meeting.id}/comments"
    assert cast.anonymous.get(f"{path}.csv").status == 401
    for kind in ("csv", "xlsx", "docx"):
        assert cast.outsider.get(f"{path}.{kind}").status == 404
        assert cast.member.get(f"{path}.{kind}").code == "not_allowed"
    for kind in ("csv", "xlsx"):
        rows = sheets.read(cast.secretary.get(f"{path}.{kind}").content)[1:]
        assert [(row[6], row[10], sheets.plain(row[11]), row[12]) for row in rows] == [
            ("Phạm Thành Viên", "", "=Đề nghị làm rõ", "Đang mở"),
            ("Nguyễn Chủ Trì", "Phạm Thành Viên", "Đồng ý", "Đang mở"),
            ("Đỗ Đại Biểu", "", "", "Đã rút lại"),
        ]
    paper = docx.Document(io.BytesIO(cast.secretary.get(f"{path}.docx").content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert any("=Đề nghị làm rõ" in cell for cell in cells)
    assert not any("rút lại sau" in cell for cell in cells)
    other = cast.secretary.get(f"{path}.csv", document_id=str(sheet.meeting.id))
    assert other.status == 404
    only = cast.secretary.get(f"{path}.csv", document_id=str(sheet.document.id))
    assert len(sheets.read(only.content)) == 4

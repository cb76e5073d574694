"""One's own notes through the API: kept on all devices of one person, and shown to nobody else."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.notes import sync
from agenda.notes.models import PrivateNote
from agenda.notes.rules import Kept, Outcome, Wanted, settle
from agenda.notes.tests.conftest import Paper, note
from conftest import Cast
from ecabinet.journal.models import AnsweredCommand, Event

SECRET = "điều riêng không ai được biết"


def edited(row: dict[str, Any], text: str, **fields: Any) -> dict[str, Any]:
    """A change of a note that a device has as `row`."""
    return note(text, id=row["id"], base=row["revision"], **fields)


def texts(sheet: Paper) -> list[str]:
    return sorted(row["text"] for row in sheet.pull(sheet.cast.member)["items"] if not row["is_deleted"])


def outcomes(sheet: Paper, *changes: dict[str, Any]) -> list[str]:
    answer = sheet.push(sheet.cast.member, *changes)
    assert answer.status == 200, answer.content
    return [row["outcome"] for row in answer.body["items"]]


def test_who_may_write(sheet: Paper, cast: Cast) -> None:
    assert cast.anonymous.get(sheet.notes).status == 401
    assert cast.anonymous.post(sheet.notes, {"items": [note("a")]}, key=None).status == 401
    assert cast.outsider.get(sheet.notes).status == 404
    assert sheet.push(cast.outsider, note("a")).status == 404
    assert cast.site_device.get(sheet.notes).code == "not_allowed"
    assert sheet.push(cast.site_device, note("a")).code == "not_allowed"
    assert PrivateNote.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "ink", "shape": [1, 2]},
        {"kind": "ink", "shape": []},
        {"kind": "highlight", "shape": [1, 2, 3]},
        {"kind": "bookmark", "shape": [1]},
        {"shape": [1, 2, 3, 4]},
        {"shape": [-1, 5]},
        {"shape": [1, 10_001]},
        {"text": "x" * 4001},
        {"text": "a\x00b"},
        {"kind": "painting"},
        {"base": -1},
        {"page": 0},
    ],
)
def test_what_is_no_note(sheet: Paper, cast: Cast, wrong: dict[str, Any]) -> None:
    assert sheet.push(cast.member, {**note("a"), **wrong}).status == 422
    assert PrivateNote.objects.count() == 0


def test_another_device_sees_it_and_asks_only_for_news(sheet: Paper, cast: Cast) -> None:
    kinds = ("ink", "highlight", "text", "bookmark")
    sheet.push(cast.member, *(note(kind=kind, quote="chuyển đổi số") for kind in kinds))
    first = sheet.pull(cast.member)
    assert [row["kind"] for row in first["items"]] == list(kinds)
    assert first["items"][1]["quote"] == "chuyển đổi số"
    assert sheet.pull(cast.member, first["cursor"])["items"] == []
    sheet.push(cast.member, edited(first["items"][2], "thêm"))
    news = sheet.pull(cast.member, first["cursor"])
    assert [(row["text"], row["revision"]) for row in news["items"]] == [("thêm", 2)]


def test_many_notes_come_in_several_answers(
    sheet: Paper, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "NOTES_A_PULL", 3)
    sheet.push(cast.member, *(note(f"số {n}") for n in range(7)))
    found: list[str] = []
    cursor, more = 0, True
    while more:
        body = sheet.pull(cast.member, cursor)
        found += [row["text"] for row in body["items"]]
        cursor, more = body["cursor"], body["more"]
    assert found == [f"số {n}" for n in range(7)]


def test_sent_again_it_counts_once(sheet: Paper) -> None:
    change = note("một lần")
    assert outcomes(sheet, change) == ["saved"]
    assert outcomes(sheet, change, change) == ["known", "known"]
    assert texts(sheet) == ["một lần"]


def test_two_devices_edit_one_note_and_both_texts_stay(sheet: Paper) -> None:
    outcomes(sheet, note("gốc"))
    row = sheet.pull(sheet.cast.member)["items"][0]
    one, other = edited(row, "từ máy tính bảng"), edited(row, "từ điện thoại")
    assert outcomes(sheet, one) == ["saved"]
    assert outcomes(sheet, other) == ["copied"]
    assert texts(sheet) == ["từ máy tính bảng", "từ điện thoại"]
    copies = [r for r in sheet.pull(sheet.cast.member)["items"] if r["copy_of"]]
    assert [(r["copy_of"], r["text"]) for r in copies] == [(row["id"], "từ máy tính bảng")]
    # An answer that was lost is asked for again: nothing is copied twice.
    assert outcomes(sheet, other, one) == ["known", "known"]
    assert len(texts(sheet)) == 2


def test_ink_of_two_devices_adds_up(sheet: Paper, cast: Cast) -> None:
    strokes = [note(kind="ink", shape=[n, n, 50]) for n in range(4)]
    outcomes(sheet, *strokes[:2])
    outcomes(sheet, *strokes[2:])
    assert len(sheet.pull(cast.member)["items"]) == 4


def test_a_note_that_was_changed_elsewhere_is_not_deleted(sheet: Paper) -> None:
    outcomes(sheet, note("gốc"))
    row = sheet.pull(sheet.cast.member)["items"][0]
    outcomes(sheet, edited(row, "viết thêm"))
    assert outcomes(sheet, edited(row, "", is_deleted=True)) == ["newer"]
    assert texts(sheet) == ["viết thêm"]


def test_a_deleted_note_leaves_an_empty_mark_and_comes_back_when_it_was_changed(
    sheet: Paper, cast: Cast
) -> None:
    outcomes(sheet, note("gốc", quote="chuyển đổi số"))
    pulled = sheet.pull(cast.member)
    row = pulled["items"][0]
    assert outcomes(sheet, edited(row, "", is_deleted=True)) == ["saved"]
    mark = sheet.pull(cast.member, pulled["cursor"])["items"][0]
    assert (mark["is_deleted"], mark["text"], mark["quote"], mark["shape"]) == (True, "", "", [])
    assert texts(sheet) == []
    assert outcomes(sheet, edited(row, "viết lúc mất mạng")) == ["saved"]
    assert texts(sheet) == ["viết lúc mất mạng"]


def test_too_many_are_told_and_the_rest_goes_on(sheet: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "MOST_NOTES", 2)
    assert outcomes(sheet, note("1"), note("2"), note("3")) == ["saved", "saved", "full"]
    row = sheet.pull(sheet.cast.member)["items"][0]
    assert outcomes(sheet, edited(row, "sửa")) == ["saved"]
    assert sheet.push(sheet.cast.member, *(note(str(n)) for n in range(101))).status == 422


def test_the_same_id_of_another_person_is_another_note(sheet: Paper, cast: Cast) -> None:
    change = note("của tôi")
    outcomes(sheet, change)
    assert (
        sheet.push(cast.delegate, {**change, "text": "của người khác"}).body["items"][0]["outcome"] == "saved"
    )
    assert texts(sheet) == ["của tôi"]


def test_nobody_else_ever_sees_it(sheet: Paper, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    outcomes(sheet, note(SECRET, quote=SECRET, before=SECRET))
    meeting, paper = f"/meetings/{sheet.meeting.id}", f"/documents/{sheet.document.id}"
    asked = [
        *(sheet.notes, f"{sheet.notes}/places", f"{paper}/comments", f"{paper}/versions", f"{paper}/changes"),
        *(meeting, f"{meeting}/snapshot", f"{meeting}/events", f"{meeting}/reading", f"{meeting}/readers"),
        *(
            f"{meeting}/readers.csv",
            f"{meeting}/comments.csv",
            f"{meeting}/duties",
        ),
        *("/search", "/session", "/sign-ins", "/accounts", "/people", "/exports/people"),
    ]
    others = (cast.administrator, cast.secretary, cast.chair, cast.delegate, cast.member2, cast.technician)
    for who in (*others, cast.site_device, cast.outsider):
        for path in asked:
            query = {"query": SECRET} if path == "/search" else {}
            content = who.get(path, **query).content.decode(errors="replace")
            if path != "/search":
                assert SECRET not in content, (who.account.username, path)
            else:
                assert '"total": 0' in content, who.account.username
    told = json.dumps(list(Event.objects.values_list("data", "state")), ensure_ascii=False, default=str)
    answers = json.dumps(
        list(AnsweredCommand.objects.values_list("answer", flat=True)), ensure_ascii=False, default=str
    )
    assert SECRET not in told + answers + caplog.text
    assert not Event.objects.filter(type__startswith="note").exists()
    assert sheet.pull(cast.member)["items"][0]["text"] == SECRET


def test_who_loses_the_document_is_not_given_its_notes(sheet: Paper, cast: Cast) -> None:
    outcomes(sheet, note("trích", quote="chuyển đổi số"))
    recall = f"/meetings/{sheet.meeting.id}/documents/{sheet.document.id}/recall"
    assert cast.secretary.post(recall, {"reason": "Sai số liệu"}).status == 200
    assert cast.member.get(sheet.notes).status == 404
    assert PrivateNote.objects.count() == 1


def test_notes_follow_the_next_version(sheet: Paper, cast: Cast) -> None:
    found = note(kind="highlight", page=2, quote="giải ngân đạt 95% kế hoạch", before="Tỷ lệ")
    gone = note(kind="highlight", page=1, quote="một câu đã bị xóa khỏi báo cáo này rồi")
    drawn = note(kind="ink", page=1)
    outcomes(sheet, found, gone, drawn)
    assert cast.member.get(f"{sheet.notes}/places").body["items"] == []
    sheet.revise()
    body = cast.member.get(f"{sheet.notes}/places").body
    places = {row["id"]: (row["how"], row["page"]) for row in body["items"]}
    assert body["version"] == 2
    assert places == {found["id"]: ("text", 3), gone["id"]: ("lost", None), drawn["id"]: ("position", 2)}
    assert cast.delegate.get(f"{sheet.notes}/places").body["items"] == []


revisions = st.integers(1, 5)
short = st.text(max_size=3)


@given(revisions, short, st.booleans(), st.integers(0, 6), short, st.booleans())
def test_no_text_is_overwritten_unseen(
    revision: int, text: str, was_deleted: bool, base: int, wanted: str, deletes: bool
) -> None:
    kept = Kept(revision, "" if was_deleted else text, was_deleted, ())
    outcome = settle(kept, Wanted(uuid.uuid4(), base, "" if deletes else wanted, deletes))
    unseen = base < revision and kept.text not in ("", wanted) and not was_deleted
    if unseen:
        assert outcome == (Outcome.NEWER if deletes else Outcome.COPIED)
    elif not deletes:
        assert outcome == Outcome.SAVED

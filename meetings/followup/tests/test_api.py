"""Conclusions through the API: who, when, on what, and what the journal keeps."""

from typing import Any
from uuid import uuid4

import pytest

from agenda.items.models import AgendaItem
from conftest import Cast
from ecabinet.journal.models import Event
from ecabinet.journal.services import command
from ecabinet.journal.verify import verify_all
from meetings.followup.models import Conclusion
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting

TEXT = {"text": "Giao Sở Khoa học và Công nghệ hoàn thành trước 30/11."}


def path(meeting: Meeting, rest: str = "") -> str:
    return f"/meetings/{meeting.id}/conclusions{rest}"


def told(meeting: Meeting) -> list[tuple[str, dict[str, Any]]]:
    found = Event.objects.filter(stream_id=f"meeting:{meeting.id}", type__startswith="conclusion.")
    return [(event.type, event.data or {}) for event in found.order_by("seq")]


def test_chair_and_secretary_record(cast: Cast, running_meeting: Meeting) -> None:
    where = path(running_meeting)
    assert cast.anonymous.post(where, TEXT).status == 401
    assert cast.outsider.post(where, TEXT).status == 404
    for name in ("member", "delegate", "site_device", "administrator"):
        assert getattr(cast, name).post(where, TEXT).code == "not_allowed"
    assert not Conclusion.objects.exists()
    for who in (cast.chair, cast.secretary):
        answer = who.post(where, TEXT)
        assert answer.status == 200
        assert (answer.body["text"], answer.body["item_id"]) == (TEXT["text"], None)
    assert answer.body["recorded_by"] == cast.secretary.person.full_name


def test_of_an_item(cast: Cast, running_meeting: Meeting) -> None:
    item = AgendaItem.objects.get(meeting=running_meeting, kind="report")
    answer = cast.chair.post(path(running_meeting), {**TEXT, "item_id": str(item.id)})
    assert answer.body["item_id"] == str(item.id)
    event_type, data = told(running_meeting)[-1]
    assert (event_type, data["item_title"], data["text"]) == ("conclusion.recorded", item.title, TEXT["text"])
    missing = cast.chair.post(path(running_meeting), {**TEXT, "item_id": str(uuid4())})
    assert missing.status == 404


def test_before_the_start_there_is_nothing_to_conclude(cast: Cast, published_meeting: Meeting) -> None:
    answer = cast.chair.post(path(published_meeting), TEXT)
    assert (answer.status, answer.code) == (409, "meeting_wrong_status")
    assert "ghi kết luận" in answer.body["detail"]


def test_after_the_end_it_is_still_possible(cast: Cast, running_meeting: Meeting) -> None:
    with command("test.end", cast.chair.actor) as cmd:
        lifecycle.end(cmd, Meeting.objects.get(id=running_meeting.id))
    assert cast.secretary.post(path(running_meeting), TEXT).status == 200


@pytest.mark.parametrize("body", [{}, {"text": "  "}, {"text": "x" * 5001}, {"text": "a\0b"}])
def test_bad_input_names_the_field(cast: Cast, running_meeting: Meeting, body: dict[str, str]) -> None:
    answer = cast.chair.post(path(running_meeting), body)
    assert answer.status == 422
    assert answer.body["errors"][0]["field"] == "text"


def test_editing_keeps_the_text_before(cast: Cast, running_meeting: Meeting) -> None:
    row = cast.chair.post(path(running_meeting), TEXT).body
    where = path(running_meeting, f"/{row['id']}/edit")
    assert cast.member.post(where, TEXT).code == "not_allowed"
    assert cast.secretary.post(path(running_meeting, f"/{uuid4()}/edit"), TEXT).status == 404
    same = cast.secretary.post(where, TEXT)
    assert (same.status, same.body["edited_at"], len(told(running_meeting))) == (200, None, 1)
    answer = cast.secretary.post(where, {"text": "Giao Sở hoàn thành trước 15/12."})
    assert answer.body["edited_at"]
    event_type, data = told(running_meeting)[-1]
    assert (event_type, data["before"]) == ("conclusion.edited", TEXT["text"])


def test_everyone_sees_them_and_events_say_the_same(cast: Cast, running_meeting: Meeting) -> None:
    cast.chair.post(path(running_meeting), TEXT)
    for who in (cast.delegate, cast.site_device):
        rows = who.get(f"/meetings/{running_meeting.id}/snapshot").body["parts"]["conclusions"]
        assert [row["text"] for row in rows.values()] == [TEXT["text"]]
    assert not [f.text for f in verify_all() if f.text.startswith("conclusions:")]


def test_an_item_with_conclusions_stays(cast: Cast, running_meeting: Meeting) -> None:
    item = AgendaItem.objects.get(meeting=running_meeting, kind="decision")
    cast.chair.post(path(running_meeting), {**TEXT, "item_id": str(item.id)})
    answer = cast.secretary.post(f"/meetings/{running_meeting.id}/items/{item.id}/remove")
    assert answer.code == "item_in_use"

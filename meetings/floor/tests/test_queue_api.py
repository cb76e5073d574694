"""Asking for the floor and taking the request back."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import MagicMock

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.jobs.tasks import KEEP_ANSWERS, hourly
from ecabinet.journal.models import AnsweredCommand
from ecabinet.journal.services import command
from ecabinet.testing import Answer
from meetings.floor.models import SpeakRequest
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting

Post = Callable[..., Answer]
Ask = Callable[..., str]
Events = Callable[..., list[Any]]
Parts = Callable[[Member], Any]


def test_who_may_ask(cast: Cast, running_meeting: Meeting, post: Post) -> None:
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/speak-requests").status == 401
    assert post(cast.outsider, "speak-requests").status == 404
    assert post(cast.administrator, "speak-requests").status == 403
    assert post(cast.site_device, "speak-requests").status == 403
    assert not SpeakRequest.objects.exists()


def test_requests_are_taken_while_the_meeting_runs(cast: Cast, published_meeting: Meeting) -> None:
    answer = cast.member.post(f"/meetings/{published_meeting.id}/speak-requests")
    assert (answer.status, answer.code) == (409, "meeting_not_running")


def test_an_item_of_another_meeting_is_not_found(cast: Cast, post: Post) -> None:
    assert post(cast.member, "speak-requests", {"item_id": cast.unit.id}).status == 404
    assert post(cast.member, "speak-requests", {"item_id": "x"}).status == 422


def test_a_request_shows_who_and_from_where(
    cast: Cast, agenda: list[AgendaItem], post: Post, events: Events, parts: Parts
) -> None:
    post(cast.secretary, f"items/{agenda[1].id}/open")
    answer = post(cast.member2, "speak-requests")

    assert answer.status == 200
    assert answer.body["full_name"] == "Hoàng Thị Hai"
    assert answer.body["site_name"] == "Điểm cầu xã An Bình"
    assert answer.body["item_id"] == str(agenda[1].id)
    assert answer.body["turn_count"] == 0
    (made,) = events("speak_request.made")
    assert made.data["item_title"] == "2. Báo cáo chuyển đổi số"
    assert made.audience == ["all"]
    assert parts(cast.delegate)["queue"] == made.state["queue"]


def test_nobody_waits_twice(cast: Cast, post: Post, ask: Ask) -> None:
    ask(cast.member)
    answer = post(cast.member, "speak-requests")
    assert (answer.status, answer.code) == (409, "already_waiting")
    assert SpeakRequest.objects.count() == 1


def test_the_database_refuses_a_second_waiting_request(
    cast: Cast, running_meeting: Meeting, ask: Ask
) -> None:
    ask(cast.member)
    twin = SpeakRequest.objects.get()
    twin.pk = cast.unit.id
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_withdrawing_is_for_oneself_or_who_gives_the_floor(
    cast: Cast, running_meeting: Meeting, post: Post, ask: Ask, events: Events
) -> None:
    rest = f"speak-requests/{ask(cast.member)}/withdraw"
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/{rest}").status == 401
    assert post(cast.outsider, rest).status == 404
    assert post(cast.member2, rest).status == 403
    assert post(cast.member, f"speak-requests/{cast.unit.id}/withdraw").status == 404

    assert post(cast.member, rest).status == 200
    (gone,) = events("speak_request.withdrawn")
    assert list(gone.state["queue"].values()) == [None]
    again = post(cast.member, rest)
    assert (again.status, again.code) == (409, "request_withdrawn")

    other = f"speak-requests/{ask(cast.member)}/withdraw"
    assert post(cast.secretary, other).status == 200


def test_a_granted_request_is_not_withdrawn(cast: Cast, post: Post, ask: Ask) -> None:
    request = ask(cast.member)
    post(cast.chair, f"speak-requests/{request}/grant")
    answer = post(cast.member, f"speak-requests/{request}/withdraw")
    assert (answer.status, answer.code) == (409, "request_granted")


def test_who_speaks_does_not_ask_and_later_asks_with_a_count(
    cast: Cast, post: Post, give: Callable[..., Any], parts: Parts
) -> None:
    give(cast.member)
    answer = post(cast.member, "speak-requests")
    assert (answer.status, answer.code) == (409, "already_speaking")

    post(cast.chair, "floor/end")
    assert post(cast.member, "speak-requests").body["turn_count"] == 1
    assert [row["turn_count"] for row in parts(cast.chair)["queue"].values()] == [1]


def test_the_queue_keeps_the_order_of_asking(cast: Cast, ask: Ask, parts: Parts) -> None:
    order = [ask(cast.delegate), ask(cast.member), ask(cast.member2)]
    rows = sorted(parts(cast.secretary)["queue"].values(), key=lambda row: row["requested_at"])
    assert [row["id"] for row in rows] == order


def test_a_closed_item_takes_its_requests_along(
    cast: Cast, agenda: list[AgendaItem], post: Post, ask: Ask, parts: Parts, events: Events
) -> None:
    post(cast.secretary, f"items/{agenda[0].id}/open")
    ask(cast.member)
    kept = ask(cast.member2, {"item_id": str(agenda[2].id)})
    post(cast.secretary, f"items/{agenda[0].id}/close")
    assert list(parts(cast.chair)["queue"]) == [kept]
    (gone,) = events("speak_request.withdrawn")
    assert gone.data["reason"] == "item_closed"


def test_a_request_for_an_item_that_is_over_comes_too_late(
    cast: Cast, agenda: list[AgendaItem], post: Post, events: Events
) -> None:
    for item in agenda[:2]:
        post(cast.chair, f"items/{item.id}/open")
    answer = post(cast.member, "speak-requests", {"item_id": str(agenda[0].id)})
    assert (answer.status, answer.code) == (409, "item_over")
    assert events("speak_request.made") == []
    assert post(cast.member, "speak-requests", {"item_id": str(agenda[1].id)}).status == 200


def test_an_act_whose_answer_was_lost_is_answered_hours_later_as_it_was_then(
    cast: Cast, agenda: list[AgendaItem], running_meeting: Meeting, events: Events
) -> None:
    """A tablet that was off line sends it again when everything has moved on."""
    path, key = f"/meetings/{running_meeting.id}", uuid.uuid4()
    first = cast.member.post(f"{path}/speak-requests", {"topic": "Đất đai"}, key=key)
    cast.member.post(f"{path}/speak-requests/{first.body['id']}/withdraw")
    cast.chair.post(f"{path}/end")
    assert timedelta(minutes=settings.OFFLINE_MINUTES) * 2 < KEEP_ANSWERS
    AnsweredCommand.objects.update(at=timezone.now() - timedelta(minutes=settings.OFFLINE_MINUTES))
    hourly(MagicMock())
    again = cast.member.post(f"{path}/speak-requests", {"topic": "Đất đai"}, key=key)
    assert (again.status, again.body) == (200, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(events("speak_request.made")) == 1


def test_moving_on_to_the_next_item_says_what_took_the_requests_out(
    cast: Cast, agenda: list[AgendaItem], post: Post, ask: Ask, events: Events
) -> None:
    post(cast.chair, f"items/{agenda[0].id}/open")
    ask(cast.member)
    assert post(cast.chair, f"items/{agenda[1].id}/open").status == 200
    (gone,) = events("speak_request.withdrawn")
    assert (gone.data["reason"], gone.data["full_name"]) == ("item_closed", "Phạm Thành Viên")
    assert gone.actor["person_id"] == str(cast.chair.person.id)


def test_who_leaves_the_meeting_leaves_the_queue(
    cast: Cast, running_meeting: Meeting, post: Post, ask: Ask, parts: Parts, events: Events
) -> None:
    ask(cast.member)
    kept = ask(cast.member2)
    post(cast.secretary, f"participants/{cast.member.participant(running_meeting).id}/remove")
    assert list(parts(cast.chair)["queue"]) == [kept]
    assert [event.data["reason"] for event in events("speak_request.withdrawn")] == ["participant_removed"]


def test_a_request_goes_by_the_present_seat(
    cast: Cast, running_meeting: Meeting, post: Post, ask: Ask, parts: Parts
) -> None:
    request = ask(cast.member3)
    rest = f"participants/{cast.member3.participant(running_meeting).id}/edit"
    assert post(cast.secretary, rest, {"site_id": str(cast.remote_site.id)}).status == 200
    assert parts(cast.chair)["queue"][request]["site_name"] == "Điểm cầu xã An Bình"

    post(cast.secretary, f"sites/{cast.remote_site.id}/remove")
    assert parts(cast.chair)["queue"][request]["site_id"] is None


def test_the_end_of_the_meeting_empties_the_queue(
    cast: Cast, running_meeting: Meeting, ask: Ask, parts: Parts, events: Events
) -> None:
    ask(cast.member)
    with command("test.end", cast.chair.actor) as cmd:
        lifecycle.end(cmd, Meeting.objects.select_for_update().get(id=running_meeting.id))
    assert parts(cast.chair)["queue"] == {}
    assert not SpeakRequest.objects.filter(status="waiting").exists()
    assert [event.data["reason"] for event in events("speak_request.withdrawn")] == ["meeting_ended"]

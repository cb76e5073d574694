"""Two queues, their order, and what the chair does with a request before its turn begins."""

from collections.abc import Callable
from typing import Any

import pytest

from conftest import Cast, Member
from ecabinet.testing import Answer
from meetings.floor.models import FloorSettings, SpeakRequest, Turn
from meetings.lifecycle.models import Meeting

Post = Callable[..., Answer]
Ask = Callable[..., str]
Events = Callable[..., list[Any]]
Parts = Callable[[Member], Any]

QUESTION = {"queue": "interpellation", "topic": " Tiến độ số hoá "}
CHAIRS = ["call", "put-back", "decline"]


def in_order(parts: Any, queue: str = "speaking") -> list[str]:
    rows = [row for row in parts["queue"].values() if row["queue"] == queue]
    return [row["id"] for row in sorted(rows, key=lambda row: row["sort_key"])]


@pytest.mark.parametrize("act", CHAIRS)
def test_who_may_call_and_decline(
    cast: Cast, running_meeting: Meeting, post: Post, ask: Ask, act: str
) -> None:
    rest, body = f"speak-requests/{ask(cast.member)}/{act}", {"reason": "Ngoài nội dung"}
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/{rest}", body).status == 401
    assert post(cast.outsider, rest, body).status == 404
    assert post(cast.member, rest, body).status == 403
    assert post(cast.chair, f"speak-requests/{cast.unit.id}/{act}", body).status == 404
    assert SpeakRequest.objects.get().status == "waiting"


def test_called_ready_and_given_the_floor(
    cast: Cast, post: Post, ask: Ask, events: Events, parts: Parts
) -> None:
    request = ask(cast.member, {"topic": "Ngân sách"})
    rest = f"speak-requests/{request}"
    early = post(cast.member, f"{rest}/accept")
    assert (early.status, early.code) == (409, "request_not_called")

    called = post(cast.chair, f"{rest}/call")
    assert (called.status, called.body["status"], called.body["topic"]) == (200, "called", "Ngân sách")
    assert not Turn.objects.exists()
    assert (post(cast.chair, f"{rest}/call").code, post(cast.member2, f"{rest}/accept").status) == (
        "request_called",
        403,
    )
    assert post(cast.chair, f"{rest}/accept").status == 403

    assert post(cast.member, f"{rest}/accept").body["status"] == "ready"
    assert post(cast.member, f"{rest}/accept").code == "request_ready"
    assert parts(cast.delegate)["queue"][request]["status"] == "ready"

    assert post(cast.chair, f"{rest}/grant").body["topic"] == "Ngân sách"
    assert parts(cast.chair)["queue"] == {}
    seen = [event.type for event in events("speak_request.called", "speak_request.accepted", "floor.granted")]
    assert seen == ["speak_request.called", "speak_request.accepted", "floor.granted"]


def test_who_was_called_waits_again_in_the_former_place(
    cast: Cast, post: Post, ask: Ask, parts: Parts
) -> None:
    first, second = ask(cast.member), ask(cast.member2)
    post(cast.chair, f"speak-requests/{first}/call")
    assert post(cast.chair, f"speak-requests/{first}/put-back").body["status"] == "waiting"
    assert in_order(parts(cast.chair)) == [first, second]


def test_a_request_is_declined_with_a_reason(
    cast: Cast, post: Post, ask: Ask, events: Events, parts: Parts
) -> None:
    rest = f"speak-requests/{ask(cast.member)}/decline"
    assert post(cast.chair, rest, {"reason": "  "}).status == 422
    assert post(cast.chair, rest, {"reason": "Ngoài nội dung"}).status == 200
    (told,) = events("speak_request.declined")
    assert (told.data["reason"], told.data["full_name"]) == ("Ngoài nội dung", "Phạm Thành Viên")
    assert parts(cast.chair)["queue"] == {}
    again = post(cast.chair, rest, {"reason": "Ngoài nội dung"})
    assert (again.status, again.code) == (409, "request_declined")
    assert ask(cast.member)


def test_questioning_is_a_queue_of_its_own_that_the_chair_opens(
    cast: Cast, running_meeting: Meeting, post: Post, ask: Ask, events: Events, parts: Parts
) -> None:
    speech = ask(cast.member)
    closed = post(cast.member, "speak-requests", QUESTION)
    assert (closed.status, closed.code) == (409, "queue_closed")

    opening = {"queue": "interpellation", "open": True}
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/floor/queue", opening).status == 401
    assert post(cast.outsider, "floor/queue", opening).status == 404
    assert post(cast.member, "floor/queue", opening).status == 403
    assert post(cast.chair, "floor/queue", {"queue": "other", "open": True}).status == 422
    assert post(cast.chair, "floor/queue", opening).body["interpellation_open"] is True
    assert post(cast.secretary, "floor/queue", opening).status == 200
    assert len(events("queue.opened")) == 1

    question = ask(cast.member, QUESTION)
    assert (in_order(parts(cast.chair)), in_order(parts(cast.chair), "interpellation")) == (
        [speech],
        [question],
    )
    assert parts(cast.chair)["queue"][question]["topic"] == "Tiến độ số hoá"
    assert post(cast.member, "speak-requests", QUESTION).code == "already_waiting"

    post(cast.chair, "floor/queue", {"queue": "interpellation", "open": False})
    assert in_order(parts(cast.chair), "interpellation") == [question]
    assert post(cast.member2, "speak-requests", QUESTION).code == "queue_closed"
    assert post(cast.chair, f"speak-requests/{question}/grant").body["queue"] == "interpellation"


def test_a_point_of_order_goes_first_and_is_taken_by_a_closed_queue(
    cast: Cast, post: Post, ask: Ask, parts: Parts
) -> None:
    usual, urgent = ask(cast.member), ask(cast.member2, {"priority": "urgent"})
    post(cast.chair, "floor/queue", {"queue": "speaking", "open": False})
    assert post(cast.delegate, "speak-requests", {"priority": "urgent"}).code == "queue_closed"
    order = ask(cast.member, {"priority": "point_of_order"})
    assert in_order(parts(cast.chair)) == [order, urgent, usual]
    assert post(cast.member, "speak-requests", {"priority": "point_of_order"}).code == "already_waiting"


def test_the_chair_orders_by_hand_and_gives_it_up_again(
    cast: Cast, running_meeting: Meeting, post: Post, ask: Ask, events: Events, parts: Parts
) -> None:
    first, second, third = ask(cast.member), ask(cast.member2), ask(cast.delegate)
    body = {"queue": "speaking", "ids": [third, first, second]}
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/speak-requests/order", body).status == 401
    assert post(cast.outsider, "speak-requests/order", body).status == 404
    assert post(cast.member, "speak-requests/order", body).status == 403
    assert post(cast.chair, "speak-requests/order", {"queue": "speaking", "ids": ["x"]}).status == 422
    for wrong in ([third, first], [third, first, first], [third, first, str(cast.unit.id)]):
        stale = post(cast.chair, "speak-requests/order", {"queue": "speaking", "ids": wrong})
        assert (stale.status, stale.code) == (409, "queue_changed")

    answer = post(cast.chair, "speak-requests/order", body)
    assert [row["id"] for row in answer.body["items"]] == [third, first, second]
    assert in_order(parts(cast.member)) == [third, first, second]
    (told,) = events("queue.reordered")
    assert told.data["order"][1]["full_name"] == "Phạm Thành Viên"

    late = ask(cast.member3, {"priority": "urgent"})
    assert in_order(parts(cast.chair)) == [third, first, second, late]
    post(cast.chair, "speak-requests/order", {"queue": "speaking", "ids": None})
    assert in_order(parts(cast.chair)) == [late, first, second, third]


def test_who_has_not_spoken_goes_first_where_the_meeting_has_it_so(
    cast: Cast, running_meeting: Meeting, post: Post, ask: Ask, give: Any, events: Events, parts: Parts
) -> None:
    give(cast.member)
    post(cast.chair, "floor/end")
    again, fresh = ask(cast.member), ask(cast.member2)
    assert in_order(parts(cast.chair)) == [again, fresh]

    choice = {"first_timers_first": True}
    assert cast.anonymous.post(f"/meetings/{running_meeting.id}/floor/settings", choice).status == 401
    assert post(cast.outsider, "floor/settings", choice).status == 404
    assert post(cast.member, "floor/settings", choice).status == 403
    assert post(cast.secretary, "floor/settings", {"first_timers_first": "x"}).status == 422
    assert post(cast.secretary, "floor/settings", choice).body["first_timers_first"] is True
    assert post(cast.secretary, "floor/settings", choice).status == 200
    assert len(events("floor_settings.changed")) == 1
    assert in_order(parts(cast.chair)) == [fresh, again]


def test_a_turn_counts_for_what_its_person_still_asks(
    cast: Cast, post: Post, ask: Ask, give: Any, parts: Parts
) -> None:
    order = ask(cast.member, {"priority": "point_of_order"})
    speech = ask(cast.member)
    post(cast.chair, f"speak-requests/{order}/grant")
    assert parts(cast.chair)["queue"][speech]["turn_count"] == 1


def test_nothing_is_arranged_after_the_meeting(cast: Cast, running_meeting: Meeting, post: Post) -> None:
    assert post(cast.chair, "end").status == 200
    opening = post(cast.chair, "floor/queue", {"queue": "interpellation", "open": True})
    choice = post(cast.chair, "floor/settings", {"first_timers_first": True})
    order = post(cast.chair, "speak-requests/order", {"queue": "speaking", "ids": []})
    assert [one.status for one in (opening, choice, order)] == [409, 409, 409]
    assert not FloorSettings.objects.exists()

"""What chair and delegates do at the same moment, with real threads and transactions."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.journal.verify import verify_stream
from ecabinet.testing import Answer
from meetings.floor.models import SpeakRequest, Turn
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
Post = Callable[..., Answer]
Ask = Callable[..., str]
Act = tuple[Member, str] | tuple[Member, str, Any]


@pytest.fixture
def at_once(running_meeting: Meeting) -> Callable[..., list[Answer]]:
    """`at_once(acts)`: all posts from one starting gun; their answers in the same order."""

    def run(acts: list[Act]) -> list[Answer]:
        gun = threading.Barrier(len(acts), timeout=30)

        def post(act: Act) -> Answer:
            member, rest, *body = act
            try:
                gun.wait()
                return member.post(f"/meetings/{running_meeting.id}/{rest}", *body)
            finally:
                connection.close()

        for member, *_ in acts:
            assert member.client.csrf_token
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(post, acts))

    return run


def types(meeting: Meeting) -> list[str]:
    events = Event.objects.filter(stream_id=f"meeting:{meeting.id}").order_by("seq")
    return list(events.values_list("type", flat=True))


def test_withdrawing_while_being_granted_one_wins_and_the_other_is_told(
    cast: Cast, running_meeting: Meeting, ask: Ask, post: Post, at_once: Callable[..., list[Answer]]
) -> None:
    for _ in range(ROUNDS):
        request = ask(cast.member)
        granted, withdrawn = at_once(
            [
                (cast.chair, f"speak-requests/{request}/grant"),
                (cast.member, f"speak-requests/{request}/withdraw"),
            ]
        )
        status = SpeakRequest.objects.get(id=request).status
        if granted.status == 200:
            assert (withdrawn.status, withdrawn.code, status) == (409, "request_granted", "speaking")
            assert Turn.objects.filter(request_id=UUID(request), ended_at=None).count() == 1
            post(cast.chair, "floor/end")
        else:
            assert (granted.status, granted.code) == (409, "request_withdrawn")
            assert (withdrawn.status, status) == (200, "withdrawn")
            assert not Turn.objects.filter(request_id=UUID(request)).exists()
    seen = types(running_meeting)
    assert seen.count("floor.granted") + seen.count("speak_request.withdrawn") == ROUNDS


def test_asking_many_times_at_once_gives_one_request(
    cast: Cast, running_meeting: Meeting, at_once: Callable[..., list[Answer]]
) -> None:
    answers = at_once([(cast.member, "speak-requests")] * 6)
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert {answer.code for answer in answers} == {None, "already_waiting"}
    assert SpeakRequest.objects.count() == 1


def test_two_grants_at_once_leave_one_turn_and_a_whole_journal(
    cast: Cast, running_meeting: Meeting, ask: Ask, at_once: Callable[..., list[Answer]]
) -> None:
    first, second = ask(cast.member), ask(cast.member2)
    answers = at_once(
        [(cast.chair, f"speak-requests/{first}/grant"), (cast.secretary, f"speak-requests/{second}/grant")]
    )
    assert [answer.status for answer in answers] == [200, 200]
    assert Turn.objects.filter(meeting=running_meeting, ended_at=None).count() == 1
    assert MeetingSite.objects.filter(meeting=running_meeting, microphone="open").count() == 1
    seen: Any = types(running_meeting)
    assert (seen.count("floor.granted"), seen.count("floor.ended")) == (2, 1)
    assert list(verify_stream(f"meeting:{running_meeting.id}")) == []


def test_the_same_grant_twice_at_once_is_given_once(
    cast: Cast, running_meeting: Meeting, ask: Ask, at_once: Callable[..., list[Answer]]
) -> None:
    rest = f"speak-requests/{ask(cast.member)}/grant"
    answers = at_once([(cast.chair, rest), (cast.secretary, rest)])
    assert sorted(answer.status for answer in answers) == [200, 409]
    assert types(running_meeting).count("floor.granted") == 1


def test_who_is_put_back_while_being_granted_speaks(
    cast: Cast, running_meeting: Meeting, ask: Ask, post: Post, at_once: Callable[..., list[Answer]]
) -> None:
    for _ in range(ROUNDS):
        rest = f"speak-requests/{ask(cast.member)}"
        post(cast.chair, f"{rest}/call")
        granted, back = at_once([(cast.chair, f"{rest}/grant"), (cast.secretary, f"{rest}/put-back")])
        assert granted.status == 200
        assert (back.status, back.code) in {(200, None), (409, "request_granted")}
        post(cast.chair, "floor/end")
    assert types(running_meeting).count("floor.granted") == ROUNDS
    assert SpeakRequest.objects.filter(status="done").count() == ROUNDS


def test_two_orders_by_hand_at_once_leave_one_of_them_whole(
    cast: Cast, running_meeting: Meeting, ask: Ask, at_once: Callable[..., list[Answer]]
) -> None:
    one, two = ask(cast.member), ask(cast.member2)
    bodies = [{"queue": "speaking", "ids": [one, two]}, {"queue": "speaking", "ids": [two, one]}]
    answers = at_once(
        [(cast.chair, "speak-requests/order", bodies[0]), (cast.secretary, "speak-requests/order", bodies[1])]
    )
    assert [answer.status for answer in answers] == [200, 200]
    keys = dict(SpeakRequest.objects.values_list("id", "sort_key"))
    assert sorted(keys.values()) == ["1-00000", "1-00001"]

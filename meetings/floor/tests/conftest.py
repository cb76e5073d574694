"""Helpers for whoever walks through the floor."""

from collections.abc import Callable
from typing import Any

import pytest

from conftest import Member
from ecabinet.journal.models import Event
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting

Ask = Callable[..., str]
Post = Callable[..., Answer]


@pytest.fixture
def post(running_meeting: Meeting) -> Post:
    """`post(member, rest of the path, body)` for the running meeting."""

    def send(member: Member, rest: str, body: Any = None) -> Answer:
        return member.post(f"/meetings/{running_meeting.id}/{rest}", body)

    return send


@pytest.fixture
def ask(post: Post) -> Ask:
    """`ask(member)` puts the member into the queue and gives the id of the request."""

    def send(member: Member, body: Any = None) -> str:
        answer = post(member, "speak-requests", body)
        assert answer.status == 200, answer.body
        return str(answer.body["id"])

    return send


@pytest.fixture
def give(post: Post, ask: Ask, cast: Any) -> Callable[..., Any]:
    """`give(member)` asks for the member and grants it; gives the row of the turn."""

    def send(member: Member, seconds: int | None = None) -> Any:
        answer = post(cast.chair, f"speak-requests/{ask(member)}/grant", {"limit_seconds": seconds})
        assert answer.status == 200, answer.body
        return answer.body

    return send


@pytest.fixture
def events(running_meeting: Meeting) -> Callable[..., list[Event]]:
    """`events(type, …)`: the events of these types, or all, oldest first."""

    def read(*types: str) -> list[Event]:
        found = Event.objects.filter(stream_id=f"meeting:{running_meeting.id}").order_by("seq")
        return list(found.filter(type__in=types) if types else found)

    return read


@pytest.fixture
def parts(running_meeting: Meeting) -> Callable[[Member], Any]:
    """`parts(member)`: the parts of the snapshot as that member sees them."""

    def read(member: Member) -> Any:
        return member.get(f"/meetings/{running_meeting.id}/snapshot").body["parts"]

    return read

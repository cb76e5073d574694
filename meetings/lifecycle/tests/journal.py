"""Reading a meeting's stream in tests."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ecabinet.journal.models import Event
from meetings.lifecycle.models import Meeting


def event_types(meeting: Meeting | UUID | str) -> list[str]:
    """The types of all events of the meeting, in order."""
    return list(_events(meeting).values_list("type", flat=True))


def data_of(meeting: Meeting | UUID | str, event_type: str) -> dict[str, Any]:
    """What the last event of that type says."""
    data: dict[str, Any] | None = _events(meeting).filter(type=event_type).reverse()[0].data
    assert data is not None
    return data


def state_of(meeting: Meeting | UUID | str, event_type: str) -> dict[str, dict[str, Any]]:
    """What the last event of that type changed."""
    state: dict[str, dict[str, Any]] | None = _events(meeting).filter(type=event_type).reverse()[0].state
    assert state is not None
    return state


def _events(meeting: Meeting | UUID | str) -> "QuerySet[Event]":
    meeting_id = meeting.id if isinstance(meeting, Meeting) else meeting
    return Event.objects.filter(stream_id=f"meeting:{meeting_id}").order_by("seq")

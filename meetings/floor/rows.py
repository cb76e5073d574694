"""The queue and the turn as snapshots and events show them."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema

from ecabinet.journal.audience import Viewer
from meetings.floor.models import SpeakRequest, Turn
from meetings.lifecycle.rows import Instant, State

KEY = "turn"


class QueueRow(Schema):
    """A request that waits. `turn_count`: how often that person had the floor in this meeting before."""

    id: UUID
    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    site_id: UUID | None
    site_name: str
    item_id: UUID | None
    status: Literal["waiting"]
    requested_at: Instant
    turn_count: int


class TurnRow(Schema):
    """The one who has the floor; `limit_seconds` may be overrun, `paused_seconds` are the ended pauses."""

    request_id: UUID
    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    site_id: UUID | None
    site_name: str
    item_id: UUID | None
    identity: str
    started_at: Instant
    limit_seconds: int
    paused_at: Instant | None
    paused_seconds: int


_WHO = ("participant_id", "person_id", "full_name", "position", "site_id", "site_name", "item_id")
_CLOCK = ("identity", "started_at", "limit_seconds", "paused_at", "paused_seconds")


def queue_row(request: SpeakRequest) -> QueueRow:
    """The row of a waiting request; needs no further query."""
    return QueueRow(
        id=request.id,
        status="waiting",
        requested_at=request.requested_at,
        turn_count=request.turns_before,
        **{name: getattr(request, name) for name in _WHO},
    )


def turn_row(turn: Turn) -> TurnRow:
    """The row of a turn whose request is loaded."""
    return TurnRow(
        request_id=turn.request_id,
        **{name: getattr(turn.request, name) for name in _WHO},
        **{name: getattr(turn, name) for name in _CLOCK},
    )


def queue_state(requests: Iterable[SpeakRequest]) -> State:
    """What an event says when these requests changed: those that wait no more leave the queue."""
    rows = {
        str(r.id): queue_row(r).model_dump(mode="json") if r.status == SpeakRequest.Status.WAITING else None
        for r in requests
    }
    return {"queue": rows} if rows else {}


def turn_state(turn: Turn) -> State:
    """What an event says when the turn changed: once ended it leaves the floor."""
    return {"floor": {KEY: None if turn.ended_at else turn_row(turn).model_dump(mode="json")}}


def waiting(meeting_id: UUID | str) -> "QuerySet[SpeakRequest]":
    """The requests of a meeting that wait, the oldest first."""
    return SpeakRequest.objects.filter(meeting_id=meeting_id, status=SpeakRequest.Status.WAITING)


def running_turn(meeting_id: UUID | str) -> Turn | None:
    """The turn of a meeting that has not ended, its request loaded."""
    return Turn.objects.filter(meeting_id=meeting_id, ended_at=None).select_related("request").first()


def read_queue(meeting_id: str, _viewer: Viewer) -> dict[str, QueueRow]:
    """The part `queue` of a snapshot."""
    return {str(request.id): queue_row(request) for request in waiting(meeting_id)}


def read_floor(meeting_id: str, _viewer: Viewer) -> dict[str, TurnRow]:
    """The part `floor` of a snapshot: empty when nobody has the floor."""
    turn = running_turn(meeting_id)
    return {KEY: turn_row(turn)} if turn else {}

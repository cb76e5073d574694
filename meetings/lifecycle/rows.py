"""The rows of a meeting as snapshots, events and lists show them."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer
from ecabinet.journal.snapshot import stream_name
from ecabinet.shapes import INLINE
from meetings.lifecycle.choices import Kind, MediaPolicy, Voters
from meetings.lifecycle.layouts import Instant as Instant
from meetings.lifecycle.layouts import Layout as Layout
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import Status

State = dict[str, dict[str, Any]]


class MeetingRow(Schema):
    """The meeting itself."""

    id: UUID
    title: str
    kind: Annotated[Kind, INLINE]
    status: Annotated[Status, INLINE]
    media_policy: MediaPolicy
    is_ad_hoc: bool
    type_id: UUID | None
    type_name: str
    voters: Annotated[Voters, INLINE]
    notice_days: int
    needs_approval: bool
    legal_basis: str
    series_id: UUID | None
    series_place: int | None
    unit_id: UUID
    unit_name: str
    place: str
    scheduled_start: Instant
    scheduled_end: Instant
    published_at: Instant | None
    started_at: Instant | None
    ended_at: Instant | None
    closed_at: Instant | None
    paused_at: Instant | None
    paused_seconds: int
    central_site_id: UUID | None
    chair_person_id: UUID | None
    secretary_person_id: UUID | None
    chair_name: str
    secretary_name: str
    current_item_id: UUID | None
    layout: Layout
    quorum_numerator: int | None
    quorum_denominator: int | None


_SAME = tuple(set(MeetingRow.model_fields) - {"chair_person_id", "secretary_person_id", "layout"})


def stream_of(meeting: Meeting) -> str:
    """The name of the meeting's stream."""
    return stream_name("meeting", meeting.id)


def meeting_row(meeting: Meeting) -> MeetingRow:
    """The row of a meeting; needs no further query."""
    return MeetingRow(
        **{name: getattr(meeting, name) for name in _SAME},
        chair_person_id=meeting.chair_id,
        secretary_person_id=meeting.secretary_id,
        layout=Layout(**meeting.layout),
    )


def meeting_state(meeting: Meeting) -> State:
    """What an event says when the meeting's own row changed."""
    return {"meeting": {str(meeting.id): meeting_row(meeting).model_dump(mode="json")}}


def read_meeting(meeting_id: str, _viewer: Viewer) -> dict[str, MeetingRow]:
    """The part `meeting` of a snapshot."""
    return {meeting_id: meeting_row(Meeting.objects.get(id=meeting_id))}

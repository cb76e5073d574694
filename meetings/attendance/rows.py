"""The quorum as snapshots and events show it."""

from django.db.models import Count, Q
from ninja import Schema

from ecabinet.journal.audience import Viewer
from meetings.attendance.rules import Quorum, quorum
from meetings.invitations.models import PRESENT
from meetings.invitations.rows import entitled
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State

KEY = "it"


class QuorumRow(Schema):
    """Members with a ballot: how many there are, are present, must be present, and whether that is met."""

    entitled: int
    present: int
    required: int
    met: bool


def quorum_of(meeting: Meeting) -> Quorum:
    """The quorum of a meeting as its participants stand now."""
    figures = entitled(meeting).aggregate(
        entitled=Count("id"), present=Count("id", filter=Q(attendance__in=PRESENT))
    )
    return quorum(**figures, numerator=meeting.quorum_numerator, denominator=meeting.quorum_denominator)


def quorum_row(found: Quorum) -> QuorumRow:
    return QuorumRow(**vars(found))


def quorum_state(meeting: Meeting) -> State:
    """What an event says when the quorum may have changed."""
    return {"quorum": {KEY: quorum_row(quorum_of(meeting)).model_dump(mode="json")}}


def read_quorum(meeting_id: str, _viewer: Viewer) -> dict[str, QuorumRow]:
    """The part `quorum` of a snapshot."""
    return {KEY: quorum_row(quorum_of(Meeting.objects.get(id=meeting_id)))}

"""The quorum as snapshots and events show it."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from ninja import Schema

from agenda.items.closing import admitted, item_of
from ecabinet.journal.audience import Viewer
from meetings.attendance.models import Away, Leave, Recusal
from meetings.attendance.rules import Quorum, quorum
from meetings.invitations.models import PRESENT, Participant
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


def base_of(meeting: Meeting, item_id: UUID | None) -> "QuerySet[Participant]":
    """Who has a ballot while an item is on the table: all members but those who have no part in it."""
    if item_id is None:
        return entitled(meeting)
    recused = Recusal.objects.filter(meeting=meeting, item_id=item_id, withdrawn_at=None)
    members = entitled(meeting).exclude(id__in=recused.values("participant_id"))
    return admitted(item_of(meeting.id, item_id), members)


def counted_ids(meeting: Meeting) -> frozenset[UUID]:
    """The participants who count as present: checked in, not away from a line they depend on, not left."""
    here = Participant.objects.filter(meeting=meeting).filter(_counted())
    return frozenset(here.values_list("id", flat=True))


def _counted() -> Q:
    out = Leave.objects.filter(returned_at=None)
    here = Q(attendance__in=PRESENT) & ~Q(id__in=Away.objects.values("participant_id"))
    return here & ~Q(id__in=out.values("participant_id"))


def has_left(participant_id: UUID) -> bool:
    """Whether a participant has left the meeting and is not back."""
    return Leave.objects.filter(participant_id=participant_id, returned_at=None).exists()


def quorum_of(meeting: Meeting) -> Quorum:
    """The quorum of a meeting as its participants stand now, for the item that is on the table."""
    base = base_of(meeting, meeting.current_item_id)
    figures = base.aggregate(entitled=Count("id"), present=Count("id", filter=_counted()))
    return quorum(**figures, numerator=meeting.quorum_numerator, denominator=meeting.quorum_denominator)


def quorum_row(found: Quorum) -> QuorumRow:
    return QuorumRow(**vars(found))


def quorum_state(meeting: Meeting, known: Quorum | None = None) -> State:
    """What an event says when the quorum may have changed; `known` where it has been counted already."""
    return {"quorum": {KEY: quorum_row(known or quorum_of(meeting)).model_dump(mode="json")}}


def read_quorum(meeting_id: str, _viewer: Viewer) -> dict[str, QuorumRow]:
    """The part `quorum` of a snapshot."""
    return {KEY: quorum_row(quorum_of(Meeting.objects.get(id=meeting_id)))}

"""What a unit is asked to: the meetings that invite it or its people, as its secretary reads them.

Nothing else of such a meeting is shown to who takes no part in it.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from ninja import Schema

from ecabinet.directory.principal import Principal
from ecabinet.shapes import INLINE
from meetings.invitations.access import answering_units
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant, Substitution
from meetings.invitations.rows import UnitRow, unit_row
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant
from meetings.lifecycle.rules import Status, folded

AskedScope = Literal["open", "past"]


class AskedPerson(Schema):
    """Somebody of one's unit who is asked; `substitute` is the newest that was named and not taken back."""

    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    role: Participant.Role
    rsvp: Participant.Rsvp
    rsvp_reason: str
    rsvp_by: str
    rsvp_manner: Literal["", "in_person", "site", "online"]
    absence: Literal["", "requested", "approved", "rejected"]
    site_id: UUID | None
    site_name: str
    for_unit_id: UUID | None
    substitute: str
    substitute_status: Literal["", "proposed", "accepted", "declined"]


class AskedSite(Schema):
    site_id: UUID
    name: str


class AskedMeeting(Schema):
    """A meeting with what it asks of one's unit: of the unit as such, and of its people by name."""

    meeting_id: UUID
    title: str
    status: Annotated[Status, INLINE]
    unit_name: str
    place: str
    scheduled_start: Instant
    scheduled_end: Instant
    chair_name: str
    units: list[UnitRow]
    people: list[AskedPerson]
    sites: list[AskedSite]


def asked_meetings(principal: Principal, scope: AskedScope, query: str, now: datetime) -> "QuerySet[Meeting]":
    """Announced meetings of other units that ask for the units that `principal` answers for.

    `open`: those that can be answered or are held now or later, the next first; `past`: the others.
    """
    mine = answering_units(principal)
    asked = InvitedUnit.objects.filter(meeting=OuterRef("pk"), unit_id__in=mine)
    people = Participant.objects.filter(meeting=OuterRef("pk"), person__unit_id__in=mine)
    found = Meeting.objects.filter(Q(Exists(asked)) | Q(Exists(people)), published_at__isnull=False)
    found = found.exclude(unit_id__in=mine)
    for word in folded(query).split():
        found = found.filter(search_text__contains=word)
    is_open = Q(status__in=["published", "in_progress", "paused"], scheduled_end__gte=now)
    is_open |= Q(status__in=["in_progress", "paused"])
    found = found.filter(is_open) if scope == "open" else found.exclude(is_open)
    order = "scheduled_start" if scope == "open" else "-scheduled_start"
    return found.prefetch_related(*_parts(mine)).order_by(order, "id")


def _parts(mine: frozenset[str]) -> list["Prefetch[Any]"]:
    named = Substitution.objects.exclude(status="withdrawn").order_by("proposed_at")
    people = Participant.objects.filter(person__unit_id__in=mine)
    return [
        Prefetch("units", InvitedUnit.objects.filter(unit_id__in=mine), to_attr="own_units"),
        Prefetch(
            "participants",
            people.prefetch_related(Prefetch("substitutions", named, to_attr="named")),
            to_attr="own_people",
        ),
        Prefetch("sites", MeetingSite.objects.all(), to_attr="open_sites"),
    ]


def asked_meeting(meeting: Any, _principal: Principal) -> AskedMeeting:
    """The row of a meeting that came from `asked_meetings`."""
    names = ("title", "status", "unit_name", "place", "scheduled_start", "scheduled_end", "chair_name")
    return AskedMeeting(
        meeting_id=meeting.id,
        **{name: getattr(meeting, name) for name in names},
        units=[unit_row(row) for row in meeting.own_units],
        people=[_person(participant) for participant in meeting.own_people],
        sites=[AskedSite(site_id=row.site_id, name=row.name) for row in meeting.open_sites],
    )


def _person(participant: Any) -> AskedPerson:
    newest = participant.named[-1] if participant.named else None
    given = {"participant_id", "substitute", "substitute_status"}
    return AskedPerson(
        participant_id=participant.id,
        **{name: getattr(participant, name) for name in AskedPerson.model_fields if name not in given},
        substitute=newest.full_name if newest else "",
        substitute_status=newest.status if newest else "",
    )

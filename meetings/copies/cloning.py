"""A new draft like a meeting that was held or is prepared."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone

from ecabinet.directory.heritage import is_valid_on
from ecabinet.directory.models import Person, Unit
from ecabinet.journal.services import Command
from meetings.copies.agendas import agenda_of
from meetings.invitations import services as invitations
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant
from meetings.invitations.services import Asked
from meetings.invitations.units import add_units
from meetings.kinds.services import unit_needs_approval
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting

Part = Literal["agenda", "sites", "units", "people"]
SAME = (
    "type",
    "type_name",
    "kind",
    "voters",
    "notice_days",
    "legal_basis",
    "media_policy",
    "is_ad_hoc",
    "quorum_numerator",
    "quorum_denominator",
)


@dataclass(frozen=True)
class Copy:
    """What the new meeting is called, when it is held, and what of the other one it takes over.

    `more` holds further fields, such as the place in a series.
    """

    title: str
    start: datetime
    end: datetime
    parts: Collection[Part]
    more: dict[str, Any] = field(default_factory=dict)


def clone(cmd: Command, source: Meeting, unit: Unit, secretary: Person, copy: Copy) -> Meeting:
    """A draft of `unit` with the rules and the chosen parts of `source`; `secretary` keeps its minutes.

    Substitutes and people whom a unit had named are not asked again; units that are no more on the day are
    left out. Raises Problem bad_input (422) for times.
    """
    made = lifecycle.create(
        cmd,
        lifecycle.NewMeeting(
            title=copy.title,
            unit=unit,
            scheduled_start=copy.start,
            scheduled_end=copy.end,
            place=source.place,
            agenda=agenda_of(source) if "agenda" in copy.parts else [],
            copied={**_rules(source, unit), **copy.more},
            copied_from=source.title,
            secretary=secretary,
            central_site=source.central_site if "sites" in copy.parts else None,
        ),
    )
    if "sites" in copy.parts:
        sites = MeetingSite.objects.filter(meeting=source).select_related("site__unit")
        invitations.invite_sites(cmd, made, [row.site for row in sites])
    if "units" in copy.parts:
        _ask_units(cmd, source, made)
    if "people" in copy.parts:
        ask_alike(cmd, source, made)
    return made


def _rules(source: Meeting, unit: Unit) -> dict[str, Any]:
    needed = source.needs_approval or unit_needs_approval(unit)
    return {**{name: getattr(source, name) for name in SAME}, "needs_approval": needed}


def _ask_units(cmd: Command, source: Meeting, made: Meeting) -> None:
    day = timezone.localdate(made.scheduled_start)
    for row in InvitedUnit.objects.filter(meeting=source).select_related("unit"):
        if is_valid_on(row.unit, day):
            add_units(cmd, made, [row.unit], row.most_people)


def ask_alike(cmd: Command, source: Meeting, made: Meeting) -> None:
    """Ask those whom `source` asks by name and `made` does not, in the same roles and at the same sites."""
    known = set(Participant.objects.filter(meeting=made).values_list("person_id", flat=True))
    sites = set(MeetingSite.objects.filter(meeting=made).values_list("site_id", flat=True))
    has_chair = Participant.objects.filter(meeting=made, role=Participant.Role.CHAIR).exists()
    rows = asked_by_name(source).exclude(person_id__in=known).select_related("person__unit", "site")
    asked = [
        Asked(
            row.person,
            "member" if row.role == Participant.Role.CHAIR and has_chair else row.role,
            row.site if row.site_id in sites else None,
            row.votes,
        )
        for row in rows
    ]
    if asked:
        invitations.invite_people(cmd, made, asked)


def asked_by_name(meeting: Meeting) -> "Any":
    """The participants whom the secretary chose: no substitutes, nobody named by a unit."""
    return Participant.objects.filter(meeting=meeting, stands_for="", for_unit=None)

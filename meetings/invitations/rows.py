"""The rows of sites, units and participants as snapshots and events show them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Count, QuerySet
from ninja import Schema

from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant, Substitution
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, State


class SiteRow(Schema):
    """A connection point of the meeting; its key is the id of the site in the directory."""

    site_id: UUID
    name: str
    unit_name: str
    is_central: bool
    status: Annotated[MeetingSite.Status, INLINE]
    since: Instant | None
    people_invited: int
    microphone: MeetingSite.Microphone
    media_identity: str


class UnitRow(Schema):
    """An invited unit; its key is the id of the unit in the directory.

    `most_people` is how many it may send (null: no limit), `reason` why it declined.
    """

    unit_id: UUID
    name: str
    most_people: int | None
    answer: Annotated[InvitedUnit.Answer, INLINE]
    reason: str
    answered_at: Instant | None
    answered_by: str


class ParticipantRow(Schema):
    """A person of the meeting. `votes`: has a ballot and counts for the quorum.

    `rsvp_manner` is how one who accepted comes, `absence` what became of the absence of one who declined;
    both are empty where there is nothing to tell. `absence_note` is said by who decided. `rsvp_by` answered
    in the person's place; `for_unit_id` is the invited unit that named the person.
    """

    id: UUID
    person_id: UUID
    full_name: str
    position: str
    unit_name: str
    role: Participant.Role
    site_id: UUID | None
    site_name: str
    votes: bool
    rsvp: Participant.Rsvp
    rsvp_reason: str
    rsvp_by: str
    rsvp_manner: Literal["", "in_person", "site", "online"]
    absence: Literal["", "requested", "approved", "rejected"]
    absence_note: str
    stands_for: str
    for_unit_id: UUID | None
    attendance: Participant.Attendance
    attendance_reason: str
    checked_in_at: Instant | None


class SubstituteRow(Schema):
    """Who is named to go in the place of the participant `participant_id`; `reason` is the participant's."""

    id: UUID
    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    unit_name: str
    reason: str
    status: Annotated[Substitution.Status, INLINE]
    note: str
    proposed_at: Instant


def substitute_row(substitution: Substitution) -> SubstituteRow:
    """The row of a substitution; needs no further query."""
    return SubstituteRow(**{name: getattr(substitution, name) for name in SubstituteRow.model_fields})


def participant_row(participant: Participant) -> ParticipantRow:
    """The row of a participant; needs no further query."""
    return ParticipantRow(**{name: getattr(participant, name) for name in ParticipantRow.model_fields})


def site_row(site: MeetingSite, central_site_id: UUID | None, people_invited: int) -> SiteRow:
    """The row of a site; both figures are given, so that many rows cost one query."""
    names = ("site_id", "name", "unit_name", "status", "since", "microphone")
    return SiteRow(
        **{name: getattr(site, name) for name in names},
        is_central=site.site_id == central_site_id,
        people_invited=people_invited,
        media_identity=f"site:{site.site_id}",
    )


def unit_row(unit: InvitedUnit) -> UnitRow:
    """The row of an invited unit; needs no further query."""
    return UnitRow(**{name: getattr(unit, name) for name in UnitRow.model_fields})


def units_state(units: Iterable[InvitedUnit]) -> State:
    """What an event says when these units' rows changed."""
    return {"units": {str(unit.unit_id): unit_row(unit).model_dump(mode="json") for unit in units}}


def site_rows(meeting: Meeting, only: Iterable[UUID] | None = None) -> dict[str, SiteRow]:
    """Rows by site id of all sites, or of those whose site ids are in `only` and that are invited."""
    sites = MeetingSite.objects.filter(meeting=meeting)
    people: QuerySet[Any, Any] = Participant.objects.filter(meeting=meeting, site__isnull=False)
    if only is not None:
        wanted = list(only)
        sites, people = sites.filter(site_id__in=wanted), people.filter(site_id__in=wanted)
    counts = dict(people.order_by().values_list("site_id").annotate(number=Count("id")))
    return {
        str(site.site_id): site_row(site, meeting.central_site_id, counts.get(site.site_id, 0))
        for site in sites
    }


def sites_state(meeting: Meeting, only: Iterable[UUID | None]) -> State:
    """What an event says when these sites' rows changed (None and sites not invited are left out)."""
    rows = site_rows(meeting, {site_id for site_id in only if site_id})
    return {"sites": {key: row.model_dump(mode="json") for key, row in rows.items()}} if rows else {}


def participants_state(participants: Iterable[Participant]) -> State:
    """What an event says when these participants' rows changed."""
    return {"participants": {str(p.id): participant_row(p).model_dump(mode="json") for p in participants}}


def substitutes_state(substitutions: Iterable[Substitution]) -> State:
    """What an event says when these substitutions changed."""
    rows = {str(each.id): substitute_row(each).model_dump(mode="json") for each in substitutions}
    return {"substitutes": rows} if rows else {}


def read_substitutes(meeting_id: str, _viewer: Viewer) -> dict[str, SubstituteRow]:
    """The part `substitutes` of a snapshot."""
    return {str(each.id): substitute_row(each) for each in Substitution.objects.filter(meeting_id=meeting_id)}


def merged(*states: State) -> State:
    """One state out of several; a later row replaces an earlier one."""
    whole: State = {}
    for state in states:
        for part, rows in state.items():
            whole.setdefault(part, {}).update(rows)
    return whole


def read_sites(meeting_id: str, _viewer: Viewer) -> dict[str, SiteRow]:
    """The part `sites` of a snapshot."""
    return site_rows(Meeting.objects.get(id=meeting_id))


def read_units(meeting_id: str, _viewer: Viewer) -> dict[str, UnitRow]:
    """The part `units` of a snapshot."""
    return {str(unit.unit_id): unit_row(unit) for unit in InvitedUnit.objects.filter(meeting_id=meeting_id)}


def read_participants(meeting_id: str, _viewer: Viewer) -> dict[str, dict[str, Any]]:
    """The part `participants` of a snapshot: what `participant_row` shows, for thousands of people."""
    people = Participant.objects.filter(meeting_id=meeting_id).values(*ParticipantRow.model_fields)
    return {str(row["id"]): _plain(row) for row in people}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as pydantic writes it in JSON."""
    return {name: _written(value) for name, value in row.items()}


def _written(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def entitled(meeting: Meeting) -> "QuerySet[Participant]":
    """Those who have a ballot in this meeting: the base of the quorum."""
    return Participant.objects.filter(meeting=meeting, votes=True)

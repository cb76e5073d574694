"""Endpoints of invited units: asking them, and their answers."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Router, Schema

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.models import Person, Unit
from ecabinet.pagination import Page, page_of
from ecabinet.search import matching
from meetings.invitations import units
from meetings.invitations.access import access_invited_unit, access_unit_people
from meetings.invitations.asked import AskedMeeting, AskedScope, asked_meeting, asked_meetings
from meetings.invitations.models import InvitedUnit
from meetings.invitations.rows import UnitRow, read_units, unit_row
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PageNumber
from meetings.lifecycle.fields import Query as Words
from meetings.lifecycle.lookup import all_existing
from meetings.lifecycle.schemas import GivenReason, Gone

router = Router(tags=["invitations"])

MOST_AT_ONCE = 500
MOST_OF_ONE_UNIT = 100
Limit = Annotated[int, Field(ge=1, le=MOST_OF_ONE_UNIT)]


class UnitsIn(Schema):
    """`most_people` is how many each of them may send; null: no limit."""

    unit_ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)
    most_people: Limit | None = None


class UnitsOut(Schema):
    items: list[UnitRow]


class InvitedUnitEdit(Schema):
    most_people: Limit | None


class NamedIn(Schema):
    """All who go for the unit: others whom it named before are asked no more."""

    person_ids: list[UUID] = Field(min_length=1, max_length=MOST_OF_ONE_UNIT)


class Candidate(Schema):
    """Somebody who may be named to go."""

    id: UUID
    full_name: str
    position: str
    unit_name: str


def candidate(person: Person) -> Candidate:
    return Candidate(
        id=person.id, full_name=person.full_name, position=person.position, unit_name=person.unit.name
    )


@router.post(
    "/meetings/{meeting_id}/units",
    response=UnitsOut,
    operation_id="invite_units",
    summary="Ask units to send people",
)
@as_command("unit.invite")
def invite_units(request: CommandRequest, meeting_id: UUID, asked: UnitsIn) -> UnitsOut:
    access = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True)
    found = all_existing(Unit.objects.all(), asked.unit_ids, "unit_ids")
    units.invite_units(request.command, access.meeting, found, asked.most_people)
    return UnitsOut(items=list(read_units(str(meeting_id), access.viewer).values()))


def _invited(request: CommandRequest, meeting_id: UUID, unit_id: UUID) -> InvitedUnit:
    """An invited unit, for who arranges the meeting."""
    access_meeting(request.principal, meeting_id, "edit_meeting", lock=True)
    return access_invited_unit(request.principal, meeting_id, unit_id)


@router.post(
    "/meetings/{meeting_id}/units/{unit_id}/edit",
    response=UnitRow,
    operation_id="edit_invited_unit",
    summary="Say how many people a unit may send",
)
@as_command("unit.edit")
def edit_unit(request: CommandRequest, meeting_id: UUID, unit_id: UUID, changes: InvitedUnitEdit) -> UnitRow:
    row = _invited(request, meeting_id, unit_id)
    units.limit_unit(request.command, row.meeting, row, changes.most_people)
    return unit_row(row)


@router.post(
    "/meetings/{meeting_id}/units/{unit_id}/remove",
    response=Gone,
    operation_id="remove_unit",
    summary="Ask a unit no more, nor those whom it named",
)
@as_command("unit.remove")
def remove_unit(request: CommandRequest, meeting_id: UUID, unit_id: UUID) -> Gone:
    row = _invited(request, meeting_id, unit_id)
    units.remove_unit(request.command, row.meeting, row)
    return Gone(id=unit_id)


@router.get(
    "/unit-invitations",
    response=Page[AskedMeeting],
    operation_id="list_unit_invitations",
    summary="Meetings to which one's unit or its people are asked, for who answers for it",
)
def list_unit_invitations(
    request: SignedInRequest, scope: AskedScope = "open", query: Words = "", page: PageNumber = 1
) -> dict[str, Any]:
    found = asked_meetings(request.principal, scope, query, timezone.now())
    return page_of(found, page, lambda meeting: asked_meeting(meeting, request.principal))


@router.get(
    "/meetings/{meeting_id}/units/{unit_id}/candidates",
    response=Page[Candidate],
    operation_id="list_unit_candidates",
    summary="Whom an invited unit may send",
)
def list_unit_candidates(
    request: SignedInRequest, meeting_id: UUID, unit_id: UUID, query: Words = "", page: PageNumber = 1
) -> dict[str, Any]:
    row = access_invited_unit(request.principal, meeting_id, unit_id)
    people = matching(access_unit_people(row), query).order_by("full_name", "id")
    return page_of(people, page, candidate)


@router.post(
    "/meetings/{meeting_id}/units/{unit_id}/people",
    response=UnitRow,
    operation_id="name_unit_people",
    summary="Name who goes for an invited unit",
)
@as_command("unit.name")
def name_unit_people(request: CommandRequest, meeting_id: UUID, unit_id: UUID, named: NamedIn) -> UnitRow:
    row = access_invited_unit(request.principal, meeting_id, unit_id, lock=True)
    people = all_existing(access_unit_people(row), dict.fromkeys(named.person_ids), "person_ids")
    units.name_people(request.command, row.meeting, row, people)
    return unit_row(row)


@router.post(
    "/meetings/{meeting_id}/units/{unit_id}/decline",
    response=UnitRow,
    operation_id="decline_unit_invitation",
    summary="An invited unit sends nobody, and says why",
)
@as_command("unit.decline")
def decline_unit(request: CommandRequest, meeting_id: UUID, unit_id: UUID, why: GivenReason) -> UnitRow:
    row = access_invited_unit(request.principal, meeting_id, unit_id, lock=True)
    units.decline(request.command, row.meeting, row, why.reason)
    return unit_row(row)

"""Units that are asked to send people, and what they answer: who goes, or why nobody does.

Every function runs inside a command whose meeting row is locked.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from ecabinet.directory.heritage import is_valid_on
from ecabinet.directory.models import Person, Site, Unit
from ecabinet.journal.audience import ALL
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant
from meetings.invitations.rows import unit_row, units_state
from meetings.invitations.rules import check_number
from meetings.invitations.services import Asked, invite_people, remove_participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import ARRANGEABLE, Status, require_status


def invite_units(
    cmd: Command, meeting: Meeting, units: Iterable[Unit], most_people: int | None = None
) -> None:
    """Ask units to send people, each `most_people` of them; those asked already stay. One unit.invited.

    Raises Problem bad_input (422) naming a unit that does not exist on the day of the meeting.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    asked, day = list(units), timezone.localdate(meeting.scheduled_start)
    gone = [unit.name for unit in asked if not is_valid_on(unit, day)]
    if gone:
        values = {"name": ", ".join(gone), "day": f"{day:%d/%m/%Y}"}
        raise Problem("bad_input", errors=(FieldError("unit_ids", "unit_not_valid", values),))
    add_units(cmd, meeting, asked, most_people)


def add_units(cmd: Command, meeting: Meeting, units: Iterable[Unit], most_people: int | None = None) -> None:
    """The same in any state before the start, for what follows by itself."""
    known = set(InvitedUnit.objects.filter(meeting=meeting).values_list("unit_id", flat=True))
    new = [
        InvitedUnit(meeting=meeting, unit=unit, name=unit.name, most_people=most_people, invited_at=cmd.at)
        for unit in {unit.id: unit for unit in units}.values()
        if unit.id not in known
    ]
    if not new:
        return
    InvitedUnit.objects.bulk_create(new)
    told = [unit_row(unit).model_dump(mode="json") for unit in new]
    cmd.append(stream_of(meeting), "unit.invited", data={"units": told}, state=units_state(new))


def limit_unit(cmd: Command, meeting: Meeting, row: InvitedUnit, most_people: int | None) -> None:
    """Say how many people a unit may send; who is named already stays. Appends unit.edited."""
    require_status("edit", meeting.status, ARRANGEABLE)
    if row.most_people == most_people:
        return
    before, row.most_people = row.most_people, most_people
    row.save(update_fields=["most_people"])
    data = {"unit_id": row.unit_id, "name": row.name, "most_people": most_people, "before": before}
    cmd.append(stream_of(meeting), "unit.edited", data=data, state=units_state([row]))


def remove_unit(cmd: Command, meeting: Meeting, row: InvitedUnit) -> None:
    """Ask a unit no more, nor those whom it named; people asked by name stay."""
    require_status("edit", meeting.status, ARRANGEABLE)
    for participant in named_by(meeting, row):
        remove_participant(cmd, meeting, participant)
    drop_unit(cmd, meeting, row)


def drop_unit(cmd: Command, meeting: Meeting, row: InvitedUnit) -> None:
    """Take the unit alone away, in any state before the start, for what follows by itself."""
    row.delete()
    data = {"unit_id": row.unit_id, "name": row.name}
    cmd.append(stream_of(meeting), "unit.removed", data=data, state={"units": {str(row.unit_id): None}})


def named_by(meeting: Meeting, row: InvitedUnit) -> list[Participant]:
    """Those whom the unit named and who are still asked."""
    found = list(Participant.objects.filter(meeting=meeting, for_unit_id=row.unit_id))
    for participant in found:
        participant.meeting = meeting
    return found


def name_people(cmd: Command, meeting: Meeting, row: InvitedUnit, people: Sequence[Person]) -> None:
    """Who goes for the unit: exactly these, as delegates. It can be changed until the meeting starts.

    Who was named before and is not any more is taken off the list. Appends participant.removed,
    participant.invited as needed, and unit.named. Raises Problem meeting_wrong_status, too_many_named,
    already_invited (409).
    """
    require_status("answer_for_unit", meeting.status, {Status.PUBLISHED})
    check_number(len(people), row.most_people)
    wanted = {person.id for person in people}
    before = named_by(meeting, row)
    for participant in before:
        if participant.person_id not in wanted:
            remove_participant(cmd, meeting, participant)
    known = {participant.person_id for participant in before}
    site = _own_site(meeting, row)
    asked = [
        Asked(person, Participant.Role.DELEGATE, site, for_unit=row.unit)
        for person in people
        if person.id not in known
    ]
    if asked:
        invite_people(cmd, meeting, asked)
    named = [
        {"person_id": each.id, "full_name": each.full_name, "position": each.position} for each in people
    ]
    _answer(cmd, meeting, row, InvitedUnit.Answer.NAMED, "", {"people": named})


def decline(cmd: Command, meeting: Meeting, row: InvitedUnit, reason: str) -> None:
    """The unit sends nobody, and says why; whom it had named is asked no more. Appends unit.declined.

    Raises Problem meeting_wrong_status (409).
    """
    require_status("answer_for_unit", meeting.status, {Status.PUBLISHED})
    for participant in named_by(meeting, row):
        remove_participant(cmd, meeting, participant)
    _answer(cmd, meeting, row, InvitedUnit.Answer.DECLINED, reason, {})


def _own_site(meeting: Meeting, row: InvitedUnit) -> Site | None:
    """Where the unit's people sit: at its own connection point, when the meeting has one of it."""
    sites = MeetingSite.objects.filter(meeting=meeting, site__unit_id=row.unit_id).select_related("site")
    return sites[0].site if len(sites) == 1 else None


def _answer(
    cmd: Command, meeting: Meeting, row: InvitedUnit, answer: str, reason: str, told: dict[str, Any]
) -> None:
    row.answer, row.reason = answer, reason
    row.answered_at, row.answered_by = cmd.at, cmd.actor.name[:120]
    row.save(update_fields=["answer", "reason", "answered_at", "answered_by"])
    data = {"unit_id": row.unit_id, "name": row.name, "answered_by": row.answered_by, **told}
    if reason:
        data["reason"] = reason
    audience = (*ALL, f"unit:{row.unit_id}")
    cmd.append(stream_of(meeting), f"unit.{answer}", data=data, state=units_state([row]), audience=audience)

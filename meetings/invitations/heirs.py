"""Invitations follow units that merge, split or take another name before the meeting is held."""

from collections.abc import Iterable
from uuid import UUID

from ecabinet.directory.models import Unit
from ecabinet.journal.services import Command, Draft
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant
from meetings.invitations.rows import merged, participants_state, sites_state, unit_row
from meetings.invitations.services import add_units, drop_unit
from meetings.lifecycle.heirs import to_come
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of


def follow_units(cmd: Command, draft: Draft) -> None:
    """Subscriber of units.reorganised: whoever comes after an invited unit is invited in its place."""
    if "renamed" in draft.data:
        _rename(cmd, UUID(draft.data["renamed"]["unit_id"]))
        return
    ended = {UUID(each["unit_id"]) for each in draft.data["predecessors"]}
    successors = list(Unit.objects.filter(id__in=[each["unit_id"] for each in draft.data["successors"]]))
    for meeting in to_come().filter(units__unit_id__in=ended).order_by("id"):
        _replace(cmd, meeting, ended, successors)
    _refresh(cmd, [each.id for each in successors])


def _replace(cmd: Command, meeting: Meeting, ended: set[UUID], successors: Iterable[Unit]) -> None:
    invited = list(InvitedUnit.objects.filter(meeting=meeting, unit_id__in=ended))
    if not invited:
        return  # seen already: the meeting had invited several of those that end
    for row in invited:
        drop_unit(cmd, meeting, row)
    add_units(cmd, meeting, successors)


def _rename(cmd: Command, unit_id: UUID) -> None:
    name = Unit.objects.get(id=unit_id).name
    for row in InvitedUnit.objects.filter(unit_id=unit_id, meeting__in=to_come()).select_related("meeting"):
        row.name = name
        row.save(update_fields=["name"])
        shown = {"units": {str(unit_id): unit_row(row).model_dump(mode="json")}}
        cmd.append(
            stream_of(row.meeting), "unit.renamed", data={"unit_id": unit_id, "name": name}, state=shown
        )
    _refresh(cmd, [unit_id])


def _refresh(cmd: Command, unit_ids: list[UUID]) -> None:
    """Write the new names of units at the people and sites of meetings to come."""
    people = Participant.objects.filter(person__unit_id__in=unit_ids, meeting__in=to_come())
    sites = MeetingSite.objects.filter(site__unit_id__in=unit_ids, meeting__in=to_come())
    changed: dict[Meeting, tuple[list[Participant], list[MeetingSite]]] = {}
    for person in people.select_related("meeting", "person__unit"):
        if person.unit_name != person.person.unit.name:
            person.unit_name = person.person.unit.name
            changed.setdefault(person.meeting, ([], []))[0].append(person)
    for site in sites.select_related("meeting", "site__unit"):
        if (site.name, site.unit_name) != (site.site.name, site.site.unit.name):
            site.name, site.unit_name = site.site.name, site.site.unit.name
            changed.setdefault(site.meeting, ([], []))[1].append(site)
    for meeting, rows in changed.items():
        _tell(cmd, meeting, *rows)


def _tell(cmd: Command, meeting: Meeting, people: list[Participant], sites: list[MeetingSite]) -> None:
    Participant.objects.bulk_update(people, ["unit_name"])
    MeetingSite.objects.bulk_update(sites, ["name", "unit_name"])
    state = merged(
        participants_state(people) if people else {},
        sites_state(meeting, [site.site_id for site in sites]) if sites else {},
    )
    data = {"people": [p.full_name for p in people], "sites": [s.name for s in sites]}
    cmd.append(stream_of(meeting), "units.followed", data=data, state=state)

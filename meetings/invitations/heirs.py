"""Invitations follow units that merge, split or take another name before the meeting is held."""

from uuid import UUID

from ecabinet.directory.models import Unit
from ecabinet.journal.services import Command, Draft
from meetings.invitations.models import InvitedUnit, MeetingSite, Participant
from meetings.invitations.rows import merged, participants_state, sites_state, units_state
from meetings.invitations.units import add_units, drop_unit, named_by
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


def _replace(cmd: Command, meeting: Meeting, ended: set[UUID], successors: list[Unit]) -> None:
    invited = list(InvitedUnit.objects.filter(meeting=meeting, unit_id__in=ended).order_by("name"))
    if not invited:
        return  # seen already: the meeting had invited several of those that end
    people = [participant for row in invited for participant in named_by(meeting, row)]
    for row in invited:
        drop_unit(cmd, meeting, row)
    add_units(cmd, meeting, successors, _room(invited))
    _hand_over(cmd, meeting, people, successors)
    _answer_alike(cmd, meeting, invited, successors)


def _room(invited: list[InvitedUnit]) -> int | None:
    """As many people as the units together were asked to send; no limit where one had none."""
    limits = [row.most_people for row in invited]
    return None if None in limits else sum(limit for limit in limits if limit is not None)


def _hand_over(cmd: Command, meeting: Meeting, people: list[Participant], successors: list[Unit]) -> None:
    """Whom an ended unit had named goes for the unit where that person is now."""
    heirs = {unit.id: unit for unit in successors}
    for participant in people:
        participant.for_unit = heirs.get(participant.person.unit_id, successors[0])
    Participant.objects.bulk_update(people, ["for_unit"])
    if people:
        data = {"people": [participant.full_name for participant in people], "sites": []}
        cmd.append(stream_of(meeting), "units.followed", data=data, state=participants_state(people))


def _answer_alike(cmd: Command, meeting: Meeting, invited: list[InvitedUnit], successors: list[Unit]) -> None:
    """Heirs for whom somebody goes have named; where all had declined, they have; else they are asked."""
    refusals = [row for row in invited if row.answer == InvitedUnit.Answer.DECLINED]
    reason = "; ".join(row.reason for row in refusals)[:300] if len(refusals) == len(invited) else ""
    answered = [row for row in invited if row.answer != InvitedUnit.Answer.PENDING]
    changed = []
    for row in InvitedUnit.objects.filter(meeting=meeting, unit__in=successors):
        if row.answer != InvitedUnit.Answer.PENDING or not answered:
            continue
        if named_by(meeting, row):
            row.answer = InvitedUnit.Answer.NAMED
        elif reason:
            row.answer, row.reason = InvitedUnit.Answer.DECLINED, reason
        else:
            continue
        last = max(answered, key=lambda each: each.answered_at or cmd.at)
        row.answered_at, row.answered_by = last.answered_at, last.answered_by
        row.save()
        changed.append(row)
    if changed:
        data = {"units": [row.name for row in changed]}
        cmd.append(stream_of(meeting), "units.answers_followed", data=data, state=units_state(changed))


def _rename(cmd: Command, unit_id: UUID) -> None:
    name = Unit.objects.get(id=unit_id).name
    for row in InvitedUnit.objects.filter(unit_id=unit_id, meeting__in=to_come()).select_related("meeting"):
        row.name = name
        row.save(update_fields=["name"])
        data = {"unit_id": unit_id, "name": name}
        cmd.append(stream_of(row.meeting), "unit.renamed", data=data, state=units_state([row]))
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

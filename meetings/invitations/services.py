"""Asking sites, units and people to a meeting; what they answer; what others note on their rows.

Every function runs inside a command whose meeting row is locked. Rows are written before the event is
appended, so that subscribers read the new state.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ecabinet.directory.models import Person, Site, Unit
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.invitations.models import MeetingSite, Participant
from meetings.invitations.rows import merged, participants_state, sites_state
from meetings.invitations.rules import votes_by_default
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, meeting_state, stream_of
from meetings.lifecycle.rules import ARRANGEABLE, NEEDS_CHAIR, require_status


@dataclass(frozen=True)
class Asked:
    """One person to be asked. `votes` None: as the role usually does in such a meeting.

    `stands_for` names whom a substitute replaces, `position` is what they told instead of the directory's,
    `for_unit` the invited unit that names the person.
    """

    person: Person
    role: str
    site: Site | None = None
    votes: bool | None = None
    position: str = ""
    stands_for: str = ""
    for_unit: Unit | None = None


def invite_sites(cmd: Command, meeting: Meeting, sites: Iterable[Site]) -> None:
    """Ask connection points; those asked already stay as they are. Appends one site.invited."""
    require_status("edit", meeting.status, ARRANGEABLE)
    known = set(MeetingSite.objects.filter(meeting=meeting).values_list("site_id", flat=True))
    new = [
        MeetingSite(meeting=meeting, site=site, name=site.name, unit_name=site.unit.name, invited_at=cmd.at)
        for site in {site.id: site for site in sites}.values()
        if site.id not in known
    ]
    if not new:
        return
    MeetingSite.objects.bulk_create(new)
    told = [{"site_id": site.site_id, "name": site.name, "unit_name": site.unit_name} for site in new]
    state = sites_state(meeting, [site.site_id for site in new])
    cmd.append(stream_of(meeting), "site.invited", data={"sites": told}, state=state)


def remove_site(cmd: Command, meeting: Meeting, site: MeetingSite) -> None:
    """Take a connection point out; its screen loses the meeting, its people go on their own devices.

    Raises Problem meeting_needs_central_site (409) for the central one of a published meeting.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    changed: State = {}
    if site.site_id == meeting.central_site_id:
        if meeting.status in NEEDS_CHAIR:
            raise Problem("meeting_needs_central_site")
        meeting.central_site = None
        meeting.save(update_fields=["central_site"])
        changed = meeting_state(meeting)
    people = list(Participant.objects.filter(meeting=meeting, site_id=site.site_id))
    for participant in people:
        participant.site, participant.site_name, participant.rsvp_manner = None, "", ""
    Participant.objects.bulk_update(people, ["site", "site_name", "rsvp_manner"])
    site.removed_at = cmd.at
    site.save(update_fields=["removed_at"])
    gone: State = {"sites": {str(site.site_id): None}}
    cmd.append(
        stream_of(meeting),
        "site.removed",
        data={"site_id": site.site_id, "name": site.name, "unit_name": site.unit_name},
        state=merged(changed, participants_state(people) if people else {}, gone),
    )


def invite_people(
    cmd: Command, meeting: Meeting, asked: Sequence[Asked], minutes_by: Person | None = None
) -> list[Participant]:
    """Ask people by name. Appends one participant.invited.

    Raises Problem already_invited (409) naming them, chair_named_twice (422), or bad_input for a site that
    is not of the meeting. A new chair takes the chair; who had it stays as a member. `minutes_by` is
    preferred among several secretaries.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    _check_asked(meeting, asked)
    demoted = _vacate_chair(meeting) if any(a.role == Participant.Role.CHAIR for a in asked) else []
    site_names = site_names_of(meeting, {a.site.id for a in asked if a.site})
    people = [_participant(cmd, meeting, a, site_names) for a in asked]
    Participant.objects.bulk_create(people)
    officers = _refresh_officers(meeting, minutes_by)
    cmd.append(
        stream_of(meeting),
        "participant.invited",
        data={"people": [told_of(participant) for participant in people]},
        state=merged(officers, participants_state([*demoted, *people]), _seats(meeting, people)),
    )
    return people


def _check_asked(meeting: Meeting, asked: Sequence[Asked]) -> None:
    ids = [a.person.id for a in asked]
    known = Participant.objects.filter(meeting=meeting, person_id__in=ids).values_list("full_name", flat=True)
    twice = [a.person.full_name for a in asked if ids.count(a.person.id) > 1]
    names = sorted({*known, *twice})
    if names:
        raise Problem("already_invited", names=", ".join(names))
    if sum(a.role == Participant.Role.CHAIR for a in asked) > 1:
        raise Problem("chair_named_twice")


def site_names_of(meeting: Meeting, site_ids: set[UUID]) -> dict[UUID, str]:
    """Raises Problem bad_input (422) when one of the sites is not of the meeting."""
    names = dict(
        MeetingSite.objects.filter(meeting=meeting, site_id__in=site_ids).values_list("site_id", "name")
    )
    if set(names) != site_ids:
        raise Problem("bad_input", errors=(FieldError("site_id", "site_not_invited"),))
    return names


def _participant(cmd: Command, meeting: Meeting, asked: Asked, names: dict[UUID, str]) -> Participant:
    person, site = asked.person, asked.site
    return Participant(
        meeting=meeting,
        person=person,
        full_name=person.full_name,
        position=asked.position or person.position,
        stands_for=asked.stands_for,
        for_unit=asked.for_unit,
        unit_name=person.unit.name,
        role=asked.role,
        site=site,
        site_name=names[site.id] if site else "",
        votes=votes_by_default(meeting.voters, asked.role) if asked.votes is None else asked.votes,
        invited_at=cmd.at,
    )


def _vacate_chair(meeting: Meeting, but: Participant | None = None) -> list[Participant]:
    """Who chairs becomes a member, in the row only; gives the participants changed."""
    chairs = Participant.objects.filter(meeting=meeting, role=Participant.Role.CHAIR)
    changed = [chair for chair in chairs if but is None or chair.pk != but.pk]
    for chair in changed:
        chair.role = Participant.Role.MEMBER
        chair.save(update_fields=["role"])
    return changed


def _refresh_officers(meeting: Meeting, minutes_by: Person | None = None) -> State:
    """Make the meeting name the chair and the secretary that its participants say.

    Of several secretaries `minutes_by`, or the one named already, or the first invited keeps the minutes.
    Raises Problem meeting_needs_chair (409) when a published meeting would have no chair.
    """
    officers = Participant.objects.filter(meeting=meeting, role__in=["chair", "secretary"])
    wanted = minutes_by.id if minutes_by else meeting.secretary_id
    ranked = sorted(officers, key=lambda p: (p.person_id != wanted, p.invited_at, p.full_name))
    chair = next((p for p in ranked if p.role == "chair"), None)
    secretary = next((p for p in ranked if p.role == "secretary"), None)
    if chair is None and meeting.status in NEEDS_CHAIR:
        raise Problem("meeting_needs_chair")
    found = {
        "chair_id": chair.person_id if chair else None,
        "chair_name": chair.full_name if chair else "",
        "secretary_id": secretary.person_id if secretary else None,
        "secretary_name": secretary.full_name if secretary else "",
    }
    if all(getattr(meeting, name) == value for name, value in found.items()):
        return {}
    for name, value in found.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=["chair", "chair_name", "secretary", "secretary_name"])
    return meeting_state(meeting)


def _seats(meeting: Meeting, people: Iterable[Participant]) -> State:
    return sites_state(meeting, [participant.site_id for participant in people])


def told_of(participant: Participant) -> dict[str, Any]:
    """What events say of a participant."""
    names = ("person_id", "full_name", "position", "unit_name", "role", "site_id", "site_name", "votes")
    stands = {"stands_for": participant.stands_for} if participant.stands_for else {}
    return {
        "participant_id": participant.id,
        **{name: getattr(participant, name) for name in names},
        **stands,
    }


def edit_participant(
    cmd: Command,
    meeting: Meeting,
    participant: Participant,
    changes: dict[str, Any],
    minutes_by: Person | None = None,
) -> None:
    """Change role, site (Site or None) or votes; appends participant.edited when anything changed.

    Raises Problem meeting_needs_chair (409), guest_has_no_vote (422), bad_input for a foreign site.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    before, old_site = told_of(participant), participant.site_id
    if "site" in changes:
        site = changes["site"]
        participant.site_name = site_names_of(meeting, {site.id})[site.id] if site else ""
        participant.rsvp_manner = ""  # the secretary's seat replaces the place that the answer told
    for name, value in changes.items():
        setattr(participant, name, value)
    if participant.role == Participant.Role.GUEST and participant.votes:
        raise Problem("guest_has_no_vote")
    now = told_of(participant)
    demoted = _vacate_chair(meeting, participant) if participant.role == Participant.Role.CHAIR else []
    participant.save(update_fields=["role", "site", "site_name", "votes", "rsvp_manner"])
    officers = _refresh_officers(meeting, minutes_by)
    if now == before and not officers:
        return
    seats = sites_state(meeting, [old_site, participant.site_id])
    changed = {name: before[name] for name in before if before[name] != now[name]}
    cmd.append(
        stream_of(meeting),
        "participant.edited",
        data={**now, "before": changed},
        state=merged(officers, participants_state([*demoted, participant]), seats),
    )


def remove_participant(cmd: Command, meeting: Meeting, participant: Participant) -> None:
    """Ask a person no more: the meeting is gone for that person at once. Appends participant.removed.

    Raises Problem meeting_needs_chair (409) for the chair of a published meeting.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    participant.removed_at = cmd.at
    participant.save(update_fields=["removed_at"])
    officers = _refresh_officers(meeting)
    gone: State = {"participants": {str(participant.id): None}}
    cmd.append(
        stream_of(meeting),
        "participant.removed",
        data=told_of(participant),
        state=merged(officers, gone, _seats(meeting, [participant])),
    )


def appoint(cmd: Command, meeting: Meeting, person: Person, role: str) -> None:
    """Make a person chair or secretary, invited already or not."""
    minutes_by = person if role == Participant.Role.SECRETARY else None
    found = Participant.objects.filter(meeting=meeting, person=person).first()
    if found is None:
        invite_people(cmd, meeting, [Asked(person, role)], minutes_by)
        return
    changes: dict[str, Any] = {"role": role}
    if role == Participant.Role.CHAIR:
        changes["votes"] = votes_by_default(meeting.voters, role)
    edit_participant(cmd, meeting, found, changes, minutes_by)


def dismiss(cmd: Command, meeting: Meeting, role: str) -> None:
    """Leave the office of chair or secretary empty; the person stays as a member or a guest."""
    person_id = meeting.chair_id if role == Participant.Role.CHAIR else meeting.secretary_id
    people = Participant.objects.filter(meeting=meeting, role=role)
    holder = next((participant for participant in people if participant.person_id == person_id), None)
    if holder is not None:
        other = Participant.Role.MEMBER if role == Participant.Role.CHAIR else Participant.Role.DELEGATE
        edit_participant(cmd, meeting, holder, {"role": other})


def set_site_status(cmd: Command, site: MeetingSite, online: bool) -> State:
    """Note that the site's line came or went; `since` is moved when that is news.

    The caller appends the event (site.connected, site.disconnected) with the state given back.
    """
    status = MeetingSite.Status.ONLINE if online else MeetingSite.Status.OFFLINE
    if site.status != status:
        site.status, site.since = status, cmd.at
        site.save(update_fields=["status", "since"])
    return sites_state(site.meeting, [site.site_id])


def set_microphone(_cmd: Command, site: MeetingSite, is_open: bool) -> State:
    """Note whether the site's microphone may be heard; the caller appends the event with the state."""
    site.microphone = MeetingSite.Microphone.OPEN if is_open else MeetingSite.Microphone.CLOSED
    site.save(update_fields=["microphone"])
    return sites_state(site.meeting, [site.site_id])


def close_microphones(_cmd: Command, meeting: Meeting, but: MeetingSite | None = None) -> State:
    """Close the microphone of every site except `but`; the state names those that were open."""
    sites = MeetingSite.objects.filter(meeting=meeting, microphone=MeetingSite.Microphone.OPEN)
    if but is not None:
        sites = sites.exclude(pk=but.pk)
    closed = list(sites.values_list("site_id", flat=True))
    sites.update(microphone=MeetingSite.Microphone.CLOSED)
    return sites_state(meeting, closed)


def set_attendance(cmd: Command, participant: Participant, attendance: str, reason: str = "") -> State:
    """Write a participant's attendance; checked_in_at becomes now for one newly present, None for others.

    The caller appends the event (attendance.checked_in, attendance.marked) with the state given back.
    """
    was_present = participant.is_present
    participant.attendance, participant.attendance_reason = attendance, reason
    if not participant.is_present:
        participant.checked_in_at = None
    elif not was_present:
        participant.checked_in_at = cmd.at
    participant.save(update_fields=["attendance", "attendance_reason", "checked_in_at"])
    return participants_state([participant])

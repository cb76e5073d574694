"""Opening and closing microphones: what is meant to be heard. The media capability carries it out.

The caller has locked the meeting's row. Sites have a row that says whether their microphone is open; a
person's own device is open exactly while the person has the floor (the chair's always).
"""

from typing import Any

from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.floor import rules
from meetings.floor.models import Turn
from meetings.floor.rows import running_turn
from meetings.invitations.models import MeetingSite, Participant
from meetings.invitations.rows import merged
from meetings.invitations.services import set_microphone
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of


def set_site_microphone(cmd: Command, site: MeetingSite, is_open: bool) -> MeetingSite:
    """Open or close one site's microphone; what is so already stays without an event.

    Where only one may be heard beside the chair (policy on_floor), opening closes the others.
    Raises Problem meeting_not_running (409), floor_taken (409) when somebody else has the floor.
    """
    rules.check_running(site.meeting.status)
    if is_open:
        identity = rules.site_identity(site.site_id)
        _check_free(site.meeting, identity)
        _close_others(cmd, site.meeting, identity)
    if (site.microphone == MeetingSite.Microphone.OPEN) != is_open:
        _tell_site(cmd, site, is_open)
    return site


def mute_all(cmd: Command, meeting: Meeting) -> None:
    """Close every microphone but the chair's and that of the one who has the floor.

    Raises Problem meeting_not_running (409).
    """
    rules.check_running(meeting.status)
    turn = running_turn(meeting.id)
    kept = chair_identities(meeting) | ({turn.identity} if turn else set())
    sites = _open_sites(meeting, but=kept)
    state = merged(*(set_microphone(cmd, site, False) for site in sites))
    data = {"closed": [site.name for site in sites], "kept": sorted(kept)}
    cmd.append(stream_of(meeting), "microphones.muted_all", data=data, state=state)


def open_for(cmd: Command, turn: Turn) -> None:
    """The one who was given the floor is heard."""
    _close_others(cmd, turn.meeting, turn.identity)
    _set_for(cmd, turn, is_open=True)


def close_for(cmd: Command, turn: Turn) -> None:
    """The one whose turn is over is not heard any more."""
    _set_for(cmd, turn, is_open=False)


def _set_for(cmd: Command, turn: Turn, is_open: bool) -> None:
    if turn.request.site_id is None:
        _tell_person(cmd, turn, is_open)
        return
    site = MeetingSite.objects.filter(meeting=turn.meeting, site_id=turn.request.site_id).first()
    if site is not None and (site.microphone == MeetingSite.Microphone.OPEN) != is_open:
        site.meeting = turn.meeting
        _tell_site(cmd, site, is_open)


def chair_identities(meeting: Meeting) -> set[str]:
    """Through what the chair is heard: the own device, and the site where the chair sits."""
    chair = Participant.objects.filter(meeting=meeting, role=Participant.Role.CHAIR).first()
    if chair is None:
        return set()
    return {
        rules.speaking_identity(chair.person_id, None),
        rules.speaking_identity(chair.person_id, chair.site_id),
    }


def _open_sites(meeting: Meeting, but: set[str]) -> list[MeetingSite]:
    rows = MeetingSite.objects.filter(meeting=meeting, microphone=MeetingSite.Microphone.OPEN)
    sites = [site for site in rows if rules.site_identity(site.site_id) not in but]
    for site in sites:
        site.meeting = meeting
    return sites


def _close_others(cmd: Command, meeting: Meeting, identity: str) -> None:
    if meeting.media_policy == Meeting.MediaPolicy.ON_FLOOR:
        for site in _open_sites(meeting, but={identity, *chair_identities(meeting)}):
            _tell_site(cmd, site, is_open=False)


def _check_free(meeting: Meeting, identity: str) -> None:
    turn = running_turn(meeting.id)
    if turn is None or meeting.media_policy != Meeting.MediaPolicy.ON_FLOOR:
        return
    if identity not in {turn.identity, *chair_identities(meeting)}:
        raise Problem("floor_taken", full_name=turn.request.full_name)


def _tell_site(cmd: Command, site: MeetingSite, is_open: bool) -> None:
    state = set_microphone(cmd, site, is_open)
    data = {"identity": rules.site_identity(site.site_id), "site_id": site.site_id, "name": site.name}
    _append(cmd, site.meeting, is_open, data, state)


def _tell_person(cmd: Command, turn: Turn, is_open: bool) -> None:
    data = {"identity": turn.identity, "site_id": None, "name": turn.request.full_name}
    _append(cmd, turn.meeting, is_open, data, {})


def _append(cmd: Command, meeting: Meeting, is_open: bool, data: dict[str, Any], state: State) -> None:
    event = "microphone.opened" if is_open else "microphone.closed"
    cmd.append(stream_of(meeting), event, data=data, state=state)

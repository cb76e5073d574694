"""Asking sites, units and people to a meeting, and what is written on their rows later.

Every function runs inside a command whose meeting row is locked.
"""

from ecabinet.journal.services import Command
from meetings.invitations.models import MeetingSite, Participant
from meetings.invitations.rows import participants_state, sites_state
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State


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

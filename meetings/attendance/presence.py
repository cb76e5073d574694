"""The media line of sites and persons, as intervals. The caller has locked the meeting's row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest

from ecabinet.journal.services import Command, Draft
from meetings.attendance import away, rules
from meetings.attendance.models import PresenceInterval
from meetings.invitations.models import MeetingSite, Participant
from meetings.invitations.rows import sites_state
from meetings.invitations.services import set_site_status
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of

ENDS_PRESENCE = ("meeting.ended", "meeting.cancelled")


def connect_site(cmd: Command, site: MeetingSite, at: datetime) -> bool:
    """The site's line is there since `at`. True when that was news; an event says so."""
    if site.meeting.status not in rules.OPEN_STATUSES or site.status == MeetingSite.Status.ONLINE:
        return False
    at = max(at, site.since or at)
    PresenceInterval.objects.create(meeting=site.meeting, site_id=site.site_id, started_at=at)
    offline_since, state = site.since, set_site_status(cmd, site, online=True)
    data = {**_site(site), "since": at, "offline_since": offline_since}
    cmd.append(stream_of(site.meeting), "site.connected", data=data, state=state)
    return True


def disconnect_site(cmd: Command, site: MeetingSite, at: datetime) -> bool:
    """The site's line is gone since `at`. True when that was news; an event says so."""
    if site.status == MeetingSite.Status.OFFLINE:
        return False
    online_since, state = site.since, set_site_status(cmd, site, online=False)
    _end(PresenceInterval.objects.filter(meeting=site.meeting, site_id=site.site_id), at)
    data = {**_site(site), "since": at, "online_since": online_since}
    cmd.append(stream_of(site.meeting), "site.disconnected", data=data, state=state)
    return True


def connect_person(cmd: Command, meeting: Meeting, person_id: UUID | str, at: datetime) -> None:
    """Note that the person's own device is on the line since `at`; harmless again.

    No event, unless the person was away: then attendance.came_back.
    """
    if meeting.status not in rules.OPEN_STATUSES:
        return
    PresenceInterval.objects.get_or_create(
        meeting=meeting, person_id=person_id, ended_at=None, defaults={"started_at": at}
    )
    participant = Participant.objects.filter(meeting=meeting, person_id=person_id).first()
    if participant is not None:
        participant.meeting = meeting
        away.come_back(cmd, participant)


def disconnect_person(cmd: Command, meeting: Meeting, person_id: UUID | str, at: datetime) -> None:
    """Note that the person's own device left the line at `at`; harmless again.

    Who does not come back within the grace is away: see `away`.
    """
    stays = PresenceInterval.objects.filter(meeting=meeting, person_id=person_id, ended_at=None)
    for stay in stays:
        _end(PresenceInterval.objects.filter(id=stay.id), at)
        away.watch(cmd, stay, max(at, stay.started_at))


def end_all(cmd: Command, draft: Draft) -> None:
    """Subscriber: with the meeting every presence ends, and its event says that the sites are offline."""
    meeting = Meeting.objects.get(id=draft.stream.partition(":")[2])
    _end(PresenceInterval.objects.filter(meeting=meeting), cmd.at)
    online = MeetingSite.objects.filter(meeting=meeting, status=MeetingSite.Status.ONLINE)
    gone = list(online.values_list("site_id", flat=True))
    online.update(status=MeetingSite.Status.OFFLINE, since=cmd.at)
    cmd.amend(draft, sites_state(meeting, gone))


def end_site(cmd: Command, draft: Draft) -> None:
    """Subscriber: a site that is no longer asked is no longer present."""
    meeting_id = draft.stream.partition(":")[2]
    _end(PresenceInterval.objects.filter(meeting_id=meeting_id, site_id=draft.data["site_id"]), cmd.at)


def _end(intervals: Any, at: datetime) -> None:
    intervals.filter(ended_at=None).update(ended_at=Greatest(F("started_at"), at))


def _site(site: MeetingSite) -> dict[str, Any]:
    return {"site_id": site.site_id, "site_name": site.name, "unit_name": site.unit_name}

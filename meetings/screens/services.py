"""One screen of a site at a time: entering, taking over."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from ecabinet.devices.models import Device
from ecabinet.devices.services import SESSION_DEVICE
from ecabinet.journal.live import session_digest
from ecabinet.journal.services import Command, Draft
from ecabinet.journal.snapshot import stream_name
from ecabinet.problems import Problem
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting
from meetings.screens.models import ActiveScreen
from meetings.screens.rows import screen_row
from meetings.screens.rules import Active, is_free


@dataclass(frozen=True)
class Screen:
    """A screen that asks: a paired device by its id, else the session. `name` is empty for the latter."""

    id: str
    name: str = ""


def screen_of(session: SessionBase) -> Screen:
    """The screen behind a session."""
    device_id = session.get(SESSION_DEVICE)
    device = Device.objects.filter(id=device_id).first() if device_id else None
    return (
        Screen(str(device.id), device.name) if device else Screen(session_digest(session.session_key or ""))
    )


def enter(
    cmd: Command, meeting: Meeting, site: MeetingSite, screen: Screen, *, take_over: bool
) -> ActiveScreen:
    """The active screen of the site afterwards: this one if the place is free or is taken over.

    The meeting's row must be locked.
    """
    known = ActiveScreen.objects.filter(meeting=meeting, site_id=site.site_id).first()
    if known is not None and _stays(known, site, screen, cmd.at, take_over=take_over):
        return known
    entered, _ = ActiveScreen.objects.update_or_create(
        meeting=meeting,
        site_id=site.site_id,
        defaults={"screen_id": screen.id, "name": screen.name, "since": cmd.at},
    )
    data = {"site_id": str(site.site_id), "site_name": site.name, "screen_name": screen.name}
    state = {"screens": {str(site.site_id): screen_row(entered).model_dump(mode="json")}}
    cmd.append(stream_name("meeting", meeting.id), _event(known), data=data, state=state)
    return entered


def _stays(known: ActiveScreen, site: MeetingSite, screen: Screen, now: datetime, *, take_over: bool) -> bool:
    if known.screen_id == screen.id:
        return True
    is_online = site.status == MeetingSite.Status.ONLINE
    return not (take_over or is_free(Active(known.screen_id, known.since, is_online), screen.id, now))


def _event(before: ActiveScreen | None) -> str:
    return "screen.entered" if before is None else "screen.replaced"


def check_active(meeting_id: UUID, site_id: str, screen: Screen) -> None:
    """Raise Problem screen_not_active (409) while another screen of the site is the active one."""
    active = ActiveScreen.objects.filter(meeting_id=meeting_id, site_id=site_id).first()
    if active is not None and active.screen_id != screen.id:
        raise Problem("screen_not_active")


def forget_site(cmd: Command, draft: Draft) -> None:
    """Subscriber: with a site that is no longer asked goes its screen."""
    site_id = draft.data["site_id"]
    of_site = ActiveScreen.objects.filter(meeting_id=draft.stream.partition(":")[2], site_id=site_id)
    gone, _ = of_site.delete()
    if gone:
        cmd.amend(draft, {"screens": {site_id: None}})

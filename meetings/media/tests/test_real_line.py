"""Sites measure their lines at once, each in a room of its own, on a real media server.

With MEDIA_ENGINE=livekit the media server is LiveKit's own.
"""

import asyncio

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone
from livekit import rtc

from conftest import Cast
from ecabinet.directory import services as directory
from ecabinet.journal.services import SYSTEM, command
from meetings.invitations import services as invitations
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting
from meetings.media.line_test import LineTestRoom, line_room
from meetings.media.tests.test_real_server import PATIENCE, Guest, Server, server

__all__ = ["server"]
pytestmark = pytest.mark.django_db(transaction=True)

SITES = 4


def more_sites(cast: Cast, meeting: Meeting) -> list[MeetingSite]:
    """Sites that test their lines, as the meeting has them."""
    with command("test.sites", SYSTEM) as cmd:
        unit = cast.remote_site.unit
        made = [directory.create_site(cmd, name=f"Điểm cầu {n}", unit=unit, place="") for n in range(SITES)]
        invitations.invite_sites(cmd, meeting, made)
    return list(MeetingSite.objects.filter(meeting=meeting, site__in=made).select_related("meeting"))


async def joined(room: LineTestRoom) -> list[Guest]:
    """The sender and the echoes of a test, in the room."""
    guests = [Guest() for _ in (room.sender, *room.echoes)]
    for guest, ticket in zip(guests, (room.sender, *room.echoes), strict=True):
        await guest.room.connect(room.url, ticket)
    return guests


async def measured(room: LineTestRoom) -> set[str]:
    """Whom the echoes receive, once each of them receives a picture."""
    sender, *echoes = await joined(room)
    try:
        source = rtc.VideoSource(64, 64)
        track = rtc.LocalVideoTrack.create_video_track("line", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=False)
        await sender.room.local_participant.publish_track(track, options)
        return {await echo.notices("heard") for echo in echoes}
    finally:
        await asyncio.gather(*(guest.leave() for guest in (sender, *echoes)))


async def test_sites_test_at_once_and_each_receives_itself_alone(
    cast: Cast, running_meeting: Meeting, server: Server
) -> None:
    sites = await database_sync_to_async(more_sites)(cast, running_meeting)
    url, now = f"ws://127.0.0.1:{server.port}", timezone.now()
    async with asyncio.timeout(PATIENCE):
        received = await asyncio.gather(*(measured(line_room(url, site, now)) for site in sites))
    assert received == [{f"rehearsal:{site.site_id}:sender"} for site in sites]

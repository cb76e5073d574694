"""The steps of the floor in the room of a real media server: who may be heard, and who is.

With MEDIA_ENGINE=livekit the media server is LiveKit's own.
"""

from typing import Any

import pytest
from channels.db import database_sync_to_async

from agenda.items import services as items
from agenda.items import table
from conftest import Cast
from meetings.attendance import leaving, recusals
from meetings.attendance import services as attendance
from meetings.floor import microphones
from meetings.floor import services as floor
from meetings.floor.models import SpeakRequest
from meetings.floor.rows import running_turn
from meetings.invitations.models import MeetingSite
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting
from meetings.media.reconciler import Reconciler
from meetings.media.tests.conftest import Journal
from meetings.media.tests.test_real_server import (
    Enter,
    do,
    enter,
    may_speak,
    server,
    watching,
    watching_settled,
    with_request,
    with_turn,
)

__all__ = ["enter", "server", "watching"]
pytestmark = pytest.mark.django_db(transaction=True)


async def test_the_floor_opens_and_closes_the_microphone_in_the_room(
    cast: Cast, running_meeting: Meeting, watching: Reconciler, enter: Enter, journal: Journal
) -> None:
    site, listener = await enter(cast.site_device), await enter(cast.chair)
    await journal.until("site.connected")
    assert not may_speak(site.room.local_participant.permissions)

    def grant(cmd: Any) -> None:
        participant = cast.member2.participant(running_meeting)
        floor.grant(cmd, floor.make_request(cmd, participant, None))

    await do(grant)
    await site.notices("permission", may_speak)
    await site.open_microphone()
    assert await listener.notices("heard") == f"site:{cast.remote_site.id}"

    def end(cmd: Any) -> None:
        turn = running_turn(running_meeting.id)
        assert turn is not None
        floor.end(cmd, turn)

    await do(end)
    await site.notices("permission", lambda permission: not may_speak(permission))
    assert await listener.notices("silent") == f"site:{cast.remote_site.id}"


def declined(cmd: Any, request: SpeakRequest) -> None:
    floor.decline(cmd, request, "Ngoài nội dung")


async def test_every_step_of_the_floor_in_the_room(
    cast: Cast, running_meeting: Meeting, watching: Reconciler, enter: Enter, journal: Journal
) -> None:
    site, listener = await enter(cast.site_device), await enter(cast.chair)
    identity = f"site:{cast.remote_site.id}"
    await journal.until("site.connected")
    for step in (floor.call, floor.accept, floor.put_back, floor.withdraw, declined):
        await do(with_request(running_meeting, cast.member2, step))
        assert await watching_settled(watching, running_meeting)
        assert not may_speak(site.room.local_participant.permissions)

    await do(with_request(running_meeting, cast.member2, floor.grant))
    await site.notices("permission", may_speak)
    await site.open_microphone()
    assert await listener.notices("heard") == identity

    await do(with_turn(running_meeting, floor.pause))
    await do(with_turn(running_meeting, floor.resume))
    await do(with_turn(running_meeting, lambda cmd, turn: floor.extend(cmd, turn, 60)))
    assert await watching_settled(watching, running_meeting)
    assert may_speak(site.room.local_participant.permissions)

    await do(with_request(running_meeting, cast.member, floor.grant))
    await site.notices("permission", lambda permission: not may_speak(permission))
    assert await listener.notices("silent") == identity


async def test_whatever_ends_a_turn_takes_the_microphone(
    cast: Cast, running_meeting: Meeting, watching: Reconciler, enter: Enter, journal: Journal
) -> None:
    site = await enter(cast.site_device)
    await journal.until("site.connected")
    speaker = await database_sync_to_async(cast.member2.participant)(running_meeting)
    await do(lambda cmd: attendance.check_in(cmd, speaker, "in_person"))

    def leave(cmd: Any) -> None:
        leaving.leave(cmd, speaker, "Việc gấp")

    def back(cmd: Any) -> None:
        leaving.come_back_now(cmd, speaker)

    def keep_out(cmd: Any) -> None:
        item = items.add(cmd, running_meeting, items.ItemFields("Nhân sự", "other", "Văn phòng", 5))
        table.open_item(cmd, running_meeting, item)
        recusals.record(cmd, speaker, item, "Có lợi ích liên quan")

    def close(cmd: Any) -> None:
        table.close_current(cmd, running_meeting)

    for ending, afterwards in ((leave, back), (keep_out, close)):
        await do(with_request(running_meeting, cast.member2, floor.grant))
        await site.notices("permission", may_speak)
        await do(ending)
        await site.notices("permission", lambda permission: not may_speak(permission))
        await do(afterwards)
    await do(with_request(running_meeting, cast.member2, floor.grant))
    await site.notices("permission", may_speak)
    await do(lambda cmd: lifecycle.end(cmd, running_meeting))
    assert await site.notices("out") is not None


async def test_one_site_is_muted_in_the_middle_of_its_turn(
    cast: Cast, running_meeting: Meeting, watching: Reconciler, enter: Enter, journal: Journal
) -> None:
    site, listener = await enter(cast.site_device), await enter(cast.chair)
    await journal.until("site.connected")
    await do(with_request(running_meeting, cast.member2, floor.grant))
    await site.notices("permission", may_speak)
    await site.open_microphone()
    await listener.notices("heard")

    def mute(cmd: Any) -> None:
        row = MeetingSite.objects.select_related("meeting").get(
            meeting=running_meeting, site=cast.remote_site
        )
        microphones.set_site_microphone(cmd, row, False)

    await do(mute)
    await site.notices("permission", lambda permission: not may_speak(permission))
    assert await listener.notices("silent") == f"site:{cast.remote_site.id}"

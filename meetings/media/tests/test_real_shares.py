"""A shared screen in the room of a real media server, as the floor gives and takes it.

With MEDIA_ENGINE=livekit the media server is LiveKit's own.
"""

from typing import Any

import pytest
from livekit import rtc

from conftest import Cast
from meetings.floor import services as floor
from meetings.lifecycle.models import Meeting
from meetings.media.reconciler import Reconciler
from meetings.media.tests.conftest import Journal
from meetings.media.tests.test_real_server import (
    PATIENCE,
    Enter,
    Server,
    do,
    enter,
    server,
    watching,
    watching_settled,
    with_request,
    with_turn,
)

__all__ = ["enter", "server", "watching"]
pytestmark = pytest.mark.django_db(transaction=True)


def may_share(permission: Any) -> bool:
    return rtc.TrackSource.SOURCE_SCREENSHARE in permission.can_publish_sources


async def test_a_screen_is_shared_with_the_floor_and_taken_out_with_it(
    cast: Cast, running_meeting: Meeting, watching: Reconciler, enter: Enter, journal: Journal
) -> None:
    site, listener = await enter(cast.site_device), await enter(cast.chair)
    await journal.until("site.connected")
    await do(with_request(running_meeting, cast.member2, floor.grant))
    await site.notices("permission", may_share)
    await site.share_screen()
    assert await listener.notices("heard") == f"site:{cast.remote_site.id}"
    (started,) = await journal.until("share.started", patience=PATIENCE)
    assert started.data["name"] == "Điểm cầu xã An Bình"

    await do(with_turn(running_meeting, floor.end))
    await site.notices("permission", lambda permission: not may_share(permission))
    assert await listener.notices("silent") == f"site:{cast.remote_site.id}"
    (ended,) = await journal.until("share.ended")
    assert ended.data["reason"] == "right_ended"


async def test_after_a_crash_the_screen_may_be_shared_as_the_journal_says(
    cast: Cast,
    running_meeting: Meeting,
    server: Server,
    watching: Reconciler,
    enter: Enter,
    journal: Journal,
) -> None:
    await do(with_request(running_meeting, cast.member2, floor.grant))
    chair = await enter(cast.chair)
    await chair.share_screen()
    await journal.until("share.started", patience=PATIENCE)

    await server.kill()
    await chair.leave()  # it would come back by itself, and of two who are the same the later one stays
    await do(with_turn(running_meeting, floor.end))
    await server.start()
    site, again = await enter(cast.site_device), await enter(cast.chair)
    assert not may_share(site.room.local_participant.permissions)
    assert may_share(again.room.local_participant.permissions)
    await again.share_screen()
    await site.notices("heard", lambda identity: identity == f"person:{cast.chair.person.id}")
    assert await watching_settled(watching, running_meeting)
    assert await journal.all("share.ended") == [], "one screen, before and after"

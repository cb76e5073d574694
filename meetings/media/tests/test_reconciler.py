"""The room follows the meeting, and the meeting knows who is in the room: against a server on the wire."""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone
from livekit.protocol import models

from conftest import Cast, Member
from ecabinet.directory import services as directory
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from meetings.attendance import rules
from meetings.attendance.models import PresenceInterval
from meetings.floor import microphones
from meetings.floor import services as floor
from meetings.invitations import services as invitations
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting
from meetings.lobby import services as lobby
from meetings.media import reconciler as module
from meetings.media.client import RoomClient
from meetings.media.reconciler import Reconciler
from meetings.media.tests.conftest import Journal
from meetings.media.tests.fake import KEY, SECRET, FakeMedia

pytestmark = pytest.mark.django_db(transaction=True)

CAMERA = ("camera",)
EVERYTHING = ("camera", "microphone", "screen_share", "screen_share_audio")


async def do(act: Callable[..., Any], *args: Any) -> Any:
    """One command of the system, in a thread as a request would be."""

    def run() -> Any:
        with command("test.act", SYSTEM) as cmd:
            return act(cmd, *args)

    return await database_sync_to_async(run)()


async def give_floor(meeting: Meeting, member: Member) -> None:
    def grant(cmd: Any) -> None:
        now = Meeting.objects.get(id=meeting.id)
        participant = member.participant(now)
        participant.meeting = now
        floor.grant(cmd, floor.make_request(cmd, participant, None))

    await do(grant)


async def rows(query: Any) -> list[Any]:
    found: list[Any] = await database_sync_to_async(list)(query)
    return found


def site_of(cast: Cast) -> str:
    return f"site:{cast.remote_site.id}"


@pytest.fixture
def quick_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost site is lost soon, so that no test waits for seconds."""
    monkeypatch.setattr(rules, "LOST_AFTER", timedelta(milliseconds=200))
    monkeypatch.setattr(rules, "UNREACHABLE_AFTER", timedelta(milliseconds=200))


async def test_the_floor_moves_the_microphone_in_the_room(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    room, device = str(running_meeting.id), f"person:{cast.member3.person.id}"
    for identity in (site_of(cast), device):
        media.join(room, identity, timezone.now(), CAMERA)

    await give_floor(running_meeting, cast.member2)
    await reconciler.settled()
    assert media.sources(room, site_of(cast)) == set(EVERYTHING)
    assert media.sources(room, device) == set(CAMERA)
    media.rooms[room][site_of(cast)].tracks.add(sid="TR_1", source=2)

    await give_floor(running_meeting, cast.member3)
    await reconciler.settled()
    assert media.sources(room, site_of(cast)) == set(CAMERA)
    assert media.rooms[room][site_of(cast)].tracks[0].muted
    assert media.sources(room, device) == set(EVERYTHING)


async def test_doing_it_twice_does_nothing(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    media.join(str(running_meeting.id), site_of(cast), timezone.now(), EVERYTHING, microphone="TR_1")
    for _ in range(3):
        reconciler.notice(running_meeting.id, hinted=True)
        await reconciler.settled()
    assert media.calls == [("UpdateParticipant", site_of(cast)), ("MutePublishedTrack", site_of(cast))]


async def test_strangers_and_those_taken_out_leave_the_room(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    room, device = str(running_meeting.id), f"person:{cast.member.person.id}"
    media.join(room, "person:somebody", timezone.now(), EVERYTHING)
    media.join(room, device, timezone.now(), CAMERA)
    reconciler.notice(running_meeting.id, hinted=True)
    await reconciler.settled()
    assert set(media.rooms[room]) == {device}

    def take_out(cmd: Any) -> None:
        invitations.remove_participant(cmd, running_meeting, cast.member.participant(running_meeting))

    await do(take_out)
    await reconciler.settled()
    assert media.rooms[room] == {}


async def test_a_guest_who_is_sent_out_leaves_the_room(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    room, device = str(running_meeting.id), f"person:{cast.member.person.id}"
    await Participant.objects.filter(person=cast.member.person).aupdate(role="guest", votes=False)
    media.join(room, device, timezone.now(), CAMERA)
    reconciler.notice(running_meeting.id, hinted=True)
    await reconciler.settled()
    assert set(media.rooms[room]) == {device}

    def send_out(cmd: Any) -> None:
        guest = cast.member.participant(running_meeting)
        lobby.send_out(cmd, running_meeting, guest, "")

    await do(send_out)
    await reconciler.settled()
    assert media.rooms[room] == {}


async def test_a_deactivated_account_leaves_the_room(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    room, device = str(running_meeting.id), f"person:{cast.member.person.id}"
    media.join(room, device, timezone.now(), CAMERA)

    await do(directory.set_active, cast.member.account, False)
    await reconciler.settled()
    assert media.rooms[room] == {}


async def test_the_end_of_the_meeting_empties_the_room(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    room = str(running_meeting.id)
    media.join(room, site_of(cast), timezone.now(), CAMERA)
    await do(lifecycle.end, running_meeting)
    await reconciler.settled()
    assert media.rooms[room] == {}


async def test_mute_all_closes_open_microphones_once(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    await do(lifecycle.edit, running_meeting, {"media_policy": "open"})
    room, chair = str(running_meeting.id), f"person:{cast.chair.person.id}"
    media.join(room, site_of(cast), timezone.now(), EVERYTHING[:2], microphone="TR_1")
    media.join(room, chair, timezone.now(), EVERYTHING, microphone="TR_1")
    reconciler.notice(running_meeting.id, hinted=True)
    await reconciler.settled()
    assert media.calls == []

    await do(microphones.mute_all, running_meeting)
    await reconciler.settled()
    assert media.calls == [("MutePublishedTrack", site_of(cast))]

    media.rooms[room][site_of(cast)].tracks[0].muted = False
    reconciler.notice(running_meeting.id, hinted=True)
    await reconciler.settled()
    assert len(media.calls) == 1


async def test_a_site_on_the_line_is_online_in_the_meeting(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler, journal: Journal
) -> None:
    joined_at = timezone.now() - timedelta(seconds=30)
    media.join(str(running_meeting.id), site_of(cast), joined_at, CAMERA)
    media.join(str(running_meeting.id), f"person:{cast.chair.person.id}", joined_at, EVERYTHING)
    reconciler.notice(running_meeting.id, hinted=True)

    (came,) = await journal.until("site.connected")
    await reconciler.settled()
    assert came.data["site_id"] == str(cast.remote_site.id)
    intervals = await rows(PresenceInterval.objects.all())
    assert {interval.person_id for interval in intervals} == {None, cast.chair.person.id}
    assert all(abs(interval.started_at - joined_at) < timedelta(seconds=1) for interval in intervals)


async def test_signalling_without_media_is_not_being_on_the_line(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler, journal: Journal
) -> None:
    room = str(running_meeting.id)
    info = media.join(room, site_of(cast), timezone.now(), EVERYTHING)
    info.state = models.ParticipantInfo.State.JOINED
    reconciler.notice(running_meeting.id, hinted=True)
    await reconciler.settled()
    assert media.sources(room, site_of(cast)) == set(CAMERA)
    assert await journal.all("site.connected") == []

    info.state = models.ParticipantInfo.State.ACTIVE
    reconciler.notice(running_meeting.id, hinted=True)
    await journal.until("site.connected")


@pytest.mark.usefixtures("quick_loss")
async def test_a_site_that_left_is_offline_after_the_grace_and_comes_back(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler, journal: Journal
) -> None:
    room = str(running_meeting.id)
    media.join(room, site_of(cast), timezone.now(), CAMERA)
    reconciler.notice(running_meeting.id, hinted=True)
    await journal.until("site.connected")

    media.rooms[room].clear()
    reconciler.notice(running_meeting.id, hinted=True)
    (lost,) = await journal.until("site.disconnected")
    assert lost.state["sites"][str(cast.remote_site.id)]["status"] == "offline"

    media.join(room, site_of(cast), timezone.now(), CAMERA)
    reconciler.notice(running_meeting.id, hinted=True)
    await journal.until("site.connected", count=2)
    (site,) = await rows(MeetingSite.objects.filter(site=cast.remote_site))
    assert site.status == "online"


async def test_a_short_absence_is_no_loss(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler, journal: Journal
) -> None:
    room = str(running_meeting.id)
    media.join(room, site_of(cast), timezone.now(), CAMERA)
    reconciler.notice(running_meeting.id, hinted=True)
    await journal.until("site.connected")
    gone = media.rooms[room].pop(site_of(cast))
    reconciler.notice(running_meeting.id, hinted=True)
    await reconciler.settled()
    media.rooms[room][site_of(cast)] = gone
    reconciler.notice(running_meeting.id, hinted=True)
    await reconciler.settled()
    assert await journal.all("site.disconnected") == []


@pytest.mark.usefixtures("quick_loss")
async def test_a_restarted_media_server(
    cast: Cast,
    running_meeting: Meeting,
    media: FakeMedia,
    reconciler: Reconciler,
    journal: Journal,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, module.__name__)
    room = str(running_meeting.id)
    media.join(room, site_of(cast), timezone.now(), CAMERA)
    reconciler.notice(running_meeting.id, hinted=True)
    await journal.until("site.connected")

    await media.down()
    for _ in range(3):
        reconciler.notice(running_meeting.id, hinted=True)
        await reconciler.settled()
    await journal.until("site.disconnected")
    assert [r.levelname for r in caplog.records if r.name == module.__name__] == ["WARNING"]

    await media.up()
    media.join(room, site_of(cast), timezone.now(), CAMERA)
    await give_floor(running_meeting, cast.member2)
    await journal.until("site.connected", count=2)
    await reconciler.settled()
    assert media.sources(room, site_of(cast)) == set(EVERYTHING)
    told = [r.levelname for r in caplog.records if r.name == module.__name__]
    assert told == ["WARNING", "INFO"]


async def test_events_that_do_not_concern_the_room_ask_nothing(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    media.listed.clear()

    def something_else(cmd: Any) -> None:
        cmd.append(f"meeting:{running_meeting.id}", "invitation.sent", data={})

    await do(something_else)
    await reconciler.settled()
    assert not media.listed.is_set()


async def test_a_wrong_key_is_told_and_survived(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = Reconciler(RoomClient(media.url, KEY, "ein-ganz-anderes-geheimnis-0123456789"), 3600)
    await wrong.start()
    await wrong.settled()
    assert "unauthenticated" in caplog.text
    await wrong.stop()


async def test_every_few_seconds_without_any_news(
    cast: Cast, running_meeting: Meeting, media: FakeMedia
) -> None:
    running = Reconciler(RoomClient(media.url, KEY, SECRET), every_seconds=0.05)
    await running.start()
    info = media.join(str(running_meeting.id), site_of(cast), timezone.now(), EVERYTHING)
    async with asyncio.timeout(10):
        while list(info.permission.can_publish_sources) != [1]:
            media.listed.clear()
            await media.listed.wait()
    await running.stop()
    assert media.calls == [("UpdateParticipant", site_of(cast))]


async def test_a_notice_comes_from_any_thread_and_is_harmless_after_the_end(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, reconciler: Reconciler
) -> None:
    media.listed.clear()
    other = threading.Thread(target=module.notice, args=(running_meeting.id,), kwargs={"hinted": True})
    other.start()
    await asyncio.wait_for(media.listed.wait(), 10)
    other.join()

    await reconciler.stop()
    media.listed.clear()
    module.notice(running_meeting.id, hinted=True)
    await reconciler.stop()
    assert not media.listed.is_set()


async def test_the_service_of_the_process_starts_and_stops(
    cast: Cast, running_meeting: Meeting, media: FakeMedia, settings: Any, journal: Journal
) -> None:
    settings.MEDIA_PORT = media.port
    media.join(str(running_meeting.id), site_of(cast), timezone.now(), CAMERA)
    await module.start()
    await journal.until("site.connected")
    await module.stop()
    assert module._running is None
    assert await rows(Event.objects.filter(type="site.disconnected")) == []

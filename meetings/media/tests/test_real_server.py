"""The whole way with the real media server and the unmodified LiveKit client: join, floor, loss, removal.

With MEDIA_ENGINE=livekit the media server is LiveKit's own.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from socket import SOCK_DGRAM
from typing import Any

import pytest
import pytest_asyncio
from channels.db import database_sync_to_async
from livekit import rtc

from conftest import Cast, Member
from ecabinet.journal.services import SYSTEM, command
from ecabinet.mediaserver import api_url
from ecabinet.testing import Answer
from meetings.attendance import rules
from meetings.floor import services as floor
from meetings.floor.models import SpeakRequest
from meetings.floor.rows import running_turn, waiting
from meetings.invitations import services as invitations
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting
from meetings.media import reconciler as module
from meetings.media.client import RoomClient
from meetings.media.reconciler import Reconciler
from meetings.media.tests.conftest import Journal
from meetings.media.tests.fake import KEY, SECRET
from tests import livekit_server
from tests.livekit_server import ENGINE_VARIABLE, LiveKitServer
from tests.ports import free_ports

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30


class MediaProcess:
    """`manage.py media` on free ports, telling this test's web server what happens."""

    def __init__(self, webhook: str) -> None:
        (self.port,), (udp,) = free_ports(1), free_ports(1, SOCK_DGRAM)
        self.process: asyncio.subprocess.Process | None = None
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "signaling.settings",
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET,
            "HOST": "127.0.0.1",
            "MEDIA_PORT": str(self.port),
            "MEDIA_UDP_PORT": str(udp),
            "MEDIA_TCP_PORT": "0",
            "MEDIA_WEBHOOK_URLS": webhook,
        }

    async def start(self) -> None:
        command_line = [sys.executable, "manage.py", "media"]
        self.process = await asyncio.create_subprocess_exec(
            *command_line, cwd=ROOT, env=self._environment, stderr=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(PATIENCE):
            while not await self._answers():
                assert self.process.returncode is None, "the media server ended while starting"

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            await asyncio.sleep(0.05)  # nothing else tells when a port opens
            return False
        writer.close()
        return True

    async def kill(self) -> None:
        """End it at once, as a crash does."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()


class ClusterProcess:
    """LiveKit's server in its place."""

    def __init__(self, webhook: str, folder: Path) -> None:
        self._server = LiveKitServer(folder, [webhook])
        self.port = self._server.port

    async def start(self) -> None:
        await asyncio.to_thread(self._server.start)

    async def kill(self) -> None:
        await asyncio.to_thread(self._server.kill)


class Guest:
    """A client in the room, with what it noticed."""

    def __init__(self) -> None:
        self.room = rtc.Room()
        self.noticed: asyncio.Queue[tuple[str, Any]] = asyncio.Queue(1000)
        on = self.room.on
        on("track_subscribed", lambda _track, publication, who: self._note("heard", who.identity))
        on("track_unsubscribed", lambda _track, publication, who: self._note("silent", who.identity))
        on("participant_permissions_changed", lambda who, permission: self._note("permission", permission))
        on("disconnected", lambda reason: self._note("out", reason))

    def _note(self, what: str, detail: Any) -> None:
        self.noticed.put_nowait((what, detail))

    async def notices(self, what: str, holds: Callable[[Any], bool] = bool) -> Any:
        """The first such notice not yet read whose detail holds; raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while True:
                kind, detail = await self.noticed.get()
                if kind == what and holds(detail):
                    return detail

    async def leave(self) -> None:
        """Disconnect; a room whose server is gone may never answer the SDK."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self.room.disconnect()

    async def open_microphone(self) -> None:
        source = rtc.AudioSource(48000, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self.room.local_participant.publish_track(track, options)

    async def share_screen(self) -> None:
        """Publish a picture as a shared screen; it stays as it is."""
        source = rtc.VideoSource(64, 64)
        track = rtc.LocalVideoTrack.create_video_track("screen", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_SCREENSHARE, simulcast=False)
        await self.room.local_participant.publish_track(track, options)
        source.capture_frame(rtc.VideoFrame(64, 64, rtc.VideoBufferType.RGBA, bytes(64 * 64 * 4)))


Server = MediaProcess | ClusterProcess


@pytest_asyncio.fixture
async def server(
    live_server: Any, settings: Any, running_meeting: Meeting, tmp_path: Path
) -> AsyncIterator[Server]:
    webhook = f"{live_server.url}/api/media/webhook"
    process: Server = MediaProcess(webhook)
    if os.environ.get(ENGINE_VARIABLE) == "livekit":
        process = ClusterProcess(webhook, tmp_path)
        settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET = livekit_server.KEY, livekit_server.SECRET
        settings.LIVEKIT_KEYS = {livekit_server.WEBHOOK_KEY: livekit_server.WEBHOOK_SECRET}
        settings.LIVEKIT_URL = f"ws://127.0.0.1:{process.port}"
    settings.MEDIA_PORT, settings.HOST = process.port, "127.0.0.1"
    await process.start()
    yield process
    await process.kill()


@pytest_asyncio.fixture
async def watching(
    server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Reconciler]:
    """The reconciler; it sweeps too rarely to matter, so that news and webhooks alone move it."""
    client = RoomClient(api_url(), settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET)
    running = Reconciler(client, every_seconds=3600)
    monkeypatch.setattr(module, "_running", running)
    await running.start()
    yield running
    await running.stop()


Enter = Callable[[Member], Any]


@pytest_asyncio.fixture
async def enter(server: Server, running_meeting: Meeting) -> AsyncIterator[Enter]:
    """`await enter(member)`: ask for a token as a browser does, and join with it."""
    guests: list[Guest] = []

    async def join(member: Member) -> Guest:
        def ask() -> Answer:
            return member.client.send("POST", f"/meetings/{running_meeting.id}/media-token", None, key=None)

        ticket = (await database_sync_to_async(ask)()).body
        guest = Guest()
        guests.append(guest)
        await guest.room.connect(f"ws://127.0.0.1:{server.port}", ticket["token"])
        return guest

    yield join
    for guest in guests:
        await guest.leave()


async def do(act: Callable[[Any], Any]) -> None:
    def run() -> None:
        with command("test.act", SYSTEM) as cmd:
            act(cmd)

    await database_sync_to_async(run)()


def may_speak(permission: Any) -> bool:
    return rtc.TrackSource.SOURCE_MICROPHONE in permission.can_publish_sources


async def test_an_open_meeting_is_joined_and_heard(
    cast: Cast, running_meeting: Meeting, watching: Reconciler, enter: Enter, journal: Journal
) -> None:
    await do(lambda cmd: lifecycle.edit(cmd, running_meeting, {"media_policy": "open"}))
    site, listener = await enter(cast.site_device), await enter(cast.chair)
    await site.open_microphone()

    assert await listener.notices("heard") == f"site:{cast.remote_site.id}"
    (came,) = await journal.until("site.connected")
    assert came.data["site_name"] == "Điểm cầu xã An Bình"


def with_request(meeting: Meeting, member: Member, step: Callable[[Any, SpeakRequest], Any]) -> Any:
    """An act that takes a step with the request of a member, who asks first when that was not done."""

    def act(cmd: Any) -> None:
        participant = member.participant(meeting)
        request = waiting(meeting.id).filter(participant=participant).first()
        step(cmd, request or floor.make_request(cmd, participant, None))

    return act


def with_turn(meeting: Meeting, step: Callable[[Any, Any], Any]) -> Any:
    """An act that takes a step with the turn that runs."""

    def act(cmd: Any) -> None:
        turn = running_turn(meeting.id)
        assert turn is not None
        step(cmd, turn)

    return act


async def watching_settled(watching: Reconciler, meeting: Meeting) -> bool:
    """True once the reconciler has carried out what it was told so far."""
    watching.notice(meeting.id)
    async with asyncio.timeout(PATIENCE):
        await watching.settled()
    return True


async def test_who_is_taken_out_of_the_meeting_is_out_of_the_room(
    cast: Cast, running_meeting: Meeting, watching: Reconciler, enter: Enter
) -> None:
    guest = await enter(cast.member)
    participant = await database_sync_to_async(cast.member.participant)(running_meeting)
    await do(lambda cmd: invitations.remove_participant(cmd, running_meeting, participant))
    assert await guest.notices("out") == rtc.DisconnectReason.PARTICIPANT_REMOVED


async def test_a_crashed_media_server_takes_its_sites_offline_and_brings_them_back(
    cast: Cast,
    running_meeting: Meeting,
    server: Server,
    watching: Reconciler,
    enter: Enter,
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "UNREACHABLE_AFTER", timedelta(seconds=1))
    await enter(cast.site_device)
    await journal.until("site.connected")

    await server.kill()
    watching.notice(running_meeting.id, hinted=True)
    await journal.until("site.disconnected", patience=PATIENCE)

    await server.start()
    await enter(cast.site_device)
    await journal.until("site.connected", count=2, patience=PATIENCE)

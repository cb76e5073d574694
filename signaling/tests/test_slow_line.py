"""Real clients behind a line that is too narrow: sound stays whole, pictures give way and come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest
from livekit import rtc
from playwright.async_api import async_playwright

from signaling.tests.browser_client import BrowserPerson, PageServer, launch, require_browser
from signaling.tests.harness import MediaServer
from signaling.tests.protocols import ON_BAD_WAYS
from signaling.tests.sdk import Cast, Person
from signaling.tests.slow_link import RELAY_ADDRESS, SlowLink

WIDTH, HEIGHT = 1280, 720
WIDE = 50e6


@pytest.fixture(scope="module")
def far_server() -> Iterator[MediaServer]:
    """A server whose clients are told of the relay instead of itself."""
    media = MediaServer(MEDIA_NODE_IPS=RELAY_ADDRESS, MEDIA_TCP_PORT="off")
    media.start()
    yield media
    media.stop()


@pytest.fixture
def link(far_server: MediaServer) -> Iterator[SlowLink]:
    relay = SlowLink(far_server.udp_port)
    yield relay
    relay.close()


@pytest.fixture
async def people(far_server: MediaServer, link: SlowLink, room_name: str) -> AsyncIterator[Cast]:
    cast = Cast(far_server, room_name)
    yield cast
    await cast.leave()


async def _detail(source: rtc.VideoSource) -> None:
    """A picture of large moving blocks: enough for every layer to use its bitrate."""
    chance = np.random.default_rng(1)
    blocks = chance.integers(0, 255, (4, HEIGHT // 40, WIDTH // 40, 4), dtype=np.uint8)
    pictures = blocks.repeat(40, 1).repeat(40, 2)
    count = 0
    while True:
        picture = np.ascontiguousarray(np.roll(pictures[count // 30 % 4], count * 4 % WIDTH, axis=1))
        count += 1
        source.capture_frame(rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.RGBA, picture.tobytes()))
        await asyncio.sleep(1 / 15)


@pytest.fixture
async def speaker(people: Cast) -> AsyncIterator[tuple[Person, str, str]]:
    """Somebody on a good line, and the sids of a detailed picture in three layers and of a microphone."""
    alice = await people.join("alice")
    source = rtc.VideoSource(WIDTH, HEIGHT)
    track = rtc.LocalVideoTrack.create_video_track("camera", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=True)
    camera = await alice.room.local_participant.publish_track(track, options)
    microphone = await alice.speak()
    task = asyncio.get_running_loop().create_task(_detail(source))
    yield alice, camera.sid, microphone.sid
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _packets(person: Person, sid: str) -> tuple[int, int]:
    """Received and lost packets of a track."""
    publication = person.room.remote_participants["alice"].track_publications[sid]
    assert publication.track is not None
    for each in await publication.track.get_stats():
        if each.HasField("inbound_rtp"):
            received = each.inbound_rtp.received
            return received.packets_received, received.packets_lost
    raise AssertionError("no statistics of what is received")


@ON_BAD_WAYS
async def test_at_500_kbit_sound_is_whole_the_picture_small_and_large_again_soon(
    people: Cast, speaker: tuple[Person, str, str], link: SlowLink, single: bool
) -> None:
    _, camera, microphone = speaker
    link.limit_new(500_000)
    bob = await people.join("bob", single_peer=single)
    await bob.until(lambda: bob.widths.get(camera) == WIDTH // 4, within=30)
    await bob.watches(camera, more=10, within=30)
    before = await _packets(bob, microphone)
    await bob.hears(microphone, more=800, within=30)
    after = await _packets(bob, microphone)
    assert after[0] - before[0] >= 300
    assert after[1] - before[1] <= 0.03 * (after[0] - before[0])
    link.limit(WIDE)
    await bob.until(lambda: bob.widths.get(camera, 0) == WIDTH, within=20)
    await bob.watches(camera, more=10)


async def _until_still(person: Person, camera: str, microphone: str) -> None:
    """Wait until three seconds of sound pass without a picture."""
    for _ in range(10):
        frames = person.frames.get(camera, 0)
        await person.hears(microphone, more=300, within=30)
        if person.frames.get(camera, 0) == frames:
            return
    raise AssertionError(f"pictures go on: {person.frames}")


async def test_at_170_kbit_only_sound_is_left_and_the_picture_comes_back(
    people: Cast, speaker: tuple[Person, str, str], link: SlowLink
) -> None:
    _, camera, microphone = speaker
    link.limit_new(WIDE)
    bob = await people.join("bob")
    await bob.watches(camera, within=30)
    link.limit(170_000)
    await _until_still(bob, camera, microphone)
    await bob.saw("quality", f"bob {rtc.ConnectionQuality.QUALITY_POOR}", within=30)
    link.limit(WIDE)
    await bob.watches(camera, within=20)


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[BrowserPerson]:
    require_browser()
    files = PageServer(tmp_path)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        opened = await browser.new_page()
        await opened.goto(files.url)
        yield BrowserPerson(opened)
        await browser.close()
    files.close()


_NOTE_STATES = """() => probe.room.on("trackStreamStateChanged",
    (publication, state) => probe.events.push([state, publication.trackSid]))"""


@pytest.mark.browser
@ON_BAD_WAYS
async def test_a_page_is_told_that_its_picture_is_paused_and_goes_on(
    far_server: MediaServer,
    room_name: str,
    speaker: tuple[Person, str, str],
    link: SlowLink,
    page: BrowserPerson,
    single: bool,
) -> None:
    link.limit_new(WIDE)
    token = far_server.token("page", room_name)
    await page.join(far_server.url, token, singlePeerConnection=single)
    await page.page.evaluate(_NOTE_STATES)
    await page.until("s.frames > 10", within=30)
    link.limit(170_000)
    await page.until("events.includes('paused')", within=30)
    assert "active" not in [each[0] for each in await page.page.evaluate("probe.events")]
    await page.until("await still()", within=30)
    link.limit(WIDE)
    await page.until("events.includes('active')", within=20)
    before = (await page.stats())["frames"]
    await page.until(f"s.frames > {before + 20} && s.energy > 0.001", within=30)

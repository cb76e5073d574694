"""Every way a client can reach the server: UDP, TCP, IPv6, TURN, and from one to another in the middle."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest
from livekit.protocol.rtc import SignalResponse
from playwright.async_api import async_playwright

from signaling.iceservers import shared_secret_credential
from signaling.tests.browser_client import BrowserPerson, PageServer, launch, require_browser
from signaling.tests.coturn import Coturn
from signaling.tests.harness import MediaServer, free_port
from signaling.tests.protocols import ON_BAD_WAYS
from signaling.tests.relay import UdpBox
from signaling.tests.sdk import Cast, Person
from signaling.tests.ways import Way, ways

# Nobody answers at this port: what is told of UDP leads nowhere.
NOWHERE = "127.0.0.1:9"
StartServer = Callable[..., MediaServer]


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    started: list[MediaServer] = []

    def start(host: str = "127.0.0.1", **environment: str) -> MediaServer:
        media = MediaServer(**environment)
        media.host = host
        media.start()
        started.append(media)
        return media

    yield start
    for media in started:
        media.stop()


class Pair:
    """Alice shows and speaks, Bob watches and listens."""

    def __init__(self, alice: Person, bob: Person, camera: str, microphone: str) -> None:
        self.alice, self.bob = alice, bob
        self.camera, self.microphone = camera, microphone

    async def flows(self, within: float = 15.0) -> None:
        """Wait for more pictures and sounds."""
        await asyncio.gather(
            self.bob.watches(self.camera, within=within), self.bob.hears(self.microphone, within=within)
        )

    async def returns(self, since: float) -> float:
        """Wait until both flow again; the seconds since a moment. What was under way is not counted."""
        await self.bob.watches(self.camera, 15, within=30)
        await self.bob.hears(self.microphone, 30, within=30)
        return time.monotonic() - since

    async def ways(self) -> set[Way]:
        """All ways of both."""
        return {*await ways(self.alice.room), *await ways(self.bob.room)}

    def was_put_out(self) -> bool:
        """Whether one of them had to join anew or was seen leaving."""
        return any(what in ("left", "disconnected") for p in (self.alice, self.bob) for what, _ in p.log)


@asynccontextmanager
async def pair(server: MediaServer, **joining: Any) -> AsyncIterator[Pair]:
    cast = Cast(server, "room")
    try:
        alice, bob = await cast.join("alice", **joining), await cast.join("bob", **joining)
        camera, microphone = await alice.show(), await alice.speak()
        found = Pair(alice, bob, camera.sid, microphone.sid)
        await found.flows()
        yield found
    finally:
        await cast.leave()


@ON_BAD_WAYS
async def test_a_site_reached_only_by_tcp_works(start_server: StartServer, single: bool) -> None:
    server = start_server(MEDIA_NODE_IPS=NOWHERE)
    async with pair(server, single_peer=single) as people:
        assert {way.protocol for way in await people.ways()} == {"tcp"}
        await people.alice.room.local_participant.publish_data(b"by tcp", reliable=True)
        await people.bob.saw("data", "by tcp")


async def test_strangers_at_the_tcp_port_disturb_nobody(start_server: StartServer) -> None:
    port = free_port()
    server = start_server(MEDIA_NODE_IPS=NOWHERE, MEDIA_TCP_PORT=str(port))
    assert server.process is not None
    async with pair(server) as people:
        process = psutil.Process(server.process.pid)
        before = process.num_fds()
        strangers = [socket.create_connection(("127.0.0.1", port)) for _ in range(400)]
        for stranger in strangers[::2]:
            with contextlib.suppress(OSError):  # refused already
                stranger.sendall(b"\x00\x14" + bytes(20))
        await people.flows()
        # Those who say nothing wait for their first check, 128 of one source at most.
        assert process.num_fds() - before <= 128
        for stranger in strangers:
            stranger.close()
        late = Cast(server, "room")
        await late.join("carol")
        await people.flows()
        await late.leave()


async def test_who_can_use_udp_does(start_server: StartServer) -> None:
    async with pair(start_server()) as people:
        assert {way.protocol for way in await people.ways()} == {"udp"}


async def test_without_the_tcp_port_there_is_no_way_but_udp(start_server: StartServer) -> None:
    async with pair(start_server(MEDIA_TCP_PORT="off")) as people:
        assert {way.protocol for way in await people.ways()} == {"udp"}


@ON_BAD_WAYS
async def test_when_udp_dies_tcp_takes_over(start_server: StartServer, single: bool) -> None:
    box = UdpBox()
    server = start_server(MEDIA_NODE_IPS=f"127.0.0.1:{box.port}")
    await box.open(server.udp_port)
    try:
        async with pair(server, single_peer=single) as people:
            assert {way.protocol for way in await people.ways()} == {"udp"}
            seconds = await people.returns(box.cut())
            print(f"media returned after {seconds:.1f} s")
            # Left alone the clients take 17 s and more to find that out.
            assert seconds < 15
            await people.flows()
            assert {way.protocol for way in await people.ways()} == {"tcp"}
            assert not people.was_put_out()
    finally:
        await box.close()


@ON_BAD_WAYS
async def test_media_follows_an_address_that_changes_under_the_client(
    start_server: StartServer, single: bool
) -> None:
    box = UdpBox()
    server = start_server(MEDIA_NODE_IPS=f"127.0.0.1:{box.port}", MEDIA_TCP_PORT="off")
    await box.open(server.udp_port)
    try:
        async with pair(server, single_peer=single) as people:
            seconds = await people.returns(box.rebind())
            print(f"media returned after {seconds:.1f} s")
            assert not people.was_put_out()
            assert ("reconnected", "") not in people.bob.log
    finally:
        await box.close()


@pytest.mark.parametrize("host", ["::1", "::"])
async def test_media_over_ipv6(start_server: StartServer, host: str) -> None:
    async with pair(start_server("::1", HOST=host, MEDIA_NODE_IPS="::1")) as people:
        assert {(way.protocol, way.server) for way in await people.ways()} == {("udp", "::1")}


async def test_media_over_ipv6_and_tcp(start_server: StartServer) -> None:
    server = start_server("::1", HOST="::1", MEDIA_NODE_IPS="[::1]:9")
    async with pair(server) as people:
        assert {(way.protocol, way.server) for way in await people.ways()} == {("tcp", "::1")}


async def test_one_server_serves_both_families(start_server: StartServer) -> None:
    server = start_server("127.0.0.1", HOST="::", MEDIA_NODE_IPS="::1, 127.0.0.1:9")
    async with pair(server) as people:
        assert {way.server for way in await people.ways()} == {"::1"}
    for host in ("127.0.0.1", "::1"):
        server.host = host
        assert server.get("/")[:2] == (200, "OK")


@pytest.mark.parametrize("by", ["udp", "tcp"])
async def test_a_client_whose_only_way_is_turn(start_server: StartServer, tmp_path: Path, by: str) -> None:
    with Coturn(tmp_path, "a secret that both servers know") as turn:
        server = start_server(MEDIA_TURN_URLS=turn.url(by), MEDIA_TURN_SECRET=turn.secret)
        async with pair(server, only_relayed=True) as people:
            assert {way.kind for way in await people.ways()} == {"RELAY"}


async def test_a_turn_server_refuses_who_has_another_secret(
    start_server: StartServer, tmp_path: Path
) -> None:
    with Coturn(tmp_path, "the secret of the turn server") as turn:
        server = start_server(MEDIA_TURN_URLS=turn.url("udp"), MEDIA_TURN_SECRET="another secret")
        joining = asyncio.create_task(Cast(server, "room").join("alice", only_relayed=True))
        await asyncio.to_thread(turn.says, "Cannot find credentials of user")
        assert not joining.done()
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)


@asynccontextmanager
async def pages(server: MediaServer, folder: Path, single: bool) -> AsyncIterator[list[BrowserPerson]]:
    """Two pages of Chromium in a room; the first shows and speaks."""
    require_browser()
    files = PageServer(folder)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        people = []
        for identity in ("a", "b"):
            page = await browser.new_page()
            await page.goto(files.url)
            people.append(BrowserPerson(page))
            token = server.token(identity, "room")
            await people[-1].join(server.url, token, singlePeerConnection=single)
        await people[0].publish()
        await people[1].until("s.frames > 10 && s.energy > 0.001")
        yield people
        await browser.close()
    files.close()


@pytest.mark.browser
@ON_BAD_WAYS
async def test_chromium_reaches_the_server_by_tcp_alone(
    start_server: StartServer, tmp_path: Path, single: bool
) -> None:
    async with pages(start_server(MEDIA_NODE_IPS=NOWHERE), tmp_path, single) as people:
        before = (await people[1].stats())["frames"]
        await people[1].until(f"s.frames > {before + 20}")


@pytest.mark.browser
@ON_BAD_WAYS
async def test_chromium_takes_to_tcp_when_udp_dies(
    start_server: StartServer, tmp_path: Path, single: bool
) -> None:
    box = UdpBox()
    server = start_server(MEDIA_NODE_IPS=f"127.0.0.1:{box.port}")
    await box.open(server.udp_port)
    try:
        async with pages(server, tmp_path, single) as people:
            moment, before = box.cut(), (await people[1].stats())["frames"]
            await people[1].until(f"s.frames > {before + 30}", within=40)
            seconds = time.monotonic() - moment
            print(f"media returned after {seconds:.1f} s")
            assert seconds < 15
            await people[1].until("!events.includes('disconnected')")
    finally:
        await box.close()


async def test_turn_servers_are_told_when_joining_and_when_coming_back(start_server: StartServer) -> None:
    url, stun = "turn:turn.example:3478?transport=udp", "stun:turn.example:3478"
    settings = {"MEDIA_TURN_URLS": url, "MEDIA_STUN_URLS": stun, "MEDIA_TURN_SECRET": "shared"}
    server = start_server(**settings)
    address = f"{server.http_url}/rtc?access_token={server.token('alice', 'room')}"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as first:
        join = SignalResponse.FromString((await first.receive(timeout=5)).data).join
        sid = join.participant.sid
        async with session.ws_connect(f"{address}&reconnect=1&sid={sid}") as second:
            back = SignalResponse.FromString((await second.receive(timeout=5)).data).reconnect
    for told in (join.ice_servers, back.ice_servers):
        assert [list(each.urls) for each in told] == [[stun], [url]]
        assert told[1].username.partition(":")[2] == sid
        assert told[1].credential == shared_secret_credential("shared", told[1].username)

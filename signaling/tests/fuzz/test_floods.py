"""Floods against a running server: bounded work and memory, no amplification, and the meeting goes on."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import aiohttp
import psutil
import pytest
from livekit.protocol.rtc import Ping, SignalRequest

from signaling.tests.fuzz.mutate import TORTURE
from signaling.tests.fuzz.seeds import check, recorded
from signaling.tests.harness import MediaServer
from signaling.tests.sdk import Cast, Person

_SCALE = 10 if TORTURE else 1
_MEGABYTE = 1 << 20
_CONNECTIONS = 64


@pytest.fixture(scope="module")
def target() -> Iterator[MediaServer]:
    media = MediaServer(MEDIA_MAX_CONNECTIONS=str(_CONNECTIONS), MEDIA_TCP_PORT="off")
    media.start()
    yield media
    media.stop()


@dataclass
class Meeting:
    """Two people in a room; what the second hears tells whether the server still serves."""

    server: MediaServer
    listener: Person
    microphone: str

    @property
    def process(self) -> psutil.Process:
        """The server's process."""
        assert self.server.process is not None
        return psutil.Process(self.server.process.pid)

    async def hears(self) -> None:
        """Sound still arrives."""
        await self.listener.hears(self.microphone, 50)

    @contextlib.asynccontextmanager
    async def undisturbed(self, megabytes: int = 64) -> AsyncIterator[None]:
        """Sound arrives while and after the block runs, and memory grows by less."""
        await self.hears()
        before = self.process.memory_info().rss
        yield
        await self.hears()
        grown = self.process.memory_info().rss - before
        assert grown < megabytes * _MEGABYTE, f"{grown / _MEGABYTE:.0f} MB more"


@pytest.fixture
async def meeting(target: MediaServer, room_name: str) -> AsyncIterator[Meeting]:
    cast = Cast(target, room_name)
    alice, bob = await cast.join("alice"), await cast.join("bob")
    microphone = await alice.speak()
    yield Meeting(target, bob, microphone.sid)
    await cast.leave()


def _junk(kind: str) -> list[bytes]:
    if kind == "unknown checks":
        return [check(secrets.token_hex(4), "x" * 24) for _ in range(50)]
    if kind == "half-open DTLS":
        return [each for each in recorded("dtls") if each[0] == 22]
    if kind == "media of nobody":
        return [b"\x80\x60" + secrets.token_bytes(1000) for _ in range(50)]
    return [secrets.token_bytes(200) for _ in range(50)]


@pytest.mark.parametrize("kind", ["unknown checks", "half-open DTLS", "media of nobody", "noise"])
async def test_datagrams_of_strangers_are_never_answered(meeting: Meeting, kind: str) -> None:
    """Nothing is amplified, as nothing is answered: DTLS begins only on a path with a verified check."""
    junk = _junk(kind)
    async with meeting.undisturbed():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.setblocking(False)
            where = ("127.0.0.1", meeting.server.udp_port)
            for _ in range(400 * _SCALE):
                for datagram in junk[:25]:
                    with contextlib.suppress(BlockingIOError):
                        stranger.sendto(datagram, where)
                # Room for the loop of the people in this process.
                await asyncio.sleep(0.001)
            with pytest.raises(BlockingIOError):
                stranger.recv(2048)


async def _open(server: MediaServer) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", server.port)


async def test_connections_are_bounded_and_slow_ones_are_ended(meeting: Meeting) -> None:
    async with meeting.undisturbed():
        opened = [await _open(meeting.server) for _ in range(_CONNECTIONS * 2)]
        for _, writer in opened:
            with contextlib.suppress(ConnectionError):
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        ends = [asyncio.create_task(reader.read()) for reader, _ in opened]
        done, _ = await asyncio.wait(ends, timeout=5)
        assert len(done) >= _CONNECTIONS, "more connections were kept than allowed"
        slow = time.monotonic()
        assert (await asyncio.wait(ends, timeout=60))[1] == set(), "a slow request was waited for"
        assert time.monotonic() - slow < 60
        for _, writer in opened:
            writer.close()
    reader, writer = await _open(meeting.server)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    assert b"200" in await asyncio.wait_for(reader.read(), 5)
    writer.close()


@contextlib.asynccontextmanager
async def _signal(server: MediaServer, identity: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with aiohttp.ClientSession() as session:
        token = server.token(identity, "flooded")
        async with session.ws_connect(f"{server.url}/rtc?access_token={token}&protocol=16") as connection:
            yield connection


async def _until_closed(connection: aiohttp.ClientWebSocketResponse) -> int | None:
    async with asyncio.timeout(20):
        async for _ in connection:
            pass
    return connection.close_code


@pytest.mark.parametrize("text", [False, True], ids=["messages", "text"])
async def test_who_floods_the_signal_connection_loses_it(meeting: Meeting, text: bool) -> None:
    message = SignalRequest(ping_req=Ping(timestamp=1)).SerializeToString()
    async with meeting.undisturbed(), _signal(meeting.server, "flooder") as connection:
        closed = asyncio.create_task(_until_closed(connection))
        with contextlib.suppress(ConnectionError):
            for _ in range(5000):
                await (connection.send_str("x") if text else connection.send_bytes(message))
        assert await closed == 4008


async def test_who_sends_too_much_at_once_loses_the_connection(meeting: Meeting) -> None:
    async with meeting.undisturbed(), _signal(meeting.server, "heavy") as connection:
        with contextlib.suppress(ConnectionError):
            await connection.send_bytes(bytes(2 << 20))
        assert await _until_closed(connection) in (1009, 1006, 4008)


async def test_joins_that_go_no_further_are_cheap_and_replaced(meeting: Meeting) -> None:
    """One token holds one place, however often it is used; what it replaces is freed."""
    async with meeting.undisturbed():
        for _ in range(60 * _SCALE):
            async with _signal(meeting.server, "half-open") as connection:
                assert (await connection.receive(timeout=5)).type == aiohttp.WSMsgType.BINARY
    await meeting.hears()


async def test_a_flood_of_data_slows_its_sender_only(meeting: Meeting) -> None:
    cast = Cast(meeting.server, "data flood")
    sender, receiver = await cast.join("sender"), await cast.join("receiver")
    async with meeting.undisturbed(128):
        begun, sent = time.monotonic(), 0
        while time.monotonic() - begun < 3:
            await sender.room.local_participant.publish_data(bytes(12_000), reliable=False)
            sent += 1
        assert sent > 50
    await sender.room.local_participant.publish_data(b"after all", reliable=True)
    await receiver.until(lambda: any(packet.data == b"after all" for packet in receiver.data), 30)
    await cast.leave()

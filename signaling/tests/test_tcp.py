"""ICE over TCP: framing, who may connect, and what happens to a client that does not read."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest
from aioice import stun

from signaling.sfu.ice import BindingRequest, Credentials, answer_binding_request
from signaling.sfu.mux import UdpMux
from signaling.sfu.paths import Path
from signaling.sfu.tcp import TcpLimits, TcpMux, TcpPath

PATIENCE = 5.0


def framed(datagram: bytes) -> bytes:
    return len(datagram).to_bytes(2) + datagram


def check(credentials: Credentials) -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{credentials.ufrag}:remote"
    message.add_message_integrity(credentials.password.encode())
    return framed(bytes(message))


class StandInPeer:
    """Answers checks as a peer does and notes what reaches it."""

    def __init__(self, mux: UdpMux) -> None:
        self.credentials = Credentials()
        self.got: asyncio.Queue[bytes | Path] = asyncio.Queue()
        self.paths: list[Path] = []
        mux.register(self.credentials.ufrag, self)

    def on_check(self, request: BindingRequest, path: Path) -> bytes | None:
        response = answer_binding_request(request, self.credentials, path.address)
        if response is not None and path not in self.paths:
            self.paths.append(path)
        return response

    def on_dtls(self, datagram: bytes) -> None:
        self.got.put_nowait(datagram)

    def on_media(self, datagram: bytes) -> None:
        self.got.put_nowait(datagram)

    def on_path_closed(self, path: Path) -> None:
        self.got.put_nowait(path)


class Client:
    """A TCP connection to the server under test."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def read(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            length = int.from_bytes(await self.reader.readexactly(2))
            return await self.reader.readexactly(length)

    async def is_closed(self) -> bool:
        """Wait for the end of the connection."""
        async with asyncio.timeout(PATIENCE):
            with contextlib.suppress(ConnectionError):
                while await self.reader.read(65536):
                    pass
        return True

    async def introduce(self, peer: StandInPeer) -> TcpPath:
        """Send a check, and have the answer."""
        self.writer.write(check(peer.credentials))
        response = stun.parse_message(await self.read())
        assert response.message_class == stun.Class.RESPONSE
        path = peer.paths[-1]
        assert isinstance(path, TcpPath)
        return path


class Scene:
    """A TCP port, a peer behind it, and clients."""

    def __init__(self, limits: TcpLimits) -> None:
        self.mux = UdpMux()
        self.tcp = TcpMux(self.mux, limits)
        [(self.host, self.port)] = self.tcp.bind(["127.0.0.1"], 0)
        self.tcp.start()
        self.peer = StandInPeer(self.mux)
        self._clients: list[Client] = []

    async def connect(self, receive_buffer: int = 65536) -> Client:
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=receive_buffer)
        self._clients.append(Client(reader, writer))
        return self._clients[-1]

    async def close(self) -> None:
        for client in self._clients:
            client.writer.close()
        self.tcp.close()


@pytest.fixture
async def scene(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    made = Scene(getattr(request, "param", TcpLimits()))
    yield made
    await made.close()


def limits(**changed: float) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("scene", [TcpLimits(**changed)], indirect=True)  # type: ignore[arg-type]


async def test_datagrams_travel_both_ways_however_they_are_cut(scene: Scene) -> None:
    client = await scene.connect()
    path = await client.introduce(scene.peer)
    stream = framed(b"\x16dtls") + framed(b"") + framed(b"\x80\x60" + bytes(1200)) + framed(b"\x80\xc8")
    for position in range(0, len(stream), 7):
        client.writer.write(stream[position : position + 7])
        await client.writer.drain()
    for expected in (b"\x16dtls", b"\x80\x60" + bytes(1200), b"\x80\xc8"):
        assert await asyncio.wait_for(scene.peer.got.get(), PATIENCE) == expected
    path.send(b"one")
    path.send(b"another")
    assert [await client.read(), await client.read()] == [b"one", b"another"]


@pytest.mark.parametrize(
    "first",
    [
        framed(b"\x80\x60 media before any check"),
        framed(b"\x00\x01\x00\x00" + bytes(16)),
        check(Credentials("unknown0", "password")),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        framed(b""),
        b"\xff\xff",
    ],
    ids=["media", "check of nobody", "check of a stranger", "http", "nothing", "endless"],
)
async def test_a_connection_begins_with_a_check_for_a_peer(scene: Scene, first: bytes) -> None:
    client = await scene.connect()
    client.writer.write(first)
    assert await client.is_closed()
    assert scene.tcp.connections == 0
    assert scene.peer.got.empty()


async def test_a_check_with_another_password_is_not_enough(scene: Scene) -> None:
    client = await scene.connect()
    client.writer.write(check(Credentials(scene.peer.credentials.ufrag, "guessed")))
    assert await client.is_closed()
    assert scene.peer.paths == []


async def test_a_datagram_longer_than_any_of_ours_ends_the_connection(scene: Scene) -> None:
    client = await scene.connect()
    await client.introduce(scene.peer)
    client.writer.write((4000).to_bytes(2))
    assert await client.is_closed()


async def test_who_says_nothing_is_put_out(scene: Scene) -> None:
    mute, known = await scene.connect(), await scene.connect()
    path = await known.introduce(scene.peer)
    assert scene.tcp.connections == 2
    scene.tcp.tick(time.monotonic() + 11)
    assert await mute.is_closed()
    assert scene.tcp.connections == 1
    scene.tcp.tick(time.monotonic() + 61)
    assert await known.is_closed()
    assert await asyncio.wait_for(scene.peer.got.get(), PATIENCE) is path


@limits(unchecked_per_source=3)
async def test_one_source_cannot_hold_many_connections_without_a_check(scene: Scene) -> None:
    clients = [await scene.connect() for _ in range(5)]
    assert await clients[4].is_closed()
    assert (scene.tcp.connections, scene.tcp.refused) == (3, 2)
    await clients[0].introduce(scene.peer)
    late = await scene.connect()
    await late.introduce(scene.peer)
    assert scene.tcp.connections == 4


@limits(unchecked=3)
async def test_the_oldest_stranger_makes_room_for_a_new_connection(scene: Scene) -> None:
    first, *_ = [await scene.connect() for _ in range(3)]
    late = await scene.connect()
    assert await first.is_closed()
    await late.introduce(scene.peer)
    assert scene.tcp.connections == 3


@limits(connections=2, per_source=2)
async def test_the_number_of_connections_is_bounded(scene: Scene) -> None:
    for _ in range(2):
        await (await scene.connect()).introduce(scene.peer)
    assert await (await scene.connect()).is_closed()
    assert scene.tcp.refused == 1


@limits(unsent=100_000)
async def test_what_a_client_does_not_read_is_dropped_whole_and_holds_up_nobody(scene: Scene) -> None:
    deaf, other = await scene.connect(4096), await scene.connect()
    deaf_path = await deaf.introduce(scene.peer)
    other_path = await other.introduce(scene.peer)
    packets = [number.to_bytes(4) + bytes(1196) for number in range(20_000)]
    begun = time.monotonic()
    for packet in packets:
        deaf_path.send(packet)
    other_path.send(b"in time")
    assert await other.read() == b"in time"
    # 24 MB that nobody takes: had a write waited for the reader, this would not have ended.
    assert time.monotonic() - begun < PATIENCE
    assert deaf_path.dropped > 0
    seen = [await deaf.read() for _ in range(len(packets) - deaf_path.dropped)]
    numbers = [int.from_bytes(each[:4]) for each in seen]
    assert all(len(each) == 1200 for each in seen)
    assert numbers == sorted(set(numbers))
    deaf_path.send(b"it reads again")
    assert await deaf.read() == b"it reads again"


@limits(unsent_age=0.0)
async def test_what_waited_too_long_is_dropped_but_never_a_part_of_it(scene: Scene) -> None:
    slow = await scene.connect(4096)
    path = await slow.introduce(scene.peer)
    packets = [number.to_bytes(4) + bytes(1196) for number in range(8000)]
    for packet in packets:
        path.send(packet)
    waiting = path.dropped
    assert len(await slow.read()) == 1200
    while True:
        path.send(b"last")
        if (datagram := await slow.read()) == b"last":
            break
        assert len(datagram) == 1200
    assert path.dropped > waiting


async def test_a_client_that_takes_nothing_is_put_out(scene: Scene) -> None:
    deaf = await scene.connect(4096)
    path = await deaf.introduce(scene.peer)
    while not path.stalled(time.monotonic() + 11):
        path.send(bytes(1200))
    scene.tcp.tick(time.monotonic())
    assert scene.tcp.connections == 1
    scene.tcp.tick(time.monotonic() + 11)
    assert scene.tcp.connections == 0
    assert await asyncio.wait_for(scene.peer.got.get(), PATIENCE) is path
    path.send(b"into the void")


async def test_a_connection_that_breaks_tells_its_peer(scene: Scene) -> None:
    client = await scene.connect()
    path = await client.introduce(scene.peer)
    client.writer.transport.abort()
    assert await asyncio.wait_for(scene.peer.got.get(), PATIENCE) is path
    assert scene.tcp.connections == 0


async def test_a_peer_that_ends_takes_its_connections_along(scene: Scene) -> None:
    client = await scene.connect()
    await client.introduce(scene.peer)
    scene.mux.unregister(scene.peer)
    assert await client.is_closed()
    assert scene.tcp.connections == 0


async def test_a_peer_has_a_bounded_number_of_connections(scene: Scene) -> None:
    clients = [await scene.connect() for _ in range(17)]
    paths = [await client.introduce(scene.peer) for client in clients]
    assert await clients[0].is_closed()
    assert await asyncio.wait_for(scene.peer.got.get(), PATIENCE) is paths[0]
    assert scene.tcp.connections == 16

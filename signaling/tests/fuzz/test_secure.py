"""Inside DTLS: records, and SCTP under them, that are not what they seem."""

from __future__ import annotations

import asyncio
import contextlib
import random
import struct
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import pytest
from aiortc import rtcsctptransport as sctp
from google_crc32c import value as crc32c

from signaling.private_aiortc import DataAssociation
from signaling.tests.fuzz.growth import blocks
from signaling.tests.fuzz.mutate import mutants, share
from signaling.tests.fuzz.patience import until
from signaling.tests.fuzz.seeds import recorded
from signaling.tests.test_transport import Pair


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    joined = Pair()
    assert await asyncio.wait_for(joined.connect(), 10) == [True, True]
    yield joined
    await joined.close()


async def test_records_do_not_harm_a_live_association(pair: Pair) -> None:
    """Nobody but the peer can send records; whoever forges its address changes nothing."""
    before = blocks()
    for count, record in enumerate(mutants(recorded("dtls"), share("dtls"), seed=19), 1):
        pair.server.feed(record or b"\x16")
        if count % 50 == 0:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
    assert count == share("dtls")
    assert not pair.server.closed
    got: asyncio.Queue[bytes] = asyncio.Queue()
    client = DataAssociation(pair.client, lambda label, message: None, lambda: None)
    server = DataAssociation(pair.server, lambda label, message: got.put_nowait(message), lambda: None)
    client.open_channel("_reliable", ordered=True, max_retransmits=None)
    await asyncio.gather(client.start(5000, 65536), server.start(5000, 65536))
    await until(lambda: client.send("_reliable", b"still here", 1000))
    assert await asyncio.wait_for(got.get(), 10) == b"still here"
    await client.stop()
    await server.stop()
    assert blocks() - before < 20_000


class Deaf:
    """Takes what arrives for a data association, and does nothing."""

    async def _handle_data(self, data: bytes) -> None:
        return


class Forger:
    """A peer whose SCTP packets are written by the test, under a real DTLS association."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self.got: list[bytes] = []
        self.server = DataAssociation(pair.server, lambda label, m: self.got.append(m), lambda: None)
        self.client = DataAssociation(pair.client, lambda label, message: None, lambda: None)

    async def connect(self) -> None:
        """An association established as usual."""
        await asyncio.gather(self.client.start(5000, 65536), self.server.start(5000, 65536))
        await until(lambda: self._client._association_state == self._client.State.ESTABLISHED)
        # From here on the client's side hears nothing: only the server's is tested.
        self._pair.client.native._data_receiver = Deaf()

    @property
    def _client(self) -> Any:
        return self.client._sctp

    def packet(self, *chunks: Any) -> bytes:
        """Chunks under the association's tag, with a correct checksum."""
        tag = self._client._remote_verification_tag
        head = sctp.serialize_packet(5000, 5000, tag, chunks[0])[:12]
        return _checked(head + b"".join(bytes(each) for each in chunks))

    async def send(self, packet: bytes) -> None:
        """Encrypt and send a packet; raises ConnectionError once the association ended."""
        await self._pair.client.native._send_data(packet)

    def data(self, number: int, payload: bytes, *, stream: int = 1, flags: int = 2, kind: int = 53) -> Any:
        """A DATA chunk `number` ahead of what was sent."""
        chunk = sctp.DataChunk(flags=flags)
        chunk.tsn = (self._client._local_tsn + number) & 0xFFFFFFFF
        chunk.stream_id, chunk.protocol, chunk.user_data = stream, kind, payload
        return chunk

    async def send_all(self, packets: Iterable[bytes]) -> int:
        """Send packets until the server's side ends the association; how many were sent."""
        sent = 0
        with contextlib.suppress(ConnectionError):
            for packet in packets:
                await self.send(packet)
                sent += 1
                await asyncio.sleep(0)
                if self._pair.server.closed:
                    break
        return sent

    async def still_serves(self) -> bool:
        """Whether a channel opens and a message arrives, waiting for it."""
        await self.send(self.packet(self.data(0, _open(b"chat"), stream=9, flags=3, kind=50)))
        await self.send(self.packet(self.data(1, b"good", stream=9, flags=7)))
        await until(lambda: self.got)
        return self.got == [b"good"]

    async def ended(self) -> bool:
        """Whether the server's side ended the association, waiting for it."""
        await until(lambda: self._pair.server.closed)
        return True


def _checked(packet: bytes) -> bytes:
    zeroed = packet[:8] + bytes(4) + packet[12:]
    return packet[:8] + struct.pack("<L", crc32c(zeroed)) + packet[12:]


@pytest.fixture
async def forger(pair: Pair) -> AsyncIterator[Forger]:
    forged = Forger(pair)
    await forged.connect()
    yield forged
    await forged.client.stop()
    await forged.server.stop()


def _open(label: bytes) -> bytes:
    return struct.pack("!BBHLHH", 3, 0, 0, 0, len(label), 0) + label


async def test_packets_of_a_data_association() -> None:
    """Any packet is taken or ends its own association; a new one is as good as the first."""
    done, ended = 0, 0
    source = random.Random(20)
    while done < share("sctp"):
        pair = Pair()
        await asyncio.wait_for(pair.connect(), 10)
        forged = Forger(pair)
        await forged.connect()
        done += await forged.send_all(_mutants(forged, source, min(250, share("sctp") - done)))
        ended += pair.server.closed
        await forged.client.stop()
        await forged.server.stop()
        await pair.close()
    assert done == share("sctp")
    assert ended


def _mutants(forged: Forger, source: random.Random, count: int) -> Iterator[bytes]:
    sack = sctp.SackChunk()
    sack.cumulative_tsn, sack.advertised_rwnd, sack.gaps, sack.duplicates = 1, 5, [(1, 3), (9, 9)], [4]
    forward = sctp.ForwardTsnChunk()
    forward.cumulative_tsn, forward.streams = 77, [(1, 5)]
    init = sctp.InitChunk()
    init.params = [(5, b"abcd"), (0xC000, b"")]
    reset = sctp.ReconfigChunk()
    reset.params = [(13, bytes(range(14))), (17, bytes(8)), (16, bytes(8))]
    seeds = [
        forged.packet(init),
        forged.packet(reset),
        forged.packet(forged.data(0, b"hello", flags=3)),
        forged.packet(forged.data(1, _open(b"chat"), flags=3, kind=50)),
        forged.packet(sack),
        forged.packet(forward),
        forged.packet(sctp.HeartbeatChunk()),
    ]
    for packet in mutants(seeds, count, seed=source.randrange(1 << 30)):
        whole = packet[:4] + seeds[0][4:8] + packet[8:].ljust(12, b"\0")
        yield _checked(whole[:1200])


async def test_a_peer_may_not_send_more_than_its_window(forger: Forger) -> None:
    before = blocks()
    gaps = (forger.packet(forger.data(number * 2, bytes(1100), flags=0)) for number in range(1, 20_000))
    assert await forger.send_all(gaps) < 2000
    assert await forger.ended()
    assert blocks() - before < 40_000


async def test_a_peer_may_not_open_channels_without_end(forger: Forger) -> None:
    opened = (
        forger.packet(forger.data(number, _open(b"channel %d" % number), stream=number, flags=3, kind=50))
        for number in range(2000)
    )
    assert await forger.send_all(opened) < 500
    assert await forger.ended()
    assert len(forger.server._channels) <= 33


async def test_a_peer_may_not_acknowledge_half_the_world(forger: Forger) -> None:
    sack = sctp.SackChunk()
    sack.cumulative_tsn, sack.advertised_rwnd = forger._client._last_received_tsn, 1 << 20
    sack.gaps = [(0, 65535)] * 250
    await forger.send(forger.packet(sack))
    assert await forger.still_serves()


async def test_a_parameter_without_length_is_not_read_for_ever(forger: Forger) -> None:
    heartbeat = forger.packet(sctp.HeartbeatChunk())[:12] + struct.pack("!BBHHH", 4, 0, 8, 1, 0)
    await forger.send(_checked(heartbeat))
    assert await forger.still_serves()


@pytest.mark.parametrize("text", [b"\xff\xfe", b"\xc3"], ids=["no text", "half a letter"])
async def test_text_that_is_none_ends_the_association(forger: Forger, text: bytes) -> None:
    await forger.send(forger.packet(forger.data(0, _open(b"chat"), stream=5, flags=3, kind=50)))
    await forger.send(forger.packet(forger.data(1, text, stream=5, flags=3, kind=51)))
    assert await forger.ended()

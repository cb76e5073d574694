"""ICE-lite, the aiortc names this server leans on, the clock, and the levels of speakers."""

from __future__ import annotations

import asyncio
import socket
import time

from aioice import stun
from aiortc.rtcdatachannel import RTCDataChannel
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcsctptransport import RTCSctpTransport

from signaling.private_aiortc import Certificate, DataAssociation, SecureTransport
from signaling.sfu.ice import (
    Credentials,
    answer_binding_request,
    parse_binding_request,
)
from signaling.sfu.mux import UdpMux
from signaling.sfu.paths import Path
from signaling.sfu.speakers import LevelMeter, speaker_changes
from signaling.sfu.ticker import Ticker


def check(credentials: Credentials, password: str | None = None, *, nominate: bool = True) -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{credentials.ufrag}:remote"
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity((password or credentials.password).encode())
    return bytes(message)


def test_a_signed_check_is_answered() -> None:
    credentials = Credentials()
    request = parse_binding_request(check(credentials))
    assert request is not None
    assert (request.local_ufrag, request.remote_ufrag, request.nominates) == (
        credentials.ufrag,
        "remote",
        True,
    )
    answer = answer_binding_request(request, credentials, ("192.0.2.1", 4000))
    assert answer is not None
    response = stun.parse_message(answer)
    assert response.message_class == stun.Class.RESPONSE
    assert response.transaction_id == request.message.transaction_id
    assert response.attributes["XOR-MAPPED-ADDRESS"] == ("192.0.2.1", 4000)
    assert response.check_message_integrity(credentials.password.encode())


def test_a_check_with_another_password_is_not_answered() -> None:
    credentials = Credentials()
    request = parse_binding_request(check(credentials, "not the password"))
    assert request is not None
    assert answer_binding_request(request, credentials, ("192.0.2.1", 4000)) is None


def test_what_is_no_check_is_ignored() -> None:
    response = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE)
    nameless = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    for datagram in (b"\0\1", b"\0\1\0\0" + bytes(16), bytes(response), bytes(nameless)):
        assert parse_binding_request(datagram) is None


class Recorder:
    """A peer that notes what reaches it."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()

    def on_check(self, request: object, path: Path) -> bytes:
        self.got.put_nowait(("check", b""))
        return b"answer"

    def on_dtls(self, datagram: bytes) -> None:
        self.got.put_nowait(("dtls", datagram))

    def on_media(self, datagram: bytes) -> None:
        self.got.put_nowait(("media", datagram))

    def on_path_closed(self, path: Path) -> None:
        self.got.put_nowait(("closed", b""))


async def test_datagrams_find_their_peer() -> None:
    mux, one, other = UdpMux(), Recorder(), Recorder()
    [(host, port)] = mux.bind(["127.0.0.1"], 0)
    mux.start()
    credentials = Credentials()
    mux.register(credentials.ufrag, one)
    mux.register("somebody-else", other)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
    ):
        client.setblocking(False)
        stranger.sendto(b"\x80\x60early", (host, port))
        client.sendto(check(credentials), (host, port))
        assert await asyncio.wait_for(one.got.get(), 5) == ("check", b"")
        loop = asyncio.get_running_loop()
        assert await asyncio.wait_for(loop.sock_recv(client, 100), 5) == b"answer"
        client.sendto(b"\x16dtls", (host, port))
        client.sendto(b"\x80\x60rtp", (host, port))
        assert await asyncio.wait_for(one.got.get(), 5) == ("dtls", b"\x16dtls")
        assert await asyncio.wait_for(one.got.get(), 5) == ("media", b"\x80\x60rtp")
        mux.unregister(one)
        client.sendto(b"\x80\x60late", (host, port))
        client.sendto(check(Credentials("somebody-else", "p")), (host, port))
        assert await asyncio.wait_for(other.got.get(), 5) == ("check", b"")
    assert one.got.empty()
    mux.close()


def test_aiortc_still_has_what_is_borrowed_from_it() -> None:
    transport = SecureTransport(Certificate(), lambda _: None).native
    assert isinstance(transport, RTCDtlsTransport)
    for name in ("_set_role", "_srtp_profiles", "_rx_srtp", "_tx_srtp", "_task", "start", "stop", "state"):
        assert hasattr(transport, name), name
    for name in ("start", "stop", "_data_channel_send"):
        assert hasattr(RTCSctpTransport, name), name
    for name in ("bufferedAmount", "readyState", "label", "send"):
        assert hasattr(RTCDataChannel, name), name


class Pair:
    """Two secure transports joined by a wire that can lose datagrams."""

    def __init__(self, lose: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        self._lose = lose
        self._count = 0
        self.certificates = Certificate(), Certificate()
        self.client = SecureTransport(self.certificates[0], lambda d: self._carry(self.server, d))
        self.server = SecureTransport(self.certificates[1], lambda d: self._carry(self.client, d))

    def _carry(self, to: SecureTransport, datagram: bytes) -> None:
        self._count += 1
        if self._count not in self._lose:
            to.feed(datagram)

    async def connect(self) -> list[bool]:
        prints = [[("sha-256", each.fingerprint)] for each in self.certificates]
        results = await asyncio.gather(
            self.client.handshake(prints[1], server=False), self.server.handshake(prints[0], server=True)
        )
        return list(results)

    async def close(self) -> None:
        await self.client.close()
        await self.server.close()


async def test_two_transports_agree_on_keys_even_when_a_flight_is_lost() -> None:
    pair = Pair(lose={2})
    assert await asyncio.wait_for(pair.connect(), 10) == [True, True]
    packet = bytes([0x80, 96, 0, 1]) + bytes(8) + b"payload"
    protected = pair.client.protect(packet)
    assert protected != packet
    assert pair.server.unprotect(protected) == packet
    await pair.close()


async def test_a_foreign_certificate_is_refused() -> None:
    pair = Pair()
    pair.certificates = Certificate(), Certificate()
    results = await asyncio.wait_for(pair.connect(), 10)
    assert results == [False, False]
    await pair.close()


async def test_data_channels_carry_messages_both_ways() -> None:
    pair = Pair()
    await pair.connect()
    got: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
    opened = asyncio.Event()
    client = DataAssociation(pair.client, lambda label, m: got.put_nowait((label, m)), opened.set)
    server = DataAssociation(pair.server, lambda label, m: got.put_nowait((label, m)), lambda: None)
    client.open_channel("_reliable", ordered=True, max_retransmits=None)
    await asyncio.gather(client.start(5000, 65536), server.start(5000, 65536))
    await asyncio.wait_for(opened.wait(), 5)
    assert client.send("_reliable", b"up", 1000)
    assert await asyncio.wait_for(got.get(), 5) == ("_reliable", b"up")
    assert server.send("_reliable", b"down", 1000)
    assert await asyncio.wait_for(got.get(), 5) == ("_reliable", b"down")
    assert not server.send("_lossy", b"no such channel", 1000)
    await client.stop()
    await server.stop()
    await pair.close()


def test_the_ticker_calls_what_is_due_and_survives_a_fault() -> None:
    ticker, calls = Ticker(), list[str]()

    def fail(now: float) -> None:
        calls.append("fault")
        raise RuntimeError("on purpose")

    ticker.every(0.0, fail)
    key = ticker.every(0.0, lambda now: calls.append("work"))
    ticker.advance(1e12)
    ticker.cancel(key)
    ticker.advance(2e12)
    assert calls == ["fault", "work", "fault"]


def speak(meter: LevelMeter, level: int, share: float) -> float:
    for frame in range(20):
        meter.observe(level if frame < 20 * share else 127, frame * 960)
    return meter.close_window()


def test_only_enough_loud_sound_counts_as_speaking() -> None:
    assert speak(LevelMeter(), 20, 1.0) > 0
    assert speak(LevelMeter(), 35, 0.4) > 0
    assert speak(LevelMeter(), 20, 0.3) == 0
    assert speak(LevelMeter(), 36, 1.0) == 0


def test_packets_count_for_the_time_they_hold_and_silence_without_packets_for_none() -> None:
    long, few, broken = LevelMeter(), LevelMeter(), LevelMeter()
    for index in range(3):
        long.observe(20, 60 * 48 * index)
    for index in range(3):
        few.observe(20, 20 * 48 * index)
    # Every 400 ms a packet, as with silence suppression.
    for index in range(3):
        broken.observe(20, 400 * 48 * index)
    assert [meter.active_ms for meter in (long, few, broken)] == [140, 60, 60]
    assert few.close_window() == broken.close_window() == 0


def test_a_speaker_who_stops_fades_to_silence() -> None:
    meter = LevelMeter()
    loud = speak(meter, 10, 1.0)
    fading = [speak(meter, 127, 1.0) for _ in range(12)]
    assert loud > fading[0] >= fading[-1] == 0


def test_changes_name_those_who_began_and_those_who_stopped() -> None:
    assert speaker_changes({}, {"a": 0.5}) == {"a": 0.5}
    assert speaker_changes({"a": 0.5}, {"a": 0.51}) == {}
    assert speaker_changes({"a": 0.5, "b": 0.2}, {"b": 0.9}) == {"a": 0.0, "b": 0.9}


async def test_the_clock_tells_how_late_the_loop_is() -> None:
    ticker, ticked = Ticker(), asyncio.Event()
    ticker.every(0.0, lambda now: ticked.set())
    ticker.start()
    await asyncio.sleep(0)
    # Whatever holds the loop, holds the clock: here for longer than a turn.
    begun = time.monotonic()
    while time.monotonic() - begun < 0.06:
        pass
    await asyncio.wait_for(ticked.wait(), 5)
    await ticker.stop()
    assert sum(ticker.lag.counts) >= 1
    assert ticker.lag.total >= 0.03

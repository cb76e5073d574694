"""Datagrams that are not what they seem: STUN, the demultiplexer, RTP, RTCP, payloads, frames over TCP."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Callable
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from signaling.sfu import codecs, rtcp
from signaling.sfu.ice import (
    BindingRequest,
    Credentials,
    answer_binding_request,
    parse_binding_request,
    peek_ufrag,
)
from signaling.sfu.mux import UdpMux
from signaling.sfu.paths import Path
from signaling.sfu.rtp import RtpPacket, build_extended_rtp, parse_rtp
from signaling.sfu.tcp import TcpMux
from signaling.sfu.twcc import ArrivalRecorder
from signaling.tests.fuzz.growth import feed
from signaling.tests.fuzz.mutate import mutants, share
from signaling.tests.fuzz.patience import until
from signaling.tests.fuzz.seeds import check, recorded

CREDENTIALS = Credentials("fragment", "a-password-of-24-letters")


def tolerating(parse: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """A parser whose documented error is ValueError."""

    def call(data: bytes) -> object:
        try:
            return parse(data)
        except ValueError:
            return None

    return call


def test_connectivity_checks() -> None:
    signed = check(CREDENTIALS.ufrag, CREDENTIALS.password)
    answered = []

    def take(datagram: bytes) -> None:
        request = parse_binding_request(datagram)
        if request is not None:
            assert peek_ufrag(datagram) in (request.local_ufrag, None)
            answer = answer_binding_request(request, CREDENTIALS, ("192.0.2.1", 9))
            if answer is not None:
                answered.append(datagram)
                assert len(answer) <= len(datagram)

    seeds = [signed, *recorded("stun")]
    assert feed(mutants(seeds, share("stun")), take) == share("stun")
    assert answered, "not even the untouched seed was answered"
    integrity = signed[: signed.index(struct.pack("!HH", 8, 20)) + 24]
    assert {each[20 : len(integrity)] for each in answered} == {integrity[20:]}, (
        "a changed check was believed"
    )


class Silent:
    """A peer that answers signed checks and counts what else reaches it."""

    def __init__(self) -> None:
        self.reached = 0

    def on_check(self, request: BindingRequest, path: Path) -> bytes | None:
        return answer_binding_request(request, CREDENTIALS, path.address)

    def on_dtls(self, datagram: bytes) -> None:
        self.reached += 1

    def on_media(self, datagram: bytes) -> None:
        self.reached += 1

    def on_path_closed(self, path: Path) -> None:
        return


class Way(Path):
    """A path that notes what is answered."""

    __slots__ = ("sent",)

    def __init__(self, port: int) -> None:
        super().__init__(("192.0.2.7", port), port)
        self.sent = 0

    def send(self, datagram: bytes) -> None:
        self.sent += len(datagram)


def test_the_demultiplexer() -> None:
    mux, peer = UdpMux(), Silent()
    mux.register(CREDENTIALS.ufrag, peer)
    known = Way(1)
    assert mux.dispatch(check(CREDENTIALS.ufrag, CREDENTIALS.password), known)
    seeds = [*recorded("stun"), *recorded("dtls"), *recorded("rtp"), check("nobody", "x")]
    ports = iter(range(2, 1 << 30))
    received = 0

    def take(datagram: bytes) -> None:
        nonlocal received
        stranger = Way(next(ports))
        received += len(datagram)
        assert not mux.dispatch(datagram, stranger)
        assert stranger.sent == 0, "a stranger was answered"
        mux.dispatch(datagram, known)

    assert feed(mutants(seeds, share("mux"), seed=2), take) == share("mux")
    assert peer.reached > 1000
    assert known.sent <= received
    mux.unregister(peer)


def test_media_packets() -> None:
    def take(data: bytes) -> None:
        packet = parse_rtp(data)
        assert len(packet.payload) <= len(data) - 12
        assert packet.payload_type < 128
        short = {i: v for i, v in packet.extensions.items() if 0 < i < 15 and 0 < len(v) <= 16}
        packet.extensions = short
        again = parse_rtp(build_extended_rtp(packet))
        assert again == packet

    assert feed(mutants(recorded("rtp"), share("rtp"), seed=3), tolerating(take)) == share("rtp")


@given(
    st.builds(
        RtpPacket,
        st.integers(0, 127),
        st.booleans(),
        st.integers(0, 0xFFFF),
        st.integers(0, 0xFFFFFFFF),
        st.integers(0, 0xFFFFFFFF),
        st.binary(max_size=40),
        st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=5),
    )
)
def test_what_is_written_is_read(packet: RtpPacket) -> None:
    assert parse_rtp(build_extended_rtp(packet)) == packet


def _control_seeds() -> list[bytes]:
    block = rtcp.ReportBlock(1, 2, 3, 4, 5, 6, 7)
    remb = struct.pack("!BBHII4sBBHI", 0x8F, 206, 5, 1, 0, b"REMB", 1, 0x0B, 0xFFFF, 77)
    fir = struct.pack("!BBHIIII", 0x84, 206, 4, 1, 0, 77, 1 << 24)
    return [
        rtcp.build_sender_report(rtcp.SenderReport(1, 2, 3, 4, 5, (block,)), "name"),
        rtcp.build_receiver_report(1, [block] * 31),
        rtcp.build_receiver_report(1, ()) + rtcp.build_pli(1, 2),
        rtcp.build_nack(1, 2, [1, 2, 5, 70, 65535]),
        rtcp.build_bye(9),
        rtcp.build_transport_feedback(1, 2, bytes(range(30))),
        remb,
        fir,
    ]


def test_control_packets() -> None:
    def take(data: bytes) -> None:
        for packet in rtcp.parse_compound(data):
            if isinstance(packet, rtcp.Nack):
                assert len(packet.sequences) <= 17 * (len(data) // 4)
            if isinstance(packet, rtcp.SenderReport | rtcp.ReceiverReport):
                assert len(packet.reports) <= 31

    seeds = [*_control_seeds(), *recorded("rtcp")]
    assert feed(mutants(seeds, share("rtcp"), seed=4), tolerating(take)) == share("rtcp")


@given(st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=40, unique=True))
def test_a_nack_names_what_is_missing(missing: list[int]) -> None:
    [nack] = rtcp.parse_compound(rtcp.build_nack(1, 2, sorted(missing)))
    assert isinstance(nack, rtcp.Nack)
    assert sorted(nack.sequences) == sorted(missing)


def test_payloads() -> None:
    readers: list[Callable[[bytes], object]] = [
        *(partial(codecs.starts_keyframe, codec) for codec in ("vp8", "h264", "vp9", "av1")),
        tolerating(codecs.red_primary),
    ]

    def take(data: bytes) -> None:
        for read in readers:
            read(data)
        descriptor = codecs.read_vp8(data)
        if descriptor is not None:
            moved = codecs.shift_vp8(data, descriptor, codecs.Vp8Offsets(40_000, 300, 99))
            assert len(moved) == len(data)

    seeds = [parse_rtp(each).payload[:64] for each in recorded("rtp")] + [
        bytes([0x78, 0, 5, 0x67, 1, 2, 3, 4])
    ]
    assert feed(mutants(seeds, share("payloads"), seed=5), take) == share("payloads")


def test_arrivals_at_random_are_reported_in_bounded_work() -> None:
    recorder = ArrivalRecorder()
    for index in range(3000):
        recorder.record(index * 7919 & 0xFFFF, index * 1e-5)
    assert 0 < len(recorder.take_reports()) <= 16
    assert recorder.take_reports() == []


async def test_frames_over_tcp() -> None:
    mux, peer = UdpMux(), Silent()
    mux.register(CREDENTIALS.ufrag, peer)
    tcp = TcpMux(mux)
    [where] = tcp.bind(["127.0.0.1"], 0)
    tcp.start()
    framed = [len(each).to_bytes(2) + each for each in (*recorded("stun"), *recorded("dtls"))]
    inputs = list(mutants(framed, share("framing"), seed=6))
    for start in range(0, len(inputs), 50):
        await _talk(where, inputs[start : start + 50])
    assert len(inputs) == share("framing")
    assert peer.reached > 50
    await until(lambda: not tcp.connections)
    mux.unregister(peer)
    tcp.close()


async def _talk(where: tuple[str, int], batch: list[bytes]) -> None:
    reader, writer = await asyncio.open_connection(*where)
    hello = check(CREDENTIALS.ufrag, CREDENTIALS.password)
    writer.write(len(hello).to_bytes(2) + hello)
    assert await asyncio.wait_for(reader.read(200), 5), "a proper check was not answered"
    writer.writelines(batch)
    with contextlib.suppress(ConnectionError):
        # A frame that is too long ends the connection from the other side.
        await writer.drain()
        writer.write_eof()
        while await asyncio.wait_for(reader.read(65536), 5):
            pass
    writer.close()

"""The fast path: byte for byte what the plain path sends, and nothing worse when the network refuses."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace

import pylibsrtp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaling.private_aiortc import SrtpError, SrtpLibrary
from signaling.sfu.audience import Outlet
from signaling.sfu.batch import MAX_LANES, MAX_PACKET, Arena, SendMany, load_sendmmsg
from signaling.sfu.downlink import OFF, DownlinkTrack, OutgoingFormat
from signaling.sfu.fastpath import choose_fast_path, packed_address
from signaling.sfu.rtp import RtpPacket
from signaling.sfu.traffic import Traffic
from signaling.sfu.uplink import PayloadFormat, UplinkTrack
from signaling.tests.test_rtp import vp8

GCM = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM
CM = pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_80
VP8 = PayloadFormat("vp8", 90000)
H264 = PayloadFormat("h264", 90000)
AV1 = PayloadFormat("av1", 90000)
RED = PayloadFormat("red", 48000)
OPUS = PayloadFormat("opus", 48000)
LIBRARY = SrtpLibrary()
real_sendmmsg = load_sendmmsg()
assert real_sendmmsg is not None
SENDMMSG: SendMany = real_sendmmsg


def session(key: int, profile: int, unprotect: bool = False) -> pylibsrtp.Session:
    kind = pylibsrtp.Policy.SSRC_ANY_INBOUND if unprotect else pylibsrtp.Policy.SSRC_ANY_OUTBOUND
    policy = pylibsrtp.Policy(bytes([key]) * 30, ssrc_type=kind, srtp_profile=profile)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return pylibsrtp.Session(policy)


@dataclass
class Wish:
    """How one subscriber differs from others."""

    profile: int = GCM
    payload_type: int = 96
    send_time_id: int = 0
    dependency_id: int = 0
    primary_only: bool = False
    quality: int = 2
    rtx: bool = True


class Viewer:
    """A subscriber with a socket of its own, served by the plain path or in batches."""

    def __init__(self, index: int, wish: Wish, uplink: UplinkTrack, sender: socket.socket) -> None:
        self.sock = socket.socket(sender.family, socket.SOCK_DGRAM)
        self.sock.bind(("::1" if sender.family == socket.AF_INET6 else "127.0.0.1", 0))
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.sock.setblocking(False)
        self._sender = sender
        self._session = session(index % 200, wish.profile)
        self._opener = session(index % 200, wish.profile, unprotect=True)
        self._arena: Arena | None = None
        outgoing = OutgoingFormat(
            wish.payload_type, wish.payload_type + 1 if wish.rtx else None, wish.primary_only
        )
        ssrc = 0x1000 + index * 0x01010101 & 0xFFFFFFFF
        self.downlink = DownlinkTrack(
            uplink, ssrc, ssrc ^ 1, lambda _: outgoing, self._send, lambda _: None, self._outlet
        )
        self.downlink.abs_send_time_id = wish.send_time_id
        self.downlink.dependency_id = wish.dependency_id
        self.downlink.max_quality = wish.quality
        self.downlink.paused = False
        self.downlink.attach()

    def use(self, arena: Arena) -> None:
        self._arena = arena
        self.downlink.route_changed()

    def _outlet(self) -> Outlet | None:
        if self._arena is None:
            return None
        name = packed_address(self.sock.family, self.sock.getsockname())
        return Outlet(self._arena, LIBRARY.context(self._session), self._sender.fileno(), name)

    def _send(self, packet: bytes) -> None:
        with suppress(*SrtpError):
            self._sender.sendto(self._session.protect(packet), self.sock.getsockname())

    def received(self) -> list[bytes]:
        got = []
        while True:
            try:
                got.append(self.sock.recv(2048))
            except BlockingIOError:
                return got

    def opened(self) -> list[bytes]:
        return [self._opener.unprotect(each) for each in self.received()]

    def close(self) -> None:
        self.downlink.detach()
        self.sock.close()


@dataclass
class House:
    """One uplink with its subscribers, on one of the two paths."""

    uplink: UplinkTrack
    viewers: list[Viewer]
    traffic: Traffic = field(default_factory=Traffic)

    def use_batches(self, send_many: SendMany = SENDMMSG) -> None:
        arena = Arena(LIBRARY, send_many, self.traffic)
        for viewer in self.viewers:
            viewer.use(arena)

    def feed(self, rid: str, packet: RtpPacket, now: float) -> None:
        copy = RtpPacket(
            packet.payload_type,
            packet.marker,
            packet.sequence,
            packet.timestamp,
            packet.ssrc,
            packet.payload,
            packet.extensions,
        )
        self.uplink.receive(self.uplink.layers[rid], copy, now)


@contextmanager
def house(
    wishes: list[Wish], formats: dict[int, PayloadFormat], rids: dict[str, int], family: int = socket.AF_INET
) -> Iterator[House]:
    with ExitStack() as stack:
        sender = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
        sender.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        sender.setblocking(False)
        kind = "audio" if any(each in formats.values() for each in (OPUS, RED)) else "video"
        uplink = UplinkTrack(kind, formats, {}, rids)
        uplink.dependency_extension = 11
        viewers = [Viewer(index, wish, uplink, sender) for index, wish in enumerate(wishes)]
        for viewer in viewers:
            stack.callback(viewer.close)
        yield House(uplink, viewers)


# Some kinds of subscribers, several of each: batches are made of equals.
WISHES = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.builds(
            Wish,
            profile=st.sampled_from([GCM, CM]),
            payload_type=st.sampled_from([96, 120]),
            send_time_id=st.sampled_from([0, 3, 14]),
            dependency_id=st.sampled_from([0, 12]),
            rtx=st.booleans(),
        ),
    ),
    min_size=1,
    max_size=4,
).map(
    lambda kinds: [replace(wish, quality=2 - index // 4) for count, wish in kinds for index in range(count)]
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["q", "h", "f"]),
        st.sampled_from(["picture"] * 4 + ["keyframe", "padding", "late", "wish", "off", "nack", "mute"]),
        st.integers(0, 2000),
    ),
    max_size=60,
)


# Everybody begins at a low layer, and most then switch to a better one.
BEGINNING = [("q", "keyframe", 0), ("h", "picture", 5), ("f", "picture", 9), ("h", "keyframe", 700)]


def step(where: House, event: tuple[str, str, int], position: dict[str, int], codec: str, now: float) -> None:
    rid, what, number = event
    layer = list(where.uplink.layers).index(rid)
    position[rid] += 2 if what == "late" else 1
    count = position[rid] - (1 if what == "late" else 0)
    viewer = where.viewers[number % len(where.viewers)]
    if what == "wish":
        viewer.downlink.max_quality = number % 3
    elif what == "off":
        viewer.downlink.allowed_quality = OFF if number % 2 else number % 3
    elif what == "nack":
        last = viewer.downlink.ssrc & 0x3FFF
        viewer.downlink.resend(tuple(last + each & 0xFFFF for each in range(number % 40)), now)
    elif what == "mute":
        where.uplink.muted = not where.uplink.muted
    else:
        packet = media(codec, layer, count, what, number)
        where.feed(rid, packet, now)
        if what == "late":
            where.feed(rid, media(codec, layer, count - 1, "picture", number), now)
    for each in where.viewers:
        each.downlink.choose_layer(now)


def media(codec: str, layer: int, count: int, what: str, size: int) -> RtpPacket:
    keyframe = what == "keyframe"
    sequence, timestamp = 65_500 + 7000 * layer + count & 0xFFFF, 0xFFFF0000 + 3000 * count & 0xFFFFFFFF
    extensions: dict[int, bytes] = {}
    if what == "padding":
        payload = b""
    elif codec == "vp8":
        picture = 0x7FF0 + 1000 * layer + count
        payload = vp8(picture & 0x7FFF, picture + 7 & 0xFF, picture + 3 & 31, keyframe=keyframe) + bytes(size)
    elif codec == "h264":
        payload = (b"\x67" if keyframe else b"\x41") + bytes(size)
    else:
        payload = (b"\x18" if keyframe else b"\x10") + bytes(size)
        extensions = {11: bytes(size % 20 + 1)} if size % 3 else {}
    return RtpPacket(96, bool(count % 2), sequence, timestamp, 1000 + layer, payload, extensions)


def assert_nobody_is_forgotten(uplink: UplinkTrack) -> None:
    """Whoever is not sent the layer it should be stands where layers are chosen."""
    for sink in uplink.sinks:
        assert isinstance(sink, DownlinkTrack)
        assert (sink in uplink.waiting) == (sink.flowing and sink.current is None)
        if sink.flowing and sink.current is None:
            assert sink in uplink.unsettled


@settings(max_examples=60, deadline=None)
@given(WISHES, STEPS, st.sampled_from(["vp8", "h264", "av1"]))
def test_both_paths_send_the_same_bytes(
    wishes: list[Wish], steps: list[tuple[str, str, int]], codec: str
) -> None:
    formats = {96: {"vp8": VP8, "h264": H264, "av1": AV1}[codec]}
    rids = {"q": 0, "h": 1, "f": 2}
    with house(wishes, formats, rids) as plain, house(wishes, formats, rids) as fast:
        fast.use_batches()
        for where in (plain, fast):
            position, now = dict.fromkeys(rids, 0), 50.0
            for event in [*BEGINNING, *steps]:
                now += 0.04
                step(where, event, position, codec, now)
                assert_nobody_is_forgotten(where.uplink)
        for ours, theirs in zip(plain.viewers, fast.viewers, strict=True):
            assert ours.received() == theirs.received()
            assert (ours.downlink.packets, ours.downlink.octets) == (
                theirs.downlink.packets,
                theirs.downlink.octets,
            )


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_large_room_hears_every_packet(family: int) -> None:
    wishes = [Wish(profile=GCM if index % 3 else CM) for index in range(MAX_LANES + 100)]
    with house(wishes, {96: OPUS}, {"": 2}, family) as room:
        room.use_batches()
        for count in range(10):
            room.feed("", RtpPacket(96, count == 0, 65_530 + count & 0xFFFF, 960 * count, 9, b"x" * 70), 1.0)
        for viewer in room.viewers:
            opened = viewer.opened()
            assert [each[-70:] for each in opened] == [b"x" * 70] * 10
            numbers = [int.from_bytes(each[2:4], "big") for each in opened]
            assert [number - numbers[0] & 0xFFFF for number in numbers] == list(range(10))
        assert room.traffic.datagrams_out == 10 * len(wishes)
        assert room.traffic.dropped == 0


def test_redundant_sound_is_reduced_for_those_who_take_none() -> None:
    wishes = [Wish(payload_type=111 if index % 2 else 63, primary_only=bool(index % 2)) for index in range(8)]
    payload = bytes([0xEF, 0x0F, 0x00, 0x03, 0x6F]) + b"old" + b"newest"
    with house(wishes, {96: RED}, {"": 2}) as room:
        room.use_batches()
        room.feed("", RtpPacket(96, False, 1, 960, 1, payload), 1.0)
        for wish, viewer in zip(wishes, room.viewers, strict=True):
            [packet] = viewer.opened()
            assert packet[1] == wish.payload_type
            assert packet[12:] == (b"newest" if wish.primary_only else payload)


class Refusing:
    """A sendmmsg that obeys a script: each entry is how many it takes, or minus an errno."""

    def __init__(self, script: list[int]) -> None:
        self._script = script

    def __call__(self, descriptor: int, messages: int, count: int) -> int:
        wanted = self._script.pop(0) if self._script else count
        return SENDMMSG(descriptor, messages, min(wanted, count)) if wanted > 0 else wanted


@pytest.mark.parametrize(
    ("script", "lost"),
    [
        ([3, 2], []),
        ([4, -errno.ECONNREFUSED], [4]),
        ([-errno.EINTR], []),
        ([-errno.EPERM, 1, -errno.EHOSTUNREACH], [0, 2]),
        ([4, -errno.EAGAIN], [4, 5, 6, 7, 8, 9]),
        ([-errno.ENOBUFS], list(range(10))),
    ],
)
def test_what_the_network_refuses_is_lost_and_nothing_else(script: list[int], lost: list[int]) -> None:
    with house([Wish() for _ in range(10)], {96: OPUS}, {"": 2}) as room:
        room.use_batches(Refusing(list(script)))
        for count in range(2):
            room.feed("", RtpPacket(96, False, count, 960 * count, 9, b"sound %d" % count), 1.0)
        for index, viewer in enumerate(room.viewers):
            heard = [packet[12:] for packet in viewer.opened()]
            assert heard == ([b"sound 1"] if index in lost else [b"sound 0", b"sound 1"])
        assert room.traffic.dropped == len(lost)
        assert room.traffic.datagrams_out == 20 - len(lost)


def test_a_lane_that_cannot_be_encrypted_is_left_out() -> None:
    with house([Wish() for _ in range(6)], {96: OPUS}, {"": 2}) as room:
        room.use_batches()
        room.feed("", RtpPacket(96, False, 1, 0, 9, b"heard"), 1.0)
        real = LIBRARY.protect
        spoilt = iter([0, 0, 5, 0, 0, 5])
        try:
            LIBRARY.protect = lambda *args: real(*args) or next(spoilt)
            room.feed("", RtpPacket(96, False, 2, 960, 9, b"heard"), 1.0)
        finally:
            LIBRARY.protect = real
        assert [len(viewer.received()) for viewer in room.viewers] == [2, 2, 1, 2, 2, 1]


@pytest.mark.parametrize("size", [MAX_PACKET - 12, MAX_PACKET - 11])
def test_packets_too_large_for_a_batch_go_the_plain_path(size: int) -> None:
    with house([Wish(rtx=False) for _ in range(5)], {96: OPUS}, {"": 2}) as room:
        room.use_batches()
        fits = MAX_PACKET - 12
        room.feed("", RtpPacket(96, False, 1, 0, 9, bytes(size)), 1.0)
        room.feed("", RtpPacket(96, False, 2, 960, 9, b"small"), 1.0)
        for viewer in room.viewers:
            # The plain path in turn drops what does not fit its buffer.
            assert [len(packet) - 12 for packet in viewer.opened()] == ([size, 5] if size <= fits else [5])


def test_a_subscriber_that_moves_is_sent_to_its_new_address() -> None:
    with house([Wish() for _ in range(5)], {96: OPUS}, {"": 2}) as room:
        room.use_batches()
        room.feed("", RtpPacket(96, False, 1, 0, 9, b"here"), 1.0)
        mover = room.viewers[2]
        old, mover.sock = mover.sock, socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with old:
            mover.sock.bind(("127.0.0.1", 0))
            mover.sock.setblocking(False)
            mover.downlink.route_changed()
            room.feed("", RtpPacket(96, False, 2, 960, 9, b"there"), 1.0)
            old.setblocking(False)
            assert len(old.recv(100)) == 12 + 4 + 16
            with pytest.raises(BlockingIOError):
                old.recv(100)
        assert [packet[12:] for packet in mover.opened()] == [b"there"]


def test_the_path_is_chosen_by_the_switch_and_named(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert choose_fast_path(True, Traffic()) is not None
    assert choose_fast_path(False, Traffic()) is None
    first, second = [record.message for record in caplog.records]
    assert first.startswith("fast path")
    assert second.startswith("plain path")


@pytest.mark.parametrize("missing", ["load_srtp_library", "load_sendmmsg"])
def test_without_the_means_packets_go_one_by_one(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"signaling.sfu.fastpath.{missing}", lambda: None)
    assert choose_fast_path(True, Traffic()) is None


def test_one_packet_in_sixteen_is_timed_and_counted_in_its_bucket() -> None:
    traffic = Traffic()
    for _ in range(40):
        traffic.forwarded(0.0)
    assert traffic.latency.counts[-1] == 2
    assert sum(traffic.latency.counts) == 2
    traffic.latency.observe(traffic.latency.bounds[0])
    assert traffic.latency.counts[0] == 1

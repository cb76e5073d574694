"""Whether a subscriber can play sound and picture together: what reports and timestamps say of capture times.

A publisher with layers of random clocks sends over a line with jitter; the subscriber maps every timestamp
to the publisher's clock by the reports it was sent, as RFC 3550 section 6.4.1 tells, and the capture time
found is compared with the true one.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from signaling.sfu.downlink import DownlinkTrack, OutgoingFormat
from signaling.sfu.rtcp import SenderReport
from signaling.sfu.rtp import RtpPacket, parse_rtp
from signaling.sfu.uplink import PayloadFormat, UplinkTrack
from signaling.tests.test_rtp import vp8

TOLERANCE = 0.06
_JITTER = 0.04
_NTP_AT_ZERO = 3_900_000_000 << 32


def _difference(a: int, b: int) -> int:
    return ((a - b + 0x80000000) & 0xFFFFFFFF) - 0x80000000


@dataclass
class Viewer:
    """A subscriber's stream: errors of the capture times it finds, in seconds."""

    rate: int
    clock: SenderReport | None = None
    captured: float = 0.0
    errors: list[float] = field(default_factory=list)

    def take(self, data: bytes) -> None:
        if self.clock is not None:
            packet = parse_rtp(data)
            since = _difference(packet.timestamp, self.clock.rtp_timestamp) / self.rate
            found = (self.clock.ntp - _NTP_AT_ZERO) / 2**32 + since
            self.errors.append(found - self.captured)

    def report(self, report: SenderReport) -> None:
        self.clock = report


@dataclass
class Source:
    """One track of the publisher on its way through the server to the viewer."""

    kind: str
    rate: int
    layers: list[str]

    def __post_init__(self) -> None:
        name = "vp8" if self.kind == "video" else "opus"
        qualities = {rid: index for index, rid in enumerate(self.layers)}
        self.uplink = UplinkTrack(self.kind, {96: PayloadFormat(name, self.rate)}, {}, qualities)
        self.viewer = Viewer(self.rate)
        outgoing = OutgoingFormat(96, None)
        self.downlink = DownlinkTrack(
            self.uplink, 7, 8, lambda _: outgoing, self.viewer.take, self.viewer.report
        )
        self.downlink.paused = False
        self.downlink.attach()
        self.offsets = {rid: random.getrandbits(32) for rid in self.layers}
        self.numbers = dict.fromkeys(self.layers, 0)
        self.wanted: set[str] = set(self.layers)
        self.uplink.request_keyframe = lambda layer: self.wanted.add(layer.rid)

    def timestamp(self, rid: str, at: float) -> int:
        return self.offsets[rid] + round(at * self.rate) & 0xFFFFFFFF

    def frame(self, rid: str, at: float) -> None:
        """Send what was captured at this time; it arrives a little later."""
        number = self.numbers[rid] = self.numbers[rid] + 1
        key = rid in self.wanted
        self.wanted.discard(rid)
        body = (
            vp8(number & 0x7FFF, number & 255, number & 31, keyframe=key) if self.kind == "video" else b"opus"
        )
        layer = self.uplink.layers[rid]
        layer.ssrc = 100 + self.layers.index(rid)
        packet = RtpPacket(96, True, number & 0xFFFF, self.timestamp(rid, at), layer.ssrc, body)
        self.viewer.captured = at
        self.uplink.receive(layer, packet, at + random.uniform(0, _JITTER))

    def report(self, rid: str, at: float) -> None:
        layer = self.uplink.layers[rid]
        ntp = _NTP_AT_ZERO + int(at * 2**32)
        report = SenderReport(layer.ssrc or 0, ntp, self.timestamp(rid, at), 1, 1)
        self.uplink.receive_report(layer, report, at + random.uniform(0, _JITTER))


def test_switches_and_mutes_leave_lips_and_voice_together() -> None:
    worst = 0.0
    for seed in range(8):
        random.seed(seed)
        worst = max(worst, _meeting())
    assert worst < TOLERANCE, f"{worst * 1000:.1f} ms"


def _meeting() -> float:
    """The largest skew of 30 s in which the layer changes every 3 s and both tracks are muted once."""
    video, audio = Source("video", 90_000, ["q", "h", "f"]), Source("audio", 48_000, [""])
    for tick in range(30 * 50):
        at = tick / 50
        quiet = 10 <= at < 12, 20 <= at < 23
        video.uplink.muted, audio.uplink.muted = quiet
        video.downlink.max_quality = int(at / 3) % 3
        if tick % 2 == 0:
            # Chromium begins its layers one after the other: reports of the last one come after its pictures.
            for rid in video.layers[: 2 if at < 7.6 else 3]:
                video.frame(rid, at)
        audio.frame("", at)
        if tick % 50 == 25:
            for rid in video.layers[: 2 if at < 8 else 3]:
                video.report(rid, at)
        if tick % 250 == 30:
            audio.report("", at)
        video.downlink.choose_layer(at)
    assert len(video.viewer.errors) > 500
    assert len(audio.viewer.errors) > 1000
    spread = video.viewer.errors + audio.viewer.errors
    return max(spread) - min(spread)

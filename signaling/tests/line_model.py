"""A line in virtual time: a publisher, one subscriber's steering, a queue of a given rate, and a receiver.

The receiver reports as libwebrtc does: receiver reports and an estimate four times a second, arrival times of
packets with a counter every 100 ms. Nothing here waits: a minute passes in a fraction of a second.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from signaling.sfu.downlink import DownlinkTrack, OutgoingFormat
from signaling.sfu.rtcp import Nack, Remb, ReportBlock, TransportFeedback
from signaling.sfu.rtp import RtpPacket, SequenceUnwrapper, parse_rtp
from signaling.sfu.steering import Steering
from signaling.sfu.uplink import PayloadFormat, UplinkTrack
from signaling.tests.test_rtp import vp8

VP8 = PayloadFormat("vp8", 90000)
OPUS = PayloadFormat("opus", 48000)
STEP = 0.01
COUNTER_ID = 4
_OVERHEAD = 28 + 16
_FRAME = 0.04
_KEYFRAME_FACTOR = 4
_MTU = 1100


@dataclass
class Camera:
    """A publisher's video: a frame of every layer every 40 ms, keyframes when asked."""

    rates: dict[str, float]
    track: UplinkTrack = field(init=False)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        qualities = {rid: index for index, rid in enumerate(self.rates)} if len(self.rates) > 1 else {"": 2}
        self.track = UplinkTrack("video", {96: VP8}, {97: 96}, qualities)
        self.track.request_keyframe = lambda layer: self.wanted.add(layer.rid)
        for index, layer in enumerate(self.track.layers.values()):
            layer.ssrc = 1000 + index
            self.numbers[layer.rid] = [1000, 0]

    def frame(self, now: float) -> None:
        """Send one frame of every layer."""
        for (rid, layer), rate in zip(self.track.layers.items(), self.rates.values(), strict=True):
            key = rid in self.wanted
            self.wanted.discard(rid)
            size = int(rate * _FRAME / 8) * (_KEYFRAME_FACTOR if key else 1)
            numbers = self.numbers[rid]
            numbers[1] += 1
            for start in range(0, size, _MTU):
                numbers[0] = numbers[0] + 1 & 0xFFFF
                count = numbers[1]
                head = vp8(count & 0x7FFF, count & 0xFF, count & 31, keyframe=key and not start)
                payload = head + bytes(max(0, min(_MTU, size - start) - len(head)))
                timestamp = int(now * 90000) & 0xFFFFFFFF
                last = start + _MTU >= size
                packet = RtpPacket(96, last, numbers[0], timestamp, layer.ssrc or 0, payload)
                self.track.receive(layer, packet, now)


@dataclass
class _Heard:
    unwrapper: SequenceUnwrapper = field(default_factory=SequenceUnwrapper)
    first: int = -1
    highest: int = 0
    count: int = 0


class Line:
    """One subscriber behind a queue that empties at `rate` bit/s and holds `depth` seconds."""

    def __init__(
        self,
        rate: float,
        *,
        depth: float = 0.3,
        loss: float = 0.0,
        jitter: float = 0.0,
        seed: int = 1,
        probes: bool = True,
    ) -> None:
        self.rate, self.depth, self.loss, self.jitter = rate, depth, loss, jitter
        self.now = 100.0
        self.broken = False
        self.cameras: list[Camera] = []
        self.downlinks: dict[int, DownlinkTrack] = {}
        self.states: list[tuple[float, int, bool]] = []
        self.limited: set[Steering] = set()
        self.steering = Steering(self.downlinks, self._states, self.limited)
        self.sound_sent = self.sound_heard = 0
        self.arrived_octets = 0
        self.switches: list[tuple[float, int, int]] = []
        self._probes = probes
        self._sound: UplinkTrack | None = None
        self._said = 0
        self._random = random.Random(seed)
        self._free_at = 0.0
        self._transit: deque[tuple[float, bytes]] = deque()
        self._heard: dict[int, _Heard] = {}
        self._counters: list[tuple[int, float]] = []
        self._remb = 1_000_000
        self._qualities: dict[int, int] = {}

    def add_camera(self, *rates: float, rank: int = 2) -> DownlinkTrack:
        """Subscribe to one more camera, whose layers need these rates."""
        camera = Camera(dict(zip("qhf", rates, strict=False)))
        camera.track.rank = rank
        self.cameras.append(camera)
        return self._subscribe(camera.track, OutgoingFormat(96, 97))

    def add_sound(self) -> DownlinkTrack:
        """Subscribe to a microphone."""
        self._sound = UplinkTrack("audio", {111: OPUS}, {}, {"": 2})
        return self._subscribe(self._sound, OutgoingFormat(111, None))

    def _subscribe(self, track: UplinkTrack, outgoing: OutgoingFormat) -> DownlinkTrack:
        ssrc = 10 * (len(self.downlinks) + 1)
        downlink = DownlinkTrack(track, ssrc, ssrc + 1, lambda _: outgoing, self._send, lambda _: None)
        downlink.wanted_pixels = 1280 * 720
        downlink.paused = False
        self.downlinks[ssrc] = downlink
        downlink.attach()
        if outgoing.rtx_payload_type is not None and self._probes:
            self.steering.negotiated(downlink, outgoing.rtx_payload_type, COUNTER_ID)
        self.steering.changed(self.now)
        return downlink

    def _states(self, states: list[tuple[DownlinkTrack, bool]]) -> None:
        self.states += [(self.now, each.ssrc, active) for each, active in states]

    # -- the line --------------------------------------------------------------------------------

    def _send(self, packet: bytes) -> None:
        sound = parse_rtp(packet).payload_type == 111
        self.sound_sent += sound
        begin = max(self.now, self._free_at)
        if self.broken or begin - self.now > self.depth or self._random.random() < self.loss:
            return
        self._free_at = begin + 8 * (len(packet) + _OVERHEAD) / self.rate
        late = self._free_at + self._random.random() * self.jitter
        self._transit.append((late, packet))

    def _deliver(self) -> None:
        due = [each for each in self._transit if each[0] <= self.now]
        self._transit = deque(each for each in self._transit if each[0] > self.now)
        for at, packet in sorted(due, key=lambda each: each[0]):
            self._take(parse_rtp(packet), len(packet), at)

    def _take(self, packet: RtpPacket, octets: int, at: float) -> None:
        self.arrived_octets += octets
        self.sound_heard += packet.payload_type == 111
        counter = packet.extensions.get(COUNTER_ID)
        if counter is not None:
            self._counters.append((int.from_bytes(counter, "big"), at))
            return
        heard = self._heard.setdefault(packet.ssrc, _Heard())
        sequence = heard.unwrapper.unwrap(packet.sequence)
        heard.first = sequence if heard.first < 0 else heard.first
        heard.highest = max(heard.highest, sequence)
        heard.count += 1

    # -- the receiver ----------------------------------------------------------------------------

    def _report(self) -> None:
        if self.broken:
            return
        blocks = []
        for ssrc, heard in self._heard.items():
            lost = max(0, heard.highest - heard.first + 1 - heard.count)
            blocks.append(ReportBlock(ssrc, 0, lost, heard.highest, 0, 0, 0))
        self.steering.reports(blocks, self.now)
        self.steering.feedback(Remb(self._estimate(), ()), self.now)

    def _estimate(self) -> int:
        """Falls while the queue is long, else rises by a little."""
        queue = self._free_at - self.now + self._random.random() * self.jitter
        self._remb = int(self._remb * 0.85) if queue > 0.05 else int(self._remb * 1.02) + 1000
        return max(30_000, self._remb)

    def _tell_arrivals(self) -> None:
        if self._counters and not self.broken:
            arrivals = tuple(self._counters)
            self._counters = []
            self.steering.feedback(TransportFeedback(arrivals), self.now)

    def ask_again(self, downlink: DownlinkTrack, *sequences: int) -> None:
        """The receiver misses packets."""
        self.steering.feedback(Nack(downlink.ssrc, sequences), self.now)

    # -- time ------------------------------------------------------------------------------------

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> float:
        """Let time pass until `until` holds; the seconds that passed."""
        begun = self.now
        for _ in range(round(seconds / STEP)):
            if until():
                break
            self.now += STEP
            self._turn(round(self.now / STEP))
        return self.now - begun

    def _turn(self, tick: int) -> None:
        if tick % 4 == 0:
            for camera in self.cameras:
                camera.frame(self.now)
        if tick % 2 == 0:
            self._speak()
            for steering in list(self.limited):
                steering.tick(self.now)
        self._deliver()
        if tick % 25 == 0:
            self._report()
        if tick % 10 == 0:
            self._tell_arrivals()
            for downlink in self.downlinks.values():
                downlink.choose_layer(self.now)
        if tick % 100 == 0:
            self._measure()
        self._note_switches()

    def _measure(self) -> None:
        for camera in self.cameras:
            for layer in camera.track.layers.values():
                camera.track.measure(layer, self.now)

    def _speak(self) -> None:
        if self._sound is None:
            return
        self._said += 1
        packet = RtpPacket(111, False, self._said & 0xFFFF, 960 * self._said & 0xFFFFFFFF, 1, bytes(80))
        self._sound.receive(self._sound.layers[""], packet, self.now)

    def _note_switches(self) -> None:
        for ssrc, downlink in self.downlinks.items():
            if downlink.uplink.kind == "video" and downlink.allowed_quality != self._qualities.get(ssrc, 2):
                self._qualities[ssrc] = downlink.allowed_quality
                self.switches.append((self.now, ssrc, downlink.allowed_quality))

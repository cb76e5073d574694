"""A track coming in: its layers, what is known of each, and the packets kept for retransmission."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from signaling.sfu.audience import Audience
from signaling.sfu.bandwidth import LayerCost
from signaling.sfu.codecs import Vp8Descriptor, read_vp8, red_primary, starts_keyframe
from signaling.sfu.nack import NackTracker
from signaling.sfu.numbering import Numbering
from signaling.sfu.rtcp import ReportBlock, SenderReport
from signaling.sfu.rtp import RtpPacket, SequenceUnwrapper, audio_level
from signaling.sfu.speakers import LevelMeter

_CACHE_VIDEO = 512
_CACHE_AUDIO = 64
_PLI_INTERVAL = 0.5
# A simulcast layer is dead when it is silent while another layer of the same track still flows.
_DEAD_AFTER = 0.7
# What it costs is thought of later: encoders at their limit leave pictures out.
_GONE_AFTER = 2.0
_DEFAULT_RTT = 0.1
# What layers cost, in bit/s, before they were measured; and what surrounds each payload, in octets.
_USUAL_VIDEO, _USUAL_AUDIO = (150_000.0, 500_000.0, 1_700_000.0), 50_000.0
_OVERHEAD = 56


@dataclass(frozen=True, slots=True)
class PayloadFormat:
    """What one payload type of a publisher means. `name` is the encoding name in lower case."""

    name: str
    clock_rate: int
    parameters: str = ""


@dataclass(slots=True)
class LayerPacket:
    """A packet of one layer under its extended sequence number, read once for all subscribers.

    `number` counts without the packets that were padding only. `keyframe`: a receiver that has
    nothing yet can start decoding here. `dependency`: AV1's dependency descriptor, empty if there is none.
    """

    sequence: int
    packet: RtpPacket
    format: PayloadFormat
    keyframe: bool
    arrival: float
    vp8: Vp8Descriptor | None
    dependency: bytes = b""
    number: int = 0
    _primary: bytes | None = None

    def primary(self) -> bytes:
        """The newest block of a RED packet, found once for all subscribers that take no RED."""
        if self._primary is None:
            self._primary = red_primary(self.packet.payload)
        return self._primary


class UplinkLayer:
    """One encoding of a track: one SSRC, and possibly one more for its retransmissions.

    `quality` is 0, 1 or 2 (q, h, f); a track without simulcast has a single layer.
    """

    def __init__(self, rid: str, quality: int, video: bool) -> None:
        self.rid = rid
        self.quality = quality
        self.ssrc: int | None = None
        self.rtx_ssrc: int | None = None
        self.last_packet_at = 0.0
        self.sender_report: SenderReport | None = None
        self.sender_report_at = 0.0
        self.received = 0
        self.octets = 0
        self.forwardable = 0
        self.rate = LayerCost()
        self.nacks = NackTracker()
        self.audience = Audience()
        self._numbering = Numbering()
        self._unwrapper = SequenceUnwrapper()
        self._cache: list[LayerPacket | None] = [None] * (_CACHE_VIDEO if video else _CACHE_AUDIO)
        self._base = self._highest = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._reported = (0, 0)
        self._last_pli = 0.0
        self.last_fraction_lost = 0

    def unwrap(self, sequence: int) -> int:
        """The extended sequence number of a packet of this layer."""
        return self._unwrapper.unwrap(sequence)

    def store(self, item: LayerPacket) -> bool:
        """Keep a packet; False when it is already here, too old to matter, or padding only."""
        slot = item.sequence % len(self._cache)
        kept = self._cache[slot]
        if kept is not None and kept.sequence >= item.sequence:
            return False
        self._cache[slot] = item
        if not self.received:
            self._base = self._highest = item.sequence
        numbered = self._give_number(item)
        self._highest = max(self._highest, item.sequence)
        self.received += 1
        self.forwardable += bool(item.packet.payload)
        self.octets += len(item.packet.payload)
        self.last_packet_at = item.arrival
        self._measure_jitter(item)
        return numbered

    def _give_number(self, item: LayerPacket) -> bool:
        """Padding only probes bandwidth: it is left out, and the numbers close the gap."""
        if not item.packet.payload:
            if item.sequence > self._highest or not self.received:
                self._numbering.leave_out(item.sequence)
            return False
        number = self._numbering.number(item.sequence)
        if number is None:
            return False
        item.number = number
        return True

    def skip_to(self, sequence: int) -> None:
        """Nobody will get what is missing before this packet: to subscribers it is no loss on their lines."""
        if self.received and sequence > self._highest:
            self._numbering.leave_out_between(self._highest, sequence)

    def find(self, number: int) -> LayerPacket | None:
        """A packet still in the cache, by its number."""
        sequence = self._numbering.sequence(number)
        if sequence is None:
            return None
        kept = self._cache[sequence % len(self._cache)]
        found = kept is not None and kept.sequence == sequence and kept.packet.payload
        return kept if found else None

    def _measure_jitter(self, item: LayerPacket) -> None:
        # RFC 3550 appendix A.8, in clock ticks.
        transit = item.arrival * item.format.clock_rate - item.packet.timestamp
        if self._transit is not None:
            difference = abs(transit - self._transit)
            if difference < item.format.clock_rate:
                self._jitter += (difference - self._jitter) / 16
        self._transit = transit

    def report(self, now: float) -> ReportBlock | None:
        """The reception report since the last call (RFC 3550 section 6.4.1); None before any packet."""
        if self.ssrc is None or not self.received:
            return None
        expected = self._highest - self._base + 1
        interval_expected = expected - self._reported[0]
        interval_lost = interval_expected - (self.received - self._reported[1])
        self._reported = (expected, self.received)
        fraction = 0
        if interval_expected > 0 and interval_lost > 0:
            fraction = min(255, (interval_lost << 8) // interval_expected)
        self.last_fraction_lost = fraction
        lsr = dlsr = 0
        if self.sender_report is not None:
            lsr = self.sender_report.ntp >> 16 & 0xFFFFFFFF
            dlsr = int((now - self.sender_report_at) * 65536) & 0xFFFFFFFF
        lost = max(-0x800000, min(expected - self.received, 0x7FFFFF))
        return ReportBlock(self.ssrc, fraction, lost, self._highest, int(self._jitter), lsr, dlsr)

    def may_request_keyframe(self, now: float) -> bool:
        """Whether a PLI may be sent now; if so, the next one must wait half a second."""
        if self.ssrc is None or now - self._last_pli < _PLI_INTERVAL:
            return False
        self._last_pli = now
        return True


class Sink(Protocol):
    """A subscriber's end of a track."""

    def offer(self, layer: UplinkLayer, item: LayerPacket) -> None: ...
    def choose_layer(self, now: float) -> None: ...
    def restart(self) -> None: ...


class UplinkTrack:
    """A published track: routes its packets to layers, and offers `sinks` to follow one.

    `waiting` are the sinks that are sent no layer though they may be, `unsettled` those that are
    not sent the layer they should be.
    `request_keyframe` and `send_nack` are set by the peer that receives the track.
    """

    def __init__(
        self, kind: str, formats: dict[int, PayloadFormat], apt: dict[int, int], rids: dict[str, int]
    ) -> None:
        self.kind = kind
        self.formats = formats
        self.apt = apt
        video = kind == "video"
        self.layers = {rid: UplinkLayer(rid, quality, video) for rid, quality in rids.items()}
        self.meter = LevelMeter()
        self._muted = False
        self.sinks: dict[Sink, None] = {}
        self.waiting: dict[Sink, None] = {}
        self.unsettled: dict[Sink, None] = {}
        self.request_keyframe: Callable[[UplinkLayer], None] = lambda layer: None
        self.send_nack: Callable[[UplinkLayer, list[int]], None] = lambda layer, sequences: None
        self.level_extension = 0
        # Who comes first on a narrow line (see allocator.py), and bit/s announced by quality.
        self.rank = 2
        self.announced: dict[int, int] = {}
        self.dependency_extension = 0
        self._alive: list[UplinkLayer] = []
        self._settled_for: list[UplinkLayer] = []
        self._alive_at = 0.0

    @property
    def muted(self) -> bool:
        """Whether nothing is forwarded, whatever arrives; afterwards everybody begins anew."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._muted = muted
        if muted:
            for sink in list(self.sinks):
                sink.restart()

    @property
    def simulcast(self) -> bool:
        """Whether the track comes in several encodings."""
        return len(self.layers) > 1

    def renew(self, layer: UplinkLayer) -> UplinkLayer:
        """Put a fresh layer in the place of one whose stream began anew."""
        fresh = UplinkLayer(layer.rid, layer.quality, self.kind == "video")
        self.layers[layer.rid] = fresh
        layer.audience.dismiss()
        return fresh

    def receive(self, layer: UplinkLayer, packet: RtpPacket, now: float) -> None:
        """Take a packet of the layer's own SSRC."""
        described = self.formats.get(packet.payload_type)
        if described is None:
            return
        sequence = layer.unwrap(packet.sequence)
        if layer.nacks.received(sequence, now) and self.kind == "video":
            self.send_nacks(layer, now)
        if layer.nacks.skipped and self.kind == "video":
            layer.skip_to(sequence)
        if self.level_extension and self.level_extension in packet.extensions:
            self.meter.observe(audio_level(packet.extensions[self.level_extension]), packet.timestamp)
        self._pass_on(layer, sequence, packet, described, now)

    def receive_rtx(self, layer: UplinkLayer, packet: RtpPacket, now: float) -> None:
        """Take a retransmission (RFC 4588 section 4): the first two bytes are the original sequence."""
        original_type = self.apt.get(packet.payload_type)
        described = self.formats.get(original_type) if original_type is not None else None
        if described is None or original_type is None or len(packet.payload) < 3 or layer.ssrc is None:
            return
        packet.sequence = struct.unpack_from("!H", packet.payload)[0]
        packet.payload = packet.payload[2:]
        packet.payload_type, packet.ssrc = original_type, layer.ssrc
        sequence = layer.unwrap(packet.sequence)
        layer.nacks.received(sequence, now)
        self._pass_on(layer, sequence, packet, described, now)

    def _pass_on(
        self, layer: UplinkLayer, sequence: int, packet: RtpPacket, described: PayloadFormat, now: float
    ) -> None:
        keyframe, vp8 = False, None
        if described.name == "vp8":
            vp8 = read_vp8(packet.payload)
            keyframe = vp8 is not None and vp8.keyframe
        elif self.kind == "video":
            keyframe = starts_keyframe(described.name, packet.payload)
        dependency = b""
        if self.dependency_extension and described.name == "av1":
            dependency = packet.extensions.get(self.dependency_extension, b"")
        item = LayerPacket(sequence, packet, described, keyframe, now, vp8, dependency=dependency)
        if not layer.store(item) or self._muted:
            return
        if keyframe:
            layer.nacks.keyframe(sequence)
            for sink in list(self.sinks):
                sink.offer(layer, item)
        elif self.waiting and self.kind == "audio":
            for sink in list(self.waiting):
                sink.offer(layer, item)
        layer.audience.forward(item)

    def receive_report(self, layer: UplinkLayer, report: SenderReport, now: float) -> None:
        """Take a sender report of the layer's SSRC."""
        layer.sender_report, layer.sender_report_at = report, now
        layer.audience.report(layer, report)

    def send_nacks(self, layer: UplinkLayer, now: float) -> None:
        """Ask the publisher for what is missing and due, for a keyframe where that came to nothing.

        Subscribers would ask for one themselves, but only seconds after their picture stopped.
        """
        sequences = layer.nacks.due(now, _DEFAULT_RTT)
        if sequences:
            self.send_nack(layer, [sequence & 0xFFFF for sequence in sequences])
        if layer.nacks.broken() and len(layer.audience):
            self.request_keyframe(layer)

    def measure(self, layer: UplinkLayer, now: float) -> None:
        """Note what a layer costs; to be called about once a second."""
        layer.rate.sample(layer.octets + _OVERHEAD * layer.forwardable, now)

    def cost(self) -> float:
        """What one who gets all of the track is sent, in bit/s."""
        return sum(self._cost(layer) for layer in self.layers.values())

    def costs(self, maximum: int) -> tuple[tuple[int, float], ...]:
        """(quality, bit/s) of the layers up to quality `maximum`, lowest first; at least the lowest layer."""
        layers = sorted(self.layers.values(), key=lambda layer: layer.quality)
        chosen = [layer for layer in layers if layer.quality <= maximum] or layers[:1]
        newest = max(layer.last_packet_at for layer in layers)
        flowing = [each for each in layers if each.received and newest - each.last_packet_at < _GONE_AFTER]
        # While a layer is gone, the lowest that flows is sent in its place.
        least = self._cost(flowing[0]) if flowing else 0.0
        first = flowing[0].quality if flowing else 0
        return tuple(
            (layer.quality, max(self._cost(layer), least if layer.quality < first else 0.0))
            for layer in chosen
        )

    def _cost(self, layer: UplinkLayer) -> float:
        usual = _USUAL_VIDEO[layer.quality] if self.kind == "video" else _USUAL_AUDIO
        return layer.rate.bitrate or self.announced.get(layer.quality) or usual

    def settle(self, now: float) -> None:
        """Let those choose a layer who have not got the right one; all, when layers came or went."""
        if self.kind == "audio":
            return
        alive = self.live_layers()
        changed = alive != self._settled_for
        self._settled_for = self._alive = alive
        self._alive_at = now
        for sink in list(self.sinks if changed else self.unsettled):
            sink.choose_layer(now)

    def live_layers(self) -> list[UplinkLayer]:
        """Layers that flow, lowest quality first; a layer silent while others flow is left out."""
        started = [layer for layer in self.layers.values() if layer.received]
        if not started:
            return []
        newest = max(layer.last_packet_at for layer in started)
        alive = [layer for layer in started if newest - layer.last_packet_at < _DEAD_AFTER]
        return sorted(alive, key=lambda layer: layer.quality)

    def best_layer(self, maximum: int, now: float) -> UplinkLayer | None:
        """The live layer to forward to someone who may have at most quality `maximum`."""
        if now != self._alive_at:
            # Every subscriber asks in the same turn of the clock: look once.
            self._alive, self._alive_at = self.live_layers(), now
        alive = self._alive
        allowed = [layer for layer in alive if layer.quality <= maximum]
        return allowed[-1] if allowed else alive[0] if alive else None

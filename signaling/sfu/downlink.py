"""A track going out to one subscriber: one continuous stream made of whichever layer is forwarded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from signaling.sfu.codecs import NO_OFFSETS, Vp8Descriptor, Vp8Offsets, shift_vp8
from signaling.sfu.rtcp import SenderReport
from signaling.sfu.rtp import abs_send_time, build_rtp, extension_block, send_time_extension
from signaling.sfu.uplink import LayerPacket, PayloadFormat, UplinkLayer, UplinkTrack

# The value of `allowed_quality` that stops a video for lack of bandwidth (as LiveKit numbers OFF).
OFF = 3

_SEGMENTS = 128
_KEYFRAME_RETRY = 0.5
_RESEND_INTERVAL = 0.03
_RESEND_MEMORY = 512


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of one layer's packets under constant offsets: out = in + offset, from `start` on.

    Kept after the run ended, so that a retransmission is rewritten exactly as the first time.
    """

    layer: UplinkLayer
    start: int
    sequence_offset: int
    timestamp_offset: int
    vp8: Vp8Offsets


@dataclass(frozen=True, slots=True)
class OutgoingFormat:
    """Payload type of a codec at the subscriber, and of its retransmissions if negotiated.

    `primary_only`: the subscriber takes Opus but no RED, so only the newest block of each packet.
    """

    payload_type: int
    rtx_payload_type: int | None
    primary_only: bool = False


class DownlinkTrack:
    """Forwards an uplink track to one subscriber.

    `choose_format` finds the subscriber's payload type for the publisher's format; `send` takes a
    finished RTP packet, `send_report` a finished report. Nothing is sent while `paused`.

    A video is sent in the best live layer that neither `max_quality` (the client's wish) nor
    `allowed_quality` (the bandwidth's) excludes. When `dependency_id` is not 0, the dependency
    descriptors of AV1 are passed on under that id. When `abs_send_time_id` is not 0, video packets
    carry abs-send-time under that id.
    """

    def __init__(
        self,
        uplink: UplinkTrack,
        ssrc: int,
        rtx_ssrc: int,
        choose_format: Callable[[PayloadFormat], OutgoingFormat | None],
        send: Callable[[bytes], None],
        send_report: Callable[[SenderReport], None],
    ) -> None:
        self.uplink = uplink
        self.ssrc = ssrc
        self.rtx_ssrc = rtx_ssrc
        self.paused = True
        self.disabled = False
        self.max_quality = 2
        self.abs_send_time_id = 0
        self.dependency_id = 0
        self._allowed_quality = 2
        self.packets = 0
        self.octets = 0
        self.fraction_lost = 0
        self.current: UplinkLayer | None = None
        self._target: UplinkLayer | None = None
        self._choose_format = choose_format
        self._send = send
        self._send_report = send_report
        self._formats: dict[PayloadFormat, OutgoingFormat | None] = {}
        self._segments: deque[Segment] = deque(maxlen=_SEGMENTS)
        self._last_sequence = ssrc & 0x3FFF
        self._last_timestamp = 0
        self._last_sent_at = 0.0
        self._last_vp8 = (0, 0, 0)
        self._rtx_sequence = rtx_ssrc & 0x3FFF
        self._resent: dict[int, float] = {}
        self._asked_at = 0.0

    def attach(self) -> None:
        """Start taking packets of the uplink."""
        self.uplink.sinks.append(self.forward)
        self.uplink.report_sinks.append(self.forward_report)

    def detach(self) -> None:
        """Stop taking packets."""
        if self.forward in self.uplink.sinks:
            self.uplink.sinks.remove(self.forward)
            self.uplink.report_sinks.remove(self.forward_report)

    def follow(self, uplink: UplinkTrack) -> None:
        """Go on with another stream of the same track, in another codec, from its next keyframe."""
        self.detach()
        self.uplink, self._target = uplink, None
        self.attach()
        self.restart()

    @property
    def flowing(self) -> bool:
        """Whether packets may be sent now."""
        return not (self.paused or self.disabled or self._allowed_quality == OFF)

    @property
    def allowed_quality(self) -> int:
        """The highest quality the bandwidth allows (0 to 2), OFF when it allows no picture at all."""
        return self._allowed_quality

    @allowed_quality.setter
    def allowed_quality(self, quality: int) -> None:
        resumed = self._allowed_quality == OFF and quality != OFF
        self._allowed_quality = quality
        if resumed:
            self.restart()

    @property
    def _ceiling(self) -> int:
        return min(self.max_quality, self._allowed_quality)

    def restart(self) -> None:
        """Wait for a keyframe again: after a pause, a mute, or a new connection."""
        self.current = None
        self._formats.clear()
        self._asked_at = 0.0

    def choose_layer(self, now: float) -> None:
        """Pick the layer to forward and ask for a keyframe while it has not begun."""
        if self.uplink.kind == "audio" or not self.flowing or self.uplink.muted:
            return
        self._target = self.uplink.best_layer(self._ceiling, now)
        if self._target is None:
            self._ask_all(now)
        elif self._target is not self.current and now - self._asked_at >= _KEYFRAME_RETRY:
            self._asked_at = now
            self.uplink.request_keyframe(self._target)

    def _ask_all(self, now: float) -> None:
        if now - self._asked_at >= _KEYFRAME_RETRY:
            self._asked_at = now
            for layer in self.uplink.layers.values():
                self.uplink.request_keyframe(layer)

    def keyframe_wanted(self) -> None:
        """The subscriber lost its picture: ask the publisher for a keyframe of what it gets."""
        layer = self.current or self._target
        if layer is not None:
            self.uplink.request_keyframe(layer)

    def forward(self, layer: UplinkLayer, item: LayerPacket) -> None:
        """Take one packet of any layer; sent when it belongs to the layer forwarded now."""
        if not self.flowing:
            return
        if layer is not self.current and not self._switch(layer, item):
            return
        segment = self._segments[-1]
        if not item.packet.payload:
            self._skip_padding(segment, item)
            return
        if item.sequence < segment.start:
            older = self._segment_of(layer, item.sequence)
            if older is None:
                return
            segment = older
        outgoing = self._outgoing_format(item.format)
        if outgoing is None:
            return
        self._emit(segment, item, outgoing)

    def _emit(self, segment: Segment, item: LayerPacket, outgoing: OutgoingFormat) -> None:
        packet = item.packet
        sequence = item.sequence + segment.sequence_offset
        timestamp = packet.timestamp + segment.timestamp_offset
        payload = item.primary() if outgoing.primary_only else _shifted(segment, item)
        if sequence > self._last_sequence:
            self._last_sequence = sequence
            self._last_timestamp = timestamp & 0xFFFFFFFF
            self._last_sent_at = item.arrival
            if item.vp8 is not None:
                self._last_vp8 = _moved(item.vp8, segment.vp8)
        self.packets += 1
        self.octets += len(payload)
        extension = self._extension(item, item.arrival)
        self._send(
            build_rtp(
                outgoing.payload_type, packet.marker, sequence, timestamp, self.ssrc, payload, extension
            )
        )

    def _extension(self, item: LayerPacket, now: float) -> bytes:
        if item.dependency and self.dependency_id:
            elements = [(self.dependency_id, item.dependency)]
            if self.abs_send_time_id:
                elements.append((self.abs_send_time_id, abs_send_time(now).to_bytes(3, "big")))
            return extension_block(elements)
        if not self.abs_send_time_id or self.uplink.kind == "audio":
            return b""
        return send_time_extension(self.abs_send_time_id, now)

    def _switch(self, layer: UplinkLayer, item: LayerPacket) -> bool:
        """Begin forwarding `layer` with this packet, if it may begin here."""
        if self.uplink.kind == "video":
            if not item.keyframe or not item.packet.payload:
                return False
            if self.current is not None:
                if layer is not self._target:
                    return False
            elif layer.quality > self._ceiling and self._target not in (None, layer):
                return False
        first = not self.packets
        self._segments.append(self._first_segment(layer, item) if first else self._joint(layer, item))
        self.current = layer
        return True

    def _first_segment(self, layer: UplinkLayer, item: LayerPacket) -> Segment:
        offset = self._last_sequence + 1 - item.sequence
        return Segment(layer, item.sequence, offset, 0, NO_OFFSETS)

    def _joint(self, layer: UplinkLayer, item: LayerPacket) -> Segment:
        offset = self._last_sequence + 1 - item.sequence
        timestamp = self._continued_timestamp(layer, item)
        vp8 = NO_OFFSETS
        if item.vp8 is not None:
            picture, tl0, key = self._last_vp8
            vp8 = Vp8Offsets(
                picture + 1 - item.vp8.picture_id,
                tl0 + 1 - item.vp8.tl0_index,
                key + 1 - item.vp8.key_index,
            )
        return Segment(layer, item.sequence, offset, timestamp - item.packet.timestamp, vp8)

    def _continued_timestamp(self, layer: UplinkLayer, item: LayerPacket) -> int:
        """Where the new layer's picture lies on the outgoing time line."""
        rate = item.format.clock_rate
        elapsed = max(1, int((item.arrival - self._last_sent_at) * rate))
        guess = self._last_timestamp + elapsed
        previous = self._segments[-1] if self._segments else None
        if previous is None or previous.layer.sender_report is None or layer.sender_report is None:
            return guess
        old, new = previous.layer.sender_report, layer.sender_report
        ahead = _signed(item.packet.timestamp - new.rtp_timestamp) + ((new.ntp - old.ntp) * rate >> 32)
        mapped = old.rtp_timestamp + ahead + previous.timestamp_offset
        difference = _signed(mapped - self._last_timestamp)
        # Reports of a broken clock must not throw the picture seconds away.
        if not 0 < difference < elapsed + rate:
            return guess
        return self._last_timestamp + difference

    def _skip_padding(self, segment: Segment, item: LayerPacket) -> None:
        """Padding only probes bandwidth: leave it out and close the gap."""
        if item.sequence + segment.sequence_offset <= self._last_sequence:
            return
        moved = replace(segment, start=item.sequence + 1, sequence_offset=segment.sequence_offset - 1)
        self._segments.append(moved)

    def _segment_of(self, layer: UplinkLayer, sequence: int) -> Segment | None:
        next_out: int | None = None
        for segment in reversed(self._segments):
            out = sequence + segment.sequence_offset
            if segment.layer is layer and sequence >= segment.start:
                return segment if next_out is None or out < next_out else None
            next_out = segment.start + segment.sequence_offset
        return None

    def _outgoing_format(self, incoming: PayloadFormat) -> OutgoingFormat | None:
        if incoming not in self._formats:
            self._formats[incoming] = self._choose_format(incoming)
        return self._formats[incoming]

    def resend(self, sequences: tuple[int, ...], now: float) -> int:
        """Answer a NACK from the layer's cache; the number of packets sent again."""
        sent = 0
        for wire in sequences[:_RESEND_MEMORY]:
            sequence = self._last_sequence - ((self._last_sequence - wire) & 0xFFFF)
            if now - self._resent.get(sequence, 0.0) < _RESEND_INTERVAL:
                continue
            if self._resend_one(sequence, now):
                self._remember_resent(sequence, now)
                sent += 1
        return sent

    def _remember_resent(self, sequence: int, now: float) -> None:
        self._resent[sequence] = now
        while len(self._resent) > _RESEND_MEMORY:
            self._resent.pop(next(iter(self._resent)))

    def _resend_one(self, sequence: int, now: float) -> bool:
        segment = self._segment_of_outgoing(sequence)
        item = segment.layer.find(sequence - segment.sequence_offset) if segment else None
        outgoing = self._outgoing_format(item.format) if item else None
        if segment is None or item is None or outgoing is None or not item.packet.payload:
            return False
        payload = _shifted(segment, item)
        timestamp = item.packet.timestamp + segment.timestamp_offset
        payload_type, number, ssrc = outgoing.payload_type, sequence, self.ssrc
        if outgoing.rtx_payload_type is not None:
            self._rtx_sequence += 1
            payload_type, number, ssrc = outgoing.rtx_payload_type, self._rtx_sequence, self.rtx_ssrc
            payload = (sequence & 0xFFFF).to_bytes(2, "big") + payload
        extension = self._extension(item, now)
        self._send(build_rtp(payload_type, item.packet.marker, number, timestamp, ssrc, payload, extension))
        return True

    def _segment_of_outgoing(self, sequence: int) -> Segment | None:
        for segment in reversed(self._segments):
            if sequence >= segment.start + segment.sequence_offset:
                return segment
        return None

    def forward_report(self, layer: UplinkLayer, report: SenderReport) -> None:
        """Pass on the publisher's clock, so that the subscriber plays sound and picture together."""
        if layer is not self.current or not self.flowing or not self.packets:
            return
        timestamp = report.rtp_timestamp + self._segments[-1].timestamp_offset
        self._send_report(SenderReport(self.ssrc, report.ntp, timestamp, self.packets, self.octets))


def _shifted(segment: Segment, item: LayerPacket) -> bytes:
    """The payload under the segment's offsets."""
    if item.vp8 is None or segment.vp8 is NO_OFFSETS:
        return item.packet.payload
    return shift_vp8(item.packet.payload, item.vp8, segment.vp8)


def _moved(descriptor: Vp8Descriptor, offsets: Vp8Offsets) -> tuple[int, int, int]:
    return (
        descriptor.picture_id + offsets.picture & 0x7FFF,
        descriptor.tl0_index + offsets.tl0 & 0xFF,
        descriptor.key_index + offsets.key & 0x1F,
    )


def _signed(value: int) -> int:
    """A difference of 32-bit timestamps as a signed number."""
    value &= 0xFFFFFFFF
    return value - 0x100000000 if value & 0x80000000 else value

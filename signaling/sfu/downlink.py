"""A track going out to one subscriber: one continuous stream made of whichever layer is forwarded."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from signaling.sfu.audience import Outlet, Place
from signaling.sfu.batch import Lane
from signaling.sfu.codecs import NO_OFFSETS, Vp8Offsets
from signaling.sfu.nack import MAX_RESENT, ResentMemory
from signaling.sfu.rtcp import SenderReport
from signaling.sfu.rtp import build_padding, build_rtp
from signaling.sfu.segments import (
    OutgoingFormat,
    Segment,
    Segments,
    continued_timestamp,
    extension_of,
    moved_counters,
    outgoing_payload,
)
from signaling.sfu.steered import OFF, Steered
from signaling.sfu.uplink import LayerPacket, PayloadFormat, UplinkLayer, UplinkTrack

__all__ = ["OFF", "DownlinkTrack", "OutgoingFormat"]

_KEYFRAME_RETRY = 0.5


class DownlinkTrack(Steered):
    """Forwards an uplink track to one subscriber.

    `choose_format` finds the subscriber's payload type for the publisher's format; `send` takes a
    finished RTP packet, `send_report` a finished report; `outlet` tells how packets can leave
    together with those of other subscribers, if they can. Nothing is sent while `paused`.

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
        outlet: Callable[[], Outlet | None] = lambda: None,
    ) -> None:
        super().__init__()
        self.uplink = uplink
        self.ssrc = ssrc
        self.rtx_ssrc = rtx_ssrc
        self.wanted_pixels = 0
        self.start = 0
        # What was sent before the layer followed now, less what its audience had been sent before.
        self._packets = 0
        self._octets = 0
        self._begun = False
        self.fraction_lost = 0
        self.packets_resent = 0
        self.current: UplinkLayer | None = None
        self._target: UplinkLayer | None = None
        self._choose_format = choose_format
        self._send = send
        self._send_report = send_report
        self._outlet = outlet
        self._formats: dict[PayloadFormat, OutgoingFormat | None] = {}
        self._segments = Segments()
        self._last_sequence = ssrc & 0x3FFF
        self._last_timestamp = 0
        self._last_sent_at = 0.0
        self._last_vp8 = (0, 0, 0)
        self._rtx_sequence = rtx_ssrc & 0x3FFF
        self.resent = ResentMemory()
        self._asked_at = 0.0

    def attach(self) -> None:
        """Start taking packets of the uplink."""
        self.uplink.sinks[self] = None
        self._wait()

    def detach(self) -> None:
        """Stop taking packets."""
        self._leave()
        self.uplink.sinks.pop(self, None)
        self._wait()

    def follow(self, uplink: UplinkTrack) -> None:
        """Go on with another stream of the same track, in another codec, from its next keyframe."""
        self.detach()
        self.uplink, self._target = uplink, None
        self.attach()
        self.restart()

    def flow_changed(self) -> None:
        """Leave the layer if nothing may be sent now; stand where layers are chosen."""
        if not self.flowing:
            self._leave()
        self._wait()

    def _wait(self) -> None:
        """Stand where the uplink looks for those who need another layer."""
        uplink = self.uplink
        uplink.waiting.pop(self, None)
        uplink.unsettled.pop(self, None)
        if self.flowing and self in uplink.sinks:
            uplink.unsettled[self] = None
            if self.current is None:
                uplink.waiting[self] = None

    def route_changed(self) -> None:
        """What `outlet` tells has changed."""
        if self.current is not None:
            self.current.audience.changed()

    @property
    def packets(self) -> int:
        """Packets sent, without retransmissions."""
        return self._packets + (self.current.audience.packets if self.current else 0)

    @property
    def octets(self) -> int:
        """Bytes of payload sent, as the publisher sent them, without retransmissions."""
        return self._octets + (self.current.audience.octets if self.current else 0)

    def restart(self) -> None:
        """Wait for a keyframe again: after a pause, a mute, or a new connection."""
        self._leave()
        self._wait()
        self._formats.clear()
        self._asked_at = 0.0

    def _leave(self) -> None:
        if self.current is None:
            return
        audience = self.current.audience
        self._settle()
        self._packets += audience.packets
        self._octets += audience.octets
        audience.leave(self)
        self.current = None

    def _join(self, segment: Segment) -> None:
        audience = segment.layer.audience
        self._segments.append(segment)
        self.current, self.start, self._begun = segment.layer, segment.start, True
        self._packets -= audience.packets
        self._octets -= audience.octets
        audience.join(self)
        self._wait()

    def _settle(self) -> None:
        """Bring the numbers sent last up to date: the audience counts for all its followers."""
        last = self.current.audience.last if self.current else None
        if last is None:
            return
        segment = self._segments.last
        self._last_sequence = last.number + segment.sequence_offset
        self._last_timestamp = last.packet.timestamp + segment.timestamp_offset & 0xFFFFFFFF
        self._last_sent_at = last.arrival
        if last.vp8 is not None:
            self._last_vp8 = moved_counters(last.vp8, segment.vp8)

    def choose_layer(self, now: float) -> None:
        """Pick the layer to forward and ask for a keyframe while it has not begun."""
        if self.uplink.kind == "audio" or not self.flowing or self.uplink.muted:
            return
        self._target = self.uplink.best_layer(self.ceiling, now)
        if self._target is None:
            self._ask(self.uplink.layers.values(), now)
        elif self._target is self.current:
            self.uplink.unsettled.pop(self, None)
        else:
            self._ask([self._target], now)

    def _ask(self, layers: Iterable[UplinkLayer], now: float) -> None:
        if now - self._asked_at >= _KEYFRAME_RETRY:
            self._asked_at = now
            for layer in layers:
                self.uplink.request_keyframe(layer)

    def keyframe_wanted(self) -> None:
        """The subscriber lost its picture: ask the publisher for a keyframe of what it gets."""
        layer = self.current or self._target
        if layer is not None:
            self.uplink.request_keyframe(layer)

    def offer(self, layer: UplinkLayer, item: LayerPacket) -> None:
        """Begin forwarding `layer` with this packet, if it may begin here."""
        if layer is self.current or not self.flowing or not self._may_begin(layer, item):
            return
        if self._outgoing_format(item.format) is not None:
            self._leave()
            self._join(self._begin(layer, item))
            self._tell_clock(layer, item)

    def _tell_clock(self, layer: UplinkLayer, item: LayerPacket) -> None:
        """Report the publisher's clock now: its own next report, seconds away, would leave lips behind."""
        report = layer.sender_report
        if report is not None:
            elapsed = item.arrival - layer.sender_report_at
            timestamp = report.rtp_timestamp + int(elapsed * item.format.clock_rate) & 0xFFFFFFFF
            ntp = report.ntp + int(elapsed * (1 << 32))
            self.forward_report(layer, SenderReport(report.ssrc, ntp, timestamp, 0, 0))

    def _may_begin(self, layer: UplinkLayer, item: LayerPacket) -> bool:
        if self.uplink.kind == "audio":
            return True
        if not item.keyframe:
            return False
        if self.current is not None:
            return layer is self._target
        return layer.quality <= self.ceiling or self._target in (None, layer)

    def takes(self, incoming: PayloadFormat) -> bool:
        """Whether the subscriber decodes the format."""
        return self._outgoing_format(incoming) is not None

    def place(self, incoming: PayloadFormat) -> Place | None:
        """The lane of this stream among those of other subscribers, None when it goes alone."""
        outlet, outgoing = self._outlet(), self._outgoing_format(incoming)
        if outlet is None or outgoing is None:
            return None
        segment = self._segments.last
        lane = Lane(
            outlet.context,
            outlet.name,
            outgoing.payload_type,
            self.ssrc,
            segment.sequence_offset,
            segment.timestamp_offset,
            segment.vp8,
        )
        return Place(outlet, lane, outgoing.primary_only, (self._abs_send_time_id, self._dependency_id))

    def emit(self, item: LayerPacket) -> None:
        """Send a packet of the layer followed now, alone."""
        self._emit(self._segments.last, item)

    def emit_late(self, item: LayerPacket) -> None:
        """Send a packet that arrived out of order, maybe of an earlier run of the layer."""
        segment = self._segments.last
        if item.number < segment.start:
            older = self._segments.of_layer(segment.layer, item.number)
            if older is None:
                return
            segment = older
        self._packets += 1
        self._octets += len(item.packet.payload)
        self._emit(segment, item)

    def _emit(self, segment: Segment, item: LayerPacket) -> None:
        packet, outgoing = item.packet, self._outgoing_format(item.format)
        if outgoing is None:
            return
        self._send(
            build_rtp(
                outgoing.payload_type,
                packet.marker,
                item.number + segment.sequence_offset,
                packet.timestamp + segment.timestamp_offset,
                self.ssrc,
                outgoing_payload(segment, item, outgoing),
                self.extension(item, item.arrival),
            )
        )

    def extension(self, item: LayerPacket, now: float) -> bytes:
        """The header extension block of a packet sent at `now`; empty when it carries none."""
        if self.uplink.kind == "audio":
            return b""
        return extension_of(item, self._abs_send_time_id, self._dependency_id, now)

    def _begin(self, layer: UplinkLayer, item: LayerPacket) -> Segment:
        """The run that starts with this packet; it joins what was sent before without a jump."""
        offset = self._last_sequence + 1 - item.number
        if not self._begun:
            return Segment(layer, item.number, offset, 0, NO_OFFSETS)
        previous = self._segments.last
        timestamp = continued_timestamp(previous, layer, item, self._last_timestamp, self._last_sent_at)
        vp8 = NO_OFFSETS
        if item.vp8 is not None:
            picture, tl0, key = self._last_vp8
            vp8 = Vp8Offsets(
                picture + 1 - item.vp8.picture_id,
                tl0 + 1 - item.vp8.tl0_index,
                key + 1 - item.vp8.key_index,
            )
        return Segment(layer, item.number, offset, timestamp - item.packet.timestamp, vp8)

    def _outgoing_format(self, incoming: PayloadFormat) -> OutgoingFormat | None:
        if incoming not in self._formats:
            self._formats[incoming] = self._choose_format(incoming)
        return self._formats[incoming]

    def resend(self, sequences: tuple[int, ...], now: float) -> int:
        """Answer a NACK from the layer's cache; the number of packets sent again."""
        self._settle()
        sent = 0
        for wire in sequences[:MAX_RESENT]:
            sequence = self._last_sequence - ((self._last_sequence - wire) & 0xFFFF)
            if self.resent.is_due(sequence, now) and self._resend_one(sequence, now):
                self.resent.note(sequence, now)
                sent += 1
        self.packets_resent += sent
        return sent

    def _resend_one(self, sequence: int, now: float) -> bool:
        segment = self._segments.of_outgoing(sequence)
        item = segment.layer.find(sequence - segment.sequence_offset) if segment else None
        outgoing = self._outgoing_format(item.format) if item else None
        if segment is None or item is None or outgoing is None:
            return False
        payload = outgoing_payload(segment, item, outgoing)
        timestamp = item.packet.timestamp + segment.timestamp_offset
        payload_type, number, ssrc = outgoing.payload_type, sequence, self.ssrc
        if outgoing.rtx_payload_type is not None:
            self._rtx_sequence += 1
            payload_type, number, ssrc = outgoing.rtx_payload_type, self._rtx_sequence, self.rtx_ssrc
            payload = (sequence & 0xFFFF).to_bytes(2, "big") + payload
        extension = self.extension(item, now)
        self._send(build_rtp(payload_type, item.packet.marker, number, timestamp, ssrc, payload, extension))
        return True

    @property
    def last_sequence(self) -> int:
        """The highest sequence number sent, as it is on the wire."""
        self._settle()
        return self._last_sequence & 0xFFFF

    def send_padding(self, rtx_payload_type: int, padding: int, extension: bytes) -> None:
        """Send a packet of padding only (1 to 255 octets) among the repairs."""
        self._rtx_sequence += 1
        numbers = self._rtx_sequence, self._last_timestamp, self.rtx_ssrc
        self._send(build_padding(rtx_payload_type, *numbers, padding, extension))

    def forward_report(self, layer: UplinkLayer, report: SenderReport) -> None:
        """Pass on the publisher's clock, so that the subscriber plays sound and picture together."""
        if layer is not self.current or not self.flowing:
            return
        timestamp = report.rtp_timestamp + self._segments.last.timestamp_offset
        self._send_report(SenderReport(self.ssrc, report.ntp, timestamp, self.packets, self.octets))

"""How one layer's packets become a part of a subscriber's continuous stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signaling.sfu.codecs import NO_OFFSETS, Vp8Descriptor, Vp8Offsets, shift_vp8
from signaling.sfu.rtp import abs_send_time, extension_block, send_time_extension

if TYPE_CHECKING:
    from signaling.sfu.uplink import LayerPacket, UplinkLayer

_MEMORY = 32


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of one layer's packets under constant offsets: out = in + offset, from number `start` on.

    Kept after the run ended, so that a retransmission is rewritten exactly as the first time.
    """

    layer: UplinkLayer
    start: int
    sequence_offset: int
    timestamp_offset: int
    vp8: Vp8Offsets


class Segments:
    """The runs a subscriber was sent, as far back as packets may be asked for again."""

    def __init__(self) -> None:
        self._runs: list[Segment] = []

    @property
    def last(self) -> Segment:
        """The run that goes on now; there must be one."""
        return self._runs[-1]

    def append(self, segment: Segment) -> None:
        """Begin a run."""
        self._runs.append(segment)
        if len(self._runs) > _MEMORY:
            del self._runs[0]

    def of_layer(self, layer: UplinkLayer, number: int) -> Segment | None:
        """The run in which a packet of the layer was or would have been sent."""
        next_out: int | None = None
        for segment in reversed(self._runs):
            out = number + segment.sequence_offset
            if segment.layer is layer and number >= segment.start:
                return segment if next_out is None or out < next_out else None
            next_out = segment.start + segment.sequence_offset
        return None

    def of_outgoing(self, sequence: int) -> Segment | None:
        """The run that sent an outgoing sequence number."""
        for segment in reversed(self._runs):
            if sequence >= segment.start + segment.sequence_offset:
                return segment
        return None


@dataclass(frozen=True, slots=True)
class OutgoingFormat:
    """Payload type of a codec at the subscriber, and of its retransmissions if negotiated.

    `primary_only`: the subscriber takes Opus but no RED, so only the newest block of each packet.
    """

    payload_type: int
    rtx_payload_type: int | None
    primary_only: bool = False


def outgoing_payload(segment: Segment, item: LayerPacket, outgoing: OutgoingFormat) -> bytes:
    """The payload under the segment's offsets, in the subscriber's format."""
    if outgoing.primary_only:
        return item.primary()
    if item.vp8 is None or segment.vp8 is NO_OFFSETS:
        return item.packet.payload
    return shift_vp8(item.packet.payload, item.vp8, segment.vp8)


def extension_of(item: LayerPacket, send_time_id: int, dependency_id: int, now: float) -> bytes:
    """The header extension block of a packet sent at `now`; ids of 0 leave their part out."""
    if item.dependency and dependency_id:
        elements = [(dependency_id, item.dependency)]
        if send_time_id:
            elements.append((send_time_id, abs_send_time(now).to_bytes(3, "big")))
        return extension_block(elements)
    return send_time_extension(send_time_id, now) if send_time_id else b""


def moved_counters(descriptor: Vp8Descriptor, offsets: Vp8Offsets) -> tuple[int, int, int]:
    """Picture id, tl0 index and key index as the subscriber sees them."""
    return (
        descriptor.picture_id + offsets.picture & 0x7FFF,
        descriptor.tl0_index + offsets.tl0 & 0xFF,
        descriptor.key_index + offsets.key & 0x1F,
    )


def signed(value: int) -> int:
    """A difference of 32-bit timestamps as a signed number."""
    value &= 0xFFFFFFFF
    return value - 0x100000000 if value & 0x80000000 else value


def continued_timestamp(
    previous: Segment, layer: UplinkLayer, item: LayerPacket, last: int, last_sent_at: float
) -> int:
    """Where a new layer's picture lies on the outgoing time line, whose last timestamp is `last`."""
    rate = item.format.clock_rate
    elapsed = max(1, int((item.arrival - last_sent_at) * rate))
    guess = last + elapsed
    old, new = previous.layer.sender_report, layer.sender_report
    if previous.layer is layer:
        mapped = item.packet.timestamp + previous.timestamp_offset
    elif old is None or new is None:
        return guess
    else:
        ahead = signed(item.packet.timestamp - new.rtp_timestamp) + ((new.ntp - old.ntp) * rate >> 32)
        mapped = old.rtp_timestamp + ahead + previous.timestamp_offset
    difference = signed(mapped - last)
    # Reports of a broken clock must not throw the picture seconds away.
    if not 0 < difference < elapsed + rate:
        return guess
    return last + difference

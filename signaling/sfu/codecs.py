"""What forwarding must know of a payload: where pictures start, and the fields that count pictures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vp8Descriptor:
    """The VP8 payload descriptor (RFC 7741 section 4.2). Positions are offsets of the field, -1 if absent."""

    picture_id: int
    picture_id_bits: int
    tl0_index: int
    key_index: int
    picture_position: int
    tl0_position: int
    key_position: int
    starts_picture: bool
    keyframe: bool


def parse_vp8(payload: bytes) -> Vp8Descriptor:
    """Read the descriptor; raises ValueError when it is cut short."""
    try:
        return _parse_vp8(payload)
    except IndexError as error:
        raise ValueError("cut short in the VP8 descriptor") from error


def _parse_vp8(payload: bytes) -> Vp8Descriptor:
    first = payload[0]
    position = 1
    picture = tl0 = key = 0
    bits = 0
    picture_at = tl0_at = key_at = -1
    if first & 0x80:
        flags = payload[position]
        position += 1
        if flags & 0x80:
            picture_at, picture, bits = position, payload[position], 7
            if picture & 0x80:
                picture, bits = (picture & 0x7F) << 8 | payload[position + 1], 15
            position += 2 if bits == 15 else 1
        if flags & 0x40:
            tl0_at, tl0 = position, payload[position]
            position += 1
        if flags & 0x30:
            key_at = position if flags & 0x10 else -1
            key = payload[position] & 0x1F
            position += 1
    starts = bool(first & 0x10) and first & 0x07 == 0
    keyframe = starts and payload[position] & 0x01 == 0
    return Vp8Descriptor(picture, bits, tl0, key, picture_at, tl0_at, key_at, starts, keyframe)


@dataclass(frozen=True, slots=True)
class Vp8Offsets:
    """What to add to the picture counters of one layer so that the subscriber sees no jump."""

    picture: int = 0
    tl0: int = 0
    key: int = 0


NO_OFFSETS = Vp8Offsets()


def shift_vp8(payload: bytes, descriptor: Vp8Descriptor, offsets: Vp8Offsets) -> bytes:
    """The payload, whose descriptor this is, with its counters moved."""
    out = bytearray(payload)
    at = descriptor.picture_position
    if descriptor.picture_id_bits == 15:
        moved = descriptor.picture_id + offsets.picture & 0x7FFF
        out[at], out[at + 1] = 0x80 | moved >> 8, moved & 0xFF
    elif descriptor.picture_id_bits == 7:
        out[at] = descriptor.picture_id + offsets.picture & 0x7F
    if descriptor.tl0_position >= 0:
        out[descriptor.tl0_position] = descriptor.tl0_index + offsets.tl0 & 0xFF
    if descriptor.key_position >= 0:
        at = descriptor.key_position
        out[at] = out[at] & 0xE0 | descriptor.key_index + offsets.key & 0x1F
    return bytes(out)


def h264_keyframe(payload: bytes) -> bool:
    """Whether an RTP payload (RFC 6184) opens an IDR picture: SPS first, alone, aggregated or fragmented."""
    if not payload:
        return False
    kind = payload[0] & 0x1F
    if kind == 24:
        return _stap_holds_sps(payload)
    if kind == 28 and len(payload) > 1:
        return bool(payload[1] & 0x80) and payload[1] & 0x1F in (5, 7)
    return kind in (5, 7)


def _stap_holds_sps(payload: bytes) -> bool:
    position = 1
    while position + 2 < len(payload):
        size = payload[position] << 8 | payload[position + 1]
        if payload[position + 2] & 0x1F in (5, 7):
            return True
        position += 2 + size
    return False


def read_vp8(payload: bytes) -> Vp8Descriptor | None:
    """The descriptor, None when it is malformed: such a payload is passed on as it came."""
    try:
        return parse_vp8(payload)
    except ValueError:
        return None


def vp9_keyframe(payload: bytes) -> bool:
    """Whether an RTP payload (RFC 9628 section 4.2) opens a key picture: no reference to another one.

    Only the descriptor is read, which end-to-end encryption leaves in the clear.
    """
    if not payload:
        return False
    first = payload[0]
    if first & 0x40 or not first & 0x08:
        return False
    if not first & 0x20:
        return True
    position = 1
    if first & 0x80:
        position += 2 if len(payload) > 1 and payload[1] & 0x80 else 1
    # Upper spatial layers of a key picture refer to the layer below only.
    return len(payload) > position and payload[position] & 0x0E == 0


def av1_keyframe(payload: bytes) -> bool:
    """Whether an RTP payload (AV1 RTP payload section 4.4) opens a coded video sequence."""
    return bool(payload) and payload[0] & 0x88 == 0x08


_STARTS = {"h264": h264_keyframe, "vp9": vp9_keyframe, "av1": av1_keyframe}


def starts_keyframe(codec: str, payload: bytes) -> bool:
    """Whether a receiver that has nothing yet can start decoding at this payload."""
    starts = _STARTS.get(codec)
    return starts is not None and starts(payload)


def red_primary(payload: bytes) -> bytes:
    """The newest block of a RED payload (RFC 2198 section 3); empty when it is cut short."""
    position = skipped = 0
    while position + 3 < len(payload) and payload[position] & 0x80:
        skipped += (payload[position + 2] & 0x03) << 8 | payload[position + 3]
        position += 4
    if position >= len(payload) or payload[position] & 0x80:
        return b""
    return payload[position + 1 + skipped :]

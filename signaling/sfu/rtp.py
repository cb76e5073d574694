"""RTP packets (RFC 3550 section 5.1) and their header extensions (RFC 8285)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

_HEADER = struct.Struct("!BBHII")
_ONE_BYTE = 0xBEDE
_TWO_BYTE = 0x1000


@dataclass(slots=True)
class RtpPacket:
    """A received packet. `payload` is without padding; `extensions` maps extension id to bytes."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    extensions: dict[int, bytes] = field(default_factory=dict)


def is_rtcp(datagram: bytes) -> bool:
    """Tell RTCP from RTP on one port (RFC 5761 section 4); needs two bytes."""
    return 192 <= datagram[1] <= 223


def parse_rtp(data: bytes) -> RtpPacket:
    """Read one decrypted packet; raises ValueError when it is not RTP version 2 or is cut short."""
    if len(data) < 12:
        raise ValueError("shorter than an RTP header")
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise ValueError("not RTP version 2")
    position = 12 + 4 * (first & 0x0F)
    extensions: dict[int, bytes] = {}
    if first & 0x10:
        extensions, position = _read_extensions(data, position)
    end = len(data)
    if first & 0x20:
        end -= data[-1]
    if position > end or (first & 0x20 and data[-1] == 0):
        raise ValueError("header or padding longer than the packet")
    payload = data[position:end]
    return RtpPacket(second & 0x7F, bool(second & 0x80), sequence, timestamp, ssrc, payload, extensions)


def _read_extensions(data: bytes, position: int) -> tuple[dict[int, bytes], int]:
    if position + 4 > len(data):
        raise ValueError("cut short in the header extension")
    profile, words = struct.unpack_from("!HH", data, position)
    start, end = position + 4, position + 4 + 4 * words
    if end > len(data):
        raise ValueError("cut short in the header extension")
    if profile == _ONE_BYTE:
        return _one_byte_elements(data, start, end), end
    if profile & 0xFFF0 == _TWO_BYTE:
        return _two_byte_elements(data, start, end), end
    return {}, end


def _one_byte_elements(data: bytes, position: int, end: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while position < end:
        head = data[position]
        position += 1
        if head == 0:
            continue
        if head >> 4 == 15:
            break
        length = (head & 0x0F) + 1
        if position + length > end:
            raise ValueError("extension element longer than its block")
        found[head >> 4] = data[position : position + length]
        position += length
    return found


def _two_byte_elements(data: bytes, position: int, end: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while position < end:
        identifier = data[position]
        position += 1
        if identifier == 0:
            continue
        if position >= end or position + 1 + data[position] > end:
            raise ValueError("extension element longer than its block")
        length = data[position]
        found[identifier] = data[position + 1 : position + 1 + length]
        position += 1 + length
    return found


def build_rtp(
    payload_type: int,
    marker: bool,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    extension: bytes = b"",
) -> bytes:
    """One packet; sequence and timestamp are taken modulo their width.

    `extension` is a whole extension block, header included, or empty.
    """
    first = 0x90 if extension else 0x80
    second = payload_type | 0x80 if marker else payload_type
    head = _HEADER.pack(first, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return head + extension + payload


def build_padding(
    payload_type: int, sequence: int, timestamp: int, ssrc: int, padding: int, extension: bytes
) -> bytes:
    """One packet of 1 to 255 octets of padding and nothing else (RFC 3550 section 5.1)."""
    filler = bytes(padding - 1) + bytes([padding])
    packet = build_rtp(payload_type, False, sequence, timestamp, ssrc, filler, extension)
    return bytes([packet[0] | 0x20]) + packet[1:]


def abs_send_time(now: float) -> int:
    """A time in seconds as the header extension abs-send-time counts it: 24 bits, 18 of them fraction."""
    return int(now * 262_144) & 0xFFFFFF


def send_time_extension(identifier: int, now: float) -> bytes:
    """An extension block that holds abs-send-time alone, under an id of 1 to 14."""
    return struct.pack("!HHI", _ONE_BYTE, 1, identifier << 28 | 2 << 24 | abs_send_time(now))


def counter_extension(identifier: int, counter: int) -> bytes:
    """An extension block that holds a transport-wide counter alone, under an id of 1 to 14."""
    return struct.pack("!HHBHB", _ONE_BYTE, 1, identifier << 4 | 1, counter & 0xFFFF, 0)


def extension_block(elements: Sequence[tuple[int, bytes]]) -> bytes:
    """An extension block of elements (id, value); in the two-byte form where the other cannot hold them."""
    short = all(identifier < 15 and 0 < len(value) <= 16 for identifier, value in elements)
    if short:
        body = b"".join(bytes([identifier << 4 | len(value) - 1]) + value for identifier, value in elements)
    else:
        body = b"".join(bytes([identifier, len(value)]) + value for identifier, value in elements)
    body += b"\x00" * (-len(body) % 4)
    return struct.pack("!HH", _ONE_BYTE if short else _TWO_BYTE, len(body) // 4) + body


def build_extended_rtp(packet: RtpPacket) -> bytes:
    """One packet with its extensions in the one-byte form (ids 1 to 14, at most 16 bytes each)."""
    elements = b"".join(
        bytes([identifier << 4 | len(value) - 1]) + value for identifier, value in packet.extensions.items()
    )
    elements += b"\x00" * (-len(elements) % 4)
    second = packet.payload_type | (0x80 if packet.marker else 0)
    head = _HEADER.pack(0x90, second, packet.sequence, packet.timestamp, packet.ssrc)
    return head + struct.pack("!HH", _ONE_BYTE, len(elements) // 4) + elements + packet.payload


class SequenceUnwrapper:
    """Extends a wrapping counter of `bits` bits to one that never wraps."""

    def __init__(self, bits: int = 16) -> None:
        self._modulus = 1 << bits
        self._last: int | None = None

    def unwrap(self, value: int) -> int:
        """The extended value nearest to the highest one seen so far."""
        if self._last is None:
            # One cycle of room, so that a packet reordered before the first one stays positive.
            self._last = value + self._modulus
            return self._last
        half = self._modulus // 2
        extended = self._last + (value - self._last + half) % self._modulus - half
        self._last = max(self._last, extended)
        return extended


def audio_level(element: bytes) -> int:
    """Level in -dBov, 0 loudest to 127 silent (RFC 6464 section 3)."""
    return element[0] & 0x7F if element else 127

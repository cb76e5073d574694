"""The RTCP a receiver and a sender owe each other (RFC 3550, RFC 4585), and REMB, which servers wait for."""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass

_NTP_EPOCH = 2208988800
_SENDER, _RECEIVER, _PAYLOAD_FEEDBACK = 200, 201, 206
_PLI, _FIR = 1, 4
_MAX_BLOCKS = 31


@dataclass(frozen=True)
class Block:
    """One report block; `last_report` is the middle of the last sender report's NTP time, `delay` seconds."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    last_report: int = 0
    delay: float = 0.0

    def encoded(self) -> bytes:
        lost = min(max(self.lost, 0), 0x7FFFFF)
        delay = min(int(self.delay * 65536), 0xFFFFFFFF) if self.last_report else 0
        return struct.pack(
            "!IIIIII",
            self.ssrc,
            self.fraction_lost << 24 | lost,
            self.highest & 0xFFFFFFFF,
            0,
            self.last_report,
            delay,
        )


def _packet(count: int, kind: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def receiver_report(ssrc: int, blocks: Sequence[Block]) -> bytes:
    """One packet, or several, with all blocks."""
    pages = [blocks[at : at + _MAX_BLOCKS] for at in range(0, len(blocks), _MAX_BLOCKS)] or [()]
    return b"".join(
        _packet(len(page), _RECEIVER, struct.pack("!I", ssrc) + b"".join(block.encoded() for block in page))
        for page in pages
    )


def sender_report(ssrc: int, at: float, timestamp: int, packets: int, octets: int) -> bytes:
    """`timestamp` is the RTP time at the real-time clock's `at` (seconds)."""
    ntp = int((at + _NTP_EPOCH) * 4294967296)
    counts = (packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _packet(0, _SENDER, struct.pack("!IQIII", ssrc, ntp, timestamp & 0xFFFFFFFF, *counts))


def bandwidth_estimate(ssrc: int, bits_per_second: int, ssrcs: Sequence[int]) -> bytes:
    """A REMB (draft-alvestrand-rmcat-remb)."""
    exponent = max(0, bits_per_second.bit_length() - 18)
    mantissa = bits_per_second >> exponent
    head = struct.pack("!II4sI", ssrc, 0, b"REMB", len(ssrcs) << 24 | exponent << 18 | mantissa)
    return _packet(15, _PAYLOAD_FEEDBACK, head + struct.pack(f"!{len(ssrcs)}I", *ssrcs))


@dataclass(frozen=True)
class Heard:
    """What a compound packet said: SSRCs of which a keyframe is wanted, and sender reports' middle NTP."""

    keyframes: tuple[int, ...]
    reports: dict[int, int]


def parse(data: bytes) -> Heard:
    """Read a compound packet; packets of no interest are skipped."""
    keyframes: list[int] = []
    reports: dict[int, int] = {}
    at = 0
    while at + 8 <= len(data):
        first, kind, words = struct.unpack_from("!BBH", data, at)
        end = at + 4 + 4 * words
        if kind == _SENDER and end <= len(data) and words >= 6:
            ssrc, middle = struct.unpack_from("!I2xI", data, at + 4)
            reports[ssrc] = middle
        elif kind == _PAYLOAD_FEEDBACK and first & 31 == _PLI and words >= 2:
            keyframes.append(struct.unpack_from("!I", data, at + 8)[0])
        elif kind == _PAYLOAD_FEEDBACK and first & 31 == _FIR:
            keyframes += [struct.unpack_from("!I", data, each)[0] for each in range(at + 12, end - 7, 8)]
        at = end
    return Heard(tuple(keyframes), reports)


def now() -> float:
    """The real-time clock, which sender reports and the packets' stamps use."""
    return time.time()

"""Transport-wide congestion control, receiver side (draft-holmer-rmcat-transport-wide-cc-extensions-01)."""

from __future__ import annotations

import struct

from signaling.sfu.rtp import SequenceUnwrapper

_BREAK = 1.0
_TICK = 0.00025
_REFERENCE = 0.064
_MAX_STATUSES = 400
_MAX_REPORTS = 16
# One large delta fits 8.19 s; feedback goes out every 100 ms, so a longer gap starts a new report.
_MAX_DELTA = 32767


class ArrivalRecorder:
    """Remembers when each transport sequence number arrived, until it is reported."""

    def __init__(self) -> None:
        self._unwrapper = SequenceUnwrapper()
        self._arrivals: dict[int, float] = {}
        self._next: int | None = None
        self._count = 0
        self._heard_at = 0.0

    def record(self, sequence: int, now: float) -> None:
        """Note one packet; `now` in seconds of a monotonic clock."""
        extended = self._unwrapper.unwrap(sequence)
        if self._next is not None and extended < self._next - _MAX_STATUSES:
            return
        if now - self._heard_at > _BREAK:
            # What a broken line swallowed says nothing of what it carries now.
            self._next = None
        self._heard_at = now
        self._arrivals.setdefault(extended, now)

    def take_reports(self) -> list[bytes]:
        """Feedback control information blocks for everything recorded since the last call.

        Numbers scattered at random would need a block each: what does not fit a few is not reported.
        """
        reports: list[bytes] = []
        while self._arrivals and len(reports) < _MAX_REPORTS:
            first = min(self._arrivals)
            if self._next is not None and 0 < first - self._next <= _MAX_STATUSES:
                # Report what is missing before it too: the sender learns of the loss.
                first = self._next
            reports.append(self._take_one(first))
        self._arrivals.clear()
        return reports

    def _take_one(self, base: int) -> bytes:
        last = min(max(self._arrivals), base + _MAX_STATUSES - 1)
        start = next(self._arrivals[s] for s in range(base, last + 1) if s in self._arrivals)
        reference = int(start / _REFERENCE)
        statuses: list[int] = []
        deltas = bytearray()
        previous = reference * round(_REFERENCE / _TICK)
        for sequence in range(base, last + 1):
            arrival = self._arrivals.get(sequence)
            if arrival is None:
                statuses.append(0)
                continue
            ticks = round(arrival / _TICK)
            delta = ticks - previous
            if abs(delta) > _MAX_DELTA:
                break
            previous = ticks
            del self._arrivals[sequence]
            small = 0 <= delta <= 255
            statuses.append(1 if small else 2)
            deltas += struct.pack("!B" if small else "!h", delta)
        self._next = max(self._next or 0, base + len(statuses))
        header = struct.pack("!HH", base & 0xFFFF, len(statuses))
        header += struct.pack("!I", (reference & 0xFFFFFF) << 8 | self._count)
        self._count = self._count + 1 & 0xFF
        return header + _chunks(statuses) + bytes(deltas)


def _chunks(statuses: list[int]) -> bytes:
    """Packet status chunks: run lengths where they pay, else vectors of seven two-bit symbols."""
    out = bytearray()
    position = 0
    while position < len(statuses):
        run = _run_length(statuses, position)
        if run >= 7 or position + run == len(statuses):
            out += struct.pack("!H", statuses[position] << 13 | run)
            position += run
            continue
        word = 0xC000
        for offset, status in enumerate(statuses[position : position + 7]):
            word |= status << 12 - 2 * offset
        out += struct.pack("!H", word)
        position += 7
    return bytes(out)


def _run_length(statuses: list[int], position: int) -> int:
    end = position
    while end < len(statuses) and statuses[end] == statuses[position] and end - position < 8191:
        end += 1
    return end - position

"""Finding out whether a line carries more than is sent on it, without I/O.

Why so. The receiver's own estimate cannot rise far above what it receives, so after a cut it would take
half a minute to find out that the line is free again. A probe adds padding to the media for a moment and
asks for the arrival times of just that padding (transport-wide feedback answers for the packets that
carry its counter, and no other): if it arrives as it was sent, the line carries the sum; if it spreads or
is lost, the spreading says what the line carries. It is short, and at first at most half above what is
known, so that the queue it leaves delays sound by some tens of milliseconds only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

PADDING = 255
# RTP header, the extension with the counter, and what SRTP, UDP and IP add.
PACKET_OCTETS = 12 + 8 + PADDING + 16 + 28
DURATION = 0.2
_ANSWER_WITHIN = 0.7
_FEWEST = 5
_MOST = 400
_STRETCH = 1.1
# Arrival times are this coarse where a client's machine is busy.
_JITTER = 0.006
# Less padding than this share tells about the media before and after it, not about the line.
_LEAST_SHARE = 0.3
_KEPT = 0.9


@dataclass
class Probe:
    """Padding sent from `begun` on so that media and padding together make `target` bit/s.

    `media_octets` is the media's total when it began. Feed it `due`, `sent` and `reported`; read `result`
    once `finished`. Times are monotonic seconds.
    """

    target: float
    begun: float
    media_octets: int
    sent_at: dict[int, float] = field(default_factory=dict)
    arrivals: dict[int, float] = field(default_factory=dict)
    _reported: set[int] = field(default_factory=set)
    _media_end: int = 0
    _end: float = 0.0

    def due(self, now: float, media_octets: int) -> int:
        """How many packets of padding must be sent now, `media_octets` being the media's total."""
        if self._end - self.begun >= DURATION:
            return 0
        self._end, self._media_end = now, media_octets
        octets = self.target * (now - self.begun) / 8 - (media_octets - self.media_octets)
        return min(_MOST, max(0, round(octets / PACKET_OCTETS) - len(self.sent_at)))

    def sent(self, number: int, now: float) -> None:
        """A packet of padding was sent under this counter."""
        self.sent_at[number] = now

    def reported(self, number: int, arrival: float | None) -> None:
        """The client's word on one counter: when it arrived by the client's clock, None if it did not."""
        if number not in self.sent_at:
            return
        self._reported.add(number)
        if arrival is not None:
            self.arrivals[number] = arrival

    def finished(self, now: float) -> bool:
        """Whether everything is known that will be."""
        if self._end - self.begun < DURATION:
            return False
        return len(self._reported) == len(self.sent_at) or now - self._end > _ANSWER_WITHIN

    @property
    def conclusive(self) -> bool:
        """Whether there was room for enough padding to tell anything."""
        padding = len(self.sent_at) * PACKET_OCTETS
        enough = padding >= _LEAST_SHARE * (padding + self._media_end - self.media_octets)
        return enough and len(self.sent_at) >= _FEWEST

    def result(self, tolerated_loss: float) -> tuple[float, bool]:
        """Bits per second that got through, and whether that was all that was sent: no limit was met."""
        got = [number for number in self.sent_at if number in self.arrivals]
        if len(got) < max(3, len(self.sent_at) // 4) or not self.conclusive:
            return 0.0, False
        octets = len(self.sent_at) * PACKET_OCTETS + self._media_end - self.media_octets
        rate = min(self.target, 8 * octets / (self._end - self.begun))
        stretch = self._stretch(got)
        loss = 1 - len(got) / len(self.sent_at)
        if stretch <= _STRETCH and loss <= tolerated_loss:
            return rate / stretch, True
        return _KEPT * rate * (1 - loss) / stretch, False

    def _stretch(self, numbers: list[int]) -> float:
        """How much longer the padding took to arrive than to be sent, at least 1.

        By the medians of the first and the last third: single late packets do not decide.
        """
        third = len(numbers) // 3
        first, last = numbers[:third], numbers[-third:]
        span = median(self.sent_at[each] for each in last) - median(self.sent_at[each] for each in first)
        delay = [median(self.arrivals[n] - self.sent_at[n] for n in group) for group in (first, last)]
        return 1 + max(0.0, delay[1] - delay[0] - _JITTER) / max(span, 0.001)

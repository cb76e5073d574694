"""What the process counts of its media traffic, for metrics."""

from __future__ import annotations

import time
from bisect import bisect_left

# Upper bounds in seconds of the forwarding latency's buckets; one more bucket takes all above.
LATENCY_BOUNDS = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
# One forwarded packet in so many is timed.
_SAMPLED = 16


class Histogram:
    """Counts of observations by upper bound, not cumulated; the last count is of all above."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Add one observation."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Traffic:
    """Plain counters: datagrams and bytes in both directions, sends the system refused (`dropped`).

    `latency` is from the moment a packet was read to the moment its copies had been sent, in
    seconds, of one packet in sixteen. Packets that were asked for again (`nacked_by_us`,
    `nacked_by_clients`), that came again (`repaired`) or were sent again (`resent`), and requests for
    keyframes from clients (`plis_in`) and to them (`plis_out`).
    """

    def __init__(self) -> None:
        self.datagrams_in = 0
        self.bytes_in = 0
        self.datagrams_out = 0
        self.bytes_out = 0
        self.dropped = 0
        self.nacked_by_us = self.nacked_by_clients = 0
        self.repaired = self.resent = 0
        self.plis_in = self.plis_out = 0
        self.latency = Histogram(LATENCY_BOUNDS)
        self._until_sample = _SAMPLED

    def forwarded(self, arrived: float) -> None:
        """A packet that arrived at this monotonic time has been dealt with."""
        self._until_sample -= 1
        if not self._until_sample:
            self._until_sample = _SAMPLED
            self.latency.observe(time.monotonic() - arrived)

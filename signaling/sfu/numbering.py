"""Numbers for the packets of a layer, without gaps where a publisher sent padding alone or was cut off."""

from __future__ import annotations

from collections import deque

# More runs of padding than this within the packets kept for retransmission are not told apart.
_MEMORY = 512


class Numbering:
    """Maps extended sequence numbers to numbers without the padding, and back."""

    def __init__(self) -> None:
        # (from this sequence on, so many were left out before it)
        self._runs: deque[tuple[int, int]] = deque([(0, 0)], _MEMORY)

    def leave_out(self, sequence: int) -> None:
        """The packet of this sequence, higher than all before, gets no number."""
        start, left_out = self._runs[-1]
        if start == sequence:
            self._runs.pop()
        self._runs.append((sequence + 1, left_out + 1))

    def leave_out_between(self, last: int, sequence: int) -> None:
        """What lies between the highest packet so far, `last`, and the next one gets no numbers."""
        self._runs.append((sequence, self._runs[-1][1] + sequence - last - 1))

    def number(self, sequence: int) -> int | None:
        """The number of a packet; None when it was left out or is older than what is remembered."""
        start, left_out = self._runs[-1]
        if sequence >= start:
            return sequence - left_out
        taken = start - left_out
        for start, left_out in reversed(self._runs):
            if sequence >= start:
                number = sequence - left_out
                return number if number < taken else None
            taken = start - left_out
        return None

    def sequence(self, number: int) -> int | None:
        """The extended sequence number of a packet; None when it is older than what is remembered."""
        for start, left_out in reversed(self._runs):
            if number >= start - left_out:
                return number + left_out
        return None

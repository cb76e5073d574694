"""Loss: which packets are missing here, and which were sent again to one who missed them."""

from __future__ import annotations

_MAX_MISSING = 500
_MAX_TRIES = 10
_MAX_AGE = 1.0
_REPAIR_SHARE, _REPAIR_SAVED = 0.25, 0.5
# So much missing after such a silence (a line that was broken) is not worth its time on the line.
_MAX_LATE, _MAX_SILENCE = 50, 1.0
_RESEND_INTERVAL = 0.03
MAX_RESENT = 512


class NackTracker:
    """Keeps the missing extended sequence numbers of one stream.

    `skipped` tells of the packet noted last that all before it, back to the one before, was given up.
    """

    def __init__(self) -> None:
        self.skipped = False
        self._broken_at: int | None = None
        self._highest: int | None = None
        self._heard_at = 0.0
        # Extended sequence -> [first seen missing, last asked, times asked].
        self._missing: dict[int, list[float]] = {}

    def broken(self) -> bool:
        """Whether something missing was given up, so that only a keyframe helps."""
        return self._broken_at is not None

    def received(self, sequence: int, now: float) -> bool:
        """Note a packet; True when it leaves a fresh gap, so that `due` is worth asking at once."""
        silence, self._heard_at = now - self._heard_at, now
        self.skipped = False
        if self._highest is None:
            self._highest = sequence
            return False
        if sequence <= self._highest:
            self._missing.pop(sequence, None)
            return False
        gap = range(self._highest + 1, sequence)
        self._highest = sequence
        if len(gap) > _MAX_MISSING or (len(gap) > _MAX_LATE and silence > _MAX_SILENCE):
            self._missing.clear()
            self._broken_at, self.skipped = gap[-1], True
            return False
        for each in gap:
            self._missing[each] = [now, float("-inf"), 0.0]
        while len(self._missing) > _MAX_MISSING:
            self._missing.pop(next(iter(self._missing)))
        return bool(gap)

    def due(self, now: float, interval: float) -> list[int]:
        """Sequence numbers to ask for now, ascending; each at most every `interval` seconds."""
        asked = []
        for sequence, state in list(self._missing.items()):
            if now - state[0] > _MAX_AGE or state[2] >= _MAX_TRIES:
                del self._missing[sequence]
                self._broken_at = max(sequence, self._broken_at or 0)
            elif now - state[1] >= interval:
                state[1], state[2] = now, state[2] + 1
                asked.append(sequence)
        return sorted(asked)

    def keyframe(self, sequence: int) -> None:
        """A keyframe came: nothing before it is missed any more."""
        if self._broken_at is not None and self._broken_at < sequence:
            self._broken_at = None
        for each in [each for each in self._missing if each < sequence]:
            del self._missing[each]


class ResentMemory:
    """When packets were last sent again to one subscriber, so that impatience costs no bandwidth.

    `interval` is in seconds; a round trip is right, for the answer cannot be there before.
    """

    def __init__(self) -> None:
        self.interval = _RESEND_INTERVAL
        self._at: dict[int, float] = {}

    def is_due(self, sequence: int, now: float) -> bool:
        """Whether a packet may be sent again."""
        return now - self._at.get(sequence, 0.0) >= self.interval

    def note(self, sequence: int, now: float) -> None:
        """A packet was sent again."""
        self._at[sequence] = now
        while len(self._at) > MAX_RESENT:
            self._at.pop(next(iter(self._at)))


class RepairBudget:
    """How much of a limited line repairs may use: a quarter, saved up for half a second."""

    def __init__(self) -> None:
        self._credit = self._taken_at = 0.0

    def take(self, wanted: int, line: float, now: float) -> int:
        """How many of `wanted` packets may be sent again on a line of `line` packets a second."""
        rate = _REPAIR_SHARE * line
        passed, self._taken_at = now - self._taken_at, now
        self._credit = min(max(2.0, rate * _REPAIR_SAVED), self._credit + rate * passed)
        allowed = min(wanted, int(self._credit))
        self._credit -= allowed
        return allowed

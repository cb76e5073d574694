"""Who speaks: from the audio levels clients put in a header extension (RFC 6464), without decoding."""

from __future__ import annotations

from dataclasses import dataclass

ACTIVE_LEVEL = 35
ACTIVE_SHARE = 0.4
WINDOW_MS = 400
_FRAME_MS = 20
_TICKS_PER_MS = 48
# No Opus packet holds more than 120 ms (RFC 7587 section 4.2).
_LONGEST = 120 * _TICKS_PER_MS
_SMOOTHING = 2 / 3
_QUANTUM = 8


@dataclass
class LevelMeter:
    """Observes the levels of one audio track over windows of 400 ms.

    A window is active when at least 40 % of it is at -35 dBov or louder.
    """

    loudest: int = 127
    active_ms: float = 0.0
    smoothed: float = 0.0
    _timestamp: int = 0

    def observe(self, level: int, timestamp: int) -> None:
        """Take the level of one packet in -dBov (0 loudest, 127 silent) and its RTP timestamp at 48 kHz."""
        ticks = timestamp - self._timestamp & 0xFFFFFFFF
        self._timestamp = timestamp
        if level <= ACTIVE_LEVEL:
            # After a pause (DTX, a mute) or a reordering the distance says nothing of this packet's length.
            self.active_ms += ticks / _TICKS_PER_MS if 0 < ticks <= _LONGEST else _FRAME_MS
            self.loudest = min(self.loudest, level)

    def close_window(self) -> float:
        """End the window; the smoothed linear level from 0 to 1, where 0 means not speaking."""
        level = 0.0
        if self.active_ms >= WINDOW_MS * ACTIVE_SHARE:
            level = 10 ** (-self.loudest / 20)
        self.smoothed += (level - self.smoothed) * _SMOOTHING
        if self.smoothed < 10 ** (-ACTIVE_LEVEL / 20) / 4:
            self.smoothed = 0.0
        self.loudest, self.active_ms = 127, 0.0
        return self.smoothed


def speaker_changes(before: dict[str, float], now: dict[str, float]) -> dict[str, float]:
    """Levels by participant that changed by a visible step, 0 for those who stopped speaking."""
    changes = {sid: level for sid, level in now.items() if _step(level) != _step(before.get(sid, 0.0))}
    changes.update({sid: 0.0 for sid in before if sid not in now})
    return changes


def _step(level: float) -> int:
    return round(level * _QUANTUM) if level == 0 else max(1, round(level * _QUANTUM))

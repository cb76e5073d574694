"""What the watched participant got: pure, from the moments of decoded frames and the counters of sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

# The Media Capture WG's statistics call it a freeze when a frame lasts longer than three times the usual
# interval and 150 ms more than it (webrtc-stats, freezeCount).
_FREEZE_FACTOR, _FREEZE_MORE = 3.0, 0.150
# Flowing again: for so long without a pause that a person would notice.
STEADY_SECONDS = 2.0
_PAUSE = 0.6


@dataclass
class Timeline:
    """Everything a participant reported, in seconds of the monotonic clock."""

    frames: list[float] = field(default_factory=list)
    sounds: list[float] = field(default_factory=list)
    events: list[tuple[float, str]] = field(default_factory=list)
    widths: list[tuple[float, int]] = field(default_factory=list)
    # (moment, concealed samples, all samples), both since the beginning.
    samples: list[tuple[float, int, int]] = field(default_factory=list)

    def add(self, report: dict[str, Any]) -> None:
        """Take one report of an actor."""
        self.frames += report["frames"]
        self.sounds += report["sounds"]
        self.events += [(at, name) for at, name in report["events"]]
        self.widths.append((report["t"], report["width"]))
        self.samples.append((report["t"], report["concealed"], report["samples"]))

    def happened(self, name: str, since: float = 0.0) -> bool:
        """Whether an event of that name came after a moment."""
        return any(at >= since and each == name for at, each in self.events)

    @property
    def reported(self) -> float:
        """Until when everything is known."""
        return self.samples[-1][0] if self.samples else 0.0

    def steady(self, since: float) -> bool:
        """Whether picture and sound have flowed without a pause for some seconds, all after `since`."""
        begin = self.reported - STEADY_SECONDS
        return begin >= since and not any(
            longest_gap(moments, begin, self.reported)[1] > _PAUSE for moments in (self.frames, self.sounds)
        )

    def picture_back(self, broken: float, good: float) -> float:
        """Seconds from the moment when the line was good again until the picture came back for good."""
        return _back(self.frames, broken, good, self.reported)

    def sound_back(self, broken: float, good: float) -> float:
        """The same for sound."""
        return _back(self.sounds, broken, good, self.reported)

    def concealment(self, begin: float, end: float) -> float:
        """The share of sound between two moments that was made up for lack of packets; 1 if none came."""
        inside = [each for each in self.samples if begin <= each[0] <= end]
        if len(inside) < 2 or inside[-1][2] == inside[0][2]:
            return 1.0
        return (inside[-1][1] - inside[0][1]) / (inside[-1][2] - inside[0][2])

    def freezes(self, begin: float, end: float) -> Freezes:
        """How the picture stood still between two moments."""
        return find_freezes(self.frames, begin, end)

    def width(self, begin: float, end: float) -> int:
        """The usual width of the picture (the median) between two moments; 0 without any."""
        inside = sorted(width for at, width in self.widths if begin <= at <= end)
        return inside[len(inside) // 2] if inside else 0


@dataclass(frozen=True)
class Freezes:
    """Times in seconds; `rate` is frames decoded per second."""

    count: int
    longest: float
    total: float
    rate: float


def find_freezes(frames: list[float], begin: float, end: float) -> Freezes:
    """The freezes between two moments, which count as frames themselves."""
    inside = [at for at in frames if begin < at < end]
    gaps = [after - before for before, after in pairwise([begin, *inside, end])]
    # Counters are read every 50 ms: frames decoded in between share a moment.
    apart = sorted(gap for gap in gaps if gap > 0)
    usual = apart[len(apart) // 2]
    limit = max(_FREEZE_FACTOR * usual, usual + _FREEZE_MORE)
    frozen = [gap for gap in gaps if gap > limit] if len(inside) > 2 else [end - begin]
    return Freezes(len(frozen), max(gaps), sum(frozen), len(inside) / (end - begin))


def longest_gap(moments: list[float], begin: float, end: float) -> tuple[float, float]:
    """The end and length of the longest pause between two moments."""
    inside = [begin, *(at for at in moments if begin < at < end), end]
    return max(((after, after - before) for before, after in pairwise(inside)), key=lambda gap: gap[1])


def _back(moments: list[float], broken: float, good: float, end: float) -> float:
    """When the last pause that began after `broken` was over, 0 when that was before `good`."""
    inside = [broken, *(at for at in moments if broken < at < end), end]
    ends = [after for before, after in pairwise(inside) if after - before > _PAUSE]
    return max(0.0, ends[-1] - good) if ends else 0.0

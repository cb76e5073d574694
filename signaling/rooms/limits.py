"""What nobody may exceed: what a participant writes or sends costs every other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_METADATA = 64_000
MAX_ATTRIBUTES = 64_000
MAX_NAME = 512
MAX_IDENTITY = 512
MAX_ROOM_NAME = 256
# Bytes of the messages in which a client describes one of its tracks.
MAX_TRACK_DESCRIPTION = 8192


def attributes_fit(name: str, metadata: str, attributes: Mapping[str, str]) -> bool:
    """Whether a name (characters), metadata and attributes (bytes) are within the limits."""
    size = sum(len(key.encode()) + len(value.encode()) for key, value in attributes.items())
    return len(name) <= MAX_NAME and len(metadata.encode()) <= MAX_METADATA and size <= MAX_ATTRIBUTES


@dataclass(frozen=True)
class Limits:
    """Caps of this server; 0 means none. `publish_kbps` and `data_kbps` are per participant.

    `data_kbps` counts what data packets cost to send on: every copy to every recipient.
    """

    participants: int = 0
    rooms: int = 0
    room_participants: int = 0
    tracks: int = 32
    publish_kbps: int = 20_000
    data_kbps: int = 40_000
    connections: int = 4096


DEFAULT_LIMITS = Limits()


class Budget:
    """An allowance that grows by `rate` a second up to `burst`. A rate of 0 never runs out."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at: float | None = None

    def take(self, cost: float, now: float) -> bool:
        """Spend `cost` if anything is left, even if it leaves a debt; False when nothing is."""
        if self.debt(now) > 0:
            return False
        self.spend(cost, now)
        return True

    def spend(self, cost: float, now: float) -> None:
        """Spend `cost` whatever is left."""
        self._grow(now)
        if self._rate:
            self._left -= cost

    def debt(self, now: float) -> float:
        """Seconds until something is left again; 0 when something is."""
        self._grow(now)
        return -self._left / self._rate if self._rate and self._left < 0 else 0.0

    def _grow(self, now: float) -> None:
        if self._at is not None:
            self._left = min(self._burst, self._left + self._rate * max(0.0, now - self._at))
        self._at = now


def room_is_full(present: int, *caps: int) -> bool:
    """Whether nobody more fits under every cap; a cap of 0 is none."""
    return any(cap and present >= cap for cap in caps)


@dataclass
class PublishedBytes:
    """What the publisher's peer had received when its rate was last looked at."""

    at: float | None = None
    peer: int = 0
    tracks: dict[str, int] = field(default_factory=dict)
    muted_at: float = float("-inf")
    flood_since: float | None = None

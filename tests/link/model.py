"""What a bad line does to packets: pure, without clock or socket.

A packet's fate depends on the seed, the direction and its index alone; when it leaves depends also on when
it and those before it arrived. The same arrivals therefore always give the same departures.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from enum import Enum
from hashlib import blake2b
from typing import Any, NamedTuple

_DRAWS = struct.Struct("<QQQ")
_TCP, _UDP = 6, 17
PROTOCOLS = {"tcp": _TCP, "udp": _UDP, "icmp": 1, "icmp6": 58}
# What a token bucket of a shaper lets pass at once after a silence.
_BURST_BYTES = 3000


class Fate(Enum):
    """What became of a packet."""

    PASSED = "passed"
    LOST = "lost"
    OVERFLOW = "overflow"
    BLACKOUT = "blackout"
    BLOCKED = "blocked"


class Flow(NamedTuple):
    """A transport protocol between two ports, as one direction's packets carry them."""

    protocol: int
    source: int
    destination: int


@dataclass(frozen=True)
class Impairment:
    """The state of one direction. Times in milliseconds, shares 0 to 1, `rate_kbit` 0 for unlimited.

    Jitter is uniform and keeps the order of packets, as a queue does; `reorder` is the share of packets
    that are held back `reorder_ms` longer, so that later ones overtake them.
    """

    loss: float = 0.0
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    reorder: float = 0.0
    reorder_ms: float = 30.0
    rate_kbit: float = 0.0
    queue_bytes: int = 30_000
    blackout: bool = False
    blocked_protocols: frozenset[int] = frozenset()
    blocked_flows: frozenset[Flow] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the relay's command line."""
        return {
            **self.__dict__,
            "blocked_protocols": sorted(self.blocked_protocols),
            "blocked_flows": sorted(self.blocked_flows),
        }

    @staticmethod
    def from_json(values: dict[str, Any]) -> Impairment:
        """The reverse of `to_json`; raises TypeError for a name that does not exist."""
        protocols = frozenset(values.get("blocked_protocols", ()))
        flows = frozenset(Flow(*each) for each in values.get("blocked_flows", ()))
        return replace(Impairment(**values), blocked_protocols=protocols, blocked_flows=flows)


class Draws(NamedTuple):
    """Three independent uniform numbers in [0, 1) that belong to one packet."""

    loss: float
    jitter: float
    reorder: float


def draws(seed: int, direction: str, index: int) -> Draws:
    """The numbers of packet `index`: a hash, so that no packet's fate depends on another's."""
    digest = blake2b(f"{seed}/{direction}/{index}".encode(), digest_size=24).digest()
    return Draws(*(value / 2**64 for value in _DRAWS.unpack(digest)))


@dataclass
class Direction:
    """One direction of a link. `impairment` may be replaced at any time."""

    seed: int
    name: str
    impairment: Impairment = field(default_factory=Impairment)
    index: int = 0
    counts: dict[str, int] = field(default_factory=lambda: {fate.value: 0 for fate in Fate})
    _clear_at: float = 0.0
    _last_departure: float = 0.0

    def offer(self, now: float, size: int, flow: Flow | None) -> tuple[Fate, float]:
        """The fate of the next packet of `size` bytes, and when it leaves (seconds, only when it passed).

        `now` never goes back. `flow` is None when the packet has no readable transport header.
        """
        chances = draws(self.seed, self.name, self.index)
        self.index += 1
        fate, departure = self._decide(now, size, flow, chances)
        self.counts[fate.value] += 1
        return fate, departure

    def _decide(self, now: float, size: int, flow: Flow | None, chances: Draws) -> tuple[Fate, float]:
        state = self.impairment
        if state.blackout:
            return Fate.BLACKOUT, 0.0
        if flow is not None and (flow.protocol in state.blocked_protocols or flow in state.blocked_flows):
            return Fate.BLOCKED, 0.0
        cleared = self._through_queue(now, size)
        if cleared is None:
            return Fate.OVERFLOW, 0.0
        if chances.loss < state.loss:
            return Fate.LOST, 0.0
        return Fate.PASSED, self._depart(cleared, chances)

    def _through_queue(self, now: float, size: int) -> float | None:
        """When the bottleneck has sent the packet; None when its queue is full (tail drop)."""
        state = self.impairment
        if not state.rate_kbit:
            return now
        rate = state.rate_kbit * 125.0
        # The bucket as a virtual clock: it may lag behind by what a full bucket lets pass at once.
        clock = max(self._clear_at, now - _BURST_BYTES / rate)
        waiting = max(0.0, clock - now) * rate
        if waiting + size > state.queue_bytes:
            return None
        self._clear_at = clock + size / rate
        return max(now, self._clear_at)

    def _depart(self, cleared: float, chances: Draws) -> float:
        state = self.impairment
        departure = cleared + (state.delay_ms + chances.jitter * state.jitter_ms) / 1000
        departure = max(departure, self._last_departure)
        if chances.reorder < state.reorder:
            return departure + state.reorder_ms / 1000
        self._last_departure = departure
        return departure


def flow_of(packet: bytes) -> Flow | None:
    """Protocol and ports of an IPv4 or IPv6 packet; None when it is neither or a later fragment.

    IPv6 extension headers are not followed: the protocols looked for here carry none (RFC 8200).
    """
    version = packet[0] >> 4 if packet else 0
    if version == 4 and len(packet) >= 20:
        if int.from_bytes(packet[6:8], "big") & 0x1FFF:
            return None
        protocol, start = packet[9], (packet[0] & 0x0F) * 4
    elif version == 6 and len(packet) >= 40:
        protocol, start = packet[6], 40
    else:
        return None
    if protocol not in (_TCP, _UDP) or len(packet) < start + 4:
        return Flow(protocol, 0, 0)
    source, destination = struct.unpack_from("!HH", packet, start)
    return Flow(protocol, source, destination)

"""Everybody who is sent one layer of a track: each packet goes to all of them in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from signaling.private_aiortc import SrtpContext
from signaling.sfu.batch import MAX_LANES, MAX_PACKET, Arena, Batch, Lane, OutgoingPacket
from signaling.sfu.rtcp import SenderReport

if TYPE_CHECKING:
    from signaling.sfu.uplink import LayerPacket, PayloadFormat, UplinkLayer

# Fewer subscribers than this are served faster one by one, by measure.
_WORTH_A_BATCH = 3
_HEADER = 12


@dataclass(frozen=True, slots=True)
class Outlet:
    """How packets leave to one peer in batches: its socket, packed address and SRTP context."""

    arena: Arena
    context: SrtpContext
    descriptor: int
    name: bytes


class Place(NamedTuple):
    """A follower's lane, whether it gets the newest block of RED packets only, and its extension ids."""

    outlet: Outlet
    lane: Lane
    primary_only: bool
    extension_ids: tuple[int, int]


class Follower(Protocol):
    """A subscriber's end of a track. `start` is the first number it gets of the layer it follows."""

    @property
    def start(self) -> int: ...
    def takes(self, incoming: PayloadFormat) -> bool: ...
    def place(self, incoming: PayloadFormat) -> Place | None: ...
    def extension(self, item: LayerPacket, now: float) -> bytes: ...
    def emit(self, item: LayerPacket) -> None: ...
    def emit_late(self, item: LayerPacket) -> None: ...
    def restart(self) -> None: ...
    def forward_report(self, layer: UplinkLayer, report: SenderReport) -> None: ...


class _Plan:
    """Who gets packets of one format, and how; holds until anything about the followers changes."""

    def __init__(self, followers: Iterable[Follower], incoming: PayloadFormat) -> None:
        self._batches: list[tuple[Batch, list[Follower], bool]] = []
        self._singly: list[Follower] = []
        groups: dict[tuple[object, ...], list[tuple[Follower, Place]]] = {}
        for follower in followers:
            place = follower.place(incoming)
            if place is None:
                self._singly.append(follower)
            else:
                groups.setdefault(_likeness(place), []).append((follower, place))
        for group in groups.values():
            self._add_group(group)

    def _add_group(self, group: list[tuple[Follower, Place]]) -> None:
        if len(group) < _WORTH_A_BATCH:
            self._singly += [follower for follower, _ in group]
            return
        # Batches of even size, so that none is left with a few lanes.
        size = -(-len(group) // -(-len(group) // MAX_LANES))
        for start in range(0, len(group), size):
            part = group[start : start + size]
            outlet, _, primary_only, _ = part[0][1]
            batch = Batch(outlet.arena, outlet.descriptor, [place.lane for _, place in part])
            self._batches.append((batch, [follower for follower, _ in part], primary_only))

    def send(self, item: LayerPacket) -> None:
        packet = item.packet
        marker, timestamp = packet.marker, packet.timestamp
        for batch, followers, primary_only in self._batches:
            # All lanes of a batch have the same extension: one follower speaks for the others.
            extension = followers[0].extension(item, item.arrival)
            payload = item.primary() if primary_only else packet.payload
            if _HEADER + len(extension) + len(payload) <= MAX_PACKET:
                batch.send(OutgoingPacket(marker, item.number, timestamp, extension, payload, item.vp8))
            else:
                for follower in followers:
                    follower.emit(item)
        for follower in self._singly:
            follower.emit(item)


def _likeness(place: Place) -> tuple[object, ...]:
    """What all lanes of a batch have in common."""
    outlet = place.outlet
    trailer = outlet.context.trailer
    return outlet.descriptor, len(outlet.name), trailer, place.primary_only, place.extension_ids


class Audience:
    """The followers of one layer. `packets` and `octets` count what was sent to each of them.

    `last` is the packet of the highest number sent.
    """

    def __init__(self) -> None:
        self.packets = 0
        self.octets = 0
        self.last: LayerPacket | None = None
        self._followers: dict[Follower, None] = {}
        self._plans: dict[PayloadFormat, _Plan] = {}
        self._start = 0

    def __len__(self) -> int:
        return len(self._followers)

    def join(self, follower: Follower) -> None:
        """Send to this follower too, from the packet of number `start` on."""
        self._followers[follower] = None
        self._start = max(self._start, follower.start)
        self._plans.clear()

    def leave(self, follower: Follower) -> None:
        """Send to this follower no more."""
        self._followers.pop(follower, None)
        self._plans.clear()

    def changed(self) -> None:
        """A follower's address, format or wishes are others now."""
        self._plans.clear()

    def dismiss(self) -> None:
        """Let everybody wait for a new beginning."""
        for follower in list(self._followers):
            follower.restart()

    def forward(self, item: LayerPacket) -> None:
        """Send one packet to everybody."""
        if not self._followers:
            return
        last = self.last
        if last is None or item.number > last.number:
            self.last = item
        if item.number < self._start:
            self._forward_late(item)
            return
        plan = self._plans.get(item.format) or self._plan(item.format)
        self.packets += 1
        self.octets += len(item.packet.payload)
        plan.send(item)

    def _plan(self, incoming: PayloadFormat) -> _Plan:
        for follower in list(self._followers):
            if not follower.takes(incoming):
                follower.restart()
        plan = self._plans[incoming] = _Plan(self._followers, incoming)
        return plan

    def _forward_late(self, item: LayerPacket) -> None:
        """Some follower began after this packet, and may have had it under another layer's numbers."""
        for follower in list(self._followers):
            follower.emit_late(item)

    def report(self, layer: UplinkLayer, report: SenderReport) -> None:
        """Pass the publisher's clock on to everybody."""
        for follower in list(self._followers):
            follower.forward_report(layer, report)

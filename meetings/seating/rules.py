"""Who sits where by order of precedence, pure.

The chair takes the chair's place, secretaries theirs; all others sit the nearer to the chair the higher they
stand: members, delegates, guests, and among them by the order of positions in the catalogue.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ecabinet.folding import fold
from ecabinet.rooms.rules import SEATS, Place

STANDING = ("chair", "member", "delegate", "guest", "secretary")


@dataclass(frozen=True)
class Sitter:
    """One who is to have a seat."""

    id: UUID
    role: str
    position: str
    name: str


def rank_of(position: str, order: Mapping[str, int]) -> int:
    """The place of a position in the catalogue: that of the longest word it begins with, else after all."""
    words = fold(position)
    fitting = [word for word in order if words.startswith(fold(word))]
    return order[max(fitting, key=len)] if fitting else max(order.values(), default=0) + 1


def by_precedence(people: Sequence[Sitter], order: Mapping[str, int]) -> list[Sitter]:
    """The same people, the highest first; `order` gives the places of the positions."""
    return sorted(
        people, key=lambda p: (STANDING.index(p.role), rank_of(p.position, order), fold(p.name), str(p.id))
    )


def by_nearness(places: Sequence[Place]) -> list[Place]:
    """The seats, the nearest to the chair first; without a chair's place, to the middle of the front."""
    seats = [place for place in places if place.kind in SEATS]
    middle = (min((p.x for p in seats), default=0) + max((p.x for p in seats), default=0)) / 2
    front = min((p.y for p in seats), default=0)
    chairs = next(((float(p.x), p.y) for p in seats if p.kind == "chair"), (middle, front))
    return sorted(seats, key=lambda p: ((p.x - chairs[0]) ** 2 + (p.y - chairs[1]) ** 2, p.y, p.x))


def fill(places: Sequence[Place], taken: Collection[str], people: Sequence[Sitter]) -> dict[UUID, str]:
    """The key of the seat for each of `people` (in order of precedence), as long as seats are free."""
    free = [place for place in by_nearness(places) if place.key not in taken]
    found: dict[UUID, str] = {}
    for person in people:
        seat = next((place for kind in _wanted(person.role) for place in free if place.kind == kind), None)
        if seat is not None:
            free.remove(seat)
            found[person.id] = seat.key
    return found


def _wanted(role: str) -> tuple[str, ...]:
    if role in {"chair", "secretary"}:
        return (role, "seat")
    return ("seat",)

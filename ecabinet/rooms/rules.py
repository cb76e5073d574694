"""What a seat map may hold, pure. A map is a grid; a place takes one cell, named by its key for ever."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol, TypeVar

from ecabinet.problems import FieldError, Problem

V = TypeVar("V")
MOST_COLUMNS = 60
MOST_ROWS = 40
MOST_PLACES = 600
# Where somebody sits; a table, a door and a screen are shown so that one finds the way.
SEATS = frozenset({"seat", "chair", "secretary"})


class Place(Protocol):
    """One thing on the map."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def x(self) -> int: ...
    @property
    def y(self) -> int: ...
    @property
    def kind(self) -> str: ...


def check_map(width: int, height: int, places: Sequence[Place]) -> None:
    """Raises Problem bad_input (422) unless each has a cell, a key and, as a seat, a label of its own."""
    for code, refused in (
        ("place_outside", [p.label or p.key for p in places if not (0 <= p.x < width and 0 <= p.y < height)]),
        ("places_in_one_cell", [f"{x + 1}×{y + 1}" for x, y in _twice([(p.x, p.y) for p in places])]),
        ("place_key_twice", _twice([p.key for p in places])),
        ("seat_without_label", [p.key for p in places if p.kind in SEATS and not p.label]),
        ("seat_label_twice", _twice([p.label for p in places if p.kind in SEATS])),
        ("one_chairs_place", _twice([p.kind for p in places if p.kind == "chair"])),
    ):
        if refused:
            names = ", ".join(sorted(set(refused))[:5])
            raise Problem("bad_input", errors=(FieldError("places", code, {"names": names}),))


def _twice(values: Sequence[V]) -> list[V]:
    return [value for value, times in Counter(values).items() if times > 1]


def seats_of(places: Sequence[Place]) -> int:
    """How many people find a seat on the map."""
    return sum(place.kind in SEATS for place in places)

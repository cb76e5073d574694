"""A seat map is taken exactly when every place has a cell, a key and, as a seat, a label of its own."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.problems import Problem
from ecabinet.rooms.rules import SEATS, check_map

KINDS = ("seat", "secretary", "table", "screen", "door")


@dataclass(frozen=True)
class Cell:
    key: str
    label: str
    x: int
    y: int
    kind: str


@st.composite
def good_maps(draw: st.DrawFn) -> tuple[int, int, list[Cell]]:
    """A map as it may be: cells are drawn without repetition, labels are numbers."""
    width, height = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    cells = draw(st.lists(st.integers(0, width * height - 1), unique=True, max_size=40))
    kinds = [draw(st.sampled_from(KINDS)) for _ in cells]
    places = [
        Cell(f"k{n}", str(n) if kind in SEATS else "", cell % width, cell // width, kind)
        for n, (cell, kind) in enumerate(zip(cells, kinds, strict=True))
    ]
    return width, height, places


def refused(width: int, height: int, places: list[Cell]) -> str:
    with pytest.raises(Problem) as problem:
        check_map(width, height, places)
    assert problem.value.errors[0].field == "places"
    return problem.value.errors[0].code


@given(good_maps())
def test_a_good_map_is_taken(drawn: tuple[int, int, list[Cell]]) -> None:
    width, height, places = drawn
    check_map(width, height, places)
    assert len({(p.x, p.y) for p in places}) == len(places)


@given(good_maps(), st.data())
def test_one_fault_is_named(drawn: tuple[int, int, list[Cell]], data: st.DataObject) -> None:
    width, height, places = drawn
    extra = Cell("extra", "Mới", width, 0, "seat")
    assert refused(width, height, [*places, extra]) == "place_outside"
    inside = [*places, replace(extra, y=height)]
    check_map(width + 1, height + 1, inside)
    other = data.draw(st.sampled_from(inside))
    assert refused(width + 1, height + 1, [*inside, replace(extra, key="z", x=other.x, y=other.y)]) in {
        "places_in_one_cell",
        "seat_label_twice",
    }
    assert (
        refused(width + 1, height + 1, [*inside, replace(other, label="khác", x=0, y=height)])
        == "place_key_twice"
    )
    assert (
        refused(width + 1, height + 1, [*inside, replace(extra, key="z", x=0, y=height)])
        == "seat_label_twice"
    )
    assert (
        refused(width + 1, height + 1, [*inside, replace(extra, key="z", label="", x=0, y=height)])
        == "seat_without_label"
    )


def test_there_is_one_place_for_the_chair() -> None:
    places = [Cell("a", "A", 0, 0, "chair"), Cell("b", "B", 1, 0, "chair")]
    assert refused(3, 3, places) == "one_chairs_place"

"""The order of precedence: everybody one seat, the higher the nearer to the chair."""

import uuid
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from ecabinet.rooms.rules import SEATS
from meetings.seating.rules import STANDING, Sitter, by_nearness, by_precedence, fill, rank_of

ORDER = {"Chủ tịch": 1, "Phó Chủ tịch": 2, "Giám đốc Sở": 3}


@dataclass(frozen=True)
class Cell:
    key: str
    label: str
    x: int
    y: int
    kind: str


cells = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(["seat", "seat", "secretary", "table"])),
    unique_by=lambda cell: cell[:2],
    max_size=30,
).map(lambda found: [Cell(f"s{x}-{y}", f"{x}.{y}", x, y, kind) for x, y, kind in found])
sitters = st.lists(
    st.builds(
        Sitter,
        id=st.uuids(),
        role=st.sampled_from(["member", "delegate", "guest", "secretary"]),
        position=st.sampled_from([*ORDER, "Chuyên viên"]),
        name=st.sampled_from(["An", "Bình", "Ân"]),
    ),
    unique_by=lambda sitter: sitter.id,
    max_size=20,
)


@given(cells, sitters, st.booleans())
def test_one_seat_one_person(places: list[Cell], people: list[Sitter], one_taken: bool) -> None:
    seats = [place for place in places if place.kind in SEATS]
    taken = {seats[0].key} if one_taken and seats else set()
    found = fill(places, taken, by_precedence(people, ORDER))
    kinds = {place.key: place.kind for place in places}
    assert len(set(found.values())) == len(found)
    assert not taken & set(found.values())
    assert all(kinds[key] in SEATS for key in found.values())
    free = [place for place in seats if place.kind == "seat" and place.key not in taken]
    others = [person for person in people if person.role != "secretary"]
    assert sum(person.id in found for person in others) == min(len(free), len(others))


@given(cells, sitters)
def test_the_higher_sits_the_nearer(places: list[Cell], people: list[Sitter]) -> None:
    ranked = by_precedence([person for person in people if person.role != "secretary"], ORDER)
    found = fill(places, (), ranked)
    near = [place.key for place in by_nearness(places) if place.kind == "seat"]
    assert [found[person.id] for person in ranked if person.id in found] == near[: len(ranked)]
    standing = [STANDING.index(person.role) for person in ranked]
    assert standing == sorted(standing)


def test_a_position_ranks_by_the_longest_word_it_begins_with() -> None:
    order = {"Phó Chủ tịch": 5, "Phó Chủ tịch Thường trực": 4, "Chủ tịch": 1}
    assert rank_of("Phó chủ tịch thường trực UBND tỉnh", order) == 4
    assert rank_of("Phó Chủ tịch UBND tỉnh", order) == 5
    assert rank_of("Chủ tịch UBND xã", order) == 1
    assert rank_of("Chuyên viên", order) == 6
    assert rank_of("Chuyên viên", {}) == 1


def test_chair_and_secretary_have_places_of_their_own() -> None:
    places = [Cell("a", "A", 0, 0, "seat"), Cell("c", "C", 5, 5, "chair"), Cell("t", "T", 6, 5, "secretary")]
    people = [Sitter(uuid.uuid4(), role, "", role) for role in ("secretary", "guest", "chair")]
    found = fill(places, (), by_precedence(people, ORDER))
    assert {person.role: found[person.id] for person in people} == {
        "chair": "c",
        "secretary": "t",
        "guest": "a",
    }

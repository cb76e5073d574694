"""What a plan may be: the rules alone."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.problems import Problem
from ecabinet.reorganisation.rules import (
    TRANSITIONS,
    SuccessorFacts,
    UnitFacts,
    after,
    check_plan,
    free_name,
)

DAY = date(2025, 7, 1)


def unit(**facts: object) -> UnitFacts:
    return UnitFacts(id=uuid4(), name="X", **facts)  # type: ignore[arg-type]


def heir(found: UnitFacts | None = None, above: frozenset[UUID] = frozenset()) -> SuccessorFacts:
    return SuccessorFacts(True, found, above)


def codes(kind: str, before: list[UnitFacts], after_it: list[SuccessorFacts]) -> set[str]:
    try:
        check_plan(kind, DAY, before, after_it)
    except Problem as problem:
        return {error.code for error in problem.errors}
    return set()


def test_three_become_one_of_them() -> None:
    city, first, second = unit(), unit(), unit()
    assert codes("merge", [first, second], [heir(city)]) == set()


def test_a_unit_cannot_be_merged_into_itself() -> None:
    one = unit()
    assert codes("merge", [one], [heir(one)]) == {"unit_named_twice"}
    assert codes("merge", [one, one], [heir(unit())]) == {"unit_named_twice"}


@pytest.mark.parametrize(
    ("kind", "before", "successors", "code"),
    [
        ("merge", [unit()], [], "merge_successors"),
        ("split", [unit()], [heir(unit())], "split_successors"),
        ("rename", [unit()], [heir(unit())], "rename_successors"),
        ("split", [unit(), unit()], [heir(), SuccessorFacts(False)], "one_predecessor"),
        ("rename", [unit(), unit()], [], "one_predecessor"),
        ("split", [unit()], [heir(), heir()], "one_keeps_records"),
        ("merge", [unit()], [SuccessorFacts(False, unit())], "one_keeps_records"),
        ("merge", [unit(valid_to=DAY)], [heir(unit())], "unit_not_there"),
        ("merge", [unit(valid_from=DAY)], [heir(unit())], "unit_not_there"),
        ("merge", [unit()], [heir(unit(valid_to=DAY))], "unit_not_there"),
        ("merge", [unit()], [heir(unit(valid_from=DAY + timedelta(1)))], "unit_not_there"),
        ("merge", [unit(ends=DAY)], [heir(unit())], "unit_ends_already"),
        ("merge", [unit()], [heir(unit(ends=DAY + timedelta(9)))], "unit_ends_already"),
    ],
)
def test_what_cannot_be(
    kind: str, before: list[UnitFacts], successors: list[SuccessorFacts], code: str
) -> None:
    assert code in codes(kind, before, successors)


def test_the_tree_never_becomes_a_circle() -> None:
    ending = unit()
    below = unit(above=frozenset({ending.id}))
    assert codes("merge", [ending], [heir(below)]) == {"successor_below"}
    assert codes("merge", [ending], [heir(above=frozenset({ending.id}))]) == {"successor_below"}


@pytest.mark.parametrize("act", sorted(TRANSITIONS))
@pytest.mark.parametrize("status", ["draft", "confirmed", "done", "cancelled"])
def test_every_act_in_every_status(act: str, status: str) -> None:
    reached = TRANSITIONS[act].get(status)
    if reached is not None:
        assert after(act, status) == reached
        return
    with pytest.raises(Problem) as refused:
        after(act, status)
    assert refused.value.status == 409


@given(st.text(min_size=1, max_size=130), st.text(max_size=80), st.sets(st.text(max_size=125), max_size=6))
def test_a_free_name_is_free_and_fits(name: str, origin: str, taken: set[str]) -> None:
    found = free_name(name, origin, taken)
    if name not in taken:
        assert found == name
    else:
        assert len(found) <= 120


def test_names_that_are_taken_are_told_by_their_origin() -> None:
    assert free_name("Phòng họp 1", "BD", {"Phòng họp 1"}) == "Phòng họp 1 (BD)"
    assert free_name("Phòng họp 1", "BD", {"Phòng họp 1", "Phòng họp 1 (BD)"}) == "Phòng họp 1 (BD 2)"

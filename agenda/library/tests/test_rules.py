"""Folders lie in each other without circles, six deep at most."""

import contextlib
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.library.rules import DEEPEST, Tree, free_name, require_fits, require_movable
from ecabinet.problems import Problem

IDS = [UUID(int=n) for n in range(8)]


@given(st.lists(st.tuples(st.sampled_from(IDS), st.none() | st.sampled_from(IDS)), max_size=60))
def test_whatever_is_moved_no_circle_comes_and_nothing_lies_too_deep(
    moves: list[tuple[UUID, UUID | None]],
) -> None:
    parents: dict[UUID, UUID | None] = dict.fromkeys(IDS)
    for folder, parent in moves:
        with contextlib.suppress(Problem):
            require_movable(Tree(parents), folder, parent)
            parents[folder] = parent
    tree = Tree(parents)
    assert all(1 <= tree.depth(folder) <= DEEPEST for folder in IDS)
    assert all(tree.height(folder) + tree.depth(folder) - 1 <= DEEPEST for folder in IDS)


def test_what_lies_in_a_folder() -> None:
    top, middle, low, beside = IDS[:4]
    tree = Tree({top: None, middle: top, low: middle, beside: None})
    assert tree.below(top) == {top, middle, low}
    assert (tree.height(top), tree.height(beside), tree.depth(low), tree.depth(None)) == (3, 1, 3, 0)
    with pytest.raises(Problem, match="library_circle"):
        require_movable(tree, top, low)
    require_fits(tree, low, DEEPEST - 3)
    with pytest.raises(Problem, match="library_too_deep"):
        require_fits(tree, low, DEEPEST - 2)


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert free_name("Họp", [], 120) == "Họp"
    assert free_name("Họp", ["Họp", "Họp (2)"], 120) == "Họp (3)"
    assert free_name("a" * 120, ["a" * 120], 120) == "a" * 116 + " (2)"

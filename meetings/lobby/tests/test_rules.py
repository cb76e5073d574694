"""Who waits, pure."""

import pytest

from ecabinet.problems import Problem
from meetings.lobby import rules


@pytest.mark.parametrize(
    ("role", "inside", "guests_wait", "waits"),
    [
        ("guest", None, False, False),
        ("guest", None, True, True),
        ("guest", True, True, False),
        ("guest", False, False, True),
        ("delegate", None, True, False),
        ("delegate", False, False, True),
        ("chair", False, True, False),
        ("secretary", None, True, False),
    ],
)
def test_who_waits(role: str, inside: bool | None, guests_wait: bool, waits: bool) -> None:
    assert rules.waits(role, inside, guests_wait=guests_wait) is waits


def test_closing_the_doors_leaves_outside_who_has_not_come() -> None:
    assert rules.stays_out("delegate", is_present=False)
    assert not rules.stays_out("delegate", is_present=True)
    assert not rules.stays_out("chair", is_present=False)


def test_who_is_inside_for_good_is_not_admitted_again() -> None:
    rules.check_admissible(None, is_outside=True)
    rules.check_admissible("admitted", is_outside=False)
    with pytest.raises(Problem) as refused:
        rules.check_admissible(None, is_outside=False)
    assert refused.value.code == "not_in_lobby"

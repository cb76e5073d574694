"""The quorum's arithmetic, and when a site counts as lost."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.problems import Problem
from meetings.attendance.rules import (
    LOST_AFTER,
    UNREACHABLE_AFTER,
    Presence,
    check_open,
    check_reason,
    quorum,
)

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
SITES = st.sets(st.sampled_from(["site:a", "site:b", "site:c"]))


@given(st.integers(0, 500), st.data())
def test_the_quorum_is_the_smallest_number_that_reaches_the_fraction(
    entitled: int, data: st.DataObject
) -> None:
    present = data.draw(st.integers(0, entitled))
    denominator = data.draw(st.integers(1, 20))
    numerator = data.draw(st.integers(1, denominator))
    part = Fraction(numerator, denominator)

    found = quorum(entitled, present, numerator, denominator)

    assert found.required >= part * entitled
    assert found.required - 1 < part * entitled
    assert found.met == (entitled > 0 and present >= part * entitled)


@pytest.mark.parametrize(
    ("entitled", "present", "required", "met"),
    [(27, 18, 18, True), (27, 17, 18, False), (28, 18, 19, False), (1, 1, 1, True), (0, 0, 0, False)],
)
def test_two_thirds(entitled: int, present: int, required: int, met: bool) -> None:
    found = quorum(entitled, present, 2, 3)
    assert (found.required, found.met) == (required, met)


def test_a_meeting_without_a_fraction_needs_nobody() -> None:
    assert quorum(5, 0, None, None).met


@pytest.mark.parametrize("figures", [(3, 4, 2, 3), (3, -1, 2, 3), (3, 3, 4, 3), (3, 3, 0, 3), (3, 3, 1, 0)])
def test_impossible_figures_are_refused(figures: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"present|whole"):
        quorum(*figures)


def test_an_absence_needs_a_reason_and_nothing_else_keeps_one() -> None:
    assert check_reason("absent", "  công tác  ") == "công tác"
    assert check_reason("present_online", "thừa") == ""
    with pytest.raises(Problem, match="absence_needs_reason"):
        check_reason("absent", "   ")


@pytest.mark.parametrize("status", ["draft", "approved", "ended", "closed", "cancelled"])
def test_attendance_is_closed_before_publishing_and_after_the_end(status: str) -> None:
    with pytest.raises(Problem, match="attendance_closed"):
        check_open(status)


def test_a_site_is_lost_only_after_the_grace() -> None:
    presence = Presence()
    first = presence.look(NOON, {"site:a"}, {})
    assert (dict(first.lost), first.again) == ({}, NOON + LOST_AFTER)

    later = presence.look(NOON + LOST_AFTER, {"site:a"}, {})
    assert dict(later.lost) == {"site:a": NOON}
    assert later.again is None


def test_a_site_that_comes_back_in_time_was_never_lost() -> None:
    presence = Presence()
    presence.look(NOON, {"site:a"}, {})
    back = presence.look(NOON + timedelta(seconds=1), {"site:a"}, {"site:a": NOON})
    gone_again = presence.look(NOON + LOST_AFTER, {"site:a"}, {})

    assert not back.lost
    assert not back.found
    assert not gone_again.lost


def test_a_silent_media_server_has_a_longer_grace() -> None:
    presence = Presence()
    presence.look(NOON, {"site:a"}, None)
    assert not presence.look(NOON + LOST_AFTER, {"site:a"}, None).lost
    assert presence.look(NOON + UNREACHABLE_AFTER, {"site:a"}, None).lost


def test_who_is_not_back_yet_in_a_server_that_began_anew_is_not_lost() -> None:
    presence, second = Presence(), timedelta(seconds=1)
    assert not presence.look(NOON, {"site:a", "site:b"}, None).lost
    empty = presence.look(NOON + LOST_AFTER + second, {"site:a", "site:b"}, {})
    assert not empty.lost
    presence.shaken(NOON + LOST_AFTER + 2 * second)
    one = presence.look(NOON + LOST_AFTER + 2 * second, {"site:a", "site:b"}, {"site:a": NOON})
    assert (dict(one.lost), one.again) == ({}, NOON + UNREACHABLE_AFTER)
    assert set(presence.look(NOON + UNREACHABLE_AFTER, {"site:a", "site:b"}, {"site:a": NOON}).lost) == {
        "site:b"
    }


@given(st.lists(st.tuples(st.integers(0, 6), SITES, st.one_of(st.none(), SITES)), max_size=30))
def test_presence_finds_only_what_is_there_and_loses_only_what_was_believed(
    looks: list[tuple[int, set[str], set[str] | None]],
) -> None:
    presence, now = Presence(), NOON
    for seconds, online, there in looks:
        now += timedelta(seconds=seconds)
        seen = None if there is None else dict.fromkeys(there, now)
        change = presence.look(now, online, seen)
        assert set(change.found) == (there or set()) - online
        assert set(change.lost) <= online - (there or set())
        assert all(now - since >= LOST_AFTER for since in change.lost.values())
        assert change.again is None or change.again > now

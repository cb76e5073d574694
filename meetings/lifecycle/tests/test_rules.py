"""The life of a meeting without I/O: every act in every state, dates, words without marks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecabinet.problems import Problem
from meetings.lifecycle.rules import (
    BEFORE_START,
    OVER,
    PREPARING,
    RUNNING,
    STARTED,
    TRANSITIONS,
    Act,
    Status,
    after,
    check_quorum,
    check_times,
    folded,
    is_working_day,
    paused_for,
    working_days_between,
)
from meetings.lifecycle.words import ACTS, STATUS

# fmt: off
TABLE = {
    "draft": {"submit": "submitted", "publish": "published", "cancel": "cancelled"},
    "submitted": {
        "approve": "approved", "return": "returned", "withdraw": "draft", "cancel": "cancelled",
    },
    "approved": {
        "return": "returned", "withdraw": "draft", "publish": "published", "cancel": "cancelled",
    },
    "returned": {"submit": "submitted", "cancel": "cancelled"},
    "published": {"start": "in_progress", "cancel": "cancelled"},
    "in_progress": {"pause": "paused", "end": "ended"},
    "paused": {"resume": "in_progress", "end": "ended"},
    "ended": {"close": "closed"},
    "closed": {"reopen": "ended"},
    "cancelled": {},
}
# fmt: on


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("act", list(Act))
def test_every_act_in_every_status_is_decided(act: Act, status: Status) -> None:
    wanted = TABLE[status].get(act)
    if wanted is not None:
        assert after(act, status) == wanted
        return
    with pytest.raises(Problem) as refused:
        after(act, status)
    told = refused.value.body("vi")["detail"], refused.value.body("en")["detail"]
    assert refused.value.status == 409
    assert STATUS[status].vi in told[0]
    assert ACTS[act].en in told[1]


def test_the_kinds_of_status_divide_all_of_them() -> None:
    assert PREPARING | RUNNING | OVER | {Status.PUBLISHED} == set(Status)
    assert not PREPARING & RUNNING | RUNNING & OVER | PREPARING & OVER
    assert set(Status) == STARTED | BEFORE_START


def test_every_status_is_reached_from_draft() -> None:
    reached = {Status.DRAFT}
    for _ in Status:
        reached |= {to for moves in TRANSITIONS.values() for by, to in moves.items() if by in reached}
    assert reached == set(Status)


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


# A machine that is busy draws slowly; that says nothing about the rule.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days, st.integers(0, 60), st.sets(days, max_size=5))
def test_working_days_are_those_that_a_calendar_counts(first: date, length: int, holidays: set[date]) -> None:
    last = first + timedelta(days=length)
    counted = [first + timedelta(days=n) for n in range(1, length + 1)]
    wanted = sum(is_working_day(day, holidays) for day in counted)
    assert working_days_between(first, last, holidays) == wanted
    assert working_days_between(last, first, holidays) == 0 or length == 0


def test_notice_from_monday_to_thursday_is_three_days_and_a_holiday_takes_one() -> None:
    monday, thursday = date(2026, 11, 23), date(2026, 11, 26)
    assert working_days_between(monday, thursday, ()) == 3
    assert working_days_between(monday, thursday, {date(2026, 11, 25)}) == 2
    assert working_days_between(date(2026, 11, 20), date(2026, 11, 23), ()) == 1


def test_a_pause_counts_whole_seconds() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert paused_for(at, at + timedelta(seconds=61, milliseconds=900)) == 61
    assert paused_for(None, at) == 0
    assert paused_for(at, at - timedelta(seconds=5)) == 0


def test_a_meeting_ends_after_it_starts() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    check_times(at, at + timedelta(minutes=1))
    with pytest.raises(Problem) as refused:
        check_times(at, at)
    assert refused.value.errors[0].field == "scheduled_end"


@pytest.mark.parametrize("fraction", [(3, 2), (0, 3), (None, 3), (2, None)])
def test_a_quorum_is_a_fraction_or_absent(fraction: tuple[int | None, int | None]) -> None:
    check_quorum(2, 3)
    check_quorum(None, None)
    with pytest.raises(Problem) as refused:
        check_quorum(*fraction)
    assert refused.value.status == 422


@given(st.text(alphabet="ăâđêôơưĂÂĐÊÔƠƯáàảãạ abcXYZ"))
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(text).isascii()


def test_words_are_found_without_marks() -> None:
    assert folded("Điểm cầu Đắk Lắk") == "diem cau dak lak"

"""Duties without tables: when they are due, how they stand, when reminders go."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agenda.assignments.rules import Standing, reminder_times, standing, usual_due

START = datetime(2026, 9, 8, 8, tzinfo=UTC)  # a Tuesday
YEAR = START.replace(month=1, tzinfo=None)
LONG_BEFORE = START - timedelta(days=60)


def test_due_as_many_working_days_before_as_the_notice_has() -> None:
    assert usual_due(START, LONG_BEFORE, 3, set()) == datetime(2026, 9, 3, 17, tzinfo=UTC)
    holidays = {date(2026, 9, 3), date(2026, 9, 2)}
    assert usual_due(START, LONG_BEFORE, 3, holidays) == datetime(2026, 9, 1, 17, tzinfo=UTC)
    assert usual_due(START, LONG_BEFORE, 0, set()) == datetime(2026, 9, 7, 17, tzinfo=UTC)


def test_due_at_the_start_when_the_notice_is_over() -> None:
    late = START - timedelta(hours=2)
    assert usual_due(START, late, 3, set()) == START
    assert usual_due(START, START, 3, set()) == START + timedelta(hours=1)


@given(st.integers(1, 20), st.integers(0, 25), st.integers(0, 25))
def test_a_duty_is_done_by_what_was_accepted_alone(count: int, accepted: int, submitted: int) -> None:
    stands = standing(count, accepted, submitted)
    assert (stands == Standing.DONE) == (accepted >= count)
    assert (stands == Standing.OWED) == (accepted + submitted < count)


@given(st.datetimes(YEAR, YEAR.replace(month=12)), st.integers(0, 100))
def test_reminders_lie_between_now_and_the_time(due: datetime, hours: int) -> None:
    due = due.replace(tzinfo=UTC)
    now = due - timedelta(hours=hours)
    times = reminder_times(due, now)
    assert all(now < moment < due for moment in times)
    assert (due - timedelta(days=1) in times) == (hours > 24)

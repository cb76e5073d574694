"""On which days a series falls, for any rule, start and zone."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.problems import Problem
from meetings.copies.rules import LAST, Frequency, Rule, check_rule, days_after, moved_alike, starts_after

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
INTERVALS = st.integers(1, 12)
ZONES = st.sampled_from([HANOI, ZoneInfo("UTC"), ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")])
RULES = st.one_of(
    st.builds(Rule, st.just(Frequency.WEEKLY), INTERVALS, st.integers(0, 6)),
    st.builds(Rule, st.just(Frequency.MONTH_DAY), INTERVALS, month_day=st.integers(1, 31)),
    st.builds(
        Rule,
        st.just(Frequency.MONTH_WEEKDAY),
        INTERVALS,
        st.integers(0, 6),
        st.sampled_from([1, 2, 3, 4, LAST]),
    ),
    st.builds(Rule, st.just(Frequency.FIRST_WORKING_DAY), INTERVALS),
    st.builds(Rule, st.just(Frequency.LAST_WORKING_DAY), INTERVALS),
)


def next_days(rule: Rule, first: date, number: int, holidays: frozenset[date] = frozenset()) -> list[date]:
    return list(islice(days_after(rule, first, holidays), number))


@given(RULES, DAYS)
def test_days_follow_each_other_and_the_rule(rule: Rule, first: date) -> None:
    days = next_days(rule, first, 8)
    assert days == sorted(set(days))
    assert days[0] > first
    if rule.weekday is not None:
        assert {day.weekday() for day in days} == {rule.weekday}
    if rule.frequency == Frequency.WEEKLY:
        assert {(b - a).days for a, b in pairwise(days)} == {7 * rule.interval}
    else:
        months = [day.year * 12 + day.month for day in days]
        assert {b - a for a, b in pairwise(months)} == {rule.interval}


@given(DAYS, st.integers(1, 31))
def test_a_shorter_month_gives_its_last_day(first: date, number: int) -> None:
    for day in next_days(Rule(Frequency.MONTH_DAY, month_day=number), first, 12):
        assert day.day == min(number, monthrange(day.year, day.month)[1])


@given(DAYS, st.sets(DAYS, max_size=20))
def test_working_days_are_no_weekends_and_no_holidays(first: date, holidays: set[date]) -> None:
    for frequency in (Frequency.FIRST_WORKING_DAY, Frequency.LAST_WORKING_DAY):
        for day in next_days(Rule(frequency), first, 6, frozenset(holidays)):
            assert day.weekday() < 5
            assert day not in holidays


@given(RULES, DAYS, st.times(), ZONES)
def test_the_wall_clock_stays_in_every_zone(rule: Rule, first: date, at: time, zone: ZoneInfo) -> None:
    start = datetime.combine(first, at.replace(second=0, microsecond=0), zone).astimezone(UTC)
    wall = start.astimezone(zone)
    for each in starts_after(rule, start, zone, 5, (), skip_holidays=False):
        assert each.tzinfo == UTC
        local = each.astimezone(zone)
        skipped = local.utcoffset() != local.replace(fold=1).utcoffset() or local.time() != wall.time()
        assert local.time() == wall.time() or skipped  # an hour that summer time leaves out


@given(RULES, DAYS)
def test_a_zone_without_summer_time_keeps_every_hour(rule: Rule, first: date) -> None:
    start = datetime.combine(first, time(8), HANOI)
    for each in starts_after(rule, start, HANOI, 6, (), skip_holidays=False):
        assert each.astimezone(HANOI).time() == time(8)
        assert each.time() == time(1)


def test_summer_time_between_two_meetings_moves_the_instant_not_the_clock() -> None:
    zone = ZoneInfo("Europe/Paris")
    start = datetime(2026, 3, 23, 9, tzinfo=zone)  # the Monday before summer time begins
    (after,) = starts_after(Rule(Frequency.WEEKLY, weekday=0), start, zone, 1, (), skip_holidays=False)
    assert (after.astimezone(zone).hour, after.hour, start.astimezone(UTC).hour) == (9, 7, 8)


@given(RULES, DAYS, st.integers(1, 10))
def test_holidays_are_left_out_only_when_asked(rule: Rule, first: date, number: int) -> None:
    start = datetime.combine(first, time(8), HANOI)
    plain = starts_after(rule, start, HANOI, number, (), skip_holidays=False)
    holidays = {plain[0].astimezone(HANOI).date()} if rule.nth or rule.weekday or rule.month_day else set()
    kept = starts_after(rule, start, HANOI, number, holidays, skip_holidays=False)
    without = starts_after(rule, start, HANOI, number, holidays, skip_holidays=True)
    assert kept == plain
    assert len(without) == number
    assert not holidays & {each.astimezone(HANOI).date() for each in without}


@given(DAYS, st.integers(-40, 40), st.integers(-600, 600), st.integers(0, 30))
def test_the_others_move_by_as_much(first: date, days: int, minutes: int, later: int) -> None:
    before = datetime.combine(first, time(8), HANOI)
    after = before + timedelta(days=days, minutes=minutes)
    other = before + timedelta(days=7 * later)
    assert moved_alike(other, before, after, HANOI) - other == after - before


def test_a_rule_says_what_its_frequency_needs() -> None:
    with pytest.raises(Problem) as told:
        check_rule(Rule(Frequency.MONTH_WEEKDAY, weekday=0))
    assert [error.field for error in told.value.errors] == ["nth"]
    check_rule(Rule(Frequency.FIRST_WORKING_DAY))


def test_every_monday_and_the_first_working_day_of_2027() -> None:
    monday = Rule(Frequency.WEEKLY, weekday=0)
    assert next_days(monday, date(2026, 12, 23), 2) == [date(2026, 12, 28), date(2027, 1, 4)]
    new_year = frozenset({date(2027, 1, 1)})
    first = next_days(Rule(Frequency.FIRST_WORKING_DAY), date(2026, 12, 15), 2, new_year)
    assert first == [date(2027, 1, 4), date(2027, 2, 1)]

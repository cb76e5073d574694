"""On which days a series of meetings falls. Pure."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import count, islice
from zoneinfo import ZoneInfo

from ecabinet.problems import FieldError, Problem
from meetings.lifecycle.rules import is_working_day

LAST = -1


class Frequency(StrEnum):
    """Every so many weeks on a day of the week, or every so many months on a date, on the nth day of the
    week, or on the first or last working day."""

    WEEKLY = "weekly"
    MONTH_DAY = "month_day"
    MONTH_WEEKDAY = "month_weekday"
    FIRST_WORKING_DAY = "first_working_day"
    LAST_WORKING_DAY = "last_working_day"


@dataclass(frozen=True)
class Rule:
    """`weekday` counts from Monday, 0; `nth` is 1 to 4 or LAST; `month_day` is 1 to 31, in a shorter month
    its last day. What the frequency does not use is None."""

    frequency: Frequency
    interval: int = 1
    weekday: int | None = None
    nth: int | None = None
    month_day: int | None = None


NEEDS = {
    Frequency.WEEKLY: ("weekday",),
    Frequency.MONTH_DAY: ("month_day",),
    Frequency.MONTH_WEEKDAY: ("weekday", "nth"),
    Frequency.FIRST_WORKING_DAY: (),
    Frequency.LAST_WORKING_DAY: (),
}


def check_rule(rule: Rule) -> None:
    """Raises Problem bad_input (422) naming what the frequency needs and the rule does not say."""
    missing = [name for name in NEEDS[rule.frequency] if getattr(rule, name) is None]
    if missing:
        raise Problem("bad_input", errors=tuple(FieldError(name, "rule_incomplete") for name in missing))


def days_after(rule: Rule, first: date, holidays: Collection[date]) -> Iterator[date]:
    """The days of the series after `first`, without end and in order.

    Weeks and months are counted from the one in which `first` lies. A public holiday is a day like any other
    but for the first and last working days.
    """
    found = _weeks(rule, first) if rule.frequency == Frequency.WEEKLY else _months(rule, first, holidays)
    return (day for day in found if day > first)


def _weeks(rule: Rule, first: date) -> Iterator[date]:
    monday = first - timedelta(days=first.weekday())
    return (monday + timedelta(weeks=rule.interval * n, days=rule.weekday or 0) for n in count())


def _months(rule: Rule, first: date, holidays: Collection[date]) -> Iterator[date]:
    for n in count(0, rule.interval):
        year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
        yield _day_of(rule, year, month + 1, holidays)


def _day_of(rule: Rule, year: int, month: int, holidays: Collection[date]) -> date:
    """The day of that month. A month without working days gives its first or last day."""
    length = monthrange(year, month)[1]
    days = [date(year, month, number) for number in range(1, length + 1)]
    if rule.frequency == Frequency.MONTH_DAY:
        return days[min(rule.month_day or 1, length) - 1]
    if rule.frequency == Frequency.MONTH_WEEKDAY:
        fitting = [day for day in days if day.weekday() == rule.weekday]
        return fitting[LAST if rule.nth == LAST else (rule.nth or 1) - 1]
    working = [day for day in days if is_working_day(day, holidays)] or days
    return working[0] if rule.frequency == Frequency.FIRST_WORKING_DAY else working[LAST]


def starts_after(
    rule: Rule, start: datetime, zone: ZoneInfo, number: int, holidays: Collection[date], skip_holidays: bool
) -> list[datetime]:
    """The next `number` starts after `start`, at its wall time in `zone`; aware, in UTC.

    With `skip_holidays` a day that is a public holiday is left out, and the series goes on longer.
    """
    local = start.astimezone(zone)
    days = days_after(rule, local.date(), holidays)
    if skip_holidays:
        days = (day for day in days if day not in holidays)
    return [
        datetime.combine(day, local.timetz().replace(tzinfo=zone)).astimezone(UTC)
        for day in islice(days, number)
    ]


def moved_alike(at: datetime, before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """`at` moved by as much as the wall clock in `zone` moves from `before` to `after`; in UTC."""
    walls = [each.astimezone(zone).replace(tzinfo=None) for each in (at, before, after)]
    moved = walls[0] + (walls[2] - walls[1])
    return moved.replace(tzinfo=zone).astimezone(UTC)

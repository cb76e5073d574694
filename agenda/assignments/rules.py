"""What units owe, without I/O: when it is due, how it stands, when reminders go."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from meetings.lifecycle.rules import is_working_day

END_OF_WORK = time(17)
START_OF_WORK = time(8)
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)


class Standing(StrEnum):
    """`decide`: all is delivered and waits for a decision; `owed`: something is missing still."""

    DONE = "done"
    DECIDE = "decide"
    OWED = "owed"


def standing(count: int, accepted: int, submitted: int) -> Standing:
    """How a duty of `count` documents stands."""
    if accepted >= count:
        return Standing.DONE
    return Standing.DECIDE if accepted + submitted >= count else Standing.OWED


def usual_due(start: datetime, now: datetime, notice_days: int, holidays: Collection[date]) -> datetime:
    """The end of the working day that lies `notice_days` working days before a meeting's `start`.

    Where that is over, the start; where that is over too, an hour from `now`. `start` and `now` are local.
    """
    day, left = start.date(), max(notice_days, 1)
    while left:
        day -= A_DAY
        left -= is_working_day(day, holidays)
    due = datetime.combine(day, END_OF_WORK, start.tzinfo)
    return next((moment for moment in (due, start) if moment > now), now + AN_HOUR)


def reminder_times(due: datetime, now: datetime) -> list[datetime]:
    """When a unit is reminded by itself: a day before, and in the morning of the day. `due` is local."""
    morning = datetime.combine(due.date(), START_OF_WORK, due.tzinfo)
    return [moment for moment in (due - A_DAY, morning) if now < moment < due]

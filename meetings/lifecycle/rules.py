"""The life of a meeting, without I/O: which act leads from which state to which, and what dates allow."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from unicodedata import combining, normalize

from ecabinet.problems import FieldError, Problem
from meetings.lifecycle.words import act_word, status_word


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    PUBLISHED = "published"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    ENDED = "ended"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"


TRANSITIONS: dict[Act, dict[Status, Status]] = {
    Act.SUBMIT: {Status.DRAFT: Status.SUBMITTED, Status.RETURNED: Status.SUBMITTED},
    Act.WITHDRAW: {Status.SUBMITTED: Status.DRAFT, Status.APPROVED: Status.DRAFT},
    Act.APPROVE: {Status.SUBMITTED: Status.APPROVED},
    Act.RETURN: {Status.SUBMITTED: Status.RETURNED, Status.APPROVED: Status.RETURNED},
    Act.PUBLISH: {Status.DRAFT: Status.PUBLISHED, Status.APPROVED: Status.PUBLISHED},
    Act.START: {Status.PUBLISHED: Status.IN_PROGRESS},
    Act.PAUSE: {Status.IN_PROGRESS: Status.PAUSED},
    Act.RESUME: {Status.PAUSED: Status.IN_PROGRESS},
    Act.END: {Status.IN_PROGRESS: Status.ENDED, Status.PAUSED: Status.ENDED},
    Act.CLOSE: {Status.ENDED: Status.CLOSED},
    Act.REOPEN: {Status.CLOSED: Status.ENDED},
    Act.CANCEL: {
        Status.DRAFT: Status.CANCELLED,
        Status.SUBMITTED: Status.CANCELLED,
        Status.APPROVED: Status.CANCELLED,
        Status.RETURNED: Status.CANCELLED,
        Status.PUBLISHED: Status.CANCELLED,
    },
}

PREPARING = frozenset({Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.RETURNED})
RUNNING = frozenset({Status.IN_PROGRESS, Status.PAUSED})
OVER = frozenset({Status.ENDED, Status.CLOSED, Status.CANCELLED})
STARTED = RUNNING | {Status.ENDED, Status.CLOSED}
BEFORE_START = frozenset(Status) - STARTED
NEEDS_CHAIR = STARTED | {Status.PUBLISHED}
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED, Status.PUBLISHED})
ARRANGEABLE = EDITABLE | RUNNING


def after(act: Act, status: Status | str) -> Status:
    """The status that `act` leads to. Raises Problem meeting_wrong_status (409) naming act and status."""
    reached = TRANSITIONS[act].get(Status(status))
    if reached is None:
        raise Problem("meeting_wrong_status", act=act_word(act), status=status_word(status))
    return reached


def require_status(act: str, status: Status | str, allowed: Collection[Status]) -> None:
    """Raises Problem meeting_wrong_status (409) when `act` is not done in `status`."""
    if Status(status) not in allowed:
        raise Problem("meeting_wrong_status", act=act_word(act), status=status_word(status))


def reopen_until(closed_at: datetime, days: int) -> datetime:
    """The last moment at which what was closed at `closed_at` may be opened again."""
    return closed_at + timedelta(days=days)


def require_approval(status: Status | str, needed: bool) -> None:
    """Raises Problem approval_needed (409) for a draft that the chair has to approve before publishing."""
    if needed and status == Status.DRAFT:
        raise Problem("approval_needed")


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in holidays


def working_days_between(first: date, last: date, holidays: Collection[date]) -> int:
    """How many working days lie after `first` up to and with `last`: Monday to Thursday is 3."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def folded(text: str) -> str:
    """`text` in small letters without Vietnamese marks: what is typed without marks finds what has them."""
    letters = normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not combining(letter))


def check_times(start: datetime, end: datetime) -> None:
    """Raises Problem bad_input (422) naming scheduled_end unless a meeting ends after it starts."""
    if end <= start:
        raise Problem("bad_input", errors=(FieldError("scheduled_end", "end_before_start"),))


def check_quorum(numerator: int | None, denominator: int | None) -> None:
    """Raises Problem bad_input (422) unless both are absent or make a fraction above 0 and up to 1."""
    absent = numerator is None and denominator is None
    if not absent and (numerator is None or denominator is None or not 1 <= numerator <= denominator):
        raise Problem("bad_input", errors=(FieldError("quorum_numerator", "not_a_fraction"),))


def paused_for(paused_at: datetime | None, at: datetime) -> int:
    """Whole seconds of the pause that ends at `at`; 0 when there was none."""
    return max(0, int((at - paused_at).total_seconds())) if paused_at else 0

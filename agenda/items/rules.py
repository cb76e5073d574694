"""What may happen to agenda items, without I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from ecabinet.problems import FieldError, Problem

MOST_ITEMS = 200

PENDING, CURRENT, DONE, SKIPPED, POSTPONED = "pending", "current", "done", "skipped", "postponed"
# What may be done with an item in each status, and the status it has then; the table is the whole machine.
STEPS = {
    (PENDING, "open"): CURRENT,
    (DONE, "open"): CURRENT,
    (CURRENT, "close"): DONE,
    (PENDING, "skip"): SKIPPED,
    (PENDING, "postpone"): POSTPONED,
    (CURRENT, "postpone"): POSTPONED,
    (SKIPPED, "restore"): PENDING,
    (POSTPONED, "restore"): PENDING,
}
REFUSALS = {
    "open": "item_left_out",
    "close": "item_not_open",
    "skip": "item_begun",
    "postpone": "item_settled",
    "restore": "item_not_left_out",
}
LEFT_OUT = (SKIPPED, POSTPONED)
BY_CHAIR, BY_MEETING, BY_LOSS = "chair", "meeting", "site_lost"


def after(step: str, status: str, *, has_begun: bool = False) -> str:
    """The status that a step leads to; what was on the table before is done again when it is restored.

    Raises Problem item_left_out, item_not_open, item_begun, item_settled or item_not_left_out (409).
    """
    reached = STEPS.get((status, step))
    if reached is None:
        raise Problem(REFUSALS[step])
    return DONE if step == "restore" and has_begun else reached


def check_reason(reason: str, *, wanted: bool) -> str:
    """The reason as it is kept. Raises Problem item_needs_reason (422) where a `wanted` one is missing."""
    if wanted and not reason.strip():
        raise Problem("item_needs_reason")
    return reason.strip()


@dataclass(frozen=True)
class Clock:
    """The clock of the item on the table since `started_at`; it stands while `paused_at` is set."""

    started_at: datetime
    paused_at: datetime | None = None
    paused_seconds: int = 0

    def pause(self, at: datetime) -> "Clock":
        """Stop the clock. Raises Problem item_paused (409)."""
        if self.paused_at is not None:
            raise Problem("item_paused")
        return replace(self, paused_at=at)

    def resume(self, at: datetime) -> "Clock":
        """Let it run on. Raises Problem item_running (409)."""
        if self.paused_at is None:
            raise Problem("item_running")
        return replace(self, paused_at=None, paused_seconds=self.paused_until(at))

    def paused_until(self, at: datetime) -> int:
        """Whole seconds that the clock stood, up to `at`."""
        standing = _seconds(at - self.paused_at) if self.paused_at else 0
        return self.paused_seconds + max(0, standing)

    def seconds(self, at: datetime) -> int:
        """Whole seconds on the table up to `at`, pauses left out."""
        return max(0, _seconds(at - self.started_at) - self.paused_until(at))


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def check_room(count: int) -> None:
    """Raises Problem agenda_full (409) when another item is too many."""
    if count >= MOST_ITEMS:
        raise Problem("agenda_full", most=MOST_ITEMS)


def check_order(known: Sequence[UUID], wanted: Sequence[UUID]) -> None:
    """Raises Problem bad_input (422) unless `wanted` names every known item once."""
    if len(wanted) != len(set(wanted)) or set(wanted) != set(known):
        raise Problem("bad_input", errors=(FieldError("ids", "order_incomplete"),))


def laid_out(order: Sequence[UUID], parents: Mapping[UUID, UUID | None]) -> dict[UUID, tuple[int, str]]:
    """Position (from 1, without gaps) and number (1, 1.1, 1.2, 2) of every item.

    Items stand in the order of `order`, those under another directly after it, wherever `order` has them.
    """
    below: dict[UUID | None, list[UUID]] = {}
    for item in order:
        below.setdefault(parents.get(item), []).append(item)
    places: dict[UUID, tuple[int, str]] = {}
    for n, item in enumerate(below.get(None, ()), start=1):
        places[item] = (len(places) + 1, str(n))
        for m, child in enumerate(below.get(item, ()), start=1):
            places[child] = (len(places) + 1, f"{n}.{m}")
    return places


def check_parent(*, is_below: bool, has_below: bool, same: bool) -> None:
    """Raises Problem bad_parent (422): two levels, and nothing under itself.

    `is_below`: the parent wanted stands under another item; `has_below`: the item has items under it.
    """
    if is_below or has_below or same:
        raise Problem("bad_parent")


def check_numbers_stay(before: Mapping[UUID, object], after: Mapping[UUID, object], begun: set[UUID]) -> None:
    """Raises Problem item_begun (409) when an item that has begun would get another number.

    Minutes and votes name items by their number.
    """
    if any(item in begun and after[item] != number for item, number in before.items() if item in after):
        raise Problem("item_begun")

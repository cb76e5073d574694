"""What may happen to agenda items, without I/O."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from ecabinet.problems import FieldError, Problem

MOST_ITEMS = 200


def check_room(count: int) -> None:
    """Raises Problem agenda_full (409) when another item is too many."""
    if count >= MOST_ITEMS:
        raise Problem("agenda_full", most=MOST_ITEMS)


def check_order(known: Sequence[UUID], wanted: Sequence[UUID]) -> None:
    """Raises Problem bad_input (422) unless `wanted` names every known item once."""
    if len(wanted) != len(set(wanted)) or set(wanted) != set(known):
        raise Problem("bad_input", errors=(FieldError("ids", "order_incomplete"),))


def check_numbers_stay(before: Mapping[UUID, int], after: Mapping[UUID, int], begun: set[UUID]) -> None:
    """Raises Problem item_begun (409) when an item that has begun would get another number.

    Minutes and votes name items by their number.
    """
    if any(item in begun and after[item] != position for item, position in before.items() if item in after):
        raise Problem("item_begun")

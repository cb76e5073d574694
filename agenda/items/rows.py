"""The rows of the agenda as snapshots and events show them."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from ninja import Schema

from agenda.items.models import AgendaItem
from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.lifecycle.rows import Instant, State


class ItemRow(Schema):
    """One matter on the table; `position` counts from 1."""

    id: UUID
    position: int
    number: str
    title: str
    kind: Annotated[AgendaItem.Kind, INLINE]
    presenter: str
    planned_minutes: int
    status: Annotated[AgendaItem.Status, INLINE]
    opened_at: Instant | None
    closed_at: Instant | None


def item_row(item: AgendaItem) -> ItemRow:
    """The row of an item; needs no further query."""
    return ItemRow(**{name: getattr(item, name) for name in ItemRow.model_fields})


def items_state(items: Iterable[AgendaItem]) -> State:
    """What an event says when these items' rows changed."""
    return {"items": {str(item.id): item_row(item).model_dump(mode="json") for item in items}}


def read_items(meeting_id: str, _viewer: Viewer) -> dict[str, ItemRow]:
    """The part `items` of a snapshot."""
    return {str(item.id): item_row(item) for item in AgendaItem.objects.filter(meeting_id=meeting_id)}

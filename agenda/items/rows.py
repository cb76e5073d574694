"""The rows of the agenda as snapshots and events show them."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema

from agenda.items.models import AgendaItem, ItemSpan
from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.lifecycle.rows import Instant, State


class SpanRow(Schema):
    """One time on the table that ended; `seconds` without the pauses, `reason` why it was taken up again."""

    started_at: Instant
    ended_at: Instant
    seconds: int
    reason: str


class ItemRow(Schema):
    """One matter on the table; `position` counts from 1 over the whole agenda, `number` is 1 or 1.1.

    `opened_at` is when it first came on the table, `closed_at` when it last left it. `spent_seconds` are
    those of the spans that ended; while it is on the table come those since `since`, less `paused_seconds`,
    up to `paused_at` where its clock stands. `access` is `withheld` for who may only know that there is an
    item.
    """

    id: UUID
    parent_id: UUID | None
    position: int
    number: str
    title: str
    kind: Annotated[AgendaItem.Kind, INLINE]
    presenter: str
    planned_minutes: int
    status: Annotated[AgendaItem.Status, INLINE]
    reason: str
    opened_at: Instant | None
    closed_at: Instant | None
    since: Instant | None
    paused_at: Instant | None
    paused_seconds: int
    paused_by: Literal["", "chair", "meeting", "site_lost"]
    spent_seconds: int
    spans: list[SpanRow]
    access: Literal["open", "restricted", "withheld"]
    is_hidden: bool
    allowed: list[str]


_SAME = (
    *("id", "parent_id", "position", "number", "title", "kind", "presenter", "planned_minutes", "status"),
    *("reason", "opened_at", "closed_at", "paused_by", "is_hidden", "allowed"),
)
# What is left of an item for who may only know that it is there.
OUTLINE = {"title": "", "kind": "other", "presenter": "", "reason": "", "access": "withheld", "allowed": []}


def item_row(item: AgendaItem) -> ItemRow:
    """The row of an item; needs no further query when its spans are prefetched."""
    spans = list(item.spans.all())
    ended = [_span_row(span) for span in spans if span.ended_at]
    running = next((span for span in spans if span.ended_at is None), None)
    return ItemRow(
        **{name: getattr(item, name) for name in _SAME},
        since=running.started_at if running else None,
        paused_at=running.paused_at if running else None,
        paused_seconds=running.paused_seconds if running else 0,
        spent_seconds=sum(span.seconds for span in ended),
        spans=ended,
        access="restricted" if item.is_restricted else "open",
    )


def _span_row(span: ItemSpan) -> SpanRow:
    ended_at = span.ended_at or span.started_at
    return SpanRow(
        started_at=span.started_at,
        ended_at=ended_at,
        seconds=span.clock.seconds(ended_at),
        reason=span.reason,
    )


def outline_of(row: dict[str, Any]) -> dict[str, Any]:
    """The row of an item that is closed to who looks: number, times and state, not what it is about."""
    return {**row, **OUTLINE, "spans": [{**span, "reason": ""} for span in row.get("spans", ())]}


def items_state(items: Iterable[AgendaItem]) -> State:
    """What an event says when these items' rows changed."""
    return {"items": {str(item.id): item_row(item).model_dump(mode="json") for item in items}}


def read_items(meeting_id: str, _viewer: Viewer) -> dict[str, ItemRow]:
    """The part `items` of a snapshot."""
    items = AgendaItem.objects.filter(meeting_id=meeting_id).prefetch_related("spans")
    return {str(item.id): item_row(item) for item in items}

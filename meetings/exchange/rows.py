"""The part `deliveries` of a meeting's snapshot, for its secretaries."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer, role
from ecabinet.shapes import INLINE
from meetings.exchange.models import Delivery
from meetings.lifecycle.rows import Instant, State

AUDIENCE = role("secretary")


class DeliveryRow(Schema):
    """One letter. `method` says whether it invites or cancels; `sequence` 0 is the first invitation.

    `purpose` tells reminders from invitations.
    """

    id: UUID
    to_name: str
    address: str
    method: Annotated[Delivery.Method, INLINE]
    purpose: Annotated[Delivery.Purpose, INLINE]
    sequence: int
    status: Annotated[Delivery.Status, INLINE]
    created_at: Instant
    sent_at: Instant | None
    error: str


def delivery_row(delivery: Delivery) -> DeliveryRow:
    return DeliveryRow(**{name: getattr(delivery, name) for name in DeliveryRow.model_fields})


def deliveries_state(deliveries: Iterable[Delivery]) -> State:
    """What an event says when these deliveries changed; its audience must be AUDIENCE."""
    return {"deliveries": {str(d.id): delivery_row(d).model_dump(mode="json") for d in deliveries}}


def read_deliveries(meeting_id: str, viewer: Viewer) -> dict[str, DeliveryRow]:
    """The part `deliveries` of a snapshot: empty for all but secretaries."""
    if not viewer.sees(AUDIENCE):
        return {}
    return {str(d.id): delivery_row(d) for d in Delivery.objects.filter(meeting_id=meeting_id)}

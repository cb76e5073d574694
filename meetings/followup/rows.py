"""The rows of conclusions as snapshots and events show them."""

from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer
from meetings.followup.models import Conclusion
from meetings.lifecycle.rows import Instant, State


class ConclusionRow(Schema):
    """A conclusion; without an item it is of the whole meeting."""

    id: UUID
    item_id: UUID | None
    text: str
    recorded_at: Instant
    recorded_by: str
    edited_at: Instant | None


def conclusion_row(conclusion: Conclusion) -> ConclusionRow:
    """The row of a conclusion; needs no further query."""
    return ConclusionRow(**{name: getattr(conclusion, name) for name in ConclusionRow.model_fields})


def conclusion_state(conclusion: Conclusion) -> State:
    """What an event says when the conclusion's row changed."""
    return {"conclusions": {str(conclusion.id): conclusion_row(conclusion).model_dump(mode="json")}}


def read_conclusions(meeting_id: str, _viewer: Viewer) -> dict[str, ConclusionRow]:
    """The part `conclusions` of a snapshot."""
    return {str(c.id): conclusion_row(c) for c in Conclusion.objects.filter(meeting_id=meeting_id)}

"""The part `minutes` of a meeting's snapshot: its newest revision."""

from typing import Literal
from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer
from meetings.lifecycle.rows import Instant, State
from meetings.minutes.models import Minutes


class MinutesRow(Schema):
    """`none` before anybody asked; `head_seq` and `head_hash` name the journal that was read."""

    status: Literal["none", "queued", "ready", "failed"] = "none"
    revision: int = 0
    requested_at: Instant | None = None
    produced_at: Instant | None = None
    head_seq: int | None = None
    head_hash: str = ""
    pdf_sha256: str = ""
    docx_sha256: str = ""
    error: str = ""


def minutes_row(minutes: Minutes) -> MinutesRow:
    return MinutesRow(**{name: getattr(minutes, name) for name in MinutesRow.model_fields})


def minutes_state(minutes: Minutes | None) -> State:
    """What an event says when the newest revision changed; None before there is any."""
    row = minutes_row(minutes) if minutes else MinutesRow()
    return {"minutes": {"it": row.model_dump(mode="json")}}


def newest(meeting_id: UUID | str) -> Minutes | None:
    """The last revision of a meeting's minutes, whatever its status."""
    return Minutes.objects.filter(meeting_id=meeting_id).order_by("-revision").first()


def read_minutes_part(meeting_id: str, _viewer: Viewer) -> dict[str, MinutesRow]:
    """The part `minutes` of a snapshot."""
    minutes = newest(meeting_id)
    return {"it": minutes_row(minutes) if minutes else MinutesRow()}

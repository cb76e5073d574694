"""The part `minutes` of a meeting's snapshot: its newest revision."""

from typing import Literal
from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer
from meetings.lifecycle.rows import Instant, State
from meetings.minutes.models import Minutes


class MinutesRow(Schema):
    """How far the newest revision is (`none`: nobody asked), and the files of the newest that is ready.

    `head_seq` and `head_hash` name the journal that those files were read from.
    `error` is the reference under which the log tells why the newest revision failed.
    """

    status: Literal["none", "queued", "ready", "failed"] = "none"
    revision: int = 0
    requested_at: Instant | None = None
    produced_at: Instant | None = None
    head_seq: int | None = None
    head_hash: str = ""
    pdf_sha256: str = ""
    docx_sha256: str = ""
    error: str = ""


PROGRESS = ("status", "revision", "requested_at", "error")
FILES = ("produced_at", "head_seq", "head_hash", "pdf_sha256", "docx_sha256")


def minutes_row(minutes: Minutes) -> MinutesRow:
    """The row while `minutes` is the newest revision."""
    ready = newest_ready(minutes.meeting_id)
    files = {name: getattr(ready, name) for name in FILES} if ready else {}
    return MinutesRow(**{name: getattr(minutes, name) for name in PROGRESS}, **files)


def minutes_state(minutes: Minutes | None) -> State:
    """What an event says when the newest revision changed; None before there is any."""
    row = minutes_row(minutes) if minutes else MinutesRow()
    return {"minutes": {"it": row.model_dump(mode="json")}}


def newest(meeting_id: UUID | str) -> Minutes | None:
    """The last revision of a meeting's minutes, whatever its status."""
    return Minutes.objects.filter(meeting_id=meeting_id).order_by("-revision").first()


def newest_ready(meeting_id: UUID | str) -> Minutes | None:
    """The last revision that can be fetched."""
    ready = Minutes.objects.filter(meeting_id=meeting_id, status=Minutes.Status.READY)
    return ready.order_by("-revision").first()


def read_minutes_part(meeting_id: str, _viewer: Viewer) -> dict[str, MinutesRow]:
    """The part `minutes` of a snapshot."""
    minutes = newest(meeting_id)
    return {"it": minutes_row(minutes) if minutes else MinutesRow()}

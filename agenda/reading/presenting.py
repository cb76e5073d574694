"""What everybody is shown of the presented document: the page and the part of it that the presenter sees.

That a document is presented is an event (`layout.set`); how its pages are turned is not, and passes.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from ninja import Field, Schema

from agenda.documents.audience import is_laid, readers_of
from agenda.documents.models import Document
from ecabinet.journal.passing import Word, passing
from ecabinet.journal.services import Command, Draft
from ecabinet.problems import Problem
from meetings.floor.rows import running_turn
from meetings.floor.rules import check_running
from meetings.lifecycle.access import MeetingAccess
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, stream_of

KIND = "presenting"
# After these the page with which the layout was chosen counts, or none.
END = ("layout.set", "meeting.ended", "meeting.cancelled")


class Region(Schema):
    """A part of a page, in fractions of its width and height from its top left corner."""

    x: float = Field(0, ge=0, le=1)
    y: float = Field(0, ge=0, le=1)
    width: float = Field(1, gt=0, le=1)
    height: float = Field(1, gt=0, le=1)


class View(Schema):
    """What a presenter sees; `screen` is a name that the device gave itself."""

    document_id: UUID
    page: int = Field(ge=1, le=100_000)
    region: Region
    screen: str = Field(min_length=1, max_length=64, pattern=r"^[\w-]+$")


class ViewRow(View):
    """A view as screens get it, with who presents."""

    by: str
    at: Instant


def present(access: MeetingAccess, view: View) -> ViewRow:
    """Turn the pages of the document that is presented, for all who may read it.

    For who may set the layout and who has the floor. Raises Problem not_allowed (403), meeting_not_running or
    not_presented (409).
    """
    meeting = access.meeting
    if "set_layout" not in access.viewer.can and not _has_floor(access):
        raise Problem("not_allowed")
    check_running(meeting.status)
    document = _presented(meeting)
    if document is None or document.id != view.document_id or not _reads(access, document):
        raise Problem("not_presented")
    row = ViewRow(**view.model_dump(), by=access.viewer.full_name, at=timezone.now())
    value: dict[str, Any] = row.model_dump(mode="json")
    passing.say(Word(stream_of(meeting), KIND, value, readers_of(document), str(document.item_id)))
    return row


def forget_view(_cmd: Command, draft: Draft) -> None:
    """Another layout, or the end: what was seen of the document before does not count any more."""
    transaction.on_commit(lambda: passing.say(Word(draft.stream, KIND, None)))


def _has_floor(access: MeetingAccess) -> bool:
    turn = running_turn(access.meeting.id)
    return turn is not None and str(turn.request.person_id) == access.viewer.person_id


def _presented(meeting: Meeting) -> Document | None:
    if meeting.layout.get("mode") != "document":
        return None
    return Document.objects.filter(meeting=meeting, id=meeting.layout.get("document_id")).first()


def _reads(access: MeetingAccess, document: Document) -> bool:
    seen = is_laid(document) and access.viewer.sees(readers_of(document))
    return seen and not access.viewer.is_kept_from(document.item_id)

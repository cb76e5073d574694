"""The rows of documents and of their readers as snapshots, events and lists show them."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from django.db.models import Count
from ninja import Schema

from agenda.documents.models import Document, DocumentOpening
from agenda.documents.rules import Status
from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.attendance.recusals import recused_items
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, State


class DocumentRow(Schema):
    """A document. `sha256` and `size` are of the original; `rejected_reason` is Vietnamese."""

    id: UUID
    item_id: UUID
    title: str
    filename: str
    pages: int | None
    size: int
    sha256: str
    status: Annotated[Status, INLINE]
    rejected_code: str
    rejected_reason: str
    uploaded_at: Instant
    uploaded_by: str


class ReceiptRow(Schema):
    """When one has opened a document; empty for who is no participant (a site's screen, an observer)."""

    first_at: Instant | None
    last_at: Instant | None
    times: int


class ReaderRow(Schema):
    """A participant who has opened the document, or (times 0) has not."""

    participant_id: UUID
    full_name: str
    position: str
    first_at: Instant | None
    last_at: Instant | None
    times: int


class ReadersRow(Schema):
    """Who has read a document and who has not, each by name."""

    document_id: UUID
    item_id: UUID
    title: str
    opened: list[ReaderRow]
    not_opened: list[ReaderRow]


def document_row(document: Document) -> DocumentRow:
    """The row of a document; needs no further query."""
    return DocumentRow(**{name: getattr(document, name) for name in DocumentRow.model_fields})


def document_state(document: Document) -> State:
    """What an event says when the document's row changed."""
    return {"documents": {str(document.id): document_row(document).model_dump(mode="json")}}


def read_documents(meeting_id: str, viewer: Viewer) -> dict[str, DocumentRow]:
    """The part `documents` of a snapshot; without the papers of items that the viewer keeps out of."""
    hidden = recused_items(meeting_id, viewer.person_id)
    shown = Document.objects.filter(meeting_id=meeting_id).exclude(item_id__in=hidden)
    return {str(d.id): document_row(d) for d in shown}


def opened_by_person(meeting: Meeting, people: Iterable[UUID] | None) -> dict[UUID, int]:
    """How many documents of the meeting these people (None: all) have opened; who opened none is left out."""
    openings = DocumentOpening.objects.filter(document__meeting=meeting)
    if people is not None:
        openings = openings.filter(person_id__in=list(people))
    return dict(openings.order_by().values_list("person_id").annotate(documents=Count("document_id")))


def receipt_row(opening: DocumentOpening | None) -> ReceiptRow:
    if opening is None:
        return ReceiptRow(first_at=None, last_at=None, times=0)
    return ReceiptRow(first_at=opening.first_at, last_at=opening.last_at, times=opening.times)


def readers_row(document: Document, participants: list[Participant]) -> ReadersRow:
    """Who of `participants` has opened the document; its openings should be prefetched."""
    openings = {opening.person_id: opening for opening in document.openings.all()}
    rows = [_reader(participant, openings.get(participant.person_id)) for participant in participants]
    return ReadersRow(
        document_id=document.id,
        item_id=document.item_id,
        title=document.title,
        opened=[row for row in rows if row.times],
        not_opened=[row for row in rows if not row.times],
    )


def _reader(participant: Participant, opening: DocumentOpening | None) -> ReaderRow:
    return ReaderRow(
        participant_id=participant.id,
        full_name=participant.full_name,
        position=participant.position,
        **receipt_row(opening).model_dump(),
    )

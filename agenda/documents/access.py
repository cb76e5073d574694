"""The way from an id in a request to a document."""

from dataclasses import dataclass
from uuid import UUID

from agenda.documents.models import Document
from agenda.documents.rules import Status
from ecabinet.directory.principal import Principal
from ecabinet.journal.audience import Viewer
from ecabinet.problems import NotFound, Problem
from meetings.attendance.recusals import recused_items
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.models import Meeting


@dataclass(frozen=True)
class DocumentAccess:
    """A document that the one who asks may see, and as whom."""

    document: Document
    viewer: Viewer


def access_document(principal: Principal, document_id: UUID | str) -> DocumentAccess:
    """The document, for who sees its meeting and does not keep out of its item. Raises NotFound (404)."""
    document = Document.objects.select_related("meeting").filter(id=document_id).first()
    if document is None:
        raise NotFound
    viewer = access_meeting(principal, document.meeting_id).viewer
    if document.item_id in recused_items(document.meeting_id, viewer.person_id):
        raise NotFound
    return DocumentAccess(document, viewer)


def access_readable(principal: Principal, document_id: UUID | str) -> Document:
    """A document whose files may be read now.

    Raises NotFound (404), Problem document_processing or document_rejected (409).
    """
    document = access_document(principal, document_id).document
    if document.status != Status.READY:
        raise Problem(f"document_{document.status}", reason=document.rejected_reason)
    return document


def access_document_of(meeting: Meeting, document_id: UUID | str) -> Document:
    """The document, locked, of a meeting that has been accessed already. Raises NotFound (404)."""
    document = Document.objects.select_for_update().filter(meeting=meeting, id=document_id).first()
    if document is None:
        raise NotFound
    document.meeting = meeting
    return document

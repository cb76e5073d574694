"""The commands of documents: laying one before the meeting, settling its preparation, removing it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from agenda.documents.models import Document, DocumentOpening, DocumentText
from agenda.documents.rows import document_state
from agenda.documents.rules import Status
from agenda.documents.storage import Incoming
from agenda.items.models import AgendaItem
from ecabinet.jobs.services import enqueue
from ecabinet.journal import audience
from ecabinet.journal.services import Command
from ecabinet.problems import Problem, catalogue
from meetings.attendance.recusals import recused_persons
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of
from meetings.lifecycle.rules import ARRANGEABLE, require_status

PREPARE_JOB = "document.prepare"
DISCARD_JOB = "document.discard"
DISCARD_AFTER = timedelta(days=1)
AUDIT = "audit"


@dataclass(frozen=True)
class Upload:
    """A file that was received, checked and stored, with what its uploader says of it."""

    incoming: Incoming
    pages: int
    title: str
    filename: str


def require_changeable(meeting: Meeting) -> None:
    """Raises Problem meeting_wrong_status (409) once the meeting is over."""
    require_status("change_documents", meeting.status, ARRANGEABLE)


def upload(cmd: Command, item: AgendaItem, received: Upload) -> Document:
    """Lay a document before the item; its preparation runs as a job.

    Raises Problem meeting_wrong_status (409), document_duplicate (409: the same content is there already).
    """
    require_changeable(item.meeting)
    document = Document(
        meeting=item.meeting,
        item=item,
        title=received.title or received.filename,
        filename=received.filename,
        sha256=received.incoming.sha256,
        size=received.incoming.size,
        pages=received.pages,
        uploaded_at=cmd.at,
        uploaded_by=cmd.actor.name,
    )
    _save_once(document)
    enqueue(cmd, PREPARE_JOB, str(document.id), {"document_id": str(document.id)})
    _append(cmd, document, "document.uploaded", declared_not_secret=True)
    return document


def _save_once(document: Document) -> None:
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError as error:
        same = Document.objects.filter(item=document.item, sha256=document.sha256)
        known = same.exclude(status=Status.REJECTED).first()
        if known is None:
            raise
        raise Problem("document_duplicate", title=known.title) from error


@dataclass(frozen=True)
class Files:
    """What a job made of a document, stored: hashes of viewing copy and picture, pages, text."""

    view_sha256: str
    first_page_sha256: str
    pages: int
    text: str


def settle_ready(cmd: Command, document: Document, files: Files) -> None:
    """A locked document in processing becomes readable."""
    document.status, document.pages = Status.READY, files.pages
    document.view_sha256, document.first_page_sha256 = files.view_sha256, files.first_page_sha256
    document.save(update_fields=["status", "pages", "view_sha256", "first_page_sha256"])
    DocumentText.objects.update_or_create(
        document=document, defaults={"text": files.text.replace("\x00", "")}
    )
    _append(cmd, document, "document.ready")


def settle_rejected(cmd: Command, document: Document, code: str, **found: Any) -> None:
    """A locked document in processing is refused; its content is deleted at once, never served.

    A stamp of secrecy is told to the audit stream as well. `code` names a text of messages.json.
    """
    document.status, document.rejected_code = Status.REJECTED, code
    document.rejected_reason = catalogue()[code]["vi"]["detail"].format(**found)
    document.save(update_fields=["status", "rejected_code", "rejected_reason"])
    _append(cmd, document, "document.rejected", code=code, reason=document.rejected_reason, **found)
    _discard(cmd, document, at_once=True)
    if code == "document_stamped":
        _audit(cmd, document, **found)


def _audit(cmd: Command, document: Document, **found: Any) -> None:
    cmd.append(
        AUDIT,
        "document.refused_as_secret",
        data={**_told(document), "meeting_id": document.meeting_id, "title": document.meeting.title, **found},
        audience=audience.role("administrator"),
    )


def remove(cmd: Command, document: Document) -> None:
    """Take a document off the table: nobody can open it any more; its files go after a day.

    Raises Problem meeting_wrong_status (409).
    """
    require_changeable(document.meeting)
    _append(cmd, document, "document.removed", {"documents": {str(document.id): None}})
    _discard(cmd, document, at_once=False)
    document.delete()


def _discard(cmd: Command, document: Document, *, at_once: bool) -> None:
    hashes = [document.sha256, document.view_sha256, document.first_page_sha256]
    when = cmd.at if at_once else cmd.at + DISCARD_AFTER
    for sha256 in filter(None, hashes):
        enqueue(cmd, DISCARD_JOB, sha256, {"sha256": sha256, "at_once": at_once}, when)


def note_opening(document: Document, person_id: str, at: datetime) -> DocumentOpening:
    """Note that a person opened the document at `at`."""
    opening, is_first = DocumentOpening.objects.get_or_create(
        document=document, person_id=person_id, defaults={"first_at": at, "last_at": at}
    )
    if not is_first:
        DocumentOpening.objects.filter(pk=opening.pk).update(last_at=at, times=F("times") + 1)
        opening.refresh_from_db()
    return opening


def _told(document: Document) -> dict[str, Any]:
    names = ("item_id", "title", "filename", "sha256", "size", "pages", "uploaded_by")
    return {"document_id": document.id, **{name: getattr(document, name) for name in names}}


def _append(
    cmd: Command, document: Document, event_type: str, state: State | None = None, **more: Any
) -> None:
    cmd.append(
        stream_of(document.meeting),
        event_type,
        data={**_told(document), "item_title": document.item.title, **more},
        state=document_state(document) if state is None else state,
        audience=audience.without(audience.ALL, recused_persons(document.meeting_id, document.item_id)),
    )

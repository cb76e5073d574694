"""The way from an id in a request to a document and its versions."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from agenda.documents.audience import is_laid, preparers_of, readers_of
from agenda.documents.models import Approval, Document, DocumentVersion
from agenda.documents.rules import Status
from ecabinet.directory.access import access_administration
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.journal.audience import Viewer
from ecabinet.problems import NotFound, Problem
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.models import Meeting


@dataclass(frozen=True)
class DocumentAccess:
    """A document that the one who asks may see, and as whom; `prepares` sees versions on their way too."""

    document: Document
    viewer: Viewer
    prepares: bool


def access_document(principal: Principal, document_id: UUID | str) -> DocumentAccess:
    """The document, for who reads or prepares it. Raises NotFound (404)."""
    found = Document.objects.select_related("meeting", "shown").filter(id=document_id).first()
    if found is None:
        raise NotFound
    viewer = _viewer(principal, found)
    if viewer.is_kept_from(found.item_id):
        raise NotFound
    prepares = viewer.sees(preparers_of(found))
    if not prepares and not (is_laid(found) and viewer.sees(readers_of(found, at=timezone.now()))):
        raise NotFound
    return DocumentAccess(found, viewer, prepares)


def _viewer(principal: Principal, document: Document) -> Viewer:
    """As whom somebody looks; who delivers papers for a unit need not take part in the meeting."""
    try:
        return access_meeting(principal, document.meeting_id).viewer
    except NotFound:
        if document.unit_id is None or str(document.unit_id) not in delivering_units(principal):
            raise
        tags = frozenset({f"unit:{document.unit_id}", f"person:{principal.person_id}"})
        return Viewer(principal.account_id, "person", tags, person_id=principal.person_id)


def delivering_units(principal: Principal) -> frozenset[str]:
    """The units whose documents `principal` delivers, by the duty of a secretary or a single right."""
    return principal.units_with(Right.UPLOAD_DOCUMENTS)


def access_version(
    principal: Principal, document_id: UUID | str, number: int | None = None
) -> DocumentVersion:
    """A version whose files may be read now: the shown one, or by its number.

    Readers get approved versions, those who prepare the document all of them, and who may approve them also
    those that await a declaration; a recalled document is closed to everybody. Raises NotFound (404), Problem
    document_processing, document_awaiting_declaration or document_rejected (409).
    """
    return version_in(access_document(principal, document_id), number)


def version_in(access: DocumentAccess, number: int | None = None) -> DocumentVersion:
    """The same of a document accessed already. Raises as `access_version`."""
    version = _version(access, number)
    if version is None or access.document.recalled_at is not None:
        raise NotFound
    is_looked_through = version.status == Status.AWAITING and "approve_document" in access.viewer.can
    if version.status != Status.READY and not is_looked_through:
        raise Problem(f"document_{version.status}", reason=version.rejected_reason)
    return version


def newest_version(access: DocumentAccess) -> DocumentVersion | None:
    """The newest version that the one who asks may know of, whatever its state."""
    return access.document.versions.last() if access.prepares else access.document.shown


def _version(access: DocumentAccess, number: int | None) -> DocumentVersion | None:
    if number is None and access.document.shown is not None:
        return access.document.shown
    versions = access.document.versions.all()
    if not access.prepares:
        versions = versions.filter(approval=Approval.APPROVED)
    return versions.last() if number is None else versions.filter(number=number).first()


def access_draft(
    principal: Principal, meeting_id: UUID | str, document_id: UUID | str, number: int
) -> DocumentVersion:
    """A version that the one who asks may approve or return; its meeting and document are locked.

    Raises NotFound (404), Problem not_allowed (403).
    """
    access = access_meeting(principal, meeting_id, "approve_document", lock=True)
    document = access_document_of(access.meeting, document_id)
    if not access.viewer.sees(preparers_of(document)):
        raise NotFound
    return version_of(document, number)


def access_quarantined(principal: Principal, version_id: UUID) -> DocumentVersion:
    """A version for an administrator to release, its meeting and document locked. Raises NotFound (404)."""
    access_administration(principal)
    meeting = Meeting.objects.select_for_update().filter(documents__versions=version_id).first()
    document = Document.objects.select_for_update().filter(versions=version_id).first()
    version = DocumentVersion.objects.filter(id=version_id).first()
    if meeting is None or document is None or version is None:
        raise NotFound
    document.meeting, version.document = meeting, document
    return version


def version_of(document: Document, number: int) -> DocumentVersion:
    """The version with this number of a document accessed already. Raises NotFound (404)."""
    version = document.versions.filter(number=number).first()
    if version is None:
        raise NotFound
    version.document = document
    return version


def access_document_of(meeting: Meeting, document_id: UUID | str) -> Document:
    """The document, locked, of a meeting that has been accessed already. Raises NotFound (404)."""
    document = Document.objects.select_for_update().filter(meeting=meeting, id=document_id).first()
    if document is None:
        raise NotFound
    document.meeting = meeting
    return document

"""What one may do with a document that one reads, and why one reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from agenda.documents.access import DocumentAccess, access_document
from agenda.documents.audience import ORGANISERS
from agenda.documents.models import Document, DocumentSettings, Group, ReadingRight
from ecabinet.directory.principal import Principal
from ecabinet.journal.audience import Viewer
from ecabinet.problems import Problem

Rule = Literal["chair", "secretary", "unit", "everybody", "named"]


@dataclass(frozen=True)
class Reason:
    """One rule that lets somebody read: by an office, by the unit that delivers, by the document's group, or
    because a right names them."""

    rule: Rule
    right: ReadingRight | None = None


@dataclass(frozen=True)
class Rights:
    """What is open to somebody. `until`: when reading ends by itself. `may_print`: a copy to print or take
    along, also for who may have the original (`may_download`): the file as it was uploaded. `is_bare`: what
    is read bears nobody's name.
    """

    may_print: bool
    may_download: bool
    is_bare: bool
    until: datetime | None
    reasons: tuple[Reason, ...]


def rights_of(viewer: Viewer, document: Document, at: datetime) -> Rights:
    """What a viewer who reads or prepares the document may do with it at a time."""
    firm = _firm(viewer, document)
    named = _naming(viewer, document, at)
    reasons = (*firm, *(Reason("named", right) for right in named))
    if firm:
        return Rights(True, True, True, None, reasons)
    is_plain = not is_watermarked(document.meeting_id)
    if document.readers is None:
        return Rights(True, is_plain, is_plain, None, (Reason("everybody"),))
    ends = [right.until for right in named if right.until is not None]
    may_download = any(right.may_download for right in named)
    may_print = may_download or any(right.may_print for right in named)
    return Rights(
        may_print,
        may_download,
        may_download or (may_print and is_plain),
        max(ends) if len(ends) == len(named) and ends else None,
        reasons,
    )


def is_marked(viewer: Viewer, rights: Rights) -> bool:
    """Whether the very content that the viewer reads bears their name: screens of sites are no persons."""
    return not rights.is_bare and viewer.person_id is not None


def may_take(viewer: Viewer, rights: Rights) -> bool:
    """Whether the whole file may leave the reader, in the form in which it is read."""
    return rights.is_bare or (rights.may_print and viewer.person_id is not None)


def is_watermarked(meeting_id: UUID) -> bool:
    """Whether a meeting's documents bear their reader's name; then the bare originals are for few."""
    return DocumentSettings.objects.filter(meeting_id=meeting_id, is_watermarked=True).exists()


def may_print(viewer: Viewer, document: Document, at: datetime) -> bool:
    """Whether a viewer who reads or prepares the document may take a copy along."""
    if document.readers is None or _firm(viewer, document):
        return True
    return any(right.may_print or right.may_download for right in _naming(viewer, document, at))


def _firm(viewer: Viewer, document: Document) -> list[Reason]:
    """The reasons that no list of readers takes away."""
    reasons: list[Reason] = []
    if "role:chair" in viewer.tags:
        reasons.append(Reason("chair"))
    if "role:secretary" in viewer.tags:
        reasons.append(Reason("secretary"))
    if document.unit_id is not None and f"unit:{document.unit_id}" in viewer.tags:
        reasons.append(Reason("unit"))
    return reasons


def _naming(viewer: Viewer, document: Document, at: datetime) -> list[ReadingRight]:
    if document.readers is None or document.group == Group.INTERNAL:
        return []
    return [
        right for right in document.reading_rights.all() if right.is_open(at) and right.whom in viewer.tags
    ]


def is_organiser(viewer: Viewer) -> bool:
    """Whether the viewer sees who else reads."""
    return not viewer.tags.isdisjoint(ORGANISERS)


def access_own_rights(principal: Principal, document_id: UUID, at: datetime) -> tuple[DocumentAccess, Rights]:
    """The document, and what the one who asks may do with it. Raises NotFound (404)."""
    access = access_document(principal, document_id)
    return access, rights_of(access.viewer, access.document, at)


def require_original(principal: Principal, document_id: UUID, at: datetime) -> None:
    """Raises NotFound (404), Problem document_original_closed (403)."""
    _, rights = access_own_rights(principal, document_id, at)
    if not rights.may_download:
        raise Problem("document_original_closed")


@dataclass(frozen=True)
class CopyingAccess:
    """A document, and the person who may take a copy of it along."""

    document: Document
    viewer: Viewer
    person_id: str


def access_copying(principal: Principal, document_id: UUID, at: datetime) -> CopyingAccess:
    """The document, for a person who may take a copy of it along.

    Raises NotFound (404), Problem document_copy_closed, not_allowed (403).
    """
    access, rights = access_own_rights(principal, document_id, at)
    if access.viewer.person_id is None:
        raise Problem("not_allowed")
    if not rights.may_print:
        raise Problem("document_copy_closed")
    return CopyingAccess(access.document, access.viewer, access.viewer.person_id)

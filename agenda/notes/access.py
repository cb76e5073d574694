"""The way from an id in a request to one's own notes, to a comment, and to two versions to compare."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from agenda.documents.access import access_document, access_version, version_of
from agenda.documents.audience import ORGANISERS
from agenda.documents.models import Approval, Document, DocumentVersion
from agenda.notes.changes import earlier_version
from agenda.notes.comments import Author, audience_of
from agenda.notes.models import Comment
from ecabinet.directory.models import Person
from ecabinet.directory.principal import Principal
from ecabinet.journal.audience import Viewer
from ecabinet.problems import NotFound, Problem
from meetings.invitations.access import access_participant
from meetings.lifecycle.access import NOBODY, access_meeting


@dataclass(frozen=True)
class OwnNotes:
    """A document that somebody reads, and whose notes on it are asked for: never anybody else's."""

    document: Document
    person_id: str


def access_own_notes(principal: Principal, document_id: UUID) -> OwnNotes:
    """Raises NotFound (404) for who does not see the document, Problem not_allowed (403) for a device."""
    document = access_document(principal, document_id).document
    if principal.person_id is None:
        raise Problem("not_allowed")
    return OwnNotes(document, principal.person_id)


@dataclass(frozen=True)
class Compared:
    """Two versions of a document that one may read."""

    old: DocumentVersion
    new: DocumentVersion


def access_compared(
    principal: Principal, document_id: UUID, since: int | None, number: int | None
) -> Compared:
    """Version `number` (None: the shown one) and the one it is compared with (None: what one has read).

    Raises NotFound (404), Problem document_processing, document_rejected, nothing_to_compare (409).
    """
    new = access_version(principal, document_id, number)
    if since is None:
        since = earlier_version(readable_versions(principal, new.document_id), new, principal.person_id)
    return Compared(access_version(principal, document_id, since), new)


def readable_versions(principal: Principal, document_id: UUID) -> "QuerySet[DocumentVersion]":
    """The versions of a document that one may know of. Raises NotFound (404)."""
    access = access_document(principal, document_id)
    versions = DocumentVersion.objects.filter(document=access.document)
    return versions if access.prepares else versions.filter(approval=Approval.APPROVED)


@dataclass(frozen=True)
class Commenting:
    """A document on which somebody comments, its meeting locked, and as whom."""

    document: Document
    viewer: Viewer


def access_commenting(principal: Principal, meeting_id: UUID, document_id: UUID) -> Commenting:
    """Raises NotFound (404), Problem not_allowed (403) for onlookers and devices."""
    access = access_meeting(principal, meeting_id, lock=True)
    document = access_document(principal, document_id).document
    if document.meeting_id != access.meeting.id:
        raise NotFound
    if not may_comment(access.viewer):
        raise Problem("not_allowed")
    document.meeting = access.meeting
    return Commenting(document, access.viewer)


def may_comment(viewer: Viewer) -> bool:
    """Participants, and the secretaries of the unit whose meeting it is."""
    return viewer.person_id is not None and (viewer.participant_id is not None or viewer.sees(ORGANISERS))


def author_of(commenting: Commenting) -> Author:
    """The viewer as the meeting names them."""
    viewer = commenting.viewer
    person = Person.objects.select_related("unit").get(id=viewer.person_id or NOBODY)
    named = (person.position, person.unit.name if person.unit else "")
    if viewer.participant_id is not None:
        participant = access_participant(commenting.document.meeting, viewer.participant_id)
        named = (participant.position, participant.unit_name)
    unit_id = str(person.unit_id) if person.unit_id else None
    return Author(str(person.id), viewer.full_name, named[0], unit_id, named[1])


def access_comment(commenting: Commenting, comment_id: UUID) -> Comment:
    """A comment that one reads, on an accessed document. Raises NotFound (404)."""
    comment = (
        Comment.objects.select_related("parent").filter(document=commenting.document, id=comment_id).first()
    )
    if comment is None:
        raise NotFound
    comment.document = commenting.document
    if not commenting.viewer.sees(audience_of(comment.parent or comment)):
        raise NotFound
    return comment


def access_thread(commenting: Commenting, comment_id: UUID) -> Comment:
    """The first of a thread, which one may answer. Raises NotFound (404)."""
    comment = access_comment(commenting, comment_id)
    if comment.parent_id is not None:
        raise NotFound
    return comment


def access_to_resolve(commenting: Commenting, comment_id: UUID) -> Comment:
    """A thread, for its author and the organisers. Raises NotFound (404), Problem not_allowed (403)."""
    thread = access_thread(commenting, comment_id)
    if not (_is_own(commenting, thread) or commenting.viewer.sees(ORGANISERS)):
        raise Problem("not_allowed")
    return thread


def access_own_comment(commenting: Commenting, comment_id: UUID) -> Comment:
    """A comment, for who made it. Raises NotFound (404), Problem not_allowed (403)."""
    comment = access_comment(commenting, comment_id)
    if not _is_own(commenting, comment):
        raise Problem("not_allowed")
    return comment


def _is_own(commenting: Commenting, comment: Comment) -> bool:
    return str(comment.person_id) == commenting.viewer.person_id


def check_page(document: Document, number: int, page: int | None) -> None:
    """Raises NotFound (404) when the version or the page is not there."""
    version = version_of(document, number)
    if page is not None and page > (version.pages or 0):
        raise NotFound

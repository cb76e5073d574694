"""The way from an id in a request to one's own folders and papers. Nobody else has one."""

from uuid import UUID

from agenda.documents.rules import Status
from agenda.library.models import Folder, Library, Paper
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound, Problem


def access_library(principal: Principal) -> UUID:
    """Whose library it is: the person who asks. Raises NotFound (404) for who is no person."""
    if principal.person_id is None:
        raise NotFound
    return UUID(principal.person_id)


def lock_library(principal: Principal) -> Library:
    """One's own library, locked to the end of the transaction. Raises NotFound (404)."""
    person_id = access_library(principal)
    libraries = Library.objects.select_for_update()
    library = libraries.filter(person_id=person_id).first()
    if library is None:
        Library.objects.get_or_create(person_id=person_id)
        library = libraries.get(person_id=person_id)
    return library


def access_folder(principal: Principal, folder_id: UUID | None, *, is_binned: bool = False) -> Folder | None:
    """One's own folder; None: the top. Raises NotFound (404)."""
    if folder_id is None:
        access_library(principal)
        return None
    return access_some_folder(principal, folder_id, is_binned=is_binned)


def access_some_folder(principal: Principal, folder_id: UUID, *, is_binned: bool = False) -> Folder:
    """One's own folder, or one of the bin. Raises NotFound (404)."""
    folders = Folder.objects.filter(library_id=access_library(principal), id=folder_id)
    folder = folders.filter(binned_at__isnull=not is_binned, binned_with=None).first()
    if folder is None:
        raise NotFound
    return folder


def access_paper(principal: Principal, paper_id: UUID, *, is_binned: bool = False) -> Paper:
    """One's own paper, or one of the bin. Raises NotFound (404)."""
    papers = Paper.objects.filter(library_id=access_library(principal), id=paper_id)
    found = papers.filter(binned_at__isnull=not is_binned, binned_with=None)
    paper = found.select_related("document__meeting", "document__shown").first()
    if paper is None:
        raise NotFound
    return paper


def access_file(principal: Principal, paper_id: UUID) -> Paper:
    """One's own paper whose files may be read now; papers of meetings are read there.

    Raises NotFound (404), Problem document_processing or document_rejected (409).
    """
    paper = access_paper(principal, paper_id)
    if paper.document_id is not None:
        raise NotFound
    if paper.status != Status.READY:
        raise Problem(f"document_{paper.status}", reason=paper.rejected_reason)
    return paper


def access_sendable(principal: Principal, paper_id: UUID) -> Paper:
    """One's own file that may be sent to a meeting. Raises as `access_file`, and library_not_own (409)."""
    if access_paper(principal, paper_id).document_id is not None:
        raise Problem("library_not_own")
    return access_file(principal, paper_id)

"""Personal documents over HTTP. What is somebody else's is 404, whoever asks."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Form, Query, Router, Schema
from pydantic import StringConstraints

from agenda.assignments import services as duties
from agenda.assignments.access import access_duty
from agenda.assignments.rows import OwnDutyRow, own_duty_row, standings
from agenda.documents import services as documents
from agenda.documents.access import access_version
from agenda.documents.models import Group
from agenda.documents.receiving import SentFile, SentHash, SentUpload, UploadRequest, received_after
from agenda.documents.rows import (
    DocumentRow,
    document_row,
)
from agenda.documents.unfinished import access_upload
from agenda.items.access import access_item
from agenda.library import reading_api, services
from agenda.library.access import (
    access_folder,
    access_library,
    access_paper,
    access_sendable,
    access_some_folder,
    lock_library,
)
from agenda.library.models import Folder, Paper
from agenda.library.rows import (
    BinnedRow,
    FolderRow,
    LibraryRow,
    PaperRow,
    binned_rows,
    folder_rows,
    library_row,
    paper_rows,
)
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.principal import Principal
from ecabinet.pagination import Page, page_of, page_of_list
from ecabinet.problems import Problem
from ecabinet.search import matching
from ecabinet.shapes import INLINE
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PRINTABLE, PageNumber, Words
from meetings.lifecycle.schemas import Gone

router = Router(tags=["library"])
router.add_router("", reading_api.router)

Name = Annotated[str, Words, StringConstraints(min_length=1, max_length=services.LONGEST_NAME)]
PaperTitle = Annotated[str, Words, StringConstraints(min_length=1, max_length=300)]


class FolderIn(Schema):
    """A new folder; without `parent_id` at the top."""

    name: Name
    parent_id: UUID | None = None


class FolderEdit(Schema):
    """What is left out stays; `parent_id` null moves it to the top."""

    name: Name = ""
    parent_id: UUID | None = None


class PaperEdit(Schema):
    """What is left out stays; `folder_id` null moves it to the top."""

    title: PaperTitle = ""
    folder_id: UUID | None = None


class KeepIn(Schema):
    """Where the paper of a meeting is kept."""

    folder_id: UUID | None = None


class SendIn(Schema):
    """Which of one's own papers is laid before a meeting, with what is said of it and the declaration."""

    paper_id: UUID
    declared_not_secret: bool
    title: Annotated[str, Words, StringConstraints(max_length=300)] = ""
    group: Annotated[Group, INLINE] = Group.MAIN
    kind: Annotated[str, Words, StringConstraints(max_length=160)] = ""
    agency: Annotated[str, Words, StringConstraints(max_length=200)] = ""

    @property
    def about(self) -> documents.About:
        return documents.About(self.group, self.kind, self.agency)


def _check(principal: Principal, fields: dict[str, Any]) -> None:
    """Whether there is room for the file in that folder; before the file is read, or put together."""
    access_folder(principal, fields["folder_id"])
    file, upload_id = fields["file"], fields["upload"]
    sent = access_upload(principal, upload_id) if upload_id is not None else file
    services.require_space(access_library(principal), sent.size or 0 if sent is not None else 0)


def _folder_row(folder: Folder) -> FolderRow:
    return folder_rows([folder])[0]


def _paper_row(principal: Principal, paper: Paper) -> PaperRow:
    return paper_rows(principal, [paper])[0]


@router.get(
    "/library",
    response=LibraryRow,
    operation_id="see_library",
    summary="One's own folders, and the room left",
)
def see_library(request: SignedInRequest) -> LibraryRow:
    return library_row(access_library(request.principal))


@router.post(
    "/library/folders", response=FolderRow, operation_id="create_folder", summary="A new folder of one's own"
)
@as_command("library.create_folder")
def create_folder(request: CommandRequest, wanted: FolderIn) -> FolderRow:
    library = lock_library(request.principal)
    parent = access_folder(request.principal, wanted.parent_id)
    return _folder_row(services.create_folder(request.command, library, parent, wanted.name))


@router.post(
    "/library/folders/{folder_id}/edit",
    response=FolderRow,
    operation_id="edit_folder",
    summary="Rename or move a folder of one's own",
)
@as_command("library.edit_folder")
def edit_folder(request: CommandRequest, folder_id: UUID, changes: FolderEdit) -> FolderRow:
    lock_library(request.principal)
    folder, named = access_some_folder(request.principal, folder_id), changes.model_fields_set
    parent = access_folder(request.principal, changes.parent_id) if "parent_id" in named else folder.parent
    services.edit_folder(folder, changes.name if "name" in named else folder.name, parent)
    return _folder_row(folder)


@router.post(
    "/library/folders/{folder_id}/bin",
    response=Gone,
    operation_id="bin_folder",
    summary="Put a folder with all that is in it in the bin",
)
@as_command("library.bin_folder")
def bin_folder(request: CommandRequest, folder_id: UUID) -> Gone:
    lock_library(request.principal)
    services.bin_folder(request.command, access_some_folder(request.principal, folder_id))
    return Gone(id=folder_id)


@router.post(
    "/library/folders/{folder_id}/restore",
    response=FolderRow,
    operation_id="restore_folder",
    summary="Take a folder with what went with it out of the bin",
)
@as_command("library.restore_folder")
def restore_folder(request: CommandRequest, folder_id: UUID) -> FolderRow:
    lock_library(request.principal)
    folder = access_some_folder(request.principal, folder_id, is_binned=True)
    services.restore_folder(folder)
    return _folder_row(folder)


@router.get(
    "/library/papers",
    response=Page[PaperRow],
    operation_id="list_own_papers",
    summary="One's own papers: of a folder, of the top (`top`), or of all, with words of titles",
)
def list_papers(
    request: SignedInRequest,
    folder_id: UUID | None = None,
    top: bool = False,
    query: Annotated[str, Query(max_length=100)] = "",
    order: Literal["newest", "title"] = "newest",
    page: PageNumber = 1,
) -> dict[str, Any]:
    papers = Paper.objects.filter(library_id=access_library(request.principal), binned_at=None)
    if folder_id is not None or top:
        papers = papers.filter(folder=access_folder(request.principal, folder_id))
    papers = matching(papers, query).select_related("document__meeting", "document__shown")
    if order == "title":
        papers = papers.order_by("folded", "id")
    shown = page_of(papers, page, lambda paper: paper)
    return {**shown, "items": paper_rows(request.principal, shown["items"])}


@router.post(
    "/library/papers",
    response=PaperRow,
    operation_id="upload_own_paper",
    summary="Keep a PDF, an Office document or a picture for oneself; readable when it is prepared",
)
@received_after(_check)
@as_command("library.upload")
def upload_own_paper(
    request: UploadRequest,
    declared_not_secret: Form[bool],
    file: SentFile = None,
    upload: SentUpload = None,
    sha256: SentHash = "",
    title: Annotated[str, Form(max_length=300, pattern=PRINTABLE)] = "",
    folder_id: Annotated[UUID | None, Form()] = None,
) -> PaperRow:
    library = lock_library(request.principal)
    folder = access_folder(request.principal, folder_id)
    return _paper_row(request.principal, services.upload(request.command, library, folder, request.received))


@router.get(
    "/library/papers/{paper_id}",
    response=PaperRow,
    operation_id="see_own_paper",
    summary="One paper of one's own",
)
def see_paper(request: SignedInRequest, paper_id: UUID) -> PaperRow:
    return _paper_row(request.principal, access_paper(request.principal, paper_id))


@router.post(
    "/library/papers/{paper_id}/edit",
    response=PaperRow,
    operation_id="edit_own_paper",
    summary="Rename or move a paper of one's own",
)
@as_command("library.edit_paper")
def edit_paper(request: CommandRequest, paper_id: UUID, changes: PaperEdit) -> PaperRow:
    lock_library(request.principal)
    paper, named = access_paper(request.principal, paper_id), changes.model_fields_set
    folder = access_folder(request.principal, changes.folder_id) if "folder_id" in named else paper.folder
    title = changes.title if "title" in named else paper.title
    services.edit_paper(request.command, paper, title, folder)
    return _paper_row(request.principal, paper)


@router.post(
    "/library/papers/{paper_id}/bin",
    response=Gone,
    operation_id="bin_own_paper",
    summary="Put a paper of one's own in the bin",
)
@as_command("library.bin_paper")
def bin_paper(request: CommandRequest, paper_id: UUID) -> Gone:
    lock_library(request.principal)
    services.bin_paper(request.command, access_paper(request.principal, paper_id))
    return Gone(id=paper_id)


@router.post(
    "/library/papers/{paper_id}/restore",
    response=PaperRow,
    operation_id="restore_own_paper",
    summary="Take a paper of one's own out of the bin",
)
@as_command("library.restore_paper")
def restore_paper(request: CommandRequest, paper_id: UUID) -> PaperRow:
    lock_library(request.principal)
    paper = access_paper(request.principal, paper_id, is_binned=True)
    services.restore_paper(paper)
    return _paper_row(request.principal, paper)


@router.get(
    "/library/bin", response=Page[BinnedRow], operation_id="see_bin", summary="What lies in one's own bin"
)
def see_bin(request: SignedInRequest, page: PageNumber = 1) -> dict[str, Any]:
    return page_of_list(binned_rows(access_library(request.principal)), page)


@router.post(
    "/library/bin/empty",
    response=LibraryRow,
    operation_id="empty_bin",
    summary="Delete for good all that lies in one's own bin",
)
@as_command("library.empty_bin")
def empty_bin(request: CommandRequest) -> LibraryRow:
    library = lock_library(request.principal)
    services.empty_bin(request.command, library)
    return library_row(library.person_id)


@router.post(
    "/documents/{document_id}/keep",
    response=PaperRow,
    operation_id="keep_document",
    summary="Keep a meeting's paper among one's own, as long as one may read it in its meeting",
)
@as_command("library.keep")
def keep(request: CommandRequest, document_id: UUID, where: KeepIn) -> PaperRow:
    document = access_version(request.principal, document_id).document
    library = lock_library(request.principal)
    folder = access_folder(request.principal, where.folder_id)
    return _paper_row(request.principal, services.keep(request.command, library, folder, document))


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/documents/from-library",
    response=DocumentRow,
    operation_id="lay_own_paper",
    summary="Lay a paper of one's own before an item; its file is stored once",
)
@as_command("library.lay")
def lay(request: CommandRequest, meeting_id: UUID, item_id: UUID, sent: SendIn) -> DocumentRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    item = access_item(meeting, item_id)
    received = services.as_upload(_declared(request.principal, sent), sent.title)
    return document_row(documents.upload(request.command, item, received, sent.about))


@router.post(
    "/duties/{duty_id}/documents/from-library",
    response=OwnDutyRow,
    operation_id="deliver_own_paper",
    summary="Deliver a paper of one's own that one's unit owes, as a draft",
)
@as_command("library.deliver")
def deliver(request: CommandRequest, duty_id: UUID, sent: SendIn) -> OwnDutyRow:
    duty = access_duty(request.principal, duty_id, lock=True)
    received = services.as_upload(_declared(request.principal, sent), sent.title)
    duties.deliver(request.command, duty, received, sent.about)
    return own_duty_row(duty, standings(duty.meeting_id), timezone.now(), True)


def _declared(principal: Principal, sent: SendIn) -> Paper:
    paper = access_sendable(principal, sent.paper_id)
    if not sent.declared_not_secret:
        raise Problem("document_not_declared")
    return paper

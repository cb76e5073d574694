"""Documents over HTTP."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Form, Path, Query, Router, Schema
from pydantic import StringConstraints

from agenda.documents import (
    approval,
    copies_api,
    decisions_api,
    reading_api,
    rights_api,
    services,
    showing,
)
from agenda.documents.access import (
    access_document,
    access_document_of,
    access_version,
    newest_version,
)
from agenda.documents.addresses import View, register_address
from agenda.documents.addresses_api import router as addresses_router
from agenda.documents.kinds import MEDIA_TYPES
from agenda.documents.models import Approval, DocumentVersion, Group
from agenda.documents.quarantine_api import router as quarantine_router
from agenda.documents.receiving import SentFile, SentHash, SentUpload, UploadRequest, received_first
from agenda.documents.rights import require_original
from agenda.documents.rows import (
    DocumentRow,
    DraftRow,
    OutlineRow,
    PageTextRow,
    PageTextsRow,
    ProgressRow,
    ReceiptRow,
    VersionRow,
    document_row,
    draft_row,
    page_text_row,
    page_texts_row,
    receipt_row,
    version_row,
)
from agenda.documents.rules import Status
from agenda.documents.serving import file_response
from agenda.documents.stages import stage_of
from agenda.documents.unfinished_api import router as unfinished_router
from agenda.items.access import access_item
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of
from ecabinet.problems import NotFound
from ecabinet.shapes import INLINE
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PRINTABLE, PageNumber, Words

router = Router(tags=["documents"])
router.add_router("", quarantine_router)
router.add_router("", reading_api.router)
router.add_router("", unfinished_router)
router.add_router("", addresses_router)
router.add_router("", rights_api.router)
router.add_router("", copies_api.router)
router.add_router("", decisions_api.router)

PDF = "application/pdf"
BINARY = {"schema": {"type": "string", "format": "binary"}}
RANGE_ANSWERS = {
    "responses": {
        200: {"description": "The whole file", "content": {PDF: BINARY}},
        206: {"description": "At most 1 MiB of the range asked for", "content": {PDF: BINARY}},
        304: {"description": "The version named by If-None-Match is the current one"},
        416: {"description": "The range lies outside the file"},
    }
}
ORIGINAL_ANSWERS = {
    "responses": {
        200: {
            "description": "The whole file, in the type it was uploaded in",
            "content": dict.fromkeys(MEDIA_TYPES.values(), BINARY),
        },
        **{code: answer for code, answer in RANGE_ANSWERS["responses"].items() if code != 200},
    }
}
PICTURE_ANSWERS = {"responses": {200: {"description": "A WebP picture", "content": {"image/webp": BINARY}}}}


Title = Annotated[str, Form(max_length=300, pattern=PRINTABLE)]
Note = Annotated[str, Form(max_length=500, pattern=PRINTABLE)]
PageOfPaper = Annotated[int, Path(ge=1, le=100_000)]
Number = Annotated[int | None, Query(ge=1, le=1000)]


class DocumentEdit(Schema):
    """What is said of a document besides its file; what is left out stays."""

    title: Annotated[str, Words, StringConstraints(min_length=1, max_length=300)] = ""
    group: Annotated[Group, INLINE] = Group.MAIN
    kind: Annotated[str, Words, StringConstraints(max_length=160)] = ""
    agency: Annotated[str, Words, StringConstraints(max_length=200)] = ""


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/documents",
    response=DocumentRow,
    operation_id="upload_document",
    summary="Lay a PDF, an Office document or a picture before an item; readable when it is prepared",
)
@received_first
@as_command("document.upload")
def upload_document(
    request: UploadRequest,
    meeting_id: UUID,
    item_id: UUID,
    declared_not_secret: Form[bool],
    file: SentFile = None,
    upload: SentUpload = None,
    sha256: SentHash = "",
    title: Title = "",
    group: Form[Group] = Group.MAIN,
    kind: Annotated[str, Form(max_length=160, pattern=PRINTABLE)] = "",
    agency: Annotated[str, Form(max_length=200, pattern=PRINTABLE)] = "",
) -> DocumentRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    about = services.About(group, kind.strip(), agency.strip())
    item = access_item(meeting, item_id)
    return document_row(services.upload(request.command, item, request.received, about))


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/versions",
    response=DraftRow,
    operation_id="upload_version",
    summary="A next version of a document, with what changed; it is shown as soon as it is ready",
)
@received_first
@as_command("document.add_version")
def upload_version(
    request: UploadRequest,
    meeting_id: UUID,
    document_id: UUID,
    declared_not_secret: Form[bool],
    file: SentFile = None,
    upload: SentUpload = None,
    sha256: SentHash = "",
    note: Note = "",
) -> DraftRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    document = access_document_of(meeting, document_id)
    return draft_row(document, services.add_version(request.command, document, request.received))


@router.get(
    "/documents/{document_id}/versions",
    response=Page[VersionRow],
    operation_id="list_versions",
    summary="The versions of a document that one may see, the newest first",
)
def versions(request: SignedInRequest, document_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    access = access_document(request.principal, document_id)
    found = DocumentVersion.objects.filter(document=access.document).order_by("-number")
    if not access.prepares:
        found = found.filter(approval=Approval.APPROVED)
    return page_of(found, page, lambda version: version_row(access.document, version))


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/edit",
    response=VersionRow,
    operation_id="edit_document",
    summary="Change a document's title, group, kind or agency",
)
@as_command("document.edit")
def edit(request: CommandRequest, meeting_id: UUID, document_id: UUID, changes: DocumentEdit) -> VersionRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    document = access_document_of(meeting, document_id)
    wanted = changes.model_dump(mode="json", exclude_unset=True)
    approval.edit(request.command, document, wanted)
    return version_row(document, document.shown or document.versions.latest("number"))


@router.get(
    "/documents/{document_id}/progress",
    response=ProgressRow,
    operation_id="see_progress",
    summary="How far the preparation of the newest version has come",
)
def progress(request: SignedInRequest, document_id: UUID) -> ProgressRow:
    version = newest_version(access_document(request.principal, document_id))
    if version is None:
        raise NotFound
    percent = services.percent_of(version)
    return ProgressRow(
        version=version.number, status=Status(version.status), stage=stage_of(percent), percent=percent
    )


@router.get(
    "/documents/{document_id}/file",
    operation_id="read_document",
    summary="The copy for reading, with one's name where the rights ask for it; Range gets at most 1 MiB",
    openapi_extra=RANGE_ANSWERS,
)
def read(request: SignedInRequest, document_id: UUID, version: Number = None) -> HttpResponseBase:
    return showing.file_to_read(request, _showing(request, document_id, version))


@router.get(
    "/documents/{document_id}/original",
    operation_id="download_original",
    summary="The file exactly as it was uploaded, with any signature in it; for who may have it",
    openapi_extra=ORIGINAL_ANSWERS,
)
def original(request: SignedInRequest, document_id: UUID, version: Number = None) -> HttpResponseBase:
    require_original(request.principal, document_id, timezone.now())
    found = access_version(request.principal, document_id, version)
    return file_response(request, found.sha256, found.media_type, found.filename, "attachment")


@router.get(
    "/documents/{document_id}/first-page.webp",
    operation_id="see_first_page",
    summary="Page 1 as a picture 1600 pixels wide, to be shown while the PDF loads",
    openapi_extra=PICTURE_ANSWERS,
)
def first_page(request: SignedInRequest, document_id: UUID, version: Number = None) -> HttpResponseBase:
    return showing.first_page(request, _showing(request, document_id, version))


@router.get(
    "/documents/{document_id}/pages/{number}.webp",
    operation_id="see_page",
    summary="A page as a picture: thumb 240, full 1600 pixels wide",
    openapi_extra=PICTURE_ANSWERS,
)
def page_picture(
    request: SignedInRequest,
    document_id: UUID,
    number: PageOfPaper,
    size: Literal["thumb", "full"] = "full",
    version: Number = None,
) -> HttpResponseBase:
    shown = _showing(request, document_id, version)
    if number > (shown.version.pages or 0):
        raise NotFound
    return showing.page(request, shown, number, size)


@router.get(
    "/documents/{document_id}/pages/{number}/text",
    response=PageTextRow,
    operation_id="read_page_text",
    summary="The text of a page, to be read aloud or in larger letters",
)
def page_text(
    request: SignedInRequest, document_id: UUID, number: PageOfPaper, version: Number = None
) -> PageTextRow:
    found = access_version(request.principal, document_id, version)
    if number > (found.pages or 0):
        raise NotFound
    return page_text_row(found.number, number, found.page_texts.filter(number=number).first())


@router.get(
    "/documents/{document_id}/texts",
    response=PageTextsRow,
    operation_id="read_texts",
    summary="The text of 50 pages after a page, to be searched on the device",
)
def texts(
    request: SignedInRequest,
    document_id: UUID,
    after: Annotated[int, Query(ge=0, le=100_000)] = 0,
    version: Number = None,
) -> PageTextsRow:
    return page_texts_row(access_version(request.principal, document_id, version), after)


@router.get(
    "/documents/{document_id}/outline",
    response=OutlineRow,
    operation_id="read_outline",
    summary="The bookmarks of a document (2000 at most) and what its pages call themselves",
)
def outline(request: SignedInRequest, document_id: UUID, version: Number = None) -> OutlineRow:
    found = access_version(request.principal, document_id, version)
    return OutlineRow(version=found.number, pages=found.pages or 0, items=found.outline, labels=found.labels)


@router.post(
    "/documents/{document_id}/opened",
    response=ReceiptRow,
    operation_id="note_opened",
    summary="Note that one has opened the document (no command, not in the journal)",
)
def opened(request: SignedInRequest, document_id: UUID) -> ReceiptRow:
    access = access_document(request.principal, document_id)
    if access.viewer.participant_id is None or access.viewer.person_id is None:
        return receipt_row(None)
    with transaction.atomic():
        person = access.viewer.person_id
        return receipt_row(services.note_opening(access.document, person, timezone.now()))


def _showing(request: SignedInRequest, document_id: UUID, version: int | None) -> showing.Showing:
    return showing.access_showing(request.principal, document_id, version, timezone.now())


def _address_of(view: Callable[[SignedInRequest, UUID, int | None], HttpResponseBase]) -> View:
    return lambda request, opens: view(request, UUID(opens.subject), opens.version)


register_address("file", _address_of(read))
register_address("original", _address_of(original))

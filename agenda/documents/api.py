"""Documents over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile

from agenda.documents import services
from agenda.documents.access import access_document, access_document_of, access_readable
from agenda.documents.models import Document
from agenda.documents.receiving import UploadRequest, received_first
from agenda.documents.rows import (
    DocumentRow,
    ReadersRow,
    ReceiptRow,
    document_row,
    readers_row,
    receipt_row,
)
from agenda.documents.rules import Status
from agenda.documents.serving import file_response
from agenda.items.access import access_item
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of
from meetings.attendance.recusals import recused_items
from meetings.invitations.models import Participant
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PRINTABLE, PageNumber

router = Router(tags=["documents"])

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
PICTURE_ANSWERS = {"responses": {200: {"description": "A WebP picture", "content": {"image/webp": BINARY}}}}


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/documents",
    response=DocumentRow,
    operation_id="upload_document",
    summary="Lay a PDF before an item; it becomes readable when its preparation is done",
)
@received_first
@as_command("document.upload")
def upload(
    request: UploadRequest,
    meeting_id: UUID,
    item_id: UUID,
    file: File[UploadedFile],
    declared_not_secret: Form[bool],
    title: Annotated[str, Form(max_length=300, pattern=PRINTABLE)] = "",
) -> DocumentRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    return document_row(services.upload(request.command, access_item(meeting, item_id), request.received))


@router.post(
    "/meetings/{meeting_id}/documents/{document_id}/remove",
    response=DocumentRow,
    operation_id="remove_document",
    summary="Take a document off the table",
)
@as_command("document.remove")
def remove(request: CommandRequest, meeting_id: UUID, document_id: UUID) -> DocumentRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    document = access_document_of(meeting, document_id)
    row = document_row(document)
    services.remove(request.command, document)
    return row


@router.get(
    "/documents/{document_id}/file",
    operation_id="read_document",
    summary="The copy for reading; send Range and get at most 1 MiB at a time",
    openapi_extra=RANGE_ANSWERS,
)
def read(request: SignedInRequest, document_id: UUID) -> HttpResponseBase:
    document = access_readable(request.principal, document_id)
    return file_response(request, document.view_sha256, PDF, document.filename)


@router.get(
    "/documents/{document_id}/original",
    operation_id="download_original",
    summary="The file exactly as it was uploaded, with any signature in it",
    openapi_extra=RANGE_ANSWERS,
)
def original(request: SignedInRequest, document_id: UUID) -> HttpResponseBase:
    document = access_readable(request.principal, document_id)
    return file_response(request, document.sha256, PDF, document.filename, "attachment")


@router.get(
    "/documents/{document_id}/first-page.webp",
    operation_id="see_first_page",
    summary="Page 1 as a picture 1600 pixels wide, to be shown while the PDF loads",
    openapi_extra=PICTURE_ANSWERS,
)
def first_page(request: SignedInRequest, document_id: UUID) -> HttpResponseBase:
    document = access_readable(request.principal, document_id)
    return file_response(request, document.first_page_sha256, "image/webp", f"{document.filename}.webp")


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


@router.get(
    "/meetings/{meeting_id}/readers",
    response=Page[ReadersRow],
    operation_id="list_readers",
    summary="Who has opened each document, and who has not",
)
def readers(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    access = access_meeting(request.principal, meeting_id, "run_meeting")
    meeting, hidden = access.meeting, recused_items(meeting_id, access.viewer.person_id)
    participants = list(Participant.objects.filter(meeting=meeting))
    ready = Document.objects.filter(meeting=meeting, status=Status.READY).exclude(item_id__in=hidden)
    documents = ready.prefetch_related("openings")
    return page_of(documents, page, lambda document: readers_row(document, participants))

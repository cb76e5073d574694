"""What readers take along of a meeting's documents, and how far they have read, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from ninja import Field, Router, Schema

from agenda.documents import receipts
from agenda.documents.access import access_document, access_version
from agenda.documents.addresses import register_address
from agenda.documents.bundle import bundle, entries_of
from agenda.documents.names import safe_name
from agenda.documents.receipts import OwnReadingRow, ReadersRow, Show
from agenda.documents.serving import content_disposition
from agenda.items.models import AgendaItem
from ecabinet.commands import SignedInRequest
from ecabinet.imports import sheets
from ecabinet.language import language_of
from ecabinet.pagination import Page, page_of_list
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PageNumber

router = Router()

ZIP = "application/zip"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {sheets.CSV: "text/csv; charset=utf-8", sheets.XLSX: XLSX_TYPE}
BINARY = {"schema": {"type": "string", "format": "binary"}}
ZIP_ANSWERS = {"responses": {200: {"content": {ZIP: BINARY}}}}
PageRead = Annotated[int, Field(ge=1, le=100_000)]
SecondsRead = Annotated[int, Field(ge=1, le=60)]


class ReadingIn(Schema):
    """What was read since the last batch: seconds by page, with an id so that it counts once."""

    batch: UUID
    version: int = Field(ge=1, le=1000)
    pages: dict[PageRead, SecondsRead] = Field(min_length=1, max_length=60)


@router.get(
    "/meetings/{meeting_id}/documents.zip",
    operation_id="download_bundle",
    summary="All documents that one reads, in folders by item, with an index page; made while it is sent",
    openapi_extra=ZIP_ANSWERS,
)
def take_bundle(request: SignedInRequest, meeting_id: UUID) -> StreamingHttpResponse:
    access = access_meeting(request.principal, meeting_id)
    meeting, entries = access.meeting, entries_of(access.viewer, access.meeting)
    pieces = bundle(access.viewer, meeting, entries, language_of(request))
    response = StreamingHttpResponse(pieces, content_type=ZIP)
    name = f"{safe_name(meeting.title, 'tai-lieu')}.zip"
    response["Content-Disposition"] = content_disposition("attachment", name)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


register_address("bundle", lambda request, opens: take_bundle(request, UUID(opens.subject)))


@router.post(
    "/documents/{document_id}/reading",
    response=OwnReadingRow,
    operation_id="note_reading",
    summary="Note which pages one has read, and for how long (no command, not in the journal)",
)
def note_reading(request: SignedInRequest, document_id: UUID, read: ReadingIn) -> OwnReadingRow:
    viewer = access_document(request.principal, document_id).viewer
    version = access_version(request.principal, document_id, read.version)
    if viewer.participant_id is None or viewer.person_id is None:
        return receipts.own_reading_row(version, None)
    with transaction.atomic():
        reading = receipts.note_reading(version, viewer.person_id, read.batch, read.pages)
    return receipts.own_reading_row(version, reading)


@router.get(
    "/meetings/{meeting_id}/reading",
    response=Page[OwnReadingRow],
    operation_id="list_own_reading",
    summary="How far one has read each document oneself, in its present version",
)
def own_reading(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    access = access_meeting(request.principal, meeting_id)
    return page_of_list(receipts.own_readings(access.viewer, access.meeting), page)


@router.get(
    "/meetings/{meeting_id}/readers",
    response=Page[ReadersRow],
    operation_id="list_readers",
    summary="Who of those who may has read each document, how far and how long, and who has not",
)
def readers(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    access = access_meeting(request.principal, meeting_id, "run_meeting")
    return page_of_list(receipts.readers_rows(access.viewer, access.meeting), page)


@router.get(
    "/meetings/{meeting_id}/readers.csv",
    operation_id="export_readers",
    summary="Who has read what as CSV (UTF-8 with byte order mark), a line for each document and person",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def readers_csv(request: SignedInRequest, meeting_id: UUID, show: Show = "all") -> HttpResponse:
    return _readers_file(request, meeting_id, sheets.CSV, show)


@router.get(
    "/meetings/{meeting_id}/readers.xlsx",
    operation_id="export_readers_xlsx",
    summary="Who has read what as a workbook, a line for each document and person",
    openapi_extra={"responses": {200: {"content": {XLSX_TYPE: BINARY}}}},
)
def readers_xlsx(request: SignedInRequest, meeting_id: UUID, show: Show = "all") -> HttpResponse:
    return _readers_file(request, meeting_id, sheets.XLSX, show)


def _readers_file(request: SignedInRequest, meeting_id: UUID, kind: str, show: Show) -> HttpResponse:
    access = access_meeting(request.principal, meeting_id, "run_meeting")
    rows = receipts.readers_rows(access.viewer, access.meeting)
    items = dict(AgendaItem.objects.filter(meeting=access.meeting).values_list("id", "title"))
    content = receipts.readers_sheet(kind, rows, items, show, language_of(request))
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="readers-{meeting_id}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response

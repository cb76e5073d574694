"""Copies with a watermark over HTTP, and the meeting's setting."""

from typing import Annotated
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Query, Router, Schema

from agenda.documents import copies
from agenda.documents.access import access_version
from agenda.documents.kinds import viewing_name
from agenda.documents.models import StampedCopy
from agenda.documents.rights import CopyingAccess, access_copying
from agenda.documents.rows import DocumentSettingsRow
from agenda.documents.serving import file_response
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.problems import NotFound
from ecabinet.shapes import INLINE
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.rows import Instant

router = Router()

PDF = "application/pdf"
FILE_ANSWERS = {"responses": {200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}}}
Ticket = Annotated[str, Query(max_length=400)]


class WatermarkIn(Schema):
    """Whether documents bear their reader's name."""

    is_watermarked: bool


class CopyIn(Schema):
    """Which version; none: the one that is shown."""

    version: int | None = None


class CopyRow(Schema):
    """A copy on its way or ready; `url` (when ready) works for two minutes, for the one who asked."""

    id: UUID
    document_id: UUID
    version: int
    mark: str
    status: Annotated[StampedCopy.Status, INLINE]
    percent: int
    asked_at: Instant
    url: str | None


@router.post(
    "/meetings/{meeting_id}/documents/settings",
    response=DocumentSettingsRow,
    operation_id="set_watermark",
    summary="Let the meeting's documents bear the name of who reads, prints or downloads them",
)
@as_command("documents.set_watermark")
def set_watermark(request: CommandRequest, meeting_id: UUID, wanted: WatermarkIn) -> DocumentSettingsRow:
    meeting = access_meeting(request.principal, meeting_id, "upload_document", lock=True).meeting
    copies.set_watermark(request.command, meeting, is_watermarked=wanted.is_watermarked)
    return DocumentSettingsRow(is_watermarked=wanted.is_watermarked)


@router.post(
    "/documents/{document_id}/copies",
    response=CopyRow,
    operation_id="ask_for_copy",
    summary="Ask for a copy to print or take along, with one's name on every page; made by a job",
)
@as_command("document.copy")
def ask_for_copy(request: CommandRequest, document_id: UUID, wanted: CopyIn) -> CopyRow:
    access = access_copying(request.principal, document_id, request.command.at)
    version = access_version(request.principal, document_id, wanted.version)
    copy = copies.ask(request.command, access, version)
    return _row(access, copy, request.principal.account_id)


@router.get(
    "/documents/{document_id}/copies/{copy_id}",
    response=CopyRow,
    operation_id="get_copy",
    summary="How far one's copy is, and where it lies once it is ready",
)
def get_copy(request: SignedInRequest, document_id: UUID, copy_id: UUID) -> CopyRow:
    access = access_copying(request.principal, document_id, timezone.now())
    return _row(access, copies.own_copy(access, copy_id), request.principal.account_id)


@router.get(
    "/documents/{document_id}/copies/{copy_id}/file",
    operation_id="download_copy",
    summary="One's copy, by an address of the last two minutes",
    openapi_extra=FILE_ANSWERS,
)
def download_copy(
    request: SignedInRequest, document_id: UUID, copy_id: UUID, ticket: Ticket = ""
) -> HttpResponseBase:
    access = access_copying(request.principal, document_id, timezone.now())
    copy = copies.own_copy(access, copy_id)
    copies.require_ticket(copy, request.principal.account_id, ticket)
    version = access_version(request.principal, document_id, copy.version.number)
    if copy.status != StampedCopy.Status.READY:
        raise NotFound
    return file_response(request, copy.sha256, PDF, viewing_name(version.filename))


def _row(access: CopyingAccess, copy: StampedCopy, account_id: str) -> CopyRow:
    address = f"/api/documents/{access.document.id}/copies/{copy.id}/file"
    is_ready = copy.status == StampedCopy.Status.READY
    return CopyRow(
        id=copy.id,
        document_id=access.document.id,
        version=copy.version.number,
        mark=copy.mark,
        status=StampedCopy.Status(copy.status),
        percent=copies.percent_of(copy),
        asked_at=copy.asked_at,
        url=f"{address}?ticket={copies.ticket_of(copy, account_id)}" if is_ready else None,
    )

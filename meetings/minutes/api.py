"""Asking for minutes and fetching them."""

from uuid import UUID

from django.http import FileResponse
from django.utils.http import content_disposition_header
from ninja import Router

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.papers.store import path_of
from meetings.lifecycle.access import access_meeting
from meetings.minutes import services
from meetings.minutes.access import access_ready_minutes
from meetings.minutes.models import Minutes
from meetings.minutes.rows import MinutesRow, minutes_row

router = Router(tags=["minutes"])

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILE_ANSWER = {
    "responses": {
        200: {
            "description": "The file",
            "content": {
                "application/pdf": {"schema": {"type": "string", "format": "binary"}},
                DOCX: {"schema": {"type": "string", "format": "binary"}},
            },
        }
    }
}


@router.post(
    "/meetings/{meeting_id}/minutes",
    response=MinutesRow,
    operation_id="request_minutes",
    summary="Ask for a new revision of the minutes",
)
@as_command("minutes.request")
def request_minutes(request: CommandRequest, meeting_id: UUID) -> MinutesRow:
    access = access_meeting(request.principal, meeting_id, "produce_minutes", lock=True)
    return minutes_row(services.request_minutes(request.command, access.meeting))


@router.get(
    "/meetings/{meeting_id}/minutes.pdf",
    operation_id="get_minutes_pdf",
    summary="The newest ready minutes as PDF",
    openapi_extra=FILE_ANSWER,
)
def minutes_pdf(request: SignedInRequest, meeting_id: UUID) -> FileResponse:
    minutes, veil = access_ready_minutes(request.principal, meeting_id)
    digest = services.extract(minutes, veil, "pdf") if veil else minutes.pdf_sha256
    return _file(minutes, digest, "pdf", "application/pdf")


@router.get(
    "/meetings/{meeting_id}/minutes.docx",
    operation_id="get_minutes_docx",
    summary="The newest ready minutes as DOCX",
    openapi_extra=FILE_ANSWER,
)
def minutes_docx(request: SignedInRequest, meeting_id: UUID) -> FileResponse:
    minutes, veil = access_ready_minutes(request.principal, meeting_id)
    digest = services.extract(minutes, veil, "docx") if veil else minutes.docx_sha256
    return _file(minutes, digest, "docx", DOCX)


def _file(minutes: Minutes, digest: str, suffix: str, media_type: str) -> FileResponse:
    response = FileResponse(path_of(digest).open("rb"), content_type=media_type)
    name = f"Biên bản (bản {minutes.revision}).{suffix}"
    response["Content-Disposition"] = content_disposition_header(suffix == "docx", name) or ""
    response["ETag"], response["Cache-Control"] = f'"{digest}"', "private, no-cache"
    return response

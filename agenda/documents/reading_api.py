"""What readers take along of a meeting's documents, over HTTP."""

from uuid import UUID

from django.http import StreamingHttpResponse
from ninja import Router

from agenda.documents.bundle import bundle, entries_of
from agenda.documents.names import safe_name
from agenda.documents.serving import content_disposition
from ecabinet.commands import SignedInRequest
from ecabinet.language import language_of
from meetings.lifecycle.access import access_meeting

router = Router(tags=["documents"])

ZIP = "application/zip"
ZIP_ANSWERS = {"responses": {200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get(
    "/meetings/{meeting_id}/documents.zip",
    operation_id="download_bundle",
    summary="All documents that one reads, in folders by item, with an index page; made while it is sent",
    openapi_extra=ZIP_ANSWERS,
)
def take_bundle(request: SignedInRequest, meeting_id: UUID) -> StreamingHttpResponse:
    access = access_meeting(request.principal, meeting_id)
    meeting, entries = access.meeting, entries_of(access.viewer, access.meeting)
    response = StreamingHttpResponse(bundle(meeting, entries, language_of(request)), content_type=ZIP)
    name = f"{safe_name(meeting.title, 'tai-lieu')}.zip"
    response["Content-Disposition"] = content_disposition("attachment", name)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

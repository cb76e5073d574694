"""Signed addresses over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Field, Router, Schema

from agenda.documents.access import access_version
from agenda.documents.addresses import Opens, open_signed, signed
from ecabinet.commands import SignedInRequest
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.rows import Instant

router = Router()

ANSWERS = {
    "responses": {
        200: {"description": "The content", "content": {"*/*": {"schema": {"format": "binary"}}}},
        206: {"description": "At most 1 MiB of the range asked for"},
    }
}


class AddressIn(Schema):
    """What of a document: its copy for reading or the file as it came; without a version the shown one."""

    what: Literal["file", "original"]
    version: Annotated[int, Field(ge=1, le=1000)] | None = None


class AddressRow(Schema):
    """An address, from the server's root on, that opens the content without a cookie until it expires."""

    address: str
    expires_at: Instant


def _row(request: SignedInRequest, opens: Opens) -> AddressRow:
    address, expires_at = signed(request.principal, opens)
    return AddressRow(address=address, expires_at=expires_at)


@router.post(
    "/documents/{document_id}/address",
    response=AddressRow,
    operation_id="make_document_address",
    summary="An address of five minutes for download managers and viewers, for oneself alone (no command)",
)
def document_address(request: SignedInRequest, document_id: UUID, wanted: AddressIn) -> AddressRow:
    version = access_version(request.principal, document_id, wanted.version)
    return _row(request, Opens(wanted.what, str(document_id), version.number))


@router.post(
    "/meetings/{meeting_id}/bundle-address",
    response=AddressRow,
    operation_id="make_bundle_address",
    summary="The same for all documents of a meeting that one reads, as a ZIP (no command)",
)
def bundle_address(request: SignedInRequest, meeting_id: UUID) -> AddressRow:
    access_meeting(request.principal, meeting_id)
    return _row(request, Opens("bundle", str(meeting_id)))


@router.get(
    "/downloads/{token}",
    auth=None,
    operation_id="open_address",
    summary="What a signed address opens; 410 after its time",
    openapi_extra=ANSWERS,
)
def open_address(request: SignedInRequest, token: str) -> HttpResponseBase:
    return open_signed(request, token)

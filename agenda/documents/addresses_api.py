"""Temporary addresses over HTTP."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Field, Router, Schema

from agenda.documents import addresses
from agenda.documents.access import access_document, version_in
from agenda.documents.addresses import Opens, path_of_address
from agenda.documents.models import TemporaryAddress
from agenda.documents.rights import may_take, rights_of
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of
from ecabinet.problems import Problem
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PageNumber
from meetings.lifecycle.rows import Instant

router = Router()

ANSWERS = {
    "responses": {
        200: {"description": "The content", "content": {"*/*": {"schema": {"format": "binary"}}}},
        206: {"description": "At most 1 MiB of the range asked for"},
    }
}
Minutes = Annotated[int, Field(ge=1, le=60)]


class LifetimeIn(Schema):
    """For how many minutes an address opens something."""

    minutes: Minutes = 5


class AddressIn(LifetimeIn):
    """What of a document: its copy for reading or the file as it came; without a version the shown one."""

    what: Literal["file", "original"]
    version: Annotated[int, Field(ge=1, le=1000)] | None = None


class AddressRow(Schema):
    """An address, from the server's root on, that opens the content without a cookie until it expires.

    `what`: file, original, bundle or own_paper; `subject`: the id of the document, meeting or paper.
    """

    id: UUID
    address: str
    what: str
    subject: str
    title: str
    made_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    opened_at: Instant | None
    times: int


def address_row(address: TemporaryAddress) -> AddressRow:
    names = ("id", "what", "subject", "title", "made_at", "expires_at", "revoked_at", "opened_at", "times")
    return AddressRow(address=path_of_address(address), **{name: getattr(address, name) for name in names})


@router.post(
    "/documents/{document_id}/address",
    response=AddressRow,
    operation_id="make_document_address",
    summary="An address of some minutes for a document that one may take along (no command)",
)
def document_address(request: SignedInRequest, document_id: UUID, wanted: AddressIn) -> AddressRow:
    access = access_document(request.principal, document_id)
    version = version_in(access, wanted.version)
    rights = rights_of(access.viewer, access.document, timezone.now())
    if wanted.what == "original" and not rights.may_download:
        raise Problem("document_original_closed")
    if not may_take(access.viewer, rights):
        raise Problem("document_copy_closed")
    opens = Opens(wanted.what, str(document_id), version.number)
    return address_row(addresses.make(request.principal, opens, access.document.title, wanted.minutes))


@router.post(
    "/meetings/{meeting_id}/bundle-address",
    response=AddressRow,
    operation_id="make_bundle_address",
    summary="The same for all documents of a meeting that one reads, as a ZIP (no command)",
)
def bundle_address(
    request: SignedInRequest, meeting_id: UUID, wanted: LifetimeIn | None = None
) -> AddressRow:
    meeting = access_meeting(request.principal, meeting_id).meeting
    opens, minutes = Opens("bundle", str(meeting_id)), (wanted or LifetimeIn()).minutes
    return address_row(addresses.make(request.principal, opens, meeting.title, minutes))


@router.get(
    "/addresses",
    response=Page[AddressRow],
    operation_id="list_own_addresses",
    summary="One's own addresses that still open something",
)
def own_addresses(request: SignedInRequest, page: PageNumber = 1) -> dict[str, Any]:
    return page_of(addresses.own(request.principal, timezone.now()), page, address_row)


@router.post(
    "/addresses/{address_id}/revoke",
    response=AddressRow,
    operation_id="revoke_address",
    summary="An address of one's own opens nothing any more, from now on",
)
@as_command("address.revoke")
def revoke(request: CommandRequest, address_id: UUID) -> AddressRow:
    return address_row(addresses.revoke(request.principal, address_id))


@router.get(
    "/downloads/{token}",
    auth=None,
    operation_id="open_address",
    summary="What a temporary address opens; 410 after its time",
    openapi_extra=ANSWERS,
)
def open_address(request: SignedInRequest, token: str) -> HttpResponseBase:
    return addresses.open_address(request, token)

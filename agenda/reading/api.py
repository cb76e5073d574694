"""Where one reads on, and what is presented, over HTTP. No commands: nothing of it is in the journal."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from ninja import Router

from agenda.documents.access import access_document
from agenda.reading.places import Place, PlaceRow, place_row
from agenda.reading.places import keep_place as keep
from agenda.reading.presenting import View, ViewRow
from agenda.reading.presenting import present as show
from ecabinet.commands import SignedInRequest
from meetings.lifecycle.access import access_meeting

router = Router(tags=["reading"])


@router.get(
    "/documents/{document_id}/place",
    response=PlaceRow,
    operation_id="get_place",
    summary="Where one was reading a document, on whatever device",
)
def get_place(request: SignedInRequest, document_id: UUID) -> PlaceRow:
    return place_row(access_document(request.principal, document_id))


@router.post(
    "/documents/{document_id}/place",
    response=PlaceRow,
    operation_id="keep_place",
    summary="Remember where one reads, for one's other devices (no command, not in the journal)",
)
def keep_place(request: SignedInRequest, document_id: UUID, place: Place) -> PlaceRow:
    access = access_document(request.principal, document_id)
    with transaction.atomic():
        return keep(access, place, timezone.now())


@router.post(
    "/meetings/{meeting_id}/presenting",
    response=ViewRow,
    operation_id="present_page",
    summary="Show everybody a page, or a part of it, of the presented document (passes, no command)",
)
def present_page(request: SignedInRequest, meeting_id: UUID, view: View) -> ViewRow:
    return show(access_meeting(request.principal, meeting_id), view)

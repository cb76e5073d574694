"""Files in pieces over HTTP: announcing one, sending it, giving it up. Other endpoints say what it is for."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from agenda.documents import unfinished
from agenda.documents.models import UnfinishedUpload
from agenda.documents.unfinished import MOST_PIECE_BYTES, Announced, access_upload, own_uploads
from ecabinet.commands import SignedInRequest
from ecabinet.pagination import Page, page_of
from ecabinet.problems import Problem
from meetings.lifecycle.fields import PageNumber
from meetings.lifecycle.rows import Instant
from meetings.lifecycle.schemas import Gone

router = Router()

PIECE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class UploadIn(Schema):
    """The file that is to come. `fingerprint`: 64 hex digits that the sender makes from it as it likes."""

    name: str = Field(min_length=1, max_length=1000)
    size: int = Field(ge=1, le=2**40)
    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    declared_not_secret: bool


class UploadRow(Schema):
    """An upload on its way: `received` of `size` bytes are there; it is forgotten at `expires_at`."""

    id: UUID
    name: str
    size: int
    received: int
    started_at: Instant
    expires_at: Instant


def _row(upload: UnfinishedUpload) -> UploadRow:
    names = ("id", "name", "size", "received", "started_at")
    fields = {name: getattr(upload, name) for name in names}
    return UploadRow(**fields, expires_at=upload.touched_at + unfinished.KEPT)


@router.post(
    "/uploads",
    response=UploadRow,
    operation_id="start_upload",
    summary="Announce a file that comes in pieces, or find it again after a lost line (no command)",
)
def start(request: SignedInRequest, announced: UploadIn) -> UploadRow:
    own_uploads(request.principal)
    if not announced.declared_not_secret:
        raise Problem("document_not_declared")
    said = Announced(announced.name, announced.size, announced.fingerprint)
    return _row(unfinished.start(str(request.principal.person_id), said))


@router.get(
    "/uploads",
    response=Page[UploadRow],
    operation_id="list_uploads",
    summary="One's own uploads that are not finished, the newest first",
)
def listed(request: SignedInRequest, page: PageNumber = 1) -> dict[str, Any]:
    return page_of(own_uploads(request.principal), page, _row)


@router.get(
    "/uploads/{upload_id}",
    response=UploadRow,
    operation_id="get_upload",
    summary="How much of a file has come",
)
def get(request: SignedInRequest, upload_id: UUID) -> UploadRow:
    return _row(access_upload(request.principal, upload_id))


@router.put(
    "/uploads/{upload_id}/bytes",
    response=UploadRow,
    operation_id="send_piece",
    summary="A piece of the file, at most 4 MiB, where the one before ended; sent again it changes nothing",
    openapi_extra=PIECE_BODY,
)
def send(
    request: SignedInRequest, upload_id: UUID, offset: Annotated[int, Query(ge=0, le=2**40)]
) -> UploadRow:
    upload = access_upload(request.principal, upload_id)
    unfinished.take_piece(upload, offset, _piece(request))
    return _row(upload)


def _piece(request: HttpRequest) -> bytes:
    content: bytes = request.read(MOST_PIECE_BYTES + 1)
    if len(content) > MOST_PIECE_BYTES:
        raise Problem("upload_piece_too_large", most=MOST_PIECE_BYTES >> 20)
    return content


@router.delete(
    "/uploads/{upload_id}",
    response=Gone,
    operation_id="give_up_upload",
    summary="Give up an upload; what has come of it is deleted",
)
def give_up(request: SignedInRequest, upload_id: UUID) -> Gone:
    unfinished.forget(access_upload(request.principal, upload_id))
    return Gone(id=upload_id)

"""Receiving an upload before the command's transaction, so that no lock is held while a file is read."""

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from ninja import File, Form
from ninja.files import UploadedFile

from agenda.documents import office, pdf, storage, unfinished
from agenda.documents.kinds import MEDIA_TYPES, OFFICE, Kind, kind_of, plain_name, promised
from agenda.documents.models import Document, UnfinishedUpload
from agenda.documents.services import Upload, require_changeable
from agenda.documents.unfinished import access_upload
from agenda.items.access import access_item
from ecabinet.commands import CommandRequest
from ecabinet.directory.principal import Principal
from ecabinet.problems import FieldError, NotFound, Problem
from meetings.lifecycle.access import access_meeting

# A file comes with the form, or came in pieces before: then the form names it, and its hash.
SentFile = Annotated[UploadedFile | None, File()]
SentUpload = Annotated[UUID | None, Form()]
SentHash = Annotated[str, Form(pattern=r"^([0-9a-f]{64})?$")]


class UploadRequest(CommandRequest):
    """A request whose file has been received, checked and stored."""

    received: Upload


Check = Callable[[Principal, dict[str, Any]], None]


def received_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Check rights, declaration and file, and store it, before `view` runs in its transaction.

    Raises NotFound, Problem not_allowed, meeting_wrong_status, document_not_declared (422), too_large (413),
    and what `accept` raises; then nothing stays stored. Of a file that came in pieces upload_incomplete (409)
    and upload_damaged (422), and document_disk_full (507), which leaves it as it was.
    """
    return received_after(_check)(view)


def received_after(check: Check) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The same, where `check(principal, fields)` says whether a file may be sent there."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def run(request: UploadRequest, **fields: Any) -> Any:
            check(request.principal, fields)
            if not fields["declared_not_secret"]:
                raise Problem("document_not_declared")
            request.received = _received(request.principal, fields)
            request.content_digest = request.received.incoming.sha256
            return view(request, **fields)

        return run

    return decorate


def _check(principal: Principal, fields: dict[str, Any]) -> None:
    meeting = access_meeting(principal, fields["meeting_id"], "upload_document").meeting
    if "item_id" in fields:
        access_item(meeting, fields["item_id"])
    elif not Document.objects.filter(meeting=meeting, id=fields["document_id"]).exists():
        raise NotFound
    require_changeable(meeting)


def _received(principal: Principal, fields: dict[str, Any]) -> Upload:
    file, upload_id = fields["file"], fields["upload"]
    if upload_id is not None:
        if not fields["sha256"]:
            raise Problem("bad_input", errors=(FieldError("sha256", "field_missing"),))
        arrived = _arrived(access_upload(principal, upload_id), fields["sha256"])
    elif file is not None:
        arrived = _receive(file)
    else:
        raise Problem("bad_input", errors=(FieldError("file", "field_missing"),))
    titled = fields.get("title", "").strip() or PurePath(arrived.filename).stem
    return replace(arrived, title=titled, note=fields.get("note", "").strip())


def _receive(file: UploadedFile) -> Upload:
    if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise Problem("too_large", limit_mb=settings.UPLOAD_LIMIT_BYTES >> 20)
    with storage.room_on_disk():
        incoming = storage.receive(file.chunks())
    return _kept(incoming, file.name or "")


def _kept(incoming: storage.Incoming, name: str) -> Upload:
    """The accepted file, in the store; what is not accepted is gone."""
    try:
        checked = accept(incoming.path, name)
        with storage.room_on_disk():
            storage.keep(incoming)
    finally:
        storage.discard(incoming)
    return _upload(incoming, name, checked.kind, checked.pages)


def _upload(incoming: storage.Incoming, name: str, kind: Kind, pages: int | None) -> Upload:
    return Upload(incoming, pages, "", plain_name(name, kind), media_type=MEDIA_TYPES[kind])


def _arrived(upload: UnfinishedUpload, sha256: str) -> Upload:
    """A file that came in pieces; finished twice, by who lost the answer or in two windows, it is one."""
    if not upload.sha256:
        unfinished.require_complete(upload)
        try:
            return _finished(upload, sha256)
        except FileNotFoundError:
            upload.refresh_from_db()
    if not upload.sha256 or not storage.exists(upload.sha256):
        unfinished.forget(upload)
        raise NotFound
    incoming = storage.Incoming(storage.path_of(upload.sha256), upload.sha256, upload.size)
    return _upload(incoming, upload.name, kind_of(upload.media_type), upload.pages)


def _finished(upload: UnfinishedUpload, sha256: str) -> Upload:
    with storage.room_on_disk():
        incoming = storage.receive(storage.pieces(upload.id, upload.size))
    try:
        if (incoming.sha256, incoming.size) != (sha256, upload.size):
            storage.discard(incoming)
            raise Problem("upload_damaged")
        arrived = _kept(incoming, upload.name)
    except Problem as refused:
        if refused.code != "document_disk_full":
            unfinished.forget(upload)
        raise
    unfinished.settle(upload, incoming.sha256, arrived.media_type, arrived.pages)
    return arrived


def accept(path: Path, name: str) -> pdf.Checked:
    """What the file is, if it is what its name says and this machine can make it readable.

    Raises what `pdf.check` raises, Problem document_wrong_name and document_office_missing (422).
    """
    checked = pdf.check(path)
    said = promised(name)
    if said is not None and said != checked.kind:
        raise Problem("document_wrong_name", said=said.upper(), kind=checked.kind.upper())
    if checked.kind in OFFICE and office.program() is None:
        raise Problem("document_office_missing")
    return checked

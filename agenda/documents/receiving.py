"""Receiving an upload before the command's transaction, so that no lock is held while a file is read."""

import contextlib
import errno
import functools
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from ninja.files import UploadedFile

from agenda.documents import office, pdf, storage
from agenda.documents.kinds import MEDIA_TYPES, OFFICE, plain_name, promised
from agenda.documents.models import Document
from agenda.documents.services import Upload, require_changeable
from agenda.items.access import access_item
from ecabinet.commands import CommandRequest
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound, Problem
from meetings.lifecycle.access import access_meeting


class UploadRequest(CommandRequest):
    """A request whose file has been received, checked and stored."""

    received: Upload


Check = Callable[[Principal, dict[str, Any]], None]


def received_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Check rights, declaration and file, and store it, before `view` runs in its transaction.

    Raises NotFound, Problem not_allowed, meeting_wrong_status, document_not_declared (422), too_large (413),
    and what `accept` raises; then nothing stays stored.
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
            request.received = _receive(fields["file"], fields.get("title", ""), fields.get("note", ""))
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


def _receive(file: UploadedFile, title: str, note: str) -> Upload:
    if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise Problem("too_large", limit_mb=settings.UPLOAD_LIMIT_BYTES >> 20)
    with room_on_disk():
        incoming = storage.receive(file.chunks())
    try:
        checked = accept(incoming.path, file.name or "")
        with room_on_disk():
            storage.keep(incoming)
    finally:
        storage.discard(incoming)
    name = plain_name(file.name or "", checked.kind)
    titled = title.strip() or PurePath(name).stem
    return Upload(incoming, checked.pages, titled, name, note.strip(), MEDIA_TYPES[checked.kind])


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


@contextlib.contextmanager
def room_on_disk() -> Iterator[None]:
    """Raises Problem document_disk_full (507) where there is no room, or no more for this program."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Problem("document_disk_full") from error
        raise

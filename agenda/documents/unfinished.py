"""Uploads that survive a lost line: a file comes in pieces, each where the one before ended.

Not in the journal: what it becomes is told by the command that lays it. No lock is held while bytes are
written; a piece counts when `received` moves from its beginning to its end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils import timezone

from agenda.documents import storage
from agenda.documents.kinds import bare_name
from agenda.documents.models import UnfinishedUpload
from ecabinet.directory.models import Person
from ecabinet.directory.principal import Principal
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import SYSTEM, command
from ecabinet.problems import NotFound, Problem

MOST_PIECE_BYTES = 4 * 1024**2
MOST_AT_ONCE = 20
MOST_FILES_BYTES = 5  # so many times the largest file
KEPT = timedelta(hours=24)
EXPIRE_JOB = "upload.expire"


@dataclass(frozen=True)
class Announced:
    """What a sender says of a file before it comes. `fingerprint` (hex) tells it from others of its name."""

    name: str
    size: int
    fingerprint: str


def own_uploads(principal: Principal) -> "QuerySet[UnfinishedUpload]":
    """What the principal has not finished sending, the newest first. Raises NotFound for who is no person."""
    if principal.person_id is None:
        raise NotFound
    return UnfinishedUpload.objects.filter(person_id=principal.person_id, sha256="")


def access_upload(principal: Principal, upload_id: UUID) -> UnfinishedUpload:
    """An upload of the principal's own, arrived or not. Raises NotFound (404)."""
    if principal.person_id is None:
        raise NotFound
    found = UnfinishedUpload.objects.filter(id=upload_id, person_id=principal.person_id).first()
    if found is None:
        raise NotFound
    return found


def start(person_id: str, announced: Announced) -> UnfinishedUpload:
    """A new upload, or the unfinished one of the same file.

    Raises Problem too_large (413), too_many_uploads (409).
    """
    if announced.size > settings.UPLOAD_LIMIT_BYTES:
        raise Problem("too_large", limit_mb=settings.UPLOAD_LIMIT_BYTES >> 20)
    name = bare_name(announced.name)[-500:]
    same = {"name": name, "size": announced.size, "fingerprint": announced.fingerprint}
    with command("upload.start", SYSTEM) as cmd:
        person = Person.objects.select_for_update().get(id=person_id)  # counts one start after the other
        unfinished = UnfinishedUpload.objects.filter(person=person, sha256="")
        known = unfinished.filter(**same).first()
        if known is not None:
            return known
        _require_room(unfinished, announced.size)
        upload = UnfinishedUpload.objects.create(person=person, started_at=cmd.at, touched_at=cmd.at, **same)
        enqueue(cmd, EXPIRE_JOB, f"{upload.id}:0", {"upload_id": str(upload.id)}, cmd.at + KEPT)
    return upload


def _require_room(unfinished: "QuerySet[UnfinishedUpload]", size: int) -> None:
    most = MOST_FILES_BYTES * settings.UPLOAD_LIMIT_BYTES
    taken = unfinished.aggregate(bytes=Sum("size"))["bytes"] or 0
    if unfinished.count() >= MOST_AT_ONCE or taken + size > most:
        raise Problem("too_many_uploads", most=MOST_AT_ONCE, most_mb=most >> 20)


def take_piece(upload: UnfinishedUpload, offset: int, content: bytes) -> None:
    """Add a piece where the one before ended. One that is there already changes nothing.

    Raises Problem upload_wrong_offset (409, the right one in the header Upload-Offset), upload_too_many_bytes
    (422), document_disk_full (507); then nothing is lost and the upload can go on.
    """
    if offset != upload.received:
        _require_known(upload, offset, content)
        return
    end = offset + len(content)
    if end > upload.size:
        raise Problem("upload_too_many_bytes", size=upload.size)
    with storage.room_on_disk():
        storage.keep_piece(upload.id, offset, content)
    here = UnfinishedUpload.objects.filter(id=upload.id, received=offset, sha256="")
    moved = here.update(received=end, touched_at=timezone.now())
    upload.refresh_from_db()
    if not moved:
        _require_known(upload, offset, content)


def _require_known(upload: UnfinishedUpload, offset: int, content: bytes) -> None:
    if offset > upload.received or storage.piece(upload.id, offset) != content:
        headers = {"Upload-Offset": str(upload.received)}
        raise Problem("upload_wrong_offset", headers=headers, received=upload.received)


def require_complete(upload: UnfinishedUpload) -> None:
    """Raises Problem upload_incomplete (409)."""
    if upload.received < upload.size:
        raise Problem("upload_incomplete", received=upload.received, size=upload.size)


def settle(upload: UnfinishedUpload, sha256: str, media_type: str, pages: int | None) -> None:
    """The file is in the store: its pieces go, the row says what it is."""
    upload.sha256, upload.media_type, upload.pages = sha256, media_type, pages
    upload.touched_at = timezone.now()
    upload.save(update_fields=["sha256", "media_type", "pages", "touched_at"])
    storage.drop_pieces(upload.id)


def forget(upload: UnfinishedUpload) -> None:
    """Nothing stays of the upload but what it has become."""
    storage.drop_pieces(upload.id)
    UnfinishedUpload.objects.filter(id=upload.id).delete()


def expire(upload_id: UUID, now: datetime) -> None:
    """Forget an upload that nobody has touched for a day; else look again when that would be so."""
    upload = UnfinishedUpload.objects.filter(id=upload_id).first()
    if upload is None:
        return
    due = upload.touched_at + KEPT
    if due <= now:
        forget(upload)
        return
    with command("upload.expire", SYSTEM) as cmd:
        key = f"{upload.id}:{int(due.timestamp())}"
        enqueue(cmd, EXPIRE_JOB, key, {"upload_id": str(upload.id)}, due)

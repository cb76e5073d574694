"""Copies of documents with their reader's name on every page, to be read or taken along.

They are asked for, made by a job, and kept for a day.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils import timezone

from agenda.documents import stamping
from agenda.documents.audience import ORGANISERS, readers_of
from agenda.documents.bounded import Unreadable
from agenda.documents.models import DocumentSettings, DocumentVersion, StampedCopy
from agenda.documents.rights import CopyingAccess
from agenda.documents.storage import delete, keep_file
from ecabinet.jobs.models import Job
from ecabinet.jobs.services import RunningJob, enqueue, job_handler
from ecabinet.journal import audience
from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import SYSTEM, Command, command
from ecabinet.problems import NotFound, Problem
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of

STAMP_JOB = "document.stamp"
OVER_JOB = "document.copy_over"
KEPT = timedelta(days=1)
AFTER_FAILURE = timedelta(minutes=1)
STAMPED_PERCENT = 10
TICKET_SECONDS = 120
SALT = "agenda.documents.copies"


def set_watermark(cmd: Command, meeting: Meeting, *, is_watermarked: bool) -> None:
    """Say whether the documents of a meeting bear their reader's name. Appends documents.settings_changed."""
    settings, _ = DocumentSettings.objects.get_or_create(meeting=meeting)
    if settings.is_watermarked == is_watermarked:
        return
    settings.is_watermarked = is_watermarked
    settings.save(update_fields=["is_watermarked"])
    state: State = {"document_settings": {"meeting": {"is_watermarked": is_watermarked}}}
    data = {"meeting_id": meeting.id, "is_watermarked": is_watermarked}
    cmd.append(stream_of(meeting), "documents.settings_changed", data=data, state=state)


def ask(cmd: Command, access: CopyingAccess, version: DocumentVersion) -> StampedCopy:
    """The copy of a version for the person who asks: the one of the last day, else one on its way.

    The first time that it is taken along appends document.copied for chair, secretaries and that person.
    """
    copy = _current(cmd, access.viewer, version, timedelta(0))
    if not copy.is_taken:
        copy.is_taken = True
        copy.save(update_fields=["is_taken"])
        _tell(cmd, access, version, stamping.taker_of(access.viewer, cmd.at).full_name)
    return copy


def content_to_read(viewer: Viewer, version: DocumentVersion) -> str:
    """The content with a person's name that they read on the screen; it is made when first asked for.

    Raises Problem document_copy_being_made (503), document_mark_failed (409).
    """
    at = timezone.now()
    copy = StampedCopy.objects.filter(version=version, person_id=_person_of(viewer)).first()
    if copy is None or not _holds(copy, at, AFTER_FAILURE):
        with command("document.mark", SYSTEM) as cmd:
            copy = _current(cmd, viewer, version, AFTER_FAILURE)
    if copy.status == StampedCopy.Status.FAILED:
        raise Problem("document_mark_failed")
    if copy.status == StampedCopy.Status.WAITING:
        raise Problem("document_copy_being_made", headers={"Retry-After": "1"})
    return copy.sha256


def _person_of(viewer: Viewer) -> str:
    """Raises Problem not_allowed (403) for who is no person."""
    if viewer.person_id is None:
        raise Problem("not_allowed")
    return viewer.person_id


def _holds(copy: StampedCopy, at: datetime, after_failure: timedelta) -> bool:
    return at < copy.asked_at + (after_failure if copy.status == StampedCopy.Status.FAILED else KEPT)


def _current(cmd: Command, viewer: Viewer, version: DocumentVersion, after_failure: timedelta) -> StampedCopy:
    """A person's copy that still counts, else a new one with the job that makes it."""
    person_id = _person_of(viewer)
    copies = StampedCopy.objects.select_for_update().filter(version=version, person_id=person_id)
    known = copies.first()
    if known is not None and _holds(known, cmd.at, after_failure):
        return known
    if known is not None:
        _forget(known)
    mark = stamping.taker_of(viewer, cmd.at).mark[:400]
    copy, is_new = StampedCopy.objects.get_or_create(
        version=version, person_id=person_id, defaults={"mark": mark, "asked_at": cmd.at}
    )
    if is_new:
        enqueue(cmd, STAMP_JOB, str(copy.id), {"copy_id": str(copy.id)})
    return copy


def _tell(cmd: Command, access: CopyingAccess, version: DocumentVersion, full_name: str) -> None:
    document, person_id = access.document, access.person_id
    keepers = [tag for tag in readers_of(document) if tag.startswith(audience.NOT)]
    data = {
        "document_id": document.id,
        "item_id": document.item_id,
        "item_title": document.item.title,
        "title": document.title,
        "version": version.number,
        "person_id": person_id,
        "full_name": full_name,
    }
    whom = (*ORGANISERS, *audience.person(person_id), *keepers)
    cmd.append(stream_of(document.meeting), "document.copied", data=data, audience=whom)


def own_copy(access: CopyingAccess, copy_id: UUID) -> StampedCopy:
    """A copy of the document that the one who asks asked for. Raises NotFound (404)."""
    mine = StampedCopy.objects.select_related("version").filter(
        id=copy_id, version__document=access.document, person_id=access.person_id, is_taken=True
    )
    copy = mine.first()
    if copy is None or timezone.now() >= copy.asked_at + KEPT:
        raise NotFound
    return copy


def percent_of(copy: StampedCopy) -> int:
    """How much of the making is behind, by its job."""
    if copy.status != StampedCopy.Status.WAITING:
        return 100
    job = Job.objects.filter(kind=STAMP_JOB, key=str(copy.id)).order_by("-created_at").first()
    return job.progress if job else 0


def ticket_of(copy: StampedCopy, account_id: str) -> str:
    """What an address needs for two minutes to fetch the copy, in this account's session only."""
    return signing.dumps([str(copy.id), account_id], salt=SALT)


def require_ticket(copy: StampedCopy, account_id: str, ticket: str) -> None:
    """Raises NotFound (404) for a ticket that is forged, over, or of somebody else."""
    try:
        told: Any = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise NotFound from error
    if told != [str(copy.id), account_id]:
        raise NotFound


@job_handler(STAMP_JOB)
def stamp(job: RunningJob) -> None:
    """Make a copy that was asked for. Running it again does no harm."""
    copy = StampedCopy.objects.select_related("version").filter(id=job.payload["copy_id"]).first()
    if copy is None or copy.status != StampedCopy.Status.WAITING:
        return
    job.progress(STAMPED_PERCENT)
    try:
        with stamping.stamped(
            copy.version.view_sha256, copy.mark, lambda: job.progress(STAMPED_PERCENT)
        ) as made:
            sha256 = keep_file(made)
    except (Unreadable, FileNotFoundError):
        StampedCopy.objects.filter(id=copy.id).update(status=StampedCopy.Status.FAILED)
        return
    if not StampedCopy.objects.filter(id=copy.id).update(status=StampedCopy.Status.READY, sha256=sha256):
        delete(sha256)  # the document was removed meanwhile
        return
    with command(STAMP_JOB, SYSTEM) as cmd:
        enqueue(
            cmd, OVER_JOB, str(copy.id), {"copy_id": str(copy.id), "sha256": sha256}, copy.asked_at + KEPT
        )


@job_handler(OVER_JOB)
def let_go(job: RunningJob) -> None:
    """A day is over: the copy goes, also where the document went before it."""
    StampedCopy.objects.filter(id=job.payload["copy_id"]).delete()
    delete(job.payload["sha256"])


def _forget(copy: StampedCopy) -> None:
    copy.delete()
    if copy.sha256:
        delete(copy.sha256)

"""The commands of documents: laying, next versions, settling what was prepared, recalling, removing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max

from agenda.documents.audience import preparers_of, readers_of
from agenda.documents.kinds import MEDIA_TYPES, Kind
from agenda.documents.models import (
    Approval,
    Document,
    DocumentOpening,
    DocumentPage,
    DocumentVersion,
    Group,
    PaperFile,
)
from agenda.documents.rows import document_state, draft_state, is_draft
from agenda.documents.rules import Status
from agenda.documents.storage import Incoming
from agenda.items.models import AgendaItem
from ecabinet.directory.models import Unit
from ecabinet.jobs.models import Job
from ecabinet.jobs.services import enqueue
from ecabinet.journal import audience
from ecabinet.journal.services import Command
from ecabinet.problems import Problem, catalogue
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of
from meetings.lifecycle.rules import ARRANGEABLE, require_status

PREPARE_JOB = "document.prepare"
DISCARD_JOB = "document.discard"
DISCARD_AFTER = timedelta(days=1)
QUARANTINE = timedelta(days=7)
STAMPED, DOUBTED = "document_stamped", "document_doubted"
SECRET = frozenset({STAMPED, DOUBTED})
AUDIT = "audit"
MOST_VERSIONS = 100


@dataclass(frozen=True)
class Upload:
    """A file that was received, checked and stored, with what its uploader says of it."""

    incoming: Incoming
    pages: int | None
    title: str
    filename: str
    note: str = ""
    media_type: str = MEDIA_TYPES[Kind.PDF]


@dataclass(frozen=True)
class About:
    """What a document is, besides its file."""

    group: Group = Group.MAIN
    kind: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Files:
    """What a job made of a version, stored: hashes of viewing copy and picture, the text page by page.

    `recognised` are the numbers of pages whose text was read from their picture; `is_wordless`: no text was
    found at all, so that a second person has to look.
    """

    view_sha256: str
    first_page_sha256: str
    pages: int
    texts: tuple[str, ...]
    recognised: frozenset[int] = frozenset()
    outline: tuple[dict[str, Any], ...] = ()
    labels: tuple[str, ...] = ()
    is_wordless: bool = False

    @property
    def page_texts(self) -> Iterator[dict[str, Any]]:
        """The fields of a PageText for every page; no database takes a NUL."""
        for number, text in enumerate(self.texts, 1):
            is_recognised = number in self.recognised
            yield {"number": number, "text": text.replace("\x00", ""), "is_recognised": is_recognised}


def require_changeable(meeting: Meeting) -> None:
    """Raises Problem meeting_wrong_status (409) once the meeting is over."""
    require_status("change_documents", meeting.status, ARRANGEABLE)


def upload(
    cmd: Command, item: AgendaItem, received: Upload, about: About | None = None, unit: Unit | None = None
) -> Document:
    """Lay a document before the item, approved; its preparation runs as a job.

    What a `unit` delivers is a draft first, seen by nobody but those who prepare it. Raises Problem
    meeting_wrong_status (409), document_duplicate (409: the same content is there already).
    """
    require_changeable(item.meeting)
    _require_new(item, received)
    about = about or About()
    document = Document(
        meeting=item.meeting,
        item=item,
        title=received.title or received.filename,
        group=about.group,
        kind=about.kind,
        agency=about.agency,
        unit=unit,
        unit_name=unit.name if unit else "",
        created_at=cmd.at,
    )
    document.save(force_insert=True)
    if unit is not None:
        version = _add(cmd, document, received, 1, Approval.DRAFT)
        tell_preparers(cmd, document, version, "draft.uploaded", declared_not_secret=True)
        return document
    version = _add(cmd, document, received, 1)
    _show(document, version)
    tell_readers(cmd, document, version, "document.uploaded", declared_not_secret=True)
    return document


def add_version(
    cmd: Command, document: Document, received: Upload, approval: Approval = Approval.APPROVED
) -> DocumentVersion:
    """A next version; approved, it takes the place of the shown one as soon as it is ready.

    Raises Problem meeting_wrong_status, document_recalled, document_duplicate, too_many_versions (409).
    """
    require_changeable(document.meeting)
    require_not_recalled(document)
    _require_new(document.item, received)
    number = (document.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_VERSIONS:
        raise Problem("too_many_versions", most=MOST_VERSIONS)
    version = _add(cmd, document, received, number, approval)
    tell_preparers(cmd, document, version, "draft.uploaded", declared_not_secret=True)
    return version


def require_not_recalled(document: Document) -> None:
    """Raises Problem document_recalled (409)."""
    if document.recalled_at is not None:
        raise Problem("document_recalled", reason=document.recall_reason)


def _require_new(item: AgendaItem, received: Upload) -> None:
    """The meeting's row is locked, so nobody adds the same content meanwhile."""
    same = DocumentVersion.objects.filter(document__item=item, sha256=received.incoming.sha256)
    known = same.exclude(status=Status.REJECTED).select_related("document").first()
    if known is not None:
        raise Problem("document_duplicate", title=known.document.title)


def _add(
    cmd: Command,
    document: Document,
    received: Upload,
    number: int,
    approval: Approval = Approval.APPROVED,
) -> DocumentVersion:
    version = DocumentVersion(
        document=document,
        number=number,
        note=received.note,
        filename=received.filename,
        media_type=received.media_type,
        sha256=received.incoming.sha256,
        size=received.incoming.size,
        pages=received.pages,
        approval=approval,
        uploaded_at=cmd.at,
        uploaded_by=cmd.actor.name,
        uploader_id=cmd.actor.person_id,
    )
    version.save(force_insert=True)
    enqueue(cmd, PREPARE_JOB, str(version.id), {"version_id": str(version.id)})
    return version


def percent_of(file: PaperFile, job_kind: str = PREPARE_JOB) -> int:
    """How much of a file's preparation is behind, by its job."""
    if file.status != Status.PROCESSING:
        return 100
    job = Job.objects.filter(kind=job_kind, key=str(file.id)).order_by("-created_at").first()
    return job.progress if job else 0


def _show(document: Document, version: DocumentVersion) -> None:
    document.shown = version
    document.save(update_fields=["shown"])


def settle_ready(cmd: Command, version: DocumentVersion, files: Files) -> None:
    """A version in processing, its document locked, becomes readable; an approved newer one is shown.

    Without text it first awaits a second person's declaration, unless an administrator has released it.
    """
    awaits = files.is_wordless and version.released_at is None
    take_files(version, files, Status.AWAITING if awaits else Status.READY)
    DocumentPage.objects.bulk_create(DocumentPage(version=version, **page) for page in files.page_texts)
    if awaits:
        tell(cmd, version, "awaiting_declaration")
    else:
        settle_shown(cmd, version, "ready")


def take_files(file: PaperFile, files: Files, status: Status = Status.READY) -> None:
    """Write down what was made of a file; it is ready, or what `status` says."""
    file.status, file.pages = status, files.pages
    file.view_sha256, file.first_page_sha256 = files.view_sha256, files.first_page_sha256
    file.outline, file.labels = list(files.outline), list(files.labels)
    file.save(update_fields=["status", "pages", "view_sha256", "first_page_sha256", "outline", "labels"])


def refuse(file: PaperFile, code: str, **found: Any) -> None:
    """Write down why nothing can be made of a file; `code` names a text of messages.json."""
    file.status, file.rejected_code = Status.REJECTED, code
    file.rejected_reason = catalogue()[code]["vi"]["detail"].format(**found)[:300]
    file.save(update_fields=["status", "rejected_code", "rejected_reason"])


def settle_shown(cmd: Command, version: DocumentVersion, what: str) -> None:
    """Tell that a version is ready or approved, and show it when it is both and newer than the shown one."""
    document = version.document
    drafts = [each for each in document.versions.all() if is_draft(document, each)]
    was_draft = is_draft(document, version)
    if was_draft and version.approval == Approval.APPROVED and version.status == Status.READY:
        _show(document, version)
    if document.shown_id == version.id:
        tell_readers(cmd, document, version, f"document.{what}")
    if was_draft:
        overtaken = {str(each.id): None for each in drafts if not is_draft(document, each)}
        state: State = {"drafts": {**draft_state(document, version)["drafts"], **overtaken}}
        _append(cmd, document, version, f"draft.{what}", state, preparers_of(document))


def settle_rejected(cmd: Command, version: DocumentVersion, code: str, **found: Any) -> None:
    """A version on its way, its document locked, is refused; its content is deleted at once, never served.

    Held for secret it stays in quarantine for a week, and the audit stream is told as well.
    `code` names a text of messages.json.
    """
    refuse(version, code, **found)
    tell(cmd, version, "rejected", code=code, reason=version.rejected_reason, **found)
    discard(cmd, version, at_once=True, after=QUARANTINE if code in SECRET else timedelta(0))
    if code in SECRET:
        _audit(cmd, version.document, version, **found)


def _audit(cmd: Command, document: Document, version: DocumentVersion, **found: Any) -> None:
    meeting = document.meeting
    data = {**told(document, version), "meeting_id": meeting.id, "title": meeting.title, **found}
    whom = audience.role("administrator")
    cmd.append(AUDIT, "document.refused_as_secret", data=data, audience=whom)


def recall(cmd: Command, document: Document, reason: str) -> Document:
    """Nobody reads the document any more, on no device; its versions stay for those who ask why.

    Raises Problem meeting_wrong_status, document_recalled (409).
    """
    require_changeable(document.meeting)
    require_not_recalled(document)
    drafts = [version for version in document.versions.all() if is_draft(document, version)]
    document.recalled_at, document.recalled_by, document.recall_reason = cmd.at, cmd.actor.name, reason
    document.save(update_fields=["recalled_at", "recalled_by", "recall_reason"])
    if document.shown is not None:
        tell_readers(cmd, document, document.shown, "document.recalled", reason=reason)
    for version in drafts:
        tell_preparers(cmd, document, version, "draft.recalled", reason=reason)
    return document


def remove(cmd: Command, document: Document) -> None:
    """Take a document off the table: nobody can open it any more; its files go after a day.

    Raises Problem meeting_wrong_status (409).
    """
    require_changeable(document.meeting)
    versions = list(document.versions.all())
    drafts = {str(v.id): None for v in versions if is_draft(document, v)}
    if document.shown is not None:
        gone: State = {"documents": {str(document.id): None}}
        _append(cmd, document, document.shown, "document.removed", gone, readers_of(document))
    if drafts:
        _append(cmd, document, versions[-1], "draft.removed", {"drafts": drafts}, preparers_of(document))
    for version in versions:
        discard(cmd, version, at_once=False)
    document.delete()


def discard(cmd: Command, file: PaperFile, *, at_once: bool, after: timedelta = DISCARD_AFTER) -> None:
    """Delete the contents of a file later, unless something else is in use that has the same."""
    hashes = [file.sha256, file.view_sha256, file.first_page_sha256]
    for sha256 in filter(None, hashes):
        enqueue(cmd, DISCARD_JOB, sha256, {"sha256": sha256, "at_once": at_once}, cmd.at + after)


def note_opening(document: Document, person_id: str, at: datetime) -> DocumentOpening:
    """Note that a person opened the document at `at`."""
    opening, is_first = DocumentOpening.objects.get_or_create(
        document=document, person_id=person_id, defaults={"first_at": at, "last_at": at}
    )
    if not is_first:
        DocumentOpening.objects.filter(pk=opening.pk).update(last_at=at, times=F("times") + 1)
        opening.refresh_from_db()
    return opening


def told(document: Document, version: DocumentVersion) -> dict[str, Any]:
    """What every event says of a document and one of its versions."""
    own = {"document_id": document.id, "item_id": document.item_id, "title": document.title}
    names = ("filename", "sha256", "size", "pages", "uploaded_by")
    return {**own, "version": version.number, **{name: getattr(version, name) for name in names}}


def tell(cmd: Command, version: DocumentVersion, what: str, **more: Any) -> None:
    """Tell the readers of the version that is shown, of any other those who prepare it."""
    document = version.document
    if document.shown_id == version.id:
        tell_readers(cmd, document, version, f"document.{what}", **more)
    else:
        tell_preparers(cmd, document, version, f"draft.{what}", **more)


def tell_readers(
    cmd: Command, document: Document, version: DocumentVersion, event_type: str, **more: Any
) -> None:
    whom = readers_of(document)
    _append(cmd, document, version, event_type, document_state(document), whom, **more)


def tell_preparers(
    cmd: Command, document: Document, version: DocumentVersion, event_type: str, **more: Any
) -> None:
    state, whom = draft_state(document, version), preparers_of(document)
    _append(cmd, document, version, event_type, state, whom, **more)


def _append(
    cmd: Command,
    document: Document,
    version: DocumentVersion,
    event_type: str,
    state: State,
    whom: tuple[str, ...],
    **more: Any,
) -> None:
    data = {**told(document, version), "item_title": document.item.title, **more}
    cmd.append(stream_of(document.meeting), event_type, data=data, state=state, audience=whom)

"""The papers of a circulation: laid while it is drafted, prepared for reading by a job."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from agenda.circulation.models import Circulation, CirculationPage, CirculationPaper
from agenda.circulation.rows import papers_state, stream_of
from agenda.circulation.rules import Act, after
from agenda.circulation.services import require_room
from agenda.circulation.telling import PREPARERS
from agenda.documents import services as documents
from agenda.documents.rules import Status as FileStatus
from agenda.documents.services import Files, Upload
from agenda.documents.tasks import made_of
from ecabinet.jobs.services import RunningJob, enqueue, job_handler
from ecabinet.journal import audience
from ecabinet.journal.services import SYSTEM, Command, State, command
from ecabinet.problems import Problem

PREPARE_JOB = "circulation.prepare_paper"


def add(cmd: Command, circulation: Circulation, received: Upload) -> CirculationPaper:
    """Lay a paper; its preparation runs as a job. Appends circulation.paper_added.

    Raises Problem of the status, circulation_too_many_papers, circulation_paper_twice (409).
    """
    require_room(circulation)
    sha256 = received.incoming.sha256
    same = circulation.papers.filter(sha256=sha256).exclude(status=FileStatus.REJECTED).first()
    if same is not None:
        raise Problem("circulation_paper_twice", title=same.title)
    paper = CirculationPaper(
        circulation=circulation,
        title=(received.title or received.filename)[:300],
        filename=received.filename,
        media_type=received.media_type,
        sha256=sha256,
        size=received.incoming.size,
        pages=received.pages,
        uploaded_at=cmd.at,
        uploaded_by=cmd.actor.name[:120],
        uploader_id=UUID(cmd.actor.person_id) if cmd.actor.person_id else None,
    )
    paper.save(force_insert=True)
    _tell(cmd, paper, "added")
    enqueue(cmd, PREPARE_JOB, str(paper.id), {"paper_id": str(paper.id)})
    return paper


def remove(cmd: Command, paper: CirculationPaper) -> None:
    """Take a paper away; its files go after a day. Appends circulation.paper_removed.

    Raises Problem of the status (409).
    """
    after(Act.EDIT, paper.circulation.status)
    documents.discard(cmd, paper, at_once=False)
    _tell(cmd, paper, "removed", state={"papers": {str(paper.id): None}})
    paper.delete()


def declare(cmd: Command, paper: CirculationPaper) -> None:
    """Somebody else than the uploader declares that a paper without text holds no secret.

    It becomes readable. Appends circulation.paper_declared. Raises Problem document_not_awaiting (409),
    declaration_by_uploader (403).
    """
    if paper.status != FileStatus.AWAITING:
        raise Problem("document_not_awaiting")
    if str(paper.uploader_id) == cmd.actor.person_id:
        raise Problem("declaration_by_uploader")
    paper.status, paper.declared_by = FileStatus.READY, cmd.actor.name[:120]
    paper.save(update_fields=["status", "declared_by"])
    _tell(cmd, paper, "declared", declared_by=paper.declared_by)


@job_handler(PREPARE_JOB)
def prepare(job: RunningJob) -> None:
    """Make a paper readable, or refuse it. Running it again does no harm."""
    waiting = CirculationPaper.objects.filter(status=FileStatus.PROCESSING)
    paper = waiting.filter(id=UUID(job.payload["paper_id"])).first()
    if paper is not None:
        _settle(paper.id, *made_of(job, paper))


def _settle(paper_id: UUID, outcome: Files | str, found: dict[str, Any]) -> None:
    """Write the outcome unless the paper was removed or settled meanwhile."""
    with command(PREPARE_JOB, SYSTEM) as cmd:
        circulation = Circulation.objects.select_for_update().filter(papers=paper_id).first()
        paper = CirculationPaper.objects.filter(id=paper_id, status=FileStatus.PROCESSING).first()
        if circulation is None or paper is None:
            return
        paper.circulation = circulation
        if isinstance(outcome, str):
            _refuse(cmd, paper, outcome, **found)
        else:
            _ready(cmd, paper, outcome)


def _ready(cmd: Command, paper: CirculationPaper, files: Files) -> None:
    documents.take_files(paper, files, FileStatus.AWAITING if files.is_wordless else FileStatus.READY)
    CirculationPage.objects.bulk_create(CirculationPage(paper=paper, **page) for page in files.page_texts)
    _tell(cmd, paper, "ready")


def _refuse(cmd: Command, paper: CirculationPaper, code: str, **found: Any) -> None:
    """Refused, its content deleted at once; a stamp of secrecy is told to the audit stream as well."""
    documents.refuse(paper, code, **found)
    documents.discard(cmd, paper, at_once=True, after=timedelta(0))
    _tell(cmd, paper, "rejected", code=code, reason=paper.rejected_reason)
    if code in documents.SECRET:
        data = {"title": paper.circulation.title, "paper": paper.title, "sha256": paper.sha256, **found}
        whom = audience.role("administrator")
        cmd.append(documents.AUDIT, "circulation_paper.refused_as_secret", data=data, audience=whom)


def _tell(
    cmd: Command, paper: CirculationPaper, what: str, *, state: State | None = None, **more: Any
) -> None:
    names = ("filename", "sha256", "size", "pages", "uploaded_by")
    told = {name: getattr(paper, name) for name in names}
    data = {"title": paper.circulation.title, "paper_id": paper.id, "paper": paper.title, **told, **more}
    cmd.append(
        stream_of(paper.circulation),
        f"circulation.paper_{what}",
        data=data,
        state=papers_state([paper]) if state is None else state,
        audience=PREPARERS,
    )

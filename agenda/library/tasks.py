"""The jobs of personal documents: preparing one for reading, and emptying the bin in time."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from agenda.documents.rules import Status
from agenda.documents.services import Files
from agenda.documents.tasks import made_of
from agenda.library import services
from agenda.library.models import Library, Paper
from ecabinet.jobs.services import RunningJob, job_handler
from ecabinet.journal.services import SYSTEM, command


@job_handler(services.PREPARE_JOB)
def prepare(job: RunningJob) -> None:
    """Make a paper readable, or refuse it. Running it again does no harm."""
    paper = Paper.objects.filter(id=UUID(job.payload["paper_id"]), status=Status.PROCESSING).first()
    if paper is not None:
        _settle(paper.id, *made_of(job, paper))


def _settle(paper_id: UUID, outcome: Files | str, found: dict[str, Any]) -> None:
    """Write the outcome unless the paper was deleted or settled meanwhile."""
    with command(services.PREPARE_JOB, SYSTEM) as cmd:
        Library.objects.select_for_update().filter(papers=paper_id).first()
        paper = Paper.objects.filter(id=paper_id, status=Status.PROCESSING).first()
        if paper is None:
            return
        if isinstance(outcome, str):
            services.settle_refused(cmd, paper, outcome, **found)
        else:
            services.settle_ready(cmd, paper, outcome)


@job_handler(services.PURGE_JOB)
def purge(job: RunningJob) -> None:
    """Delete for good what lay in somebody's bin long enough."""
    with command(services.PURGE_JOB, SYSTEM) as cmd:
        library = Library.objects.select_for_update().filter(person_id=job.payload["person_id"]).first()
        if library is not None:
            services.purge(cmd, library.person_id, timezone.now() - services.IN_BIN)

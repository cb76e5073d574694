"""The jobs of documents: preparing one for reading, and forgetting files that nobody refers to any more."""

import tempfile
from pathlib import Path

from django.db.models import Q

from agenda.documents import pdf, services
from agenda.documents.models import Document
from agenda.documents.rules import Status, stamped_grade
from agenda.documents.storage import delete, keep_file, path_of, touched_lately
from ecabinet.jobs.services import RunningJob, job_handler
from ecabinet.journal.services import SYSTEM, command
from meetings.lifecycle.models import Meeting


@job_handler(services.PREPARE_JOB)
def prepare(job: RunningJob) -> None:
    """Make a document readable, or refuse it. Running it again does no harm."""
    document_id = job.payload["document_id"]
    document = Document.objects.filter(id=document_id, status=Status.PROCESSING).first()
    if document is None:
        return
    job.progress(5)
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = pdf.prepare(path_of(document.sha256), Path(folder), lambda: job.progress(50))
        except pdf.Unreadable:
            _settle(document_id, "document_unreadable")
            return
        grade = stamped_grade(found.upper_lines)
        if grade is not None:
            _settle(document_id, "document_stamped", grade=grade)
            return
        job.progress(80)
        files = services.Files(keep_file(found.view), keep_file(found.first_page), found.pages, found.text)
    _settle(document_id, files)


def _settle(document_id: str, outcome: services.Files | str, **found: str) -> None:
    """Write the outcome unless somebody removed or settled the document meanwhile."""
    with command(services.PREPARE_JOB, SYSTEM) as cmd:
        meeting = Meeting.objects.select_for_update().filter(documents__id=document_id).first()
        waiting = Document.objects.select_for_update().filter(id=document_id, status=Status.PROCESSING)
        document = waiting.first()
        if meeting is None or document is None:
            return
        document.meeting = meeting
        if isinstance(outcome, str):
            services.settle_rejected(cmd, document, outcome, **found)
        else:
            services.settle_ready(cmd, document, outcome)


@job_handler(services.DISCARD_JOB)
def discard(job: RunningJob) -> None:
    """Delete a content that no document in use refers to, and that nobody is just uploading again."""
    sha256 = job.payload["sha256"]
    uses = Q(sha256=sha256) | Q(view_sha256=sha256) | Q(first_page_sha256=sha256)
    is_used = Document.objects.filter(uses).exclude(status=Status.REJECTED).exists()
    if not is_used and (job.payload["at_once"] or not touched_lately(sha256)):
        delete(sha256)

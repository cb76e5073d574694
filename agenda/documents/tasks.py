"""The jobs of documents: preparing one for reading, and forgetting files that nobody refers to any more."""

import tempfile
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from agenda.documents import pdf, services
from agenda.documents.models import Document, DocumentVersion
from agenda.documents.rules import Status, stamped_grade
from agenda.documents.storage import delete, keep_file, path_of, touched_lately
from ecabinet.jobs.services import RunningJob, job_handler
from ecabinet.journal.services import SYSTEM, command
from meetings.lifecycle.models import Meeting


@job_handler(services.PREPARE_JOB)
def prepare(job: RunningJob) -> None:
    """Make a version readable, or refuse it. Running it again does no harm."""
    version_id = UUID(job.payload["version_id"])
    version = DocumentVersion.objects.filter(id=version_id, status=Status.PROCESSING).first()
    if version is None:
        return
    job.progress(5)
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = pdf.prepare(path_of(version.sha256), Path(folder), lambda: job.progress(50))
        except pdf.Unreadable:
            _settle(version_id, "document_unreadable")
            return
        grade = stamped_grade(found.upper_lines)
        if grade is not None:
            _settle(version_id, "document_stamped", grade=grade)
            return
        job.progress(80)
        texts = tuple(found.text.split("\f"))
        files = services.Files(keep_file(found.view), keep_file(found.first_page), found.pages, texts)
    _settle(version_id, files)


def _settle(version_id: UUID, outcome: services.Files | str, **found: str) -> None:
    """Write the outcome unless somebody removed or settled the version meanwhile."""
    with command(services.PREPARE_JOB, SYSTEM) as cmd:
        meeting = Meeting.objects.select_for_update().filter(documents__versions=version_id).first()
        if meeting is None:
            return
        document = Document.objects.select_for_update().filter(versions=version_id).first()
        version = DocumentVersion.objects.filter(id=version_id, status=Status.PROCESSING).first()
        if document is None or version is None:
            return
        document.meeting, version.document = meeting, document
        if isinstance(outcome, str):
            services.settle_rejected(cmd, version, outcome, **found)
        else:
            services.settle_ready(cmd, version, outcome)


@job_handler(services.DISCARD_JOB)
def discard(job: RunningJob) -> None:
    """Delete a content that no version in use refers to, and that nobody is just uploading again."""
    sha256 = job.payload["sha256"]
    uses = Q(sha256=sha256) | Q(view_sha256=sha256) | Q(first_page_sha256=sha256)
    is_used = DocumentVersion.objects.filter(uses).exclude(status=Status.REJECTED).exists()
    if not is_used and (job.payload["at_once"] or not touched_lately(sha256)):
        delete(sha256)

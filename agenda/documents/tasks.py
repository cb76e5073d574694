"""The jobs of documents: preparing one for reading, and forgetting files that nobody refers to any more."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from agenda.documents import office, page_pictures, pdf, recognition, services, stages, unfinished
from agenda.documents.bounded import Unreadable
from agenda.documents.giving import WINDOW_JOB, turn_windows
from agenda.documents.kinds import IMAGES, OFFICE, kind_of
from agenda.documents.models import Document, DocumentVersion, PaperFile
from agenda.documents.rules import MOST_PAGES, Status, is_wordless, recognised_grade, stamped_grade
from agenda.documents.storage import delete, fetch, keep_file, touched_lately
from agenda.documents.uses import in_use
from ecabinet.jobs.services import RunningJob, job_handler
from ecabinet.journal.services import SYSTEM, command
from meetings.lifecycle.models import Meeting

Outcome = tuple[services.Files | str, dict[str, Any]]


@job_handler(services.PREPARE_JOB)
def prepare(job: RunningJob) -> None:
    """Make a version readable, or refuse it. Running it again does no harm."""
    version_id = UUID(job.payload["version_id"])
    version = DocumentVersion.objects.filter(id=version_id, status=Status.PROCESSING).first()
    if version is None:
        return
    _settle(version_id, *made_of(job, version, is_released=version.released_at is not None))


def made_of(job: RunningJob, file: PaperFile, *, is_released: bool = False) -> Outcome:
    """What a stored file becomes: files to be read, or the code of a refusal with what was found.

    `is_released`: a stamp in it was judged a false alarm.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            return _made_of(job, file, Path(folder), is_released)
        except office.Missing:
            return "document_office_missing", {}
        except Unreadable:
            return "document_unreadable", {}


def _made_of(job: RunningJob, file: PaperFile, folder: Path, is_released: bool) -> Outcome:
    """The same. Raises Unreadable and office.Missing."""
    job.progress(stages.CHECKED)
    source = _as_pdf(job, file, folder)
    job.progress(stages.CONVERTED)
    found = pdf.prepare(source, folder, lambda: job.progress(stages.reached(folder)))
    if found.pages > MOST_PAGES:
        return "document_too_many_pages", {"pages": found.pages, "most": MOST_PAGES}
    job.progress(stages.PAGES)
    read = recognition.read(source, found, folder, partial(job.progress, stages.PAGES))
    grade = stamped_grade(found.upper_lines) or recognised_grade(read.upper_lines)
    if grade is not None and not is_released:
        return services.STAMPED, {"grade": grade}
    job.progress(stages.TEXT)
    view = keep_file(found.view)
    page_pictures.keep(view, found.pictures)
    texts = tuple(read.texts.get(n, text) for n, text in enumerate(found.text.split("\f"), 1))
    return services.Files(
        view,
        keep_file(found.first_page),
        found.pages,
        texts=texts,
        recognised=frozenset(read.texts),
        outline=tuple(found.outline),
        labels=tuple(found.labels),
        is_wordless=is_wordless(texts, found.shown),
    ), {}


def _as_pdf(job: RunningJob, file: PaperFile, folder: Path) -> Path:
    """The file itself, or the PDF that it is turned into."""
    kind, original = kind_of(file.media_type), fetch(file.sha256)
    beat = partial(job.progress, stages.CHECKED)
    if kind in OFFICE:
        return office.to_pdf(original, kind, folder, beat)
    if kind in IMAGES:
        pdf.from_picture(original, folder / "picture.pdf", beat)
        return folder / "picture.pdf"
    return original


def _settle(version_id: UUID, outcome: services.Files | str, found: dict[str, Any]) -> None:
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


@job_handler(unfinished.EXPIRE_JOB)
def expire(job: RunningJob) -> None:
    """Forget an upload that was never finished, a day after its last piece."""
    unfinished.expire(UUID(job.payload["upload_id"]), timezone.now())


@job_handler(services.DISCARD_JOB)
def discard(job: RunningJob) -> None:
    """Delete a content that nothing in use refers to, and that nobody is just uploading again."""
    sha256 = job.payload["sha256"]
    if not in_use(sha256) and (job.payload["at_once"] or not touched_lately(sha256)):
        delete(sha256)
        page_pictures.forget(sha256)


@job_handler(WINDOW_JOB)
def turn_window(job: RunningJob) -> None:
    """A reading right of the document begins or ends about now."""
    with command(WINDOW_JOB, SYSTEM) as cmd:
        document_id = UUID(job.payload["document_id"])
        meeting = Meeting.objects.select_for_update().filter(documents=document_id).first()
        document = Document.objects.select_for_update().filter(id=document_id).first()
        if meeting is not None and document is not None:
            document.meeting = meeting
            turn_windows(cmd, document)

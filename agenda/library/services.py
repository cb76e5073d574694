"""The commands of personal documents. Every function runs inside a command whose library row is locked.

No event is appended: only the owner knows of them (agenda.library.models).
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from agenda.documents import services as documents
from agenda.documents.models import Document
from agenda.documents.rules import Status
from agenda.documents.services import Files, Upload
from agenda.documents.storage import Incoming, path_of
from agenda.library.found import SOURCE
from agenda.library.models import Folder, Library, Paper, PaperPage
from agenda.library.rules import (
    MOST_FOLDERS,
    MOST_PAPERS,
    Tree,
    free_name,
    require_fits,
    require_movable,
)
from agenda.searching import indexing
from ecabinet.jobs.services import enqueue
from ecabinet.journal import audience
from ecabinet.journal.services import Command
from ecabinet.problems import Problem

PREPARE_JOB = "library.prepare"
PURGE_JOB = "library.purge"
IN_BIN = timedelta(days=30)
A_DAY = timedelta(days=1)
LONGEST_NAME = 120


def tree_of(library_id: UUID) -> Tree:
    """The folders that are not in the bin."""
    folders = Folder.objects.filter(library_id=library_id, binned_at=None)
    return Tree(dict(folders.values_list("id", "parent_id")))


def used_by(library_id: UUID) -> int:
    """How many bytes of one's quota are taken; what lies in the bin counts."""
    own = Paper.objects.filter(library_id=library_id).exclude(status=Status.REJECTED)
    return own.aggregate(used=Sum("size"))["used"] or 0


def require_space(library_id: UUID, size: int) -> None:
    """Raises Problem library_full (409)."""
    if used_by(library_id) + size > settings.LIBRARY_QUOTA_BYTES:
        raise Problem("library_full", quota_mb=settings.LIBRARY_QUOTA_BYTES >> 20)


def create_folder(cmd: Command, library: Library, parent: Folder | None, name: str) -> Folder:
    """A new folder. Raises Problem library_name_taken, library_too_deep, library_too_many (409)."""
    if Folder.objects.filter(library=library).count() >= MOST_FOLDERS:
        raise Problem("library_too_many", most=MOST_FOLDERS)
    require_fits(tree_of(library.person_id), parent.id if parent else None)
    _require_free(library, parent, name)
    return Folder.objects.create(library=library, parent=parent, name=name, created_at=cmd.at)


def edit_folder(folder: Folder, name: str, parent: Folder | None) -> None:
    """Rename or move a folder. Raises Problem library_name_taken, library_circle, library_too_deep (409)."""
    if parent != folder.parent:
        require_movable(tree_of(folder.library_id), folder.id, parent.id if parent else None)
    if (name, parent) != (folder.name, folder.parent):
        _require_free(folder.library, parent, name, but=folder)
    folder.name, folder.parent = name, parent
    folder.save(update_fields=["name", "parent"])


def _require_free(library: Library, parent: Folder | None, name: str, but: Folder | None = None) -> None:
    """Names are alike when they are the same letter by letter, marks and case included."""
    here = Folder.objects.filter(library=library, parent=parent, binned_at=None, name=name).first()
    if here is not None and here != but:
        raise Problem("library_name_taken", name=name)


def upload(cmd: Command, library: Library, folder: Folder | None, received: Upload) -> Paper:
    """Keep a file of one's own; its preparation runs as a job.

    Raises Problem library_full, library_duplicate, library_too_many (409).
    """
    sha256, size = received.incoming.sha256, received.incoming.size
    same = Paper.objects.filter(library=library, sha256=sha256).exclude(status=Status.REJECTED).first()
    if same is not None:
        raise Problem("library_duplicate", title=same.title)
    require_space(library.person_id, size)
    about = {"filename": received.filename, "media_type": received.media_type, "pages": received.pages}
    paper = _put(cmd, library, folder, received.title or received.filename, sha256=sha256, size=size, **about)
    enqueue(cmd, PREPARE_JOB, str(paper.id), {"paper_id": str(paper.id)})
    return paper


def keep(cmd: Command, library: Library, folder: Folder | None, document: Document) -> Paper:
    """Keep the way to a paper of a meeting. Raises Problem library_duplicate, library_too_many (409)."""
    same = Paper.objects.filter(library=library, document=document, binned_at=None).first()
    if same is not None:
        raise Problem("library_duplicate", title=same.title)
    filename = document.shown.filename if document.shown else document.title[:200]
    status = {"status": Status.READY, "size": 0, "sha256": ""}
    return _put(cmd, library, folder, document.title, document=document, filename=filename, **status)


def _put(cmd: Command, library: Library, folder: Folder | None, title: str, **file: Any) -> Paper:
    if Paper.objects.filter(library=library).count() >= MOST_PAPERS:
        raise Problem("library_too_many", most=MOST_PAPERS)
    paper = Paper(library=library, folder=folder, title=title[:300], uploaded_at=cmd.at, **file)
    paper.save(force_insert=True)
    return paper


def edit_paper(cmd: Command, paper: Paper, title: str, folder: Folder | None) -> None:
    """Rename or move a paper."""
    is_renamed = title != paper.title
    paper.title, paper.folder = title, folder
    paper.save(update_fields=["title", "folder", "folded"])
    if is_renamed:
        indexing.index(SOURCE, paper.id, cmd)


def bin_paper(cmd: Command, paper: Paper) -> None:
    """Put a paper in the bin, for `IN_BIN` at least."""
    paper.binned_at = cmd.at
    paper.save(update_fields=["binned_at"])
    _purge_later(cmd, paper.library_id)


def bin_folder(cmd: Command, folder: Folder) -> None:
    """Put a folder and all that is in it in the bin, for `IN_BIN` at least."""
    inside = tree_of(folder.library_id).below(folder.id)
    gone = {"binned_at": cmd.at, "binned_with": folder.id}
    Paper.objects.filter(folder__in=inside, binned_at=None).update(**gone)
    Folder.objects.filter(id__in=inside - {folder.id}).update(**gone)
    folder.binned_at = cmd.at
    folder.save(update_fields=["binned_at"])
    _purge_later(cmd, folder.library_id)


def restore_paper(paper: Paper) -> None:
    """Take a paper out of the bin, to where it lay, or to the top when that is gone.

    Raises Problem library_duplicate (409) when the same paper of a meeting was kept again meanwhile.
    """
    again = Paper.objects.filter(library_id=paper.library_id, document=paper.document_id, binned_at=None)
    if paper.document_id is not None and again.exists():
        raise Problem("library_duplicate", title=paper.title)
    if paper.folder is not None and paper.folder.binned_at is not None:
        paper.folder = None
    paper.binned_at = None
    paper.save(update_fields=["binned_at", "folder"])


def restore_folder(folder: Folder) -> None:
    """Take a folder with what went with it out of the bin; under another name where its own is taken."""
    with_it = {"binned_with": folder.id}
    below = Folder.objects.filter(**with_it)
    tree = Tree({**dict(below.values_list("id", "parent_id")), folder.id: None})
    folder.parent = _home(folder, tree.height(folder.id))
    beside = Folder.objects.filter(library_id=folder.library_id, parent=folder.parent, binned_at=None)
    folder.name = free_name(folder.name, beside.values_list("name", flat=True), LONGEST_NAME)
    folder.binned_at = None
    folder.save(update_fields=["binned_at", "parent", "name"])
    back = {"binned_at": None, "binned_with": None}
    _forget_kept_again(folder)
    Paper.objects.filter(**with_it).update(**back)
    below.update(**back)


def _home(folder: Folder, height: int) -> Folder | None:
    parent = folder.parent
    if parent is None or parent.binned_at is not None:
        return None
    try:
        require_fits(tree_of(folder.library_id), parent.id, height)
    except Problem:
        return None
    return parent


def _forget_kept_again(folder: Folder) -> None:
    """Papers of meetings that were kept once more while these lay in the bin."""
    again = Paper.objects.filter(library_id=folder.library_id, binned_at=None, document__isnull=False)
    Paper.objects.filter(binned_with=folder.id, document__in=again.values("document")).delete()


def empty_bin(cmd: Command, library: Library) -> None:
    """Delete for good all that lies in the bin."""
    purge(cmd, library.person_id, cmd.at)


def purge(cmd: Command, library_id: UUID, until: datetime) -> None:
    """Delete for good what was put in the bin until then; contents that nobody uses go after a day."""
    papers = list(Paper.objects.filter(library_id=library_id, binned_at__lte=until))
    for paper in papers:
        documents.discard(cmd, paper, at_once=False)
    Paper.objects.filter(id__in=[paper.id for paper in papers]).delete()
    Folder.objects.filter(library_id=library_id, binned_at__lte=until).delete()
    _forget_in_index(cmd, papers)


def _forget_in_index(cmd: Command, papers: Iterable[Paper]) -> None:
    for paper in papers:
        indexing.index(SOURCE, paper.id, cmd)


def _purge_later(cmd: Command, library_id: UUID) -> None:
    """Once for all that was put there on one day, after the whole day's time in the bin is over."""
    day = timezone.localtime(cmd.at + IN_BIN + A_DAY).date()
    when = timezone.make_aware(datetime.combine(day, time()))
    enqueue(cmd, PURGE_JOB, f"{library_id} {day}", {"person_id": str(library_id)}, when)


def settle_ready(cmd: Command, paper: Paper, files: Files) -> None:
    """A paper in processing becomes readable and can be found."""
    documents.take_files(paper, files)
    PaperPage.objects.bulk_create(PaperPage(paper=paper, **page) for page in files.page_texts)
    indexing.index(SOURCE, paper.id, cmd)


def settle_refused(cmd: Command, paper: Paper, code: str, **found: Any) -> None:
    """A paper in processing is refused and its content deleted at once.

    A stamp of secrecy is told to the audit stream: who and which content, not what it is called.
    """
    documents.refuse(paper, code, **found)
    documents.discard(cmd, paper, at_once=True, after=timedelta(0))
    if code == documents.STAMPED:
        person = paper.library.person
        data = {"person_id": person.id, "full_name": person.full_name, "sha256": paper.sha256, **found}
        whom = audience.role("administrator")
        cmd.append(documents.AUDIT, "own_paper.refused_as_secret", data=data, audience=whom)


def as_upload(paper: Paper, title: str) -> Upload:
    """The paper's file, as if it had just been received; it is stored once."""
    incoming = Incoming(path_of(paper.sha256), paper.sha256, paper.size)
    return Upload(incoming, paper.pages, title or paper.title, paper.filename, "", paper.media_type)

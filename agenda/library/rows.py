"""Personal documents as their owner sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from ninja import Schema

from agenda.documents import found as documents_found
from agenda.documents.models import Document
from agenda.documents.rights import Rights, is_watermarked, rights_of
from agenda.documents.rules import Status
from agenda.documents.stamping import reader_of
from agenda.library.models import Folder, Paper
from agenda.library.rules import DEEPEST
from agenda.library.services import IN_BIN, used_by
from ecabinet.directory.principal import Principal
from ecabinet.shapes import INLINE
from meetings.lifecycle.access import WAITING, viewer_of
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant

Taking = Literal["original", "copy", "none"]


@dataclass(frozen=True)
class Open:
    """How a paper is open to its owner: what may be taken along, and what is laid over its pages."""

    taking: Taking
    mark: str


OWN = Open("original", "")


class FolderRow(Schema):
    """A folder, with how many papers lie in it (not in the folders below it)."""

    id: UUID
    parent_id: UUID | None
    name: str
    papers: int
    created_at: Instant


class LibraryRow(Schema):
    """All folders, and how much room there is, in bytes. `papers` are all, `loose` those in no folder."""

    folders: list[FolderRow]
    deepest: int
    papers: int
    loose: int
    binned: int
    bin_days: int
    used: int
    quota: int


class PaperRow(Schema):
    """A paper of one's own, or with `document_id` one of a meeting, read there while `is_open`.

    `taking`: what one may take along now: the original, a copy with one's name, or nothing. `mark`: what the
    reader lays over its pages, empty for nothing.
    """

    id: UUID
    folder_id: UUID | None
    title: str
    filename: str
    pages: int | None
    size: int
    sha256: str
    version: int
    status: Annotated[Status, INLINE]
    rejected_code: str
    rejected_reason: str
    uploaded_at: Instant
    document_id: UUID | None
    meeting_id: UUID | None
    meeting_title: str
    is_open: bool
    taking: Taking
    mark: str


class BinnedRow(Schema):
    """A folder or a paper in the bin; it goes for good at `gone_at`. `papers` are those in the folder."""

    id: UUID
    kind: Literal["folder", "paper"]
    title: str
    papers: int
    binned_at: Instant
    gone_at: Instant


def library_row(person_id: UUID) -> LibraryRow:
    """One's own library."""
    mine = Q(library_id=person_id)
    folders = Folder.objects.filter(mine, binned_at=None)
    papers = Paper.objects.filter(mine, binned_at=None)
    return LibraryRow(
        folders=folder_rows(folders),
        deepest=DEEPEST,
        papers=papers.count(),
        loose=papers.filter(folder=None).count(),
        binned=len(_binned(person_id)),
        bin_days=IN_BIN.days,
        used=used_by(person_id),
        quota=settings.LIBRARY_QUOTA_BYTES,
    )


def folder_rows(folders: "Collection[Folder]") -> list[FolderRow]:
    """The rows of folders."""
    there = Paper.objects.filter(folder__in=[folder.id for folder in folders], binned_at=None).order_by()
    counts = dict(there.values_list("folder_id").annotate(count=Count("id")))
    names = ("id", "parent_id", "name", "created_at")
    return [
        FolderRow(**{name: getattr(folder, name) for name in names}, papers=counts.get(folder.id, 0))
        for folder in folders
    ]


def paper_rows(principal: Principal, papers: Sequence[Paper]) -> list[PaperRow]:
    """The rows of one's own papers, whose documents, if any, are loaded."""
    kept = [paper.document for paper in papers if paper.document is not None]
    readable = _open_documents(principal, kept)
    return [
        _paper_row(paper, OWN if paper.document_id is None else readable.get(paper.document_id))
        for paper in papers
    ]


def _open_documents(principal: Principal, documents: Sequence[Document]) -> dict[UUID, Open]:
    """Those that may be read now, by the rule of their meetings."""
    by_meeting: dict[Meeting, dict[UUID, Document]] = {}
    for document in documents:
        by_meeting.setdefault(document.meeting, {})[document.id] = document
    found: dict[UUID, Open] = {}
    now = timezone.now()
    for meeting, by_id in by_meeting.items():
        viewer = viewer_of(principal, meeting)
        if viewer is not None and viewer.kind != WAITING:
            over = reader_of(viewer) if is_watermarked(meeting.id) else ""
            for key in documents_found.open_to(viewer, list(by_id)):
                rights = rights_of(viewer, by_id[key], now)
                found[key] = Open(_taking(rights), over if rights.is_bare else "")
    return found


def _taking(rights: Rights) -> Taking:
    if rights.may_download:
        return "original"
    return "copy" if rights.may_print else "none"


_OWN = ("id", "folder_id", "title", "uploaded_at", "document_id")
_FILE = ("filename", "pages", "size", "sha256", "status", "rejected_code", "rejected_reason")


def _paper_row(paper: Paper, opened: Open | None) -> PaperRow:
    """`opened` None: the document is closed to the owner of the shelf."""
    document, is_open = paper.document, opened is not None
    shown = document.shown if document else None
    file = shown if shown is not None and is_open else paper
    return PaperRow(
        **{name: getattr(paper, name) for name in _OWN},
        **{name: getattr(file, name) for name in _FILE},
        version=shown.number if shown else 1,
        meeting_id=document.meeting_id if document else None,
        meeting_title=document.meeting.title if document and is_open else "",
        is_open=is_open,
        taking=opened.taking if opened else "none",
        mark=opened.mark if opened else "",
    )


def binned_rows(person_id: UUID) -> list[BinnedRow]:
    """What lies in the bin, the latest first."""
    return sorted(_binned(person_id), key=lambda row: row.binned_at, reverse=True)


def _binned(person_id: UUID) -> list[BinnedRow]:
    gone = Q(library_id=person_id, binned_at__isnull=False)
    folders = Folder.objects.filter(gone, binned_with=None)
    with_them = Paper.objects.filter(gone, binned_with__isnull=False).order_by()
    counts = dict(with_them.values_list("binned_with").annotate(count=Count("id")))
    rows = [_binned_row("folder", f.id, f.name, f.binned_at, counts.get(f.id, 0)) for f in folders]
    papers = Paper.objects.filter(gone, binned_with=None)
    return rows + [_binned_row("paper", p.id, p.title, p.binned_at, 1) for p in papers]


def _binned_row(
    kind: Literal["folder", "paper"], row_id: UUID, title: str, at: datetime | None, papers: int
) -> BinnedRow:
    if at is None:
        raise ValueError("what is not in the bin has no row there")
    return BinnedRow(id=row_id, kind=kind, title=title, papers=papers, binned_at=at, gone_at=at + IN_BIN)

"""Papers can be found page by page, as their readers get them: the shown version, not recalled."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from agenda.documents.audience import laid_for, readers_of, recused_by_item
from agenda.documents.models import Document, DocumentPage
from agenda.documents.rules import Status
from agenda.searching.sources import PageKey, Source, Subject, named
from ecabinet.directory.principal import Principal
from ecabinet.journal.audience import Viewer

LAID = Q(shown__status=Status.READY, recalled_at=None)


def describe(ids: Collection[UUID]) -> list[Subject]:
    """The papers as they are found; what is not ready or was recalled is not."""
    papers = Document.objects.filter(LAID, id__in=ids).select_related("meeting", "shown")
    return [_subject(paper) for paper in papers]


def _subject(paper: Document) -> Subject:
    pages = paper.shown.pages if paper.shown and paper.shown.pages else 1
    return Subject(
        paper.id,
        paper.meeting_id,
        paper.meeting.scheduled_start,
        paper.title,
        item_id=paper.item_id,
        edition=str(paper.shown_id),
        pages=pages,
    )


def texts(keys: Collection[PageKey]) -> dict[PageKey, str]:
    """The text of pages of the shown versions."""
    shown = dict(
        Document.objects.filter(LAID, id__in={paper_id for paper_id, _ in keys}).values_list("shown_id", "id")
    )
    wanted = Q(pk__in=[])
    for version_id, paper_id in shown.items():
        wanted |= Q(version_id=version_id, number__in=[page for paper, page in keys if paper == paper_id])
    pages = DocumentPage.objects.filter(wanted).values_list("version_id", "number", "text")
    return {(shown[version_id], number): text for version_id, number, text in pages}


def everything() -> Iterable[UUID]:
    return Document.objects.filter(LAID).values_list("id", flat=True)


def open_to(viewer: Viewer, ids: Collection[UUID]) -> Collection[UUID]:
    """Those that the viewer of their meeting reads."""
    now = timezone.now()
    papers = list(Document.objects.filter(LAID, id__in=ids).prefetch_related("reading_rights"))
    keepers = recused_by_item(papers[0].meeting_id) if papers else {}
    return [
        paper.id
        for paper in papers
        if not viewer.is_kept_from(paper.item_id) and viewer.sees(readers_of(paper, keepers, now))
    ]


def readable(principal: Principal) -> Q:
    """The same for all meetings at once."""
    return Q(subject__in=laid_for(principal).values("id"))


SOURCE = Source(
    "document",
    describe,
    texts,
    everything,
    open_to,
    events=tuple(
        f"document.{what}" for what in ("ready", "approved", "edited", "rejected", "recalled", "removed")
    ),
    told_by=named("document_id"),
    readable=readable,
)

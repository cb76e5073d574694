"""One's own papers can be found page by page, by oneself alone."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from agenda.documents.rules import Status
from agenda.library.models import Paper, PaperPage
from agenda.searching.sources import NOTHING, PageKey, Source, Subject
from ecabinet.directory.principal import Principal

READY = Q(status=Status.READY, document=None)


def describe(ids: Collection[UUID]) -> list[Subject]:
    """The papers as they are found. Those of the bin stay in the index, so that they may come back."""
    papers = Paper.objects.filter(READY, id__in=ids)
    return [
        Subject(p.id, None, p.uploaded_at, p.title, edition=p.sha256[:40], pages=p.pages or 1) for p in papers
    ]


def texts(keys: Collection[PageKey]) -> dict[PageKey, str]:
    """The text of pages."""
    wanted = Q(pk__in=[])
    for paper_id, number in keys:
        wanted |= Q(paper_id=paper_id, number=number)
    pages = PaperPage.objects.filter(wanted).values_list("paper_id", "number", "text")
    return {(paper_id, number): text for paper_id, number, text in pages}


def everything() -> Iterable[UUID]:
    return Paper.objects.filter(READY).values_list("id", flat=True)


def _own(principal: Principal) -> "QuerySet[Paper]":
    if principal.person_id is None:
        return Paper.objects.none()
    return Paper.objects.filter(READY, library_id=UUID(principal.person_id), binned_at=None).order_by()


def readable(principal: Principal) -> Q:
    own = _own(principal)
    return Q(subject__in=own.values("id")) if own.exists() else NOTHING


def open_to_owner(principal: Principal, ids: Collection[UUID]) -> Collection[UUID]:
    """Those that are the principal's own."""
    return list(_own(principal).filter(id__in=ids).values_list("id", flat=True))


SOURCE = Source(
    "own_paper",
    describe,
    texts,
    everything,
    open_to=lambda _viewer, _ids: (),
    readable=readable,
    open_to_owner=open_to_owner,
)

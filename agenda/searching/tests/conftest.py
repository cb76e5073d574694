"""A meeting with papers, conclusions and a poll to be found."""

from typing import Any

import pytest

from agenda.documents.models import Document, DocumentPage, DocumentVersion, Group
from agenda.documents.rules import Status
from agenda.items.models import AgendaItem
from agenda.searching import indexing
from agenda.searching.sources import sources
from agenda.voting import services as voting
from conftest import Cast, Member
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.services import SYSTEM, command
from meetings.followup import services as followup
from meetings.lifecycle.models import Meeting


def lay(item: AgendaItem, title: str, *pages: str, group: str = Group.MAIN) -> Document:
    """A paper that is ready, with the text of its pages, in the index."""
    fields: dict[str, Any] = {"created_at": item.meeting.created_at}
    paper = Document.objects.create(meeting=item.meeting, item=item, title=title, group=group, **fields)
    show(paper, *pages)
    return paper


def show(paper: Document, *pages: str) -> None:
    """A version with these pages becomes the shown one."""
    version = DocumentVersion.objects.create(
        document=paper,
        number=paper.versions.count() + 1,
        filename="a.pdf",
        sha256="0" * 64,
        size=1,
        pages=len(pages),
        status=Status.READY,
        view_sha256="1" * 64,
        uploaded_at=paper.created_at,
        uploaded_by="Thư ký",
    )
    DocumentPage.objects.bulk_create(
        DocumentPage(version=version, number=number, text=text) for number, text in enumerate(pages, 1)
    )
    paper.shown = version
    paper.save()
    take_in(paper)


def take_in(paper: Document) -> None:
    """Index a paper as its events do, with the job of its further pages."""
    with command("test.index", SYSTEM) as cmd:
        indexing.index(sources()["document"], paper.id, cmd)
    run_jobs()


def run_jobs() -> None:
    for job in list(Job.objects.filter(kind=indexing.PAGES_JOB, status="queued")):
        assert jobs.run(job.id)


class Searcher:
    """Searches as somebody of the cast."""

    def __init__(self, who: Member) -> None:
        self.who = who

    def page(self, query: str, **filters: Any) -> dict[str, Any]:
        answer = self.who.get("/search", query=query, **filters)
        assert answer.status == 200, answer.body
        body: dict[str, Any] = answer.body
        return body

    def rows(self, query: str, **filters: Any) -> list[dict[str, Any]]:
        body = self.page(query, **filters)
        assert body["total"] == len(body["items"])
        return list(body["items"])

    def titles(self, query: str, **filters: Any) -> list[str]:
        return ["".join(part["text"] for part in row["title"]) for row in self.rows(query, **filters)]


@pytest.fixture
def items(running_meeting: Meeting) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(meeting=running_meeting).select_related("meeting"))


@pytest.fixture
def member(cast: Cast) -> Searcher:
    return Searcher(cast.member)


@pytest.fixture
def secretary(cast: Cast) -> Searcher:
    return Searcher(cast.secretary)


@pytest.fixture
def said(cast: Cast, running_meeting: Meeting, items: list[AgendaItem]) -> None:
    """A conclusion and a poll."""
    with command("test.said", cast.secretary.actor) as cmd:
        followup.record(cmd, running_meeting, items[1], "Giao Sở hoàn thành đề án cây xanh đô thị")
        voting.create(cmd, running_meeting, voting.Motion("Thông qua đề án cây xanh đô thị?", items[2]))

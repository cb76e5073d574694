"""Somebody's own shelf, used through the API."""

import itertools
from typing import Any

import pytest
from django.utils import timezone

from agenda.documents.rules import Status
from agenda.documents.tests.papers import paper, run_jobs, upload_of
from agenda.library.models import Library, Paper, PaperPage
from agenda.library.services import PREPARE_JOB
from agenda.searching import indexing
from agenda.searching.sources import sources
from conftest import Cast, Member
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer

numbers = itertools.count(1)


class Shelf:
    """What one of the cast keeps for themselves."""

    def __init__(self, owner: Member) -> None:
        self.owner = owner

    def folder(self, name: str, parent: str | None = None) -> str:
        answer = self.owner.post("/library/folders", {"name": name, "parent_id": parent})
        assert answer.status == 200, answer.body
        return str(answer.body["id"])

    def upload(self, content: bytes | None = None, name: str = "so-tay.pdf", **form: Any) -> Answer:
        file = upload_of(paper() if content is None else content, name)
        return self.owner.upload("/library/papers", file=file, **{"declared_not_secret": "true", **form})

    def prepared(self, content: bytes | None = None, **form: Any) -> Paper:
        """A paper that went the whole way."""
        answer = self.upload(content, **form)
        assert answer.status == 200, answer.body
        assert run_jobs(PREPARE_JOB) == 1
        return Paper.objects.get(id=answer.body["id"])

    def made(self, title: str, *pages: str, **fields: Any) -> Paper:
        """A paper that is ready and in the index, without files."""
        library, _ = Library.objects.get_or_create(person=self.owner.person)
        number = f"{next(numbers):064x}"
        files = {"sha256": number, "view_sha256": number, "size": 1000, "status": Status.READY}
        mine = Paper.objects.create(
            library=library,
            title=title,
            filename=f"{title}.pdf",
            pages=max(len(pages), 1),
            uploaded_at=timezone.now(),
            **{**files, **fields},
        )
        PaperPage.objects.bulk_create(
            PaperPage(paper=mine, number=number, text=text) for number, text in enumerate(pages, 1)
        )
        with command("test.index", SYSTEM) as cmd:
            indexing.index(sources()["own_paper"], mine.id, cmd)
        run_jobs(indexing.PAGES_JOB)
        return mine

    def titles(self, **asked: Any) -> list[str]:
        answer = self.owner.get("/library/papers", **asked)
        assert answer.status == 200, answer.body
        return [row["title"] for row in answer.body["items"]]

    def names(self) -> list[str]:
        return [row["name"] for row in self.state["folders"]]

    @property
    def state(self) -> dict[str, Any]:
        body: dict[str, Any] = self.owner.get("/library").body
        return body

    def binned(self) -> list[tuple[str, int]]:
        return [(row["title"], row["papers"]) for row in self.owner.get("/library/bin").body["items"]]


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    return Shelf(cast.member)

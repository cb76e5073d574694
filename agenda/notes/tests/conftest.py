"""A document of two pages in a meeting that is announced, and its next version."""

import uuid
from typing import Any

import pytest

from agenda.documents.models import Document, DocumentPage, DocumentReading, DocumentVersion
from agenda.documents.tests.made import made
from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting

FIRST = (
    "Trang đầu nói về chuyển đổi số của tỉnh trong năm",
    "Tỷ lệ giải ngân đạt 95% kế hoạch được giao năm nay",
)
SECOND = ("Trang chen vào trước mọi trang khác của báo cáo", *FIRST)
READY = {"status": "ready", "view_sha256": "1" * 64}


def add_pages(version: DocumentVersion, pages: tuple[str, ...]) -> None:
    DocumentPage.objects.bulk_create(
        DocumentPage(version=version, number=number, text=text) for number, text in enumerate(pages, 1)
    )


class Paper:
    """A document, and writing on it through the API."""

    def __init__(self, meeting: Meeting, cast: Cast) -> None:
        self.cast, self.meeting = cast, meeting
        item = AgendaItem.objects.get(meeting=meeting, kind="report")
        self.document: Document = made(item, pages=len(FIRST), **READY)
        assert self.document.shown is not None
        self.first: DocumentVersion = self.document.shown
        add_pages(self.first, FIRST)

    @property
    def notes(self) -> str:
        return f"/documents/{self.document.id}/notes"

    @property
    def comments(self) -> str:
        return f"/meetings/{self.meeting.id}/documents/{self.document.id}/comments"

    def revise(self, pages: tuple[str, ...] = SECOND) -> DocumentVersion:
        """A next version, shown at once."""
        now = self.document.created_at
        fields = {"filename": "b.pdf", "sha256": "2" * 64, "size": 1, "uploaded_at": now, **READY}
        version = DocumentVersion.objects.create(document=self.document, number=2, pages=len(pages), **fields)
        add_pages(version, pages)
        Document.objects.filter(id=self.document.id).update(shown=version)
        return version

    def read(self, version: DocumentVersion, who: Member) -> None:
        DocumentReading.objects.create(version=version, person=who.person, pages_seen="1")

    def push(self, who: Member, *changes: dict[str, Any]) -> Answer:
        return who.post(self.notes, {"items": list(changes)}, key=None)

    def pull(self, who: Member, after: int = 0) -> dict[str, Any]:
        answer = who.get(self.notes, after=after)
        assert answer.status == 200, answer.content
        body: dict[str, Any] = answer.body
        return body

    def comment(self, who: Member, text: str = "Đề nghị làm rõ số liệu", **more: Any) -> Answer:
        return who.post(self.comments, {"text": text, "version": 1, **more})


def note(text: str = "", **fields: Any) -> dict[str, Any]:
    """A change as a device sends it: a new text note unless told otherwise."""
    kind = fields.get("kind", "text")
    shapes = {"text": [100, 200], "ink": [0, 0, 50, 10, 10, 60], "highlight": [1, 2, 3, 4], "bookmark": []}
    usual = {"id": str(uuid.uuid4()), "change": str(uuid.uuid4()), "base": 0, "kind": "text"}
    return {**usual, "version": 1, "page": 1, "shape": shapes[kind], "text": text, **fields}


@pytest.fixture
def sheet(published_meeting: Meeting, cast: Cast) -> Paper:
    return Paper(published_meeting, cast)

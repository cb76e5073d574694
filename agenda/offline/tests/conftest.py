"""Devices that keep the papers of an announced meeting."""

import secrets
from typing import Any

import pytest
from django.utils import timezone

from agenda.documents.models import Document, DocumentVersion
from agenda.items.models import AgendaItem
from agenda.offline.models import OfflineDevice
from conftest import Cast, Member, make_meeting, next_working_morning
from ecabinet.testing import Answer, ApiClient
from meetings.lifecycle.models import Meeting


class Shelf:
    """A browser of one person that keeps documents, all through the API."""

    def __init__(self, who: Member, name: str = "Máy tính bảng") -> None:
        self.who, self.key, self.held = who, secrets.token_urlsafe(32), list[str]()
        answer = who.post("/offline/devices", {"name": name, "key": self.key})
        assert answer.status == 200, answer.body
        self.id = answer.body["id"]

    @property
    def device(self) -> OfflineDevice:
        return OfflineDevice.objects.get(id=self.id)

    def keep(self, *versions: DocumentVersion, who: Member | None = None) -> Answer:
        body = {"document_ids": [str(version.document_id) for version in versions]}
        answer = (who or self.who).client.post(f"/offline/devices/{self.id}/copies", body, key=None)
        if answer.status == 200:
            self.held += [row["version_id"] for row in answer.body]
        return answer

    def check(self, client: ApiClient | None = None, **more: Any) -> Answer:
        body = {"device_id": self.id, "key": self.key, "version_ids": self.held, **more}
        return (client or self.who.client).post("/offline/check", body, key=None)

    def losses(self) -> dict[str, str]:
        return {row["version_id"]: row["reason"] for row in self.check().body["erase"]}


class Table:
    """The announced meeting's report, on which papers are laid; their files are not needed here."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.item = AgendaItem.objects.get(meeting=meeting, kind="report")

    def laid(self, title: str = "Báo cáo", group: str = "main") -> DocumentVersion:
        """The first version of a paper, shown."""
        now = timezone.now()
        document = Document.objects.create(
            meeting=self.meeting, item=self.item, title=title, group=group, created_at=now
        )
        return self.version(document)

    def version(self, document: Document, *, is_ready: bool = True) -> DocumentVersion:
        """A next version of the paper, shown when it is ready."""
        number, tag = document.versions.count() + 1, secrets.token_hex(32)
        version = DocumentVersion.objects.create(
            document=document,
            number=number,
            filename="bao-cao.pdf",
            sha256=tag,
            view_sha256=tag,
            size=1000,
            pages=2,
            status="ready" if is_ready else "processing",
            uploaded_at=timezone.now(),
            uploaded_by="Trần Thu Ký",
        )
        if is_ready:
            document.shown = version
            document.save(update_fields=["shown"])
        return version


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """In three days: near enough for its papers to be kept."""
    return make_meeting(cast, next_working_morning(3))


@pytest.fixture
def table(published_meeting: Meeting) -> Table:
    return Table(published_meeting)


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    return Shelf(cast.delegate)

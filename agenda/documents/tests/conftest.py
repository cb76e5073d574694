"""A meeting whose second item, a report, takes documents."""

from typing import Any

import pytest

from agenda.documents.models import DocumentVersion
from agenda.documents.services import PREPARE_JOB
from agenda.documents.tests.papers import paper, run_jobs, upload_of
from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting


class Desk:
    """Uploading and reading, all through the API."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.meeting = cast, meeting
        self.item = AgendaItem.objects.get(meeting=meeting, kind="report")

    @property
    def path(self) -> str:
        return f"/meetings/{self.meeting.id}/items/{self.item.id}/documents"

    def upload(
        self,
        content: bytes | None = None,
        *,
        name: str = "bao-cao.pdf",
        who: Member | None = None,
        key: str = "",
        **form: Any,
    ) -> Answer:
        file = upload_of(paper() if content is None else content, name)
        fields = {"declared_not_secret": "true", "file": file, **form}
        return (who or self.cast.secretary).client.upload(self.path, key=key, **fields)

    def next_version(self, path: str, content: bytes) -> Answer:
        """A next version of the document at `path`, by the secretary."""
        fields: dict[str, Any] = {"declared_not_secret": "true", "file": upload_of(content, "ban-sau.png")}
        return self.cast.secretary.client.upload(path, **fields)

    def laid(self, content: bytes | None = None, **form: Any) -> DocumentVersion:
        """The version of a document, uploaded and prepared."""
        answer = self.upload(content, **form)
        assert answer.status == 200, answer.body.get("errors")
        assert run_jobs(PREPARE_JOB) == 1
        return DocumentVersion.objects.get(document_id=answer.body["id"])

    def read(self, version: DocumentVersion, who: Member | None = None, **headers: str) -> Answer:
        """Read with headers, written with underscores."""
        client = (who or self.cast.member).client.http
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Answer(client.get(f"/api/documents/{version.document_id}/file", headers=named))

    def rows(self, who: Member | None = None) -> dict[str, Any]:
        answer = (who or self.cast.member).get(f"/meetings/{self.meeting.id}/snapshot")
        rows: dict[str, Any] = answer.body["parts"]["documents"]
        return rows


@pytest.fixture
def desk(cast: Cast, published_meeting: Meeting) -> Desk:
    return Desk(cast, published_meeting)

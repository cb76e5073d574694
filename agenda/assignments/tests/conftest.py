"""A meeting whose report a department owes; its clerk takes no part in the meeting."""

from typing import Any

import pytest

from agenda.assignments.models import Duty
from agenda.documents.services import PREPARE_JOB
from agenda.documents.tests.papers import paper, run_jobs, upload_of
from agenda.items.models import AgendaItem
from conftest import PASSWORD_HASH, Cast, Member
from ecabinet.directory import services as directory
from ecabinet.directory.models import Unit
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting


def clerk_of(unit: Unit, username: str, *, is_secretary: bool = False) -> Member:
    """Somebody of a unit who is invited to nothing."""
    with command("test.clerk", SYSTEM) as cmd:
        person = directory.create_person(cmd, full_name=f"Văn thư {username}", position="Văn thư", unit=unit)
        account = directory.create_account(
            cmd, username, None, person=person, password_hash=PASSWORD_HASH, is_secretary=is_secretary
        )
    return Member(account)


class Desk:
    """Asking and delivering, all through the API."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.meeting = cast, meeting
        self.item = AgendaItem.objects.get(meeting=meeting, kind="report")
        self.clerk = clerk_of(cast.department, "vanthuso", is_secretary=True)
        self.other_clerk = clerk_of(cast.commune, "vanthuxa", is_secretary=True)

    def over(self, act: str) -> None:
        """The meeting is held and ended, or called off."""
        path, chair = f"/meetings/{self.meeting.id}", self.cast.chair
        if act == "ended":
            assert chair.post(f"{path}/start", {"reason": "họp gấp"}).status == 200
            assert chair.post(f"{path}/end").status == 200
        else:
            assert self.cast.secretary.post(f"{path}/cancel", {"reason": "Bão"}).status == 200

    def assign(self, who: Member | None = None, **more: Any) -> Answer:
        asked = {"unit_ids": [str(self.cast.department.id)], "wanted": "Báo cáo và phụ lục", **more}
        path = f"/meetings/{self.meeting.id}/items/{self.item.id}/duties"
        return (who or self.cast.secretary).post(path, asked)

    @property
    def duty(self) -> Duty:
        return Duty.objects.get(meeting=self.meeting)

    def deliver(self, who: Member | None = None, text: str = "BÁO CÁO", **form: Any) -> Answer:
        fields = {"declared_not_secret": "true", "file": upload_of(paper(text)), **form}
        return (who or self.clerk).upload(f"/duties/{self.duty.id}/documents", **fields)

    def revise(self, document: str, text: str, who: Member | None = None) -> Answer:
        path = f"/duties/{self.duty.id}/documents/{document}/versions"
        file = upload_of(paper(text))
        return (who or self.clerk).upload(path, file=file, declared_not_secret="true", note="Sửa số liệu")

    def submit(self, document: str, who: Member | None = None) -> Answer:
        return (who or self.clerk).post(f"/duties/{self.duty.id}/documents/{document}/submit")

    def decide(self, document: str, number: int, step: str, who: Member | None = None, **body: str) -> Answer:
        path = f"/meetings/{self.meeting.id}/documents/{document}/versions/{number}/{step}"
        return (who or self.cast.secretary).post(path, body)

    def delivered(self, text: str = "BÁO CÁO") -> str:
        """The id of a document that was delivered and prepared for reading."""
        answer = self.deliver(text=text)
        assert answer.status == 200, answer.body
        run_jobs(PREPARE_JOB)
        return str(answer.body["documents"][-1]["id"])

    def rows(self, part: str, who: Member | None = None) -> dict[str, Any]:
        answer = (who or self.cast.member2).get(f"/meetings/{self.meeting.id}/snapshot")
        rows: dict[str, Any] = answer.body["parts"][part]
        return rows


@pytest.fixture
def desk(cast: Cast, published_meeting: Meeting) -> Desk:
    return Desk(cast, published_meeting)

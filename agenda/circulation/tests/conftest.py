"""A matter put to three members by the unit's secretary, all through the API."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from agenda.circulation.models import Circulation, CirculationMember
from conftest import Cast, Member
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from ecabinet.testing import Answer
from meetings.kinds.models import UnitPractice

AGREE = {"question": 1, "choice": "agree"}


class Round:
    """One circulation. The chair approves; the technician follows it; the delegate is the member's aide."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.id = ""

    @property
    def path(self) -> str:
        return f"/circulations/{self.id}"

    @property
    def result(self) -> dict[str, Any]:
        found = self.row.result
        assert isinstance(found, dict)
        return found

    @property
    def row(self) -> Circulation:
        return Circulation.objects.get(id=self.id)

    def body(self, **more: Any) -> dict[str, Any]:
        cast = self.cast
        asked = [
            {"person_id": str(cast.member.person.id), "aide_id": str(cast.delegate.person.id)},
            {"person_id": str(cast.member2.person.id)},
            {"person_id": str(cast.member3.person.id)},
        ]
        return {
            "title": "Chủ trương đầu tư trung tâm dữ liệu",
            "content": "Xin ý kiến thành viên.",
            "questions": ["Đồng ý chủ trương đầu tư?"],
            "due_at": (timezone.now() + timedelta(days=3)).isoformat(),
            "follower_id": str(cast.technician.person.id),
            "members": asked,
            **more,
        }

    def create(self, who: Member | None = None, **more: Any) -> Answer:
        answer = (who or self.cast.secretary).post("/circulations", self.body(**more))
        if answer.status == 200:
            self.id = str(answer.body["id"])
        return answer

    def act(self, act: str, body: Any = None, who: Member | None = None) -> Answer:
        return (who or self.cast.secretary).post(f"{self.path}/{act}", body)

    def open(self, **more: Any) -> "Round":
        """A circulation that was sent."""
        assert self.create(**more).status == 200
        assert self.act("send").status == 200
        return self

    def answer(self, who: Member, *answers: dict[str, Any]) -> Answer:
        return self.act("answer", {"answers": list(answers) or [AGREE]}, who)

    def parts(self, who: Member) -> dict[str, Any]:
        answer = who.get(f"{self.path}/snapshot")
        assert answer.status == 200, answer.body
        parts: dict[str, Any] = answer.body["parts"]
        return parts

    def member(self, who: Member) -> CirculationMember:
        return CirculationMember.objects.get(circulation=UUID(self.id), person=who.person)

    def events(self) -> list[str]:
        told = Event.objects.filter(stream_id=f"circulation:{self.id}").order_by("seq")
        return [kind.partition(".")[2] for kind in told.values_list("type", flat=True)]

    def pass_deadline(self, at: datetime | None = None) -> None:
        """As if the deadline, with the jobs for it, lay in the past."""
        due = at or timezone.now() - timedelta(minutes=5)
        Circulation.objects.filter(id=self.id).update(due_at=due)

    def run_due(self, kind: str) -> int:
        """Run the jobs of this kind as if their time had come, for the deadline as it is."""
        waiting = list(Job.objects.filter(kind=kind, status="queued"))
        for job in waiting:
            due = self.row.due_at.isoformat()
            Job.objects.filter(id=job.id).update(
                run_after=timezone.now(), payload={**job.payload, "due_at": due}
            )
        return sum(jobs.run(job.id) for job in waiting)

    def need_approval(self) -> None:
        UnitPractice.objects.update_or_create(unit=self.cast.unit, defaults={"needs_approval": True})


@pytest.fixture
def asked(cast: Cast) -> Round:
    return Round(cast)

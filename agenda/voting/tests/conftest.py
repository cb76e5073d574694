"""A running session whose four members are checked in, and polls in it."""

from typing import Any
from uuid import uuid4

import pytest

from agenda.voting.models import Poll
from conftest import Cast, Member
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting

VOTERS = ("chair", "member", "member2", "member3")


class Voting:
    """Short ways to what the tests do again and again, all through the API."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.meeting = cast, meeting

    def path(self, rest: str = "") -> str:
        return f"/meetings/{self.meeting.id}/polls{rest}"

    def check_in(self, *names: str) -> None:
        for name in names:
            where = f"/meetings/{self.meeting.id}/check-in"
            assert self.voter(name).post(where, {"mode": "online"}).status == 200

    def mark(self, name: str, status: str) -> None:
        participant = self.voter(name).participant(self.meeting)
        where = f"/meetings/{self.meeting.id}/participants/{participant.id}/attendance"
        assert self.cast.secretary.post(where, {"status": status, "reason": "Việc gấp"}).status == 200

    def voter(self, name: str) -> Member:
        member: Member = getattr(self.cast, name)
        return member

    def prepared(self, **more: Any) -> Poll:
        answer = self.cast.secretary.post(self.path(), {"question": "Thông qua nghị quyết?", **more})
        assert answer.status == 200, answer.body
        return Poll.objects.get(id=answer.body["id"])

    def opened(self, **more: Any) -> Poll:
        poll = self.prepared(**more)
        answer = self.act(poll, "open")
        assert answer.status == 200, answer.body
        return Poll.objects.get(id=poll.id)

    def act(self, poll: Poll, act: str, who: str = "chair", body: Any = None) -> Answer:
        return self.voter(who).post(self.path(f"/{poll.id}/{act}"), body)

    def cast_ballot(self, poll: Poll, who: str, choice: str, ballot_id: Any = None) -> Answer:
        body = {"ballot_id": str(ballot_id or uuid4()), "choice": choice}
        return self.act(poll, "ballots", who, body)

    def part(self, who: str, name: str) -> dict[str, Any]:
        answer = self.voter(who).get(f"/meetings/{self.meeting.id}/snapshot")
        rows: dict[str, Any] = answer.body["parts"][name]
        return rows


@pytest.fixture
def voting(cast: Cast, running_meeting: Meeting) -> Voting:
    found = Voting(cast, running_meeting)
    found.check_in(*VOTERS)
    return found

"""What tests of conversations share."""

from typing import Any

import pytest

from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.journal.snapshot import take_snapshot
from meetings.lifecycle.access import find_viewer
from meetings.lifecycle.models import Meeting


class Talk:
    """A meeting with short words for what these tests ask and look at."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.meeting = cast, meeting
        self.path = f"/meetings/{meeting.id}"

    def post(self, member: Member, path: str, body: Any = None) -> Any:
        return member.post(f"{self.path}/{path}", body)

    def ok(self, member: Member, path: str, body: Any = None) -> Any:
        answer = self.post(member, path, body)
        assert answer.status == 200, answer.content
        return answer.body

    def part(self, member: Member, name: str) -> dict[str, Any]:
        """A part of the snapshot as this member gets it over HTTP."""
        answer = member.get(f"{self.path}/snapshot")
        assert answer.status == 200
        rows: dict[str, Any] = answer.body["parts"][name]
        return rows

    def told(self, member: Member) -> list[str]:
        """The types of the events that this member may read."""
        return [event["type"] for event in member.get(f"{self.path}/events").body["items"]]

    def everything(self, member: Member) -> str:
        """All that this member can read of the meeting, as one text: snapshot and events."""
        snapshot = member.get(f"{self.path}/snapshot")
        events = member.get(f"{self.path}/events")
        return (snapshot.content + events.content).decode()

    def last(self, event_type: str) -> Event:
        found = Event.objects.filter(stream_id=f"meeting:{self.meeting.id}", type=event_type)
        event = found.order_by("-seq").first()
        assert event is not None
        return event

    def parts(self, member: Member) -> dict[str, Any]:
        """The snapshot by the service, without HTTP."""
        viewer = find_viewer(member.principal, str(self.meeting.id))
        assert viewer is not None
        return take_snapshot("meeting", str(self.meeting.id), viewer).parts


@pytest.fixture
def talk(cast: Cast, running_meeting: Meeting) -> Talk:
    return Talk(cast, running_meeting)

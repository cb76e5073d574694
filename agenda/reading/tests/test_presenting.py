"""The page that is presented: who may turn it, and for whom."""

from typing import Any
from unittest.mock import ANY

import pytest
from asgiref.sync import async_to_sync

from agenda.documents.tests.conftest import Desk
from agenda.reading.presenting import KIND
from conftest import Member
from ecabinet.journal.models import Event
from ecabinet.journal.passing import Word, passing
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting

pytestmark = pytest.mark.django_db
REGION = {"x": 0.1, "y": 0.5, "width": 0.5, "height": 0.25}


class Room:
    """A running meeting in which a document is presented."""

    def __init__(self, desk: Desk, meeting: Meeting) -> None:
        self.cast, self.meeting = desk.cast, meeting
        self.document = str(desk.laid().document_id)

    def layout(self, **layout: Any) -> Answer:
        return self.cast.chair.post(f"/meetings/{self.meeting.id}/layout", layout)

    def present(self, who: Member, **view: Any) -> Answer:
        body = {"document_id": self.document, "page": 2, "region": REGION, "screen": "may-tinh-bang"} | view
        return who.post(f"/meetings/{self.meeting.id}/presenting", body, key=None)

    def give_floor(self, who: Member) -> None:
        path = f"/meetings/{self.meeting.id}/speak-requests"
        request = who.post(path, {}).body["id"]
        assert self.cast.chair.post(f"{path}/{request}/grant", {"limit_seconds": 120}).status == 200
        self.show_document()

    def show_document(self) -> None:
        """A speaker stands before the document only when the chair lets it be seen again."""
        assert self.layout(mode="document", document_id=self.document).status == 200

    @property
    def shown(self) -> list[Word]:
        return async_to_sync(passing.newest)(f"meeting:{self.meeting.id}")


@pytest.fixture
def room(desk: Desk, running_meeting: Meeting) -> Room:
    made = Room(desk, running_meeting)
    made.show_document()
    return made


def test_the_chairs_page_passes_and_is_no_event(room: Room) -> None:
    events = Event.objects.count()
    answer = room.present(room.cast.chair)
    assert answer.status == 200, answer.body
    assert answer.body == {
        "document_id": room.document,
        "page": 2,
        "region": REGION,
        "screen": "may-tinh-bang",
        "by": room.cast.chair.person.full_name,
        "at": ANY,
    }
    assert [(word.kind, word.value, word.audience) for word in room.shown] == [(KIND, answer.body, ("all",))]
    assert Event.objects.count() == events


def test_who_may(room: Room) -> None:
    path = f"/meetings/{room.meeting.id}/presenting"
    assert room.cast.anonymous.post(path, {}, key=None).status == 401
    assert room.present(room.cast.outsider).status == 404
    assert room.present(room.cast.member).status == 403
    assert room.present(room.cast.site_device).status == 403
    assert room.present(room.cast.secretary).status == 200
    room.give_floor(room.cast.member)
    assert room.present(room.cast.member, page=1).status == 200
    assert room.present(room.cast.member2).status == 403
    assert [word.value and word.value["page"] for word in room.shown] == [1]


def test_another_layout_ends_it(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    room.present(room.cast.chair)
    with django_capture_on_commit_callbacks(execute=True):
        room.layout(mode="grid")
    assert room.shown == []
    assert room.present(room.cast.chair).code == "not_presented"


def test_only_the_document_that_is_presented(room: Room) -> None:
    assert room.present(room.cast.chair, document_id=str(room.meeting.id)).code == "not_presented"


def test_a_recused_person_neither_presents_nor_hears(room: Room, desk: Desk) -> None:
    participant = room.cast.member.participant(room.meeting)
    path = f"/meetings/{room.meeting.id}/items/{desk.item.id}/recusals"
    body = {"participant_id": str(participant.id), "reason": "người nhà"}
    assert room.cast.chair.post(path, body).status == 200
    room.give_floor(room.cast.member)
    assert room.present(room.cast.member).code == "not_presented"
    room.present(room.cast.chair)
    assert [word.audience for word in room.shown] == [("all", f"not:person:{room.cast.member.person.id}")]


@pytest.mark.parametrize(
    "bad", [{"page": 0}, {"region": {"x": -0.1}}, {"region": {"width": 0}}, {"screen": ""}, {"screen": "a b"}]
)
def test_bad_views(room: Room, bad: dict[str, Any]) -> None:
    assert room.present(room.cast.chair, **bad).status == 422

"""The lobby: what a guest before the door can read (nothing), and how the door is kept."""

from typing import Any

import pytest

from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.journal.verify import verify_all
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.media.state import room_state

DOORS = {"guests_wait": True, "text": "Thư ký sẽ mời đồng chí vào"}


class Door:
    """A running meeting whose guests wait; the cast's delegate is a guest."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.meeting, self.path = cast, meeting, f"/meetings/{meeting.id}"
        self.guest = cast.delegate
        self.ok(cast.secretary, f"participants/{self.id_of(self.guest)}/edit", {"role": "guest"})

    def post(self, member: Member, path: str, body: Any = None) -> Any:
        return member.post(f"{self.path}/{path}", body)

    def ok(self, member: Member, path: str, body: Any = None) -> Any:
        answer = self.post(member, path, body)
        assert answer.status == 200, answer.content
        return answer.body

    def id_of(self, member: Member) -> str:
        return str(member.participant(self.meeting).id)

    def admit(self, member: Member, item: AgendaItem | None = None) -> Any:
        return self.post(
            self.cast.secretary,
            "lobby/admit",
            {"participant_ids": [self.id_of(member)], "item_id": item and str(item.id)},
        )

    def parts(self, member: Member) -> Any:
        answer = member.get(f"{self.path}/snapshot")
        assert answer.status == 200
        return answer.body["parts"]

    def sees_the_meeting(self, member: Member) -> bool:
        return bool(self.parts(member)["meeting"])

    def in_the_room(self, member: Member) -> bool:
        """Whether the media room has a place for them, and gives a token."""
        state = room_state(Meeting.objects.get(id=self.meeting.id))
        token = member.client.send("POST", f"{self.path}/media-token", None, key=None)
        has_place = f"person:{member.person.id}" in state.members
        assert has_place is (token.status == 200)
        return has_place


@pytest.fixture
def door(cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]) -> Door:
    return Door(cast, running_meeting)


@pytest.fixture
def shut(door: Door) -> Door:
    door.ok(door.cast.secretary, "lobby/settings", DOORS)
    return door


def test_the_door_stands_open_until_it_is_shut(door: Door, cast: Cast) -> None:
    assert door.sees_the_meeting(door.guest)
    assert door.post(door.guest, "lobby/knock").code == "not_in_lobby"
    assert cast.anonymous.post(f"{door.path}/lobby/settings", DOORS).status == 401
    assert cast.outsider.post(f"{door.path}/lobby/settings", DOORS).status == 404
    for member in (door.guest, cast.member, cast.site_device, cast.technician):
        assert door.post(member, "lobby/settings", DOORS).status == 403
    assert door.post(cast.secretary, "lobby/settings", {"text": "x" * 301}).status == 422
    row = door.ok(cast.secretary, "lobby/settings", DOORS)
    assert row == {"guests_wait": True, "doors_closed": False, "text": DOORS["text"]}
    before = Event.objects.count()
    door.ok(cast.chair, "lobby/settings", DOORS)
    assert Event.objects.count() == before
    assert not door.sees_the_meeting(door.guest)


def test_who_waits_reads_nothing_of_the_meeting(shut: Door, cast: Cast, agenda: list[AgendaItem]) -> None:
    shut.ok(shut.guest, "lobby/knock")
    shut.ok(cast.secretary, "announcements", {"text": "Chỉ người trong phòng thấy"})
    shut.ok(cast.chair, f"items/{agenda[0].id}/open")
    parts = {name: rows for name, rows in shut.parts(shut.guest).items() if rows}
    assert set(parts) == {"door", "line", "my_wait"}
    assert parts["door"]["it"]["text"] == DOORS["text"]
    assert list(parts["line"].values()) == [{"since": parts["my_wait"]["it"]["since"]}]
    events = shut.guest.get(f"{shut.path}/events").body["items"]
    assert {event["type"] for event in events} == {"line.moved", "guest.told"}
    said = shut.guest.get(f"{shut.path}/events").content.decode()
    for name in ("Trần Thu Ký", "Khai mạc", "Chỉ người trong phòng thấy", "Hoàng Thị Hai"):
        assert name not in said.replace('"name": "Trần Thu Ký"', "")
    for path in (
        "readers",
        "attendance",
        "chat?room=everybody",
        "announcements",
        "minutes.pdf",
        "invitation",
    ):
        assert shut.guest.get(f"{shut.path}/{path}").status == 404, path
    for path, body in (("check-in", {"mode": "online"}), ("speak-requests", {}), ("notes", {"text": "x"})):
        assert shut.post(shut.guest, path, body).status == 404
    assert not shut.in_the_room(shut.guest)


def test_who_keeps_the_door_sees_who_waits_and_others_do_not(shut: Door, cast: Cast) -> None:
    shut.ok(shut.guest, "lobby/knock")
    for member in (cast.secretary, cast.chair):
        row = shut.parts(member)["lobby"][shut.id_of(shut.guest)]
        assert (row["full_name"], row["status"], row["unit_name"]) == (
            "Đỗ Đại Biểu",
            "waiting",
            "Ủy ban nhân dân xã An Bình",
        )
    for member in (cast.member, cast.technician, cast.site_device, cast.administrator):
        assert shut.parts(member)["lobby"] == {}
        types = {event["type"] for event in member.get(f"{shut.path}/events").body["items"]}
        assert not types & {"guest.waiting", "guest.told", "line.moved", "lobby.set"}


def test_knocking_twice_keeps_the_place(shut: Door) -> None:
    first = shut.ok(shut.guest, "lobby/knock")
    assert shut.ok(shut.guest, "lobby/knock") == first
    assert Event.objects.filter(type="guest.waiting").count() == 1


def test_the_one_who_is_admitted_is_in(shut: Door, cast: Cast) -> None:
    shut.ok(shut.guest, "lobby/knock")
    body = {"participant_ids": [shut.id_of(shut.guest)]}
    assert cast.anonymous.post(f"{shut.path}/lobby/admit", body).status == 401
    assert cast.outsider.post(f"{shut.path}/lobby/admit", body).status == 404
    assert shut.post(shut.guest, "lobby/admit", body).status == 404
    assert shut.post(cast.member, "lobby/admit", body).status == 403
    assert shut.post(cast.secretary, "lobby/admit", {"participant_ids": []}).status == 422
    assert shut.post(cast.secretary, "lobby/admit", {"participant_ids": [str(shut.meeting.id)]}).status == 404
    assert shut.admit(cast.member).code == "not_in_lobby"
    assert shut.admit(shut.guest).status == 200
    assert shut.sees_the_meeting(shut.guest)
    assert shut.in_the_room(shut.guest)
    assert verify_all() == []


def test_all_who_wait_are_admitted_at_once(shut: Door, cast: Cast) -> None:
    Participant.objects.filter(person=cast.member3.person).update(role="guest", votes=False)
    for member in (shut.guest, cast.member3):
        shut.ok(member, "lobby/knock")
    places = sorted(row["since"] for row in shut.parts(shut.guest)["line"].values())
    assert places[1] == shut.parts(cast.member3)["my_wait"]["it"]["since"]
    assert len(shut.ok(cast.secretary, "lobby/admit", {})["items"]) == 2
    assert shut.ok(cast.secretary, "lobby/admit", {})["items"] == []
    assert shut.sees_the_meeting(cast.member3)


def test_who_is_turned_away_learns_why_and_may_be_admitted_later(shut: Door, cast: Cast) -> None:
    shut.ok(shut.guest, "lobby/knock")
    path = f"lobby/{shut.id_of(shut.guest)}/turn-away"
    assert shut.post(cast.member, path, {"reason": "x"}).status == 403
    assert shut.post(cast.secretary, path, {"reason": "  "}).status == 422
    shut.ok(cast.secretary, path, {"reason": "Không thuộc thành phần nội dung này"})
    mine = shut.parts(shut.guest)["my_wait"]["it"]
    assert (mine["status"], mine["reason"]) == ("turned_away", "Không thuộc thành phần nội dung này")
    assert shut.ok(shut.guest, "lobby/knock")["status"] == "turned_away"
    assert shut.admit(shut.guest).status == 200
    assert shut.sees_the_meeting(shut.guest)
    for officer in (cast.chair, cast.member):
        refused = shut.post(cast.secretary, f"lobby/{shut.id_of(officer)}/turn-away", {"reason": "x"})
        assert refused.code == "not_in_lobby"


def test_who_is_sent_out_is_out_of_the_room_and_off_the_floor(shut: Door, cast: Cast) -> None:
    shut.admit(shut.guest)
    asked = shut.ok(shut.guest, "speak-requests", {})
    shut.ok(cast.chair, f"speak-requests/{asked['id']}/grant", {})
    shut.ok(cast.secretary, f"lobby/{shut.id_of(shut.guest)}/send-out", {"reason": "Hết phần trao đổi"})
    assert not shut.sees_the_meeting(shut.guest)
    assert not shut.in_the_room(shut.guest)
    assert shut.parts(cast.chair)["floor"] == {}
    assert shut.ok(shut.guest, "lobby/knock")["status"] == "waiting"
    assert shut.admit(shut.guest).status == 200


def test_a_guest_for_one_item_is_in_while_it_is_on_the_table(
    shut: Door, cast: Cast, agenda: list[AgendaItem]
) -> None:
    shut.ok(shut.guest, "lobby/knock")
    assert shut.admit(shut.guest, agenda[1]).status == 200
    assert not shut.sees_the_meeting(shut.guest)
    assert shut.parts(shut.guest)["my_wait"]["it"]["item_title"] == str(agenda[1])
    shut.ok(cast.chair, f"items/{agenda[0].id}/open")
    assert not shut.in_the_room(shut.guest)
    shut.ok(cast.chair, f"items/{agenda[1].id}/open")
    assert shut.sees_the_meeting(shut.guest)
    assert shut.in_the_room(shut.guest)
    shut.ok(cast.chair, f"items/{agenda[2].id}/open")
    assert not shut.sees_the_meeting(shut.guest)
    assert not shut.in_the_room(shut.guest)
    assert shut.parts(shut.guest)["my_wait"]["it"]["status"] == "sent_out"
    assert shut.admit(shut.guest, agenda[1]).code == "lobby_item_over"
    assert shut.admit(shut.guest, agenda[2]).status == 200
    assert shut.sees_the_meeting(shut.guest)
    assert verify_all() == []


def test_who_comes_after_the_doors_are_closed_waits(door: Door, cast: Cast) -> None:
    door.ok(cast.member, "check-in", {"mode": "online"})
    door.ok(cast.secretary, "lobby/settings", {"doors_closed": True})
    for member, sees in (
        (cast.member, True),
        (cast.chair, True),
        (cast.secretary, True),
        (cast.member2, False),
    ):
        assert door.sees_the_meeting(member) is sees
    assert door.ok(cast.member2, "lobby/knock")["status"] == "waiting"
    assert door.admit(cast.member2).status == 200
    assert door.sees_the_meeting(cast.member2)
    door.ok(cast.secretary, "lobby/settings", {"doors_closed": False})
    assert door.sees_the_meeting(cast.member3)
    assert door.parts(cast.secretary)["lobby"] == {}


def test_guests_who_are_in_stay_in_when_guests_begin_to_wait(door: Door, cast: Cast) -> None:
    door.ok(door.guest, "check-in", {"mode": "online"})
    door.ok(cast.secretary, "lobby/settings", {"guests_wait": True})
    assert door.sees_the_meeting(door.guest)
    door.ok(cast.secretary, "lobby/settings", {"guests_wait": False})
    assert door.parts(cast.secretary)["lobby"] == {}


def test_who_is_no_guest_any_more_does_not_wait(shut: Door, cast: Cast) -> None:
    shut.ok(shut.guest, "lobby/knock")
    shut.ok(cast.secretary, f"participants/{shut.id_of(shut.guest)}/edit", {"role": "delegate"})
    assert shut.sees_the_meeting(shut.guest)
    assert shut.parts(cast.secretary)["lobby"] == {}


def test_the_invitation_is_answered_before_the_door_too(cast: Cast, published_meeting: Meeting) -> None:
    door = Door(cast, published_meeting)
    door.ok(cast.secretary, "lobby/settings", DOORS)
    assert not door.sees_the_meeting(door.guest)
    door.ok(door.guest, "rsvp", {"answer": "accepted", "manner": "online"})
    assert door.guest.get(door.path).status == 200


def test_after_the_meeting_nobody_is_let_in(shut: Door, cast: Cast) -> None:
    shut.ok(shut.guest, "lobby/knock")
    shut.ok(cast.chair, "end")
    assert shut.parts(shut.guest)["door"]["it"]["is_over"] is True
    assert shut.admit(shut.guest).code == "meeting_wrong_status"
    assert shut.post(shut.guest, "lobby/knock").code == "meeting_wrong_status"

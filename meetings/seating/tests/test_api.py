"""Rooms of a meeting and who sits where: by hand, by precedence, and what takes a seat away again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from conftest import Cast
from ecabinet.catalogues.models import Entry
from ecabinet.journal.models import Event
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting
from meetings.seating.models import MeetingRoom, Seat

PLACES = [
    {"key": "c", "label": "CT", "x": 3, "y": 0, "kind": "chair"},
    {"key": "t", "label": "TK", "x": 0, "y": 0, "kind": "secretary"},
    *({"key": f"s{n}", "label": str(n), "x": n, "y": 1, "kind": "seat"} for n in range(1, 6)),
    {"key": "d", "label": "", "x": 0, "y": 5, "kind": "door"},
]


def make_room(cast: Cast, name: str = "Phòng họp số 1") -> str:
    body = {"name": name, "unit_id": cast.unit.id, "address": "Số 1 Lê Lợi", "floor": "Tầng 2"}
    room = str(cast.administrator.post("/rooms", body).body["id"])
    drawn = {"seen": 0, "width": 8, "height": 6, "places": PLACES}
    assert cast.administrator.post(f"/rooms/{room}/map", drawn).status == 200
    return room


@pytest.fixture
def room(cast: Cast) -> str:
    return make_room(cast)


@pytest.fixture
def furnished(cast: Cast, published_meeting: Meeting, room: str) -> Meeting:
    """The main room is chosen."""
    answer = cast.secretary.post(f"/meetings/{published_meeting.id}/rooms", {"room_id": room})
    assert answer.status == 200
    return published_meeting


def seat(cast: Cast, meeting: Meeting, *pairs: tuple[Any, str], site: Any = None) -> Answer:
    wanted = [{"participant_id": member.participant(meeting).id, "seat": key} for member, key in pairs]
    body = {"site_id": site.id if site else None, "seats": wanted}
    return cast.secretary.post(f"/meetings/{meeting.id}/seats", body)


def seats(cast: Cast, meeting: Meeting) -> dict[str, str]:
    """Names and seats, as a delegate's snapshot shows them."""
    parts = cast.delegate.get(f"/meetings/{meeting.id}/snapshot").body["parts"]
    people = parts["participants"]
    return {people[key]["full_name"]: row["label"] for key, row in parts["seats"].items()}


class TestChoosingRooms:
    def test_who_may(self, cast: Cast, published_meeting: Meeting, room: str) -> None:
        path, body = f"/meetings/{published_meeting.id}/rooms", {"room_id": room}
        assert cast.anonymous.post(path, body).status == 401
        assert cast.outsider.post(path, body).status == 404
        for other in (cast.chair, cast.member, cast.delegate, cast.site_device, cast.administrator):
            assert other.post(path, body).status == 403
        assert cast.secretary.post(path, {"room_id": str(cast.unit.id)}).status == 422
        assert cast.secretary.post(path, {**body, "site_id": str(cast.unit.id)}).status == 404
        assert not MeetingRoom.objects.exists()
        chosen = cast.secretary.post(path, body)
        assert (chosen.status, chosen.body["room"]["place"]) == (200, "main")
        assert len(chosen.body["room"]["places"]) == len(PLACES)
        told = Event.objects.get(type="room.chosen").data
        assert told is not None
        assert (told["room_name"], told["place_name"]) == ("Phòng họp số 1", cast.central_site.name)

    def test_not_when_it_is_over(self, cast: Cast, furnished: Meeting, room: str) -> None:
        Meeting.objects.filter(id=furnished.id).update(status="cancelled")
        for path, body in (
            ("rooms", {"room_id": room}),
            ("rooms", {"room_id": None}),
            ("seats", {"seats": [{"participant_id": cast.chair.participant(furnished).id, "seat": "c"}]}),
            ("seats/fill", {}),
            ("seats/clear", {}),
        ):
            refused = cast.secretary.post(f"/meetings/{furnished.id}/{path}", body)
            assert (refused.status, refused.code) == (409, "meeting_wrong_status")

    def test_the_central_site_is_the_main_place_and_a_site_has_its_own(
        self, cast: Cast, furnished: Meeting
    ) -> None:
        path, other = f"/meetings/{furnished.id}/rooms", make_room(cast, "Hội trường xã")
        again = cast.secretary.post(path, {"site_id": cast.central_site.id, "room_id": other})
        assert again.body["room"]["place"] == "main"
        remote = cast.secretary.post(path, {"site_id": cast.remote_site.id, "room_id": other})
        assert remote.body["room"]["site_id"] == str(cast.remote_site.id)
        assert MeetingRoom.objects.count() == 2
        assert cast.secretary.post(path, {"site_id": cast.remote_site.id}).body == {"room": None}
        assert cast.secretary.post(path, {"site_id": cast.remote_site.id}).code == "room_not_chosen"
        assert Event.objects.filter(type="room.cleared").count() == 1

    def test_the_meeting_keeps_the_map_it_had(self, cast: Cast, furnished: Meeting, room: str) -> None:
        assert seat(cast, furnished, (cast.chair, "c"), (cast.member, "s1")).status == 200
        fewer = {"seen": 1, "width": 8, "height": 6, "places": [{**PLACES[0], "label": "Chủ trì"}]}
        assert cast.administrator.post(f"/rooms/{room}/map", fewer).status == 200
        parts = cast.member.get(f"/meetings/{furnished.id}/snapshot").body["parts"]
        assert (parts["seat_maps"]["main"]["version"], len(parts["seats"])) == (1, 2)
        path = f"/meetings/{furnished.id}/rooms"
        taken_over = cast.secretary.post(path, {"room_id": room}).body["room"]
        assert taken_over["version"] == 2
        assert seats(cast, furnished) == {cast.chair.person.full_name: "Chủ trì"}

    def test_a_room_with_two_meetings_at_once_is_a_warning(
        self, cast: Cast, furnished: Meeting, room: str
    ) -> None:
        start = furnished.scheduled_start + timedelta(hours=1)
        wanted = {
            "title": "Họp giao ban",
            "scheduled_start": start,
            "scheduled_end": start + timedelta(hours=1),
        }
        made = cast.secretary.post("/meetings", wanted).body["id"]
        assert cast.secretary.post(f"/meetings/{made}/rooms", {"room_id": room}).status == 200
        missing = cast.secretary.get(f"/meetings/{made}/readiness").body["missing"]
        found = [entry for entry in missing if entry["code"] == "rooms_elsewhere"]
        assert [(entry["blocking"], entry["section"]) for entry in found] == [(False, "sites")]
        assert "Phòng họp số 1 (“Phiên họp thường kỳ”)" in found[0]["message"]


class TestGivingSeats:
    def test_who_may(self, cast: Cast, furnished: Meeting) -> None:
        person = str(cast.member.participant(furnished).id)
        body = {"seats": [{"participant_id": person, "seat": "s1"}]}
        for path, wanted in (("seats", body), ("seats/fill", {}), ("seats/clear", {})):
            where = f"/meetings/{furnished.id}/{path}"
            assert cast.anonymous.post(where, wanted).status == 401
            assert cast.outsider.post(where, wanted).status == 404
            assert cast.delegate.post(where, wanted).status == 403
        assert not Seat.objects.exists()

    def test_by_hand_moves_and_changes_places(self, cast: Cast, furnished: Meeting) -> None:
        chair, member = cast.chair.person.full_name, cast.member.person.full_name
        assert seat(cast, furnished, (cast.chair, "c")).status == 200
        assert seat(cast, furnished, (cast.member, "s1")).status == 200
        taken = seat(cast, furnished, (cast.member, "c"))
        assert (taken.status, taken.code) == (409, "seat_taken")
        assert seat(cast, furnished, (cast.member, "c"), (cast.chair, "s1")).status == 200
        assert seats(cast, furnished) == {chair: "1", member: "CT"}
        assert seat(cast, furnished, (cast.member, "s3")).status == 200
        assert seats(cast, furnished) == {chair: "1", member: "3"}
        assert Event.objects.filter(type="seat.assigned").count() == 4

    def test_what_cannot_be(self, cast: Cast, furnished: Meeting) -> None:
        assert seat(cast, furnished, (cast.member, "nothing")).status == 422
        assert seat(cast, furnished, (cast.member, "d")).status == 422
        assert seat(cast, furnished, (cast.member, "s1"), (cast.member, "s2")).status == 422
        assert seat(cast, furnished, (cast.member, "s1"), (cast.chair, "s1")).status == 422
        assert seat(cast, furnished, (cast.delegate, "s1")).code == "seat_of_other_place"
        assert seat(cast, furnished, (cast.delegate, "s1"), site=cast.remote_site).code == "room_not_chosen"
        assert not Seat.objects.exists()

    def test_the_database_keeps_one_seat_for_one_person(self, cast: Cast, furnished: Meeting) -> None:
        assert seat(cast, furnished, (cast.chair, "c")).status == 200
        place = MeetingRoom.objects.get()
        for who, key in ((cast.member, "c"), (cast.chair, "s1")):
            with pytest.raises(IntegrityError), transaction.atomic():
                Seat.objects.create(place=place, participant=who.participant(furnished), key=key, label="x")

    def test_by_precedence_in_one_event(self, cast: Cast, furnished: Meeting) -> None:
        for place, name in enumerate(("Phó Chủ tịch", "Giám đốc", "Chánh Văn phòng")):
            Entry.objects.create(catalogue="position", name=name, place=place)
        assert cast.secretary.post(f"/meetings/{furnished.id}/seats/fill", {}).status == 200
        expected = ((cast.chair, "CT"), (cast.secretary, "TK"), (cast.member, "3"), (cast.member3, "2"))
        assert seats(cast, furnished) == {who.person.full_name: label for who, label in expected}
        event = Event.objects.get(type="seat.assigned").data
        assert event is not None
        assert (event["count"], event["by_order"], event["left_over"]) == (4, True, 0)
        assert cast.secretary.post(f"/meetings/{furnished.id}/seats/fill", {}).body == {"seats": []}
        assert seat(cast, furnished, (cast.member, "s5")).status == 200
        anew = cast.secretary.post(f"/meetings/{furnished.id}/seats/fill", {"anew": True})
        assert len(anew.body["seats"]) == 4
        assert seats(cast, furnished)[cast.member.person.full_name] == "3"

    def test_cleared_for_one_and_for_all(self, cast: Cast, furnished: Meeting) -> None:
        cast.secretary.post(f"/meetings/{furnished.id}/seats/fill", {})
        path = f"/meetings/{furnished.id}/seats/clear"
        one = {"participant_ids": [cast.member.participant(furnished).id]}
        assert cast.secretary.post(path, one).status == 200
        assert cast.member.person.full_name not in seats(cast, furnished)
        assert cast.secretary.post(path, {}).status == 200
        assert seats(cast, furnished) == {}
        assert Event.objects.filter(type="seat.cleared").count() == 2


class TestSeatsFollowPeople:
    def test_who_goes_or_attends_elsewhere_has_no_seat(self, cast: Cast, furnished: Meeting) -> None:
        cast.secretary.post(f"/meetings/{furnished.id}/seats/fill", {})
        path = f"/meetings/{furnished.id}"
        member = cast.member.participant(furnished).id
        moved = {"site_id": cast.remote_site.id}
        assert cast.secretary.post(f"{path}/participants/{member}/edit", moved).status == 200
        assert cast.member.person.full_name not in seats(cast, furnished)
        gone = cast.member3.participant(furnished).id
        assert cast.secretary.post(f"{path}/participants/{gone}/remove").status == 200
        assert cast.member3.person.full_name not in seats(cast, furnished)
        assert cast.chair.person.full_name in seats(cast, furnished)

    def test_a_site_that_is_gone_or_central_has_no_room_of_its_own(
        self, cast: Cast, furnished: Meeting, room: str
    ) -> None:
        path = f"/meetings/{furnished.id}"
        where = {"site_id": cast.remote_site.id}
        assert cast.secretary.post(f"{path}/rooms", {**where, "room_id": room}).status == 200
        assert seat(cast, furnished, (cast.delegate, "s1"), site=cast.remote_site).status == 200
        assert cast.secretary.post(f"{path}/sites/{cast.remote_site.id}/remove").status == 200
        parts = cast.member.get(f"{path}/snapshot").body["parts"]
        assert (list(parts["seat_maps"]), parts["seats"]) == (["main"], {})

    def test_ones_own_seats(self, cast: Cast, furnished: Meeting) -> None:
        assert cast.member.get("/my-seats").body["items"] == []
        assert seat(cast, furnished, (cast.member, "s4")).status == 200
        (own,) = cast.member.get("/my-seats").body["items"]
        assert (own["room_name"], own["floor"], own["label"]) == ("Phòng họp số 1", "Tầng 2", "4")
        assert cast.anonymous.get("/my-seats").status == 401
        assert cast.site_device.get("/my-seats").status == 404

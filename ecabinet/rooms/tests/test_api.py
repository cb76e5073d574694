"""Rooms: everybody reads them, who manages a unit's rooms adds, corrects and draws them."""

from typing import Any

import pytest

from conftest import Cast
from ecabinet.directory import principal as principals
from ecabinet.journal.models import Event
from ecabinet.rooms.models import Room, SeatMap

PLACES = [
    {"key": "s1", "label": "1", "x": 0, "y": 0, "kind": "chair"},
    {"key": "s2", "label": "2", "x": 1, "y": 0, "kind": "seat"},
    {"key": "m1", "label": "Màn hình", "x": 2, "y": 3, "kind": "screen"},
]


def room_body(cast: Cast, name: str = "Phòng họp số 1") -> dict[str, Any]:
    return {
        "name": name,
        "unit_id": str(cast.unit.id),
        "address": "Số 1 Lê Lợi",
        "floor": "Tầng 2",
        "capacity": 40,
        "equipment": "Máy chiếu, 12 micro",
    }


@pytest.fixture
def room(cast: Cast) -> str:
    return str(cast.administrator.post("/rooms", room_body(cast)).body["id"])


def drawn(seen: int = 0, **changes: Any) -> dict[str, Any]:
    return {"seen": seen, "width": 6, "height": 4, "places": PLACES, **changes}


def test_who_reads_and_who_writes(cast: Cast) -> None:
    body = room_body(cast)
    assert cast.anonymous.get("/rooms").status == 401
    assert cast.anonymous.post("/rooms", body).status == 401
    for other in (cast.secretary, cast.member, cast.outsider, cast.site_device):
        refused = other.post("/rooms", body)
        assert (refused.status, refused.code) == (403, "room_not_yours")
    assert cast.administrator.post("/rooms", {**body, "name": " "}).status == 422
    assert not Room.objects.exists()
    made = cast.administrator.post("/rooms", body)
    assert (made.status, made.body["version"], made.body["may_edit"]) == (200, 0, True)
    assert cast.administrator.post("/rooms", body).code == "room_name_taken"
    seen = cast.site_device.get("/rooms", query="hop so").body["items"]
    assert [(row["name"], row["may_edit"]) for row in seen] == [("Phòng họp số 1", False)]
    assert cast.member.get("/rooms", unit=str(cast.commune.id)).body["total"] == 0
    told = Event.objects.get(type="room.added").data
    assert told is not None
    assert (told["name"], told["unit_name"]) == ("Phòng họp số 1", cast.unit.name)


def test_an_administrator_of_a_unit_manages_its_rooms_alone(cast: Cast, room: str) -> None:
    account = cast.member.account
    account.administers = cast.commune
    account.save()
    principals.cache.clear()
    own = {**room_body(cast), "unit_id": str(cast.commune.id)}
    made = cast.member.post("/rooms", own)
    assert made.status == 200
    assert cast.member.post("/rooms", room_body(cast, "Khác")).body["errors"][0]["field"] == "unit_id"
    assert cast.member.post(f"/rooms/{room}/edit", own).status == 403
    assert cast.member.post(f"/rooms/{room}/map", drawn()).status == 403
    assert cast.member.post(f"/rooms/{made.body['id']}/edit", room_body(cast, "Chuyển")).status == 422
    edited = cast.member.post(f"/rooms/{made.body['id']}/edit", {**own, "capacity": 12})
    assert (edited.status, edited.body["capacity"]) == (200, 12)


def test_the_right_to_manage_rooms_may_be_given_singly(cast: Cast) -> None:
    right = {"right": "manage_rooms", "unit_id": str(cast.unit.id)}
    grant = cast.administrator.post(f"/accounts/{cast.member.account.id}/grants", right).body["id"]
    assert cast.member.post("/rooms", room_body(cast)).status == 200
    elsewhere = {**room_body(cast), "unit_id": str(cast.commune.id)}
    assert cast.member.post("/rooms", elsewhere).status == 422
    assert cast.administrator.post(f"/grants/{grant}/withdraw").status == 200
    assert cast.member.post("/rooms", room_body(cast, "Thêm")).status == 403


def test_a_map_keeps_its_versions(cast: Cast, room: str) -> None:
    path = f"/rooms/{room}/map"
    empty = cast.member.get(path).body
    assert (empty["version"], empty["places"]) == (0, [])
    assert cast.secretary.post(path, drawn()).status == 403
    first = cast.administrator.post(path, drawn())
    assert (first.status, first.body["version"], first.body["places"]) == (200, 1, PLACES)
    late = cast.administrator.post(path, drawn())
    assert (late.status, late.code) == (409, "seat_map_changed")
    assert cast.administrator.post(path, drawn(1, places=PLACES[:1])).body["version"] == 2
    assert cast.member.get(path).body["places"] == PLACES[:1]
    assert cast.member.get(path, version=1).body["places"] == PLACES
    assert cast.member.get(path, version=9).status == 404
    assert cast.member.get(f"/rooms/{room}").body["seats"] == 1
    assert Event.objects.filter(type="room.map_drawn").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 0},
        {"width": 61},
        {"height": 41},
        {"places": [{**PLACES[0], "x": 6}]},
        {"places": [PLACES[0], {**PLACES[1], "x": 0}]},
        {"places": [PLACES[0], {**PLACES[1], "label": "1"}]},
        {"places": [{**PLACES[1], "label": ""}]},
        {"places": [{**PLACES[1], "kind": "sofa"}]},
        {"places": [{**PLACES[1], "key": "a b"}]},
        {"places": [{"key": f"k{n}", "label": str(n), "x": n % 60, "y": n // 60} for n in range(601)]},
    ],
)
def test_a_map_that_cannot_be(cast: Cast, room: str, wrong: dict[str, Any]) -> None:
    answer = cast.administrator.post(f"/rooms/{room}/map", drawn(**wrong))
    assert (answer.status, answer.code) == (422, "bad_input")
    assert not SeatMap.objects.exists()


def test_a_retired_room_is_offered_no_more_and_comes_back(cast: Cast, room: str) -> None:
    assert cast.secretary.post(f"/rooms/{room}/retire").status == 403
    assert cast.administrator.post(f"/rooms/{room}/retire").body["is_active"] is False
    assert cast.member.get("/rooms").body["total"] == 0
    assert cast.member.get("/rooms", retired="true").body["total"] == 1
    assert cast.administrator.post(f"/rooms/{room}/restore").body["is_active"] is True
    assert cast.member.get("/rooms").body["total"] == 1


def test_a_site_has_one_usual_room(cast: Cast, room: str) -> None:
    other = cast.administrator.post("/rooms", room_body(cast, "Phòng họp số 2")).body["id"]
    sites = {"site_ids": [str(cast.central_site.id), str(cast.remote_site.id)]}
    assert cast.secretary.post(f"/rooms/{room}/sites", sites).status == 403
    unknown = {"site_ids": [room]}
    assert cast.administrator.post(f"/rooms/{room}/sites", unknown).status == 422
    assert len(cast.administrator.post(f"/rooms/{room}/sites", sites).body["sites"]) == 2
    taken = cast.administrator.post(f"/rooms/{other}/sites", {"site_ids": [str(cast.remote_site.id)]})
    assert [site["name"] for site in taken.body["sites"]] == [cast.remote_site.name]
    left = cast.member.get(f"/rooms/{room}").body["sites"]
    assert [site["name"] for site in left] == [cast.central_site.name]

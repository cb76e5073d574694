"""The catalogue of kinds of meeting, and what a meeting copies from it."""

import uuid
from typing import Any

import pytest

from conftest import Cast
from ecabinet.journal.models import Event
from meetings.kinds.models import MeetingType
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.test_preparing import wanted

NEW = {
    "name": "Họp kiểm điểm",
    "kind": "session",
    "quorum_numerator": 1,
    "quorum_denominator": 2,
    "voters": "all",
    "notice_days": 7,
    "needs_approval": True,
    "legal_basis": "Quy chế số 12",
    "media_policy": "open",
}


def of_kind(cast: Cast, **rules: Any) -> dict[str, Any]:
    """A kind, and the row of a meeting that is made of it."""
    kind = cast.administrator.post("/meeting-types", {**NEW, **rules}).body
    return dict(cast.secretary.post("/meetings", wanted(type_id=kind["id"])).body)


def test_who_reads_and_who_writes(cast: Cast) -> None:
    path = "/meeting-types"
    assert cast.anonymous.get(path).status == 401
    assert cast.member.get(path).status == 404
    assert cast.anonymous.post(path, NEW).status == 401
    for member in (cast.secretary, cast.member, cast.outsider, cast.site_device):
        assert member.post(path, NEW).status == 404
    row = cast.administrator.post(path, NEW).body
    assert {name: row[name] for name in NEW} == NEW
    assert Event.objects.get(type="meeting_type.added").data["name"] == NEW["name"]  # type: ignore[index]
    for act in ("edit", "retire", "restore"):
        one = f"{path}/{row['id']}/{act}"
        assert cast.anonymous.post(one, NEW).status == 401
        assert cast.secretary.post(one, NEW).status == 404
        assert cast.administrator.post(f"{path}/{uuid.uuid4()}/{act}", NEW).status == 404
    found = cast.secretary.get(path, query="kiem diem").body["items"]
    assert [kind["name"] for kind in found] == [NEW["name"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 161),
        ("kind", "party"),
        ("voters", "some"),
        ("notice_days", 61),
        ("quorum_numerator", 5),
    ],
)
def test_rules_that_cannot_be(cast: Cast, field: str, value: Any) -> None:
    answer = cast.administrator.post("/meeting-types", {**NEW, field: value})
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, field)


def test_the_first_kinds_and_their_templates(cast: Cast) -> None:
    names = [kind["name"] for kind in cast.secretary.get("/meeting-types").body["items"]]
    assert names[:2] == ["Phiên họp UBND thường kỳ", "Phiên họp UBND chuyên đề"]
    templates = cast.secretary.get("/meeting-templates").body["items"]
    assert all(template["type_id"] for template in templates)


def test_a_name_is_there_once_and_a_retired_kind_is_offered_no_more(cast: Cast) -> None:
    kind = cast.administrator.post("/meeting-types", NEW).body
    again = cast.administrator.post("/meeting-types", NEW)
    assert (again.status, again.code) == (409, "meeting_type_name_taken")
    assert cast.administrator.post(f"/meeting-types/{kind['id']}/retire").body["is_active"] is False
    assert cast.secretary.get("/meeting-types", query="kiem diem", retired="true").body["total"] == 0
    assert cast.administrator.get("/meeting-types", query="kiem diem", retired="true").body["total"] == 1
    refused = cast.secretary.post("/meetings", wanted(type_id=kind["id"]))
    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "type_id")
    assert cast.administrator.post(f"/meeting-types/{kind['id']}/restore").body["is_active"] is True
    assert cast.secretary.post("/meetings", wanted(type_id=kind["id"])).status == 200


def test_a_meeting_copies_the_rules_of_its_kind(cast: Cast) -> None:
    row = of_kind(cast)
    copied = {name: value for name, value in NEW.items() if name != "name"}
    assert {name: row[name] for name in copied} == copied
    assert row["type_name"] == NEW["name"]


def test_a_later_change_of_the_kind_changes_no_meeting(cast: Cast) -> None:
    row = of_kind(cast)
    path = f"/meeting-types/{row['type_id']}/edit"
    changed = {**NEW, "name": "Họp khác", "notice_days": 1, "needs_approval": False, "voters": "nobody"}
    assert cast.administrator.post(path, changed).body["notice_days"] == 1
    told = Event.objects.get(type="meeting_type.edited").data
    assert told is not None
    assert told["changes"]["notice_days"] == {"from": 7, "to": 1}
    meeting = Meeting.objects.get(id=row["id"])
    assert (meeting.type_name, meeting.notice_days, meeting.needs_approval) == (NEW["name"], 7, True)
    assert cast.administrator.post(path, changed).status == 200
    assert Event.objects.filter(type="meeting_type.edited").count() == 1


def test_two_administrators_at_once(cast: Cast) -> None:
    kind = cast.administrator.post("/meeting-types", NEW).body
    path = f"/meeting-types/{kind['id']}/edit"
    assert cast.administrator.post(path, {**NEW, "notice_days": 5, "seen": NEW}).status == 200
    late = cast.administrator.post(path, {**NEW, "notice_days": 4, "seen": NEW})
    assert (late.code, late.body["errors"][0]["field"]) == ("edited_meanwhile", "notice_days")
    assert MeetingType.objects.get(id=kind["id"]).notice_days == 5


def test_who_votes_is_said_by_the_kind(cast: Cast) -> None:
    for voters, ballots in (("all", [True, True]), ("nobody", [False, False]), ("members", [True, False])):
        row = of_kind(cast, name=f"Họp {voters}", voters=voters)
        asked = [
            {"person_id": cast.member.person.id, "role": "member"},
            {"person_id": cast.delegate.person.id, "role": "delegate"},
        ]
        answer = cast.secretary.post(f"/meetings/{row['id']}/participants", {"people": asked})
        assert [person["votes"] for person in answer.body["items"]] == ballots, voters


def test_the_notice_is_that_of_the_kind_and_none_for_an_ad_hoc_meeting(cast: Cast) -> None:
    row = of_kind(cast, notice_days=60)
    path = f"/meetings/{row['id']}"
    codes = {found["code"] for found in cast.secretary.get(f"{path}/readiness").body["missing"]}
    assert "short_notice" in codes
    cast.secretary.post(f"{path}/edit", {"is_ad_hoc": True})
    codes = {found["code"] for found in cast.secretary.get(f"{path}/readiness").body["missing"]}
    assert "short_notice" not in codes


def test_another_kind_brings_its_rules_and_none_keeps_them(cast: Cast, meeting: Meeting) -> None:
    kind = cast.administrator.post("/meeting-types", NEW).body
    path = f"/meetings/{meeting.id}/edit"
    row = cast.secretary.post(path, {"type_id": kind["id"]}).body
    assert (row["type_name"], row["notice_days"], row["quorum_denominator"]) == (NEW["name"], 7, 2)
    row = cast.secretary.post(path, {"type_id": None}).body
    assert (row["type_id"], row["type_name"], row["notice_days"]) == (None, "", 7)


class TestUnits:
    def test_walk(self, cast: Cast) -> None:
        path, body = f"/unit-practices/{cast.unit.id}", {"needs_approval": True}
        assert cast.anonymous.post(path, body).status == 401
        assert cast.secretary.post(path, body).status == 404
        assert cast.secretary.get("/unit-practices").status == 404
        assert cast.administrator.post(f"/unit-practices/{uuid.uuid4()}", body).status == 404
        assert cast.administrator.post(path, {}).status == 422
        assert cast.administrator.post(path, body).body["unit_name"] == cast.unit.name
        listed = cast.administrator.get("/unit-practices").body["items"]
        assert [row["unit_id"] for row in listed] == [str(cast.unit.id)]
        assert Event.objects.get(type="unit_practice.set").data["needs_approval"] is True  # type: ignore[index]
        assert cast.secretary.post("/meetings", wanted()).body["needs_approval"] is True
        assert cast.administrator.post(path, {"needs_approval": False}).status == 200
        assert cast.administrator.get("/unit-practices").body["total"] == 0
        assert cast.secretary.post("/meetings", wanted()).body["needs_approval"] is False

"""The checklist of a meeting and of its unit; rounds keep the one they were opened with."""

from typing import Any

import pytest

from conftest import Cast
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of
from meetings.rehearsal.models import Checklist
from meetings.rehearsal.rules import CHECKLIST
from meetings.rehearsal.tests.conftest import GOOD, in_hours, path_of

Row = dict[str, Any]
OWN: list[Row] = [
    {"key": "power", "text": "", "is_essential": True},
    {"key": "generator", "text": "Máy phát điện dự phòng đã chạy thử", "is_essential": True},
    {"key": "flag", "text": "Quốc kỳ, khẩu hiệu", "is_essential": False},
]


def checklist(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/rehearsal-checklist"


def test_who_writes_it(cast: Cast, published_meeting: Meeting) -> None:
    path = checklist(published_meeting)
    for who, status in ((cast.anonymous, 401), (cast.outsider, 404), (cast.chair, 403), (cast.delegate, 403)):
        assert (who.get(path).status, who.post(path, {"items": OWN}).status) == (status, status)
    told = cast.secretary.get(path).body
    assert ([item["key"] for item in told["items"]], told["source"]) == (list(CHECKLIST), "standard")
    told = cast.secretary.post(path, {"items": OWN}).body
    assert (told["items"], told["source"]) == (OWN, "meeting")
    assert data_of(published_meeting, "rehearsal.checklist_set")["number"] == 3
    assert cast.secretary.post(path, {"items": None}).body["source"] == "standard"


def test_the_unit_has_a_usual_one(cast: Cast, published_meeting: Meeting) -> None:
    path = checklist(published_meeting)
    told = cast.secretary.post(path, {"items": OWN, "for_unit": True}).body
    assert (told["items"], told["source"], told["may_set_unit"]) == (OWN, "unit", True)
    assert cast.secretary.post(path, {"items": OWN[:1]}).body["source"] == "meeting"
    assert Checklist.objects.count() == 2


@pytest.mark.parametrize(
    "items",
    [
        [],
        [OWN[1], OWN[1]],
        [OWN[1], {**OWN[2], "text": OWN[1]["text"].upper()}],
        [{"key": "coffee", "text": " "}],
        [{"key": "Có dấu", "text": "x"}],
        [{"key": f"k{n}", "text": f"Mục {n}"} for n in range(21)],
    ],
)
def test_lists_that_cannot_be(cast: Cast, published_meeting: Meeting, items: list[Row]) -> None:
    refused = cast.secretary.post(checklist(published_meeting), {"items": items})
    assert (refused.status, refused.code) == (422, "bad_input")
    assert not Checklist.objects.exists()


def test_not_while_the_meeting_runs(cast: Cast, running_meeting: Meeting) -> None:
    refused = cast.secretary.post(checklist(running_meeting), {"items": OWN})
    assert (refused.status, refused.code) == (409, "meeting_wrong_status")


def test_a_round_keeps_the_list_it_was_opened_with(cast: Cast, published_meeting: Meeting) -> None:
    path = checklist(published_meeting)
    cast.secretary.post(path, {"items": OWN})
    opened = cast.secretary.post(path_of(published_meeting), {"ends_at": in_hours(2)}).body
    assert opened["checklist"] == OWN
    cast.secretary.post(path, {"items": OWN[:1]})
    report = path_of(published_meeting, f"/{opened['id']}/reports")
    row = cast.site_device.post(report, {**GOOD, "checklist": ["power"]}).body
    assert (row["checklist"], row["open_items"]) == ("bad", ["generator", "flag"])
    assert row["findings"] == ["checklist_essential"]
    row = cast.site_device.post(report, {**GOOD, "checklist": ["power", "generator"]}).body
    assert (row["checklist"], row["findings"]) == ("care", ["checklist_open"])
    assert cast.site_device.post(report, {**GOOD, "checklist": ["screen"]}).status == 422
    assert cast.secretary.post(path_of(published_meeting, f"/{opened['id']}/close")).status == 200
    again = cast.secretary.post(path_of(published_meeting), {"ends_at": in_hours(2)}).body
    assert again["checklist"] == OWN[:1]

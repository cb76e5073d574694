"""Statistics count what happened in meetings that were held, for those who may count them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast
from ecabinet.imports.sheets import read
from meetings.floor.models import Turn
from meetings.lifecycle.models import Meeting


@pytest.fixture
def held(cast: Cast, running_meeting: Meeting) -> Meeting:
    """A meeting to which three came; one was excused, one spoke 90 s with a break of 30 s; one poll."""
    path = f"/meetings/{running_meeting.id}"
    for member, mode in ((cast.member, "online"), (cast.chair, "in_person"), (cast.member3, "in_person")):
        assert member.post(f"{path}/check-in", {"mode": mode}).status == 200
    absent = cast.member2.participant(running_meeting).id
    marked = {"status": "absent", "reason": "Đi công tác"}
    assert cast.secretary.post(f"{path}/participants/{absent}/attendance", marked).status == 200
    request = cast.member.post(f"{path}/speak-requests").body["id"]
    assert cast.chair.post(f"{path}/speak-requests/{request}/grant", {}).status == 200
    assert cast.chair.post(f"{path}/floor/end").status == 200
    turn = Turn.objects.get()
    ended = turn.started_at + timedelta(seconds=90)
    Turn.objects.update(ended_at=ended, paused_seconds=30)
    poll(cast, path)
    assert cast.chair.post(f"{path}/end", {}).status == 200
    return Meeting.objects.get(id=running_meeting.id)


def poll(cast: Cast, path: str) -> None:
    made = cast.secretary.post(f"{path}/polls", {"question": "Thông qua?"}).body["id"]
    assert cast.chair.post(f"{path}/polls/{made}/open").status == 200
    ballot = {"ballot_id": "8d0b1c46-6f6a-4a53-9a0c-0c6b7a3a5f11", "choice": "approve"}
    cast_one = cast.member.post(f"{path}/polls/{made}/ballots", ballot)
    assert cast_one.status == 200, cast_one.body
    assert cast.chair.post(f"{path}/polls/{made}/close").status == 200


def of_person(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in rows if row["full_name"] == name)


def test_each_person_is_counted_by_what_happened(cast: Cast, held: Meeting) -> None:
    rows = cast.secretary.get("/statistics/people").body["items"]
    member = of_person(rows, cast.member.person.full_name)
    assert (member["invited"], member["online"], member["in_person"]) == (1, 1, 0)
    assert (member["requests"], member["turns"], member["spoken_seconds"]) == (1, 1, 60)
    assert member["ballots"] == 1
    assert member["polls"] >= 1
    assert of_person(rows, cast.member2.person.full_name)["excused"] == 1
    assert of_person(rows, cast.chair.person.full_name)["in_person"] == 1


def test_meetings_are_counted_too(cast: Cast, held: Meeting) -> None:
    (row,) = cast.secretary.get("/statistics/meetings").body["items"]
    assert (row["title"], row["online"], row["in_person"], row["excused"]) == (held.title, 1, 2, 1)
    assert (row["turns"], row["spoken_seconds"], row["polls"], row["ballots"]) == (1, 60, 1, 1)


def test_only_secretaries_of_the_unit_and_administrators_count(cast: Cast, held: Meeting) -> None:
    for path in ("/statistics/people", "/statistics/meetings", "/statistics/people/export"):
        assert cast.anonymous.get(path).status == 401
        for member in (cast.member, cast.chair, cast.site_device):
            assert member.get(path).status == 404
    assert cast.outsider.get("/statistics/people").body["total"] == 0
    assert cast.administrator.get("/statistics/people").body["total"] > 0
    assert cast.secretary.get("/statistics/people", unit=cast.other_unit.id).body["total"] == 0


def test_the_period_and_the_words_choose(cast: Cast, held: Meeting) -> None:
    day = timezone.localdate(held.scheduled_start)
    assert cast.secretary.get("/statistics/meetings", since=day, until=day).body["total"] == 1
    assert cast.secretary.get("/statistics/meetings", until=day - timedelta(1)).body["total"] == 0
    found = cast.secretary.get("/statistics/people", query="pham thanh vien").body
    assert [row["full_name"] for row in found["items"]] == [cast.member.person.full_name]
    assert cast.secretary.get("/statistics/people", since="hôm nay").status == 422


def test_a_meeting_that_is_not_over_is_not_counted(cast: Cast, running_meeting: Meeting) -> None:
    assert cast.secretary.get("/statistics/people").body["total"] == 0
    assert cast.secretary.get("/statistics/meetings").body["total"] == 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_has_a_row_for_everybody(cast: Cast, held: Meeting, form: str) -> None:
    answer = cast.secretary.get("/statistics/people/export", form=form)
    assert answer.status == 200
    rows = read(answer.content)
    total = cast.secretary.get("/statistics/people").body["total"]
    assert len(rows) == total + 1
    line = next(row for row in rows if row[0] == cast.member.person.full_name)
    assert line[9] == "60"

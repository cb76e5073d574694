"""Counting the people of a site, the attendance list with its filters, and its files."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agenda.documents.models import DocumentOpening
from agenda.documents.tests.made import made
from agenda.items.models import AgendaItem
from conftest import Cast, Member
from ecabinet.imports import sheets
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from meetings.attendance import presence
from meetings.attendance.lists import Stay, line_figures
from meetings.attendance.models import Headcount, PresenceInterval
from meetings.lifecycle.models import Meeting

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def count(who: Any, meeting: Meeting, device: Member, number: Any) -> Any:
    return who.post(f"/meetings/{meeting.id}/sites/{device.site.id}/headcount", {"count": number})


def listed(who: Any, meeting: Meeting, show: str = "all") -> Any:
    return who.get(f"/meetings/{meeting.id}/attendance", show=show)


def names(answer: Any) -> set[str]:
    assert answer.status == 200
    return {row["full_name"] for row in answer.body["items"]}


def test_who_counts_the_people_of_a_site(cast: Cast, published_meeting: Meeting) -> None:
    assert count(cast.anonymous, published_meeting, cast.site_device, 5).status == 401
    assert count(cast.outsider, published_meeting, cast.site_device, 5).status == 404
    for who in (cast.member2, cast.central_device, cast.chair):
        assert count(who, published_meeting, cast.site_device, 5).status == 403
    assert count(cast.technician, published_meeting, cast.central_device, 5).status == 403
    for bad in (-1, 10_001, "nhiều"):
        assert count(cast.site_device, published_meeting, cast.site_device, bad).status == 422
    assert not Headcount.objects.exists()

    for number, who in enumerate((cast.site_device, cast.technician, cast.secretary), 1):
        answer = count(who, published_meeting, cast.site_device, number)
        assert (answer.status, answer.body["count"]) == (200, number)


def test_nobody_counts_before_publishing(cast: Cast, meeting: Meeting) -> None:
    answer = count(cast.secretary, meeting, cast.site_device, 5)
    assert (answer.status, answer.code) == (409, "attendance_closed")


def test_a_count_is_told_beside_those_who_checked_in(cast: Cast, running_meeting: Meeting) -> None:
    cast.member2.post(f"/meetings/{running_meeting.id}/check-in", {"mode": "in_person"})
    count(cast.site_device, running_meeting, cast.site_device, 12)
    count(cast.site_device, running_meeting, cast.site_device, 15)
    assert count(cast.site_device, running_meeting, cast.site_device, 15).status == 200

    first, second = Event.objects.filter(type="headcount.noted").order_by("seq")
    assert first.data is not None
    assert second.data is not None
    assert (first.data["before"], first.data["count"]) == (None, 12)
    told = {name: second.data[name] for name in ("before", "count", "invited", "checked_in")}
    assert told == {"before": 12, "count": 15, "invited": 2, "checked_in": 1}
    part = cast.member.get(f"/meetings/{running_meeting.id}/snapshot").body["parts"]["headcounts"]
    assert part[str(cast.remote_site.id)]["count"] == 15


def test_a_site_that_is_taken_out_has_no_count(cast: Cast, running_meeting: Meeting) -> None:
    count(cast.site_device, running_meeting, cast.site_device, 12)
    where = f"/meetings/{running_meeting.id}/sites/{cast.remote_site.id}/remove"
    assert cast.secretary.post(where).status == 200
    event = Event.objects.get(type="site.removed")
    assert event.state is not None
    assert event.state["headcounts"] == {str(cast.remote_site.id): None}
    assert not Headcount.objects.exists()


def test_the_list_is_for_who_runs_the_meeting(cast: Cast, running_meeting: Meeting) -> None:
    for path in ("attendance", "attendance/sites"):
        where = f"/meetings/{running_meeting.id}/{path}"
        assert cast.anonymous.get(where).status == 401
        assert cast.outsider.get(where).status == 404
        assert cast.member.get(where).status == 403
        assert cast.chair.get(where).status == 200
    assert listed(cast.secretary, running_meeting, "everybody").status == 422


def test_the_list_is_filtered_by_attendance(cast: Cast, running_meeting: Meeting) -> None:
    base = f"/meetings/{running_meeting.id}"
    cast.member.post(f"{base}/check-in", {"mode": "in_person"})
    cast.member3.post(f"{base}/check-in", {"mode": "online"})
    absent = f"{base}/participants/{cast.delegate.participant(running_meeting).id}/attendance"
    cast.secretary.post(absent, {"status": "absent", "reason": "Ốm"})

    assert len(names(listed(cast.secretary, running_meeting))) == 6
    assert names(listed(cast.secretary, running_meeting, "in_person")) == {"Phạm Thành Viên"}
    assert names(listed(cast.secretary, running_meeting, "online")) == {"Vũ Văn Ba"}
    gone = listed(cast.secretary, running_meeting, "absent")
    assert names(gone) == {"Đỗ Đại Biểu"}
    assert gone.body["items"][0]["attendance_reason"] == "Ốm"
    assert "Nguyễn Chủ Trì" in names(listed(cast.secretary, running_meeting, "not_checked"))


def test_the_list_tells_who_has_not_spoken(cast: Cast, running_meeting: Meeting) -> None:
    base = f"/meetings/{running_meeting.id}"
    for who in (cast.member, cast.member3):
        who.post(f"{base}/check-in", {"mode": "online"})
    wish = cast.member.post(f"{base}/speak-requests", {}).body
    assert cast.chair.post(f"{base}/speak-requests/{wish['id']}/grant", {}).status == 200

    assert names(listed(cast.secretary, running_meeting, "silent")) == {"Vũ Văn Ba"}
    by_name = {row["full_name"]: row for row in listed(cast.secretary, running_meeting).body["items"]}
    assert by_name["Phạm Thành Viên"]["turns"] == 1
    assert by_name["Vũ Văn Ba"]["turns"] == 0


def test_the_list_tells_who_has_opened_no_paper(
    cast: Cast, running_meeting: Meeting, agenda: list[AgendaItem]
) -> None:
    document = made(agenda[0])
    now = timezone.now()
    DocumentOpening.objects.create(document=document, person=cast.member.person, first_at=now, last_at=now)
    assert "Phạm Thành Viên" not in names(listed(cast.secretary, running_meeting, "unread"))
    by_name = {row["full_name"]: row for row in listed(cast.secretary, running_meeting).body["items"]}
    assert by_name["Phạm Thành Viên"]["documents_opened"] == 1


def test_the_list_tells_when_somebody_was_on_the_line(cast: Cast, running_meeting: Meeting) -> None:
    cast.member3.post(f"/meetings/{running_meeting.id}/check-in", {"mode": "online"})
    assert names(listed(cast.secretary, running_meeting, "off_line")) == {"Vũ Văn Ba"}
    now = timezone.now()
    PresenceInterval.objects.create(
        meeting=running_meeting,
        person=cast.member3.person,
        started_at=now - timedelta(seconds=90),
        ended_at=now - timedelta(seconds=60),
    )
    with command("test.line", SYSTEM) as cmd:
        presence.connect_person(cmd, running_meeting, cast.member3.person.id, now - timedelta(seconds=10))

    (row,) = listed(cast.secretary, running_meeting, "online").body["items"]
    assert row["is_on_line"] is True
    assert row["last_on_line"] is None
    assert (40 <= row["line_seconds"] <= 60, row["line_stays"]) == (True, 2)
    assert names(listed(cast.secretary, running_meeting, "off_line")) == set()


def test_sites_are_listed_with_their_counts(cast: Cast, running_meeting: Meeting) -> None:
    count(cast.site_device, running_meeting, cast.site_device, 15)
    answer = cast.secretary.get(f"/meetings/{running_meeting.id}/attendance/sites")
    by_name = {row["name"]: row for row in answer.body["items"]}
    assert by_name["Điểm cầu xã An Bình"]["headcount"] == 15
    assert by_name["Điểm cầu trung tâm"]["headcount"] is None
    assert by_name["Điểm cầu xã An Bình"]["people_invited"] == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_people_and_sites_are_taken_away_as_files(cast: Cast, running_meeting: Meeting, kind: str) -> None:
    base = f"/meetings/{running_meeting.id}"
    cast.member.post(f"{base}/check-in", {"mode": "in_person"})
    count(cast.site_device, running_meeting, cast.site_device, 15)
    assert cast.anonymous.get(f"{base}/attendance.{kind}").status == 401
    assert cast.member.get(f"{base}/attendance.{kind}").status == 403

    people = sheets.read(cast.secretary.get(f"{base}/attendance.{kind}", show="in_person").content)
    assert [row[1] for row in people] == ["Họ và tên", "Phạm Thành Viên"]
    sites = sheets.read(cast.secretary.get(f"{base}/attendance.{kind}", of="sites").content)
    assert sites[0][5] == "Số người đếm tại chỗ"
    assert {row[1]: row[5] for row in sites[1:]}["Điểm cầu xã An Bình"] == "15"


def test_a_file_speaks_the_language_of_who_asks(cast: Cast, running_meeting: Meeting) -> None:
    secretary = Member(cast.secretary.account, "en")
    text = secretary.get(f"/meetings/{running_meeting.id}/attendance.csv").content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text)))[1] == "Full name"


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=8), st.booleans())
def test_time_on_the_line_is_that_of_all_stays(lengths: list[tuple[int, int]], is_open: bool) -> None:
    stays, at = [], NOON
    for away, there in lengths:
        start = at + timedelta(seconds=away)
        at = start + timedelta(seconds=there)
        stays.append(Stay(start, at))
    if is_open and stays:
        stays[-1] = Stay(stays[-1].start, None)
    found = line_figures(stays, at)
    assert found.line_seconds == sum(there for _, there in lengths)
    assert found.is_on_line == (is_open and bool(stays))
    assert (found.last_on_line is None) == (found.is_on_line or not stays)

"""Checking in, marking, the live quorum and the list, as the API shows them."""

import csv
import io
from typing import Any

import pytest

from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.journal.services import command
from meetings.invitations.models import Participant
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting


def path(meeting: Meeting, rest: str) -> str:
    return f"/meetings/{meeting.id}/{rest}"


def marking(cast: Cast, meeting: Meeting, who: Member) -> str:
    return path(meeting, f"participants/{who.participant(meeting).id}/attendance")


def last_event(meeting: Meeting) -> Any:
    event = Event.objects.filter(stream_id=f"meeting:{meeting.id}").order_by("-seq").first()
    assert event is not None
    return event


def quorum(member: Member, meeting: Meeting) -> Any:
    return member.get(path(meeting, "snapshot")).body["parts"]["quorum"]["it"]


IN_PERSON = {"mode": "in_person"}


def test_check_in_needs_a_part_in_the_meeting(cast: Cast, published_meeting: Meeting) -> None:
    where = path(published_meeting, "check-in")
    assert cast.anonymous.post(where, IN_PERSON).status == 401
    assert cast.outsider.post(where, IN_PERSON).status == 404
    assert cast.administrator.post(where, IN_PERSON).status == 403
    assert cast.site_device.post(where, IN_PERSON).status == 403
    assert not Participant.objects.exclude(attendance="not_checked").exists()


def test_check_in_before_publishing_is_refused(cast: Cast, meeting: Meeting) -> None:
    answer = cast.chair.post(path(meeting, "check-in"), IN_PERSON)
    assert (answer.status, answer.code) == (409, "attendance_closed")


def test_check_in_knows_two_modes(cast: Cast, published_meeting: Meeting) -> None:
    answer = cast.member.post(path(published_meeting, "check-in"), {"mode": "by letter"})
    assert answer.status == 422
    assert answer.body["errors"][0]["field"] == "mode"


def test_a_person_checks_in_at_the_site(cast: Cast, published_meeting: Meeting) -> None:
    answer = cast.member2.post(path(published_meeting, "check-in"), IN_PERSON)

    assert answer.status == 200
    assert answer.body["attendance"] == "present_in_person"
    assert answer.body["checked_in_at"]
    event = last_event(published_meeting)
    assert event.type == "attendance.checked_in"
    assert event.data["full_name"] == "Hoàng Thị Hai"
    assert event.data["place"] == "Điểm cầu xã An Bình"
    assert event.state["participants"][answer.body["id"]]["attendance"] == "present_in_person"
    assert event.state["quorum"]["it"] == {"entitled": 4, "present": 1, "required": 3, "met": False}


def test_checking_in_again_changes_nothing(cast: Cast, published_meeting: Meeting) -> None:
    first = cast.member.post(path(published_meeting, "check-in"), IN_PERSON)
    seq = last_event(published_meeting).seq
    again = cast.member.post(path(published_meeting, "check-in"), IN_PERSON)
    assert (again.status, again.body) == (200, first.body)
    assert last_event(published_meeting).seq == seq


def test_going_online_keeps_the_time_of_arrival(cast: Cast, running_meeting: Meeting) -> None:
    first = cast.member.post(path(running_meeting, "check-in"), IN_PERSON)
    moved = cast.member.post(path(running_meeting, "check-in"), {"mode": "online"})
    assert moved.body["attendance"] == "present_online"
    assert moved.body["checked_in_at"] == first.body["checked_in_at"]


def test_the_quorum_is_met_by_the_third_of_four_and_lost_again(cast: Cast, running_meeting: Meeting) -> None:
    for who in (cast.chair, cast.member, cast.delegate):
        assert who.post(path(running_meeting, "check-in"), IN_PERSON).status == 200
    assert quorum(cast.secretary, running_meeting)["met"] is False

    cast.member3.post(path(running_meeting, "check-in"), {"mode": "online"})
    assert quorum(cast.site_device, running_meeting) == {
        "entitled": 4,
        "present": 3,
        "required": 3,
        "met": True,
    }

    gone = {"status": "absent", "reason": "Đi công tác đột xuất"}
    assert cast.secretary.post(marking(cast, running_meeting, cast.member3), gone).status == 200
    assert quorum(cast.secretary, running_meeting)["met"] is False


def test_a_change_of_members_changes_the_quorum_in_the_same_event(
    cast: Cast, running_meeting: Meeting
) -> None:
    member = cast.member3.participant(running_meeting)
    answer = cast.secretary.post(path(running_meeting, f"participants/{member.id}/edit"), {"votes": False})
    assert answer.status == 200
    event = last_event(running_meeting)
    assert event.type == "participant.edited"
    assert event.state["quorum"]["it"]["entitled"] == 3

    cast.secretary.post(path(running_meeting, f"participants/{member.id}/remove"))
    assert quorum(cast.chair, running_meeting)["entitled"] == 3


def test_a_secretary_checks_in_like_everybody(cast: Cast, published_meeting: Meeting) -> None:
    answer = cast.secretary.post(path(published_meeting, "check-in"), {"mode": "online"})
    assert (answer.status, answer.body["attendance"]) == (200, "present_online")


def test_a_secretary_who_runs_the_meeting_is_there(cast: Cast, published_meeting: Meeting) -> None:
    row = cast.secretary.participant(published_meeting)
    assert cast.secretary.post(path(published_meeting, "edit"), {"place": "Phòng 2"}).status == 200
    row.refresh_from_db()
    assert row.attendance == "not_checked"

    assert cast.secretary.post(path(published_meeting, "start"), {"reason": "họp gấp"}).status == 200
    started, checked_in = Event.objects.filter(
        stream_id=f"meeting:{published_meeting.id}",
        type__in=["meeting.started", "attendance.checked_in"],
    ).order_by("seq")
    assert started.causation == checked_in.causation
    assert checked_in.data is not None
    assert checked_in.data["shown_by"] == "meeting.started"
    shown = cast.member.get(path(published_meeting, "snapshot")).body["parts"]["participants"][str(row.id)]
    assert shown["attendance"] == "present_online"
    assert shown["checked_in_at"]
    listed = cast.secretary.get(path(published_meeting, "attendance.csv")).content.decode("utf-8-sig")
    line = next(line for line in csv.reader(io.StringIO(listed)) if line[1] == "Trần Thu Ký")
    assert line[7] == "Có mặt trực tuyến"

    assert cast.secretary.post(path(published_meeting, "pause")).status == 200
    assert Event.objects.filter(type="attendance.checked_in").count() == 1


def test_what_was_marked_of_a_secretary_stays(cast: Cast, running_meeting: Meeting) -> None:
    gone = {"status": "absent", "reason": "Ốm"}
    assert cast.secretary.post(marking(cast, running_meeting, cast.secretary), gone).status == 200
    assert cast.secretary.post(path(running_meeting, "pause")).status == 200
    assert cast.secretary.participant(running_meeting).attendance == "absent"


def test_a_chair_who_starts_is_not_checked_in_by_that(cast: Cast, running_meeting: Meeting) -> None:
    assert cast.chair.participant(running_meeting).attendance == "not_checked"


def test_marking_is_the_secretarys(cast: Cast, running_meeting: Meeting) -> None:
    where, body = marking(cast, running_meeting, cast.member), {"status": "present_in_person"}
    assert cast.anonymous.post(where, body).status == 401
    assert cast.outsider.post(where, body).status == 404
    assert cast.member2.post(where, body).status == 403
    assert cast.chair.post(where, body).status == 403
    assert cast.member.participant(running_meeting).attendance == "not_checked"


def test_marking_a_stranger_is_not_found(cast: Cast, running_meeting: Meeting) -> None:
    where = path(running_meeting, f"participants/{cast.outsider.person.id}/attendance")
    assert cast.secretary.post(where, {"status": "present_online"}).status == 404


def test_an_absence_needs_a_reason(cast: Cast, running_meeting: Meeting) -> None:
    answer = cast.secretary.post(marking(cast, running_meeting, cast.member), {"status": "absent"})
    assert (answer.status, answer.code) == (422, "absence_needs_reason")


def test_marking_is_told_with_what_was_before(cast: Cast, running_meeting: Meeting) -> None:
    where = marking(cast, running_meeting, cast.member)
    cast.secretary.post(where, {"status": "present_online"})
    answer = cast.secretary.post(where, {"status": "absent", "reason": "Ốm"})
    event = last_event(running_meeting)
    assert answer.body["attendance_reason"] == "Ốm"
    assert answer.body["checked_in_at"] is None
    assert event.type == "attendance.marked"
    assert (event.data["before"], event.data["attendance"]) == ("present_online", "absent")

    assert cast.secretary.post(where, {"status": "absent", "reason": "Ốm"}).status == 200
    assert last_event(running_meeting).seq == event.seq


def test_attendance_is_closed_after_the_end(cast: Cast, running_meeting: Meeting) -> None:
    with command("test.end", cast.chair.actor) as cmd:
        lifecycle.end(cmd, Meeting.objects.select_for_update().get(id=running_meeting.id))
    answer = cast.secretary.post(marking(cast, running_meeting, cast.member), {"status": "present_online"})
    assert (answer.status, answer.code) == (409, "attendance_closed")


def test_the_list_opens_in_a_spreadsheet(cast: Cast, running_meeting: Meeting) -> None:
    Participant.objects.filter(person=cast.delegate.person).update(position='=HYPERLINK("x")')
    cast.member.post(path(running_meeting, "check-in"), IN_PERSON)

    answer = cast.secretary.get(path(running_meeting, "attendance.csv"))

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][1] == "Họ và tên"
    assert len(rows) == 1 + Participant.objects.filter(meeting=running_meeting).count()
    by_name = {row[1]: row for row in rows[1:]}
    assert by_name["Phạm Thành Viên"][7] == "Có mặt tại điểm cầu"
    assert by_name["Đỗ Đại Biểu"][2].startswith("'=")


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("member", 403), ("chair", 200)])
def test_who_may_have_the_list(cast: Cast, running_meeting: Meeting, who: str, status: int) -> None:
    assert getattr(cast, who).get(path(running_meeting, "attendance.csv")).status == status
    assert cast.anonymous.get(path(running_meeting, "attendance.csv")).status == 401

"""Who leaves early or for a while is not counted, has no turn and no request, and is told with the times."""

import csv
import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.testing import Answer
from meetings.attendance.models import Leave
from meetings.attendance.tests.test_away import check_in, line, present, shown
from meetings.floor.models import SpeakRequest
from meetings.lifecycle.models import Meeting
from meetings.minutes.reading import read_minutes
from meetings.minutes.services import read_events

REASON = {"reason": "Họp Thường trực"}


def act(who: Member, meeting: Meeting, whom: Member, what: str, body: Any = None) -> Answer:
    where = f"/meetings/{meeting.id}/participants/{whom.participant(meeting).id}/{what}"
    return who.post(where, body if body is not None else {})


def test_walk(cast: Cast, running_meeting: Meeting) -> None:
    meeting, member = running_meeting, cast.member
    where = f"/meetings/{meeting.id}/participants/{member.participant(meeting).id}/leave"
    assert cast.anonymous.post(where, REASON).status == 401
    assert act(cast.outsider, meeting, member, "leave", REASON).status == 404
    assert act(cast.delegate, meeting, member, "leave", REASON).status == 403
    refused = act(member, meeting, member, "leave", REASON)
    assert (refused.status, refused.code) == (409, "not_checked_in")
    check_in(member, meeting, "in_person")
    for body in ({}, {"reason": "  "}, {"reason": "x" * 301}):
        assert act(member, meeting, member, "leave", body).status == 422
    assert act(member, meeting, member, "return").code == "not_left"
    answer = act(member, meeting, member, "leave", REASON)
    assert (answer.status, answer.body["returned_at"]) == (200, None)
    assert act(cast.secretary, meeting, member, "leave", REASON).code == "already_left"
    assert shown(cast.chair, meeting, "leaves")[answer.body["id"]] == answer.body
    assert act(cast.delegate, meeting, member, "return").status == 403
    back = act(cast.secretary, meeting, member, "return")
    assert back.body == shown(cast.chair, meeting, "leaves")[answer.body["id"]]
    assert back.body["returned_at"] is not None
    cast.chair.post(f"/meetings/{meeting.id}/end")
    assert act(member, meeting, member, "leave", REASON).code == "meeting_wrong_status"


def test_the_quorum_follows_at_once_and_a_ballot_waits_for_the_return(
    cast: Cast, running_meeting: Meeting
) -> None:
    meeting, base = running_meeting, f"/meetings/{running_meeting.id}"
    for who in (cast.chair, cast.member, cast.member2):
        check_in(who, meeting)
    poll = cast.secretary.post(f"{base}/polls", {"question": "Thông qua?"}).body["id"]
    assert cast.secretary.post(f"{base}/polls/{poll}/open").status == 200
    assert act(cast.member, meeting, cast.member, "leave", REASON).status == 200
    assert present(meeting, cast.chair) == 2
    left = Event.objects.get(type="attendance.left")
    assert left.data is not None
    assert (left.data["full_name"], left.data["reason"]) == (cast.member.person.full_name, REASON["reason"])
    assert left.data["quorum"]["present"] == 2
    ballot = {"ballot_id": str(cast.member.person.id), "choice": "approve"}
    assert cast.member.post(f"{base}/polls/{poll}/ballots", ballot).code == "not_present"
    check_in(cast.member, meeting)
    assert present(meeting, cast.chair) == 3
    assert Event.objects.filter(type="attendance.returned").count() == 1
    assert cast.member.post(f"{base}/polls/{poll}/ballots", ballot).status == 200


def test_who_leaves_neither_speaks_nor_waits(cast: Cast, running_meeting: Meeting) -> None:
    meeting, base = running_meeting, f"/meetings/{running_meeting.id}"
    for who in (cast.member, cast.member2):
        check_in(who, meeting, "in_person")
        asked = who.post(f"{base}/speak-requests", {})
        assert asked.status == 200
    mine = SpeakRequest.objects.get(person=cast.member.person)
    assert cast.chair.post(f"{base}/speak-requests/{mine.id}/grant", {}).status == 200
    for who in (cast.member, cast.member2):
        assert act(cast.secretary, meeting, who, "leave", REASON).status == 200
    assert shown(cast.chair, meeting, "floor") == {}
    assert shown(cast.chair, meeting, "queue") == {}
    (ended,) = Event.objects.filter(type="floor.ended")
    (withdrawn,) = Event.objects.filter(type="speak_request.withdrawn")
    assert ended.data is not None
    assert withdrawn.data is not None
    assert (ended.data["reason"], withdrawn.data["reason"]) == ("left", "left")


@pytest.mark.parametrize("status", ["absent", "not_checked"])
def test_who_was_never_there_did_not_leave(cast: Cast, running_meeting: Meeting, status: str) -> None:
    check_in(cast.member, running_meeting)
    act(cast.secretary, running_meeting, cast.member, "leave", REASON)
    mark = {"status": status, "reason": "nhầm người"}
    assert act(cast.secretary, running_meeting, cast.member, "attendance", mark).status == 200
    assert not Leave.objects.exists()
    assert shown(cast.chair, running_meeting, "leaves") == {}


@pytest.mark.parametrize("status", ["present_in_person", "present_online"])
def test_marking_somebody_present_brings_them_back(cast: Cast, running_meeting: Meeting, status: str) -> None:
    check_in(cast.member, running_meeting)
    act(cast.secretary, running_meeting, cast.member, "leave", REASON)
    act(cast.secretary, running_meeting, cast.member, "attendance", {"status": status})
    assert Leave.objects.get().returned_at is not None
    assert present(running_meeting, cast.chair) == 1


def test_a_line_that_goes_or_comes_after_leaving_says_nothing(cast: Cast, running_meeting: Meeting) -> None:
    from meetings.attendance.tests.test_away import end_of_grace

    check_in(cast.member, running_meeting)
    line(running_meeting, cast.member, is_up=True)
    act(cast.member, running_meeting, cast.member, "leave", REASON)
    line(running_meeting, cast.member, is_up=False)
    end_of_grace()
    line(running_meeting, cast.member, is_up=True)
    assert shown(cast.chair, running_meeting, "away") == {}
    assert Leave.objects.get().returned_at is None
    assert present(running_meeting, cast.chair) == 0


def test_list_files_and_minutes_tell_the_times(cast: Cast, running_meeting: Meeting) -> None:
    meeting, base = running_meeting, f"/meetings/{running_meeting.id}"
    check_in(cast.member, meeting, "in_person")
    for what, body in (("leave", REASON), ("return", {}), ("leave", {"reason": "Ra sân bay"})):
        assert act(cast.secretary, meeting, cast.member, what, body).status == 200
    rows = cast.secretary.get(f"{base}/attendance").body["items"]
    mine = next(row for row in rows if row["full_name"] == cast.member.person.full_name)
    assert [(out["reason"], out["returned_at"] is None) for out in mine["leaves"]] == [
        (REASON["reason"], False),
        ("Ra sân bay", True),
    ]
    sheet = cast.secretary.client.get(f"{base}/attendance.csv").content.decode("utf-8-sig")
    told = next(row for row in csv.DictReader(io.StringIO(sheet)) if row["Họ và tên"] == mine["full_name"])
    first, last = Leave.objects.all()
    assert told["Rời họp, quay lại"] == (
        f"{clock(first.left_at)} – {clock(first.returned_at)} ({REASON['reason']}); "
        f"{clock(last.left_at)} – … (Ra sân bay)"
    )
    cast.chair.post(f"{base}/end")
    content = read_minutes(read_events(f"meeting:{meeting.id}", 10_000))
    person = next(one for one in content.people if one.full_name == mine["full_name"])
    assert person.is_present
    assert person.is_gone
    assert [(out.span.start, out.span.end, out.reason) for out in person.outs] == [
        (first.left_at, first.returned_at, REASON["reason"]),
        (last.left_at, None, "Ra sân bay"),
    ]


def clock(at: Any) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}"


def test_nobody_is_out_twice_at_once(cast: Cast, running_meeting: Meeting) -> None:
    who = cast.member.participant(running_meeting)
    fields = {"participant": who, "left_at": timezone.now(), "recorded_by": "Thư ký"}
    Leave.objects.create(**fields, reason="một")
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(**fields, reason="hai")
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(**fields, returned_at=timezone.now(), reason="")

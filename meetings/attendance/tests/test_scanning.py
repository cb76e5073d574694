"""Checking in by the code on a site's screen."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast, Member
from ecabinet.journal.models import Event
from meetings.attendance import codes, scanning
from meetings.attendance.codes import WINDOW_SECONDS
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting


def code(meeting: Meeting, device: Member, seconds_ago: int = 0) -> str:
    """The code that the screen of a device showed some seconds ago."""
    window = codes.window_of(timezone.now() - timedelta(seconds=seconds_ago))
    return codes.code_of(scanning.secret_of(meeting.id, device.site.id), window)


def scan(who: Any, meeting: Meeting, what: str) -> Any:
    return who.post(f"/meetings/{meeting.id}/check-in/code", {"code": what})


def test_the_screen_gets_the_code_of_now(cast: Cast, published_meeting: Meeting) -> None:
    where = f"/meetings/{published_meeting.id}/check-in-code"
    assert cast.anonymous.get(where).status == 401
    assert cast.outsider.get(where).status == 404
    assert cast.member.get(where).status == 403

    shown = cast.site_device.get(where)

    assert shown.status == 200
    assert shown.body["site_name"] == "Điểm cầu xã An Bình"
    good = {code(published_meeting, cast.site_device, ago) for ago in (0, WINDOW_SECONDS)}
    assert shown.body["code"] in good
    assert cast.technician.get(where).body["site_id"] == str(cast.remote_site.id)


def test_only_who_takes_the_attendance_sees_the_code_of_another_site(
    cast: Cast, published_meeting: Meeting
) -> None:
    where = f"/meetings/{published_meeting.id}/check-in-code"
    central = str(cast.central_site.id)
    assert cast.site_device.get(where, site_id=central).status == 403
    assert cast.technician.get(where, site_id=central).status == 403
    assert cast.secretary.get(where, site_id=central).status == 200
    assert cast.secretary.get(where, site_id=str(cast.unit.id)).status == 404


def test_there_is_no_code_before_publishing_nor_after_the_end(cast: Cast, meeting: Meeting) -> None:
    answer = cast.secretary.get(f"/meetings/{meeting.id}/check-in-code", site_id=str(cast.central_site.id))
    assert (answer.status, answer.code) == (409, "attendance_closed")
    answer = scan(cast.chair, meeting, code(meeting, cast.central_device))
    assert (answer.status, answer.code) == (409, "attendance_closed")


def test_a_person_who_scans_is_present_in_person_at_that_site(cast: Cast, published_meeting: Meeting) -> None:
    answer = scan(cast.member2, published_meeting, code(published_meeting, cast.site_device))

    assert answer.status == 200
    assert answer.body["attendance"] == "present_in_person"
    event = Event.objects.get(type="attendance.checked_in")
    assert event.data is not None
    assert event.state is not None
    assert (event.data["scanned"], event.data["place"]) == (True, "Điểm cầu xã An Bình")
    assert event.state["quorum"]["it"]["present"] == 1


def test_who_scans_elsewhere_is_seated_there(cast: Cast, published_meeting: Meeting) -> None:
    answer = scan(cast.member2, published_meeting, code(published_meeting, cast.central_device))
    assert answer.body["site_name"] == "Điểm cầu trung tâm"
    kept = Event.objects.filter(stream_id=f"meeting:{published_meeting.id}").order_by("-seq")[:2]
    assert [event.type for event in kept] == ["attendance.checked_in", "participant.edited"]
    site = MeetingSite.objects.get(meeting=published_meeting, site=cast.central_site)
    shown = cast.secretary.get(f"/meetings/{published_meeting.id}/snapshot").body["parts"]["sites"]
    assert shown[str(site.site_id)]["people_invited"] == 2


def test_a_code_counts_for_many_people_and_lives_one_window_longer(
    cast: Cast, running_meeting: Meeting
) -> None:
    shown = code(running_meeting, cast.site_device, WINDOW_SECONDS)
    for who in (cast.member2, cast.delegate, cast.member3):
        assert scan(who, running_meeting, shown).body["site_id"] == str(cast.remote_site.id)


def test_a_code_of_long_ago_has_expired(cast: Cast, running_meeting: Meeting) -> None:
    answer = scan(cast.member, running_meeting, code(running_meeting, cast.site_device, 3 * WINDOW_SECONDS))
    assert (answer.status, answer.code) == (409, "check_in_code_expired")
    assert cast.member.participant(running_meeting).attendance == "not_checked"


def test_scanning_again_changes_nothing_and_a_code_is_not_used_twice(
    cast: Cast, running_meeting: Meeting
) -> None:
    shown = code(running_meeting, cast.site_device)
    first = scan(cast.member2, running_meeting, shown)
    again = scan(cast.member2, running_meeting, shown)
    assert (again.status, again.body) == (200, first.body)
    assert Event.objects.filter(type="attendance.checked_in").count() == 1

    participant = cast.member2.participant(running_meeting)
    gone = {"status": "absent", "reason": "Về sớm"}
    where = f"/meetings/{running_meeting.id}/participants/{participant.id}/attendance"
    assert cast.secretary.post(where, gone).status == 200
    replayed = scan(cast.member2, running_meeting, shown)
    assert (replayed.status, replayed.code) == (409, "check_in_code_used")
    assert cast.member2.participant(running_meeting).attendance == "absent"


def test_the_code_of_another_meeting_is_not_known(cast: Cast, running_meeting: Meeting) -> None:
    other = Meeting.objects.get(id=running_meeting.id)
    other.id = cast.unit.id
    answer = scan(cast.member, running_meeting, code(other, cast.site_device))
    assert (answer.status, answer.code) == (422, "check_in_code_unknown")


def test_who_is_not_asked_is_told_so_only_before_the_screen(cast: Cast, running_meeting: Meeting) -> None:
    shown = code(running_meeting, cast.site_device)
    assert scan(cast.anonymous, running_meeting, shown).status == 401
    for who in (cast.outsider, cast.administrator, cast.site_device):
        answer = scan(who, running_meeting, shown)
        assert (answer.status, answer.code) == (403, "check_in_not_invited")
    assert scan(cast.outsider, running_meeting, "222222").status == 404
    assert not Event.objects.filter(type="attendance.checked_in").exists()


@pytest.mark.parametrize("bad", ["", "x" * 21])
def test_a_code_has_some_letters(cast: Cast, running_meeting: Meeting, bad: str) -> None:
    assert scan(cast.member, running_meeting, bad).status == 422


def test_guessing_is_stopped(cast: Cast, running_meeting: Meeting) -> None:
    for _ in range(scanning.MOST_WRONG):
        assert scan(cast.member, running_meeting, "222222").code == "check_in_code_unknown"
    stopped = scan(cast.member, running_meeting, code(running_meeting, cast.site_device))
    assert (stopped.status, stopped.code) == (429, "too_many_codes")
    assert stopped.headers["Retry-After"] == str(scanning.WRONG_SECONDS)
    assert scan(cast.member2, running_meeting, code(running_meeting, cast.site_device)).status == 200

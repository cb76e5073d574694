"""Who is off the line for longer than the grace is not counted until they are back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast, Member
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from meetings.attendance import away, presence, rules
from meetings.attendance.models import PresenceInterval
from meetings.lifecycle.models import Meeting

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def line(meeting: Meeting, who: Member, is_up: bool) -> None:
    with command("test.line", SYSTEM) as cmd:
        write = presence.connect_person if is_up else presence.disconnect_person
        write(cmd, meeting, who.person.id, cmd.at)


def end_of_grace() -> None:
    """The jobs that wait for the end of a grace run now."""
    for job in Job.objects.filter(kind=away.JOB, status="queued"):
        assert job.run_after >= job.created_at + rules.AWAY_AFTER
        Job.objects.filter(id=job.id).update(run_after=job.created_at)
        assert jobs.run(job.id)
    assert not Job.objects.filter(kind=away.JOB).exclude(status="done").exists()


def check_in(who: Member, meeting: Meeting, mode: str = "online") -> None:
    assert who.post(f"/meetings/{meeting.id}/check-in", {"mode": mode}).status == 200


def shown(who: Member, meeting: Meeting, part: str) -> Any:
    return who.get(f"/meetings/{meeting.id}/snapshot").body["parts"][part]


def present(meeting: Meeting, who: Member) -> int:
    return int(shown(who, meeting, "quorum")["it"]["present"])


def test_who_is_gone_for_longer_than_the_grace_is_not_counted(cast: Cast, running_meeting: Meeting) -> None:
    check_in(cast.member3, running_meeting)
    line(running_meeting, cast.member3, is_up=True)
    line(running_meeting, cast.member3, is_up=False)
    assert present(running_meeting, cast.chair) == 1
    end_of_grace()

    assert present(running_meeting, cast.chair) == 0
    participant = cast.member3.participant(running_meeting)
    assert participant.attendance == "present_online"
    assert list(shown(cast.site_device, running_meeting, "away")) == [str(participant.id)]
    event = Event.objects.get(type="attendance.left_line")
    assert event.data is not None
    assert (event.data["full_name"], event.data["quorum"]["present"]) == ("Vũ Văn Ba", 0)


def test_who_comes_back_is_counted_again(cast: Cast, running_meeting: Meeting) -> None:
    check_in(cast.member3, running_meeting)
    for is_up in (True, False):
        line(running_meeting, cast.member3, is_up)
    end_of_grace()
    line(running_meeting, cast.member3, is_up=True)
    assert present(running_meeting, cast.chair) == 1
    assert shown(cast.chair, running_meeting, "away") == {}
    event = Event.objects.get(type="attendance.came_back")
    assert event.state is not None
    assert event.state["away"] == {str(cast.member3.participant(running_meeting).id): None}


def test_who_comes_back_in_time_was_never_away(cast: Cast, running_meeting: Meeting) -> None:
    check_in(cast.member3, running_meeting)
    for is_up in (True, False, True):
        line(running_meeting, cast.member3, is_up)
    end_of_grace()
    assert present(running_meeting, cast.chair) == 1
    assert not Event.objects.filter(type="attendance.left_line").exists()


def test_a_job_that_runs_twice_tells_once(cast: Cast, running_meeting: Meeting) -> None:
    check_in(cast.member3, running_meeting)
    for is_up in (True, False):
        line(running_meeting, cast.member3, is_up)
    end_of_grace()
    again = timezone.now() + rules.AWAY_AFTER
    Job.objects.filter(kind=away.JOB).update(status="queued", run_after=again)
    end_of_grace()
    assert Event.objects.filter(type="attendance.left_line").count() == 1


def test_who_is_there_in_person_needs_no_line(cast: Cast, running_meeting: Meeting) -> None:
    check_in(cast.member, running_meeting, "in_person")
    for is_up in (True, False):
        line(running_meeting, cast.member, is_up)
    end_of_grace()
    assert present(running_meeting, cast.chair) == 1


@pytest.mark.parametrize("how", ["check_in", "in_person", "mark"])
def test_who_says_to_be_there_is_counted(cast: Cast, running_meeting: Meeting, how: str) -> None:
    check_in(cast.member3, running_meeting)
    for is_up in (True, False):
        line(running_meeting, cast.member3, is_up)
    end_of_grace()
    if how == "mark":
        where = f"participants/{cast.member3.participant(running_meeting).id}/attendance"
        body = {"status": "present_in_person"}
        assert cast.secretary.post(f"/meetings/{running_meeting.id}/{where}", body).status == 200
    else:
        check_in(cast.member3, running_meeting, "online" if how == "check_in" else "in_person")
    assert present(running_meeting, cast.chair) == 1
    assert shown(cast.chair, running_meeting, "away") == {}


def test_who_is_away_is_not_present_in_a_poll(cast: Cast, running_meeting: Meeting) -> None:
    base = f"/meetings/{running_meeting.id}"
    for who in (cast.chair, cast.member, cast.member2, cast.member3):
        check_in(who, running_meeting)
    for who in (cast.member2, cast.member3):
        for is_up in (True, False):
            line(running_meeting, who, is_up)
    poll = cast.secretary.post(f"{base}/polls", {"question": "Thông qua?"}).body
    end_of_grace()
    refused = cast.secretary.post(f"{base}/polls/{poll['id']}/open")
    assert (refused.status, refused.code) == (409, "poll_quorum_not_met")
    line(running_meeting, cast.member3, is_up=True)
    assert cast.secretary.post(f"{base}/polls/{poll['id']}/open").status == 200
    opened = Event.objects.get(type="poll.opened")
    assert opened.data is not None
    assert opened.data["present"] == 3


def test_the_end_of_the_meeting_makes_nobody_leave(cast: Cast, running_meeting: Meeting) -> None:
    check_in(cast.member3, running_meeting)
    for is_up in (True, False):
        line(running_meeting, cast.member3, is_up)
    assert cast.chair.post(f"/meetings/{running_meeting.id}/end").status == 200
    end_of_grace()
    assert not Event.objects.filter(type="attendance.left_line").exists()
    assert PresenceInterval.objects.filter(ended_at=None).count() == 0


@given(
    st.sampled_from(["not_checked", "present_in_person", "present_online", "absent"]),
    st.none() | st.integers(-100, 100),
)
def test_only_a_line_lost_after_the_check_in_makes_away(attendance: str, checked_in: int | None) -> None:
    at = None if checked_in is None else NOON + timedelta(seconds=checked_in)
    expected = attendance == "present_online" and (checked_in is None or checked_in <= 0)
    assert rules.is_away(attendance, at, NOON) == expected

"""Sites and devices on the line: intervals, events, and what ends them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from conftest import Cast
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from meetings.attendance import presence
from meetings.attendance.models import PresenceInterval
from meetings.invitations import services as invitations
from meetings.invitations.models import MeetingSite
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting


def remote(cast: Cast, meeting: Meeting) -> MeetingSite:
    return MeetingSite.objects.get(meeting=meeting, site=cast.remote_site)


def connect(cast: Cast, meeting: Meeting, seconds_ago: int = 0) -> bool:
    with command("test.connect", SYSTEM) as cmd:
        return presence.connect_site(cmd, remote(cast, meeting), cmd.at - timedelta(seconds=seconds_ago))


def disconnect(cast: Cast, meeting: Meeting, seconds_ago: int = 0) -> bool:
    with command("test.disconnect", SYSTEM) as cmd:
        return presence.disconnect_site(cmd, remote(cast, meeting), cmd.at - timedelta(seconds=seconds_ago))


def told(meeting: Meeting, event_type: str) -> list[Any]:
    return list(Event.objects.filter(stream_id=f"meeting:{meeting.id}", type=event_type).order_by("seq"))


def test_a_site_comes_goes_and_comes_back(cast: Cast, running_meeting: Meeting) -> None:
    assert connect(cast, running_meeting, seconds_ago=60)
    assert not connect(cast, running_meeting)
    assert disconnect(cast, running_meeting, seconds_ago=5)
    assert not disconnect(cast, running_meeting)
    assert connect(cast, running_meeting)

    first, second = PresenceInterval.objects.filter(meeting=running_meeting, site=cast.remote_site)
    assert first.ended_at is not None
    assert first.started_at < first.ended_at <= second.started_at
    assert second.ended_at is None
    came, again = told(running_meeting, "site.connected")
    (lost,) = told(running_meeting, "site.disconnected")
    assert came.data["site_name"] == "Điểm cầu xã An Bình"
    assert lost.state["sites"][str(cast.remote_site.id)]["status"] == "offline"
    assert again.data["offline_since"] is not None
    assert again.actor["kind"] == "system"


def test_a_site_that_was_there_all_along_is_online_only_since_it_was_believed_lost(
    cast: Cast, running_meeting: Meeting
) -> None:
    connect(cast, running_meeting, seconds_ago=60)
    disconnect(cast, running_meeting)
    connect(cast, running_meeting, seconds_ago=60)
    first, second = PresenceInterval.objects.filter(meeting=running_meeting, site=cast.remote_site)
    assert first.ended_at is not None
    assert second.started_at >= first.ended_at


def test_a_meeting_in_preparation_knows_no_presence(cast: Cast, meeting: Meeting) -> None:
    assert not connect(cast, meeting)
    with command("test.person", SYSTEM) as cmd:
        presence.connect_person(cmd, meeting, cast.member.person.id, cmd.at)
    assert not PresenceInterval.objects.exists()


def test_a_device_is_noted_once_and_without_an_event(cast: Cast, running_meeting: Meeting) -> None:
    before = Event.objects.count()
    for _ in range(2):
        with command("test.line", SYSTEM) as cmd:
            presence.connect_person(cmd, running_meeting, cast.member.person.id, timezone.now())
    assert PresenceInterval.objects.filter(person=cast.member.person, ended_at=None).count() == 1
    with command("test.line", SYSTEM) as cmd:
        presence.disconnect_person(cmd, running_meeting, cast.member.person.id, timezone.now())
    assert not PresenceInterval.objects.filter(ended_at=None).exists()
    assert Event.objects.count() == before


def test_an_interval_never_ends_before_it_began(cast: Cast, running_meeting: Meeting) -> None:
    connect(cast, running_meeting)
    disconnect(cast, running_meeting, seconds_ago=3600)
    (interval,) = PresenceInterval.objects.all()
    assert interval.ended_at == interval.started_at


def test_the_database_refuses_a_second_open_interval(cast: Cast, running_meeting: Meeting) -> None:
    connect(cast, running_meeting)
    with pytest.raises(IntegrityError):
        PresenceInterval.objects.create(
            meeting=running_meeting, site=cast.remote_site, started_at=timezone.now()
        )


def test_with_the_meeting_ends_every_presence(cast: Cast, running_meeting: Meeting) -> None:
    connect(cast, running_meeting)
    with command("test.line", SYSTEM) as cmd:
        presence.connect_person(cmd, running_meeting, cast.member.person.id, timezone.now())
    with command("test.end", cast.chair.actor) as cmd:
        lifecycle.end(cmd, Meeting.objects.select_for_update().get(id=running_meeting.id))

    assert not PresenceInterval.objects.filter(ended_at=None).exists()
    assert remote(cast, running_meeting).status == "offline"
    (ended,) = told(running_meeting, "meeting.ended")
    assert ended.state["sites"][str(cast.remote_site.id)]["status"] == "offline"
    assert not told(running_meeting, "site.disconnected")
    assert not connect(cast, running_meeting)


def test_a_site_asked_no_more_is_present_no_more(cast: Cast, running_meeting: Meeting) -> None:
    connect(cast, running_meeting)
    with command("test.remove", cast.secretary.actor) as cmd:
        invitations.remove_site(cmd, running_meeting, remote(cast, running_meeting))
    assert not PresenceInterval.objects.filter(ended_at=None).exists()

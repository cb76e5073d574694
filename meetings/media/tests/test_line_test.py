"""A site's line is tested in a room of its own, and only so many at once."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.utils import timezone

from conftest import Cast, Member
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting
from meetings.media.tests.fake import SECRET
from meetings.rehearsal.models import LineTurn
from meetings.rehearsal.turns import PATIENCE


@pytest.fixture
def opened(cast: Cast, published_meeting: Meeting) -> Meeting:
    """A meeting with an open round."""
    wanted = {"ends_at": (timezone.now() + timedelta(hours=2)).isoformat()}
    assert cast.secretary.post(f"/meetings/{published_meeting.id}/rehearsals", wanted).status == 200
    return published_meeting


def ask(member: Member, meeting: Meeting, end: str = "") -> Answer:
    return member.client.send("POST", f"/meetings/{meeting.id}/line-test{end}", None, key=None)


def claims(token: str) -> Any:
    return jwt.decode(token, SECRET, algorithms=["HS256"])


def test_who_tests(cast: Cast, opened: Meeting) -> None:
    assert cast.anonymous.send("POST", f"/meetings/{opened.id}/line-test", None, key=None).status == 401
    assert ask(cast.outsider, opened).status == 404
    assert ask(cast.secretary, opened).code == "not_allowed"
    cast.site_device.post(f"/meetings/{opened.id}/screen")
    assert ask(Member(cast.site_device.account), opened).code == "screen_not_active"
    assert not LineTurn.objects.exists()


def test_without_an_open_round_there_is_no_test(cast: Cast, published_meeting: Meeting) -> None:
    answer = ask(cast.site_device, published_meeting)
    assert (answer.status, answer.code) == (409, "rehearsal_closed")


def test_the_tickets_open_the_test_room_alone(cast: Cast, opened: Meeting) -> None:
    room = ask(cast.site_device, opened).body["room"]
    site_id = cast.remote_site.id
    grants = [claims(token) for token in (room["sender"], *room["echoes"])]
    assert {grant["video"]["room"] for grant in grants} == {f"rehearsal-{opened.id}-{site_id}"}
    assert all(grant["sub"].startswith(f"rehearsal:{site_id}:") for grant in grants)
    assert len({grant["sub"] for grant in grants}) == 3
    assert [grant["video"]["canPublish"] for grant in grants] == [True, False, False]
    assert grants[0]["video"]["canPublishSources"] == ["camera"]
    assert not any(grant["video"]["canPublishData"] for grant in grants)
    assert all(grant["exp"] - grant["nbf"] <= 70 for grant in grants)


def test_the_next_one_waits(cast: Cast, opened: Meeting, settings: Any) -> None:
    settings.REHEARSAL_LINE_TESTS = 1
    assert ask(cast.site_device, opened).body["place"] == 0
    waiting = ask(cast.central_device, opened).body
    assert (waiting["place"], waiting["room"]) == (1, None)
    assert ask(cast.site_device, opened).body["place"] == 0  # asks again, and keeps its turn
    assert ask(cast.site_device, opened, "/leave").status == 200
    assert ask(cast.central_device, opened).body["place"] == 0


def test_who_takes_too_long_or_has_gone_counts_no_more(cast: Cast, opened: Meeting, settings: Any) -> None:
    settings.REHEARSAL_LINE_TESTS = 1
    ask(cast.site_device, opened)
    long_ago = timezone.now() - timedelta(seconds=settings.REHEARSAL_LINE_LIMIT_SECONDS)
    LineTurn.objects.update(begun_at=long_ago)
    assert ask(cast.central_device, opened).body["place"] == 0
    LineTurn.objects.update(begun_at=None, seen_at=timezone.now() - PATIENCE)
    assert ask(cast.site_device, opened).body["place"] == 0

"""One screen of a site is active at a time; the second is told and may take over."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from conftest import Cast, Member
from ecabinet.journal.models import Event
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting
from meetings.screens.models import ActiveScreen
from meetings.screens.rules import ARRIVAL, Active, is_free


@pytest.fixture
def second(cast: Cast) -> Member:
    """Another screen of the commune's site, with a session of its own."""
    return Member(cast.site_device.account)


def path_of(meeting: Meeting, end: str = "screen") -> str:
    return f"/meetings/{meeting.id}/{end}"


def test_only_screens_of_invited_sites_enter(cast: Cast, meeting: Meeting) -> None:
    assert cast.anonymous.post(path_of(meeting)).status == 401
    assert cast.site_device.post(path_of(meeting)).status == 404  # a draft


def test_people_are_no_screens(cast: Cast, running_meeting: Meeting) -> None:
    assert cast.outsider.post(path_of(running_meeting)).status == 404
    answer = cast.secretary.post(path_of(running_meeting))
    assert (answer.status, answer.code) == (403, "not_allowed")
    assert cast.site_device.post(path_of(running_meeting), {"take_over": "perhaps"}).status == 422
    assert not ActiveScreen.objects.exists()


def test_the_first_is_active_and_the_second_is_told(
    cast: Cast, running_meeting: Meeting, second: Member
) -> None:
    first = cast.site_device.post(path_of(running_meeting)).body
    assert first["active"]["screen_id"] == first["screen_id"]
    later = second.post(path_of(running_meeting)).body
    assert later["active"] == first["active"]
    assert later["screen_id"] != first["screen_id"]
    refused = second.post(path_of(running_meeting, "media-token"))
    assert (refused.status, refused.code) == (409, "screen_not_active")
    assert cast.site_device.post(path_of(running_meeting, "media-token")).status == 200
    assert cast.site_device.post(path_of(running_meeting)).body == first
    assert Event.objects.filter(type__startswith="screen.").count() == 1


def test_taking_over_tells_everybody(cast: Cast, running_meeting: Meeting, second: Member) -> None:
    cast.site_device.post(path_of(running_meeting))
    taken = second.post(path_of(running_meeting), {"take_over": True}).body
    assert taken["active"]["screen_id"] == taken["screen_id"]
    event = Event.objects.get(type="screen.replaced")
    site_id = str(cast.remote_site.id)
    assert event.state == {"screens": {site_id: taken["active"]}}
    shown = cast.site_device.get(path_of(running_meeting, "snapshot")).body["parts"]["screens"]
    assert shown == {site_id: taken["active"]}
    assert cast.site_device.post(path_of(running_meeting, "media-token")).code == "screen_not_active"
    assert second.post(path_of(running_meeting, "media-token")).status == 200


def test_the_place_of_a_screen_that_has_gone_is_free(
    cast: Cast, running_meeting: Meeting, second: Member
) -> None:
    cast.site_device.post(path_of(running_meeting))
    ActiveScreen.objects.update(since=timezone.now() - ARRIVAL)
    MeetingSite.objects.filter(site=cast.remote_site).update(status=MeetingSite.Status.ONLINE)
    told = second.post(path_of(running_meeting)).body
    assert told["active"]["screen_id"] != told["screen_id"]
    MeetingSite.objects.filter(site=cast.remote_site).update(status=MeetingSite.Status.OFFLINE)
    entered = second.post(path_of(running_meeting)).body
    assert entered["active"]["screen_id"] == entered["screen_id"]


def test_sites_do_not_know_each_other(cast: Cast, running_meeting: Meeting) -> None:
    for device in (cast.site_device, cast.central_device):
        answer = device.post(path_of(running_meeting)).body
        assert answer["active"]["screen_id"] == answer["screen_id"]
    assert ActiveScreen.objects.count() == 2


def test_a_site_that_is_no_longer_asked_has_no_screen(cast: Cast, published_meeting: Meeting) -> None:
    cast.site_device.post(path_of(published_meeting))
    removed = cast.secretary.post(path_of(published_meeting, f"sites/{cast.remote_site.id}/remove"))
    assert removed.status == 200
    assert not ActiveScreen.objects.exists()
    assert cast.secretary.get(path_of(published_meeting, "snapshot")).body["parts"].get("screens", {}) == {}


def test_when_a_place_is_free() -> None:
    at = datetime(2026, 7, 1, 9, tzinfo=UTC)
    gone = Active("a", at, is_online=False)
    assert is_free(None, "b", at)
    assert is_free(Active("b", at, is_online=True), "b", at)
    assert not is_free(gone, "b", at + ARRIVAL / 2)
    assert is_free(gone, "b", at + ARRIVAL)
    assert not is_free(Active("a", at, is_online=True), "b", at + ARRIVAL)

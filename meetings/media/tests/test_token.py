"""The ticket for the media room."""

import json
import time
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.utils import timezone
from livekit import api

from conftest import Cast, Member
from ecabinet.journal.services import command
from ecabinet.testing import Answer
from meetings.floor import services as floor
from meetings.invitations.models import MeetingSite
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting
from meetings.media.tests.fake import KEY, SECRET

HEARD = ["camera", "microphone"]
SHARING = ["screen_share", "screen_share_audio"]
EVERYTHING = [*HEARD, *SHARING]


def ask(member: Member, meeting: Meeting) -> Answer:
    return member.client.send("POST", f"/meetings/{meeting.id}/media-token", None, key=None)


def claims(answer: Answer) -> Any:
    return jwt.decode(answer.body["token"], SECRET, algorithms=["HS256"], issuer=KEY)


def set_policy(meeting: Meeting, policy: str) -> None:
    Meeting.objects.filter(id=meeting.id).update(media_policy=policy)


def give_floor(cast: Cast, meeting: Meeting, member: Member) -> None:
    with command("test.grant", cast.chair.actor) as cmd:
        floor.grant(cmd, floor.make_request(cmd, member.participant(meeting), None))


def test_strangers_get_no_token(cast: Cast, running_meeting: Meeting) -> None:
    answer = cast.anonymous.send("POST", f"/meetings/{running_meeting.id}/media-token", None, key=None)
    assert answer.status == 401
    assert ask(cast.outsider, running_meeting).status == 404


def test_a_deactivated_account_gets_no_token(cast: Cast, running_meeting: Meeting) -> None:
    client = cast.member.client
    cast.member.account.is_active = False
    cast.member.account.save()
    answer = client.send("POST", f"/meetings/{running_meeting.id}/media-token", None, key=None)
    assert (answer.status, answer.code) == (401, "not_signed_in")


def test_the_room_is_closed_long_before_and_after(cast: Cast, published_meeting: Meeting) -> None:
    answer = ask(cast.member, published_meeting)
    assert (answer.status, answer.code) == (409, "media_closed")

    soon = timezone.now() + timedelta(minutes=30)
    Meeting.objects.filter(id=published_meeting.id).update(
        scheduled_start=soon, scheduled_end=soon + timedelta(hours=1)
    )
    assert ask(cast.member, published_meeting).status == 200

    with command("test.run", cast.chair.actor) as cmd:
        meeting = Meeting.objects.select_for_update().get(id=published_meeting.id)
        lifecycle.start(cmd, meeting)
        lifecycle.end(cmd, meeting)
    assert ask(cast.member, published_meeting).code == "media_closed"


def test_a_sites_token(cast: Cast, running_meeting: Meeting) -> None:
    set_policy(running_meeting, "open")
    answer = ask(cast.site_device, running_meeting)

    assert answer.status == 200
    assert answer.body["identity"] == f"site:{cast.remote_site.id}"
    assert answer.body["can_publish_sources"] == HEARD
    token = claims(answer)
    assert token["sub"] == answer.body["identity"]
    assert token["name"] == "Điểm cầu xã An Bình"
    assert token["attributes"] == {"kind": "site", "site_id": str(cast.remote_site.id), "role": "site"}
    assert json.loads(token["metadata"]) == {"title": "Ủy ban nhân dân xã An Bình"}
    assert token["nbf"] <= time.time() < token["exp"] <= time.time() + 6 * 3600
    assert token["video"] == {
        "room": str(running_meeting.id),
        "roomJoin": True,
        "canSubscribe": True,
        "canPublish": True,
        "canPublishData": True,
        "canPublishSources": HEARD,
    }


def test_livekits_own_verifier_reads_the_token(cast: Cast, running_meeting: Meeting) -> None:
    set_policy(running_meeting, "open")
    read = api.TokenVerifier(KEY, SECRET).verify(ask(cast.member, running_meeting).body["token"])
    assert read.identity == f"person:{cast.member.person.id}"
    assert read.video is not None
    assert read.video.room == str(running_meeting.id)
    assert (read.video.can_publish, read.video.can_publish_sources) == (True, HEARD)


def test_on_floor_the_token_follows_the_floor(cast: Cast, running_meeting: Meeting) -> None:
    assert ask(cast.chair, running_meeting).body["can_publish_sources"] == EVERYTHING
    assert ask(cast.site_device, running_meeting).body["can_publish_sources"] == ["camera"]
    assert ask(cast.member2, running_meeting).body["can_publish_sources"] == ["camera"]
    assert ask(cast.secretary, running_meeting).body["can_publish_sources"] == ["camera", *SHARING]

    give_floor(cast, running_meeting, cast.member2)
    assert ask(cast.site_device, running_meeting).body["can_publish_sources"] == EVERYTHING
    assert ask(cast.member2, running_meeting).body["can_publish_sources"] == ["camera", *SHARING]
    assert ask(cast.secretary, running_meeting).body["can_publish_sources"] == ["camera", *SHARING]

    give_floor(cast, running_meeting, cast.member3)
    assert ask(cast.site_device, running_meeting).body["can_publish_sources"] == ["camera"]
    assert ask(cast.member3, running_meeting).body["can_publish_sources"] == EVERYTHING


@pytest.mark.parametrize("who", ["administrator", "technician"])
def test_onlookers_watch_and_publish_nothing(cast: Cast, running_meeting: Meeting, who: str) -> None:
    set_policy(running_meeting, "open")
    answer = ask(getattr(cast, who), running_meeting)
    assert answer.body["can_publish_sources"] == []
    video = claims(answer)["video"]
    assert (video["canPublish"], video["canPublishData"], video["canSubscribe"]) == (False, False, True)


def test_a_site_asked_no_more_gets_no_token(cast: Cast, running_meeting: Meeting) -> None:
    MeetingSite.objects.filter(meeting=running_meeting, site=cast.remote_site).update(
        removed_at=timezone.now()
    )
    assert ask(cast.site_device, running_meeting).status == 404


@pytest.mark.parametrize(
    ("changed", "host", "url"),
    [
        ({}, "hop.example.gov.vn:8000", "ws://hop.example.gov.vn:7999"),
        ({}, "[::1]:8000", "ws://[::1]:7999"),
        ({"TLS": True}, "10.0.0.5", "wss://10.0.0.5:7999"),
        ({"MEDIA_PUBLIC_URL": "wss://media.example"}, "a", "wss://media.example"),
        ({"LIVEKIT_URL": "https://livekit.example"}, "a", "wss://livekit.example"),
        ({"LIVEKIT_URL": "wss://hop.example/media/"}, "a", "wss://hop.example/media/"),
        ({"LIVEKIT_URL": "http://news.example"}, "a", "ws://news.example"),
        ({"LIVEKIT_URL": "http://lan:1", "MEDIA_PUBLIC_URL": "wss://out"}, "a", "wss://out"),
    ],
)
def test_where_the_room_is(
    cast: Cast, running_meeting: Meeting, settings: Any, changed: dict[str, Any], host: str, url: str
) -> None:
    settings.MEDIA_PORT = 7999
    for name, value in changed.items():
        setattr(settings, name, value)
    http, token = cast.member.client.http, cast.member.client.csrf_token
    answer = http.post(
        f"/api/meetings/{running_meeting.id}/media-token",
        headers={"X-CSRFToken": token, "Host": host, "Referer": f"https://{host}/"},
    )
    assert answer.json()["url"] == url

"""Tokens: what is accepted, what is refused, and that they agree with LiveKit's own library."""

from __future__ import annotations

import datetime
import time
from dataclasses import replace
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit import api
from livekit.protocol.models import ParticipantInfo, ParticipantPermission, TrackSource

from signaling.tests.harness import KEY, SECRET
from signaling.tokens import Keys, TokenError, VideoGrant

KEYS = Keys({KEY: SECRET})


def issue(**grants: Any) -> api.AccessToken:
    video = api.VideoGrants(room_join=True, room="r", **grants)
    return api.AccessToken(KEY, SECRET).with_identity("alice").with_grants(video)


def test_a_token_of_the_official_library_is_read() -> None:
    token = issue(can_publish_sources=["camera", "microphone"], can_update_own_metadata=True)
    token = token.with_name("Alice").with_metadata("{}").with_attributes({"unit": "1"}).with_kind("agent")
    claims = KEYS.verify(token.to_jwt())
    assert (claims.identity, claims.name, claims.metadata) == ("alice", "Alice", "{}")
    assert claims.attributes == {"unit": "1"}
    assert claims.kind == ParticipantInfo.AGENT
    assert claims.grant.room == "r"
    assert claims.grant.can_publish_sources == ("camera", "microphone")
    assert claims.grant.can_update_own_metadata


def test_what_is_not_said_is_allowed() -> None:
    token = jwt.encode({"iss": KEY, "exp": time.time() + 60, "video": {"roomJoin": True}}, SECRET)
    grant = KEYS.verify(token).grant
    assert grant.can_publish
    assert grant.can_subscribe
    assert grant.can_publish_data
    assert not grant.can_update_own_metadata
    assert not grant.room_admin


def test_a_refreshed_token_says_the_same() -> None:
    claims = KEYS.verify(issue(can_publish=False).with_name("A").to_jwt())
    refreshed = KEYS.refresh(claims, 600)
    again = KEYS.verify(refreshed)
    assert replace(again, expires=0) == replace(claims, expires=0)
    official = api.TokenVerifier(KEY, SECRET).verify(refreshed)
    assert official.video is not None
    assert (official.identity, official.video.room, official.video.can_publish) == ("alice", "r", False)


def test_a_refreshed_token_lives_as_long_as_the_first_one() -> None:
    long = KEYS.verify(issue().with_ttl(datetime.timedelta(hours=6)).to_jwt())
    assert abs(KEYS.verify(KEYS.refresh(long, 600)).expires - long.expires) <= 1
    short = replace(long, expires=int(time.time()) + 5)
    assert abs(KEYS.verify(KEYS.refresh(short, 600)).expires - time.time() - 600) <= 2


@pytest.mark.parametrize(
    ("payload", "secret", "algorithm"),
    [
        ({"exp": 4e9, "iss": "stranger"}, SECRET, "HS256"),
        ({"exp": 4e9}, SECRET, "HS256"),
        ({"iss": KEY}, SECRET, "HS256"),
        ({"iss": KEY, "exp": 1e9}, SECRET, "HS256"),
        ({"iss": KEY, "exp": 4e9, "nbf": 3e9}, SECRET, "HS256"),
        ({"iss": KEY, "exp": 4e9}, "another secret of sufficient length....", "HS256"),
        ({"iss": KEY, "exp": 4e9}, SECRET * 2, "HS512"),
        ({"iss": KEY, "exp": 4e9}, "", "none"),
        ({"iss": KEY, "exp": 4e9, "video": "all"}, SECRET, "HS256"),
        ({"iss": KEY, "exp": 4e9, "attributes": [1]}, SECRET, "HS256"),
    ],
)
def test_other_tokens_are_refused(payload: dict[str, Any], secret: str, algorithm: str) -> None:
    token = jwt.encode(payload, secret, algorithm=algorithm)
    with pytest.raises(TokenError):
        KEYS.verify(token)


def test_a_minute_of_clock_difference_is_forgiven() -> None:
    for passed, accepted in ((30, True), (90, False)):
        token = jwt.encode({"iss": KEY, "exp": time.time() - passed}, SECRET)
        if accepted:
            assert KEYS.verify(token).identity == ""
        else:
            with pytest.raises(TokenError):
                KEYS.verify(token)


@given(st.text(max_size=100))
def test_any_text_is_no_token(text: str) -> None:
    with pytest.raises(TokenError):
        KEYS.verify(text)


def test_sources_restrict_publishing() -> None:
    everything, camera = VideoGrant(), VideoGrant(can_publish_sources=("camera",))
    nothing = VideoGrant(can_publish=False, can_publish_sources=("camera",))
    for source in (TrackSource.CAMERA, TrackSource.MICROPHONE, TrackSource.SCREEN_SHARE):
        assert everything.allows_source(source)
        assert camera.allows_source(source) == (source == TrackSource.CAMERA)
        assert not nothing.allows_source(source)


@given(
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(["CAMERA", "MICROPHONE", "SCREEN_SHARE", "SCREEN_SHARE_AUDIO"]), unique=True),
)
def test_a_permission_survives_as_a_grant(
    publish: bool, subscribe: bool, data: bool, sources: list[str]
) -> None:
    permission = ParticipantPermission(
        can_publish=publish, can_subscribe=subscribe, can_publish_data=data, can_publish_sources=sources
    )
    assert VideoGrant(room="r").with_permission(permission).permission() == permission

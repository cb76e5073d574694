"""The server's own life as clients see it: refusals, limits, restarts, and a clean end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from livekit import api, rtc

from signaling.tests.harness import KEY, SECRET, MediaServer
from signaling.tests.sdk import Cast

StartServer = Callable[..., MediaServer]


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    started: list[MediaServer] = []

    def start(**environment: str) -> MediaServer:
        media = MediaServer(**environment)
        media.start()
        started.append(media)
        return media

    yield start
    for media in started:
        if media.process is not None and media.process.poll() is None:
            media.stop()


def _token(key: str = KEY, secret: str = SECRET, identity: str = "i", **grants: object) -> str:
    video = api.VideoGrants(**{"room_join": True, "room": "r", **grants})  # type: ignore[arg-type]
    token = api.AccessToken(key, secret).with_grants(video)
    if identity:
        token = token.with_identity(identity)
    return token.to_jwt()


def test_health(server: MediaServer) -> None:
    assert server.get("/")[:2] == (200, "OK")


@pytest.mark.parametrize("path", ["/rtc/validate", "/rtc/v1/validate"])
@pytest.mark.parametrize(
    ("token", "status", "text"),
    [
        (_token(), 200, "success"),
        ("", 401, "invalid token"),
        ("not.a.token", 401, "invalid token"),
        (_token(key="stranger"), 401, "invalid API key"),
        (_token(secret="another-secret-that-is-long-enough"), 401, "invalid token"),
        (_token(room_join=False), 401, "permissions denied"),
    ],
)
def test_validate_says_why(server: MediaServer, path: str, token: str, status: int, text: str) -> None:
    found, body, headers = server.get(f"{path}?access_token={quote(token)}")
    assert (found, headers["Access-Control-Allow-Origin"]) == (status, "*")
    assert text in body


def test_validate_refuses_what_it_cannot_read(server: MediaServer) -> None:
    status, body, _ = server.get(f"/rtc/v1/validate?access_token={_token()}&join_request=%21%21")
    assert status == 400
    assert "join_request" in body


async def test_a_refused_upgrade_has_the_right_status(server: MediaServer) -> None:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        for path in ("/rtc", "/rtc/v1"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{server.http_url}{path}?access_token=x")
            assert refused.value.status == 401


def test_a_missing_room_is_404_when_rooms_are_not_made_by_joining(start_server: StartServer) -> None:
    media = start_server(MEDIA_AUTO_CREATE="0")
    status, body, _ = media.get(f"/rtc/v1/validate?access_token={_token()}")
    assert (status, body) == (404, "requested room does not exist")


async def test_limits_are_503(start_server: StartServer) -> None:
    media = start_server(MEDIA_MAX_PARTICIPANTS="2", MEDIA_MAX_ROOMS="1")
    people = Cast(media, "only")
    await people.join("a")
    assert media.get(f"/rtc/validate?access_token={_token(room='another')}")[0] == 503
    await people.join("b")
    assert media.get(f"/rtc/validate?access_token={_token(room='only')}")[0] == 503
    assert media.get(f"/rtc/validate?access_token={_token(room='only', identity='a')}")[0] == 200
    await people.leave()


async def test_the_server_ends_cleanly_and_fast(start_server: StartServer) -> None:
    media = start_server()
    people = Cast(media, "room")
    alice = await people.join("alice")
    bob = await people.join("bob")
    camera = await alice.show()
    await bob.watches(camera.sid)
    assert media.stop() < 2
    assert media.process is not None
    assert media.process.returncode == 0
    await people.leave()


async def test_a_taken_port_is_an_error_not_a_hang(server: MediaServer) -> None:
    second = MediaServer()
    second.udp_port = server.udp_port
    with pytest.raises(AssertionError, match="ended while starting"):
        second.start()


async def test_the_python_sdk_comes_back_after_a_crash(start_server: StartServer) -> None:
    media = start_server()
    people = Cast(media, "room")
    alice, bob = await people.join("alice"), await people.join("bob")
    camera = await alice.show()
    await bob.watches(camera.sid)
    media.kill()
    media.start()
    await alice.saw("reconnected", "", within=30)
    await bob.saw("reconnected", "", within=30)
    before = sum(bob.frames.values())
    await bob.until(lambda: sum(bob.frames.values()) > before + 10, within=30)
    assert alice.room.connection_state == rtc.ConnectionState.CONN_CONNECTED
    await people.leave()


async def test_a_change_of_permission_comes_with_a_token_that_carries_it(
    server: MediaServer, cast: Cast, livekit: api.LiveKitAPI
) -> None:
    alice = await cast.join("alice")
    alice.room.on("token_refreshed", lambda: alice.note("token", alice.room._token or ""))
    permission = api.ParticipantPermission(
        can_subscribe=True, can_publish=True, can_publish_sources=["CAMERA"]
    )
    await livekit.room.update_participant(
        api.UpdateParticipantRequest(room=cast.room_name, identity="alice", permission=permission)
    )
    verify = api.TokenVerifier(KEY, SECRET).verify

    def carries_it(token: str) -> bool:
        claims = verify(token)
        video = claims.video
        return (
            claims.identity == "alice"
            and video is not None
            and video.can_publish_sources == ["camera"]
            and not video.can_publish_data
        )

    await alice.until(lambda: any(what == "token" and carries_it(text) for what, text in alice.log))
    assert alice.room.connection_state == rtc.ConnectionState.CONN_CONNECTED

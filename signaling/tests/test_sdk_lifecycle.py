"""The server's own life as clients see it: refusals, limits, restarts, and a clean end."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
from livekit import api, rtc
from livekit.protocol.rtc import LeaveRequest, SignalResponse

from signaling.tests.harness import KEY, SECRET, MediaServer, WebhookSink, certificate_chain
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
        ("", 401, "invalid token: there is none"),
        ("not.a.token", 401, "invalid token"),
        (_token(key="stranger"), 401, "invalid API key"),
        (_token(secret="another-secret-that-is-long-enough"), 401, "invalid token"),
        (_token(room_join=False), 401, "permissions denied"),
        (_token(identity="i" * 513), 400, "identity cannot be longer than 512 characters"),
        (_token(room="r" * 257), 400, "room name cannot be longer than 256 characters"),
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
    # 0.2 s on an idle machine; the bound leaves room for one that is busy with other tests.
    assert media.stop() < 5
    assert media.process is not None
    assert media.process.returncode == 0
    await people.leave()


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


async def test_who_never_got_media_is_reported_as_aborted(
    server: MediaServer, webhooks: WebhookSink, room_name: str
) -> None:
    token = server.token("ghost", room_name)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{server.http_url}/rtc?access_token={token}") as socket:
            first = SignalResponse.FromString((await socket.receive(timeout=20)).data)
            assert first.join.participant.identity == "ghost"
    event = await asyncio.to_thread(
        webhooks.wait_for, lambda e: e.room.name == room_name and "participant" in e.event
    )
    assert event.event == "participant_connection_aborted"


async def test_resuming_an_unknown_session_is_answered_by_a_full_reconnect(server: MediaServer) -> None:
    token = server.token("nobody", "nowhere")
    async with aiohttp.ClientSession() as session:
        address = f"{server.http_url}/rtc?access_token={token}&reconnect=1&sid=PA_unknown"
        async with session.ws_connect(address) as socket:
            first = SignalResponse.FromString((await socket.receive(timeout=20)).data)
            assert first.leave.action == LeaveRequest.RECONNECT
            assert (await socket.receive(timeout=20)).type == aiohttp.WSMsgType.CLOSE


async def test_a_client_that_breaks_the_protocol_is_put_out(server: MediaServer, room_name: str) -> None:
    token = server.token("rude", room_name)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{server.http_url}/rtc?access_token={token}") as socket:
            await socket.send_bytes(b"\xff\xff\xff")
            while (message := await socket.receive(timeout=20)).type == aiohttp.WSMsgType.BINARY:
                pass
            assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 4008)


async def test_a_client_that_does_not_read_is_dropped(
    server: MediaServer, cast: Cast, livekit: api.LiveKitAPI
) -> None:
    await cast.join("reader")
    token = server.token("deaf", cast.room_name)
    address = f"GET /rtc?access_token={token} HTTP/1.1\r\nHost: localhost\r\n"
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as deaf:
        deaf.sendall(f"{address}{upgrade}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode())
        room = api.RoomParticipantIdentity(room=cast.room_name, identity="deaf")
        assert deaf.recv(12) == b"HTTP/1.1 101"
        assert await _is_in(livekit, room)
        for number in range(2000):
            text = str(number) + "x" * 60_000
            await livekit.room.update_room_metadata(
                api.UpdateRoomMetadataRequest(room=cast.room_name, metadata=text)
            )
            if number % 20 == 0 and not await _is_in(livekit, room):
                break
        assert not await _is_in(livekit, room)
        assert number < 1000


async def _is_in(livekit: api.LiveKitAPI, who: api.RoomParticipantIdentity) -> bool:
    listed = await livekit.room.list_participants(api.ListParticipantsRequest(room=who.room))
    return who.identity in [participant.identity for participant in listed.participants]


async def test_everything_is_served_over_tls(start_server: StartServer, tmp_path: Path) -> None:
    root, chain, key = certificate_chain(tmp_path)
    media = start_server(TLS_CERT=str(chain), TLS_KEY=str(key))
    context = ssl.create_default_context(cafile=str(root))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as session:
        url = f"https://localhost:{media.port}"
        async with session.get(url) as response:
            assert await response.text() == "OK"
        async with session.ws_connect(f"{url}/rtc?access_token={media.token('a', 'r')}") as socket:
            first = SignalResponse.FromString((await socket.receive(timeout=20)).data)
            assert first.join.participant.identity == "a"


async def test_every_interface_is_offered_on_the_any_address(start_server: StartServer) -> None:
    media = start_server(HOST="0.0.0.0", MEDIA_NODE_IPS="")
    people = Cast(media, "room")
    alice, bob = await people.join("alice"), await people.join("bob")
    microphone = await alice.speak()
    await bob.hears(microphone.sid)
    await people.leave()


async def test_a_change_of_permission_comes_with_a_token_that_carries_it(
    server: MediaServer, cast: Cast, livekit: api.LiveKitAPI
) -> None:
    alice = await cast.join("alice")
    alice.room.on("token_refreshed", lambda: alice.note("new token", alice.room._token or ""))
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

    await alice.until(lambda: any(what == "new token" and carries_it(text) for what, text in alice.log))
    assert alice.room.connection_state == rtc.ConnectionState.CONN_CONNECTED

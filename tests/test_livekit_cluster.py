"""The product with LiveKit's own server in the place of the embedded one: same settings, same client.

The end-to-end meeting (test_meeting.py) runs on it as well, by MEDIA_ENGINE=livekit.
"""

import asyncio
import dataclasses
from collections.abc import Iterator

import httpx
import pytest
from livekit import api, rtc

from deploy.plan import ROOT
from tests.browser import people_of
from tests.livekit_server import KEY, SECRET, LiveKitServer, livekit
from tests.needs import need_front_end
from tests.ports import free_ports
from tests.product import Product, running
from tests.proxy import Proxy, proxy_before
from tests.scene import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.livekit, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def peer() -> Iterator[LiveKitServer]:
    with livekit() as server:
        yield server


@pytest.fixture(scope="module")
def clustered(peer: LiveKitServer) -> Iterator[Product]:
    need_front_end(ROOT)
    with running(peer.environment) as product:
        yield product


def media_token(product: Product, username: str) -> tuple[str, dict[str, str]]:
    """The id of the demo meeting that is going on, and what `username` gets to join its room."""
    with httpx.Client(base_url=f"{product.url}/api", timeout=20) as client:
        client.get("/session")
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
        signed = client.post("/session", json={"username": username, "password": product.password})
        assert signed.status_code == 200, signed.text
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
        meetings = client.get("/meetings", params={"scope": "all"}).json()["items"]
        (meeting,) = [row["id"] for row in meetings if row["status"] == "in_progress"]
        answer = client.post(f"/meetings/{meeting}/media-token")
        assert answer.status_code == 200, answer.text
        return meeting, answer.json()


async def test_an_unmodified_client_joins_the_cluster_with_the_products_token(
    clustered: Product, peer: LiveKitServer
) -> None:
    with pytest.raises(LookupError):
        clustered.part("media")
    meeting, answer = media_token(clustered, "chutri")
    assert answer["url"] == peer.url
    room = rtc.Room()
    await room.connect(answer["url"], answer["token"])
    try:
        source = rtc.AudioSource(48000, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        publication = await room.local_participant.publish_track(track, options)
        seen = await published(peer, meeting, answer["identity"], source)
    finally:
        await room.disconnect()
    assert room.name == meeting
    assert [track.sid for track in seen.tracks] == [publication.sid]
    assert seen.permission.can_publish


async def published(
    peer: LiveKitServer, room: str, identity: str, source: rtc.AudioSource
) -> api.ParticipantInfo:
    """What the server says of a participant once sound has reached it: it shows a track only then."""
    silence = rtc.AudioFrame.create(48000, 1, 480)
    who = api.RoomParticipantIdentity(room=room, identity=identity)
    async with asyncio.timeout(20), api.LiveKitAPI(peer.http_url, KEY, SECRET) as service:
        while True:
            for _ in range(20):  # 10 ms each; capture_frame keeps the pace of sound
                await source.capture_frame(silence)
            seen = await service.room.get_participant(who)
            if seen.tracks:
                return seen


async def test_the_cluster_refuses_a_token_of_somebody_else(clustered: Product, peer: LiveKitServer) -> None:
    meeting, _ = media_token(clustered, "chutri")
    grants = api.VideoGrants(room_join=True, room=meeting)
    forged = api.AccessToken(KEY, SECRET[::-1]).with_identity("stranger").with_grants(grants).to_jwt()
    with pytest.raises(rtc.ConnectError):
        await rtc.Room().connect(peer.url, forged)


@pytest.fixture(scope="module")
def proxied(peer: LiveKitServer) -> Iterator[Product]:
    """A product that people, and it itself, reach only as wss and https, the media server under a path."""
    need_front_end(ROOT)
    (port,) = free_ports(1)
    with proxy_before(port, peer.port) as proxy, running(behind(proxy, peer, port)) as product:
        yield dataclasses.replace(product, port=proxy.port, scheme="https")


def behind(proxy: Proxy, peer: LiveKitServer, port: int) -> dict[str, str]:
    return {
        **peer.environment,
        "LIVEKIT_URL": f"wss://127.0.0.1:{proxy.port}/media",
        "PORT": str(port),
        "TLS_CA": str(proxy.authority),
        "BEHIND_TLS": "1",
        "BEHIND_PROXY": "1",
        "CSRF_TRUSTED_ORIGINS": proxy.origin,
    }


@pytest.mark.browser
def test_a_cluster_under_a_path_of_a_proxy_with_tls(proxied: Product, chromium_path: str) -> None:
    assert proxied.health() == {"status": "ok"}
    with people_of(proxied, chromium_path) as people:
        desk, site = people.seat("thuky", "desk"), people.seat("diemcau1", "television")
        meeting = next(m["id"] for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")
        me = site.api("/session")["user"]["site"]["id"]
        site.open(f"/meetings/{meeting}/site")
        desk.open(f"/meetings/{meeting}/console")
        desk.decodes_video_of(f"site:{me}")
        wait_until(lambda: desk.parts(meeting)["sites"][me]["status"] == "online")
        assert {screen.username: screen.errors for screen in people.all() if screen.errors} == {}

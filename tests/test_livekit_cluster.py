"""The product with LiveKit's own server in the place of the embedded one: same settings, same client."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from livekit import api, rtc

from deploy import livekit_server
from deploy.plan import ROOT
from tests.needs import need_front_end, need_program
from tests.ports import free_ports
from tests.product import Product, running

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

KEY, SECRET = "ECtest", "a-secret-of-tests-with-more-than-32-characters"
CONFIGURATION = """
port: {port}
bind_addresses: [127.0.0.1]
rtc: {{udp_port: {udp_port}, tcp_port: {tcp_port}, node_ip: 127.0.0.1, use_external_ip: false}}
keys: {{{key}: {secret}}}
logging: {{level: warn}}
"""


@dataclass(frozen=True)
class Peer:
    """A LiveKit server that runs; `url` is its WebSocket address."""

    url: str

    @property
    def http_url(self) -> str:
        return self.url.replace("ws", "http", 1)


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    path = livekit_server.server_path()
    program = need_program(path.name, [str(path.parent)]) if path.exists() else need_program("livekit-server")
    folder = tmp_path_factory.mktemp("livekit")
    port, tcp_port = free_ports(2)
    (udp_port,) = free_ports(1, socket.SOCK_DGRAM)
    settings = folder / "livekit.yaml"
    settings.write_text(
        CONFIGURATION.format(port=port, udp_port=udp_port, tcp_port=tcp_port, key=KEY, secret=SECRET)
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "--config", str(settings)], stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/", folder / "log")
        yield Peer(f"ws://127.0.0.1:{port}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wait_for(address: str, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address, timeout=2).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))


@pytest.fixture(scope="module")
def clustered(peer: Peer) -> Iterator[Product]:
    need_front_end(ROOT)
    with running({"LIVEKIT_URL": peer.url, "LIVEKIT_API_KEY": KEY, "LIVEKIT_API_SECRET": SECRET}) as product:
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
    clustered: Product, peer: Peer
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


async def published(peer: Peer, room: str, identity: str, source: rtc.AudioSource) -> api.ParticipantInfo:
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


async def test_the_cluster_refuses_a_token_of_somebody_else(clustered: Product, peer: Peer) -> None:
    meeting, _ = media_token(clustered, "chutri")
    grants = api.VideoGrants(room_join=True, room=meeting)
    forged = api.AccessToken(KEY, SECRET[::-1]).with_identity("stranger").with_grants(grants).to_jwt()
    with pytest.raises(rtc.ConnectError):
        await rtc.Room().connect(peer.url, forged)

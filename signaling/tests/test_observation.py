"""What the server shows of itself: Prometheus metrics, its state, and its log lines."""

import asyncio
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from livekit import api
from prometheus_client.parser import text_string_to_metric_families

from signaling.logs import JsonFormatter, Subject, TextFormatter, tell_of
from signaling.state import turn_hosts
from signaling.tests.harness import KEY, SECRET, MediaServer
from signaling.tests.sdk import TIMEOUT, Cast

METRICS_TOKEN = "metrics-token-of-tests"


def get(url: str, token: str = "", **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of a GET with a bearer token."""
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url, headers={**bearer, **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read().decode(), _lower(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), _lower(error.headers)


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def watcher(**grants: Any) -> str:
    """A token of the server's key with these grants."""
    return api.AccessToken(KEY, SECRET).with_grants(api.VideoGrants(**grants)).to_jwt()


def samples(server: MediaServer) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    status, text, headers = get(f"{server.http_url}/metrics")
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def state(server: MediaServer, path: str = "") -> Any:
    status, text, _ = get(f"{server.http_url}/state{path}", watcher(room_list=True, room_admin=True))
    assert status == 200, text
    return json.loads(text)


async def until_flowing(server: MediaServer, room: str) -> dict[str, Any]:
    """Everybody in the room by identity, once bits were measured in both directions of alice and bob."""
    async with asyncio.timeout(TIMEOUT):
        while True:
            answer = await asyncio.to_thread(state, server, f"/{room}")
            people = {each["identity"]: each for each in answer["participants"]}
            if people["alice"]["bitrate_in"] and people["bob"]["bitrate_out"]:
                return people
            await asyncio.sleep(0.2)  # it measures every two seconds, and tells nobody


async def test_metrics_count_what_flows(server: MediaServer, cast: Cast) -> None:
    before = samples(server)
    alice, bob = await cast.join("alice"), await cast.join("bob")
    microphone, camera = await alice.speak(), await alice.show()
    await bob.hears(microphone.sid)
    await bob.watches(camera.sid)
    now = await asyncio.to_thread(samples, server)

    def grown(*name: str) -> float:
        return now[name] - before[name]

    assert grown("media_participants") == 2
    assert (grown("media_tracks", "audio"), grown("media_tracks", "video")) == (1, 1)
    assert grown("media_joins_total", "joined") == 2
    assert grown("media_datagrams_total", "in") > 30
    assert grown("media_bytes_total", "out") > 10_000
    assert grown("media_keyframe_requests_total", "out") >= 1
    assert grown("media_forwarding_seconds_count") > 0
    assert now["media_forwarding_seconds_bucket", "+Inf"] == now["media_forwarding_seconds_count",]
    assert grown("media_loop_lag_seconds_count") > 0
    assert now["media_memory_bytes",] > 10_000_000
    assert now["media_fast_path",] in (0, 1)


async def test_refused_clients_are_counted_by_why(server: MediaServer) -> None:
    before = (await asyncio.to_thread(samples, server))["media_joins_total", "not_allowed"]
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{server.url}/rtc/v1?access_token=forged&join_request=CAESAA==")
    assert refused.value.status == 401
    now = await asyncio.to_thread(samples, server)
    assert now["media_joins_total", "not_allowed"] == before + 1


async def test_the_state_tells_everybodys_line(server: MediaServer, cast: Cast) -> None:
    alice, bob = await cast.join("alice"), await cast.join("bob")
    camera = await alice.show()
    await bob.watches(camera.sid)
    people = await until_flowing(server, cast.room_name)
    whole = await asyncio.to_thread(state, server)
    (room,) = [each for each in whole["rooms"] if each["name"] == cast.room_name]
    assert (room["participants"], room["tracks"]) == (2, 1)
    assert whole["server"]["participants"] >= 2
    assert whole["server"]["load"] > 0
    assert 0 <= whole["server"]["loop_lag"] < 10
    assert (people["alice"]["name"], people["alice"]["tracks"], people["alice"]["active"]) == (
        "alice",
        1,
        True,
    )
    assert people["bob"]["transport"] in {"udp", "tcp"}
    assert people["bob"]["address"].startswith(("127.", "1", "["))
    assert people["bob"]["loss_out"] <= 1


@pytest.mark.parametrize(
    ("token", "status"),
    [
        ("", 401),
        ("forged", 401),
        (watcher(room="a", room_admin=True), 403),
        (watcher(room_list=True), 403),
    ],
)
def test_only_the_servers_key_shows_the_state(server: MediaServer, token: str, status: int) -> None:
    told, _, headers = get(f"{server.http_url}/state", token)
    assert told == status
    assert "access-control-allow-origin" not in headers


def test_turn_servers_are_known_by_their_addresses() -> None:
    urls = ["turn:192.0.2.9:3478?transport=udp", "turns:[2001:db8::9]:443", "turn:turn.example", "stun:a"]
    assert turn_hosts(urls) == {"192.0.2.9", "2001:db8::9", "turn.example"}


def test_a_room_that_is_not_there(server: MediaServer) -> None:
    status, _, _ = get(f"{server.http_url}/state/nobody", watcher(room_list=True, room_admin=True))
    assert status == 404


def test_what_a_proxy_passes_on_gets_no_metrics(server: MediaServer) -> None:
    status, text, _ = get(f"{server.http_url}/metrics", **{"X-Forwarded-For": "198.51.100.7"})
    assert (status, text) == (404, "not found")


@pytest.fixture
def guarded() -> Iterator[MediaServer]:
    media = MediaServer(MEDIA_METRICS_TOKEN=METRICS_TOKEN)
    media.start()
    yield media
    media.stop()


def test_with_a_token_metrics_are_for_its_owner_from_anywhere(guarded: MediaServer) -> None:
    url = f"{guarded.http_url}/metrics"
    assert get(url)[0] == 401
    assert get(url, METRICS_TOKEN + "x")[0] == 401
    status, text, _ = get(url, METRICS_TOKEN, **{"X-Forwarded-For": "198.51.100.7"})
    assert status == 200
    assert "media_participants 0.0" in text


def record(**extra: str) -> logging.LogRecord:
    said = {"name": "signaling.x", "levelname": "INFO", "msg": "%s left", "args": ("a",)}
    made = logging.makeLogRecord({**said, **extra})
    assert Subject().filter(made)
    return made


async def test_lines_say_of_which_room_and_participant_they_tell() -> None:
    async def begun_within() -> str:
        return JsonFormatter().format(record())

    assert json.loads(JsonFormatter().format(record()))["room"] == ""
    tell_of("phòng-1", "site:7")
    entry = json.loads(await asyncio.create_task(begun_within()))
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "level": "INFO",
        "logger": "signaling.x",
        "room": "phòng-1",
        "participant": "site:7",
        "message": "a left",
    }
    assert TextFormatter().format(record()).endswith("INFO signaling.x [phòng-1 site:7] a left")
    assert TextFormatter().format(record(room="", participant="")).endswith("INFO signaling.x a left")


async def test_a_fault_is_one_line_of_json() -> None:
    made = record(room="a", participant="b")
    try:
        raise ValueError("no")
    except ValueError as error:
        made.exc_info = (ValueError, error, error.__traceback__)
    line = JsonFormatter().format(made)
    assert "\n" not in line
    assert "ValueError: no" in json.loads(line)["error"]

"""The benches work: tiny loads on the media server and the product, and a generator that does see losses."""

import ctypes
import json
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bench.load.engine import Engine, LoadError, SrtpKeys, StreamReport, load_library
from bench.load.search import highest
from deploy.plan import ROOT
from tests.needs import need_chromium, need_front_end, need_program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the load generator needs Linux")

whole_product = pytest.mark.skipif(
    not os.environ.get("TORTURE"), reason="starts a product of its own: in make torture"
)
TOLD = {
    "embedded_us_per_packet",
    "livekit_us_per_packet",
    "ratio",
    "floor_us_per_packet",
    "floor_ratio",
    "loss",
    "forward_latency_p99_ms",
    "rss_per_subscriber_kb",
}


@pytest.fixture(scope="module")
def library() -> ctypes.CDLL:
    need_program("cc")
    return load_library()


@pytest.fixture
def engine(library: ctypes.CDLL) -> Iterator[Engine]:
    engine = Engine(library, 1.0)
    yield engine
    engine.close()


def media_bench(module: str, *arguments: str) -> dict[str, Any]:
    """The last line of a bench of the embedded media server."""
    need_program("cc")
    return bench(module, "--server", "embedded", *arguments)


def bench(module: str, *arguments: str) -> dict[str, Any]:
    """The last line of a bench run as a command."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_a_tiny_load_is_carried_whole() -> None:
    result = media_bench("bench.media", "--sizes", "3", "--seconds", "1", "--rate", "1")
    assert result.keys() >= TOLD | {"sizes"}
    assert result["sizes"]["3"].keys() >= TOLD
    run = result["sizes"]["3"]["servers"]["embedded"]["run"]
    # 330 packets a second for each: a camera's top layer and three microphones.
    assert run["packets"] > 3 * 330 * 0.5
    assert run["worst_receiver"] > 0.5
    assert result["loss"] == 0
    assert run["opened"] > 0
    assert "packets that are not authentic" not in run["problems"]
    assert result["embedded_us_per_packet"] > result["floor_us_per_packet"] > 0
    assert result["livekit_us_per_packet"] is None


def test_sites_that_join_get_media() -> None:
    result = media_bench("bench.joins", "--sites", "3", "--seconds", "0.5")
    assert result.keys() >= {"p50_ms", "p99_ms", "cpu_ms_per_join", "livekit_p99_ms"}
    assert 0 < result["p50_ms"] <= result["p99_ms"]
    assert result["servers"]["embedded"]["picture_p99_ms"] > 0


@whole_product
def test_an_act_is_measured_at_every_screen() -> None:
    result = bench("bench.live", "--sizes", "20", "--events", "3", "--profile", "embedded", "--alone")
    (run,) = result["runs"]
    assert (run["screens"], run["missing"], run["gaps"], run["closed"]) == (20, 0, 0, {})
    assert 0 < result["p50_ms"] <= result["p99_ms"]
    assert result["us_per_recipient"] >= run["web_us"] > 0
    assert run["frame_bytes"] > 100


@whole_product
def test_a_meeting_is_played_without_errors() -> None:
    result = bench("bench.meeting", "--sites", "10", "--seconds", "6", "--profile", "embedded")
    (run,) = result["runs"]
    assert (result["errors"], run["first_error"], run["missing"], run["gaps"]) == (0, "", 0, 0)
    assert run["waits"].keys() >= {"check-in", "start", "items/open", "speak-requests/grant", "floor/end"}
    assert run["waits"]["check-in"][2] == 150
    assert 0 < run["p50_ms"] <= result["p99_ms"]
    assert run["frames"] >= 150 * run["live"]
    assert result["snapshot_bytes"] > 50_000
    assert result["rss_mb"] > 0


@pytest.mark.skipif(
    not os.environ.get("TORTURE"), reason="in make torture: a minute, and a browser of its own"
)
def test_papers_are_opened_and_found() -> None:
    need_chromium()
    need_front_end(ROOT)
    need_program("nginx", ["/usr/sbin"])
    sizes = ("--openings", "1", "--readers", "4", "--search-pages", "200", "--pages", "4")
    result = bench("bench.documents", *sizes, "--profile", "embedded")
    report, scanned = result["runs"]
    assert (report["pages"], scanned["pages"]) == (4, 10)
    for run in (report, scanned):
        assert 0 < run["first_page_ms_p50"] <= run["sharp_ms_p50"]
        assert 0 < run["bytes_to_first_page"] < run["bytes"]
        assert run["plain_ms_p50"] > 0
        assert run["pipeline_s_per_100_pages"] > 0
    assert 0 < result["readers_p50_ms"] <= result["readers_p95_ms"] <= result["readers_head_p95_ms"]
    assert 0 < result["search_p50_ms"] <= result["search_p95_ms"]
    assert result["web_rss_mb"] > 0


@pytest.mark.parametrize(("most", "found"), [(100, 8.0), (1.5, 2**0.5), (1.0, 1.0), (0.4, 2**-1.5)])
async def test_the_highest_rate_that_holds_is_found(most: float, found: float) -> None:
    async def holds(rate: float) -> bool:
        return rate <= most

    assert await highest(holds) == pytest.approx(found)


async def test_a_server_that_holds_no_rate_is_told() -> None:
    async def holds(rate: float) -> bool:
        return False

    with pytest.raises(LoadError):
        await highest(holds)


def packet(sequence: int) -> bytes:
    return struct.pack("!BBHII", 0x80, 111, sequence & 0xFFFF, 0, 7) + bytes(40)


def received(engine: Engine, sequences: list[int], packets: int) -> StreamReport:
    """What the engine says of a stream of these sequence numbers, once it has seen so many packets."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        receiver.bind(("127.0.0.1", 0))
        connection = engine.connect(receiver, SrtpKeys(bytes(16), bytes(12)), None)
        for sequence in sequences:
            sender.sendto(packet(sequence), receiver.getsockname())
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            streams = engine.streams(connection)
            if streams and streams[0].packets + streams[0].repeated == packets:
                engine.disconnect(connection)
                return streams[0]
    raise AssertionError("the packets did not arrive")


def test_losses_repeats_and_late_packets_are_seen(engine: Engine) -> None:
    sequences = [65530, 65531, 65534, 65533, 65536, 65537, 65537, 65540]
    stream = received(engine, sequences, len(sequences))
    totals = engine.totals()
    assert (stream.base, stream.highest) == (65530, 65540)
    assert stream.packets == 7
    assert stream.repeated == 1
    # 65532, 65535, 65538 and 65539 never came.
    assert stream.highest - stream.base + 1 - stream.packets == 4
    assert totals.relay_dropped == 0


def test_packets_that_are_not_authentic_are_told(engine: Engine) -> None:
    received(engine, [1, 2, 3], 3)
    totals = engine.totals()
    assert (totals.opened, totals.refused) == (0, 3)

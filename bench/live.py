"""How long one act takes to every live screen of a large meeting, and what it costs the server.

    python -m bench.live [--sizes 500,1000,2000] [--profile server|embedded|both] [--events 30] [--save]

The whole product runs (Daphne, worker, media server), with PostgreSQL and Redis and then with SQLite. Every
screen is a socket of a person who is signed in. The chair changes the layout twice a second; measured is the
time from the beginning of the chair's request to the frame's arrival at each screen, and the CPU of all
processes of the product, acknowledgements, pings and the command itself included. Beside it the usual way, a
Channels group on Redis, sends as many bytes to as many of the same screens.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bench._results import machine, write_results
from bench.load.calls import Calls, caller, share
from bench.load.engine import LoadError
from bench.load.servers import cpu_seconds, prepare_process
from bench.load.stage import (
    EMBEDDED,
    PROFILES,
    SERVER,
    Audience,
    Stage,
    audience,
    others_seconds,
    settled,
    stage,
)
from deploy.plan import ROOT
from tests.ports import free_ports
from tests.services import redis_server

SIZES = (500, 1000, 2000)
SITES, EVENTS, EVERY_SECONDS = 34, 30, 0.5
STALLED_SIZE, STALLED, STALLED_EVERY = 500, (0, 1, 10), 0.05
PEERS = ("core", "pubsub")
LAYOUTS = ("grid", "chair")


@dataclass(frozen=True)
class Run:
    """One stretch. `missing` frames did not come to who reads, `gaps` were seen between frames.

    `us_per_recipient` is the CPU of all the server's processes for one frame at one screen, `web_us` that of
    the web process alone; `closed` says how many sockets were closed with which code; `others` is what the
    rest of the machine spent meanwhile, as a share of one core.
    """

    server: str
    screens: int
    stalled: int
    events: int
    frame_bytes: int
    connect_s: float
    p50_ms: float | None
    p99_ms: float | None
    us_per_recipient: float
    web_us: float
    cpu_s: float
    missing: int
    gaps: int
    closed: dict[str, int]
    others: float


@dataclass(frozen=True)
class Load:
    """How many screens look on, how many of them never read, and how many acts there are, how often."""

    screens: int
    stalled: int = 0
    events: int = EVENTS
    every: float = EVERY_SECONDS

    @property
    def readers(self) -> int:
        return self.screens - self.stalled


async def measure(scene: Stage, calls: Calls, name: str, load: Load) -> Run:
    """One stretch of the product. Raises LoadError when a command fails or the screens end."""
    house = scene.house
    cookies = [house.cookie_of(person) for person in house.people[: load.screens]]
    path = f"{house.live}?after={await _last_event(calls)}"
    async with audience(scene.product.port, path, cookies, load.stalled) as screens:
        await settled(lambda: scene.spent().web)
        started = (await screens.report())["cpu_s"]
        before, machine_before, sent = scene.spent(), others_seconds(), []
        began = time.monotonic()
        for n in range(load.events):
            await asyncio.sleep(max(0.0, began + n * load.every - time.monotonic()))
            sent.append(time.time())
            await calls.act(house.chair, "layout", {"mode": LAYOUTS[n % 2]})
        told, spent = await screens.whole(load.readers * load.events), scene.spent().since(before)
        ours = spent.whole + told["cpu_s"] - started
        others = (others_seconds() - machine_before - ours) / (time.monotonic() - began)
    if calls.errors:
        raise LoadError(calls.errors[0])
    return _run(name, load, screens, told, sent, (spent.whole, spent.web), others)


async def _last_event(calls: Calls) -> int:
    return int(json.loads(await calls.read(calls.house.chair, "snapshot"))["seq"])


def _run(
    name: str,
    load: Load,
    screens: Audience,
    told: dict[str, Any],
    sent: list[float],
    spent: tuple[float, float],
    others: float,
) -> Run:
    cpu, web = spent
    events = [event for _, event in sorted(told["events"].items(), key=lambda each: int(each[0]))]
    events = [event for event in events if event["type"] == "layout.set"]
    delays = [
        delay + (event["at"] - began) * 1000
        for event, began in zip(events, sent, strict=False)
        for delay in event["delays"]
    ]
    frames = load.screens * load.events
    return Run(
        server=name,
        screens=load.screens,
        stalled=load.stalled,
        events=load.events,
        frame_bytes=events[0]["size"] if events else 0,
        connect_s=round(screens.opened["seconds"], 2),
        p50_ms=share(delays, 0.5),
        p99_ms=share(delays, 0.99),
        us_per_recipient=round(cpu * 1e6 / frames, 1),
        web_us=round(web * 1e6 / frames, 1),
        cpu_s=round(cpu, 2),
        missing=load.readers * load.events - len(delays),
        gaps=told["gaps"],
        closed=told["closed"],
        others=round(others, 2),
    )


async def measure_product(profile: str, sizes: list[int], events: int, stalled: Sequence[int]) -> list[Run]:
    """The product in one profile, at every size, then with so many screens that have stopped reading."""
    runs = []
    with stage(profile, SITES, max(sizes)) as scene:
        calls = caller(scene.product.url, scene.house)
        async with calls.session:
            await _begin(calls)
            for size in sizes:
                runs.append(_told(await measure(scene, calls, profile, Load(size, events=events))))
            most = min(STALLED_SIZE, max(sizes))
            for number in stalled:
                load = Load(most, number, events * 10, STALLED_EVERY)
                runs.append(_told(await measure(scene, calls, profile, load)))
    return runs


async def _begin(calls: Calls) -> None:
    await calls.act(calls.house.chair, "start", {"reason": "nobody has to be there"})
    if calls.errors:
        raise LoadError(calls.errors[0])


def _told(run: Run) -> Run:
    stalled = f", {run.stalled} do not read" if run.stalled else ""
    closed = f", closed {run.closed}" if run.closed else ""
    print(
        f"{run.server:8} {run.screens:5} screens{stalled}: p50 {run.p50_ms} ms, p99 {run.p99_ms} ms,"
        f" {run.us_per_recipient} us of CPU for each (web {run.web_us}), missing {run.missing}{closed}",
        flush=True,
    )
    return run


async def measure_peer(layer: str, size: int, events: int, frame_bytes: int) -> Run:
    """The same number of bytes to as many screens through a Channels group. Raises LoadError."""
    load, name = Load(size, events=events), f"channels {layer}"
    with redis_server() as cache:
        async with _peer(layer, cache) as (port, process):
            async with audience(port, "/live", ["a=b"] * size) as screens:
                await settled(lambda: cpu_seconds(process.pid))
                pids = [process.pid, *_redis(cache)]
                before, sent = [cpu_seconds(pid) for pid in pids], list[float]()
                async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
                    began = time.monotonic()
                    for n in range(events):
                        await asyncio.sleep(max(0.0, began + n * load.every - time.monotonic()))
                        sent.append(time.time())
                        async with session.post("/", data=_frame(n + 1, frame_bytes)) as answer:
                            answer.raise_for_status()
                told = await screens.whole(load.readers * events)
                web, store = (cpu_seconds(pid) - was for pid, was in zip(pids, before, strict=True))
    return _told(_run(name, load, screens, told, sent, (web + store, web), 0.0))


def _redis(url: str) -> list[int]:
    import redis

    with contextlib.closing(redis.Redis.from_url(url)) as client:
        return [int(client.info("server")["process_id"])]


def _frame(seq: int, size: int) -> bytes:
    frame = {
        "prev": seq - 1,
        "seq": seq,
        "type": "layout.set",
        "at": datetime.now(UTC).isoformat(),
        "data": "",
    }
    shortest = len(json.dumps(frame, separators=(",", ":")))
    frame["data"] = "x" * max(0, size - shortest)
    return json.dumps(frame, separators=(",", ":")).encode()


@contextlib.asynccontextmanager
async def _peer(layer: str, cache: str) -> AsyncIterator[tuple[int, asyncio.subprocess.Process]]:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "bench.load.peer", str(port), cache, layer]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        async with asyncio.timeout(30):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    break
                await asyncio.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        await process.wait()


async def measure_all(profiles: list[str], sizes: list[int], events: int, whole: bool) -> dict[str, Any]:
    """The JSON line. Raises LoadError."""
    runs = []
    for profile in profiles:
        runs += await measure_product(profile, sizes, events, STALLED if whole else ())
    largest = [run for run in runs if run.screens == max(sizes) and run.events == events]
    top = largest[0]
    for layer in PEERS if whole else ():
        runs.append(await measure_peer(layer, max(sizes), events, top.frame_bytes))
    return {
        "p50_ms": top.p50_ms,
        "p99_ms": top.p99_ms,
        "us_per_recipient": top.us_per_recipient,
        "cpu_s": top.cpu_s,
        "screens": top.screens,
        "profile": top.server,
        "machine": machine(),
        "runs": [asdict(run) for run in runs],
    }


def main() -> int:
    """Measure, print a line for each stretch, then the JSON line."""
    parser = argparse.ArgumentParser(description="Measure one act on its way to every live screen.")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of screens")
    parser.add_argument("--profile", choices=[*PROFILES, "both"], default="both")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--alone", action="store_true", help="neither stalled screens nor the usual way")
    parser.add_argument("--save", action="store_true", help="keep the result for bench.report")
    options = parser.parse_args()
    prepare_process()
    profiles = [SERVER, EMBEDDED] if options.profile == "both" else [options.profile]
    sizes = [int(size) for size in options.sizes.split(",")]
    try:
        result = asyncio.run(measure_all(profiles, sizes, options.events, not options.alone))
    except LoadError as error:
        print(error, file=sys.stderr)
        return 1
    if options.save:
        write_results("live", result)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())

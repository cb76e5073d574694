"""What forwarding a packet costs: the embedded media server, livekit-server, and the least possible.

    python -m bench.media [--sizes 30,150,340,30x30] [--seconds 6] [--server embedded|livekit|both] [--rate 1]

For each size the highest rate is searched that both servers sustain without loss, and both are measured at
that rate. Size N is one speaker (720p camera in three layers, three microphones) before N subscribers; NxN is
a meeting of N who all send and receive small tiles. Figures are CPU microseconds per packet received. A
stretch in which packets were lost, or the generator, a thread or a core was above 90 %, is not counted.
"""

import argparse
import asyncio
import contextlib
import ctypes
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any

from bench._results import machine, write_results
from bench.load.engine import LoadError, load_library
from bench.load.floor import Floor, measure_floor
from bench.load.generator import Generator
from bench.load.measure import Run, measure
from bench.load.scene import Meeting, Scene, Speaker
from bench.load.search import HIGHEST, REAL_TIME, highest, lower
from bench.load.servers import EMBEDDED, LIVEKIT, Server, measurable, prepare_process, running

SIZES = "30,150,340,30x30"
HEADLINE = "150"
_PROBE_SECONDS = 2.0
_SETTLE_SECONDS, _SETTLE_TRIES = 1.0, 6
_WARM_UP_SECONDS = 2.0
_TRIES = 8
_DISTURBANCES = 3
# People join while less is sent: keyframes for so many at once are not what is measured here.
_JOINING_RATE = 0.25


@dataclass(frozen=True)
class Options:
    """How long a counted stretch is, and a rate that is not to be searched."""

    seconds: float
    rate: float | None


@dataclass
class Measured:
    """One server in one scene: the highest rate it sustains, its counted run, and one in real time."""

    sustained: float
    run: Run
    real_time: Run | None
    rss_per_subscriber_kb: float


@dataclass
class Stage:
    """A server with a full room, ready to be measured."""

    server: Server
    generator: Generator
    scene: Scene
    options: Options
    empty_kb: int

    async def at(self, rate: float, seconds: float) -> Run:
        """A run at a rate, made again while other work of the machine spoils it."""
        self.generator.engine.set_rate(rate)
        for _ in range(_DISTURBANCES):
            await self._settle(rate)
            run = await measure(self.generator, self.server, self.scene, rate, seconds)
            tell(self.server.name, run)
            if not run.disturbed or self.options.rate is not None:
                break
        return run

    async def _settle(self, rate: float) -> None:
        """Until all receivers get all again: after too high a rate servers give less for a while."""
        for _ in range(_SETTLE_TRIES):
            run = await measure(self.generator, self.server, self.scene, rate, _SETTLE_SECONDS)
            if run.steady:
                return

    async def sustained(self) -> float:
        """The highest rate without a problem, by short probes."""

        async def holds(rate: float) -> bool:
            return not (await self.at(rate, _PROBE_SECONDS)).problems

        return await highest(holds)

    async def counted(self, rate: float) -> Run:
        """A full run at a rate or, when that has a problem, at the next lower one that has none."""
        for _ in range(_TRIES):
            run = await self.at(rate, self.options.seconds)
            if not run.problems or self.options.rate is not None:
                return run
            rate = lower(rate)
        raise LoadError(f"{self.server.name} with {self.scene.name}: {', '.join(run.problems)}")

    def rss_per_subscriber_kb(self) -> float:
        """Memory a receiver costs, in KB of 1024 bytes."""
        return round((self.server.resident_kb() - self.empty_kb) / self.scene.receivers, 1)


def tell(name: str, run: Run) -> None:
    """One line for people."""
    print(
        f"   {name:9} rate {run.rate:5.2f}  {run.packets / run.seconds:8.0f} packets/s"
        f"  {run.us_per_packet:6.2f} us/packet  p99 {run.latency_p99_ms:6.1f} ms"
        f"  CPU in {run.seconds:.0f} s: server {run.server_cpu_s:5.2f} s,"
        f" generator {run.generator_cpu_s:5.2f} s, others {run.others_cpu_s:5.2f} s,"
        f" busiest core {run.busiest_core:4.0%}"
        f"  {'INVALID: ' if run.problems else 'valid'}{', '.join(run.problems)}",
        flush=True,
    )


@contextlib.asynccontextmanager
async def stage(library: ctypes.CDLL, name: str, scene: Scene, options: Options) -> AsyncIterator[Stage]:
    """A server in its own process with the scene's people in a room."""
    with running(name) as server:
        async with Generator(library) as generator:
            await scene.open(generator, server)
            await asyncio.sleep(_SETTLE_SECONDS)
            empty_kb = server.resident_kb()
            generator.engine.set_rate(options.rate or _JOINING_RATE)
            await scene.fill(generator, server)
            await asyncio.sleep(_WARM_UP_SECONDS)
            try:
                yield Stage(server, generator, scene, options, empty_kb)
            finally:
                await scene.close()


async def examine(
    library: ctypes.CDLL,
    name: str,
    size: str,
    options: Options,
    ceiling: float = HIGHEST,
    known: float = 0.0,
) -> Measured:
    """One server in one scene, counted at the highest rate it sustains, at most `ceiling`.

    `known` is that rate when it was found before; also counted in real time if it sustains that.
    """
    async with stage(library, name, scene_of(size), options) as ready:
        sustained = options.rate or known or await ready.sustained()
        run = await ready.counted(min(sustained, ceiling))
        real_time = run if run.rate == REAL_TIME else None
        if real_time is None and sustained >= REAL_TIME and options.rate is None:
            real_time = await ready.at(REAL_TIME, options.seconds)
        return Measured(sustained, run, real_time, ready.rss_per_subscriber_kb())


def scene_of(size: str) -> Scene:
    """The scene of a size; raises ValueError."""
    number, _, other = size.partition("x")
    return Meeting(int(number)) if other else Speaker(int(number))


async def compare(library: ctypes.CDLL, size: str, names: list[str], options: Options) -> dict[str, Measured]:
    """Each server, all counted at the same rate: the highest that every one of them sustains."""
    found: dict[str, Measured] = {}
    for name in names:
        found[name] = await examine(library, name, size, options, min(_rates(found), default=HIGHEST))
    while stale := [name for name, each in found.items() if each.run.rate > min(_rates(found))]:
        again = stale[0]
        known = found[again].sustained
        found[again] = await examine(library, again, size, options, min(_rates(found)), known)
    return found


def _rates(found: dict[str, Measured]) -> list[float]:
    return [each.run.rate for each in found.values()]


def figures(scene: Scene, found: dict[str, Measured], floor: Floor) -> dict[str, Any]:
    """The results of one size under the keys of the JSON line."""
    embedded, livekit = found.get(EMBEDDED), found.get(LIVEKIT)
    main = embedded or livekit
    assert main is not None
    us = {name: round(each.run.us_per_packet, 2) for name, each in found.items()}
    ours = us.get(EMBEDDED)
    return {
        "embedded_us_per_packet": ours,
        "livekit_us_per_packet": us.get(LIVEKIT),
        "ratio": round(ours / us[LIVEKIT], 3) if ours is not None and livekit else None,
        "floor_us_per_packet": round(floor.us_per_packet, 2),
        "floor_ratio": round(ours / floor.us_per_packet, 3) if ours is not None else None,
        "loss": main.run.lost,
        "forward_latency_p50_ms": round(main.run.latency_p50_ms, 2),
        "forward_latency_p99_ms": round(main.run.latency_p99_ms, 2),
        "rss_per_subscriber_kb": main.rss_per_subscriber_kb,
        "rate": round(main.run.rate, 3),
        "packets_per_second": round(main.run.packets / main.run.seconds),
        "receivers": scene.receivers,
        "servers": {name: asdict(each) for name, each in found.items()},
    }


async def measure_size(library: ctypes.CDLL, size: str, names: list[str], options: Options) -> dict[str, Any]:
    """The results of one size, told as they come."""
    scene = scene_of(size)
    print(f"== {size}: {scene.packets_per_second} packets/s out in real time", flush=True)
    found = await compare(library, size, names, options)
    rate = min(each.run.rate for each in found.values())
    floor = await measure_floor(library, scene, rate, options.seconds / 2)
    told = figures(scene, found, floor)
    print(
        f"   {size} at rate {rate:.2f}: embedded {told['embedded_us_per_packet']},"
        f" livekit-server {told['livekit_us_per_packet']}, floor {told['floor_us_per_packet']} us/packet",
        flush=True,
    )
    return told


async def measure_all(sizes: list[str], names: list[str], options: Options) -> dict[str, Any]:
    """The JSON line. Raises LoadError."""
    library = load_library()
    results = {size: await measure_size(library, size, names, options) for size in sizes}
    headline = results.get(HEADLINE) or next(iter(results.values()))
    top = {name: value for name, value in headline.items() if name != "servers"}
    return {**top, "machine": machine(), "sizes": results}


def main() -> int:
    """Measure, print a line for each run, then the JSON line."""
    parser = argparse.ArgumentParser(description="Measure what forwarding a packet costs.")
    parser.add_argument("--sizes", default=SIZES, help=f"comma separated, default {SIZES}")
    parser.add_argument("--seconds", type=float, default=6.0, help="of a counted run, default 6")
    parser.add_argument("--server", choices=(EMBEDDED, LIVEKIT, "both"), default="both")
    parser.add_argument("--rate", type=float, help="of all packets, 1 being real time; not searched then")
    parser.add_argument("--save", action="store_true", help="keep the results for bench.report")
    arguments = parser.parse_args()
    prepare_process()
    names = measurable(arguments.server)
    try:
        options = Options(arguments.seconds, arguments.rate)
        result = asyncio.run(measure_all(arguments.sizes.split(","), names, options))
    except (LoadError, ValueError) as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 1
    if arguments.save:
        write_results("media", result)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How long sites wait when a whole meeting comes in at once, and what a join costs.

    python -m bench.joins [--sites 168] [--seconds 10] [--rate 1] [--server embedded|livekit|both]

A speaker with a camera and three microphones are in the room. The sites join evenly spread over the seconds,
each from a new TCP connection: signalling, ICE, DTLS, data channels. Measured is the time from the beginning
of the TCP connection to the first packet of sound or picture, and the CPU of the server for a join, over what
the same room cost just after.
Sites publish nothing until they are given the floor.
"""

import argparse
import asyncio
import ctypes
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from bench._results import machine, write_results
from bench.load.client import Client, Wish
from bench.load.engine import LoadError, load_library
from bench.load.generator import Generator
from bench.load.measure import LIMIT
from bench.load.scene import MICROPHONES, Speaker
from bench.load.servers import EMBEDDED, LIVEKIT, Server, cpu_seconds, measurable, prepare_process, running

SITES, SECONDS = 168, 10.0
_SETTLE_SECONDS = 1.0
_PATIENCE = 30.0


@dataclass(frozen=True)
class Joins:
    """One server's figures. `problems` is empty when they may be counted."""

    p50_ms: float
    p99_ms: float
    picture_p99_ms: float
    cpu_ms_per_join: float
    generator_cpu_share: float
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Options:
    """How many sites join in how many seconds, and the rate of the media meanwhile (1 is real time)."""

    sites: int
    seconds: float
    rate: float


async def measure_joins(library: ctypes.CDLL, name: str, options: Options) -> Joins:
    """Let the sites join one server. Raises LoadError."""
    with running(name) as server:
        async with Generator(library) as generator:
            generator.engine.set_rate(options.rate)
            scene = Speaker(options.sites)
            await scene.open(generator, server)
            await asyncio.sleep(_SETTLE_SECONDS)
            scene.people = [Client(generator, Wish()) for _ in range(options.sites)]
            costs = await _join_all(generator, server, scene, options)
            joins = _judged(scene, costs, options)
            await scene.close()
            return joins


@dataclass(frozen=True)
class _Costs:
    joining_cpu_s: float
    generator_share: float


async def _join_all(generator: Generator, server: Server, scene: Speaker, options: Options) -> _Costs:
    """The CPU of the joins alone: forwarding is taken off at what it costs right afterwards."""
    before = _reading(generator, server)
    await _spread(server, scene, options.seconds)
    await generator.until(scene.streams, _PATIENCE)
    joined = _reading(generator, server)
    await asyncio.sleep(_SETTLE_SECONDS)
    after = _reading(generator, server)
    per_packet = (after.cpu - joined.cpu) / max(1, after.packets - joined.packets)
    forwarding = per_packet * (joined.packets - before.packets)
    share = (joined.generator - before.generator) / (joined.at - before.at)
    return _Costs(joined.cpu - before.cpu - forwarding, share)


@dataclass(frozen=True)
class _Reading:
    at: float
    cpu: float
    generator: float
    packets: int


def _reading(generator: Generator, server: Server) -> _Reading:
    packets = sum(generator.engine.totals().packets)
    return _Reading(time.monotonic(), server.cpu_seconds(), cpu_seconds(os.getpid()), packets)


async def _spread(server: Server, scene: Speaker, seconds: float) -> None:
    tokens = [server.token(f"site{number}", scene.name) for number in range(len(scene.people))]
    began = time.monotonic()
    joining = []
    for number, (client, token) in enumerate(zip(scene.people, tokens, strict=True)):
        due = began + seconds * number / len(tokens)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        joining.append(asyncio.create_task(client.connect(server.url, token)))
    await asyncio.gather(*joining)


def _judged(scene: Speaker, costs: _Costs, options: Options) -> Joins:
    waits = sorted((each.first_media_ns() - each.connect_ns) / 1e6 for each in scene.people)
    pictures = sorted((each.first_picture_ns() - each.connect_ns) / 1e6 for each in scene.people)
    troubles = {
        f"generator at {costs.generator_share:.0%} of a core": costs.generator_share > LIMIT,
        "a site's session ended": any(client.failure for client in scene.everybody),
    }
    return Joins(
        _share(waits, 0.5),
        _share(waits, 0.99),
        _share(pictures, 0.99),
        round(max(0.0, costs.joining_cpu_s) * 1000 / options.sites, 2),
        round(costs.generator_share, 3),
        tuple(text for text, wrong in troubles.items() if wrong),
    )


def _share(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


async def measure_all(names: list[str], options: Options) -> dict[str, Any]:
    """The JSON line. Raises LoadError."""
    library = load_library()
    found = {}
    for name in names:
        found[name] = joins = await measure_joins(library, name, options)
        print(
            f"{name:9} first media after {joins.p50_ms:.0f} ms (p50), {joins.p99_ms:.0f} ms (p99),"
            f" first picture {joins.picture_p99_ms:.0f} ms (p99),"
            f" {joins.cpu_ms_per_join:.1f} ms of CPU for a join,"
            f" generator at {joins.generator_cpu_share:.0%}  {', '.join(joins.problems) or 'ok'}",
            flush=True,
        )
    ours, other = found.get(EMBEDDED), found.get(LIVEKIT)
    return {
        "p50_ms": ours and ours.p50_ms,
        "p99_ms": ours and ours.p99_ms,
        "cpu_ms_per_join": ours and ours.cpu_ms_per_join,
        "livekit_p50_ms": other and other.p50_ms,
        "livekit_p99_ms": other and other.p99_ms,
        "livekit_cpu_ms_per_join": other and other.cpu_ms_per_join,
        **asdict(options),
        "microphones": MICROPHONES,
        "machine": machine(),
        "servers": {name: asdict(joins) for name, joins in found.items()},
    }


def main() -> int:
    """Measure, print a line for each server, then the JSON line."""
    parser = argparse.ArgumentParser(description="Measure a meeting's sites joining at once.")
    parser.add_argument("--sites", type=int, default=SITES)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="within which they join")
    parser.add_argument("--rate", type=float, default=1.0, help="of the media meanwhile, 1 being real time")
    parser.add_argument("--server", choices=(EMBEDDED, LIVEKIT, "both"), default="both")
    parser.add_argument("--save", action="store_true", help="keep the results for bench.report")
    arguments = parser.parse_args()
    prepare_process()
    names = measurable(arguments.server)
    try:
        options = Options(arguments.sites, arguments.seconds, arguments.rate)
        result = asyncio.run(measure_all(names, options))
    except LoadError as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 1
    if arguments.save:
        write_results("joins", result)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())

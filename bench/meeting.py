"""A whole meeting of many sites, played through the API at a rate that waits for nobody.

    python -m bench.meeting [--sites 10,34,40,168,340] [--seconds 120] [--profile server|embedded] [--save]

34 sites have 600 people, 168 have 3,000, others as many in proportion. A quarter of the people and the
screens of all sites are live. Everybody checks in, 25 a second; the chair starts, opens the items, gives and
takes the floor; people ask for it; sites tell how many sit there; the layout changes. Measured is the time
from the moment when a command was due to its whole answer, and the CPU of all processes of the product.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bench._results import machine, write_results
from bench.load.calls import Act, Calls, caller, on_time, share
from bench.load.engine import LoadError
from bench.load.servers import prepare_process
from bench.load.stage import PROFILES, SERVER, Person, Stage, audience, others_seconds, settled, stage

SITES, SECONDS = (10, 34, 40, 168, 340), 120.0
NAMED = {34: 600, 168: 3000}
PEOPLE_A_SITE = 3000 / 168
CHECK_INS_A_SECOND = 25.0
LIVE_SHARE = 0.25
TURN_SECONDS, REQUEST_SECONDS, LAYOUT_SECONDS, ITEM_SECONDS = 5, 1, 10, 15
SNAPSHOTS = 10


@dataclass(frozen=True)
class Run:
    """One meeting. `waits` has p50 and p99 (ms) and the number of each kind of command.

    `live_p99_ms` is from the beginning of a command's transaction to the arrival of its frame at a screen;
    `late_ms` by how much the generator itself began a command too late; `others` is what the rest of the
    machine spent meanwhile, as a share of one core.
    """

    profile: str
    sites: int
    people: int
    live: int
    seconds: float
    commands: int
    p50_ms: float | None
    p99_ms: float | None
    errors: int
    first_error: str
    cpu_ms_per_command: float
    web_cpu_ms: float
    database_cpu_ms: float
    web_cpu_share: float
    rss_mb: float
    live_p50_ms: float | None
    live_p99_ms: float | None
    frames: int
    missing: int
    gaps: int
    closed: dict[str, int]
    snapshot_ms: float | None
    snapshot_cpu_ms: float
    snapshot_bytes: int
    late_ms: float
    others: float
    waits: dict[str, tuple[float | None, float | None, int]]


def people_of(sites: int) -> int:
    """How many people a meeting of so many sites has."""
    return NAMED.get(sites, round(sites * PEOPLE_A_SITE))


@dataclass
class Play:
    """The acts of the meeting, each with its second."""

    calls: Calls
    seconds: float
    asking: Iterator[Person]

    def acts(self) -> Iterator[tuple[float, Act]]:
        """All of them."""
        house = self.calls.house
        coming = house.people[: int(self.seconds * CHECK_INS_A_SECOND)]
        yield 0.5, self._by(house.chair, "start", {"reason": "members check in meanwhile"})
        for n, person in enumerate(coming):
            mode = "online" if n % 5 == 0 else "in_person"
            yield n / CHECK_INS_A_SECOND, self._by(person, "check-in", {"mode": mode})
        for n, site in enumerate(house.sites):
            body = {"count": n % 30}
            yield (
                1 + n * (self.seconds - 1) / len(house.sites),
                self._by(site, f"sites/{site.id}/headcount", body),
            )
        for n, item in enumerate(house.items):
            if ITEM_SECONDS * n + 3.5 < self.seconds:  # between turns, which another item would end
                yield ITEM_SECONDS * n + 3.5, self._by(house.chair, f"items/{item}/open")
        for second in range(2, int(self.seconds), REQUEST_SECONDS):
            yield (
                second + 0.3,
                self._by(next(self.asking), "speak-requests", {"item_id": house.items[-1]}),
            )
        for second in range(4, int(self.seconds), TURN_SECONDS):
            yield second + 0.7, self._turn
        for second in range(3, int(self.seconds), LAYOUT_SECONDS):
            mode = "grid" if second // LAYOUT_SECONDS % 2 else "chair"
            yield second + 0.1, self._by(house.chair, "layout", {"mode": mode})

    def _by(self, who: Person, name: str, body: dict[str, Any] | None = None) -> Act:
        async def act(due: float) -> Any:
            return await self.calls.act(who, name, body, due)

        return act

    async def _turn(self, due: float) -> None:
        """The chair gives the floor to who asks now, and takes it back."""
        house = self.calls.house
        body = {"item_id": house.items[-1], "queue": "speaking", "priority": "urgent"}
        asked = await self.calls.act(next(self.asking), "speak-requests", body, due)
        if asked is not None:
            await self.calls.act(house.chair, f"speak-requests/{asked['id']}/grant", {"limit_seconds": 180})
            await asyncio.sleep(TURN_SECONDS / 2)
            await self.calls.act(house.chair, "floor/end")


async def measure(profile: str, sites: int, longest: float) -> Run:
    """One meeting, from the first check-in to the last. Raises LoadError."""
    people = people_of(sites)
    seconds = min(longest, people / CHECK_INS_A_SECOND)
    with stage(profile, sites, people) as scene:
        house, calls = scene.house, caller(scene.product.url, scene.house)
        async with calls.session:
            taken = json.loads(await calls.read(house.chair, "snapshot"))
            live = [*house.sites, *house.people[: int(people * LIVE_SHARE)]]
            path, cookies = f"{house.live}?after={taken['seq']}", [house.cookie_of(one) for one in live]
            async with audience(scene.product.port, path, cookies) as screens:
                await settled(lambda: scene.spent().web)
                started = (await screens.report())["cpu_s"]
                before, machine_before, began = scene.spent(), others_seconds(), time.monotonic()
                asking = random.Random(sites).sample(house.people, len(house.people))
                late = await on_time(list(Play(calls, seconds, iter(asking)).acts()))
                spent, took = scene.spent().since(before), time.monotonic() - began
                others = others_seconds() - machine_before - spent.whole
                told = await screens.whole()
                others -= told["cpu_s"] - started
                looked = await look_in(scene, calls)
    waits = [wait for some in calls.waits.values() for wait in some]
    delays = [delay for event in told["events"].values() for delay in event["delays"]]
    commands = len(waits)
    return Run(
        profile=profile,
        sites=sites,
        people=people,
        live=len(live),
        seconds=round(seconds, 1),
        commands=commands,
        p50_ms=share(waits, 0.5),
        p99_ms=share(waits, 0.99),
        errors=len(calls.errors),
        first_error=next(iter(calls.errors), ""),
        cpu_ms_per_command=round(spent.whole * 1000 / commands, 2),
        web_cpu_ms=round(spent.web * 1000 / commands, 2),
        database_cpu_ms=round(spent.database * 1000 / commands, 2),
        web_cpu_share=round(spent.web / seconds, 3),
        live_p50_ms=share(delays, 0.5),
        live_p99_ms=share(delays, 0.99),
        frames=len(delays),
        missing=_missing(told, len(live)),
        gaps=told["gaps"],
        closed=told["closed"],
        late_ms=round(late * 1000, 1),
        others=round(others / took, 2),
        waits={name: (share(some, 0.5), share(some, 0.99), len(some)) for name, some in calls.waits.items()},
        **looked,
    )


def _missing(told: dict[str, Any], live: int) -> int:
    """Frames that did not come to a screen although they came to all others of its kind."""
    everybodys = [event for event in told["events"].values() if len(event["delays"]) > live / 2]
    return sum(live - len(event["delays"]) for event in everybodys)


async def look_in(scene: Stage, calls: Calls) -> dict[str, Any]:
    """What it costs that people look in for the first time: as many snapshots, one after the other."""
    waits, size, before = [], 0, scene.spent()
    for person in scene.house.people[-SNAPSHOTS:]:
        began = time.monotonic()
        size = len(await calls.read(person, "snapshot"))
        waits.append((time.monotonic() - began) * 1000)
    return {
        "snapshot_ms": share(waits, 0.5),
        "snapshot_cpu_ms": round(scene.spent().since(before).whole * 1000 / SNAPSHOTS, 1),
        "snapshot_bytes": size,
        "rss_mb": scene.resident_mb(),
    }


async def measure_all(profile: str, sizes: list[int], longest: float) -> dict[str, Any]:
    """The JSON line. Raises LoadError."""
    runs = []
    for sites in sizes:
        run = await measure(profile, sites, longest)
        runs.append(run)
        print(
            f"{run.sites:4} sites, {run.people} people, {run.live} live: {run.commands} commands in"
            f" {run.seconds:g} s, p50 {run.p50_ms} ms, p99 {run.p99_ms} ms, {run.errors} errors,"
            f" {run.cpu_ms_per_command} ms of CPU for each (web at {run.web_cpu_share:.0%} of a core),"
            f" screens p99 {run.live_p99_ms} ms, snapshot {run.snapshot_cpu_ms} ms of CPU,"
            f" {run.snapshot_bytes / 1e6:.1f} MB, {run.rss_mb:.0f} MB resident",
            flush=True,
        )
        if run.first_error:
            print(f"     {run.first_error}", flush=True)
    top = next((run for run in runs if run.sites == 168), runs[-1])
    return {
        "p99_ms": top.p99_ms,
        "errors": top.errors,
        "cpu_ms_per_command": top.cpu_ms_per_command,
        "rss_mb": top.rss_mb,
        "snapshot_ms": top.snapshot_ms,
        "snapshot_bytes": top.snapshot_bytes,
        "sites": top.sites,
        "people": top.people,
        "profile": profile,
        "machine": machine(),
        "runs": [asdict(run) for run in runs],
    }


def main() -> int:
    """Measure, print a line for each meeting, then the JSON line."""
    parser = argparse.ArgumentParser(description="Play whole meetings through the API.")
    parser.add_argument("--sites", default=",".join(map(str, SITES)), help="sizes of meetings")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="the longest that one is played")
    parser.add_argument("--profile", choices=list(PROFILES), default=SERVER)
    parser.add_argument("--save", action="store_true", help="keep the result for bench.report")
    options = parser.parse_args()
    prepare_process()
    sizes = [int(size) for size in options.sites.split(",")]
    try:
        result = asyncio.run(measure_all(options.profile, sizes, options.seconds))
    except LoadError as error:
        print(error, file=sys.stderr)
        return 1
    if options.save:
        write_results("meeting", result)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What happens to the line in each run, and what is measured of it."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.link.engines import Engine, token
from tests.link.measure import Timeline
from tests.link.model import PROTOCOLS, Impairment
from tests.link.network import Link
from tests.link.people import Person, actor, browser, chromium_inside, page_person

SDK, PAGE = "sdk", "chromium"
SEED = 20
# What any line over some distance has.
_DELAY = 20.0
_UDP = frozenset({PROTOCOLS["udp"]})


@dataclass(frozen=True)
class Pace:
    """How long is looked at: `window` of a lasting impairment, `settle` before that, in seconds."""

    window: float
    settle: float


SHORT, FULL = Pace(6, 4), Pace(15, 8)


@dataclass
class Stage:
    """A room with people on both sides of the link. Without `near` nobody looks at what comes up."""

    link: Link
    far: Person
    near: Person | None
    pace: Pace

    async def all_flow(self, since: float, within: float) -> None:
        for person in (self.far, self.near):
            if person is not None:
                await person.flows(since, within)

    async def all_live_until(self, moment: float) -> None:
        for person in (self.far, self.near):
            if person is not None:
                await person.lives_until(moment)


@dataclass(frozen=True)
class Moments:
    """From when to when is judged; `good` is when the line was whole again, None for a lasting impairment."""

    begin: float
    end: float
    good: float | None = None


@dataclass(frozen=True)
class Scenario:
    """`act` does it to the line; `before` is the state of the line in which people join.

    With `large` the near person's camera comes in three layers, and the far one only watches.
    """

    name: str
    title: str
    act: Callable[[Stage], Awaitable[Moments]]
    before: Impairment = field(default_factory=Impairment)
    large: bool = False
    # How many runs a comparison needs: which packets are lost, or when a client tries anew, is chance.
    runs: int = 1


@dataclass(frozen=True)
class Outcome:
    """What one person got. Times in seconds; the times back are None where the line did not break."""

    freezes: int
    longest_freeze: float
    frozen: float
    frames_per_second: float
    width: int
    concealed: float
    picture_back: float | None
    sound_back: float | None
    rejoined: int

    def rounded(self) -> dict[str, Any]:
        """For JSON."""
        return {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(self).items()}


def median_of(outcomes: Sequence[Outcome]) -> Outcome:
    """The median of several runs, figure by figure; a time back that some run lacks is None."""
    medians: dict[str, Any] = {}
    for name in Outcome.__dataclass_fields__:
        figures = [getattr(each, name) for each in outcomes]
        medians[name] = None if None in figures else statistics.median_low(figures)
    return Outcome(**medians)


def _outcome(line: Timeline, moments: Moments) -> Outcome:
    freezes = line.freezes(moments.begin, moments.end)
    begin, good = moments.begin, moments.good
    return Outcome(
        freezes=freezes.count,
        longest_freeze=freezes.longest,
        frozen=freezes.total,
        frames_per_second=freezes.rate,
        width=line.width(begin, moments.end),
        concealed=line.concealment(begin, moments.end),
        picture_back=None if good is None else line.picture_back(begin, good),
        sound_back=None if good is None else line.sound_back(begin, good),
        rejoined=sum(at >= begin and name == "connected" for at, name in line.events),
    )


async def _lasting(stage: Stage, down: Impairment, up: Impairment) -> Moments:
    await stage.link.impair(down, up)
    begin = time.monotonic() + stage.pace.settle
    await stage.all_live_until(begin + stage.pace.window)
    return Moments(begin, begin + stage.pace.window)


async def _lossy(stage: Stage) -> Moments:
    state = Impairment(loss=0.05, delay_ms=_DELAY, jitter_ms=100)
    return await _lasting(stage, state, state)


async def _narrow(stage: Stage) -> Moments:
    delay = Impairment(delay_ms=_DELAY)
    return await _lasting(stage, Impairment(delay_ms=_DELAY, rate_kbit=500), delay)


async def _without_udp(stage: Stage) -> Moments:
    return await _lasting(stage, _NO_UDP, _NO_UDP)


def _blackout(seconds: float) -> Callable[[Stage], Awaitable[Moments]]:
    async def act(stage: Stage) -> Moments:
        begin = time.monotonic()
        good = await stage.link.blackout(seconds)
        return await _recovered(stage, begin, good, 90)

    return act


async def _other_address(stage: Stage) -> Moments:
    begin = time.monotonic()
    good = stage.link.change_address()
    return await _recovered(stage, begin, good, 90)


async def _recovered(stage: Stage, begin: float, good: float, within: float) -> Moments:
    """Wait until all flows for good: what is lost with an old address is noticed only seconds later.

    What does not come back within that time is told by the outcome.
    """
    with contextlib.suppress(AssertionError):
        await stage.all_flow(good + 1.0, within)
    return Moments(begin, time.monotonic(), good)


_CLEAR = Impairment(delay_ms=_DELAY)
_NO_UDP = Impairment(delay_ms=_DELAY, blocked_protocols=_UDP)

SCENARIOS = {
    each.name: each
    for each in (
        Scenario("lossy", "5 % loss and 100 ms jitter, both ways", _lossy, _CLEAR, runs=3),
        Scenario("narrow", "500 kbit/s towards the client", _narrow, _CLEAR, large=True),
        Scenario("blackout-3", "3 s blackout", _blackout(3), _CLEAR),
        Scenario("blackout-30", "30 s blackout", _blackout(30), _CLEAR, runs=3),
        Scenario("address", "the client's address changes", _other_address, _CLEAR),
        Scenario("no-udp", "UDP blocked, joining over TCP", _without_udp, _NO_UDP),
    )
}


@contextlib.asynccontextmanager
async def _people(
    link: Link, kind: str, scenario: Scenario, folder: Path
) -> AsyncIterator[tuple[Person, Person | None]]:
    """The person behind the link, and the one near the server if that one watches too."""
    room = f"{scenario.name}-{kind}"
    one_way = scenario.large or kind == PAGE
    near_roles = ["publish", *(["large"] * scenario.large), *(["subscribe"] * (not one_way))]
    far_roles = ["subscribe", *(["publish"] * (not one_way))]
    async with contextlib.AsyncExitStack() as stack:
        enter = stack.enter_async_context
        near = await enter(actor(link, link.near, "near", token("near", room), ",".join(near_roles)))
        if kind == PAGE:
            started = await enter(browser(chromium_inside(link, link.far, folder)))
            far = await enter(page_person(started, "far", token("far", room)))
        else:
            far = await enter(actor(link, link.far, "far", token("far", room), ",".join(far_roles)))
        yield far, None if one_way else near


async def run(
    scenario: Scenario, engine_name: str, kind: str, pace: Pace, folder: Path, phase: float = 0.0
) -> dict[str, Outcome]:
    """One run on one engine: outcomes by direction (`down` to the far client, `up` from it).

    `phase` (seconds) is how much later it happens to the line: clients try anew by clocks that began to run
    when they joined, so where in such a cycle a break falls decides when they are back.
    Raises AssertionError when picture and sound do not flow before it begins.
    """
    async with Link(SEED) as link, Engine(engine_name, link, folder):
        await link.impair(scenario.before, scenario.before)
        async with _people(link, kind, scenario, folder) as (far, near):
            stage = Stage(link, far, near, pace)
            await stage.all_flow(time.monotonic(), 60)
            await asyncio.sleep(phase)
            moments = await scenario.act(stage)
            outcomes = {"down": _outcome(far.timeline, moments)}
            if near is not None:
                outcomes["up"] = _outcome(near.timeline, moments)
            return outcomes

"""The whole product with a meeting of many people in it, its screens, and what the machine spends on it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.load.engine import LoadError
from bench.load.servers import core_seconds, cpu_seconds
from deploy.plan import ROOT
from tests.product import Product, running
from tests.services import postgres, redis_server

SERVER, EMBEDDED = "server", "embedded"
PROFILES = {SERVER: "PostgreSQL and Redis", EMBEDDED: "SQLite, one machine"}
MAKING_SECONDS = 300
REPORT_SECONDS = 150.0
SETTLE_SECONDS, MOST_IDLE, MOST_SETTLING = 2.0, 5, 60
RESTING_SHARE = 0.2  # of a core
_TICKS = os.sysconf("SC_CLK_TCK")
_LONGEST_LINE = 256 * 1024 * 1024


@dataclass(frozen=True)
class Person:
    """Somebody or some site of the meeting (`id` of the participant or the site), signed in."""

    id: str
    session: str


@dataclass(frozen=True)
class House:
    """The meeting that was made (bench.load.people)."""

    meeting: str
    cookie: str
    items: list[str]
    sites: list[Person]
    chair: Person
    secretary: Person
    people: list[Person]

    @property
    def live(self) -> str:
        """The path of the meeting's live socket, from the last event on."""
        return f"/api/meetings/{self.meeting}/live"

    def cookie_of(self, person: Person) -> str:
        return f"{self.cookie}={person.session}"


@dataclass(frozen=True)
class Spent:
    """CPU seconds, user and system, of the web process, the database, Redis and the product's other parts."""

    web: float
    database: float
    redis: float
    others: float

    @property
    def whole(self) -> float:
        return self.web + self.database + self.redis + self.others

    def since(self, before: Spent) -> Spent:
        pairs = zip(vars(self).values(), vars(before).values(), strict=True)
        return Spent(*(round(now - was, 3) for now, was in pairs))


@dataclass(frozen=True)
class Stage:
    """A product that runs, with its meeting."""

    product: Product
    house: House

    def spent(self) -> Spent:
        """What its processes have spent so far. Raises LoadError when the web process has ended."""
        found, parents = {}, {}
        for number, words in _processes():
            found[number], parents[number] = words, int(words[1])
        parts = dict.fromkeys(("web", "database", "redis", "others"), 0.0)
        for number, words in found.items():
            part = _part(number, words[0], parents, self.product.process.pid)
            if part:
                parts[part] += sum(int(words[n]) for n in (11, 12, 13, 14)) / _TICKS
        if not parts["web"]:
            raise LoadError(f"the web process has ended\n{self.product.tail()}")
        return Spent(**parts)

    def resident_mb(self) -> float:
        """Resident memory of the web process, MB of 10^6 bytes."""
        return round(self.product.part("web").memory_info().rss / 1e6, 1)


def _processes() -> Iterator[tuple[int, list[str]]]:
    """Every process: its number, and its status line without the number, the name first."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):  # it may end meanwhile
                head, _, rest = (folder / "stat").read_text().rpartition(")")
                words = rest.split()
                yield int(folder.name), [head.partition("(")[2], words[1], *words[2:]]


def _part(number: int, name: str, parents: Mapping[int, int], launcher: int) -> str | None:
    """Which part of the product a process is; None when it is none of it."""
    line = [number]
    while line[-1] in parents and line[-1] not in {launcher, os.getpid()}:
        line.append(parents[line[-1]])
    if line[-1] == launcher:
        return "web" if _runs(number, "deploy.web") else "others"
    if line[-1] == os.getpid() and name in {"postgres", "redis-server"}:
        return "database" if name == "postgres" else "redis"
    return None


def _runs(number: int, module: str) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_bytes().rstrip(b"\0").endswith(module.encode())
    return False


def others_seconds() -> float:
    """CPU seconds of the whole machine so far but for this process: less what is ours, what others did."""
    return sum(busy for busy, _ in core_seconds()) - cpu_seconds(os.getpid())


async def settled(spent: Callable[[], float]) -> None:
    """Wait until a server rests: connections are answered sooner than everything is done for them.

    `spent` tells its CPU seconds. Raises LoadError when it never rests.
    """
    before = spent()
    for _ in range(MOST_SETTLING):
        await asyncio.sleep(SETTLE_SECONDS)
        now = spent()
        if now - before < RESTING_SHARE * SETTLE_SECONDS:
            return
        before = now
    raise LoadError("the server does not come to rest")


@contextlib.contextmanager
def stage(profile: str, sites: int, people: int) -> Iterator[Stage]:
    """The product in that profile with a published meeting; all of it gone afterwards. Raises LoadError."""
    with contextlib.ExitStack() as stack:
        if profile == SERVER:
            url, cache = stack.enter_context(postgres()), stack.enter_context(redis_server())
            stack.enter_context(_environment({"DATABASE_URL": url, "REDIS_URL": cache}))
        else:
            stack.enter_context(_environment({"DATABASE_URL": "", "REDIS_URL": ""}))
        product = stack.enter_context(running({"ECABINET_DEMO": "0", "LOG_LEVEL": "WARNING"}))
        yield Stage(product, _make_house(product, sites, people))


@contextlib.contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _make_house(product: Product, sites: int, people: int) -> House:
    command = [sys.executable, "-m", "bench.load.people", "--sites", str(sites), "--people", str(people)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=dict(product.environment),
        capture_output=True,
        text=True,
        timeout=MAKING_SECONDS,
        check=False,
    )
    if done.returncode:
        raise LoadError(f"the meeting could not be made:\n{done.stderr[-2000:]}")
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for name in ("sites", "people"):
        made[name] = [Person(**each) for each in made[name]]
    for name in ("chair", "secretary"):
        made[name] = Person(**made[name])
    return House(**made)


@dataclass
class Audience:
    """Live screens in a process of their own."""

    process: asyncio.subprocess.Process
    opened: dict[str, Any]

    async def report(self) -> dict[str, Any]:
        """What arrived since the last report (bench.load.screens)."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        return await _line(self.process)

    async def whole(self, frames: int = 0) -> dict[str, Any]:
        """The report when so many frames have come, or when nothing more has for a while."""
        told, idle = await self.report(), 0
        while True:
            await asyncio.sleep(SETTLE_SECONDS)
            more = await self.report()
            for seq, event in more["events"].items():
                known = told["events"].setdefault(seq, event)
                if known is not event:
                    known["delays"] += event["delays"]
            told = more | {"events": told["events"]}
            came = sum(len(event["delays"]) for event in told["events"].values())
            idle = 0 if more["events"] else idle + 1
            if idle and (came >= frames or idle > MOST_IDLE):
                return told


@contextlib.asynccontextmanager
async def audience(port: int, path: str, cookies: Sequence[str], stalled: int = 0) -> AsyncIterator[Audience]:
    """Screens on that socket, one for each cookie; the first `stalled` never read. Raises LoadError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.load.screens"),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    assert process.stdin is not None
    try:
        options = {"port": port, "path": path, "cookies": list(cookies), "stalled": stalled}
        process.stdin.write(json.dumps(options).encode() + b"\n")
        yield Audience(process, await _line(process))
    finally:
        process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    async with asyncio.timeout(REPORT_SECONDS):
        line = await process.stdout.readline()
    if not line:
        raise LoadError("the screens have ended")
    told: dict[str, Any] = json.loads(line)
    return told

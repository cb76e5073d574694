"""Two network namespaces and the link between them.

Servers run in the near namespace, clients in either. Namespaces bear the process that made them in their
names (its id and start time), so that those of a killed process are found and removed at the next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from tests.link.model import Impairment
from tests.link.relay import open_tun

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "badline"
NEAR_V4, FAR_V4, FAR_V4_NEXT = "10.213.0.1", "10.213.0.2", "10.213.0.3"
NEAR_V6, FAR_V6, FAR_V6_NEXT = "fd00:ec::1", "fd00:ec::2", "fd00:ec::3"
_COMMAND_SECONDS = 20
_ANSWER_SECONDS = 10.0
_DEVICE = "link0"
_numbers = itertools.count(1)


def _ip(*arguments: str) -> str:
    """Run `ip`; its output. Raises subprocess.CalledProcessError."""
    done = subprocess.run(
        ["ip", *arguments], capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=True
    )
    return done.stdout


def obstacle() -> str:
    """Why this process cannot make a link here, or an empty string."""
    if os.geteuid() != 0:
        return "namespaces and TUN devices need root"
    name = f"{PREFIX}-{_owner_mark()}-probe"
    try:
        os.close(open_tun(f"bl{os.getpid()}p"))
        _ip("netns", "add", name)
        _ip("netns", "del", name)
    except (OSError, subprocess.SubprocessError) as error:
        return f"this machine gives no TUN device or network namespace ({error})"
    return ""


def _owner_mark() -> str:
    process = psutil.Process()
    return f"{process.pid}-{int(process.create_time() * 100)}"


def _owner_lives(name: str) -> bool:
    _, pid, began, *_ = name.split("-")
    try:
        return int(psutil.Process(int(pid)).create_time() * 100) == int(began)
    except (psutil.NoSuchProcess, ValueError):
        return False


def remove_leftovers() -> list[str]:
    """Remove namespaces whose owners are gone, with what still runs in them; their names."""
    names = [line.split()[0] for line in _ip("netns", "list").splitlines()]
    orphans = [each for each in names if each.startswith(f"{PREFIX}-") and not _owner_lives(each)]
    for name in orphans:
        _remove_namespace(name)
    return orphans


def _remove_namespace(name: str) -> None:
    with contextlib.suppress(subprocess.CalledProcessError):  # it may be gone already
        for pid in _ip("netns", "pids", name).split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        _ip("netns", "del", name)


class Link:
    """A link that is up between `near` and `far`, names of namespaces. An asynchronous context manager."""

    def __init__(self, seed: int) -> None:
        number = next(_numbers)
        mark = _owner_mark()
        self.seed = seed
        self.near, self.far = (f"{PREFIX}-{mark}-{number}-{side}" for side in ("near", "far"))
        self._devices = [f"bl{os.getpid()}{side}{number}"[:15] for side in "nf"]
        self._relay: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Link:
        remove_leftovers()
        try:
            for name in (self.near, self.far):
                _ip("netns", "add", name)
            await self._start_relay()
            for name, device in zip((self.near, self.far), self._devices, strict=True):
                _ip("link", "set", device, "netns", name, "name", _DEVICE)
                _ip("-n", name, "link", "set", "lo", "up")
            self._address(self.near, "add", NEAR_V4, NEAR_V6)
            self._address(self.far, "add", FAR_V4, FAR_V6)
            for name in (self.near, self.far):
                _ip("-n", name, "link", "set", _DEVICE, "up")
                _ip("-n", name, "route", "add", "default", "dev", _DEVICE)
        except BaseException:
            await self._remove()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._remove()

    def _address(self, namespace: str, action: str, v4: str, v6: str) -> None:
        _ip("-n", namespace, "addr", action, f"{v4}/24", "dev", _DEVICE)
        _ip("-n", namespace, "addr", action, f"{v6}/64", "dev", _DEVICE, *(["nodad"] * (action == "add")))

    async def _start_relay(self) -> None:
        self._relay = await asyncio.create_subprocess_exec(
            *("nice", "-n", "-15", sys.executable, "-m", "tests.link.relay", str(self.seed), *self._devices),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        await self._answer(_ANSWER_SECONDS)

    async def _remove(self) -> None:
        for name in (self.near, self.far):
            _remove_namespace(name)
        if self._relay is not None and self._relay.stdin is not None:
            self._relay.stdin.close()
            await asyncio.wait_for(self._relay.wait(), _ANSWER_SECONDS)

    def inside(self, namespace: str, command: Sequence[str]) -> list[str]:
        """The command line that runs `command` in a namespace; `ip` becomes that process itself.

        It goes before other work of the machine: what is looked at is the line, not how busy others are.
        """
        return ["nice", "-n", "-10", "ip", "netns", "exec", namespace, *command]

    async def _answer(self, within: float) -> dict[str, Any]:
        assert self._relay is not None
        assert self._relay.stdout is not None
        line = await asyncio.wait_for(self._relay.stdout.readline(), within)
        assert line, "the link's process ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def _ask(self, command: dict[str, Any], within: float = _ANSWER_SECONDS) -> dict[str, Any]:
        assert self._relay is not None
        assert self._relay.stdin is not None
        self._relay.stdin.write(json.dumps(command).encode() + b"\n")
        return await self._answer(within)

    async def impair(self, down: Impairment | None = None, up: Impairment | None = None) -> None:
        """Replace the state of both directions (down: near to far); None is a perfect line."""
        states = {"down": down or Impairment(), "up": up or Impairment()}
        await self._ask({"set": {name: state.to_json() for name, state in states.items()}})

    async def blackout(self, seconds: float) -> float:
        """Let nothing pass for so long; the moment (time.monotonic) from which packets pass again."""
        answer = await self._ask({"blackout": seconds}, seconds + _ANSWER_SECONDS)
        return float(answer["restored"])

    async def counts(self) -> dict[str, dict[str, int]]:
        """What became of the packets of `down` and `up`, by Fate."""
        return await self._ask({"counts": True})

    def change_address(self) -> float:
        """Take the far side's addresses and give it others; the moment that was done.

        What still bears an old address goes nowhere, as in another network.
        """
        self._address(self.far, "del", FAR_V4, FAR_V6)
        self._address(self.far, "add", FAR_V4_NEXT, FAR_V6_NEXT)
        _ip("-n", self.far, "route", "replace", "default", "dev", _DEVICE)
        for version, old in (("-4", FAR_V4), ("-6", FAR_V6)):
            _ip("-n", self.far, version, "rule", "add", "from", old, "blackhole")
        return time.monotonic()

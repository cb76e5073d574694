"""Keeps the garbage collector from stopping the web process while thousands look on.

A full look at everything takes 0.4 s with 2,000 sockets open, and Python does it whenever a quarter more has
come, so again and again while a meeting fills. Nearly all that goes is freed without it; so it is done only
when much may have been left behind: after many sockets closed, or when memory has grown.
"""

import asyncio
import contextlib
import gc
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass

# The youngest objects are looked at in a few ms; the oldest never by themselves.
THRESHOLDS = (2_000, 10, 1_000_000)
EVERY_SECONDS = 20.0
MANY_CLOSED = 200
MOST_GROWTH_MB = 128


@dataclass(frozen=True)
class Reading:
    """Open sockets, and the most memory that the process has held so far (MB)."""

    sockets: int
    peak_mb: float


def is_due(now: Reading, last: Reading, most_sockets: int) -> bool:
    """Whether everything is to be looked at; `last` was read then, `most_sockets` is the most since."""
    emptied = most_sockets - now.sockets >= MANY_CLOSED and now.sockets <= most_sockets // 2
    return emptied or now.peak_mb - last.peak_mb >= MOST_GROWTH_MB


class Pauses:
    """The one who decides when. `sockets` tells how many are open."""

    def __init__(self, sockets: Callable[[], int]) -> None:
        self._sockets = sockets
        self._most = 0
        self._last = Reading(0, 0.0)
        self._task: asyncio.Task[None] | None = None
        self._before = gc.get_threshold()

    async def start(self) -> None:
        """From now on everything is looked at only when that is due."""
        self._before = gc.get_threshold()
        self._look()
        gc.set_threshold(*THRESHOLDS)
        self._task = asyncio.create_task(self._watch(), name="pauses")

    async def stop(self) -> None:
        """Leave it to Python again."""
        gc.set_threshold(*self._before)
        gc.unfreeze()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            self.consider()

    def consider(self) -> bool:
        """Look at everything if that is due; whether it was."""
        now = self._reading()
        self._most = max(self._most, now.sockets)
        if not is_due(now, self._last, self._most):
            return False
        self._look()
        return True

    def _look(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._last = self._reading()
        self._most = self._last.sockets

    def _reading(self) -> Reading:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return Reading(self._sockets(), peak / (2**20 if sys.platform == "darwin" else 2**10))

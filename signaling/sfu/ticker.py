"""One timer for the whole process: periodic work of every peer and room hangs on it.

It also measures how late the event loop comes to its work.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from signaling.sfu.traffic import Histogram

logger = logging.getLogger(__name__)

_STEP = 0.02
# Upper bounds in seconds of the buckets of the loop's lateness.
LAG_BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
_WORST_WINDOW = 5.0


class Ticker:
    """Calls registered functions with the monotonic time, each at its own interval in seconds."""

    def __init__(self) -> None:
        self._entries: dict[int, tuple[float, Callable[[float], None]]] = {}
        self._due: dict[int, float] = {}
        self._next_key = 0
        self._task: asyncio.Task[None] | None = None
        self.lag = Histogram(LAG_BOUNDS)
        self._worst = [0.0, 0.0]
        self._turned_at = 0.0

    def every(self, interval: float, call: Callable[[float], None]) -> int:
        """Register `call`; the key returned ends it by `cancel`."""
        self._next_key += 1
        self._entries[self._next_key] = (interval, call)
        self._due[self._next_key] = time.monotonic() + interval
        return self._next_key

    def cancel(self, key: int) -> None:
        """End the calls of one registration; unknown keys are ignored."""
        self._entries.pop(key, None)
        self._due.pop(key, None)

    def start(self) -> None:
        """Start ticking on the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop ticking and wait for the task."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            due = time.monotonic() + _STEP
            await asyncio.sleep(_STEP)
            now = time.monotonic()
            self._note_lag(max(0.0, now - due), now)
            self.advance(now)

    def _note_lag(self, lag: float, now: float) -> None:
        self.lag.observe(lag)
        if now - self._turned_at > _WORST_WINDOW:
            self._worst = [self._worst[1], 0.0]
            self._turned_at = now
        self._worst[1] = max(self._worst[1], lag)

    @property
    def worst_lag(self) -> float:
        """How late, in seconds, the loop came to its work at worst in the last five to ten seconds."""
        return max(self._worst)

    def advance(self, now: float) -> None:
        """Call everything that is due at `now`."""
        for key, due in list(self._due.items()):
            if now < due or key not in self._entries:
                continue
            interval, call = self._entries[key]
            self._due[key] = max(due + interval, now)
            try:
                call(now)
            except Exception:  # one entry's fault must not stop the clock of all others
                logger.exception("periodic work failed")

"""One timer for the whole process: periodic work of every peer and room hangs on it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

_STEP = 0.02


class Ticker:
    """Calls registered functions with the monotonic time, each at its own interval in seconds."""

    def __init__(self) -> None:
        self._entries: dict[int, tuple[float, Callable[[float], None]]] = {}
        self._due: dict[int, float] = {}
        self._next_key = 0
        self._task: asyncio.Task[None] | None = None

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
            await asyncio.sleep(_STEP)
            self.advance(time.monotonic())

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

"""What Daphne leaves out between Twisted and the application: it never waits for a slow reader.

Without this a whole document streamed to ten slow tablets lies ten times in memory.
"""

import asyncio
from typing import Any

STANDSTILL_SECONDS = 120.0


class Pace:
    """Told by Twisted (as an IPushProducer) when a client's buffer is full and when it has room again."""

    def __init__(self) -> None:
        self._has_room = asyncio.Event()
        self._has_room.set()

    def pauseProducing(self) -> None:  # noqa: N802  Twisted's name
        self._has_room.clear()

    def resumeProducing(self) -> None:  # noqa: N802  Twisted's name
        self._has_room.set()

    def stopProducing(self) -> None:  # noqa: N802  Twisted's name; the client is gone, nobody waits any more
        self._has_room.set()

    async def room(self) -> bool:
        """Wait until the client reads on; False when it has not for two minutes."""
        try:
            await asyncio.wait_for(self._has_room.wait(), STANDSTILL_SECONDS)
        except TimeoutError:
            return False
        return True


def begin(request: Any) -> Pace:
    """The pace of an answer in several parts, kept on Twisted's `request` from its first part on."""
    pace: Pace | None = getattr(request, "pace", None)
    if pace is None:
        pace = request.pace = Pace()
        request.registerProducer(pace, True)
    return pace


def finish(request: Any) -> None:
    """The last part of an answer follows, in several parts or in one."""
    if getattr(request, "pace", None) is not None:
        request.unregisterProducer()


async def keep(request: Any) -> None:
    """Wait for the client after a part that others follow; a client that stands still is disconnected."""
    pace: Pace | None = getattr(request, "pace", None)
    if pace is not None and not await pace.room():
        channel = request.channel
        if channel is not None:
            channel.forceAbortClient()

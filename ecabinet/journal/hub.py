"""The live hub of a web process: it reads each event once and hands the encoded bytes to its sockets.

It is woken by a commit in this process, by one Redis message per commit elsewhere (server profile), or by
SQLite's data_version; a slow poll covers what was lost. Never a channel-layer message per screen (media.md).

Handing out to a large meeting takes the event loop a while. The hub then rests some times as long, so that
commands get their turn; what was committed meanwhile goes to each screen in one write.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import ParamSpec, Protocol, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from ecabinet import background
from ecabinet.directory import principal
from ecabinet.directory.heritage import PEOPLE_IMPORTED, UNITS_CHANGED
from ecabinet.journal.frames import BATCH, Batch, Frame, read_frames
from ecabinet.journal.models import Stream
from ecabinet.journal.wake import DataVersion, RedisWake

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

POLL_SECONDS = 2.0
SQLITE_POLL_SECONDS = 0.03
LISTENERS_AT_ONCE = 250
REST_OF_HANDING_OUT = 3.0
LONGEST_REST_SECONDS = 0.1

# Events after which a viewer's rights may have changed: viewers of the stream are looked up again.
RIGHTS_CHANGED = {
    "participant.removed",
    "participant.edited",
    "participant.invited",
    "site.invited",
    "site.removed",
    "unit.removed",
    "meeting.cancelled",
    "lobby.set",
    "guest.admitted",
    "guest.called_in",
    "guest.turned_away",
    "guest.sent_out",
    "guest.forgotten",
    "rehearsal.overseer_set",
    "item.access_changed",
}
DIRECTORY = "directory"


class Listener(Protocol):
    """A socket as the hub sees it. Called in the event loop; must not block."""

    def news(self, batch: Batch) -> None: ...

    def rights_changed(self, frame: Frame) -> None: ...

    def directory_news(self, frame: Frame) -> None: ...

    def failed(self) -> None:
        """One of the calls above raised: the socket has missed something and must begin anew."""


def forget(frame: Frame) -> None:
    """Drop the cached principals of the account that the directory tells of; of all when units changed."""
    if frame.type in {UNITS_CHANGED, PEOPLE_IMPORTED}:
        principal.cache.clear()
    elif frame.account_id:
        principal.cache.forget_account(frame.account_id)


def tell(listener: Listener, calls: Iterable[Callable[[], None]]) -> None:
    """Make these calls of a listener; when one raises, it is told to begin anew and the others go on."""
    try:
        for call in calls:
            call()
    except Exception:  # what is wrong with one screen must not keep the news from all the others
        log.exception("a live socket could not take its news")
        listener.failed()


class Hub:
    """Follows the streams that somebody watches, and the directory for lost rights."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self._positions: dict[str, int] = {}
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Begin to follow. Call once in the event loop."""
        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        self._positions[DIRECTORY] = await self._head_of(DIRECTORY)
        self._tasks = [asyncio.create_task(self._follow(), name="hub")]
        if settings.REDIS_URL:
            wake = RedisWake(settings.REDIS_URL, self.notice)
            self._tasks.append(asyncio.create_task(wake.listen(), name="hub-redis"))
        elif connection.vendor == "sqlite":
            self._tasks.append(asyncio.create_task(self._watch_sqlite(), name="hub-sqlite"))

    async def stop(self) -> None:
        """End the tasks and wait for them."""
        await background.end(self._tasks)
        self._tasks.clear()
        self._loop = None

    def notice(self) -> None:
        """Something was committed; safe from any thread, and a mere hint."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    def position(self, stream: str) -> int | None:
        """The last sequence handed to listeners of `stream`; None when nobody watches it."""
        return self._positions.get(stream)

    async def watch(self, stream: str, listener: Listener) -> int:
        """Hand every later event of `stream` to `listener`; returns the sequence after which it starts."""
        self._listeners.setdefault(stream, set()).add(listener)
        if stream not in self._positions:
            head = await self._head_of(stream)
            self._positions.setdefault(stream, head)
        return self._positions[stream]

    def unwatch(self, stream: str, listener: Listener) -> None:
        """Stop; the last one to leave ends the following of the stream."""
        listeners = self._listeners.get(stream, set())
        listeners.discard(listener)
        if not listeners:
            self._listeners.pop(stream, None)
            self._positions.pop(stream, None)

    async def _follow(self) -> None:
        while True:
            # Not wait_for: in Python 3.11 it may swallow a cancellation that comes with the wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self._catch_up()
            except Exception:  # the database may be away for a while; following must go on when it is back
                log.exception("the hub could not read the journal")
                await asyncio.sleep(0.5)

    async def _catch_up(self) -> None:
        began, handed_out = dict(self._positions), True
        while handed_out and began:
            handed_out = False
            for stream, frames in (await in_thread(_read_news, began)).items():
                if frames and stream in self._positions and self._positions[stream] < frames[0].seq:
                    self._positions[stream] = frames[-1].seq
                    await self._hand_out(stream, frames)
                    handed_out = len(frames) == BATCH or handed_out
            began = dict(self._positions)

    @staticmethod
    async def _head_of(stream: str) -> int:
        return (await in_thread(_heads_of, [stream])).get(stream, 0)

    async def _hand_out(self, stream: str, frames: list[Frame]) -> None:
        if stream == DIRECTORY:
            for frame in frames:
                forget(frame)
                for listener in self._everyone():
                    tell(listener, [partial(listener.directory_news, frame)])
            return
        began, batch = time.monotonic(), Batch(frames)
        changes = [frame for frame in frames if frame.type in RIGHTS_CHANGED or frame.closes_item]
        # Who stops listening meanwhile takes no more; who begins reads what came before from the journal.
        for number, listener in enumerate(tuple(self._listeners.get(stream, ())), 1):
            tell(
                listener,
                [*(partial(listener.rights_changed, f) for f in changes), partial(listener.news, batch)],
            )
            if number % LISTENERS_AT_ONCE == 0:
                await asyncio.sleep(0)
        took = time.monotonic() - began
        await asyncio.sleep(min(REST_OF_HANDING_OUT * took, LONGEST_REST_SECONDS))

    def _everyone(self) -> list[Listener]:
        return [listener for listeners in self._listeners.values() for listener in listeners]

    async def _watch_sqlite(self) -> None:
        version = DataVersion(settings.DATABASES["default"]["NAME"])
        try:
            while True:
                if await asyncio.to_thread(version.changed):
                    self._woken.set()
                await asyncio.sleep(SQLITE_POLL_SECONDS)
        finally:
            version.close()


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a database function in a thread of its own; its connection is closed afterwards."""

    def run() -> R:
        try:
            return function(*args, **kwargs)
        finally:
            if not connection.in_atomic_block:
                connection.close()

    return await sync_to_async(run, thread_sensitive=False)()


def _read_news(positions: dict[str, int]) -> dict[str, list[Frame]]:
    """What came after these positions, at most `BATCH` frames of each stream."""
    heads = _heads_of(list(positions))
    return {name: read_frames(name, after) for name, after in positions.items() if heads.get(name, 0) > after}


def _heads_of(names: list[str]) -> dict[str, int]:
    return dict(Stream.objects.filter(name__in=names).values_list("name", "seq"))


hub = Hub()

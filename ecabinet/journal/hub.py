"""The live hub of a web process: it reads each event once and hands the encoded bytes to its sockets.

It is woken by a commit in this process, by one Redis message per commit elsewhere (server profile), or by
SQLite's data_version; a slow poll covers what was lost. Never a channel-layer message per screen (media.md).
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from ecabinet.directory import principal
from ecabinet.directory.heritage import PEOPLE_IMPORTED, UNITS_CHANGED
from ecabinet.journal.chain import instant
from ecabinet.journal.models import Event, Stream
from ecabinet.journal.wake import DataVersion, RedisWake

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

BATCH = 500
POLL_SECONDS = 2.0
SQLITE_POLL_SECONDS = 0.03

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
}
DIRECTORY = "directory"


@dataclass(frozen=True)
class Frame:
    """An event, encoded once. `tail` is the JSON after the `prev` member, which differs by viewer."""

    stream: str
    seq: int
    type: str
    audience: tuple[str, ...]
    tail: str
    account_id: str | None = None
    session_digest: str | None = None

    def text(self, prev: int) -> str:
        return f'{{"prev":{prev},{self.tail}'


class Listener(Protocol):
    """A socket as the hub sees it. Called in the event loop; must not block."""

    def news(self, frame: Frame) -> None: ...

    def rights_changed(self) -> None: ...

    def directory_news(self, frame: Frame) -> None: ...


def frame_of(event: Event) -> Frame:
    """The frame of an event as docs/contract.md describes it."""
    body = {
        "seq": event.seq,
        "type": event.type,
        "version": event.version,
        "at": instant(event.at),
        "actor": event.actor,
        "data": event.data,
        "state": event.state,
    }
    data: dict[str, Any] = event.data or {}
    tail = json.dumps(body, ensure_ascii=False, separators=(",", ":"))[1:]
    return Frame(
        event.stream_id,
        event.seq,
        event.type,
        tuple(event.audience),
        tail,
        data.get("account_id"),
        data.get("session_digest"),
    )


def read_frames(stream: str, after: int, limit: int = BATCH) -> list[Frame]:
    """The next frames of a stream after a sequence, oldest first."""
    events = Event.objects.filter(stream_id=stream, seq__gt=after).order_by("seq")[:limit]
    return [frame_of(event) for event in events]


def forget(frame: Frame) -> None:
    """Drop the cached principals of the account that the directory tells of; of all when units changed."""
    if frame.type in {UNITS_CHANGED, PEOPLE_IMPORTED}:
        principal.cache.clear()
    elif frame.account_id:
        principal.cache.forget_account(frame.account_id)


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
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
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
        known = dict(self._positions)
        heads = await in_thread(_heads_of, list(known))
        for stream, head in heads.items():
            while stream in self._positions and self._positions[stream] < head:
                frames = await in_thread(read_frames, stream, self._positions[stream])
                if not frames or stream not in self._positions:
                    break
                self._positions[stream] = frames[-1].seq
                self._hand_out(stream, frames)

    @staticmethod
    async def _head_of(stream: str) -> int:
        return (await in_thread(_heads_of, [stream])).get(stream, 0)

    def _hand_out(self, stream: str, frames: Iterable[Frame]) -> None:
        for frame in frames:
            if stream == DIRECTORY:
                forget(frame)
                for listener in self._everyone():
                    listener.directory_news(frame)
                continue
            for listener in tuple(self._listeners.get(stream, ())):
                listener.news(frame)
                if frame.type in RIGHTS_CHANGED:
                    listener.rights_changed()

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


def _heads_of(names: list[str]) -> dict[str, int]:
    return dict(Stream.objects.filter(name__in=names).values_list("name", "seq"))


hub = Hub()

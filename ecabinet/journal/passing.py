"""What passes: the newest word on something that no record keeps, such as the page that is presented.

A word is not in the journal and in no snapshot. There is one for a stream and a kind: a newer one takes its
place, a screen may miss any but the last, and whoever comes later gets that one. Several processes agree
through Redis, which also remembers; without Redis there is one web process, and it remembers. While Redis is
away each process shows its own words, and the newest of them are told to the others when it is back.
"""

import asyncio
import contextlib
import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from typing import Any, Protocol

import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings

from ecabinet import background
from ecabinet.journal.audience import ALL, Viewer
from ecabinet.wire import text_message

log = logging.getLogger(__name__)

CHANNEL = "ecabinet:passing"
KEY = "ecabinet:passing:{stream}"
KEPT_SECONDS = 12 * 3600
MOST_KEPT = 2_000
# Words of a stream follow each other at this pace, whoever says how many; the newest of a pause is sent.
PAUSE_SECONDS = 0.1
SCREENS_AT_ONCE = 250
LOOK_SECONDS = 2
# Keeps and publishes a word unless a newer one of its kind is known, whoever said that.
TELL = """
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and cjson.decode(known)['at'] > cjson.decode(ARGV[2])['at'] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[2])
return 1
"""


@dataclass(frozen=True)
class Word:
    """`value` of `kind`, None when it is over, for who is in the `audience` and not kept from `item_id`."""

    stream: str
    kind: str
    value: dict[str, Any] | None
    audience: tuple[str, ...] = ALL
    item_id: str | None = None
    at: float = field(default_factory=time.time)

    @cached_property
    def text(self) -> str:
        """The frame of the live line."""
        return json.dumps({"passing": {self.kind: self.value}}, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def message(self) -> bytes:
        return text_message(self.text)

    def is_for(self, viewer: Viewer) -> bool:
        """Whether the viewer hears it. That something is over everybody may hear."""
        return self.value is None or (viewer.sees(self.audience) and not viewer.is_kept_from(self.item_id))


class Listener(Protocol):
    """A screen. Called in the event loop; must not block."""

    def heard(self, word: Word) -> None: ...


class Passing:
    """Hands the newest words of a stream to the screens that watch it."""

    def __init__(self) -> None:
        self._newest: OrderedDict[tuple[str, str], Word] = OrderedDict()
        self._lock = threading.Lock()
        self._listeners: dict[str, set[Listener]] = {}
        self._waiting: dict[tuple[str, str], Word] = {}
        self._remembered: set[str] = set()
        self._untold: OrderedDict[tuple[str, str], Word] = OrderedDict()
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Begin to hand out. Call once in the event loop."""
        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        self._tasks = [asyncio.create_task(self._hand_out(), name="passing")]
        if settings.REDIS_URL:
            self._tasks.append(asyncio.create_task(self._listen(), name="passing-redis"))

    async def stop(self) -> None:
        """End the tasks and wait for them."""
        self._loop = None
        await background.end(self._tasks)
        self._tasks.clear()

    def say(self, word: Word) -> None:
        """Pass a word on, from any thread. While Redis is away the others hear it late, or a newer one.

        That something is over is told only where there was something: two thousand screens are not woken to
        hear nothing.
        """
        if word.value is None and not self._stands(word):
            return
        if self._keep(word) and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand, word)
        if settings.REDIS_URL:
            self._tell_others(word)

    def _stands(self, word: Word) -> bool:
        with self._lock:
            known = self._newest.get((word.stream, word.kind))
        if known is not None and known.value is not None:
            return True
        return bool(settings.REDIS_URL) and _stands_elsewhere(word)

    def watch(self, stream: str, listener: Listener) -> None:
        """Hand every later word of the stream to `listener`."""
        self._listeners.setdefault(stream, set()).add(listener)

    def unwatch(self, stream: str, listener: Listener) -> None:
        listeners = self._listeners.get(stream, set())
        listeners.discard(listener)
        if not listeners:
            self._listeners.pop(stream, None)
            self._remembered.discard(stream)

    async def newest(self, stream: str) -> list[Word]:
        """What stands in the stream now, for a screen that has just come."""
        if settings.REDIS_URL and stream not in self._remembered:
            for word in await _remembered(stream):
                self._keep(word)
            self._remembered.add(stream)
        with self._lock:
            words = [word for (named, _), word in self._newest.items() if named == stream]
        return [word for word in words if word.value is not None]

    def _keep(self, word: Word) -> bool:
        """Whether it is newer than what was known."""
        key = (word.stream, word.kind)
        with self._lock:
            known = self._newest.get(key)
            if known is not None and known.at >= word.at:
                return False
            self._newest[key] = word
            self._newest.move_to_end(key)
            while len(self._newest) > MOST_KEPT:
                self._newest.popitem(last=False)
        return True

    def _take(self, word: Word) -> None:
        if self._keep(word):
            self._hand(word)

    def _hand(self, word: Word) -> None:
        key = (word.stream, word.kind)
        if word.stream in self._listeners:
            with self._lock:  # of two that were said at once, the older may come here last
                self._waiting[key] = self._newest.get(key, word)
            self._woken.set()

    async def _hand_out(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            began, words = time.monotonic(), self._waiting
            self._waiting = {}
            for word in words.values():
                await self._to_screens(word)
            # A large meeting rests for longer, so that commands get their turn.
            await asyncio.sleep(max(PAUSE_SECONDS, 3 * (time.monotonic() - began)))

    async def _to_screens(self, word: Word) -> None:
        for number, listener in enumerate(tuple(self._listeners.get(word.stream, ())), 1):
            try:
                listener.heard(word)
            except Exception:  # one broken screen must not keep the word from all the others
                log.exception("a live socket could not take a passing word")
            if number % SCREENS_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (redis.RedisError, OSError) as error:
                log.warning("passing words of other processes are away: %s", error)
            await asyncio.sleep(1)

    async def _listen_once(self) -> None:
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=5, health_check_interval=10
        )
        async with contextlib.aclosing(client), client.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            await self._catch_up()
            while True:
                await self._tell_late()
                message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=LOOK_SECONDS)
                if message is not None:
                    self._take(word_of(message["data"]))

    def _tell_others(self, word: Word) -> None:
        if _told(word):
            return
        key = (word.stream, word.kind)
        with self._lock:
            known = self._untold.get(key)
            if known is None or known.at < word.at:
                self._untold[key] = word
            while len(self._untold) > MOST_KEPT:
                self._untold.popitem(last=False)

    async def _tell_late(self) -> None:
        """What could not be told while Redis was away."""
        with self._lock:
            words, self._untold = self._untold, OrderedDict()
        for word in words.values():
            await sync_to_async(self._tell_others, thread_sensitive=False)(word)

    async def _catch_up(self) -> None:
        """What was said while nobody listened to the others."""
        for stream in tuple(self._listeners):
            for word in await _remembered(stream):
                self._take(word)


def word_of(data: bytes) -> Word:
    """The word that another process sent or kept."""
    body = json.loads(data)
    return Word(**{**body, "audience": tuple(body["audience"])})


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)


def _told(word: Word) -> bool:
    body, key = json.dumps(asdict(word)), KEY.format(stream=word.stream)
    try:
        _client().eval(TELL, 1, key, word.kind, body, str(KEPT_SECONDS), CHANNEL)
    except redis.RedisError as error:
        log.warning("a passing word did not reach the other processes yet: %s", error)
        return False
    return True


def _stands_elsewhere(word: Word) -> bool:
    """Whether Redis remembers something that is not over; it is taken for granted while Redis is away."""
    try:
        body: Any = _client().hget(KEY.format(stream=word.stream), word.kind)
    except redis.RedisError as error:
        log.warning("what passed before is not known: %s", error)
        return True
    return body is not None and word_of(body).value is not None


async def _remembered(stream: str) -> list[Word]:
    """What Redis remembers of a stream; nothing while it is away."""
    read: Callable[[str], Any] = _client().hgetall
    try:
        kept = await sync_to_async(read, thread_sensitive=False)(KEY.format(stream=stream))
    except redis.RedisError as error:
        log.warning("passing words could not be read: %s", error)
        return []
    return [word_of(body) for body in kept.values()]


passing = Passing()

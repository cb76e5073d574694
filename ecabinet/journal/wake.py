"""What wakes the hub when another process commits: SQLite's data_version, or a Redis message."""

import asyncio
import contextlib
import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable
from functools import cache

import redis
import redis.asyncio
from django.conf import settings

log = logging.getLogger(__name__)

CHANNEL = "ecabinet:journal"
# Begins what this process sends: its own commits wake its hub without Redis.
SENDER = secrets.token_hex(8)


class DataVersion:
    """Tells whether any other connection committed to an SQLite file (PRAGMA data_version)."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._seen = -1
        self._closed = False
        # The one who closes may be in another thread than a look that is still going on.
        self._lock = threading.Lock()

    def changed(self) -> bool:
        """True when something was committed since the last call or nobody knows; False after the close."""
        with self._lock:
            if self._closed:
                return False
            try:
                (version,) = self._open().execute("PRAGMA data_version").fetchone()
            except sqlite3.Error as error:  # after the end of a writer the file may be busy for a while
                log.warning("the database did not say whether it changed: %s", error)
                return True
            changed, self._seen = bool(version != self._seen), version
            return changed

    def close(self) -> None:
        """Waits for a look that is going on."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            uri = path if (path := self._path).startswith("file:") else f"file:{path}?mode=ro"
            self._connection = sqlite3.connect(uri, uri=True, timeout=1, check_same_thread=False)
        return self._connection


class RedisWake:
    """Listens for the one message per commit; a lost connection is taken up again."""

    def __init__(self, url: str, notice: Callable[[], None]) -> None:
        self._url, self._notice = url, notice

    async def listen(self) -> None:
        """Runs until cancelled."""
        while True:
            try:
                await self._listen_once()
            except (redis.RedisError, OSError) as error:
                log.warning("journal wake-ups by Redis are away: %s", error)
            await asyncio.sleep(1)

    async def _listen_once(self) -> None:
        client = redis.asyncio.Redis.from_url(self._url, socket_connect_timeout=5, health_check_interval=10)
        async with contextlib.aclosing(client), client.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            self._notice()
            while True:
                message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=5)
                if message is not None and not message["data"].startswith(SENDER.encode()):
                    self._notice()


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)


def tell_other_processes(streams: list[str]) -> None:
    """One message per commit; a Redis that is away is only logged, since the hubs also poll."""
    if not settings.REDIS_URL:
        return
    try:
        _client().publish(CHANNEL, f"{SENDER} {','.join(streams)}")
    except redis.RedisError as error:
        log.warning("journal wake-up was not sent: %s", error)

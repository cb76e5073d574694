"""Whether the product is whole: this process answers, a worker lives, the media server answers."""

import asyncio
import ssl
import time
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from ecabinet import mediaserver
from ecabinet.jobs.models import WorkerBeat
from ecabinet.journal.hub import in_thread

BEAT_AGE = timedelta(seconds=10)
PROBE_SECONDS = 1.0
KEPT_SECONDS = 1.0
KEPT_MISSING_SECONDS = 0.1


class Health:
    """Asks the parts at most once a second, more often while one is missing, however many ask here."""

    def __init__(self) -> None:
        self._until = float("-inf")
        self._missing: list[str] = []

    async def missing(self) -> list[str]:
        """The names of the parts that are not ready: worker, media."""
        if time.monotonic() > self._until:
            worker, media = await asyncio.gather(_worker_lives(), _media_answers())
            self._missing = [name for name, ready in (("worker", worker), ("media", media)) if not ready]
            self._until = time.monotonic() + (KEPT_MISSING_SECONDS if self._missing else KEPT_SECONDS)
        return self._missing


health = Health()


async def healthz(request: HttpRequest) -> JsonResponse:
    """200 `{"status": "ok"}`, or 503 `{"status": "starting", "missing": [...]}`."""
    missing = await health.missing()
    body = {"status": "starting", "missing": missing} if missing else {"status": "ok"}
    answer = JsonResponse(body, status=503 if missing else 200, headers={"Cache-Control": "no-store"})
    # Django would log an error for every look at a product that is starting.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


async def _worker_lives() -> bool:
    try:
        return await in_thread(_has_young_beat)
    except Error:  # no database: nobody works
        return False


def _has_young_beat() -> bool:
    return WorkerBeat.objects.filter(at__gt=timezone.now() - BEAT_AGE).exists()


async def _media_answers() -> bool:
    try:
        return await asyncio.wait_for(_get(mediaserver.api_url()), PROBE_SECONDS)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False


async def _get(address: str) -> bool:
    parts = urlsplit(address)
    secure = _trust() if parts.scheme == "https" else None
    port = parts.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure)
    try:
        writer.write(f"GET {parts.path}/ HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n".encode())
        await writer.drain()
        status = await reader.readuntil(b"\r\n")
    finally:
        writer.close()
    return status.split()[1:2] == [b"200"]


@cache
def _trust() -> ssl.SSLContext:
    return mediaserver.trusted()

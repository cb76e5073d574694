"""`/healthz`: whether web, worker and media are ready, and which part is not."""

import asyncio
import ssl
import time
from datetime import timedelta
from pathlib import Path

import aiohttp
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from ecabinet.jobs.models import WorkerBeat
from ecabinet.journal.hub import in_thread

BEAT_LIFETIME = timedelta(seconds=10)
MEDIA_TIMEOUT_SECONDS = 1.5
KEPT_SECONDS = 1.0

_kept: tuple[float, tuple[str, ...]] = (0.0, ())


async def healthz(request: HttpRequest) -> JsonResponse:
    """200 `{"status": "ok"}`, or 503 `{"status": "starting", "missing": [part, …]}`."""
    missing = await _missing_parts()
    if missing:
        return JsonResponse({"status": "starting", "missing": list(missing)}, status=503)
    return JsonResponse({"status": "ok"})


async def _missing_parts() -> tuple[str, ...]:
    global _kept
    until, missing = _kept
    if time.monotonic() > until:
        worker, media = await asyncio.gather(_worker_state(), _media_is_ready())
        missing = (*worker, *(() if media else ("media",)))
        _kept = (time.monotonic() + (KEPT_SECONDS if not missing else 0), missing)
    return missing


async def _worker_state() -> tuple[str, ...]:
    try:
        return () if await in_thread(_worker_beats) else ("worker",)
    except DatabaseError:
        return ("database", "worker")


def _worker_beats() -> bool:
    return WorkerBeat.objects.filter(at__gt=timezone.now() - BEAT_LIFETIME).exists()


async def _media_is_ready() -> bool:
    timeout = aiohttp.ClientTimeout(total=MEDIA_TIMEOUT_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            async with session.get(media_address(), ssl=_trust()) as answer:
                return answer.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


def media_address() -> str:
    """The media server's HTTP address as seen from this process."""
    if settings.LIVEKIT_URL:
        return settings.LIVEKIT_URL.replace("ws://", "http://").replace("wss://", "https://")
    return f"{'https' if settings.TLS else 'http'}://127.0.0.1:{settings.MEDIA_PORT}"


def _trust() -> ssl.SSLContext | bool:
    authority = Path(settings.DATA) / "tls" / "ca.crt"
    return ssl.create_default_context(cafile=str(authority)) if authority.exists() else True

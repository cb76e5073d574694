"""The admission gate: so many requests of the API at once, a bounded wait, then 503 with Retry-After.

Under ASGI every request gets its own thread and database connection (web.md); without a gate a burst
opens hundreds of both. A place is held from the moment a request's body is complete until its answer
begins, so that neither a slow upload nor a slow download keeps one.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

from ecabinet.problems import Problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class _Refused(Exception):
    """No place came free in time."""


class AdmissionGate:
    """ASGI wrapper. Only the API waits at the gate: pages and health pass."""

    def __init__(self, application: Application, *, limit: int, wait_seconds: float) -> None:
        self._application = application
        self._places = asyncio.Semaphore(limit)
        self._waiting = 0
        self._most_waiting = limit * 64
        self._wait_seconds = wait_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not str(scope.get("path", "")).startswith("/api/"):
            await self._application(scope, receive, send)
            return
        visit = _Visit(self, receive, send)
        try:
            await self._application(scope, visit.receive, visit.send)
        except _Refused:
            await _refuse(scope, send)
        finally:
            visit.leave()

    async def take(self) -> None:
        """Wait for a place. Raises _Refused after the bounded wait, or at once when too many wait."""
        if self._waiting >= self._most_waiting:
            raise _Refused
        self._waiting += 1
        try:
            await asyncio.wait_for(self._places.acquire(), self._wait_seconds)
        except TimeoutError as error:
            raise _Refused from error
        finally:
            self._waiting -= 1

    def give_back(self) -> None:
        self._places.release()


class _Visit:
    """One request's place at the gate."""

    def __init__(self, the_gate: AdmissionGate, receive: Receive, send: Send) -> None:
        self._gate, self._receive, self._send = the_gate, receive, send
        self._entered = False
        self._inside = False

    async def receive(self) -> Message:
        message = await self._receive()
        complete = message["type"] == "http.request" and not message.get("more_body", False)
        if complete and not self._entered:
            self._entered = True
            await self._gate.take()
            self._inside = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.leave()
        await self._send(message)

    def leave(self) -> None:
        if self._inside:
            self._inside = False
            self._gate.give_back()


def gate(application: Application) -> AdmissionGate:
    """The gate as the settings have it."""
    return AdmissionGate(
        application, limit=settings.ADMISSION_LIMIT, wait_seconds=settings.ADMISSION_WAIT_SECONDS
    )


async def _refuse(scope: Scope, send: Send) -> None:
    wanted = dict(scope.get("headers", [])).get(b"accept-language", b"").decode("latin-1")
    body = json.dumps(Problem("busy").body("en" if wanted.startswith("en") else "vi")).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"retry-after", b"2")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})

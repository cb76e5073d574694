"""The most that a request may carry, enforced while it arrives."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ecabinet.problems import Problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

AROUND_A_FILE = 1024 * 1024
PATIENCE = 4


class _TooLarge(Exception):
    """The body has grown over its limit."""


class BoundedBody:
    """ASGI wrapper: a body over `limit` bytes (and 1 MiB for the form around a file) is answered 413.

    What still comes is thrown away as it arrives, up to four times the limit, so that a browser has sent its
    request and reads the answer; beyond that the line is given up.
    """

    def __init__(self, application: Application, limit: int) -> None:
        self._application, self._limit = application, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        body = _Counted(receive, self._limit + AROUND_A_FILE)
        if _declared(scope) > body.limit:
            await self._refuse(scope, body, send)
            return
        try:
            await self._application(scope, body.receive, send)
        except _TooLarge:
            await self._refuse(scope, body, send)

    async def _refuse(self, scope: Scope, body: "_Counted", send: Send) -> None:
        await body.drain()
        wanted = dict(scope.get("headers", [])).get(b"accept-language", b"").decode("latin-1")
        problem = Problem("too_large", limit_mb=self._limit >> 20)
        text = json.dumps(problem.body("en" if wanted.startswith("en") else "vi"), ensure_ascii=False)
        headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": problem.status, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})


class _Counted:
    """A request's body as it is received."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self.limit = receive, limit
        self._received, self._has_more = 0, True

    async def receive(self) -> Message:
        """The next message. Raises _TooLarge."""
        message = await self._next()
        if self._received > self.limit:
            raise _TooLarge
        return message

    async def drain(self) -> None:
        while self._has_more and self._received <= PATIENCE * self.limit:
            await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        self._has_more = message["type"] == "http.request" and bool(message.get("more_body", False))
        return message


def _declared(scope: Scope) -> int:
    length = dict(scope.get("headers", [])).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0

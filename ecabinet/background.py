"""What runs beside the requests of a web process: the live hub, the media reconciler.

uvicorn announces start and end by the lifespan protocol; Daphne does not, so the first connection starts
the services and the web entry stops them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)

AGAIN_SECONDS = 0.2

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Service:
    """`start` returns soon and keeps its own tasks; `stop` ends and awaits them."""

    name: str
    start: Callable[[], Awaitable[None]]
    stop: Callable[[], Awaitable[None]]


_services: dict[str, Service] = {}
_started: list[Service] = []
_loop: asyncio.AbstractEventLoop | None = None


def register(service: Service) -> None:
    """Declare a service (in AppConfig.ready()); the same name again replaces it."""
    _services[service.name] = service


async def start() -> None:
    """Start every service, once per event loop; when one cannot, none stays and the next call tries again."""
    global _loop
    running = asyncio.get_running_loop()
    if _loop is running:
        return
    _loop = running
    _started.clear()
    for service in _services.values():
        _started.append(service)
        try:
            await service.start()
        except BaseException:  # a half-started process would answer, and its screens would wait for ever
            await stop()
            raise


async def stop() -> None:
    """Stop what was started, last first; a service that fails to stop does not keep the others."""
    global _loop
    _loop = None
    while _started:
        service = _started.pop()
        try:
            await asyncio.wait_for(service.stop(), 3)
        except TimeoutError:
            log.warning("%s did not stop in time", service.name)


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended; what they failed with is theirs.

    A task that waits for a thread gets its result, and forgets that it was cancelled (asgiref), so it is
    told again.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)


class WithBackground:
    """ASGI wrapper that starts the services with the first connection and answers lifespan."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        await start()
        await self._application(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await stop()
            await send({"type": "lifespan.shutdown.complete"})
            return

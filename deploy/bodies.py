"""Request bodies under Daphne: handed to the application piece by piece from Twisted's file.

By itself Daphne puts a whole upload into memory before the application sees its first byte, and Twisted
parses the form besides: 40 MiB cost 190 (measured).
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from daphne.http_protocol import HTTPFactory, WebRequest

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Any, Receive, Any], Awaitable[None]]


@dataclass(frozen=True)
class Stored:
    """Where a piece of a body lies in the file that Twisted keeps while the request lives."""

    file: BinaryIO
    offset: int
    length: int
    more_body: bool

    def message(self) -> Message:
        """The piece as the application expects it; a file that is closed means that the client is gone."""
        if self.file.closed:
            return {"type": "http.disconnect"}
        self.file.seek(self.offset)
        return {"type": "http.request", "body": self.file.read(self.length), "more_body": self.more_body}


class BodyQueue:
    """What Daphne puts messages into: pieces of a body go on as places in their file."""

    def __init__(self, queue: "asyncio.Queue[Message | Stored]", file: BinaryIO) -> None:
        self._queue, self._file, self._offset = queue, file, 0

    def put_nowait(self, message: Message) -> None:
        if message["type"] != "http.request":
            self._queue.put_nowait(message)
            return
        length = len(message["body"])
        self._queue.put_nowait(Stored(self._file, self._offset, length, message["more_body"]))
        self._offset += length


def from_file(application: Application) -> Application:
    """ASGI wrapper that reads a stored piece when the application asks for it."""

    async def run(scope: Any, receive: Callable[[], Awaitable[Message | Stored]], send: Any) -> None:
        async def read() -> Message:
            message = await receive()
            return message.message() if isinstance(message, Stored) else message

        await application(scope, read, send)

    return run


class Factory(HTTPFactory):  # type: ignore[misc]
    """Daphne's protocols, whose requests leave the parsing of forms to the application."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802  Twisted's name
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = functools.partial(WebRequest, parsePOSTFormSubmission=False)
        return protocol

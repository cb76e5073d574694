"""How many TCP connections clients may hold here, and how long one may take to say what it wants."""

from __future__ import annotations

import logging
from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet import tcp

logger = logging.getLogger(__name__)

# A join request is a few kilobytes; whoever takes longer for it means harm.
_FIRST_REQUEST = 15.0
_IDLE = 30.0


class _Request(WebRequest):  # type: ignore[misc]
    """Daphne's request, which tells its connection that it came whole."""

    def process(self) -> None:
        """Called by Twisted with the whole request."""
        self.channel.came_whole = True
        super().process()


class BoundedFactory(HTTPFactory):  # type: ignore[misc]
    """Daphne's factory of connections with a cap; those over it are closed at once.

    `limit` is set before the server runs; 0 means none.
    """

    limit = 0
    refused = 0

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
        """A protocol for a new connection, or None to close it."""
        from twisted.internet import reactor

        loop: Any = reactor
        held = sum(isinstance(each, tcp.Server) for each in loop.getReaders())
        if self.limit and held >= self.limit:
            type(self).refused += 1
            logger.debug("a connection was refused: %s are open", held)
            return None
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = _Request
        protocol.timeOut = _IDLE
        loop.callLater(_FIRST_REQUEST, _end_if_silent, protocol)
        return protocol


def _end_if_silent(protocol: Any) -> None:
    channel = protocol._channel
    transport = getattr(channel, "transport", None)
    if not getattr(channel, "came_whole", False) and transport is not None:
        transport.abortConnection()

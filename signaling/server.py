"""The media process: Daphne for HTTP and WebSocket, the UDP sockets beside it on the same event loop."""

from __future__ import annotations

import asyncio
import logging
import re
import resource
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# Importing daphne.server installs Twisted's asyncio reactor, so it must come before other Twisted.
import daphne.server
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from signaling.addresses import follows_interfaces, serving_addresses
from signaling.asgi import Application
from signaling.config import Configuration
from signaling.connections import BoundedFactory
from signaling.observation import Observation
from signaling.pauses import spare_the_media
from signaling.rooms.registry import Rooms
from signaling.roomservice import RoomService
from signaling.sfu.plane import MediaPlane
from signaling.tokens import Keys
from signaling.webhooks import Webhooks

logger = logging.getLogger(__name__)

# Addresses come and go with DHCP, Wi-Fi and VPNs; reading them takes a fifth of a millisecond.
_ADDRESSES_INTERVAL = 2.0
_MAX_REQUEST_LINE = 256 * 1024
_MAX_MESSAGE = 512 * 1024
_MAX_UNREAD = 4 << 20
_MAX_FILES = 65536
# A whole meeting comes back at once after a restart; who finds no place here tries again after a second.
_BACKLOG = 1024
_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class _SignalProtocol(WebSocketProtocol):  # type: ignore[misc]
    """Daphne's WebSocket with two additions.

    The denial response of ASGI: a refused upgrade says why. And a bound on what waits for a client
    that does not read: Daphne's own send never waits, so the transport is asked (as its producer)
    when it is congested, and the connection is dropped when too much was sent since then.
    """

    _unread: int | None = None

    def onOpen(self) -> None:  # noqa: N802 - autobahn's name
        super().onOpen()
        # Until the upgrade the HTTP channel was the transport's producer.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        # Called at every write while congested.
        self._unread = self._unread or 0

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        self._unread = None

    def stopProducing(self) -> None:  # noqa: N802 - Twisted's name
        return

    def dropConnection(self, abort: bool = False) -> None:  # noqa: N802 - autobahn's name
        # A TLS transport with a producer would wait for it before closing.
        self.transport.unregisterProducer()
        super().dropConnection(abort)

    def serverSend(self, content: Any, binary: bool = False) -> None:  # noqa: N802 - Daphne's name
        if self._unread is not None:
            self._unread += len(content)
            if self._unread > _MAX_UNREAD:
                logger.warning("a client does not read its signalling connection; it is dropped")
                self.dropConnection(abort=True)
                return
        super().serverSend(content, binary)

    def handle_reply(self, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "websocket.http.response.start":
            self._deny(message["status"])
        elif kind != "websocket.http.response.body":
            super().handle_reply(message)

    def _deny(self, status: int) -> None:
        from autobahn.websocket.types import ConnectionDeny

        denial: Any = ConnectionDeny
        self.handshake_deferred.errback(denial(code=status, reason="refused"))
        del self.handshake_deferred
        self.server.protocol_disconnected(self)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(":", "\\:").replace("=", "\\=")


class _HttpServer(Server):  # type: ignore[misc]
    """Daphne's server, which remembers that it could not listen."""

    failure: str | None = None

    def listen_error(self, failure: Any) -> None:
        self.failure = failure.getErrorMessage()
        super().listen_error(failure)


class MediaProcess:
    """Runs until SIGTERM or SIGINT; then clients are asked to reconnect and everything is closed.

    Everything is built and the media ports bound in the constructor, which raises OSError.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        keys = Keys({configuration.api_key: configuration.api_secret})
        self._plane = MediaPlane(configuration.fast_path)
        self._plane.bind(
            self._addresses(), configuration.udp_port, configuration.tcp_port, configuration.advertised
        )
        if follows_interfaces(configuration.host):
            self._plane.ticker.every(_ADDRESSES_INTERVAL, self._read_addresses)
        self._webhooks = Webhooks(configuration.webhook_urls, keys)
        self._rooms = Rooms(configuration, self._plane, keys, self._webhooks)
        turn, token = configuration.ice.turn_urls, configuration.metrics_token
        observation = Observation(self._rooms, self._plane, token, turn)
        self._app = Application(
            self._rooms, RoomService(self._rooms, configuration.limits.rooms), observation
        )

    @staticmethod
    def _raise_file_limit() -> None:
        """Take as many descriptors as are allowed: a client whose media comes by TCP needs two."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MAX_FILES if hard == resource.RLIM_INFINITY else min(hard, _MAX_FILES)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

    def _addresses(self) -> list[str]:
        return serving_addresses(self._configuration.host, self._configuration.interfaces)

    def _read_addresses(self, now: float) -> None:
        self._plane.serve_on(self._addresses())

    def run(self) -> None:
        """Serve; returns after a clean end. Raises OSError when the TCP port cannot be bound."""
        from twisted.internet import reactor
        from twisted.web.http import HTTPChannel

        self._raise_file_limit()
        # A join request carries a whole offer in its address: more than Twisted's 16 KB.
        HTTPChannel.MAX_LENGTH = _MAX_REQUEST_LINE
        HTTPChannel.totalHeadersSize = _MAX_REQUEST_LINE
        WebSocketFactory.protocol = _SignalProtocol
        BoundedFactory.limit = self._configuration.limits.connections
        daphne.server.HTTPFactory = BoundedFactory
        if self._configuration.tls is None:
            self._serve(f"tcp:{self._where()}", reactor)
            return
        with TemporaryDirectory(prefix="media-") as scratch:
            self._serve(self._tls_endpoint(*self._configuration.tls, Path(scratch)), reactor)

    def _serve(self, endpoint: str, reactor: Any) -> None:
        server = _HttpServer(
            application=self._application,
            endpoints=[endpoint],
            websocket_timeout=-1,
            websocket_max_message_size=_MAX_MESSAGE,
            websocket_max_frame_size=_MAX_MESSAGE,
            application_close_timeout=2,
            verbosity=0,
            server_name="e-cabinet-media",
        )
        # Not callWhenRunning: that is before the asyncio loop runs.
        reactor.callLater(0, self._start)
        reactor.addSystemEventTrigger("before", "shutdown", self._stop)
        server.run()
        if server.failure is not None:
            raise OSError(server.failure)

    def _where(self) -> str:
        configuration = self._configuration
        return f"{configuration.port}:interface={_escaped(configuration.host)}:backlog={_BACKLOG}"

    def _tls_endpoint(self, certificate: Path, key: Path, scratch: Path) -> str:
        """Twisted's description of where to listen; a chain of certificates is split for it in `scratch`."""
        where = f"ssl:{self._where()}:privateKey={_escaped(str(key))}:certKey={_escaped(str(certificate))}"
        issuers = _CERTIFICATE.findall(certificate.read_text())[1:]
        if issuers:
            chain = scratch / "issuers.pem"
            chain.write_text("\n".join(issuers))
            where += f":extraCertChain={_escaped(str(chain))}"
        return where

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            scope.setdefault("extensions", {})["websocket.http.response"] = {}
        await self._app(scope, receive, send)

    def _start(self) -> None:
        self._plane.start()
        spare_the_media()
        configuration, plane = self._configuration, self._plane
        ports = f"UDP {plane.udp_port}, TCP {plane.tcp_port or 'off'}"
        host = f"[{configuration.host}]" if ":" in configuration.host else configuration.host
        scheme = "wss" if configuration.tls else "ws"
        logger.info("media server on %s://%s:%s, media on %s", scheme, host, configuration.port, ports)
        for candidate in plane.candidates:
            logger.info("clients are told: %s", candidate)

    def _stop(self) -> Any:
        """Called before the reactor ends; it waits for the result."""
        from twisted.internet.defer import Deferred

        return Deferred.fromFuture(asyncio.ensure_future(self._shut_down()))

    async def _shut_down(self) -> None:
        self._rooms.shut_down()
        # A moment for the writers to put the Leave messages on their sockets.
        await asyncio.sleep(0.05)
        await asyncio.gather(self._plane.close(), self._webhooks.close())

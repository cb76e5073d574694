"""The web process: Daphne with this product's address, certificate, limits, and an orderly end."""

import asyncio
import logging
import os
from functools import partial
from typing import Any

# Daphne installs its reactor when it is imported, before anything else may.
import daphne.server  # isort: skip
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred

from deploy import bodies, pace, wire
from deploy.pauses import Pauses
from ecabinet import env
from ecabinet.wire import WIRE

ENDING_SECONDS = 2.0
SERVICE_RESTART = 1012  # RFC 6455's registry of close codes: come back soon
LARGEST_SOCKET_MESSAGE = 64 * 1024
BODY_PIECE = 64 * 1024


class WebServer(daphne.server.Server):  # type: ignore[misc]
    """Daphne, ending as the contract says: sockets told to come back, services and requests ended."""

    def kill_all_applications(self) -> "Deferred[None]":
        """What the reactor waits for before it stops."""
        return Deferred.fromFuture(asyncio.ensure_future(self._end()))

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Start the application on a request; the pieces of its body stay in their file until it asks.

        A WebSocket is told how to write encoded messages straight to its line.
        """
        if scope["type"] == "websocket":
            scope.setdefault("extensions", {})[WIRE] = partial(wire.write, protocol)
        queue = super().create_application(protocol, scope)
        is_request = queue is not None and scope["type"] == "http"
        return bodies.BodyQueue(queue, protocol.content) if is_request else queue

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Pass a message of the application on, at the pace of its reader."""
        if message["type"] != "http.response.body" or protocol not in self.connections:
            await super().handle_reply(protocol, message)
            return
        is_last = not message.get("more_body", False)
        if is_last:
            pace.finish(protocol)
        else:
            pace.begin(protocol)
        await super().handle_reply(protocol, message)
        if not is_last:
            await pace.keep(protocol)

    async def _end(self) -> None:
        from ecabinet import background

        for protocol in self.connections:
            if isinstance(protocol, WebSocketProtocol):
                protocol.sendCloseFrame(code=SERVICE_RESTART, reasonUtf8=b"restart")
        await background.stop()
        running = [details.get("application_instance") for details in self.connections.values()]
        unfinished = [task for task in running if task is not None and not task.done()]
        for task in unfinished:
            task.cancel()
        if unfinished:
            await asyncio.wait(unfinished, timeout=ENDING_SECONDS)


def endpoint() -> str:
    """Twisted's description of where to listen: plain, or TLS 1.2 and later where TLS_CERT is given."""
    where = f"{env.number('PORT', 8000)}:interface={_escaped(env.text('HOST', '127.0.0.1'))}"
    certificate, key = env.text("TLS_CERT"), env.text("TLS_KEY")
    if not certificate:
        return f"tcp:{where}"
    return f"ssl:{where}:privateKey={_escaped(key)}:certKey={_escaped(certificate)}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(":", r"\:").replace("=", r"\=")


def forwarded() -> dict[str, Any]:
    """Where the client's address and scheme come from: with BEHIND_PROXY=1 from the proxy's headers."""
    if not env.flag("BEHIND_PROXY"):
        return {}
    return {
        "proxy_forwarded_address_header": "X-Forwarded-For",
        "proxy_forwarded_port_header": "X-Forwarded-Port",
        "proxy_forwarded_proto_header": "X-Forwarded-Proto",
    }


def main() -> None:
    """Serve until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
    from ecabinet import background
    from ecabinet.asgi import application

    logging.getLogger("daphne").setLevel(logging.WARNING)
    daphne.server.HTTPFactory = bodies.Factory  # Daphne has no argument for it
    server = WebServer(
        bodies.from_file(application),
        endpoints=[endpoint()],
        request_buffer_size=BODY_PIECE,
        verbosity=0,
        server_name="e-Cabinet",
        application_close_timeout=ENDING_SECONDS,
        websocket_max_message_size=LARGEST_SOCKET_MESSAGE,
        websocket_max_frame_size=LARGEST_SOCKET_MESSAGE,
        **forwarded(),
    )
    pauses = Pauses(lambda: len(server.connections))
    background.register(background.Service("pauses", pauses.start, pauses.stop))
    server.run()


if __name__ == "__main__":
    main()

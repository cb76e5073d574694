"""The ASGI application: signalling WebSockets, and the HTTP around them (validate, RoomService, health)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from signaling.consumer import signal_application
from signaling.observation import PREFIX as STATE
from signaling.observation import Observation, Seen
from signaling.protocol.joinrequest import JoinRequestError, parse_join
from signaling.rooms.registry import AdmissionError, Rooms
from signaling.roomservice import PREFIX, SERVICES, RoomService, TwirpResponse, refusal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_MAX_BODY = 512 * 1024
_WEBSOCKETS = ("/rtc", "/rtc/v1")
_VALIDATE = {"/rtc/validate": "/rtc", "/rtc/v1/validate": "/rtc/v1"}
_CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
]


class Application:
    """Routes every request of the media server."""

    def __init__(self, rooms: Rooms, service: RoomService, observation: Observation) -> None:
        self._rooms = rooms
        self._service = service
        self._observation = observation
        self._signal = signal_application(rooms)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].rstrip("/") in _WEBSOCKETS:
            await self._signal(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"].rstrip("/") or "/", scope["method"]
        headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
        if method == "OPTIONS":
            await _respond(send, 204, b"", "text/plain")
        elif path == "/" and method in ("GET", "HEAD"):
            await _respond(send, 200, b"OK", "text/plain")
        elif path in _VALIDATE and method == "GET":
            status, text = self._validate(_VALIDATE[path], scope["query_string"], headers)
            await _respond(send, status, text.encode(), "text/plain")
        elif path.startswith(SERVICES):
            answer = await self._twirp(method, path, headers, receive)
            await _respond(send, answer.status, answer.body, answer.content_type)
        elif method == "GET" and (seen := self._observe(path, headers, scope.get("client"))):
            await _respond(send, seen.status, seen.body, seen.content_type, cors=())
        else:
            await _respond(send, 404, b"not found", "text/plain")

    def _observe(self, path: str, headers: dict[str, str], client: Sequence[Any] | None) -> Seen | None:
        """What who looks after the server is shown; browsers of others are not to read it."""
        if path == "/metrics":
            return self._observation.metrics(headers, str(client[0]) if client else "")
        if path == STATE or path.startswith(f"{STATE}/"):
            return self._observation.state(path, headers)
        return None

    def _validate(self, path: str, query: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """What joining would answer: clients ask after a refused upgrade, whose body they cannot see."""
        try:
            self._rooms.check(parse_join(path, query, headers.get("authorization", "")))
        except JoinRequestError as error:
            return 400, str(error)
        except AdmissionError as error:
            return error.status, str(error)
        return 200, "success"

    async def _twirp(self, verb: str, path: str, headers: dict[str, str], receive: Receive) -> TwirpResponse:
        if not path.startswith(PREFIX):
            return refusal("bad_route", f"{path.removeprefix(SERVICES)} is not served here")
        if verb != "POST":
            return refusal("bad_route", "calls are made by POST")
        body = await _read_body(receive)
        if body is None:
            return refusal("resource_exhausted", f"a request has at most {_MAX_BODY} bytes")
        return self._service.call(
            path.removeprefix(PREFIX), headers.get("content-type", ""), headers.get("authorization", ""), body
        )


async def _read_body(receive: Receive) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _MAX_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _respond(
    send: Send, status: int, body: bytes, content_type: str, cors: Sequence[tuple[bytes, bytes]] = _CORS
) -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode()), *cors]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

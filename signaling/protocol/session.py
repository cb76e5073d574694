"""One signalling connection without its socket: bytes in, actions and bytes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from google.protobuf.message import DecodeError, Message
from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import LeaveRequest, Pong, SignalRequest, SignalResponse

MAX_REQUEST = 512 * 1024
_MAX_LIST = 1000
# A large meeting makes clients send hundreds of settings at once, but not for long.
_WINDOW = 10.0
_MAX_PER_WINDOW = 2000
_MAX_BYTES_PER_WINDOW = 16 << 20


class ProtocolError(ValueError):
    """The client sent what the protocol does not allow; its connection is to be closed."""


@dataclass(frozen=True)
class Action:
    """A request to be acted on: the name of its field in SignalRequest, and the message there."""

    kind: str
    message: Message


class SignalSession:
    """Reads requests, answers pings itself, and writes responses through `write`.

    `close` ends the connection; nothing is written after it. `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        write: Callable[[bytes], None],
        close: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write
        self._close = close
        self._clock = clock
        self.open = True
        self.last_heard = clock()
        self._window = (self.last_heard, 0, 0)

    def _count(self, size: int, now: float) -> None:
        begun, count, total = self._window
        begun, count, total = (now, 0, 0) if now - begun > _WINDOW else (begun, count, total)
        self._window = (begun, count + 1, total + size)
        self.last_heard = now
        if count >= _MAX_PER_WINDOW or total > _MAX_BYTES_PER_WINDOW:
            raise ProtocolError("too many messages")

    def receive(self, data: bytes) -> Action | None:
        """Take one message; the action it asks for, None when nothing is left to do.

        Raises ProtocolError.
        """
        self._count(len(data), self._clock())
        if len(data) > MAX_REQUEST:
            raise ProtocolError("message too large")
        try:
            request = SignalRequest.FromString(data)
        except DecodeError as error:
            raise ProtocolError("not a SignalRequest") from error
        kind = request.WhichOneof("message")
        if kind is None:
            return None
        if kind == "ping":
            self.send(SignalResponse(pong=int(time.time() * 1000)))
            return None
        if kind == "ping_req":
            self._pong(request)
            return None
        message = getattr(request, kind)
        _check_lists(message)
        return Action(kind, message)

    def _pong(self, request: SignalRequest) -> None:
        now = int(time.time() * 1000)
        # Both forms: old clients read only the number, new ones the message.
        self.send(SignalResponse(pong=now))
        self.send(
            SignalResponse(pong_resp=Pong(last_ping_timestamp=request.ping_req.timestamp, timestamp=now))
        )

    def send(self, response: SignalResponse) -> None:
        """Write one response."""
        self.send_encoded(response.SerializeToString())

    def send_encoded(self, data: bytes) -> None:
        """Write a response encoded once for many."""
        if self.open:
            self._write(data)

    def leave(self, reason: DisconnectReason, action: LeaveRequest.Action) -> None:
        """Tell the client to go (or to come back, by `action`) and end the connection."""
        request = LeaveRequest(
            can_reconnect=action != LeaveRequest.DISCONNECT,
            reason=reason,
            action=action,
        )
        self.send(SignalResponse(leave=request))
        self.end()

    def end(self, code: int = 1000) -> None:
        """End the connection; safe to call twice."""
        if self.open:
            self.open = False
            self._close(code)


def _check_lists(message: Message) -> None:
    for field, value in message.ListFields():
        if getattr(field, "is_repeated", False) and len(value) > _MAX_LIST:
            raise ProtocolError(f"too many entries in {field.name}")

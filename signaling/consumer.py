"""The WebSocket of a client: a thin Channels shell over SignalSession."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from signaling.logs import tell_of
from signaling.protocol.joinrequest import JoinRequestError, parse_join
from signaling.protocol.session import ProtocolError, SignalSession
from signaling.rooms import requests
from signaling.rooms.participant import Participant
from signaling.rooms.registry import AdmissionError, Rooms

logger = logging.getLogger(__name__)

_OUTBOX = 2000
# Private close codes (RFC 6455 section 7.4.2): Daphne's library sends no others but 1000.
_POLICY_VIOLATION = 4008
_TRY_AGAIN_LATER = 4013


class SignalConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One signalling connection. `rooms` is given by `as_asgi(rooms=...)`."""

    rooms: Rooms

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self.rooms = rooms
        self._outbox: asyncio.Queue[bytes | int] = asyncio.Queue(_OUTBOX)
        self._writer: asyncio.Task[None] | None = None
        self._session: SignalSession | None = None
        self._participant: Participant | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels does, without its hop to a thread that closes database connections: there are none."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """End the consumer."""
        await self.disconnect(message["code"])
        raise StopConsumer

    async def connect(self) -> None:
        """Let the client in, or refuse the upgrade with the status that says why."""
        headers = dict(self.scope["headers"])
        authorization = headers.get(b"authorization", b"").decode("latin1")
        try:
            join = parse_join(self.scope["path"], self.scope["query_string"], authorization)
            claims = self.rooms.check(join)
        except JoinRequestError as error:
            await self._refuse(400, str(error))
            return
        except AdmissionError as error:
            await self._refuse(error.status, str(error))
            return
        tell_of(claims.grant.room, claims.identity)
        await self.accept()
        self._writer = asyncio.get_running_loop().create_task(self._write_all())
        self._session = SignalSession(self._enqueue, self._enqueue_close)
        try:
            self._participant = self.rooms.enter(claims, join, self._session)
            let_in = self._participant is not None
            self.rooms.counts.entered(resuming=join.reconnect, let_in=let_in)
            logger.info("a client %s", "is let in" if let_in else "wanted to resume what is gone")
        except ProtocolError as error:
            self.rooms.counts.broken()
            logger.info("the offer of a join request was refused: %s", error)
            self._session.end(_POLICY_VIOLATION)

    async def _refuse(self, status: int, text: str) -> None:
        self.rooms.counts.refused(status)
        if self.rooms.told_refusals.take(1, asyncio.get_running_loop().time()):
            address = (self.scope.get("client") or ["?"])[0]
            logger.info("a client at %s is refused with %s: %s", address, status, text)
        await self._deny(status, text)

    async def _deny(self, status: int, text: str) -> None:
        if "websocket.http.response" not in self.scope.get("extensions", {}):
            await self.close()
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        await self.base_send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await self.base_send({"type": "websocket.http.response.body", "body": text.encode()})

    def _enqueue(self, data: bytes) -> None:
        try:
            self._outbox.put_nowait(data)
        except asyncio.QueueFull:
            logger.warning("a client does not read its signalling connection; it is closed")
            if self._session is not None:
                self._session.open = False
            if self._writer is not None:
                self._writer.cancel()

    def _enqueue_close(self, code: int) -> None:
        try:
            self._outbox.put_nowait(code)
        except asyncio.QueueFull:
            if self._writer is not None:
                self._writer.cancel()

    async def _write_all(self) -> None:
        code = _TRY_AGAIN_LATER
        try:
            while True:
                item = await self._outbox.get()
                if isinstance(item, int):
                    code = item
                    return
                await self.send(bytes_data=item)
        finally:
            await self.close(code)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Pass a message to the session and its action to the room."""
        session, participant = self._session, self._participant
        if session is None or not session.open or participant is None:
            return
        try:
            if bytes_data is None:
                raise ProtocolError("text where protobuf is spoken")
            action = session.receive(bytes_data)
            if action is not None and participant.session is session:
                requests.handle(participant, action)
        except ProtocolError as error:
            logger.info("%s broke the protocol: %s", participant.sid, error)
            session.end(_POLICY_VIOLATION)

    async def disconnect(self, code: int) -> None:
        """The socket is gone: the participant may resume on another for a while."""
        if self._session is not None:
            self._session.open = False
            if self._participant is not None:
                self._participant.detach_session(self._session)
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)


def signal_application(rooms: Rooms) -> Any:
    """The ASGI application of the WebSocket paths."""
    return SignalConsumer.as_asgi(rooms=rooms)

"""Webhooks as LiveKit sends them: signed, in order, retried with backoff, never in the way of a meeting."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import time
from collections.abc import Sequence

from google.protobuf.json_format import MessageToJson
from livekit.protocol.models import ParticipantInfo, Room, RoomEndReason, TrackInfo
from livekit.protocol.webhook import WebhookEvent

from signaling.rooms.identifiers import new_sid
from signaling.tokens import Keys

logger = logging.getLogger(__name__)

_QUEUE = 1000
_ATTEMPTS = 6
_FIRST_DELAY = 0.25
_MAX_DELAY = 8.0
_TIMEOUT = 5.0
_TOKEN_LIFETIME = 300
_LAST_WORDS = 1.0


class _Destination:
    """One URL with its own queue, so that a slow receiver delays no other."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.queue: asyncio.Queue[WebhookEvent] = asyncio.Queue(_QUEUE)
        self.dropped = 0
        self.task: asyncio.Task[None] | None = None


class Webhooks:
    """Sends events to every URL. `notify` never blocks: a full queue drops the event and counts it."""

    def __init__(self, urls: Sequence[str], keys: Keys) -> None:
        self._keys = keys
        self._destinations = [_Destination(url) for url in urls]
        self._session: object | None = None

    def notify(
        self,
        event: str,
        room: Room,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
        end_reason: RoomEndReason = RoomEndReason.ROOM_END_UNKNOWN,
    ) -> None:
        """Queue one event for every destination."""
        if not self._destinations:
            return
        message = WebhookEvent(
            event=event,
            room=room,
            participant=participant,
            track=track,
            id=new_sid("EV_"),
            created_at=int(time.time()),
            room_end_reason=end_reason,
        )
        for destination in self._destinations:
            self._enqueue(destination, message)

    def _enqueue(self, destination: _Destination, message: WebhookEvent) -> None:
        copy = WebhookEvent()
        copy.CopyFrom(message)
        copy.num_dropped = destination.dropped
        try:
            destination.queue.put_nowait(copy)
        except asyncio.QueueFull:
            destination.dropped += 1
            return
        destination.dropped = 0
        if destination.task is None:
            destination.task = asyncio.get_running_loop().create_task(self._run(destination))

    async def _run(self, destination: _Destination) -> None:
        while True:
            message = await destination.queue.get()
            try:
                await self._deliver(destination.url, message)
            finally:
                destination.queue.task_done()

    async def _deliver(self, url: str, message: WebhookEvent) -> None:
        body = MessageToJson(message, indent=None).encode()
        subject = {"room": message.room.name, "participant": message.participant.identity}
        delay = _FIRST_DELAY
        for attempt in range(_ATTEMPTS):
            fault = await self._post(url, body)
            if not fault:
                return
            logger.info("webhook to %s failed: %s", url, fault, extra=subject)
            if attempt + 1 < _ATTEMPTS:
                await asyncio.sleep(delay)
                delay = min(delay * 2, _MAX_DELAY)
        text = "webhook %s %s was not accepted by %s: %s"
        logger.warning(text, message.event, message.id, url, fault, extra=subject)

    async def _post(self, url: str, body: bytes) -> str:
        """Why the receiver did not take it; empty when it did."""
        # Imported here: a server without webhooks starts faster.
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT))
        session = self._session
        assert isinstance(session, aiohttp.ClientSession)
        headers = {"Content-Type": "application/webhook+json", "Authorization": sign_body(self._keys, body)}
        try:
            async with session.post(url, data=body, headers=headers) as response:
                return "" if response.status < 300 else f"it answered {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return str(error) or type(error).__name__

    async def close(self) -> None:
        """Give queued events a last second, then end the tasks."""
        waiting = [d.queue.join() for d in self._destinations if d.task is not None]
        if waiting:
            await asyncio.wait([asyncio.ensure_future(each) for each in waiting], timeout=_LAST_WORDS)
        tasks = [d.task for d in self._destinations if d.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()  # type: ignore[attr-defined]


def sign_body(keys: Keys, body: bytes) -> str:
    """The Authorization value of a webhook: a token whose `sha256` is the base64 digest of the body."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return keys.sign({"sha256": digest}, _TOKEN_LIFETIME)

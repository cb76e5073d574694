"""A media server on the wire, and a reconciler that looks after its rooms."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from channels.db import database_sync_to_async

from ecabinet.journal import services
from ecabinet.journal.models import Event
from meetings.lifecycle.models import Meeting
from meetings.media import reconciler as reconciler_module
from meetings.media.client import RoomClient
from meetings.media.reconciler import Reconciler
from meetings.media.tests.fake import KEY, SECRET, FakeMedia

RETIRED_SECRET = "the-secret-of-a-key-that-is-known-besides-ours"


@pytest.fixture(autouse=True)
def media_keys(settings: Any) -> None:
    settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET = KEY, SECRET
    settings.LIVEKIT_URL = settings.MEDIA_PUBLIC_URL = ""
    settings.LIVEKIT_KEYS = {"retired": RETIRED_SECRET}
    settings.TLS = False


@pytest_asyncio.fixture
async def media() -> AsyncIterator[FakeMedia]:
    server = FakeMedia()
    await server.up()
    yield server
    await server.down()


@pytest_asyncio.fixture
async def reconciler(media: FakeMedia, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Reconciler]:
    """The reconciler of this process; it sweeps so rarely that only news and hints move it."""
    running = Reconciler(RoomClient(media.url, KEY, SECRET), every_seconds=3600)
    monkeypatch.setattr(reconciler_module, "_running", running)
    await running.start()
    await running.settled()
    yield running
    await running.stop()


class Journal:
    """Waits for events of one meeting to be committed, by whatever thread."""

    def __init__(self, meeting_id: UUID) -> None:
        self._stream = f"meeting:{meeting_id}"
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def on_commit(self, _streams: list[str]) -> None:
        self._loop.call_soon_threadsafe(self._news.set)

    async def until(self, event_type: str, count: int = 1, patience: float = 15) -> list[Any]:
        """All events of that type, once there are `count`. Raises TimeoutError after `patience` seconds."""
        async with asyncio.timeout(patience):
            while True:
                self._news.clear()
                found = await self.all(event_type)
                if len(found) >= count:
                    return found
                await self._news.wait()

    async def all(self, event_type: str) -> list[Any]:
        events = Event.objects.filter(stream_id=self._stream, type=event_type).order_by("seq")
        found: list[Any] = await database_sync_to_async(list)(events)
        return found


@pytest_asyncio.fixture
async def journal(running_meeting: Meeting) -> AsyncIterator[Journal]:
    it = Journal(running_meeting.id)
    services.after_commit(it.on_commit)
    yield it
    services._after_commit.remove(it.on_commit)

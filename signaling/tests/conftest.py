"""Fixtures of the media server's tests: one server per test process, and rooms with fresh names."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Iterator

import pytest
from livekit import api

from signaling.tests.harness import KEY, SECRET, MediaServer, WebhookSink
from signaling.tests.sdk import Cast

_names = itertools.count(1)


@pytest.fixture(scope="session")
def webhooks() -> Iterator[WebhookSink]:
    sink = WebhookSink()
    yield sink
    sink.close()


@pytest.fixture(scope="session")
def server(webhooks: WebhookSink) -> Iterator[MediaServer]:
    media = MediaServer(MEDIA_WEBHOOK_URLS=webhooks.url)
    media.start()
    yield media
    media.stop()


@pytest.fixture
def room_name() -> str:
    return f"room-{os.getpid()}-{next(_names)}"


@pytest.fixture
async def cast(server: MediaServer, room_name: str) -> AsyncIterator[Cast]:
    """People of one room, who have all left when the test ends."""
    people = Cast(server, room_name)
    yield people
    await people.leave()


@pytest.fixture
async def livekit(server: MediaServer) -> AsyncIterator[api.LiveKitAPI]:
    """The unmodified client of the RoomService."""
    async with api.LiveKitAPI(server.http_url, KEY, SECRET) as client:
        yield client

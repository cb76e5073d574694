"""Webhooks without a media server: order, retries, a bounded queue, a clean end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from livekit.protocol.models import ParticipantInfo, Room

from signaling.logs import Subject, tell_of
from signaling.tests.harness import KEY, SECRET, WebhookSink
from signaling.tokens import Keys
from signaling.webhooks import Webhooks

QUEUE = 1000


class SlowSink(WebhookSink):
    """Takes nothing until it is let."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.begun = threading.Event()
        super().__init__()

    def take(self, body: str, authorization: str) -> int:
        self.begun.set()
        self.gate.wait(10)
        return super().take(body, authorization)


@pytest.fixture
def slow() -> Iterator[SlowSink]:
    sink = SlowSink()
    yield sink
    sink.gate.set()
    sink.close()


async def test_a_full_queue_drops_and_says_how_many(slow: SlowSink) -> None:
    hooks = Webhooks([slow.url], Keys({KEY: SECRET}))
    hooks.notify("room_started", Room(name="first"))
    await asyncio.to_thread(slow.begun.wait, 5)
    for number in range(QUEUE + 5):
        hooks.notify("room_started", Room(name=f"room {number}"))
    slow.gate.set()
    await asyncio.to_thread(slow.wait_for, lambda e: e.room.name == f"room {QUEUE - 1}", 30)
    hooks.notify("room_finished", Room(name="last"))
    last = await asyncio.to_thread(slow.wait_for, lambda e: e.event == "room_finished")
    assert last.num_dropped == 5
    names = [event.room.name for event in slow.events]
    assert names == ["first", *(f"room {number}" for number in range(QUEUE)), "last"]
    await hooks.close()


async def test_a_receiver_that_is_down_delays_nobody_else_and_no_end() -> None:
    sink = WebhookSink()
    hooks = Webhooks(["http://127.0.0.1:9/", sink.url], Keys({KEY: SECRET}))
    hooks.notify("room_started", Room(name="r"))
    event = await asyncio.to_thread(sink.wait_for, lambda e: e.room.name == "r")
    assert event.created_at > 0
    await asyncio.wait_for(hooks.close(), 3)
    sink.close()


async def test_a_receiver_that_refuses_is_named_with_its_answer_and_with_whom_the_event_is_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sink = WebhookSink()
    sink.failures_left = 2
    hooks = Webhooks([sink.url], Keys({KEY: SECRET}))
    caplog.set_level("INFO", "signaling.webhooks")
    caplog.handler.addFilter(Subject())
    tell_of("one room", "whose event comes first")
    hooks.notify("participant_joined", Room(name="r"), ParticipantInfo(identity="a"))
    hooks.notify("participant_joined", Room(name="s"), ParticipantInfo(identity="b"))
    await asyncio.to_thread(sink.wait_for, lambda e: e.room.name == "s")
    await hooks.close()
    sink.close()
    assert {f"webhook to {sink.url} failed: it answered 500 Internal Server Error"} == set(caplog.messages)
    told = [(entry.room, entry.participant) for entry in caplog.records]  # type: ignore[attr-defined]
    assert told == [("r", "a")] * 2


async def test_without_urls_nothing_is_started() -> None:
    hooks = Webhooks([], Keys({KEY: SECRET}))
    before = asyncio.all_tasks()
    hooks.notify("room_started", Room(name="r"))
    assert asyncio.all_tasks() == before
    await hooks.close()

"""The media process is killed in the middle of a meeting: clients come back by themselves."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count

import pytest

from signaling.tests.browser_client import require_browser
from signaling.tests.harness import MediaServer
from tests.link.network import ROOT
from tests.link.people import Person, browser, page_person, sdk_process

pytestmark = [pytest.mark.link, pytest.mark.timeout(300)]

# Seconds from the moment the process answers again.
BACK = 5.0
_rooms = count(1)


def product_policy() -> str:
    """The product's reconnect policy as JavaScript, with its own numbers and each wait at its longest."""
    source = (ROOT / "frontend/src/media/policy.ts").read_text()
    found = [re.search(rf"RESUME_{name}_MS = ([\d_]+);", source) for name in ("FOR", "EVERY")]
    limit, wait = (int(each[1]) if each else 0 for each in found)
    assert limit > wait > 0, "the front end keeps its reconnect policy elsewhere now"
    decide = f"c.elapsedMs >= {limit} ? null : c.retryCount ? {wait * 1.25} : 0"
    return f"{{reconnectPolicy: {{nextRetryDelayInMs: (c) => {decide}}}}}"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as entered:
        yield entered


@pytest.fixture
async def server(stack: AsyncExitStack) -> MediaServer:
    media = MediaServer()
    media.start()
    stack.callback(media.stop)
    return media


async def come_back(server: MediaServer, people: list[Person]) -> None:
    """Kill the server in the middle, start it again, and see everybody back in time."""
    for person in people:
        await person.flows(time.monotonic())
    broken = time.monotonic()
    server.kill()
    server.start()
    good = time.monotonic()
    for person in people:
        await person.flows(good)
    for person in people:
        line = person.timeline
        back = line.picture_back(broken, good), line.sound_back(broken, good)
        assert max(back) < BACK, f"{person.name}: picture and sound back after {back}; {line.events}"


def sdk_command(server: MediaServer, name: str, room: str, roles: str) -> list[str]:
    return [sys.executable, "-m", "tests.link.actor", server.url, server.token(name, room), roles]


async def test_people_with_the_sdk_are_back_after_a_kill(server: MediaServer, stack: AsyncExitStack) -> None:
    room = f"crash-{next(_rooms)}"
    people = [
        await stack.enter_async_context(
            sdk_process(sdk_command(server, name, room, "publish,subscribe"), name)
        )
        for name in ("an", "binh")
    ]
    await come_back(server, people)


async def test_a_page_is_back_after_a_kill(server: MediaServer, stack: AsyncExitStack) -> None:
    require_browser()
    room = f"crash-{next(_rooms)}"
    command = sdk_command(server, "an", room, "publish")
    await stack.enter_async_context(sdk_process(command, "an"))
    started = await stack.enter_async_context(browser())
    page = page_person(started, "binh", server.token("binh", room), server.url, product_policy())
    await come_back(server, [await stack.enter_async_context(page)])

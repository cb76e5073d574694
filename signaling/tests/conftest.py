"""Fixtures of the media server's tests: one server per test process, and rooms with fresh names."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from livekit import api
from playwright.async_api import async_playwright

from deploy.livekit_server import server_path
from signaling.tests.browser_client import BrowserPerson, PageServer, Stage, launch, require_browser
from signaling.tests.harness import KEY, SECRET, LiveKitServer, MediaServer, WebhookSink
from signaling.tests.sdk import Cast

_names = itertools.count(1)


@pytest.fixture(scope="session")
def webhooks() -> Iterator[WebhookSink]:
    sink = WebhookSink()
    yield sink
    sink.close()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_engines: runs on this server, with TORTURE on LiveKit's own too")
    config.addinivalue_line("markers", "embedded_only(why): among those, runs on this server alone")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    test = metafunc.definition
    # LiveKit's own is pinned and answers as it did: it is asked again in `make torture`.
    alone = test.get_closest_marker("embedded_only") is not None or not os.environ.get("TORTURE")
    if test.get_closest_marker("both_engines") and "server" in metafunc.fixturenames:
        metafunc.parametrize("server", list(ENGINES)[: 1 if alone else None], indirect=True)


@pytest.fixture(scope="session")
def embedded_server(webhooks: WebhookSink) -> Iterator[MediaServer]:
    media = MediaServer(MEDIA_WEBHOOK_URLS=webhooks.url)
    media.start()
    yield media
    media.stop()


@pytest.fixture(scope="session")
def livekit_server(webhooks: WebhookSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaServer]:
    if not server_path().exists():
        pytest.skip("livekit-server is not built (make livekit-server)")
    media = LiveKitServer(tmp_path_factory.mktemp("livekit"), webhooks.url)
    media.start()
    yield media
    media.kill()


ENGINES = {"embedded": "embedded_server", "livekit": "livekit_server"}


@pytest.fixture
def server(request: pytest.FixtureRequest) -> MediaServer:
    """The server under test: this one, or in tests marked `both_engines` LiveKit's own as well."""
    media: MediaServer = request.getfixturevalue(ENGINES[getattr(request, "param", "embedded")])
    return media


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


@pytest.fixture
async def pages(tmp_path: Path) -> AsyncIterator[list[BrowserPerson]]:
    require_browser()
    files = PageServer(tmp_path)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        people = []
        for _ in range(2):
            page = await browser.new_page()
            await page.goto(files.url)
            people.append(BrowserPerson(page))
        yield people
        await browser.close()
    files.close()


@pytest.fixture
def stage(server: MediaServer, room_name: str, pages: list[BrowserPerson]) -> Stage:
    return Stage(server, room_name, pages)

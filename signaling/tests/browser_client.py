"""Chromium with the unmodified livekit-client, driven page by page."""

from __future__ import annotations

import functools
import os
import shutil
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Playwright

from signaling.tests.harness import MediaServer

CHROMIUM = Path("/usr/bin/chromium")
_HERE = Path(__file__).parent
_DISTRIBUTION = Path(__file__).resolve().parents[2] / "frontend/node_modules/livekit-client/dist"
_BUNDLE = _DISTRIBUTION / "livekit-client.umd.js"
_WORKER = _DISTRIBUTION / "livekit-client.e2ee.worker.js"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


def require_browser() -> None:
    """Skip, naming what is missing; in CI a missing browser is a failure."""
    for path, name in ((CHROMIUM, "Chromium"), (_BUNDLE, "livekit-client in frontend/node_modules")):
        if not path.exists():
            reason = f"{name} is not installed ({path.name})"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return


class PageServer:
    """Serves the test page and the client's bundle."""

    def __init__(self, folder: Path) -> None:
        shutil.copy(_HERE / "browser" / "client.html", folder)
        for bundle in (_BUNDLE, _WORKER):
            shutil.copy(bundle, folder)
        handler = functools.partial(_Handler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/client.html"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


async def launch(playwright: Playwright) -> Browser:
    """Chromium with a false camera and microphone."""
    return await playwright.chromium.launch(executable_path=str(CHROMIUM), args=_ARGUMENTS)


class BrowserPerson:
    """One participant in a browser page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def join(self, url: str, token: str, **options: Any) -> str:
        """Join a room; the participant's sid."""
        code = "([url, token, options]) => join(url, token, options)"
        return str(await self.page.evaluate(code, [url, token, options]))

    async def publish(self) -> None:
        """Turn camera and microphone on."""
        await self.page.evaluate("publish()")

    async def stats(self) -> dict[str, Any]:
        """Totals of what this page decodes and encodes now."""
        found: dict[str, Any] = await self.page.evaluate("stats()")
        return found

    async def until(self, condition: str, within: float = 20.0) -> None:
        """Wait until a JavaScript condition (which may await) holds; `s` is stats(), `events` the names."""
        # The loop runs in the page: Playwright's own takes the promise of an answer for the answer.
        code = (
            "async (end) => { for (;;) {"
            " const s = await stats(), events = probe.events.map((e) => e[0]);"
            f" if ({condition}) return true;"
            " if (Date.now() > end) return false;"
            " await new Promise((resolve) => setTimeout(resolve, 100)); } }"
        )
        if not await self.page.evaluate(code, (time.time() + within) * 1000):
            seen = await self.page.evaluate("Promise.all([stats(), playing(), probe.events])")
            raise AssertionError(f"{condition} did not hold: {seen}")


class Stage:
    """Pages of one browser in one room."""

    def __init__(self, server: MediaServer, room: str, people: list[BrowserPerson]) -> None:
        self.server = server
        self.room = room
        self._free = people
        self._taken = iter(people)

    async def enter(self, identity: str, **options: object) -> BrowserPerson:
        """The next page joins as `identity`."""
        person = next(self._taken)
        await person.join(self.server.url, self.server.token(identity, self.room), **options)
        return person

"""The clients of a run, and what each of them decodes while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Route, async_playwright

from signaling.tests import browser_client
from tests.link.engines import URL
from tests.link.measure import Timeline
from tests.link.network import ROOT, Link

_LEAVE_SECONDS = 15.0
_SAMPLE_SECONDS = 0.1
_PAGE = Path(__file__).with_name("page.js")
_ORIGIN = "http://localhost/"
# A page that comes from no network at all counts as public, which may not call private addresses.
_CHROMIUM_FLAGS = [
    "--headless",
    "--disable-features=LocalNetworkAccessChecks",
    *browser_client._ARGUMENTS,
]


class Person:
    """One client: its timeline grows while it runs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.timeline = Timeline()
        self._ended = False
        self._heard = asyncio.Condition()

    async def _take(self, report: dict[str, Any] | None) -> None:
        async with self._heard:
            if report is None:
                self._ended = True
            else:
                self.timeline.add(report)
            self._heard.notify_all()

    async def until(self, condition: Callable[[Timeline], bool], within: float, what: str) -> None:
        """Wait until the timeline fulfils a condition."""
        try:
            async with asyncio.timeout(within), self._heard:
                while not condition(self.timeline):
                    assert not self._ended, f"{self.name} ended while waiting for {what}"
                    await self._heard.wait()
        except TimeoutError as error:
            raise AssertionError(f"{self.name} waited {within} s for {what}: {self._told()}") from error

    def _told(self) -> str:
        line = self.timeline
        return (
            f"now {line.reported:.1f}, events {line.events}, last frames {line.frames[-3:]}, "
            f"last sounds {line.sounds[-3:]}, samples {line.samples[-1:]}"
        )

    async def flows(self, since: float, within: float = 60.0) -> None:
        """Wait until picture and sound have been steady for some seconds, all after a moment."""
        await self.until(lambda line: line.steady(since), within, "steady picture and sound")

    async def lives_until(self, moment: float) -> None:
        """Wait until everything up to a moment is known."""
        within = max(0.0, moment - time.monotonic()) + 60
        await self.until(lambda line: line.reported >= moment, within, "its reports")


@contextlib.asynccontextmanager
async def actor(
    link: Link, namespace: str, name: str, token: str, roles: str, url: str = URL
) -> AsyncIterator[Person]:
    """A participant played by the SDK for Python in a namespace of the link."""
    command = link.inside(namespace, [sys.executable, "-m", "tests.link.actor", url, token, roles])
    async with sdk_process(command, name) as person:
        yield person


@contextlib.asynccontextmanager
async def sdk_process(command: list[str], name: str) -> AsyncIterator[Person]:
    """A participant played by the process that `command` starts."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=1 << 20,
    )
    person = Person(name)
    reading = asyncio.create_task(_read(process, person))
    try:
        yield person
    finally:
        await _end(process)
        await reading


async def _read(process: asyncio.subprocess.Process, person: Person) -> None:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        await person._take(json.loads(line))
    await person._take(None)


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _LEAVE_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def browser(program: Path = browser_client.CHROMIUM) -> AsyncIterator[Browser]:
    """Chromium, started by `program`."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=str(program), args=_CHROMIUM_FLAGS)
        try:
            yield started
        finally:
            await started.close()


def chromium_inside(link: Link, namespace: str, folder: Path) -> Path:
    """A program, made in `folder`, that starts all of Chromium in a namespace of the link."""
    program = folder / "chromium-inside"
    command = " ".join(link.inside(namespace, [str(browser_client.CHROMIUM)]))
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    program.chmod(0o755)
    return program


@contextlib.asynccontextmanager
async def page_person(
    started: Browser, name: str, token: str, url: str = URL, options: str = "{}"
) -> AsyncIterator[Person]:
    """A subscriber in a page of Chromium. `options` is JavaScript: the options of its Room."""
    page = await started.new_page()
    await page.route("**/*", _serve)
    await page.goto(f"{_ORIGIN}client.html")
    await page.add_script_tag(path=_PAGE)
    person = Person(name)
    await page.evaluate(f"([url, token]) => attend(url, token, {options})", [url, token])
    reading = asyncio.create_task(_sample(page, person))
    try:
        yield person
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await page.close()


async def _serve(route: Route) -> None:
    """The test page and the client's bundle, without any server: the page's own network is the link."""
    name = route.request.url.removeprefix(_ORIGIN)
    folder = browser_client._HERE / "browser" if name == "client.html" else browser_client._BUNDLE.parent
    path = folder / name
    await (route.fulfill(path=path) if name and path.is_file() else route.abort())


async def _sample(page: Page, person: Person) -> None:
    while True:
        # The page counts in milliseconds since 1970, everybody else in seconds of the monotonic clock.
        report = await page.evaluate("takeReport()")
        ahead = time.time() - time.monotonic()
        for name in ("frames", "sounds"):
            report[name] = [at / 1000 - ahead for at in report[name]]
        report["events"] = [(at / 1000 - ahead, what) for at, what in report["events"]]
        report["t"] = report["t"] / 1000 - ahead
        await person._take(report)
        await asyncio.sleep(_SAMPLE_SECONDS)

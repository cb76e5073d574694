"""A weak tablet: Chromium with a quarter of the processor and a line of 4 Mbit/s, that opens papers."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, async_playwright
from playwright.async_api import Error as BrowserError

from bench.load.engine import LoadError
from tests.conftest import CHROMIUM_FLAGS

SLOWER = 4
BYTES_A_SECOND, DELAY_MS = 4_000_000 / 8, 40
SIZE: ViewportSize = {"width": 1180, "height": 820}
DENSITY = 2
PATIENCE_MS = 120_000

# From the tap to the moment when the picture of the page has been drawn on the screen, and until it is sharp.
OPEN = """async (title) => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const until = async (look) => { while (!look()) await drawn(); await drawn(); return performance.now(); };
  const row = [...document.querySelectorAll("button")].find((each) => each.textContent.includes(title));
  const began = performance.now();
  row.click();
  const sharp = () => document.querySelector('canvas[data-page="1"]')?.width > 300;
  const picture = () => {
    const first = document.querySelector('[data-testid="first-page"]');
    return sharp() || (first?.complete && first.naturalWidth > 0);
  };
  const at = await until(picture);
  return { at, first: at - began, sharp: await until(sharp) - began };
}"""
PLAIN = """async (name) => {
  const began = performance.now();
  await window.openPaper(name);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const at = performance.now();
  return { at, first: at - began, sharp: at - began };
}"""


@dataclass
class Opening:
    """One paper opened: ms to its first page and to the sharp one, bytes that had come to the first page."""

    first_ms: float
    sharp_ms: float
    bytes_to_first: int


@dataclass
class _Line:
    """What comes over the tablet's line, by the moment it came."""

    bytes: int = 0
    at: list[tuple[float, int]] = field(default_factory=list)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser. Raises LoadError when it is not here."""
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
            )
        except BrowserError as error:
            raise LoadError(f"Chromium does not start: {error}") from error
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def tablet(browser: Browser, address: str, cookie: tuple[str, str] | None) -> AsyncIterator[Page]:
    """A page of the address on a tablet that has it open, before its line and processor become weak.

    No service worker: what it fetches would not go over the weak line.
    """
    context: BrowserContext = await browser.new_context(
        viewport=SIZE, device_scale_factor=DENSITY, has_touch=True, locale="vi-VN", service_workers="block"
    )
    try:
        if cookie is not None:
            host = urlsplit(address).hostname or ""
            await context.add_cookies([{"name": cookie[0], "value": cookie[1], "domain": host, "path": "/"}])
        page = await context.new_page()
        await page.goto(address, wait_until="load", timeout=PATIENCE_MS)
        yield page
    finally:
        await context.close()


async def shows(page: Page, title: str) -> None:
    """Wait until a paper of that title is offered. Raises LoadError with what is there instead."""
    try:
        await page.get_by_role("button", name=title).first.wait_for(timeout=PATIENCE_MS)
    except BrowserError as error:
        there = await page.locator("body").inner_text()
        raise LoadError(f"{title} is not on the screen, which says: {there[:600]}") from error


async def weaken(page: Page) -> tuple[CDPSession, _Line]:
    """Make processor and line weak, and count what comes from now on."""
    devtools, line = await page.context.new_cdp_session(page), _Line()

    def came(event: dict[str, float]) -> None:
        line.bytes += int(event["encodedDataLength"])
        line.at.append((float(event["timestamp"]), line.bytes))

    devtools.on("Network.dataReceived", came)
    await devtools.send("Network.enable")
    await devtools.send("Performance.enable")
    await devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": DELAY_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return devtools, line


async def opened(page: Page, script: str, name: str) -> Opening:
    """Open one paper by its title (OPEN) or file name (PLAIN). Raises LoadError."""
    devtools, line = await weaken(page)
    try:
        told = await page.evaluate(script, name)
    except BrowserError as error:
        raise LoadError(f"{json.dumps(name)} did not open: {error}") from error
    until = await _page_began(devtools) + told["at"] / 1000
    had = [count for moment, count in line.at if moment <= until]
    return Opening(round(told["first"], 1), round(told["sharp"], 1), had[-1] if had else 0)


async def _page_began(devtools: CDPSession) -> float:
    """When the page's own clock stood at 0, by the clock of the network's events (seconds)."""
    found = await devtools.send("Performance.getMetrics")
    return float(next(each["value"] for each in found["metrics"] if each["name"] == "NavigationStart"))

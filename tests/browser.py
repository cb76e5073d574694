"""People at their screens: real Chromium with fake cameras, each person in a context of their own."""

import contextlib
import itertools
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import CHROMIUM_FLAGS
from tests.product import Product

SIZES = {"tablet": (1180, 820), "desk": (1440, 900), "television": (1920, 1080), "phone": (390, 844)}
PATIENCE_MS = 30_000
# A media process that was killed: the room is joined anew after back-off on both sides.
MEDIA_PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)  # a page shares its cores with many others


@dataclass
class Screen:
    """One person's (or site's) page, with what went wrong on it."""

    product: Product
    context: BrowserContext
    page: Page
    username: str
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.product.url + path)

    def sign_in(self) -> None:
        """Through the form, as a person does."""
        self.open("/sign-in")
        self.page.get_by_label("Tên đăng nhập", exact=True).fill(self.username)
        self.page.get_by_label("Mật khẩu", exact=True).fill(self.product.password)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        expect(self.page).to_have_url(re.compile(r"/$"), timeout=PATIENCE_MS)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the first enabled button of that name."""
        self.page.get_by_role("button", name=name).first.click(timeout=PATIENCE_MS)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def api(self, path: str) -> Any:
        """What the API answers to this person."""
        answer = self.context.request.get(f"{self.product.url}/api{path}")
        assert answer.ok, answer.text()
        return answer.json()

    def command(self, path: str, body: Any = None) -> Any:
        """One command of this person, past the screens; what the API answers."""
        return self._post(path, data=body or {})

    def upload(self, path: str, name: str, pdf: bytes) -> Any:
        """A document, declared to hold no secret, past the screens; what the API answers."""
        file = {"name": name, "mimeType": "application/pdf", "buffer": pdf}
        return self._post(path, multipart={"file": file, "declared_not_secret": "true"})

    def _post(self, path: str, **body: Any) -> Any:
        token = next(cookie["value"] for cookie in self.context.cookies() if cookie["name"] == "csrftoken")
        headers = {"X-CSRFToken": token, "Idempotency-Key": str(uuid.uuid4())}
        answer = self.context.request.post(f"{self.product.url}/api{path}", headers=headers, **body)
        assert answer.ok, answer.text()
        return answer.json()

    def parts(self, meeting: str) -> Any:
        return self.api(f"/meetings/{meeting}/snapshot")["parts"]

    def decodes_video_of(self, identity: str, frames: int = 10, kind: str = "") -> None:
        """Wait until a picture of `identity` on this page has decoded so many new frames."""
        look, pictures = f"{identity} {next(_looks)}", f'video[data-identity="{identity}"]'
        if kind:
            pictures += f'[data-kind="{kind}"]'
        self.page.wait_for_function(NEW_FRAMES, arg=[pictures, frames, look], timeout=MEDIA_PATIENCE_MS)

    def hears(self, identity: str) -> None:
        """Wait until the sound of `identity` that this page plays carries energy."""
        self.page.wait_for_function(SOUND, arg=identity, timeout=MEDIA_PATIENCE_MS)


_looks = itertools.count()
# Counts frames from the beginning of this look on. A picture that was replaced counts from zero again, and so
# does an element that was given another stream.
NEW_FRAMES = """([pictures, frames, look]) => {
  const kept = ((window.__frames ??= {})[look] ??= new Map());
  for (const video of document.querySelectorAll(pictures)) {
    const total = video.getVideoPlaybackQuality().totalVideoFrames;
    if (!(kept.get(video) <= total)) kept.set(video, total);
    if (total - kept.get(video) >= frames) return true;
  }
  return false;
}"""

SOUND = """async (identity) => {
  const audio = document.querySelector(`audio[data-identity="${identity}"]`);
  if (!audio?.srcObject) return false;
  const context = (window.__listening ??= new AudioContext());
  const analyser = context.createAnalyser();
  const source = context.createMediaStreamSource(audio.srcObject);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const end = performance.now() + 1500;
  let loudest = 0;
  while (performance.now() < end && loudest < 0.01) {
    await new Promise((done) => setTimeout(done, 50));
    analyser.getFloatTimeDomainData(samples);
    loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), loudest);
  }
  source.disconnect();
  return loudest >= 0.01;
}"""


class People:
    """Opens screens; each is closed at the end."""

    def __init__(self, product: Product, browser: Browser) -> None:
        self._product, self._browser = product, browser
        self._screens: dict[str, Screen] = {}

    def __getitem__(self, username: str) -> Screen:
        return self._screens[username]

    def seat(self, username: str, size: str, product: Product | None = None, touch: bool = False) -> Screen:
        """A signed-in screen of that person at one of SIZES; `product`: as it is reached from there."""
        screen = self.place(username, size, product, touch)
        screen.sign_in()
        return screen

    def place(self, username: str, size: str, product: Product | None = None, touch: bool = False) -> Screen:
        """A screen on which nobody has signed in yet."""
        width, height = SIZES[size]
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=touch,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            permissions=["camera", "microphone"],
            ignore_https_errors=True,
        )
        context.set_default_timeout(PATIENCE_MS)
        screen = Screen(product or self._product, context, context.new_page(), username)
        screen.page.on("pageerror", lambda error: screen.errors.append(str(error)))
        self._screens[username] = screen
        return screen

    def leave(self, username: str) -> None:
        """That person's screen is closed; nothing may have gone wrong on it."""
        screen = self._screens.pop(username)
        screen.context.close()
        assert screen.errors == []

    def photograph(self, folder: Path) -> None:
        """Keep what every screen shows."""
        folder.mkdir(parents=True, exist_ok=True)
        for screen in self.all():
            screen.page.screenshot(path=folder / f"{screen.username}.png")

    def all(self) -> list[Screen]:
        return list(self._screens.values())


@contextlib.contextmanager
def people_of(product: Product, chromium: str) -> Iterator[People]:
    """Chromium for one test module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        try:
            yield People(product, browser)
        finally:
            browser.close()

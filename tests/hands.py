"""What hands do at the screens of a meeting that runs, by the words that stand there."""

import re

from playwright.sync_api import Locator, expect

from tests.browser import PATIENCE_MS, Screen
from tests.scene import Scene

Words = str | re.Pattern[str]


def chosen(screen: Screen, button: Words, entry: Words) -> None:
    """Open the menu behind a button and choose from it."""
    screen.press(button)
    screen.page.get_by_role("menuitem", name=entry).click()


def confirmed(screen: Screen, act: str) -> None:
    """Press an act and say yes to its question."""
    screen.press(act)
    screen.page.get_by_role("dialog").get_by_role("button", name=act).click()


def put_away(screen: Screen) -> None:
    """Close the open dialog or drawer once a menu or list in it has closed: those take Escape first."""
    for inner in ("menu", "listbox"):
        expect(screen.page.get_by_role(inner)).to_have_count(0, timeout=PATIENCE_MS)
    screen.page.get_by_role("dialog").press("Escape")
    expect(screen.page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE_MS)


def reasoned(screen: Screen, act: str, why: str) -> None:
    """Give the reason that the open question asks for, and do it."""
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(why)
    dialog.get_by_role("button", name=act, exact=True).click()
    expect(dialog).to_be_hidden(timeout=PATIENCE_MS)


def tab(screen: Screen, name: str) -> None:
    screen.page.get_by_role("tab", name=name).click()


def tile(scene: Scene, site: str) -> Locator:
    """The tile of a site on the wall of the console."""
    return scene.people["thuky"].page.locator(f'[data-testid="site-tile"][data-site="{scene.site_of(site)}"]')


def at_site(scene: Scene, site: str, entry: str) -> None:
    """Choose from the menu of a site's tile."""
    chosen(scene.people["thuky"], f"Thao tác với {scene.users[site]['site']['name']}", entry)


def waits(screen: Screen) -> Locator:
    return screen.page.get_by_test_id("waiting")


def asks(screen: Screen, wish: str, topic: str = "") -> None:
    """Ask for the floor by the longer form."""
    screen.press("Ý kiến khác")
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("radio", name=wish, exact=True).check()
    dialog.get_by_label("Nội dung (không bắt buộc)").fill(topic)
    dialog.get_by_role("button", name="Gửi đăng ký").click()
    expect(dialog).to_be_hidden(timeout=PATIENCE_MS)


def shows(screens: list[Screen], **facts: str) -> None:
    """Wait until the stage of every screen says so (`mode`, `programme`)."""
    for screen in screens:
        stage = screen.page.get_by_test_id("stage")
        for name, value in facts.items():
            expect(stage).to_have_attribute(f"data-{name}", value, timeout=PATIENCE_MS)


def own_microphone(screen: Screen, words: str) -> None:
    expect(screen.page.get_by_test_id("own-microphone")).to_contain_text(words, timeout=PATIENCE_MS)


def quorum(screen: Screen, figures: str) -> None:
    """Wait until the screen shows so many present of those who vote."""
    expect(screen.page.get_by_test_id("quorum")).to_contain_text(figures, timeout=PATIENCE_MS)


def no_turn(scene: Scene) -> None:
    """Wait until the console shows nobody speaking."""
    expect(scene.people["thuky"].page.get_by_test_id("turn")).to_have_count(0, timeout=PATIENCE_MS)


def told(screen: Screen, words: Words) -> None:
    """Wait until the screen says what stands still or is closed."""
    notice = screen.page.get_by_test_id("table-notice")
    expect(notice.filter(has_text=words)).not_to_have_count(0, timeout=PATIENCE_MS)


def not_told(screen: Screen) -> None:
    expect(screen.page.get_by_test_id("table-notice")).to_have_count(0, timeout=PATIENCE_MS)


def one_row(screen: Screen, behind: str) -> None:
    """The bar below stands in one row; the button `behind` has no room in it and is unfolded."""
    bar, button = screen.page.locator("footer"), screen.page.get_by_role("button", name=behind)
    expect(button).to_have_count(0, timeout=PATIENCE_MS)
    row = bar.bounding_box()
    assert row is not None
    assert row["height"] < ROW_PX
    screen.press("Xem thêm")
    expect(button).to_be_visible(timeout=PATIENCE_MS)
    screen.press("Thu gọn")
    expect(button).to_have_count(0, timeout=PATIENCE_MS)


ROW_PX = 100  # a button of 56 with what stands around it; a second row would add 60


def sends_nothing(screen: Screen, identity: str) -> None:
    """Wait until no picture of `identity` reaches this page any more."""
    screen.page.wait_for_function(STILL, arg=f'video[data-identity="{identity}"]', timeout=PATIENCE_MS)


# A track that was taken away ends; its element is emptied or goes away.
STILL = """(pictures) => [...document.querySelectorAll(pictures)].every(
  ({ srcObject }) => !srcObject?.getVideoTracks().some(({ readyState }) => readyState === "live"),
)"""

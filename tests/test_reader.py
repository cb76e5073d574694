"""The reader in Chromium, by finger: what is seen first, how one moves, finds, follows, writes."""

import io
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
import pytest
import typst
from playwright.sync_api import CDPSession, FloatRect, Locator, Page, expect

from agenda.documents.tests.papers import FONTS
from deploy.plan import ROOT
from tests.browser import PATIENCE_MS, People, Screen, people_of
from tests.product import Product
from tests.scene import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(240)]

READER, DESK, TITLE = "daibieu6", "thuky", "Báo cáo nhiều trang"
PAGES, TURNED, OUTSIDE = 40, 4, "https://chinhphu.vn/bao-cao"
# How a browser is told of a print is not how it prints: what would be printed is counted.
PRINTER = "window.print = () => { top.printed = [...document.images].map((image) => image.naturalWidth); };"


@cache
def paper(pages: int = PAGES, changed: str = "") -> bytes:
    """So many pages with contents and links; page TURNED is turned by the file itself."""
    body = "\n#pagebreak()\n".join(page_text(number, pages, changed) for number in range(1, pages + 1))
    head = '#set page(paper: "a4")\n#set text(font: "Tinos", size: 14pt)\n#set heading(numbering: "I.")\n'
    source: Any = (head + body).encode()
    made: Any = typst.compile(source, font_paths=[str(FONTS)], ignore_system_fonts=True)
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.pages[TURNED - 1].rotate(90, relative=True)
        pdf.docinfo["/Title"] = str(uuid.uuid4())
        pdf.save(target)
    return target.getvalue()


def page_text(number: int, pages: int, changed: str) -> str:
    words = f"Trang {number} của báo cáo về chuyển đổi số. Tỷ lệ giải ngân đạt 95% kế hoạch."
    if number == 1:
        links = f'#link("{OUTSIDE}")[Cổng thông tin] #v(1em) #link(<cuoi>)[Đến phần cuối]'
        return f"= Mở đầu\n{words}\n\n{changed}\n\n{links}"
    if number == TURNED:
        return f"#place(top + right)[GÓCTRÊN]\n#v(4em)\n{words}"
    if number == pages:
        return f"= Phần cuối <cuoi>\nKinh phí dự phòng của nhiệm kỳ. {words}"
    return f"{words} " * (8 if number % 2 else 2)


@dataclass
class Reading:
    """The meeting, the document that is read there, and who lays it out."""

    people: People
    desk: Screen
    meeting: str
    document: str

    @property
    def path(self) -> str:
        return f"/meetings/{self.meeting}"

    def row(self) -> Any:
        return self.desk.parts(self.meeting)["documents"][self.document]

    def open(self, screen: Screen, page: int = 1) -> Page:
        screen.open(f"{self.path}?document={self.document}&page={page}")
        expect(sheet(screen.page, page)).to_be_visible(timeout=PATIENCE_MS)
        return screen.page

    def present(self, page: int, **region: float) -> None:
        whole = {"x": 0.0, "y": 0.0, "width": 1.0, "height": 1.0} | region
        body = {"document_id": self.document, "page": page, "region": whole, "screen": "ban-thu-ky"}
        self.desk.command(f"{self.path}/presenting", body)


@pytest.fixture(scope="module")
def reading(product: Product, chromium_path: str) -> Iterator[Reading]:
    with people_of(product, chromium_path) as people:
        desk = people.seat(DESK, "desk")
        meeting = next(m for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")["id"]
        item = next(i["id"] for i in desk.parts(meeting)["items"].values() if i["status"] == "current")
        laid = desk.upload(f"/meetings/{meeting}/items/{item}/documents", "bao-cao.pdf", paper())
        made = Reading(people, desk, meeting, str(laid["id"]))
        desk.command(f"{made.path}/documents/{made.document}/edit", {"title": TITLE})
        wait_until(lambda: made.row()["status"] == "ready", 60)
        layout = desk.parts(meeting)["meeting"][meeting]["layout"]
        yield made
        asked = ("mode", "site_id", "document_id", "page")
        desk.command(f"{made.path}/layout", {name: layout[name] for name in asked if layout.get(name)})


@pytest.fixture(autouse=True)
def photographs(reading: Reading, request: pytest.FixtureRequest) -> Iterator[None]:
    failed_before = request.session.testsfailed
    yield
    if request.session.testsfailed > failed_before:
        reading.people.photograph(ROOT / "test-results" / request.node.name)


@pytest.fixture(scope="module")
def tablet(reading: Reading) -> Screen:
    screen = reading.people.seat(READER, "tablet", touch=True)
    screen.context.add_init_script(PRINTER)
    return screen


def sheet(page: Page, number: int) -> Locator:
    return page.locator(f'[data-testid="page"][data-page="{number}"]')


def box(at: Locator) -> FloatRect:
    at.wait_for(timeout=PATIENCE_MS)
    found = at.bounding_box()
    assert found is not None
    return found


def tool(page: Page, name: str) -> None:
    page.get_by_role("toolbar", name="Công cụ đọc").get_by_role("button", name=name).tap()


def more(page: Page, name: str) -> None:
    tool(page, "Công cụ khác")
    page.get_by_role("menuitem", name=name).or_(page.get_by_role("menuitemcheckbox", name=name)).tap()


def is_on(page: Page, number: int, of: int = PAGES) -> None:
    expect(page.get_by_test_id("page-of")).to_have_text(f"Trang {number}/{of}", timeout=PATIENCE_MS)


def test_1_pages_contents_and_links(reading: Reading, tablet: Screen) -> None:
    page = reading.open(tablet)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "size=thumb" in request.url else None)
    tool(page, "Trang và mục lục")
    panel = page.get_by_role("complementary", name="Trang và mục lục")
    small = panel.get_by_role("button", name=re.compile("^Đến trang"))
    expect(small).to_have_count(PAGES, timeout=PATIENCE_MS)
    small.nth(4).tap()
    is_on(page, 5)
    page.wait_for_function("() => document.querySelectorAll('aside img').length > 0")
    assert len({url for url in asked if "/pages/" in url}) < PAGES
    panel.get_by_text("Mục lục").tap()
    panel.get_by_role("button", name="Phần cuối").tap()
    is_on(page, PAGES)
    assert page.get_by_test_id("page").count() <= 4
    panel.get_by_text("Mục lục").tap()
    panel.get_by_role("button", name="Mở đầu").tap()
    panel.get_by_role("button", name="Đóng").tap()
    is_on(page, 1)

    page.get_by_role("button", name="Đến chỗ được dẫn trong tài liệu").tap()
    is_on(page, PAGES)
    page = reading.open(tablet)
    page.get_by_role("link", name=OUTSIDE).tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(OUTSIDE)
    assert len(tablet.context.pages) == 1
    tablet.context.route(re.compile("chinhphu"), lambda route: route.fulfill(body="ngoài"))
    with tablet.context.expect_page() as opened:
        dialog.get_by_role("button", name="Mở địa chỉ").tap()
    assert opened.value.evaluate("() => [window.opener, document.referrer]") == [None, ""]
    opened.value.close()


def test_2_words_are_found_also_on_a_turned_page(reading: Reading, tablet: Screen) -> None:
    page = reading.open(tablet)
    tool(page, "Tìm trong tài liệu")
    page.get_by_role("search").get_by_role("textbox").fill("kinh phi DU PHONG")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 chỗ", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Chỗ sau").tap()
    is_on(page, PAGES)
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("Chỗ 1/1")
    page.get_by_role("search").get_by_role("textbox").fill("goctren")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 chỗ", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Chỗ sau").tap()
    word, turned = box(page.get_by_text("GÓCTRÊN")), box(sheet(page, TURNED))
    # What was at the top right stands at the bottom right once the page is turned clockwise.
    across = (word["x"] + word["width"] / 2 - turned["x"]) / turned["width"]
    down = (word["y"] + word["height"] / 2 - turned["y"]) / turned["height"]
    assert across > 0.8
    assert down > 0.75
    assert turned["width"] > turned["height"]
    page.get_by_role("button", name="Đóng tìm kiếm").tap()


def touch(fingers: CDPSession, kind: str, *places: tuple[float, float]) -> None:
    points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
    fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_3_two_fingers_enlarge_while_the_meeting_goes_on(reading: Reading, tablet: Screen) -> None:
    page = reading.open(tablet, 2)
    before, desk = box(sheet(page, 2)), box(page.get_by_test_id("desk"))
    middle = (desk["x"] + desk["width"] / 3, desk["y"] + desk["height"] / 2)
    fingers = tablet.context.new_cdp_session(page)

    def apart(by: float) -> list[tuple[float, float]]:
        return [(middle[0], middle[1] - by), (middle[0], middle[1] + by)]

    touch(fingers, "touchStart", *apart(60))
    touch(fingers, "touchMove", *apart(80))
    shown = {"mode": "document", "document_id": reading.document, "page": 1}
    reading.desk.command(f"{reading.path}/layout", shown)
    expect(page.get_by_role("button", name="Theo người trình bày")).to_be_visible(timeout=PATIENCE_MS)
    touch(fingers, "touchMove", *apart(120))
    touch(fingers, "touchEnd")
    page.wait_for_function(
        "(width) => [...document.querySelectorAll('[data-testid=page]')]"
        ".some((sheet) => sheet.getBoundingClientRect().width > width * 1.8)",
        arg=before["width"],
        timeout=PATIENCE_MS,
    )
    assert page.get_by_test_id("desk").evaluate("(desk) => desk.firstElementChild.style.transform") == ""
    for _ in range(2):  # a double tap brings it back
        page.touchscreen.tap(*middle)
    page.wait_for_function(
        "(width) => [...document.querySelectorAll('[data-testid=page]')]"
        ".every((sheet) => sheet.getBoundingClientRect().width < width * 1.1)",
        arg=before["width"],
        timeout=PATIENCE_MS,
    )
    reading.desk.command(f"{reading.path}/layout", {"mode": "grid"})


def test_4_words_alone_at_night_and_two_pages(reading: Reading, tablet: Screen) -> None:
    page = reading.open(tablet, 3)
    tool(page, "Chế độ ban đêm")
    expect(page.get_by_role("region", name=TITLE)).to_have_attribute("data-night", "true")
    more(page, "Xem dạng chữ")
    words = page.get_by_test_id("text-view")
    expect(words).to_contain_text("Trang 3 của báo cáo", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("recognised")).to_have_count(0)
    size = words.evaluate("(words) => parseFloat(getComputedStyle(words).fontSize)")
    tool(page, "Phóng to")
    page.wait_for_function(
        "(size) => parseFloat(getComputedStyle("
        "document.querySelector('[data-testid=text-view]')).fontSize) > size",
        arg=size,
    )
    more(page, "Đọc to trang này")
    tablet.sees(re.compile("chưa có giọng đọc tiếng Việt"))
    more(page, "Xem dạng chữ")
    tool(page, "Chế độ ban đêm")
    more(page, "Hai trang cạnh nhau")
    left, right = box(sheet(page, 3)), box(sheet(page, 4))
    assert (left["y"], right["x"] > left["x"] + left["width"] / 2) == (right["y"], True)
    more(page, "Hai trang cạnh nhau")


def test_5_the_presenter_is_followed_left_and_joined_again(reading: Reading, tablet: Screen) -> None:
    tablet.open(reading.path)
    page, desk = tablet.page, reading.desk
    desk.command(f"{reading.path}/layout", {"mode": "document", "document_id": reading.document, "page": 2})
    is_on(page, 2)
    whole = box(sheet(page, 2))["width"]
    reading.present(6, x=0.25, y=0.5, width=0.5, height=0.3)
    is_on(page, 6)
    page.wait_for_function(
        "(width) => document.querySelector('[data-testid=page][data-page=\"6\"]')"
        "?.getBoundingClientRect().width > width * 1.5",
        arg=whole,
        timeout=PATIENCE_MS,
    )
    follow = page.get_by_role("button", name="Theo người trình bày")
    expect(follow).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Trang sau").tap()
    is_on(page, 7)
    expect(follow).to_have_attribute("aria-pressed", "false")
    reading.present(9)
    is_on(page, 7)
    follow.tap()
    is_on(page, 9)
    reading.present(10)
    is_on(page, 10)
    desk.command(f"{reading.path}/layout", {"mode": "grid"})
    expect(follow).to_have_count(0, timeout=PATIENCE_MS)


def test_6_printing_where_it_is_allowed(reading: Reading, tablet: Screen) -> None:
    page = reading.open(tablet)
    more(page, "In")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Từ trang đến trang").check()
    dialog.get_by_label("Đến trang", exact=True).fill("2")
    dialog.get_by_role("button", name="In", exact=True).tap()
    expect(dialog).to_have_count(0, timeout=PATIENCE_MS)
    printed = page.evaluate("window.printed")
    assert len(printed) == 2
    assert min(printed) >= 1200

    rights = f"{reading.path}/documents/{reading.document}/reading-rights"
    person = f"person:{tablet.api('/session')['user']['person']['id']}"
    reading.desk.command(rights, {"is_limited": True, "rights": [{"whom": person}]})
    expect(page.get_by_test_id("take-file")).to_be_disabled(timeout=PATIENCE_MS)
    tool(page, "Công cụ khác")
    expect(page.get_by_role("menuitem", name="Xoay trang")).to_be_visible()
    expect(page.get_by_role("menuitem", name="In", exact=True)).to_have_count(0)
    expect(page.get_by_role("menuitem", name="Mở tệp để tải về")).to_have_count(0)
    page.keyboard.press("Escape")
    token = next(c["value"] for c in tablet.context.cookies() if c["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Idempotency-Key": str(uuid.uuid4())}
    base = f"{reading.desk.product.url}/api/documents/{reading.document}"
    refused = tablet.context.request.post(f"{base}/copies", headers=headers, data={})
    assert [refused.status, tablet.context.request.get(f"{base}/original").status] == [403, 403]
    reading.desk.command(rights, {"is_limited": False})
    expect(page.get_by_test_id("take-file")).to_have_count(0, timeout=PATIENCE_MS)


def test_7_one_note_in_two_tabs_and_a_line_that_is_lost(reading: Reading, tablet: Screen) -> None:
    page = reading.open(tablet, 2)
    tool(page, "Viết ghi chú")
    page.get_by_role("button", name="Ghi chú chữ").tap()
    at = box(sheet(page, 2))
    page.touchscreen.tap(at["x"] + 200, at["y"] + 120)
    say(page, "Hỏi lại số liệu")
    own = f"/documents/{reading.document}/notes"
    wait_until(lambda: [row["text"] for row in tablet.api(own)["items"]] == ["Hỏi lại số liệu"])

    other = tablet.context.new_page()
    other.goto(tablet.product.url + f"{reading.path}?document={reading.document}&page=2")
    other.get_by_test_id("note-pin").click(timeout=PATIENCE_MS)
    tablet.context.set_offline(True)
    page.get_by_test_id("note-pin").tap()
    say(page, "Viết ở thẻ một")
    say(other, "Viết ở thẻ hai")
    for each in (page, other):
        expect(each.get_by_test_id("note-pin")).to_have_count(2, timeout=PATIENCE_MS)
    expect(page.get_by_test_id("notes-status")).to_have_text("Đang lưu trên thiết bị, chờ gửi")
    other.close()
    tablet.context.set_offline(False)
    both = ["Viết ở thẻ hai", "Viết ở thẻ một"]
    wait_until(lambda: sorted(row["text"] for row in tablet.api(own)["items"]) == both, 60)
    tool(page, "Viết ghi chú")


def say(page: Page, words: str) -> None:
    """Into the note that is open."""
    dialog = page.get_by_role("dialog", name="Ghi chú riêng")
    dialog.get_by_label("Nội dung").fill(words)
    dialog.get_by_role("button", name="Lưu ghi chú").click()
    expect(dialog).to_have_count(0)


def test_8_a_new_version_and_a_recall_under_the_readers_eyes(reading: Reading) -> None:
    phone = reading.people.seat("daibieu7", "phone", touch=True)
    page = reading.open(phone)
    is_on(page, 1)
    content = paper(PAGES - 1, "Bổ sung phần đánh giá tác động.")
    reading.desk.upload(f"{reading.path}/documents/{reading.document}/versions", "ban-2.pdf", content)
    notice = page.get_by_test_id("new-version")
    expect(notice).to_contain_text("Đây là phiên bản 2", timeout=PATIENCE_MS)
    is_on(page, 1, PAGES - 1)
    notice.get_by_role("button", name="Xem thay đổi").tap()
    changed = page.locator('[data-testid="changed-page"][data-kind="changed"]').first
    changed.get_by_role("button", name="So sánh").tap()
    expect(changed.get_by_test_id("compared").locator("ins")).to_contain_text("đánh giá tác động")
    page.get_by_role("dialog").get_by_role("button").first.tap()
    reading.desk.command(f"{reading.path}/documents/{reading.document}/recall", {"reason": "Nhầm phụ lục"})
    phone.sees(f"“{TITLE}” đã được thu hồi: Nhầm phụ lục")
    expect(page.get_by_role("region", name=TITLE)).to_have_count(0)
    assert {screen.username: screen.errors for screen in reading.people.all() if screen.errors} == {}

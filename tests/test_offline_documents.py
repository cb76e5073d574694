"""Documents on a tablet without a network, in Chromium: read under the PIN, and erased when they must be."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agenda.documents.tests.papers import paper
from deploy.plan import ROOT
from tests.browser import PATIENCE_MS, People, Screen, people_of
from tests.line import Line, line_to
from tests.product import Product
from tests.scene import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(240)]

MEMBER, PIN, TITLE = "daibieu4", "739214", "Tờ trình đọc khi mất mạng"
# Every byte that the browser keeps of papers, one latin letter a byte; keys of WebCrypto show as nothing.
DUMP = """async () => {
  const database = await new Promise((done, fail) => {
    const asked = indexedDB.open("ecabinet-papers");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const letters = (value) => {
    if (value instanceof Uint8Array) return new TextDecoder("latin1").decode(value);
    if (Array.isArray(value)) return value.map(letters).join();
    if (value && typeof value === "object") return Object.values(value).map(letters).join();
    return String(value);
  };
  const found = {};
  for (const name of database.objectStoreNames) {
    const asked = database.transaction(name).objectStore(name).getAll();
    const rows = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    found[name] = rows.map(letters);
  }
  database.close();
  return found;
}"""

# How many meetings are known from before.
MEETINGS_KNOWN = """async () => {
  const database = await new Promise((done) => {
    const asked = indexedDB.open("ecabinet");
    asked.onsuccess = () => done(asked.result);
  });
  const asked = database.transaction("meetings").objectStore("meetings").count();
  const count = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  database.close();
  return count;
}"""


@pytest.fixture
def line(product: Product) -> Iterator[Line]:
    with line_to(product.port) as whole:
        yield whole


@pytest.fixture
def people(product: Product, chromium_path: str, request: pytest.FixtureRequest) -> Iterator[People]:
    failed_before = request.session.testsfailed
    with people_of(product, chromium_path) as seated:
        yield seated
        if request.session.testsfailed > failed_before:
            seated.photograph(ROOT / "test-results" / request.node.name)


def post(desk: Screen, path: str, **sent: Any) -> Any:
    token = next(c["value"] for c in desk.context.cookies() if c["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Idempotency-Key": str(uuid.uuid4())}
    answer = desk.context.request.post(f"{desk.product.url}/api{path}", headers=headers, **sent)
    assert answer.ok, answer.text()
    return answer.json()


def lay(desk: Screen, meeting: str, text: str = "Đọc ngoại tuyến") -> str:
    """A document of the meeting, ready to be read."""
    item = next(iter(desk.parts(meeting)["items"]))
    file = {"name": "to-trinh.pdf", "mimeType": "application/pdf", "buffer": paper(lower=text)}
    form = {"file": file, "title": TITLE, "declared_not_secret": "true"}
    laid = str(post(desk, f"/meetings/{meeting}/items/{item}/documents", multipart=form)["id"])
    wait_until(lambda: desk.parts(meeting)["documents"][laid]["status"] == "ready", 60)
    return laid


def set_up(page: Page) -> None:
    page.get_by_label("Mã PIN mới").fill(PIN)
    page.get_by_label("Nhập lại mã PIN").fill(PIN)
    page.get_by_role("button", name="Đặt mã PIN và bắt đầu").click()


def kept(page: Page) -> Any:
    return page.locator('[data-testid="kept-paper"][data-ready="true"]')


def keep(page: Page) -> None:
    page.get_by_role("button", name=f"Lưu ngoại tuyến: {TITLE}").click(timeout=PATIENCE_MS)
    expect(kept(page)).to_have_count(1, timeout=PATIENCE_MS)


def unlock(page: Page, pin: str = PIN) -> None:
    page.get_by_label("Mã PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Mở", exact=True).click()


def copies(desk: Screen, meeting: str, document: str) -> tuple[int, int]:
    """Devices that keep the document, and those that keep what they should not."""
    rows = desk.api(f"/meetings/{meeting}/offline-copies")["items"]
    return next(((r["devices"], r["outdated"]) for r in rows if r["document_id"] == document), (0, 0))


def test_documents_are_read_without_a_network_and_erased_when_they_must_be(
    product: Product, line: Line, people: People
) -> None:
    desk = people.seat("thuky", "desk")
    running = next(m for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")["id"]
    document = lay(desk, running)
    tablet = people.seat(MEMBER, "tablet", replace(product, port=line.port))
    page = tablet.page
    tablet.open("/offline")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    set_up(page)
    keep(page)
    assert copies(desk, running, document) == (1, 0)
    nothing_can_be_read(page)
    tablet.open(f"/meetings/{running}")
    wait_until(lambda: page.evaluate(MEETINGS_KNOWN) == 1)
    tablet.open("/offline")

    cut(line, tablet)
    read_off_line(page)
    read_in_the_meeting(tablet, running, document)

    post(desk, f"/meetings/{running}/documents/{document}/recall", data={"reason": "Sai số liệu"})
    assert copies(desk, running, document) == (1, 1)
    tablet.open("/offline")
    unlock(page)
    expect(kept(page)).to_have_count(1)  # nobody could tell this device
    mend(line, tablet)
    tablet.sees(re.compile("đã bị thu hồi và xóa"))
    expect(kept(page)).to_have_count(0, timeout=PATIENCE_MS)
    assert page.evaluate(DUMP)["pieces"] == []
    wait_until(lambda: copies(desk, running, document) == (0, 0))

    other = lay(desk, running, "Bản khác")
    expired(tablet, line)
    ten_wrong_pins(tablet)
    signed_out(tablet)
    assert copies(desk, running, other) == (0, 0)
    assert tablet.errors == []


def cut(line: Line, tablet: Screen) -> None:
    line.cut()
    tablet.context.set_offline(True)


def mend(line: Line, tablet: Screen) -> None:
    line.mend()
    tablet.context.set_offline(False)


def nothing_can_be_read(page: Page) -> None:
    """Neither the file nor what it is called lies there in plain."""
    found = page.evaluate(DUMP)
    assert len(found["vaults"]) == len(found["papers"]) == 1
    assert found["pieces"] != []
    everything = "".join(text for rows in found.values() for text in rows)
    for word in ("%PDF", "/Type", "endobj", TITLE, TITLE.encode().decode("latin1"), PIN):
        assert word not in everything


def read_off_line(page: Page) -> None:
    page.reload()
    unlock(page, "000001")
    expect(page.get_by_text(re.compile("Còn 9 lần thử"))).to_be_visible(timeout=PATIENCE_MS)
    unlock(page)
    page.get_by_role("link", name=f"Đọc: {TITLE}").click(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("page-of")).to_contain_text("2", timeout=PATIENCE_MS)
    expect(page.get_by_text("Đọc ngoại tuyến")).to_be_attached(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Trang sau").click()
    expect(page.get_by_text("Trang hai")).to_be_attached(timeout=PATIENCE_MS)


def read_in_the_meeting(tablet: Screen, meeting: str, document: str) -> None:
    """The tablet in the meeting asks for the PIN where the server cannot be reached."""
    tablet.open(f"/meetings/{meeting}?document={document}")
    unlock(tablet.page)
    expect(tablet.page.get_by_text("Đọc ngoại tuyến")).to_be_attached(timeout=PATIENCE_MS)


def expired(tablet: Screen, line: Line) -> None:
    page = tablet.page
    tablet.open("/offline")
    unlock(page)
    keep(page)
    cut(line, tablet)
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=15))
    page.reload()
    expect(page.get_by_text(re.compile("^0 tài liệu đang được lưu"))).to_be_visible(timeout=PATIENCE_MS)
    assert page.evaluate(DUMP)["pieces"] == []
    page.clock.set_fixed_time(datetime.now(UTC))
    mend(line, tablet)


def ten_wrong_pins(tablet: Screen) -> None:
    page = tablet.page
    page.reload()
    unlock(page)
    keep(page)
    page.reload()
    for left in range(9, 0, -1):
        unlock(page, "000001")
        expect(page.get_by_text(re.compile(f"Còn {left} lần thử"))).to_be_visible(timeout=PATIENCE_MS)
        if left == 5:
            page.reload()  # takes no try back
    unlock(page, "000001")
    expect(page.get_by_label("Mã PIN mới")).to_be_visible(timeout=PATIENCE_MS)
    found = page.evaluate(DUMP)
    assert (found["vaults"], found["papers"], found["pieces"]) == ([], [], [])


def signed_out(tablet: Screen) -> None:
    page = tablet.page
    set_up(page)
    keep(page)
    page.get_by_role("button", name=re.compile("^Tài khoản")).click()
    page.get_by_role("menuitem", name="Đăng xuất").click()
    with page.expect_response(re.compile("/api/offline/check")) as told:
        page.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()
    assert told.value.json()["ended"] == "signed_out"
    expect(page).to_have_url(re.compile("/sign-in"), timeout=PATIENCE_MS)
    found = page.evaluate(DUMP)
    assert (found["vaults"], found["papers"], found["pieces"]) == ([], [], [])

"""Private notes in Chromium: written on a tablet, there after a reload and on the phone, for nobody else, and
found again in the next version."""

import io
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from agenda.documents.tests.papers import paper
from deploy.plan import ROOT
from tests.browser import PATIENCE_MS, People, Screen, people_of
from tests.product import Product
from tests.scene import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(240)]

MEMBER, TITLE = "daibieu5", "Báo cáo có ghi chú riêng"
MARKED = "giải ngân vốn đầu tư công đạt 95% kế hoạch"
PAGE = f"#text(size: 18pt)[Tỷ lệ {MARKED} được giao.]"


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


def upload(desk: Screen, path: str, content: bytes, **form: Any) -> Any:
    file = {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": content}
    return post(desk, path, multipart={"file": file, "declared_not_secret": "true", **form})


def longer(content: bytes) -> bytes:
    """The same paper behind a page that says something else."""
    target = io.BytesIO()
    other = pikepdf.open(io.BytesIO(paper(upper="Trang mới chèn vào trước báo cáo")))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.pages.insert(0, other.pages[0])
        pdf.save(target)
    return target.getvalue()


def on_page(page: Page, at: Locator) -> FloatRect:
    at.wait_for(timeout=PATIENCE_MS)
    box = at.bounding_box()
    assert box is not None
    return box


def drag(page: Page, start: tuple[float, float], *further: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for place in further:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def opened(screen: Screen, meeting: str, document: str, number: int = 1) -> Page:
    screen.open(f"/meetings/{meeting}?document={document}&page={number}")
    expect(screen.page.get_by_text(MARKED).first).to_be_attached(timeout=PATIENCE_MS)
    return screen.page


def write(page: Page) -> None:
    """A stroke of the pen, and a line highlighted."""
    page.get_by_role("button", name="Viết ghi chú").click(timeout=PATIENCE_MS)
    line = on_page(page, page.get_by_text(re.compile("Tỷ lệ")).first)
    sheet = on_page(page, page.get_by_test_id("notes-layer").first)
    low = sheet["y"] + min(sheet["height"], 600) * 0.6
    drag(page, (sheet["x"] + 80, low), (sheet["x"] + 200, low - 30), (sheet["x"] + 320, low))
    page.get_by_role("button", name="Đánh dấu đoạn").click()
    middle = line["y"] + line["height"] / 2
    drag(page, (line["x"] + 60, middle), (line["x"] + line["width"] - 4, middle))


def test_notes_are_ones_own_everywhere_and_follow_the_text(product: Product, people: People) -> None:
    desk = people.seat("thuky", "desk")
    running = next(m for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")["id"]
    item = next(iter(desk.parts(running)["items"]))
    content = paper(upper=PAGE)
    document = str(upload(desk, f"/meetings/{running}/items/{item}/documents", content, title=TITLE)["id"])
    wait_until(lambda: desk.parts(running)["documents"][document]["status"] == "ready", 60)

    tablet = people.seat(MEMBER, "tablet")
    page = opened(tablet, running, document)
    write(page)
    wait_until(lambda: len(tablet.api(f"/documents/{document}/notes")["items"]) == 2)
    kinds = {row["kind"]: row for row in tablet.api(f"/documents/{document}/notes")["items"]}
    assert "đầu tư công" in kinds["highlight"]["quote"]
    assert len(kinds["ink"]["shape"]) > 9

    page.reload()
    expect(page.get_by_test_id("highlight")).to_have_count(1, timeout=PATIENCE_MS)
    assert desk.api(f"/documents/{document}/notes")["items"] == []

    upload(desk, f"/meetings/{running}/documents/{document}/versions", longer(content))
    notice = page.get_by_test_id("new-version")
    if notice.count() == 0:
        expect(page.get_by_test_id("page-of")).to_contain_text("3", timeout=60_000)
    page.get_by_role("button", name="Ghi chú và góp ý").click()
    lines = page.get_by_test_id("note-line")
    marked = lines.filter(has_text="đầu tư công")
    marked.get_by_role("button", name="Trang 2").click(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("highlight")).to_have_count(1, timeout=PATIENCE_MS)
    page.get_by_role("tab", name="Thay đổi").click()
    expect(page.locator('[data-testid="changed-page"][data-kind="added"]')).to_have_count(1)

    phone = people.seat(MEMBER, "phone")
    on_phone = opened(phone, running, document, 2).get_by_test_id("highlight")
    expect(on_phone).to_have_count(1, timeout=PATIENCE_MS)
    phone.page.get_by_role("button", name="Ghi chú và góp ý").click()
    expect(phone.page.get_by_test_id("note-line").filter(has_text="đầu tư công")).to_be_visible()
    assert tablet.errors + phone.errors == []

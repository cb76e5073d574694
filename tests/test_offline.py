"""A tablet without a line, in Chromium: nothing it did is lost, nothing is done twice, too late is told."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from deploy.plan import ROOT
from tests.browser import PATIENCE_MS, People, Screen, people_of
from tests.line import Line, line_to
from tests.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(240)]

SENT = re.compile(r"/(ballots|speak-requests)$")
MEMBER = "daibieu3"


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


def act(desk: Screen, path: str, body: dict[str, Any] | None = None) -> Any:
    """A command of the desk's person, past the screens."""
    token = next(c["value"] for c in desk.context.cookies() if c["name"] == "csrftoken")
    answer = desk.context.request.post(
        f"{desk.product.url}/api{path}",
        data=body or {},
        headers={"X-CSRFToken": token, "Idempotency-Key": str(uuid.uuid4())},
    )
    assert answer.ok, answer.text()
    return answer.json()


def open_poll(desk: Screen, meeting: str, question: str) -> str:
    poll = str(act(desk, f"/meetings/{meeting}/polls", {"question": question})["id"])
    act(desk, f"/meetings/{meeting}/polls/{poll}/open")
    return poll


def watch(page: Page, sent: list[str]) -> None:
    """Note every act of the kinds that wait which this page sends."""

    def note(request: Request) -> None:
        if request.method == "POST" and (found := SENT.search(request.url)):
            sent.append(found[1])

    page.on("request", note)


def vote(page: Page, question: str) -> None:
    sheet = page.get_by_role("dialog", name=question)
    sheet.get_by_role("radio", name="Tán thành", exact=True).check(timeout=PATIENCE_MS)
    sheet.get_by_role("button", name="Gửi phiếu").click()


def waiting(page: Page) -> Any:
    return page.get_by_test_id("waiting-act")


def test_acts_made_off_line_are_sent_once_and_too_late_is_told(
    product: Product, line: Line, people: People
) -> None:
    desk = people.seat("thuky", "desk")
    running = next(m for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")["id"]
    tablet = people.seat(MEMBER, "tablet", replace(product, port=line.port))
    page, sent = tablet.page, list[str]()
    watch(page, sent)
    tablet.open(f"/meetings/{running}")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    mine = tablet.api(f"/meetings/{running}/snapshot")["viewer"]["participant_id"]
    first = open_poll(desk, running, "Thông qua khi mất mạng?")
    sheet = page.get_by_role("dialog", name="Thông qua khi mất mạng?")
    expect(sheet).to_be_visible(timeout=PATIENCE_MS)

    line.cut()
    product.kill("web")
    vote(page, "Thông qua khi mất mạng?")
    expect(page.get_by_test_id("waiting-ballot")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Thu gọn để xem tài liệu").click()
    page.get_by_role("button", name="Đăng ký phát biểu").click()
    expect(waiting(page)).to_have_count(2, timeout=PATIENCE_MS)

    # A tab that crashed, a page that was loaded anew, a second tab: each is there without a network.
    page.reload()
    other = tablet.context.new_page()
    watch(other, sent)
    other.goto(f"{line.url}/meetings/{running}")
    for tab in (page, other):
        expect(waiting(tab)).to_have_count(2, timeout=PATIENCE_MS)
        expect(tab.get_by_test_id("line-lost")).to_contain_text("đã lưu lúc", timeout=PATIENCE_MS)
    assert sent in ([], ["ballots"])  # one may have gone into the line while it was being cut
    sent.clear()

    product.wait_healthy()
    line.mend()
    for tab in (page, other):
        expect(tab.get_by_test_id("line-lost")).to_have_count(0, timeout=PATIENCE_MS)
        expect(waiting(tab)).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.get_by_test_id("receipt")).to_be_visible(timeout=PATIENCE_MS)
    assert sorted(sent) == ["ballots", "speak-requests"]
    parts = desk.parts(running)
    assert [row["participant_id"] for row in parts["voted"].values() if row["poll_id"] == first] == [mine]
    assert [row["participant_id"] for row in parts["queue"].values()].count(mine) == 1
    act(desk, f"/meetings/{running}/polls/{first}/close")
    other.close()

    late_ballot(desk, running, line, page)
    assert sent.count("speak-requests") == 1
    assert tablet.errors == []


def late_ballot(desk: Screen, running: str, line: Line, page: Page) -> None:
    """The poll is closed while a ballot waits: it is not counted, and its person is told."""
    page.get_by_role("button", name="Đóng kết quả").click(timeout=PATIENCE_MS)
    second = open_poll(desk, running, "Thông qua lần hai?")
    expect(page.get_by_role("dialog", name="Thông qua lần hai?")).to_be_visible(timeout=PATIENCE_MS)
    line.cut()
    vote(page, "Thông qua lần hai?")
    expect(page.get_by_test_id("waiting-ballot")).to_be_visible(timeout=PATIENCE_MS)
    closed = act(desk, f"/meetings/{running}/polls/{second}/close")
    assert closed["result"]["cast"] == 0
    line.mend()
    refused = page.get_by_test_id("refused-act")
    expect(refused).to_contain_text("Phiếu không được tính", timeout=PATIENCE_MS)
    assert refused.get_attribute("data-outcome") == "late"
    expect(page.get_by_test_id("not-counted")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Đóng kết quả").click()
    page.get_by_role("button", name=re.compile("^Đã rõ")).click()
    expect(refused).to_have_count(0)

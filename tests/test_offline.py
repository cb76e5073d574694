"""A tablet without a line, in Chromium: nothing it did is lost, nothing is done twice, too late is told."""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page, Request, Route, expect

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


def open_poll(desk: Screen, meeting: str, question: str) -> str:
    poll = str(desk.command(f"/meetings/{meeting}/polls", {"question": question})["id"])
    desk.command(f"/meetings/{meeting}/polls/{poll}/open")
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
    desk.command(f"/meetings/{running}/polls/{first}/close")
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
    closed = desk.command(f"/meetings/{running}/polls/{second}/close")
    assert closed["result"]["cast"] == 0
    line.mend()
    refused = page.get_by_test_id("refused-act")
    expect(refused).to_contain_text("Phiếu không được tính", timeout=PATIENCE_MS)
    assert refused.get_attribute("data-outcome") == "late"
    expect(page.get_by_test_id("not-counted")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Đóng kết quả").click()
    page.get_by_role("button", name=re.compile("^Đã rõ")).click()
    expect(refused).to_have_count(0)


def large_paper(path: Path) -> Path:
    """A PDF of nine megabytes that no program makes smaller, different each time."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Weight = pdf.make_stream(os.urandom(9 * 1024**2))
        pdf.save(target := io.BytesIO())
    path.write_bytes(target.getvalue())
    return path


def send_paper(desk: Screen, file: Path) -> None:
    """Choose a file for the first item, and declare that it holds no secret."""
    with desk.page.expect_file_chooser() as chooser:
        desk.page.get_by_role("button", name=re.compile("^Thêm tài liệu vào nội dung")).first.click()
    chooser.value.set_files(file)
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Tôi cam đoan").check()
    dialog.get_by_role("button", name="Tải lên 1 tệp").click()


def test_a_large_file_goes_on_where_the_line_was_lost(
    product: Product, line: Line, people: People, tmp_path: Path
) -> None:
    desk = people.seat("thuky", "desk", replace(product, port=line.port))
    running = next(m for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")["id"]
    file, pieces = large_paper(tmp_path / "phu_luc_lon.pdf"), list[str]()

    def fourth_is_lost(route: Route) -> None:
        pieces.append(route.request.url)
        if len(pieces) == 4:
            line.cut()
        route.continue_()

    desk.page.route("**/api/uploads/*/bytes*", fourth_is_lost)
    desk.open(f"/meetings/{running}/prepare?section=agenda")
    send_paper(desk, file)
    desk.sees(re.compile("Mất mạng ở 6\\d%, tự gửi tiếp khi có mạng"))
    desk.page.unroute("**/api/uploads/*/bytes*")

    desk.page.goto("about:blank")
    line.mend()
    desk.open(f"/meetings/{running}/prepare?section=agenda")
    desk.sees("Tệp đang gửi dở; chọn lại tệp để gửi tiếp")
    desk.sees(re.compile("Đã nhận 66% của"))
    with desk.page.expect_request(re.compile(r"/bytes\?offset=6291456$"), timeout=PATIENCE_MS):
        send_paper(desk, file)
    chip = desk.page.get_by_role("button", name="Phiên bản và thông tin: phu luc lon")
    expect(chip).to_be_visible(timeout=PATIENCE_MS)
    expect(desk.page.get_by_text("Tệp đang gửi dở")).to_have_count(0, timeout=PATIENCE_MS)
    laid = [row for row in desk.parts(running)["documents"].values() if row["filename"] == file.name]
    assert [row["size"] for row in laid] == [file.stat().st_size]

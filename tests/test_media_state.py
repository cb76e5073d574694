"""Administrators see on a page who is in which media room and how their lines are, on either engine."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import PATIENCE_MS, People, people_of
from tests.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def people(product: Product, chromium_path: str) -> Iterator[People]:
    with people_of(product, chromium_path) as seated:
        yield seated


def test_the_state_page_shows_a_sites_line(product: Product, people: People) -> None:
    site = people.seat("diemcau1", "television")
    meeting = next(m for m in site.api("/meetings")["items"] if m["status"] == "in_progress")
    name = site.api("/session")["user"]["site"]["name"]
    site.open(f"/meetings/{meeting['id']}/site")
    page = people.seat("quantri", "desk").page
    page.goto(f"{product.url}/admin/media")
    room = page.get_by_role("region", name=meeting["title"])
    row = room.get_by_role("row").filter(has_text=name)
    expect(row).to_be_visible(timeout=PATIENCE_MS)
    if product.engine is None:
        expect(row.get_by_role("cell").nth(3)).to_have_text(re.compile(r"[1-9].* [km]bit/s", re.IGNORECASE))
        expect(row.get_by_role("cell").nth(5)).to_have_text(re.compile(r"(UDP|TCP) \S+:\d+"))
        expect(page.get_by_text("Trễ vòng lặp")).to_be_visible()
    else:
        expect(page.get_by_text("Cụm LiveKit")).to_be_visible()
        expect(row.get_by_role("cell").nth(1)).to_have_text("–")
    assert {screen.username: screen.errors for screen in people.all() if screen.errors} == {}

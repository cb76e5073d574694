"""A site rehearses before its screen with real media, and the secretary's board shows it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import MEDIA_PATIENCE_MS, PATIENCE_MS, People, Screen, people_of
from tests.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def people(product: Product, chromium_path: str) -> Iterator[People]:
    with people_of(product, chromium_path) as seated:
        yield seated


def announced_meeting(desk: Screen) -> str:
    """A meeting of the same people and sites as the one that runs in the demo data, published."""
    running = next(m for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")
    parts = desk.parts(running["id"])
    chair = next(p for p in parts["participants"].values() if p["role"] == "chair")
    asked = {"title": "Họp có chạy thử", "scheduled_start": "2032-07-01T08:00:00+07:00"}
    wanted = {**asked, "scheduled_end": "2032-07-01T10:00:00+07:00", "is_ad_hoc": True}
    meeting = desk.command("/meetings", {**wanted, "chair_person_id": chair["person_id"]})["id"]
    sites = sorted(parts["sites"])
    desk.command(f"/meetings/{meeting}/sites", {"site_ids": sites})
    desk.command(f"/meetings/{meeting}/edit", {"central_site_id": sites[0]})
    desk.command(f"/meetings/{meeting}/items", ITEM)
    member = next(p["person_id"] for p in parts["participants"].values() if p["role"] == "member")
    people = [{"person_id": member, "role": "member", "site_id": sites[0]}]
    desk.command(f"/meetings/{meeting}/participants", {"people": people})
    desk.command(f"/meetings/{meeting}/publish", {})
    return str(meeting)


ITEM = {"title": "Khai mạc", "kind": "opening", "presenter": "Chủ trì", "planned_minutes": 5}


def test_a_site_rehearses_and_the_board_shows_it(people: People) -> None:
    desk, site = people.seat("thuky", "desk"), people.seat("diemcau1", "television")
    meeting = announced_meeting(desk)
    desk.open(f"/meetings/{meeting}/prepare?section=readiness")
    site.open(f"/meetings/{meeting}/site")
    expect(site.page.get_by_test_id("site-screen")).to_be_visible(timeout=PATIENCE_MS)
    desk.press("Mở đợt chạy thử")
    desk.page.get_by_role("dialog").get_by_role("button", name="Mở đợt chạy thử").click()

    site.press("Bắt đầu kiểm tra")  # shown by itself as the round opened
    expect(site.page.get_by_label("Hình của điểm cầu")).to_be_visible()
    site.press("Nghe rõ")
    for item in ("Nguồn điện ổn định", re.compile("^Màn hình đúng"), re.compile("^Số điện thoại")):
        site.page.get_by_label(item).check()
    send = site.page.get_by_role("button", name="Gửi kết quả")
    expect(send).to_be_enabled(timeout=MEDIA_PATIENCE_MS)
    send.click()
    site.sees("Kiểm tra lại")

    name = site.api("/session")["user"]["site"]["name"]
    row = desk.page.get_by_test_id("readiness-row").filter(has_text=name)
    expect(row).to_have_attribute("data-grade", re.compile("care|bad"), timeout=PATIENCE_MS)
    expect(row).to_contain_text("Danh mục kiểm tra chưa đủ")
    expect(row).to_contain_text(re.compile(r"Tải lên \d.*Mbit/s.*(UDP|TCP)"))
    (result,) = desk.parts(meeting)["rehearsal_results"].values()
    assert (result["camera"], result["speaker"]) == ("good", "good")
    assert result["figures"]["up_kbps"] > 0
    assert result["figures"]["down_kbps"] > 0
    assert {screen.username: screen.errors for screen in people.all() if screen.errors} == {}

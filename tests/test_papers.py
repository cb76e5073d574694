"""A unit delivers a document: returned once, approved, read within its rights, gone when recalled.

And one keeps a paper for oneself, reads it, and lays it before an item.
"""

import io
import uuid
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.browser import PATIENCE_MS, People, Screen, people_of
from tests.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(240)]

WANTED, TITLE = "Báo cáo của tỉnh", "bao cao tinh"


@pytest.fixture(scope="module")
def people(product: Product, chromium_path: str) -> Iterator[People]:
    with people_of(product, chromium_path) as seated:
        yield seated


def paper(folder: Path, name: str) -> Path:
    """A file of one page, different from every other."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = str(uuid.uuid4())
        pdf.save(target)
    (folder / name).write_bytes(target.getvalue())
    return folder / name


def send(screen: Screen, button: str, file: Path) -> None:
    """Choose a file, declare that it holds no secret, send it."""
    with screen.page.expect_file_chooser() as chooser:
        screen.press(button)
    chooser.value.set_files(file)
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_label("Tôi cam đoan").check()
    dialog.get_by_role("button", name="Tải lên 1 tệp").click()


def read_within_rights(desk: Screen, reader: Screen, meeting: str) -> None:
    """The pages bear the reader's name; the secretary lets that person read alone, without a copy."""
    name = reader.api("/session")["user"]["person"]["full_name"]
    desk.command(f"/meetings/{meeting}/documents/settings", {"is_watermarked": True})
    reader.page.get_by_role("navigation", name="Chương trình họp").get_by_role("button", name=TITLE).click()
    expect(reader.page.locator("[data-text-layer]").first).to_contain_text(name, timeout=PATIENCE_MS)
    take = reader.page.get_by_test_id("take-file")
    expect(take).to_be_enabled(timeout=PATIENCE_MS)

    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_text("Chủ trì, thư ký và người được chọn").click()
    dialog.get_by_role("combobox", name="Người được chọn").fill(name)
    desk.page.get_by_role("option", name=name).click()
    desk.press("Lưu người đọc")
    expect(take).to_be_disabled(timeout=PATIENCE_MS)
    reader.page.get_by_test_id("why").click()
    reader.sees("Tài liệu mở riêng cho đồng chí.")
    reader.sees("Không được: in hoặc tải bản sao, tải bản gốc.")
    reader.page.keyboard.press("Escape")


def test_from_the_unit_to_the_reader_and_back(people: People, tmp_path: Path) -> None:
    desk, clerk, reader = (
        people.seat("thuky", "desk"),
        people.seat("ngoai", "desk"),
        people.seat("daibieu1", "tablet"),
    )
    running = next(m["id"] for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")
    unit = clerk.api("/session")["user"]["person"]["unit_id"]
    admin = people.seat("quantri", "desk")
    account = next(a["id"] for a in admin.api("/accounts?query=ngoai")["items"] if a["username"] == "ngoai")
    admin.command(f"/accounts/{account}/grants", {"right": "upload_documents", "unit_id": unit})
    items = desk.parts(running)["items"].values()
    item = next(i for i in items if i["status"] == "current")["id"]
    desk.command(f"/meetings/{running}/items/{item}/duties", {"unit_ids": [unit], "wanted": WANTED})

    clerk.open("/")
    clerk.page.get_by_role("link", name=WANTED).click()
    send(clerk, "Tải tài liệu lên", paper(tmp_path, "bao_cao_tinh.pdf"))
    clerk.press("Gửi duyệt")
    clerk.sees("Chờ duyệt")

    desk.open(f"/meetings/{running}/prepare?section=agenda")
    reader.open(f"/meetings/{running}")
    desk.press(f"Phiên bản và thông tin: {TITLE}")
    desk.press("Trả lại")
    desk.page.get_by_label("Lý do").fill("Thiếu phụ lục")
    desk.page.get_by_role("dialog").last.get_by_role("button", name="Trả lại").click()

    clerk.page.reload()
    clerk.sees("Thiếu phụ lục")
    send(clerk, "Tải lên phiên bản mới", paper(tmp_path, "bao_cao_tinh_2.pdf"))
    clerk.press("Gửi duyệt")

    desk.press("Duyệt")  # enabled once the version can be read
    shown = reader.page.get_by_role("navigation", name="Chương trình họp").get_by_role("button", name=TITLE)
    expect(shown.first).to_be_visible(timeout=PATIENCE_MS)
    read_within_rights(desk, reader, running)
    desk.press("Thu hồi")
    desk.page.get_by_label("Lý do").fill("Nhầm tệp")
    desk.page.get_by_role("dialog").last.get_by_role("button", name="Thu hồi").click()
    expect(shown).to_have_count(0, timeout=PATIENCE_MS)
    reader.sees(f"“{TITLE}” đã được thu hồi: Nhầm tệp")
    assert {screen.username: screen.errors for screen in people.all() if screen.errors} == {}


def choose(screen: Screen, label: str, option: str) -> None:
    """Choose the option that begins so."""
    screen.page.get_by_label(label, exact=True).first.click()
    screen.page.get_by_role("option", name=option).first.click()


def test_a_paper_of_ones_own_is_laid_before_an_item(people: People, tmp_path: Path) -> None:
    desk, reader = people.seat("thuky", "desk"), people.seat("daibieu1", "tablet")
    running = next(m for m in desk.api("/meetings")["items"] if m["status"] == "in_progress")
    item = next(i for i in desk.parts(running["id"])["items"].values() if i["status"] == "current")
    desk.open("/library")
    desk.press("Thư mục mới")
    desk.page.get_by_label("Tên thư mục").fill("Sổ tay")
    desk.press("Tạo thư mục")
    desk.page.get_by_test_id("library-line").get_by_role("button", name="Sổ tay").first.click()
    send(desk, "Tải lên", paper(tmp_path, "ghi_chep_rieng.pdf"))
    desk.page.get_by_role("link", name="ghi chep rieng").click()  # a link once it can be read
    expect(desk.page.get_by_test_id("page")).to_be_visible(timeout=PATIENCE_MS)
    desk.page.get_by_role("link", name="Tài liệu cá nhân").click()
    desk.press("Thao tác với ghi chep rieng")
    desk.page.get_by_role("menuitem", name="Gửi vào cuộc họp").click()
    choose(desk, "Cuộc họp", running["title"])
    choose(desk, "Nội dung chương trình", f"{item['number']}. {item['title']}")
    desk.page.get_by_label("Tên tài liệu").fill("Ghi chép trình phiên họp")
    desk.page.get_by_label("Tôi cam đoan").check()
    desk.page.get_by_role("dialog").get_by_role("button", name="Gửi", exact=True).click()
    reader.open(f"/meetings/{running['id']}")
    reader.press("Ghi chép trình phiên họp")
    reader.press("Lưu vào tài liệu cá nhân")
    reader.sees("Đã lưu vào tài liệu cá nhân")
    assert [paper["title"] for paper in reader.api("/library/papers")["items"]] == [
        "Ghi chép trình phiên họp"
    ]
    assert {screen.username: screen.errors for screen in (desk, reader) if screen.errors} == {}

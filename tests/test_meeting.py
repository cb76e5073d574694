"""One real meeting, end to end, at the screens: from the template to the minutes, through crashes.

What happens in a meeting besides is in test_in_session.py. The tests of this file are the steps of one
meeting and run in their order.
"""

import re
import time
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import expect

from deploy.plan import ROOT
from tests.browser import MEDIA_PATIENCE_MS, PATIENCE_MS, people_of
from tests.product import Product
from tests.scene import (
    QUESTION,
    Scene,
    a_real_paper,
    confirm,
    drag,
    drop,
    invite,
    message,
    pick,
    poll_of,
    present,
    section,
    subject,
    text_of_docx,
    text_of_pdf,
    wait_until,
    who,
)

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(300)]

TITLE = "Họp thử nghiệm nghiệm thu hệ thống"
EXTRA_ITEMS = [("Thông qua lộ trình thực hiện", "Quyết định"), ("Báo cáo kết quả rà soát", "Báo cáo")]
CONCLUSION = "Các địa phương hoàn thành trước ngày 30 tháng 12; nơi chậm nêu rõ lý do."
MEMBERS = ["daibieu1", "daibieu2", "daibieu3"]
GUEST = "daibieu4"
SITES = ["diemcau1", "diemcau2"]
# A machine without a screen: what the browser would capture is a picture that moves.
A_SCREEN = """() => {
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
    const context = canvas.getContext("2d");
    let hue = 0;
    setInterval(() => {
      context.fillStyle = `hsl(${(hue += 7) % 360} 60% 50%)`;
      context.fillRect(0, 0, 640, 360);
    }, 100);
    return canvas.captureStream(10);
  };
}"""
BACK_SECONDS = 5.0  # pictures on every screen, after the media server accepts connections again


@pytest.fixture(scope="module")
def scene(product: Product, chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with people_of(product, chromium_path) as people:
        yield Scene(product, people, tmp_path_factory.mktemp("papers") / "bao-cao.pdf")


@pytest.fixture(autouse=True)
def pictures_of_failure(scene: Scene, request: pytest.FixtureRequest) -> Iterator[None]:
    """When a step fails, every screen is kept as a picture in test-results/."""
    failed_before = request.session.testsfailed
    yield
    if request.session.testsfailed > failed_before:
        scene.people.photograph(ROOT / "test-results" / request.node.name)


def test_1_the_secretary_makes_a_meeting_from_a_template(scene: Scene) -> None:
    desk = scene.people.seat("thuky", "desk")
    desk.open("/meetings/new")
    desk.page.get_by_role("radio").first.check()
    desk.page.get_by_label("Tên cuộc họp").fill(TITLE)
    desk.page.get_by_label("Địa điểm").fill("Phòng họp số 1")
    desk.press("Tạo và chuẩn bị")
    expect(desk.page).to_have_url(re.compile(r"/meetings/[0-9a-f-]{36}/prepare"), timeout=PATIENCE_MS)
    scene.meeting = desk.page.url.split("/")[-2]
    assert scene.part("meeting")[scene.meeting]["title"] == TITLE
    assert len(scene.part("items")) > 0


def test_1_items_are_added_and_dragged_into_their_order(scene: Scene) -> None:
    desk = scene.people["thuky"]
    for title, kind in EXTRA_ITEMS:
        desk.press("Thêm nội dung")
        dialog = desk.page.get_by_role("dialog")
        dialog.get_by_label("Tên nội dung").fill(title)
        dialog.get_by_label("Cơ quan trình").fill("Bộ Khoa học và Công nghệ")
        dialog.get_by_role("combobox", name="Loại nội dung").click()
        desk.page.get_by_role("option", name=kind).click()
        dialog.get_by_role("button", name=re.compile("Thêm|Lưu")).click()
        expect(dialog).to_be_hidden()
    decision, report = (scene.item(title)["position"] for title, _ in EXTRA_ITEMS)
    assert decision < report
    drag(desk, EXTRA_ITEMS[1][0], above=EXTRA_ITEMS[0][0])
    wait_until(lambda: scene.item(EXTRA_ITEMS[1][0])["position"] < scene.item(EXTRA_ITEMS[0][0])["position"])


def test_1_a_pdf_is_dropped_on_an_item(scene: Scene) -> None:
    desk = scene.people["thuky"]
    scene.paper.write_bytes(a_real_paper(desk))
    title = EXTRA_ITEMS[1][0]
    card = desk.page.get_by_role("button", name=f"Thêm tài liệu vào nội dung: {title}")
    drop(desk, card, scene.paper)
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Tên tài liệu").fill("Báo cáo rà soát")
    send = dialog.get_by_role("button", name=re.compile("Tải lên"))
    expect(send).to_be_disabled()
    dialog.get_by_label(re.compile("không chứa bí mật nhà nước")).check()
    send.click()
    wait_until(lambda: [d["status"] for d in scene.part("documents").values()] == ["ready"])
    desk.sees("Báo cáo rà soát")


def test_1_what_is_not_the_pdf_it_claims_is_refused_plainly(scene: Scene) -> None:
    desk = scene.people["thuky"]
    false = scene.paper.with_name("gia-mao.pdf")
    false.write_bytes(b"MZ this is a program, not a paper")
    drop(
        desk, desk.page.get_by_role("button", name=f"Thêm tài liệu vào nội dung: {EXTRA_ITEMS[1][0]}"), false
    )
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label(re.compile("không chứa bí mật nhà nước")).check()
    dialog.get_by_role("button", name=re.compile("Tải lên")).click()
    desk.sees(re.compile("không phải.*PDF|PDF.*không", re.IGNORECASE))
    assert len(scene.part("documents")) == 1


def test_1_people_sites_and_units_are_invited(scene: Scene) -> None:
    desk = scene.people["thuky"]
    for username in [*MEMBERS, GUEST, *SITES, "chutri"]:
        scene.users[username] = who(scene, username)
    section(desk, "Điểm cầu")
    pick(desk, "Thêm điểm cầu", [scene.users[name]["site"]["name"] for name in SITES])
    desk.press("Đặt làm trung tâm")
    pick(desk, "Thêm cơ quan", ["UBND tỉnh Vĩnh Long"])
    section(desk, "Thành phần")
    invite(desk, {scene.name("chutri"): None}, "Chủ trì")
    seats = {scene.name(m): scene.users[s]["site"]["name"] for m, s in zip(MEMBERS, SITES, strict=False)}
    invite(desk, {**seats, scene.name(MEMBERS[2]): None}, "Thành viên")
    invite(desk, {scene.name(GUEST): None}, "Khách mời")
    rows = {row["full_name"]: row for row in scene.part("participants").values()}
    assert [rows[scene.name(m)]["role"] for m in MEMBERS] == ["member"] * 3
    assert [rows[scene.name(m)]["site_id"] for m in MEMBERS] == [*map(scene.site_of, SITES), None]
    assert rows[scene.name("chutri")]["role"] == "chair"
    assert {scene.site_of(name) for name in SITES} <= scene.part("sites").keys()
    assert len(scene.part("units")) == 1


def test_1_publishing_sends_invitations_with_a_calendar_entry(scene: Scene) -> None:
    desk = scene.people["thuky"]
    desk.press("Gửi giấy mời")
    desk.page.get_by_role("dialog").get_by_role("button", name="Gửi giấy mời").click()
    wait_until(lambda: scene.part("meeting")[scene.meeting]["status"] == "published")
    wait_until(lambda: {d["status"] for d in scene.part("deliveries").values()} <= {"sent", "no_address"})
    desk.open("/mailbox")
    desk.page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(desk.page.get_by_role("link", name=re.compile(r"invitation\.ics"))).to_be_visible()
    letters = [p for p in (scene.product.data / "mailbox").rglob("*.eml") if TITLE in subject(p)]
    sent = [d for d in scene.part("deliveries").values() if d["status"] == "sent"]
    assert len(letters) == len(sent) >= len(MEMBERS)
    calendar = next(p for p in message(letters[0]).walk() if p.get_content_type() == "text/calendar")
    assert "METHOD:REQUEST" in calendar.get_content().replace("\r\n", "\n")


def test_2_sites_send_and_everyone_sees_and_hears_them(scene: Scene) -> None:
    desk = scene.people["thuky"]
    desk.open(scene.address("/console"))
    desk.press("Bắt đầu phiên họp")
    # The chair is not there, the sites have no line; this kind of meeting needs no quorum.
    expect(desk.page.get_by_test_id("start-lack")).to_have_count(2)
    desk.page.get_by_role("textbox", name="Lý do").fill("Các thành viên điểm danh sau")
    confirm(desk, "Bắt đầu dù chưa đủ")
    for name in SITES:
        scene.people.seat(name, "television").open(scene.address("/site"))
    tablet = scene.people.seat(MEMBERS[0], "tablet")
    tablet.open(scene.address())
    for watched in SITES:
        desk.decodes_video_of(scene.identity(watched))
    desk.press("Lưới điểm cầu")
    scene.people[SITES[1]].decodes_video_of(scene.identity(SITES[0]))
    wait_until(lambda: {scene.part("sites")[scene.site_of(s)]["status"] for s in SITES} == {"online"})


def test_2_people_check_in_individually(scene: Scene) -> None:
    for name in MEMBERS[1:]:
        scene.people.seat(name, "tablet").open(scene.address())
    for name in MEMBERS:
        screen = scene.people[name]
        screen.press("Điểm danh")
        screen.press(re.compile("Có mặt tại|Dự trực tuyến"))
    wait_until(lambda: present(scene) >= {scene.name(m) for m in MEMBERS})
    counted = scene.part("quorum")["it"]
    shown = scene.people["thuky"].page.get_by_test_id("quorum")
    expect(shown).to_contain_text(f"{counted['present']}/{counted['entitled']}", timeout=PATIENCE_MS)


def test_3_the_delegate_reads_the_document(scene: Scene) -> None:
    desk, tablet = scene.people["thuky"], scene.people[MEMBERS[0]]
    report = scene.item(EXTRA_ITEMS[1][0])
    for number in range(1, report["position"] + 1):
        desk.press(re.compile(f"(Bắt đầu|Chuyển sang) nội dung {number}$"))
        wait_until(partial(scene.has_opened, number))
    tablet.press(re.compile("Báo cáo rà soát"))
    expect(
        tablet.page.get_by_test_id("first-page").or_(tablet.page.get_by_test_id("page")).first
    ).to_be_visible()
    expect(tablet.page.locator('canvas[data-page="1"]')).to_be_visible(timeout=PATIENCE_MS)
    tablet.press("Trang sau")
    expect(tablet.page.locator('canvas[data-page="2"]')).to_be_visible(timeout=PATIENCE_MS)


def test_3_the_chair_gives_the_floor_with_one_tap(scene: Scene) -> None:
    chair = scene.people.seat("chutri", "tablet")
    chair.open(scene.address())
    scene.people[MEMBERS[0]].press("Đăng ký phát biểu")
    expect(chair.page.get_by_role("button", name="Điều hành", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    if not chair.page.get_by_test_id("chair-panel").is_visible():
        chair.press("Điều hành")
    chair.page.get_by_test_id("waiting").get_by_role("button", name=re.compile("^Mời phát biểu")).click()
    for screen in (chair, scene.people["thuky"]):
        expect(screen.page.get_by_test_id("turn")).to_be_visible()
        expect(screen.page.get_by_test_id("turn").get_by_role("timer")).to_contain_text(
            re.compile(r"0?4:\d\d")
        )
    for name in ("thuky", SITES[1]):
        stage = scene.people[name].page.get_by_test_id("stage")
        expect(stage).to_have_attribute("data-programme", scene.identity(SITES[0]), timeout=PATIENCE_MS)
    assert scene.part("sites")[scene.site_of(SITES[0])]["microphone"] == "open"
    scene.people[SITES[1]].hears(scene.identity(SITES[0]))
    scene.people[SITES[1]].decodes_video_of(scene.identity(SITES[0]))


def test_3_reloading_every_screen_continues_where_it_was(scene: Scene) -> None:
    for screen in scene.people.all():
        screen.page.reload()
    for name in ("thuky", "chutri"):
        expect(scene.people[name].page.get_by_test_id("turn")).to_be_visible(timeout=PATIENCE_MS)
    scene.people[SITES[1]].decodes_video_of(scene.identity(SITES[0]))
    scene.people[SITES[1]].hears(scene.identity(SITES[0]))


def test_3_a_screen_is_shared_and_the_layout_changes_on_every_screen(scene: Scene) -> None:
    desk, sharer, other = (scene.people[name] for name in ("thuky", *SITES))
    tablet, speaking = scene.people[MEMBERS[2]], scene.identity(SITES[0])
    sharer.page.evaluate(A_SCREEN)
    sharer.press("Chia sẻ màn hình")
    for screen in (desk, other, tablet):
        shared = screen.page.get_by_test_id("shared-screen")
        expect(shared).to_have_attribute("data-identity", speaking, timeout=MEDIA_PATIENCE_MS)
        screen.decodes_video_of(speaking, kind="screen")
    assert scene.part("shares")["it"]["name"] == scene.users[SITES[0]]["site"]["name"]

    other.press("Ghim hình trên màn hình này")
    other.page.get_by_role("dialog").get_by_role("button", name="Theo chương trình").wait_for()
    other.page.get_by_role("dialog").locator("button[data-choice]").last.click()
    for _ in range(2):
        expect(other.page.get_by_test_id("pinned")).to_be_visible(timeout=PATIENCE_MS)
        other.page.reload()
    other.press("Về chương trình")
    expect(other.page.get_by_test_id("pinned")).to_have_count(0)

    desk.press("Dừng chia sẻ")
    for screen in (desk, other, tablet):
        expect(screen.page.get_by_test_id("shared-screen")).to_have_count(0, timeout=PATIENCE_MS)
    expect(sharer.page.get_by_role("button", name="Thôi chia sẻ")).to_have_count(0, timeout=PATIENCE_MS)
    assert scene.part("shares") == {}
    desk.page.keyboard.press("5")
    for screen in (desk, other, tablet):
        stage = screen.page.get_by_test_id("stage")
        expect(stage).to_have_attribute("data-mode", "sequence", timeout=PATIENCE_MS)
    desk.press("Người phát biểu")
    expect(other.page.get_by_test_id("stage")).to_have_attribute("data-mode", "speaker", timeout=PATIENCE_MS)


def test_6_media_are_back_in_seconds_and_as_the_journal_says(scene: Scene) -> None:
    journal, turn = scene.events("site."), scene.part("floor")["turn"]
    scene.product.kill("media")
    stands = scene.product.wait_media_accepts()
    watching, speaking = scene.people[SITES[1]], scene.identity(SITES[0])
    for screen in (watching, scene.people["thuky"]):
        screen.decodes_video_of(speaking, frames=2)
    assert time.monotonic() - stands < BACK_SECONDS
    watching.hears(speaking)  # the cameras of tests beep once a second: it cannot be timed
    assert scene.part("floor")["turn"] == turn
    expect(watching.page.get_by_test_id("own-microphone")).to_contain_text("Micro tắt")
    assert scene.events("site.") == journal, "nobody was away for the meeting"


@pytest.mark.parametrize("part", ["web", "worker"])
def test_6_killing_a_process_continues_the_meeting(scene: Scene, part: str) -> None:
    before = scene.part("floor")["turn"]
    scene.product.kill(part)
    scene.product.wait_up(part)
    scene.product.wait_healthy()
    assert scene.part("floor")["turn"] == before
    scene.people[SITES[1]].decodes_video_of(scene.identity(SITES[0]))
    scene.people[SITES[1]].hears(scene.identity(SITES[0]))
    expect(scene.people["thuky"].page.get_by_test_id("turn")).to_be_visible(timeout=MEDIA_PATIENCE_MS)


def test_3_ending_the_turn_closes_the_microphone(scene: Scene) -> None:
    scene.people["chutri"].press("Kết thúc phát biểu")
    expect(scene.people["thuky"].page.get_by_test_id("turn")).to_have_count(0, timeout=PATIENCE_MS)
    assert scene.part("floor") == {}
    closed = scene.people[SITES[0]].page.get_by_test_id("own-microphone")
    expect(closed).to_contain_text("Micro tắt", timeout=PATIENCE_MS)


def test_4_three_members_vote_on_their_own_devices(scene: Scene) -> None:
    desk = scene.people["thuky"]
    desk.press("Tạo biểu quyết")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Câu hỏi").or_(dialog.locator("textarea").first).first.fill(QUESTION)
    dialog.get_by_role("button", name=re.compile("Lưu|Tạo")).click()
    desk.press("Bắt đầu biểu quyết")
    for name, choice in zip(MEMBERS, ["Tán thành", "Tán thành", "Không tán thành"], strict=True):
        sheet = scene.people[name].page.get_by_test_id("poll-sheet")
        sheet.get_by_role("radio", name=choice, exact=True).click()
        sheet.get_by_role("button", name="Gửi phiếu").click()
        expect(sheet.get_by_test_id("receipt")).to_be_visible(timeout=PATIENCE_MS)
    assert (poll_of(scene)["cast"], poll_of(scene)["result"]) == (3, None)
    desk.press("Kết thúc biểu quyết")
    desk.page.get_by_role("dialog").get_by_role("button", name="Kết thúc biểu quyết").click()
    for name in ["thuky", "chutri", *MEMBERS]:
        expect(scene.people[name].page.get_by_test_id("poll-result").first).to_be_visible(timeout=PATIENCE_MS)
    for name in SITES:
        expect(scene.people[name].page.get_by_test_id("site-poll")).to_be_visible(timeout=PATIENCE_MS)
    result = poll_of(scene)["result"]
    assert (result["approve"], result["reject"], result["cast"]) == (2, 1, 3)


def test_5_the_chair_records_a_conclusion_and_ends_the_meeting(scene: Scene) -> None:
    chair = scene.people["chutri"]
    for sheet_closer in chair.page.get_by_role("button", name="Đóng kết quả").all():
        sheet_closer.click()
    chair.press("Ghi kết luận")
    dialog = chair.page.get_by_role("dialog")
    dialog.locator("textarea").first.fill(CONCLUSION)
    dialog.get_by_role("button", name="Lưu kết luận").click()
    wait_until(lambda: [c["text"] for c in scene.part("conclusions").values()] == [CONCLUSION])
    chair.press("Kết thúc phiên họp")
    chair.page.get_by_role("dialog").get_by_role("button", name="Kết thúc phiên họp").click()
    wait_until(lambda: scene.part("meeting")[scene.meeting]["status"] == "ended")


def test_5_the_worker_makes_the_minutes_which_are_downloaded(scene: Scene) -> None:
    desk = scene.people["thuky"]
    desk.open(scene.address("/after"))
    expect(desk.page.get_by_text("Sẵn sàng", exact=True)).to_be_visible(timeout=60_000)
    request = desk.context.request
    pdf = request.get(f"{scene.product.url}/api/meetings/{scene.meeting}/minutes.pdf").body()
    docx = request.get(f"{scene.product.url}/api/meetings/{scene.meeting}/minutes.docx").body()
    for text in (text_of_pdf(pdf), text_of_docx(docx)):
        told = " ".join(text.split())
        assert "BIÊN BẢN" in told
        assert TITLE in told
        assert CONCLUSION in told
        assert all(scene.name(member) in told for member in MEMBERS)
        assert all(choice in told for choice in ("Tán thành", "Không tán thành"))
        assert all(ballot["tracker"] in told for ballot in poll_of(scene)["ballots"])
        assert f"Tán thành {poll_of(scene)['result']['approve']}/" in told
        assert all(title in told for title, _ in EXTRA_ITEMS)


def test_nothing_broke_on_any_screen(scene: Scene) -> None:
    assert {screen.username: screen.errors for screen in scene.people.all() if screen.errors} == {}

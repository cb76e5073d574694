"""The agenda at the screens: who keeps out, what is internal, items taken up again, a site that is lost."""

import re

from playwright.sync_api import expect

from tests.acts.cast import (
    CENTRAL,
    CHAIR,
    DELEGATE,
    FAR_SITE,
    INTERNAL,
    ITEMS,
    LEAVES,
    ONLINE,
    PAIRED,
    RECUSED,
    SITES,
    an_item,
    of_item,
    open_next,
)
from tests.acts.floor import Floor
from tests.browser import PATIENCE_MS
from tests.hands import not_told, quorum, reasoned, sends_nothing, tile, told
from tests.scene import Scene, present, wait_until


class Matters(Floor):
    """Items that not everybody may know, items out of order, a line that is lost."""

    def test_4_who_keeps_out_of_an_item_sees_neither_papers_nor_pictures(self, scene: Scene) -> None:
        desk, online = scene.people["thuky"], scene.people[ONLINE]
        desk.press("Lưới điểm cầu")
        assert len(online.parts(scene.meeting)["documents"]) == 1
        of_item(scene, 2, "Ghi không tham gia")
        dialog = desk.page.get_by_role("dialog")
        dialog.get_by_role("combobox", name="Người không tham gia").fill(scene.name(ONLINE))
        desk.page.get_by_role("option", name=scene.name(ONLINE)).click()
        reasoned(desk, "Ghi không tham gia", RECUSED)
        wait_until(lambda: online.parts(scene.meeting)["documents"] == {})
        online.decodes_video_of(scene.identity(CENTRAL))
        open_next(scene, 2)
        online.sees(re.compile(f"không tham gia nội dung đang bàn: {RECUSED}"))
        for site in SITES:
            sends_nothing(online, scene.identity(site))
        quorum(desk, "2/3")
        assert len(scene.people[DELEGATE].parts(scene.meeting)["documents"]) == 1

    def test_4_an_internal_item_is_for_chair_and_secretary_alone(self, scene: Scene) -> None:
        far, paired, online = scene.people[FAR_SITE], scene.people[PAIRED], scene.people[ONLINE]
        open_next(scene, 3)
        for screen in (far, paired, online, scene.people[DELEGATE]):
            told(screen, "Đang bàn nội dung hạn chế")
            expect(screen.page.get_by_text(INTERNAL)).to_have_count(0)
        sends_nothing(far, scene.identity(CENTRAL))
        assert INTERNAL not in str(scene.people[DELEGATE].parts(scene.meeting)["items"])
        not_told(scene.people[CENTRAL])
        open_next(scene, 4)
        for screen in (far, online):
            not_told(screen)
            screen.decodes_video_of(scene.identity(CENTRAL))
        paired.decodes_video_of(scene.identity(CENTRAL))

    def test_4_items_are_skipped_restored_and_taken_up_again(self, scene: Scene) -> None:
        desk = scene.people["thuky"]
        of_item(scene, 1, "Bàn lại")
        reasoned(desk, "Bàn lại", "Bổ sung thành phần")
        wait_until(lambda: scene.item(ITEMS[0])["status"] == "current")
        assert len(scene.item(ITEMS[0])["spans"]) == 1
        for title in ("Việc khác", "Lịch họp tới"):
            desk.command(f"{scene.address()}/items", an_item(title))
        of_item(scene, 5, "Bỏ qua")
        reasoned(desk, "Bỏ qua", "Hết thời gian")
        wait_until(lambda: scene.item("Việc khác")["status"] == "skipped")
        desk.sees("Bỏ qua: Hết thời gian")
        of_item(scene, 5, "Đưa trở lại chương trình")
        wait_until(lambda: scene.item("Việc khác")["status"] == "pending")
        ids = [row["id"] for row in sorted(scene.part("items").values(), key=lambda row: row["position"])]
        desk.command(f"{scene.address()}/items/order", {"ids": [*ids[:-2], ids[-1], ids[-2]]})
        last = desk.page.get_by_test_id("agenda-item").last
        expect(last).to_contain_text("Việc khác", timeout=PATIENCE_MS)

    def test_4_a_lost_line_pauses_the_item_until_the_site_is_back(self, scene: Scene) -> None:
        desk, paired = scene.people["thuky"], scene.people[PAIRED]
        paired.open("/account")
        told(desk, re.compile("tạm dừng từ .* Vĩnh Long nối lại"))
        told(scene.people[CHAIR], re.compile("Vĩnh Long nối lại"))
        expect(tile(scene, PAIRED)).to_have_attribute("data-kind", "lost", timeout=PATIENCE_MS)
        assert scene.item(ITEMS[0])["paused_by"] == "site_lost"
        paired.open(scene.address("/site"))
        not_told(desk)
        desk.decodes_video_of(scene.identity(PAIRED))
        assert scene.item(ITEMS[0])["paused_at"] is None

    def test_4_who_leaves_early_is_not_counted_until_back(self, scene: Scene) -> None:
        desk, online = scene.people["thuky"], scene.people[ONLINE]
        online.press("Đã điểm danh")
        online.press("Xin về sớm")
        online.page.get_by_label("Lý do rời họp").fill(LEAVES)
        online.press("Rời họp")
        quorum(desk, "2/4")
        online.press("Quay lại họp")
        quorum(desk, "3/4")
        assert scene.name(ONLINE) in present(scene)

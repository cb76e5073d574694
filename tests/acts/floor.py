"""The floor at the screens: queues, turns, microphones, layouts."""

import re

from playwright.sync_api import expect

from tests.acts.arriving import Arriving
from tests.acts.cast import CENTRAL, CHAIR, DELEGATE, FAR_SITE, NOTE, ONLINE, PAIRED, person, televisions
from tests.browser import MEDIA_PATIENCE_MS, PATIENCE_MS
from tests.hands import (
    asks,
    at_site,
    chosen,
    confirmed,
    no_turn,
    one_row,
    own_microphone,
    put_away,
    reasoned,
    shows,
    tab,
    waits,
)
from tests.scene import Scene, wait_until

LAYOUTS = ["speaker", "speaker_central", "document", "grid", "sequence", "chair"]  # keys 1 to 6


class Floor(Arriving):
    """Who speaks, who is heard, what every screen shows."""

    def test_3_called_ready_and_given_the_floor(self, scene: Scene) -> None:
        desk, chair, far = (scene.people[name] for name in ("thuky", CHAIR, DELEGATE))
        heard = scene.identity(FAR_SITE)
        far.press("Đăng ký phát biểu")
        chosen(chair, f"Thao tác với đăng ký của {scene.name(DELEGATE)}", "Gọi chuẩn bị")
        far.press("Sẵn sàng")
        expect(waits(desk)).to_contain_text("Sẵn sàng", timeout=PATIENCE_MS)
        own_microphone(scene.people[FAR_SITE], "Micro tắt")
        chair.press(f"Mời phát biểu: {scene.name(DELEGATE)}")
        shows([desk, *televisions(scene)], programme=heard, mode="speaker")
        for screen in televisions(scene):
            expect(screen.page.get_by_test_id("turn-clock").first).to_be_visible(timeout=PATIENCE_MS)
        own_microphone(scene.people[FAR_SITE], "Micro mở")
        scene.people[PAIRED].hears(heard)

    def test_3_a_turn_is_paused_goes_on_and_is_extended(self, scene: Scene) -> None:
        desk, chair = scene.people["thuky"], scene.people[CHAIR]
        chair.press("Tạm dừng phát biểu")
        for screen in (desk, *televisions(scene)):
            expect(screen.page.get_by_text("Đang tạm dừng").first).to_be_visible(timeout=PATIENCE_MS)
        scene.people[CENTRAL].hears(scene.identity(FAR_SITE))  # the clock stands, the speaker stays audible
        chair.press("Tiếp tục phát biểu")
        for screen in televisions(scene):
            expect(screen.page.get_by_text("Đang tạm dừng")).to_have_count(0, timeout=PATIENCE_MS)
        before = scene.part("floor")["turn"]["limit_seconds"]
        chosen(chair, "Thêm thời gian", "Thêm 2 phút")
        wait_until(lambda: scene.part("floor")["turn"]["limit_seconds"] == before + 120)
        chair.press("Kết thúc phát biểu")
        no_turn(scene)
        own_microphone(scene.people[FAR_SITE], "Micro tắt")
        for screen in televisions(scene):
            expect(screen.page.get_by_test_id("turn-clock")).to_have_count(0, timeout=PATIENCE_MS)

    def test_3_withdrawn_declined_and_points_of_order_first(self, scene: Scene) -> None:
        desk, far, online = (scene.people[name] for name in ("thuky", DELEGATE, ONLINE))
        far.press("Đăng ký phát biểu")
        expect(waits(desk)).to_have_count(1, timeout=PATIENCE_MS)
        asks(online, "Ý kiến về trình tự cuộc họp", "Đề nghị nghỉ")
        expect(waits(desk)).to_have_count(2, timeout=PATIENCE_MS)
        expect(waits(desk).first).to_contain_text("Về trình tự")
        chosen(desk, f"Thao tác với đăng ký của {scene.name(ONLINE)}", "Không chấp nhận…")
        reasoned(desk, "Không chấp nhận", "Sắp đến giờ nghỉ")
        online.sees(re.compile("không chấp nhận đăng ký.*Sắp đến giờ nghỉ"))
        far.press("Hủy đăng ký")
        expect(waits(desk)).to_have_count(0, timeout=PATIENCE_MS)

    def test_3_questioning_has_its_own_queue(self, scene: Scene) -> None:
        desk, chair, far = (scene.people[name] for name in ("thuky", CHAIR, DELEGATE))
        chosen(desk, "Cài đặt danh sách chất vấn", "Mở chất vấn")
        asks(far, "Chất vấn", "Tiến độ giải ngân")
        region = chair.page.get_by_role("region", name="Chất vấn")
        expect(region.get_by_test_id("waiting")).to_contain_text("Tiến độ giải ngân", timeout=PATIENCE_MS)
        region.get_by_role("button", name=f"Mời phát biểu: {scene.name(DELEGATE)}").click()
        shows(televisions(scene), programme=scene.identity(FAR_SITE))
        chair.press("Kết thúc phát biểu")
        no_turn(scene)

    def test_3_a_unit_has_its_minutes_and_the_holder_pushes_to_talk(self, scene: Scene) -> None:
        desk, chair, online = (scene.people[name] for name in ("thuky", CHAIR, ONLINE))
        unit, heard = scene.users[ONLINE]["person"]["unit_name"], f"person:{person(scene, ONLINE)}"
        chosen(desk, "Cài đặt danh sách phát biểu", "Thời lượng đơn vị, mất kết nối…")
        dialog = desk.page.get_by_role("dialog")
        dialog.get_by_label(unit, exact=True).fill("3")
        dialog.get_by_label(unit, exact=True).blur()
        wait_until(lambda: [row["minutes"] for row in scene.part("budgets").values()] == [3])
        dialog.get_by_role("combobox", name="Khi một điểm cầu mất kết nối").click()
        desk.page.get_by_role("option", name="Thêm: tạm dừng nội dung đang bàn").click()
        wait_until(lambda: scene.part("floor_settings")["it"]["loss_action"] == "pause_item")
        put_away(desk)

        online.press("Âm thanh")
        online.page.get_by_role("switch", name=re.compile("^Chỉ mở micro khi giữ nút")).click()
        put_away(online)
        online.press("Đăng ký phát biểu")
        chair.press(f"Mời phát biểu: {scene.name(ONLINE)}")
        expect(chair.page.get_by_test_id("turn").get_by_test_id("unit-time")).to_be_visible(
            timeout=PATIENCE_MS
        )
        shows(televisions(scene), programme=heard)
        hold = online.page.get_by_role("button", name=re.compile("^Giữ để nói"))
        expect(hold).to_be_enabled(timeout=MEDIA_PATIENCE_MS)
        hold.hover()
        online.page.mouse.down()
        expect(hold).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
        scene.people[PAIRED].hears(heard)
        online.page.mouse.up()
        expect(hold).to_have_attribute("aria-pressed", "false", timeout=PATIENCE_MS)
        online.press("Kết thúc phát biểu")
        no_turn(scene)

    def test_3_one_site_is_muted_and_all_are(self, scene: Scene) -> None:
        chair, far, paired = scene.people[CHAIR], scene.people[FAR_SITE], scene.people[PAIRED]
        at_site(scene, FAR_SITE, "Mở micro")
        own_microphone(far, "Micro mở")
        paired.hears(scene.identity(FAR_SITE))
        at_site(scene, FAR_SITE, "Tắt micro")
        own_microphone(far, "Micro tắt")
        at_site(scene, PAIRED, "Mở micro")
        own_microphone(paired, "Micro mở")
        confirmed(chair, "Tắt micro tất cả điểm cầu")
        own_microphone(paired, "Micro tắt")
        one_row(chair, behind="Chia sẻ màn hình")

    def test_3_every_layout_is_on_every_screen(self, scene: Scene) -> None:
        desk = scene.people["thuky"]
        for number, mode in reversed(list(enumerate(LAYOUTS, 1))):
            desk.page.keyboard.press(str(number))
            shows([desk, *televisions(scene)], mode=mode)

    def test_3_a_private_note_reaches_the_chair_who_gives_the_floor_by_one_tap(self, scene: Scene) -> None:
        tablet, chair = scene.people[DELEGATE], scene.people[CHAIR]
        tablet.press("Trao đổi")
        tab(tablet, "Lời nhắn")
        tablet.page.get_by_role("textbox", name="Lời nhắn").fill(NOTE)
        tablet.press("Gửi lời nhắn")
        put_away(tablet)
        chair.press("Trao đổi")
        tab(chair, "Lời nhắn")
        expect(chair.page.get_by_test_id("note")).to_contain_text(NOTE, timeout=PATIENCE_MS)
        chair.press(f"Mời người nhắn phát biểu: {scene.name(DELEGATE)}")
        shows(televisions(scene), programme=scene.identity(FAR_SITE))
        assert NOTE not in str(scene.people["thuky"].parts(scene.meeting))
        put_away(chair)
        scene.people[DELEGATE].press("Kết thúc phát biểu")
        no_turn(scene)

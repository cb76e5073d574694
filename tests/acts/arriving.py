"""A meeting of three sites is announced, answered and begun; who is there, who waits, what is told to all."""

import re

from playwright.sync_api import expect

from tests.acts.cast import (
    ABSENT,
    CENTRAL,
    CHAIR,
    CLERK,
    COUNTED,
    DELEGATE,
    FAR_SITE,
    GUEST,
    MESSAGE,
    NOTICE,
    ONLINE,
    PAIRED,
    SITES,
    SUBSTITUTE,
    TITLE,
    lay_out,
    open_next,
    row_of,
    televisions,
)
from tests.browser import PATIENCE_MS
from tests.hands import chosen, confirmed, put_away, quorum, shows, tab, tile
from tests.scene import Scene, present, wait_until


class Arriving:
    """Announced, answered, checked in, begun."""

    def test_1_a_meeting_of_three_sites_is_announced(self, scene: Scene) -> None:
        desk = scene.people.seat("thuky", "desk")
        lay_out(scene, desk)
        desk.command(f"{scene.address()}/publish")
        assert scene.part("meeting")[scene.meeting]["status"] == "published"

    def test_1_a_unit_names_who_goes(self, scene: Scene) -> None:
        admin, clerk = scene.people.seat("quantri", "desk"), scene.people.seat(CLERK, "desk")
        found = admin.api(f"/accounts?query={CLERK}")["items"]
        account = next(row["id"] for row in found if row["username"] == CLERK)
        unit = scene.users[CLERK]["person"]["unit_id"]
        admin.command(f"/accounts/{account}/grants", {"right": "answer_invitations", "unit_id": unit})
        clerk.open("/")
        clerk.page.get_by_role("link", name=TITLE).click()
        card = clerk.page.get_by_role("listitem").filter(has_text=TITLE)
        card.get_by_role("button", name="Cử người dự").click()
        dialog = clerk.page.get_by_role("dialog")
        dialog.get_by_label(scene.name(CLERK), exact=True).check()
        dialog.get_by_role("button", name="Cử 1 người").click()
        expect(dialog).to_be_hidden(timeout=PATIENCE_MS)
        assert row_of(scene, scene.name(CLERK))["unit_name"] == "UBND tỉnh Cà Mau"
        assert [row["answer"] for row in scene.part("units").values()] == ["named"]
        scene.people.leave(CLERK)

    def test_1_people_answer_and_one_sends_a_substitute(self, scene: Scene) -> None:
        absent, online = scene.people.seat(ABSENT, "phone"), scene.people.seat(ONLINE, "tablet")
        colleague = {"full_name": SUBSTITUTE, "position": "Phó Chánh Văn phòng"}
        unit = scene.users[ABSENT]["person"]["unit_id"]
        scene.people["quantri"].command("/people", {**colleague, "unit_id": unit})
        absent.open("/")
        card = absent.page.get_by_role("article").filter(has_text=TITLE)
        card.get_by_role("button", name="Cử người dự thay").click()
        dialog = absent.page.get_by_role("dialog")
        dialog.get_by_role("searchbox").fill("Văn phòng")
        dialog.get_by_label(SUBSTITUTE, exact=True).check()
        dialog.get_by_label("Lý do").fill("Đi công tác")
        dialog.get_by_role("button", name="Cử người dự thay").click()
        expect(dialog).to_be_hidden(timeout=PATIENCE_MS)
        online.open("/")
        card = online.page.get_by_role("article").filter(has_text=TITLE)
        card.get_by_role("button", name="Xác nhận tham dự").click()
        dialog = online.page.get_by_role("dialog")
        dialog.get_by_role("radio", name="Dự trực tuyến từ thiết bị của mình").check()
        dialog.get_by_role("button", name="Xác nhận tham dự").click()
        expect(dialog).to_be_hidden(timeout=PATIENCE_MS)

        desk = scene.people["thuky"]
        desk.open(scene.address("/prepare?section=people"))
        desk.press(f"Đồng ý {SUBSTITUTE} dự thay")
        wait_until(lambda: SUBSTITUTE in [row["full_name"] for row in scene.part("participants").values()])
        assert row_of(scene, SUBSTITUTE)["stands_for"] == scene.name(ABSENT)
        assert row_of(scene, scene.name(ONLINE))["rsvp"] == "accepted"
        scene.people.leave(ABSENT)

    def test_2_the_screen_of_a_site_is_paired_by_its_code(self, scene: Scene) -> None:
        television, admin = scene.people.place(PAIRED, "television"), scene.people["quantri"]
        television.open("/pair")
        code = television.page.get_by_test_id("pairing-code").inner_text(timeout=PATIENCE_MS)
        admin.open("/admin/sites")
        admin.press(f"Thiết bị của {scene.users[PAIRED]['site']['name']}")
        dialog = admin.page.get_by_role("dialog")
        dialog.get_by_label("Mã ghép").fill(code)
        dialog.get_by_label("Tên thiết bị").fill("Màn hình hội trường")
        dialog.get_by_role("button", name="Ghép thiết bị").click()
        expect(television.page).not_to_have_url(re.compile("/pair"), timeout=PATIENCE_MS)
        assert television.api("/session")["user"]["site"]["id"] == scene.site_of(PAIRED)
        scene.people.leave("quantri")

    def test_2_people_check_in_by_the_code_on_the_screen_and_are_counted(self, scene: Scene) -> None:
        desk = scene.people["thuky"]
        for name in (CENTRAL, FAR_SITE):
            scene.people.seat(name, "television")
        for screen in televisions(scene):
            screen.open(scene.address("/site"))
            face = screen.page.get_by_test_id("site-screen")
            expect(face).to_have_attribute("data-face", "before", timeout=PATIENCE_MS)
        far = scene.people[FAR_SITE].page
        code = far.get_by_test_id("check-in-code").inner_text(timeout=PATIENCE_MS).replace(" ", "")
        scene.people.seat(DELEGATE, "tablet").open(scene.address(f"?check-in={code}"))
        scene.people[DELEGATE].sees(f"{scene.name(DELEGATE)} đã điểm danh")
        put_away(scene.people[DELEGATE])
        chair, online = scene.people.seat(CHAIR, "tablet"), scene.people[ONLINE]
        chair.open(scene.address())
        chair.press("Điểm danh")
        chair.press(re.compile("Có mặt tại"))
        desk.open(scene.address("/console"))
        desk.press("Điểm danh cho tôi")
        desk.press("Có mặt tại phòng họp")
        quorum(desk, "2/4")
        online.open(scene.address())
        online.press("Điểm danh")
        online.press("Dự trực tuyến bằng thiết bị này")
        for screen in (desk, chair, *televisions(scene)):
            quorum(screen, "3/4")  # a substitute does not vote
        desk.press("Xem danh sách")
        chosen(desk, f"Đánh dấu {SUBSTITUTE}", "Có mặt trực tiếp")
        wait_until(lambda: SUBSTITUTE in present(scene))
        put_away(desk)

        scene.people[FAR_SITE].press("Thiết bị")
        far.get_by_label("Số người trong phòng").fill(str(COUNTED))
        far.get_by_role("button", name="Lưu").click()
        count = tile(scene, FAR_SITE).get_by_test_id("headcount")
        expect(count).to_contain_text(str(COUNTED), timeout=PATIENCE_MS)
        put_away(scene.people[FAR_SITE])

    def test_2_the_chair_starts_and_all_sites_are_seen_everywhere(self, scene: Scene) -> None:
        wait_until(lambda: {row["status"] for row in scene.part("sites").values()} == {"online"})
        confirmed(scene.people[CHAIR], "Bắt đầu phiên họp")
        desk = scene.people["thuky"]
        for watched in SITES:
            desk.decodes_video_of(scene.identity(watched))
        desk.press("Lưới điểm cầu")
        shows(televisions(scene), mode="grid")
        for watched in (CENTRAL, FAR_SITE):
            scene.people[PAIRED].decodes_video_of(scene.identity(watched))
        scene.people[ONLINE].decodes_video_of(scene.identity(PAIRED))
        desk.press("Người phát biểu")
        open_next(scene, 1)

    def test_2_a_guest_waits_before_the_door_until_admitted(self, scene: Scene) -> None:
        desk, guest = scene.people["thuky"], scene.people.seat(GUEST, "tablet")
        tab(desk, "Phòng chờ")
        desk.page.get_by_role("switch", name="Khách mời chờ đến khi được mời vào").click()
        wait_until(lambda: scene.part("lobby_settings").get("it", {}).get("guests_wait") is True)
        guest.open(scene.address())
        lobby = guest.page.get_by_test_id("lobby-page")
        expect(lobby).to_have_attribute("data-status", "waiting", timeout=PATIENCE_MS)
        assert guest.parts(scene.meeting)["items"] == {}
        desk.press(f"Mời vào: {scene.name(GUEST)}")
        agenda = guest.page.get_by_role("navigation", name="Chương trình họp")
        expect(agenda).to_be_visible(timeout=PATIENCE_MS)
        scene.people.leave(GUEST)
        tab(desk, "Điều hành")

    def test_2_an_announcement_is_on_every_screen_until_withdrawn(self, scene: Scene) -> None:
        desk = scene.people["thuky"]
        tab(desk, "Thông báo")
        desk.page.get_by_role("textbox", name="Nội dung thông báo").fill(NOTICE)
        desk.press("Gửi thông báo")
        bands = [screen.page.get_by_test_id("announcement-band") for screen in televisions(scene)]
        banners = [scene.people[name].page.get_by_test_id("announcement") for name in (DELEGATE, ONLINE)]
        for shown in [*bands, *banners]:
            expect(shown).to_contain_text(NOTICE, timeout=PATIENCE_MS)
        desk.press(f"Thu hồi thông báo: {NOTICE}")
        for shown in [*bands, *banners]:
            expect(shown).to_have_count(0, timeout=PATIENCE_MS)

    def test_2_messages_go_to_all_once_the_secretary_opens_the_room(self, scene: Scene) -> None:
        desk, online, far = (scene.people[name] for name in ("thuky", ONLINE, DELEGATE))
        tab(desk, "Trao đổi")
        desk.page.locator("label").filter(has_text="Mọi người").click()
        for screen in (online, far):
            screen.press("Trao đổi")
        online.page.get_by_role("textbox", name="Viết tin nhắn").fill(MESSAGE)
        online.page.keyboard.press("Enter")
        expect(far.page.get_by_test_id("chat-message")).to_contain_text(MESSAGE, timeout=PATIENCE_MS)
        for screen in (online, far):
            put_away(screen)
        tab(desk, "Điều hành")

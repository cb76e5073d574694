"""The end of a meeting at the screens, and what is kept of it."""

import re
from functools import partial

from playwright.sync_api import expect

from tests.acts.cast import (
    CHAIR,
    COUNTED,
    FAR_SITE,
    LEAVES,
    MESSAGE,
    NOTE,
    NOTICE,
    ONLINE,
    RECUSED,
    SUBSTITUTE,
    TITLE,
    televisions,
)
from tests.acts.matters import Matters
from tests.browser import PATIENCE_MS
from tests.hands import confirmed
from tests.scene import Scene, text_of_pdf


class Record(Matters):
    """The end and what remains."""

    def test_5_the_chair_ends_and_every_screen_says_so(self, scene: Scene) -> None:
        confirmed(scene.people[CHAIR], "Kết thúc phiên họp")
        for screen in televisions(scene):
            face = screen.page.get_by_test_id("site-screen")
            expect(face).to_have_attribute("data-face", "over", timeout=PATIENCE_MS)

    def test_5_the_record_holds_who_was_there_and_what_was_lost(self, scene: Scene) -> None:
        desk = scene.people["thuky"]
        desk.open(scene.address("/after"))
        expect(desk.page.get_by_text("Sẵn sàng", exact=True)).to_be_visible(timeout=60_000)
        get = partial(desk.context.request.get, timeout=PATIENCE_MS)
        here = f"{scene.product.url}/api/meetings/{scene.meeting}"
        minutes = " ".join(text_of_pdf(get(f"{here}/minutes.pdf").body()).split())
        for words in ("Vĩnh Long mất kết nối", NOTICE, RECUSED, LEAVES, SUBSTITUTE):
            assert words in minutes, words
        assert NOTE not in minutes
        assert MESSAGE not in minutes
        listed = get(f"{here}/attendance.csv?of=people").text()
        assert SUBSTITUTE in listed
        sites = get(f"{here}/attendance.csv?of=sites").text().splitlines()
        (counted,) = [line for line in sites if scene.users[FAR_SITE]["site"]["name"] in line]
        assert str(COUNTED) in re.split("[,;]", counted)
        desk.open("/statistics")
        desk.sees(re.compile(TITLE))

    def test_5_it_is_in_the_calendar_and_found_without_marks(self, scene: Scene) -> None:
        online = scene.people[ONLINE]
        online.open("/account")
        online.press("Tạo địa chỉ")
        address = online.page.get_by_label("Địa chỉ lịch").input_value(timeout=PATIENCE_MS)
        feed = online.context.request.get(address).text().replace("\r\n ", "")
        assert f"SUMMARY:{TITLE}" in feed
        online.open("/search?query=phuong+an+sap+xep+tru+so")
        expect(online.page.get_by_test_id("found")).to_contain_text(TITLE, timeout=PATIENCE_MS)

    def test_nothing_broke_on_any_screen(self, scene: Scene) -> None:
        assert {screen.username: screen.errors for screen in scene.people.all() if screen.errors} == {}

"""Who is in the meeting in session, what it is about, and how it is laid out before its first scene."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.browser import Screen
from tests.hands import chosen
from tests.scene import Scene, a_real_paper, wait_until, who

TITLE = "Họp ba điểm cầu về phương án sắp xếp"
ITEMS = ["Khai mạc", "Phương án sắp xếp trụ sở", "Nhân sự của Ban chỉ đạo", "Thông qua kế hoạch"]
WITH_PAPER, INTERNAL = ITEMS[1:3]
CENTRAL, FAR_SITE, PAIRED = SITES = ["diemcau0", "diemcau2", "diemcau1"]
CHAIR, DELEGATE, ONLINE, GUEST, CLERK = "chutri", "daibieu2", "daibieu3", "daibieu4", "ngoai"
ABSENT, SUBSTITUTE = "daibieu1", "Phó Chánh Văn phòng UBND tỉnh Vĩnh Long"
SEATS = {CHAIR: CENTRAL, ABSENT: PAIRED, DELEGATE: FAR_SITE}  # the others take part from where they are
# What is said and written down, and looked for in the record.
COUNTED = 12
NOTICE = "Nghỉ giải lao 10 phút"
NOTE = "Xin phát biểu trước mười giờ"
MESSAGE = "Tài liệu nội dung 2 có bản mới chưa?"
RECUSED = "Có lợi ích liên quan đến trụ sở"
LEAVES = "Họp giao ban tại địa phương"


def televisions(scene: Scene) -> list[Screen]:
    return [scene.people[name] for name in SITES]


def person(scene: Scene, username: str) -> str:
    return str(scene.users[username]["person"]["id"])


def row_of(scene: Scene, name: str) -> Any:
    """The participant of that name."""
    return next(row for row in scene.part("participants").values() if row["full_name"] == name)


def open_next(scene: Scene, number: int) -> None:
    """The chair goes on with that item."""
    scene.people[CHAIR].press(re.compile(f"(Bắt đầu|Chuyển sang) nội dung {number}$"))
    wait_until(lambda: scene.item(ITEMS[number - 1])["status"] == "current")


def of_item(scene: Scene, number: int, entry: str) -> None:
    """Choose from an item's menu on the console."""
    chosen(scene.people["thuky"], f"Việc khác với nội dung {number}", entry)


def lay_out(scene: Scene, desk: Screen) -> None:
    """The meeting in twenty minutes: sites, people, a unit, four items, a paper, an internal matter."""
    for username in [*SITES, CHAIR, DELEGATE, ONLINE, GUEST, CLERK, ABSENT]:
        scene.users[username] = who(scene, username)
    start = datetime.now(UTC) + timedelta(minutes=20)
    fields = {"title": TITLE, "kind": "session", "place": "Hà Nội", "is_ad_hoc": True}
    times = {"scheduled_start": start.isoformat(), "scheduled_end": (start + timedelta(hours=2)).isoformat()}
    chosen_by = {"chair_person_id": person(scene, CHAIR), "media_policy": "on_floor"}
    made = desk.command("/meetings", {**fields, **times, **chosen_by})
    scene.meeting = made["id"]
    here = scene.address()
    desk.command(f"{here}/sites", {"site_ids": [scene.site_of(name) for name in SITES]})
    desk.command(f"{here}/edit", {"central_site_id": scene.site_of(CENTRAL)})
    seat = {"site_id": scene.site_of(SEATS[CHAIR])}
    desk.command(f"{here}/participants/{row_of(scene, scene.name(CHAIR))['id']}/edit", seat)
    asked = [_asked(scene, name) for name in (ABSENT, DELEGATE, ONLINE, GUEST)]
    desk.command(f"{here}/participants", {"people": asked})
    units = {"unit_ids": [scene.users[CLERK]["person"]["unit_id"]], "most_people": 1}
    desk.command(f"{here}/units", units)
    for title in ITEMS:
        desk.command(f"{here}/items", an_item(title))
    inside = {"is_restricted": True, "allowed": []}
    desk.command(f"{here}/items/{scene.item(INTERNAL)['id']}/access", inside)
    papers = f"{here}/items/{scene.item(WITH_PAPER)['id']}/documents"
    desk.upload(papers, "phuong-an.pdf", a_real_paper(desk))


def an_item(title: str) -> dict[str, Any]:
    return {"title": title, "kind": "discussion", "presenter": "Văn phòng", "planned_minutes": 20}


def _asked(scene: Scene, username: str) -> dict[str, Any]:
    site = SEATS.get(username)
    role = "guest" if username == GUEST else "member"
    return {
        "person_id": person(scene, username),
        "role": role,
        "site_id": scene.site_of(site) if site else None,
    }

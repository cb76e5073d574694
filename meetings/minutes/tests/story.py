"""A meeting told as events, in the shapes of docs/contract.md, for tests that need no tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 2, 5, 1, 0, tzinfo=UTC)
MEETING, CENTRAL, VINH_LONG = "m-1", "s-0", "s-1"

Row = dict[str, Any]


def at(minutes: float) -> datetime:
    """That many minutes after the start."""
    return START + timedelta(minutes=minutes)


class Story:
    """Events one after the other; every method appends one."""

    def __init__(self) -> None:
        self.events: list[Row] = []
        self.meeting: Row = {
            "id": MEETING,
            "title": "Cuộc họp về các hệ thống thông tin",
            "kind": "working",
            "status": "published",
            "unit_name": "Văn phòng Chính phủ",
            "place": "Phòng họp số 1",
            "scheduled_start": START.isoformat(),
            "scheduled_end": at(120).isoformat(),
            "started_at": None,
            "ended_at": None,
            "chair_person_id": "p-0",
            "secretary_person_id": "p-1",
            "current_item_id": None,
        }

    def tell(self, event_type: str, minute: float, state: Row, data: Row | None = None) -> None:
        seq = len(self.events) + 1
        event = {"seq": seq, "type": event_type, "at": at(minute), "data": data or {}, "state": state}
        self.events.append(event)

    def change_meeting(self, event_type: str, minute: float, **changes: Any) -> None:
        self.meeting = self.meeting | changes
        self.tell(event_type, minute, {"meeting": {MEETING: self.meeting}})

    def site(
        self, key: str, name: str, minute: float, status: str = "offline", central: bool = False
    ) -> None:
        row = {"site_id": key, "name": name, "unit_name": name, "is_central": central, "status": status}
        self.tell("site.connected", minute, {"sites": {key: row}})

    def person(self, number: int, minute: float, **changes: Any) -> None:
        row: Row = {
            "id": f"a-{number}",
            "person_id": f"p-{number}",
            "full_name": f"Đại biểu số {number}",
            "position": "Phó Chủ tịch UBND tỉnh",
            "unit_name": "UBND tỉnh",
            "role": "member",
            "site_id": VINH_LONG,
            "site_name": "Điểm cầu Vĩnh Long",
            "attendance": "not_checked",
            "attendance_reason": "",
            "checked_in_at": None,
        }
        row |= changes
        self.tell("participant.invited", minute, {"participants": {row["id"]: row}})

    def item(self, number: int, minute: float, status: str = "pending") -> None:
        row = {
            "id": f"i-{number}",
            "position": number,
            "number": str(number),
            "title": f"Nội dung thứ {number}",
            "kind": "report",
            "presenter": "Bộ Khoa học và Công nghệ",
            "planned_minutes": 10 * number,
            "status": status,
        }
        self.tell("item.opened", minute, {"items": {f"i-{number}": row}})

    def floor(self, minute: float, who: int | None, started: float = 0, **changes: Any) -> None:
        row = who and {
            "request_id": f"r-{who}",
            "participant_id": f"a-{who}",
            "person_id": f"p-{who}",
            "full_name": f"Đại biểu số {who}",
            "position": "Phó Chủ tịch UBND tỉnh",
            "site_name": "Điểm cầu Vĩnh Long",
            "item_id": "i-1",
            "started_at": at(started).isoformat(),
            "paused_at": None,
            "paused_seconds": 0,
            **changes,
        }
        self.tell("floor.granted" if who else "floor.ended", minute, {"floor": {"turn": row or None}})

    def poll(
        self,
        minute: float,
        status: str,
        result: Row | None = None,
        ballots: list[Row] | None = None,
        **asked: Any,
    ) -> None:
        row = {
            "id": "b-1",
            "item_id": "i-1",
            "question": "Thông qua lộ trình kết nối?",
            "status": status,
            "rule": {"legal_basis": "Quy chế làm việc"},
            "opened_at": at(20).isoformat(),
            "closed_at": at(minute).isoformat() if status == "closed" else None,
            "result": result,
            "ballots": ballots or [],
            **asked,
        }
        self.tell("poll.closed", minute, {"polls": {"b-1": row}})


RESULT = {
    "approve": 17,
    "reject": 4,
    "abstain": 3,
    "not_cast": 2,
    "cast": 24,
    "entitled": 26,
    "present": 25,
    "base": 26,
    "required": 14,
    "quorum_met": True,
    "outcome": "adopted",
    "sentence": "Thông qua với 17/26 thành viên tán thành",
}


def whole_meeting() -> Story:
    """One of everything: two sites, four people, two items, a paused turn, a poll, a conclusion, a pause."""
    story = Story()
    story.change_meeting("meeting.published", -60)
    story.site(CENTRAL, "Điểm cầu Trung ương", -59, central=True)
    story.site(VINH_LONG, "Điểm cầu Vĩnh Long", -59)
    story.person(
        0, -58, full_name="Phó Thủ tướng", position="Phó Thủ tướng Chính phủ", role="chair", site_id=CENTRAL
    )
    story.person(
        1,
        -58,
        full_name="Chuyên viên tổng hợp",
        position="Văn phòng Chính phủ",
        role="secretary",
        site_id=CENTRAL,
    )
    story.person(2, -58)
    story.person(3, -58, attendance="absent", attendance_reason="Đi công tác nước ngoài")
    for number in (1, 2):
        story.item(number, -57)
    story.tell("document.ready", -50, {"documents": {"d-1": _document()}})
    story.site(VINH_LONG, "Điểm cầu Vĩnh Long", -10, "online")
    story.change_meeting("meeting.started", 0, status="in_progress", started_at=at(0).isoformat())
    story.person(2, 1, attendance="present_online", checked_in_at=at(1).isoformat())
    story.item(1, 2, "current")
    story.floor(5, 2, 5)
    story.floor(6, 2, 5, paused_at=at(6).isoformat())
    story.floor(8, 2, 5, paused_seconds=120)
    story.floor(9.5, None)
    story.site(VINH_LONG, "Điểm cầu Vĩnh Long", 11, "offline")
    story.site(VINH_LONG, "Điểm cầu Vĩnh Long", 12, "online")
    ballots = [{"full_name": "Đại biểu số 2", "position": "", "choice": "reject", "tracker": "K7Q2"}]
    story.poll(25, "closed", RESULT, ballots)
    conclusion = {
        "id": "c-1",
        "item_id": "i-1",
        "text": "Hoàn thành trước ngày 15/3",
        "recorded_at": at(26).isoformat(),
    }
    story.tell("conclusion.recorded", 26, {"conclusions": {"c-1": conclusion}})
    story.item(1, 27, "done")
    story.change_meeting("meeting.paused", 28, status="paused")
    story.change_meeting("meeting.resumed", 33, status="in_progress")
    quorum = {"entitled": 26, "present": 25, "required": 18, "met": True}
    story.tell("attendance.marked", 34, {"quorum": {"it": quorum}})
    story.change_meeting("meeting.ended", 95, status="ended", ended_at=at(95).isoformat())
    asked = {"revision": 1, "superior_name": "Chính phủ", "notation": "VPCP"}
    story.tell("minutes.requested", 95, {}, asked)
    return story


def _document() -> Row:
    return {
        "id": "d-1",
        "item_id": "i-1",
        "title": "Báo cáo kết quả rà soát",
        "pages": 6,
        "sha256": "ab" * 32,
        "status": "ready",
    }

"""Random acts for the property test: each gives the path and the body of one command, from what is there."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from ecabinet.rooms.models import Room
from meetings.lifecycle.tests.scene import Scene, Wanted, plain

ROLES = ["chair", "secretary", "member", "delegate", "guest"]
LAYOUTS = ["speaker", "speaker_central", "document", "grid", "sequence", "chair"]
LOSS = ["nothing", "warn", "pause", "pause_item", "pause_poll"]
CHOICES = ["approve", "reject", "abstain", "agree"]


def edit_meeting(s: Scene) -> Wanted:
    changes: list[dict[str, Any]] = [
        {"title": f"Phiên họp số {s.b}"},
        {"place": f"Phòng {s.b}", "media_policy": s.some(["open", "on_floor"])},
        {"kind": s.some(["working", "session"])},
        {"quorum_numerator": 1 + s.b % 3, "quorum_denominator": 3},
        {"central_site_id": s.site()},
        {"chair_person_id": s.person()},
        {"secretary_person_id": s.person()},
        {"chair_person_id": None},
    ]
    return "edit", changes[s.a % len(changes)]


def layout(s: Scene) -> Wanted:
    chosen = {"mode": LAYOUTS[s.a % len(LAYOUTS)], "site_id": s.site(), "page": 1 + s.b}
    return "layout", {**chosen, "site_ids": [s.site()] if s.a % 2 == 0 else [], "size": s.some([None, 4, 25])}


def invite_person(s: Scene) -> Wanted:
    asked = {row["person_id"] for row in s.parts["participants"].values()}
    others = [person for person in s.people if str(person.id) not in asked] or s.people
    person = {"person_id": str(others[s.a % len(others)].id), "role": ROLES[s.b % 5]}
    sites = sorted(s.parts["sites"])
    return "participants", {"people": [{**person, "site_id": s.some([None, *sites])}]}


def edit_participant(s: Scene) -> Wanted:
    change = s.some(
        [{"role": ROLES[s.b % 5]}, {"votes": s.b % 2 == 0}, {"site_id": s.site()}, {"site_id": None}]
    )
    return f"participants/{s.key('participants')}/edit", change


def rsvp(s: Scene) -> Wanted:
    said: list[dict[str, Any]] = [
        {"answer": "accepted", "manner": "in_person"},
        {"answer": "accepted", "manner": "site", "site_id": s.site()},
        {"answer": "accepted", "manner": "online"},
        {"answer": "declined", "reason": "bận công tác"},
    ]
    return "rsvp", s.some(said)


def decide_absence(s: Scene) -> Wanted:
    said = {"decision": s.some(["approved", "rejected"]), "note": "đã xem"}
    return f"participants/{s.key('participants')}/absence", said


def propose_substitute(s: Scene) -> Wanted:
    named = {"person_id": s.person(), "position": "Phó phòng", "reason": "bận họp"}
    return f"participants/{s.key('participants')}/substitute", named


def decide_substitute(s: Scene) -> Wanted:
    said = {"decision": s.some(["accepted", "accepted", "declined"]), "note": "đã xem"}
    return f"substitutes/{s.key('substitutes', 'proposed')}/decide", said


def reorder(s: Scene) -> Wanted:
    ids = sorted(s.parts["items"], key=lambda key: s.parts["items"][key]["position"])
    turn = (1 + s.a) % max(len(ids), 1)
    return "items/order", {"ids": ids[turn:] + ids[:turn]}


def mark(s: Scene) -> Wanted:
    statuses = ["present_in_person", "present_online", "absent", "not_checked"]
    body = {"status": s.some(statuses), "reason": "công tác"}
    return f"participants/{s.key('participants')}/attendance", body


def ballot(s: Scene) -> Wanted:
    key = s.key("polls", "open")
    asked = s.parts["polls"].get(key, {})
    keys = [option["key"] for option in asked.get("options", ())]
    says: dict[str, Any] = {"options": keys[: s.b % 3]} if keys else {"choice": s.some(CHOICES)}
    return f"polls/{key}/ballots", {"ballot_id": str(uuid.uuid4()), **says}


def new_poll(s: Scene) -> Wanted:
    asked = {"question": f"Nhất trí nội dung {s.a}?", "item_id": s.key("items"), "base": "entitled"}
    kinds: list[dict[str, Any]] = [
        {},
        {"kind": "opinion"},
        {"kind": "up_to", "options": ["Một", "Hai", "Ba"], "seats": 2},
        {"kind": "election_each", "options": ["Ông A", "Bà B"], "seats": 1, "limit_seconds": 600},
        {"is_trial": True},
    ]
    return "polls", {**asked, **s.some(kinds)}


def rooms(s: Scene) -> list[str]:
    return ["everybody", "organisers", "technicians", f"site:{s.site()}"]


DOORS: list[dict[str, Any]] = [
    {"guests_wait": True},
    {"guests_wait": True, "text": "Xin chờ trong giây lát"},
    {"doors_closed": True},
    {"doors_closed": False},
    {"guests_wait": False},
]


def announce(s: Scene) -> Wanted:
    to: list[dict[str, Any]] = [{}, {"site_ids": [s.site()]}, {"roles": ["member", "site"]}]
    kind = ["information", "break", "technical", "urgent"][s.a % 4]
    return "announcements", {"kind": kind, "text": f"Thông báo {s.a}", **s.some(to)}


def draw_and_choose(s: Scene) -> Wanted:
    """One of two rooms, for the main place or for a site."""
    room = Room.objects.order_by("name")[s.a % 2]
    return "rooms", {
        "site_id": s.some([None, s.site()]),
        "room_id": s.some([str(room.id), str(room.id), None]),
    }


def seat_somebody(s: Scene) -> Wanted:
    return "seats", {
        "site_id": s.some([None, s.site()]),
        "seats": [{"participant_id": s.key("participants"), "seat": f"s{s.b % 4}"}],
    }


def report_rehearsal(s: Scene) -> Wanted:
    body = {"speaker": s.some(["heard", "unheard"]), "checklist": ["power"], "note": f"lần {s.b}"}
    return f"rehearsals/{s.key('rehearsals')}/reports", body


def later() -> str:
    return (timezone.now() + timedelta(hours=2)).isoformat()


ITEM = {"kind": "report", "presenter": "Sở Y tế", "planned_minutes": 5}


def access(s: Scene) -> dict[str, Any]:
    """An internal item, one for some, a hidden one, or open to all."""
    choices: list[dict[str, Any]] = [
        {"is_restricted": True},
        {"is_restricted": True, "allowed": ["role:member", f"person:{s.person()}"]},
        {"is_restricted": True, "is_hidden": True, "allowed": [f"unit:{s.cast.commune.id}"]},
        {"is_restricted": False},
    ]
    return choices[s.b % len(choices)]


def move_item(s: Scene) -> Wanted:
    return f"items/{s.key('items')}/edit", {"parent_id": s.some([None, *sorted(s.parts["items"])])}


def add_item(s: Scene) -> Wanted:
    more: list[dict[str, Any]] = [{}, {"parent_id": s.key("items")}, {"access": access(s)}]
    return "items", {**ITEM, "title": f"Nội dung {s.a}", **more[s.a % 3]}


def decided(s: Scene, step: str, waits: tuple[str, str] = ("approval", "submitted")) -> str:
    """The path of a decision on some version, on one that waits for it if there is one."""
    laid = [{**row, "document_id": key} for key, row in sorted(s.parts.get("documents", {}).items())]
    rows = [*laid, *(row for _, row in sorted(s.parts.get("drafts", {}).items()))]
    waiting = [row for row in rows if row.get(waits[0]) == waits[1]] or rows
    if not waiting:
        return f"documents/{uuid.uuid4()}/versions/1/{step}"
    row = waiting[s.a % len(waiting)]
    return f"documents/{row['document_id']}/versions/{row['version']}/{step}"


AWAITING = ("status", "awaiting_declaration")


def limit_document(s: Scene) -> Wanted:
    """For all as its group says, for some, for some until a little while ago turns, or for nobody else."""
    ahead = (timezone.now() + timedelta(hours=1)).isoformat()
    named: list[list[dict[str, Any]]] = [
        [{"whom": "role:member"}, {"whom": f"person:{s.person()}", "may_print": True}],
        [{"whom": f"unit:{s.cast.commune.id}", "until": ahead}, {"whom": "role:site"}],
        [{"whom": "role:delegate", "since": ahead}],
        [],
    ]
    path = f"documents/{s.key('documents')}/reading-rights"
    return path, {"is_limited": s.b % 5 > 0, "rights": named[s.b % 4] if s.b % 5 else []}


ACTS: dict[str, Callable[[Scene], Wanted]] = {
    "publish": plain("publish"),
    "submit": plain("submit"),
    "approve": plain("approve"),
    "return": lambda s: ("return", {"reason": "chưa đủ tài liệu"}),
    "start": lambda s: ("start", {"reason": "họp gấp"}),
    "pause": plain("pause"),
    "resume": plain("resume"),
    "end": plain("end"),
    "close": lambda s: ("close", {"reason": "biên bản giấy"}),
    "reopen": lambda s: ("reopen", {"reason": "ghi nhầm"}),
    "cancel": lambda s: ("cancel", {"reason": "bão"}),
    "withdraw_approval": plain("withdraw"),
    "edit_meeting": edit_meeting,
    "layout": layout,
    "show_share": lambda s: (f"shares/{s.share()}/show", {"shown": s.b % 2 == 0}),
    "stop_share": lambda s: (f"shares/{s.share()}/stop", {}),
    "invite_site": lambda s: ("sites", {"site_ids": [s.site()]}),
    "remove_site": lambda s: (f"sites/{s.site()}/remove", {}),
    "invite_unit": lambda s: ("units", {"unit_ids": [str(s.cast.commune.id)]}),
    "limit_unit": lambda s: (f"units/{s.cast.commune.id}/edit", {"most_people": s.some([None, 1, 5])}),
    "name_unit_people": lambda s: (
        f"units/{s.cast.commune.id}/people",
        {"person_ids": [str(s.some([s.cast.technician, s.cast.delegate]).person.id)]},
    ),
    "decline_unit": lambda s: (f"units/{s.cast.commune.id}/decline", {"reason": "trực bão"}),
    "answer_for": lambda s: (f"participants/{s.key('participants')}/rsvp", rsvp(s)[1]),
    "remove_unit": lambda s: (f"units/{s.cast.commune.id}/remove", {}),
    "invite_person": invite_person,
    "edit_participant": edit_participant,
    "remove_participant": lambda s: (f"participants/{s.key('participants')}/remove", {}),
    "rsvp": rsvp,
    "decide_absence": decide_absence,
    "propose_substitute": propose_substitute,
    "decide_substitute": decide_substitute,
    "add_item": add_item,
    "item_access": lambda s: (f"items/{s.key('items')}/access", access(s)),
    "pause_item": lambda s: (f"items/{s.key('items', 'current')}/pause", {}),
    "resume_item": lambda s: (f"items/{s.key('items', 'current')}/resume", {}),
    "skip_item": lambda s: (f"items/{s.key('items', 'pending')}/skip", {"reason": "hết giờ"}),
    "postpone_item": lambda s: (f"items/{s.key('items')}/postpone", {"reason": "chờ thẩm định"}),
    "restore_item": lambda s: (f"items/{s.key('items', 'postponed')}/restore", {}),
    "move_item": move_item,
    "edit_item": lambda s: (f"items/{s.key('items')}/edit", {"title": f"Nội dung sửa {s.b}"}),
    "remove_item": lambda s: (f"items/{s.key('items', 'pending')}/remove", {}),
    "order_items": reorder,
    "open_item": lambda s: (f"items/{s.key('items')}/open", {"reason": "bàn thêm"}),
    "close_item": lambda s: (f"items/{s.key('items', 'current')}/close", {}),
    "check_in": lambda s: ("check-in", {"mode": s.some(["in_person", "online"])}),
    "mark": mark,
    "leave": lambda s: (f"participants/{s.key('participants')}/leave", {"reason": "việc gấp"}),
    "come_back": lambda s: (f"participants/{s.key('participants')}/return", {}),
    "recuse": lambda s: (
        f"items/{s.key('items', 'current')}/recusals",
        {"participant_id": s.key("participants"), "reason": "người nhà"},
    ),
    "withdraw_recusal": lambda s: (f"recusals/{s.key('recusals')}/withdraw", {}),
    "headcount": lambda s: (f"sites/{s.site()}/headcount", {"count": s.a}),
    "choose_room": draw_and_choose,
    "seat": seat_somebody,
    "fill_seats": lambda s: ("seats/fill", {"site_id": s.some([None, s.site()]), "anew": s.a % 3 == 0}),
    "clear_seats": lambda s: ("seats/clear", {"participant_ids": s.some([None, [s.key("participants")]])}),
    "ask_to_speak": lambda s: ("speak-requests", {"item_id": s.some([None, s.key("items")])}),
    "withdraw": lambda s: (f"speak-requests/{s.key('queue')}/withdraw", {}),
    "grant": lambda s: (f"speak-requests/{s.key('queue')}/grant", {"limit_seconds": 60}),
    "pause_floor": plain("floor/pause"),
    "resume_floor": plain("floor/resume"),
    "extend_floor": lambda s: ("floor/extend", {"seconds": 60}),
    "end_floor": plain("floor/end"),
    "floor_settings": lambda s: (
        "floor/settings",
        {"loss_action": LOSS[s.a % 5], "loss_people": 1 + s.b % 2},
    ),
    "mute_all": plain("microphones/mute-all"),
    "microphone": lambda s: (f"sites/{s.site()}/microphone", {"open": s.a % 2 == 0}),
    "new_poll": new_poll,
    "open_poll": lambda s: (f"polls/{s.key('polls', 'draft')}/open", {}),
    "close_poll": lambda s: (f"polls/{s.key('polls', 'open')}/close", {}),
    "extend_poll": lambda s: (f"polls/{s.key('polls', 'open')}/extend", {"seconds": 60 + s.b}),
    "resume_poll": lambda s: (f"polls/{s.key('polls', 'open')}/resume", {}),
    "cancel_poll": lambda s: (f"polls/{s.key('polls')}/cancel", {"reason": "hỏi lại"}),
    "ballot": ballot,
    "conclude": lambda s: ("conclusions", {"item_id": s.key("items"), "text": f"Giao việc {s.a}"}),
    "edit_conclusion": lambda s: (f"conclusions/{s.key('conclusions')}/edit", {"text": f"Giao việc {s.b}"}),
    "recall_document": lambda s: (f"documents/{s.key('documents')}/recall", {"reason": f"Số liệu sai {s.a}"}),
    "edit_document": lambda s: (
        f"documents/{s.key('documents')}/edit",
        {"title": f"Tờ trình {s.a}", "group": s.some(["main", "reference", "internal"])},
    ),
    "limit_document": limit_document,
    "watermark": lambda s: ("documents/settings", {"is_watermarked": s.a % 2 == 0}),
    "assign_duty": lambda s: (
        f"items/{s.key('items')}/duties",
        {"unit_ids": [str(s.cast.commune.id)], "wanted": f"Báo cáo {s.b}"},
    ),
    "approve_version": lambda s: (decided(s, "approve"), {}),
    "return_version": lambda s: (decided(s, "return"), {"reason": f"Thiếu {s.a}"}),
    "declare_version": lambda s: (decided(s, "declare", AWAITING), {"declared_not_secret": True}),
    "doubt_version": lambda s: (decided(s, "doubt", AWAITING), {"reason": f"Có dấu {s.a}"}),
    "remove_document": lambda s: (f"documents/{s.key('documents')}/remove", {}),
    "minutes": plain("minutes"),
    "set_lobby": lambda s: ("lobby/settings", s.some(DOORS)),
    "knock": plain("lobby/knock"),
    "admit": lambda s: (
        "lobby/admit",
        {"participant_ids": [s.key("participants")], "item_id": s.some([None, s.key("items")])},
    ),
    "admit_all": plain("lobby/admit"),
    "turn_away": lambda s: (f"lobby/{s.key('participants')}/turn-away", {"reason": "nhầm cuộc họp"}),
    "send_out": lambda s: (f"lobby/{s.key('participants')}/send-out", {}),
    "set_conversation": lambda s: (
        "conversation",
        {"everybody": s.some(["all", "all", "answers", "off"]), "chat_kept": s.a % 3 > 0},
    ),
    "share_notes": lambda s: ("conversation/notes", {"notes_to_secretary": s.a % 2 == 0}),
    "announce": announce,
    "withdraw_announcement": lambda s: (f"announcements/{s.key('announcements')}/withdraw", {}),
    "write": lambda s: ("chat", {"room": s.some(rooms(s)), "text": f"tin {s.a}"}),
    "delete_message": lambda s: (f"chat/{s.message()}/delete", {}),
    "share_comments": lambda s: ("comments/sharing", {"sharing": s.some(["all", "unit", "organisers"])}),
    "write_note": lambda s: ("notes", {"text": f"xin ý kiến {s.a}"}),
    "read_note": lambda s: (f"notes/{s.note()}/read", {}),
    "answer_note": lambda s: (f"notes/{s.note()}/answer", {"text": "Đồng ý"}),
    "floor_to_writer": lambda s: (f"notes/{s.note()}/floor", {}),
    "open_rehearsal": lambda s: ("rehearsals", {"ends_at": later(), "note": f"đợt {s.a}"}),
    "close_rehearsal": lambda s: (f"rehearsals/{s.key('rehearsals')}/close", {}),
    "report_rehearsal": report_rehearsal,
    "check_rehearsal": lambda s: (
        f"rehearsals/{s.key('rehearsals')}/sites/{s.site()}/check",
        {"note": f"gọi lần {s.a}"},
    ),
    "set_checklist": lambda s: (
        "rehearsal-checklist",
        {"items": [{"key": "power"}, {"key": f"own_{s.a}", "text": f"Mục {s.a}"}], "for_unit": s.b % 2 == 0},
    ),
    "set_overseer": lambda s: (
        "overseers",
        {"site_ids": [s.site()], "person_id": s.some([None, s.person(), s.person()])},
    ),
}


MEMBERS = ("member", "chair", "delegate", "member2", "member3")

# Whose act it is; the secretary's where nothing is said.
ACTORS: dict[str, tuple[str, ...]] = {
    "approve": ("chair",),
    **dict.fromkeys(("approve_version", "return_version"), ("chair", "secretary")),
    **dict.fromkeys(("declare_version", "doubt_version"), ("chair", "chair", "secretary")),
    "return": ("chair",),
    **dict.fromkeys(("share_notes", "read_note", "answer_note", "floor_to_writer"), ("chair",)),
    "write_note": ("delegate", "member", "technician"),
    "comment": ("member", "delegate", "chair", "secretary"),
    "write": ("secretary", "chair", "technician", "delegate", "member"),
    "delete_message": ("secretary", "delegate", "technician"),
    "knock": MEMBERS,
    "report_rehearsal": ("site_device",),
    "check_rehearsal": ("secretary", "member", "delegate"),
    **dict.fromkeys(("rsvp", "check_in", "ask_to_speak", "withdraw", "ballot"), MEMBERS),
}

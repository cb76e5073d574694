"""How each operation is asked in the matrix: a body that is good enough, the ids, the states it is for.

An operation that is not here is asked with the scene's ids and without a body. Every command of a meeting
must say for which states of the meeting it is: in all others it answers 409.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agenda.documents.tests.papers import paper
from conftest import PASSWORD
from meetings.lifecycle.rules import ARRANGEABLE, EDITABLE, RUNNING, STARTED, TRANSITIONS, Act, Status
from tests.matrix.scene import Scene, asking, merger

Body = Callable[[Scene], Any]
ALL = frozenset(Status)
PUBLISHED = frozenset({Status.PUBLISHED})
OPEN = RUNNING | PUBLISHED
NOT_CLOSED = ALL - {Status.CLOSED}
IN_PROGRESS = frozenset({Status.IN_PROGRESS})
RECORDED = RUNNING | {Status.ENDED}
TO_COME = ALL - STARTED - {Status.CANCELLED}


@dataclass(frozen=True)
class Call:
    """One way to ask. `ids` names other ids of the scene for the path, `at` is the meeting's state, `states`
    all states in which the command is allowed; `after` are operations done before, `codes` refusals for
    reasons of the scene that still show that the one who asks may. `form` sends the body as a form.
    """

    body: Body | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    at: Status = Status.IN_PROGRESS
    states: frozenset[Status] | None = None
    after: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    query: Body | None = None
    form: bool = False


def acts(act: Act, body: Body | None = None) -> Call:
    """An act of the meeting's own life, by its transition table."""
    states = frozenset(TRANSITIONS[act])
    return Call(body, at=min(states), states=states)


def prepared(body: Body | None = None, ids: Mapping[str, str] | None = None) -> Call:
    """A change of what was prepared, asked in a meeting that is announced."""
    return Call(body, ids or {}, at=Status.PUBLISHED, states=ARRANGEABLE)


def later(hours: int = 2) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def just(**body: Any) -> Body:
    return lambda _scene: body


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("bao-cao.pdf", paper(), "application/pdf")


def sheet() -> SimpleUploadedFile:
    return SimpleUploadedFile("sites.csv", "Tên điểm cầu,Mã cơ quan,Địa điểm\nĐiểm mới,XA,Trụ sở\n".encode())


MONTHLY = {"frequency": "month_day", "month_day": 5, "number": 2}
UNIT = {"name": "Xã mới", "short_name": "XM", "kind": "commune"}
ORDER = ("done_item", "current_item", "bare_item", "empty_item", "item_id")
ITEM = {"item_id": "bare_item"}

MEETING: dict[str, Call] = {
    "create_meeting": Call(just(title="Họp mới", scheduled_start=later(48), scheduled_end=later(50))),
    "edit_meeting": prepared(just(title="Tên khác")),
    "submit_meeting": acts(Act.SUBMIT),
    "withdraw_meeting": acts(Act.WITHDRAW),
    "approve_meeting": acts(Act.APPROVE),
    "return_meeting": acts(Act.RETURN, just(reason="thiếu tài liệu")),
    "publish_meeting": acts(Act.PUBLISH),
    "start_meeting": acts(Act.START, just(reason="họp gấp")),
    "pause_meeting": acts(Act.PAUSE, just()),
    "resume_meeting": acts(Act.RESUME),
    "end_meeting": acts(Act.END),
    "close_meeting": acts(Act.CLOSE, just(reason="biên bản giấy")),
    "reopen_meeting": acts(Act.REOPEN, just(reason="ghi nhầm kết luận")),
    "cancel_meeting": acts(Act.CANCEL, just(reason="bão")),
    "set_layout": Call(just(mode="grid"), states=ARRANGEABLE),
    "make_template": Call(just(name="Mẫu khác"), states=ALL),
    "clone_meeting": Call(just(title="Bản sao", scheduled_start=later(48)), states=ALL),
    "plan_series": Call(query=just(**MONTHLY)),
    "make_series": Call(just(**MONTHLY), at=Status.PUBLISHED, states=TO_COME, codes=("in_series_already",)),
    "edit_series": Call(just(place="Phòng B"), at=Status.PUBLISHED, states=NOT_CLOSED),
    "cancel_series": Call(just(reason="bão"), at=Status.PUBLISHED, states=NOT_CLOSED),
    "copy_people_to_series": Call(at=Status.PUBLISHED, states=NOT_CLOSED),
    "invite_sites": prepared(lambda s: {"site_ids": [s.ids["spare_site"]]}),
    "remove_site": prepared(),
    "invite_units": prepared(lambda s: {"unit_ids": [str(s.cast.department.id)]}),
    "edit_invited_unit": prepared(just(most_people=3)),
    "remove_unit": prepared(),
    "invite_people": prepared(lambda s: {"people": [{"person_id": s.ids["spare_person"], "role": "member"}]}),
    "edit_participant": prepared(just(role="guest")),
    "remove_participant": prepared(),
    "answer_invitation": Call(
        just(answer="accepted", manner="online"), at=Status.PUBLISHED, states=PUBLISHED
    ),
    "answer_for_participant": Call(
        just(answer="accepted", manner="online"), at=Status.PUBLISHED, states=PUBLISHED
    ),
    "decide_absence": Call(
        just(decision="approved"), {"participant_id": "absent"}, at=Status.PUBLISHED, states=OPEN
    ),
    "propose_substitute": Call(
        lambda s: {"person_id": str(s.cast.technician.person.id), "reason": "bận họp"},
        at=Status.PUBLISHED,
        states=PUBLISHED,
    ),
    "decide_substitute": Call(just(decision="accepted"), at=Status.PUBLISHED, states=OPEN),
    "list_substitute_candidates": Call(at=Status.PUBLISHED),
    "name_unit_people": Call(
        lambda s: {"person_ids": [str(s.cast.technician.person.id)]}, at=Status.PUBLISHED, states=PUBLISHED
    ),
    "decline_unit_invitation": Call(just(reason="trực bão"), at=Status.PUBLISHED, states=PUBLISHED),
    "remind_unanswered": Call(at=Status.PUBLISHED, states=PUBLISHED),
    "send_delivery_again": Call(states=NOT_CLOSED),
}

ROOM: dict[str, Call] = {
    "add_item": prepared(just(title="Việc mới")),
    "edit_item": prepared(just(title="Tên khác")),
    "remove_item": prepared(ids={"item_id": "empty_item"}),
    "order_items": prepared(
        lambda s: {"ids": [s.ids[n] for n in ORDER]},
    ),
    "open_item": Call(states=IN_PROGRESS),
    "pause_item": Call(ids={"item_id": "current_item"}, states=RUNNING),
    "resume_item": Call(ids={"item_id": "current_item"}, states=IN_PROGRESS, after=("pause_item",)),
    "skip_item": Call(just(reason="hết giờ"), states=ARRANGEABLE),
    "postpone_item": Call(just(reason="hết giờ"), states=ARRANGEABLE),
    "restore_item": Call(states=ARRANGEABLE, after=("skip_item",)),
    "set_item_access": Call(just(is_restricted=True), states=ARRANGEABLE),
    "carry_items_over": Call(
        lambda s: {"meeting_id": s.ids["meeting_id"]}, states=ARRANGEABLE, codes=("nothing_postponed",)
    ),
    "assign_duties": Call(
        lambda s: {"unit_ids": [str(s.cast.department.id)], "wanted": "Báo cáo", "due_at": later(1)},
        states=ARRANGEABLE,
    ),
    "edit_duty": Call(just(wanted="Hai báo cáo"), states=ARRANGEABLE),
    "remove_duty": Call(states=ARRANGEABLE),
    "remind_duties": Call(states=ARRANGEABLE, codes=("nothing_owed",)),
    "edit_document": Call(just(title="Báo cáo sửa"), states=ARRANGEABLE),
    "set_reading_rights": Call(
        lambda s: {"is_limited": True, "rights": [{"whom": f"unit:{s.ids['unit_id']}"}]}, states=NOT_CLOSED
    ),
    "set_watermark": Call(just(is_watermarked=True), states=NOT_CLOSED),
    "ask_for_copy": Call(just()),
    "download_copy": Call(query=lambda s: {"ticket": s.ids["ticket"]}),
    "approve_version": Call(ids={"document_id": "submitted"}, states=ARRANGEABLE),
    "return_version": Call(just(reason="thiếu số liệu"), {"document_id": "submitted"}, states=ARRANGEABLE),
    "declare_version": Call(
        just(declared_not_secret=True), states=ARRANGEABLE, codes=("document_not_awaiting",)
    ),
    "doubt_version": Call(just(reason="có dấu mờ"), states=ARRANGEABLE, codes=("document_not_awaiting",)),
    "deliver_document": Call(lambda _: {"file": pdf(), "declared_not_secret": "true"}, form=True),
    "deliver_version": Call(
        lambda _: {"file": pdf(), "declared_not_secret": "true"}, {"document_id": "delivered"}, form=True
    ),
    "submit_document": Call(ids={"document_id": "delivered"}),
    "withdraw_document": Call(ids={"document_id": "delivered"}),
    "note_reading": Call(just(batch="6f1c1b1e-3f0a-4a53-9d58-6c6b8e3f9a10", version=1, pages={"1": 3})),
    "push_own_notes": Call(
        just(
            items=[
                {
                    "id": "0b6f6a3e-52a4-4f0a-8a55-0a1f6c1f6b0e",
                    "kind": "text",
                    "shape": [1, 2],
                    "change": "5d9b4d0c-9a0b-4f53-8a0e-2f4f3f2b8a11",
                    "base": 0,
                    "version": 1,
                    "page": 1,
                }
            ]
        )
    ),
    "make_comment": Call(just(text="Đề nghị làm rõ", version=1), states=OPEN),
    "remove_comment": Call(states=OPEN),
    "resolve_comment": Call(states=OPEN),
    "reopen_comment": Call(after=("resolve_comment",), states=OPEN),
    "share_comments": Call(just(sharing="all"), states=ARRANGEABLE),
    "list_changes": Call(codes=("nothing_to_compare",)),
    "compare_page": Call(codes=("nothing_to_compare",)),
    "keep_place": Call(just(version=1, page=1, at=0.5, device="may-tinh-bang")),
    "present_page": Call(
        lambda s: {"document_id": s.ids["document_id"], "page": 1, "region": {}, "screen": "may-tinh-bang"},
        states=RUNNING,
        codes=("not_presented",),
    ),
    "see_page": Call(codes=("document_pictures_busy", "not_found")),
    "read_page_text": Call(codes=("not_found",)),
    "show_share": Call(just(shown=False), states=OPEN),
    "stop_share": Call(states=OPEN),
    # No poll waits for a line here; that it waits at all asks for a meeting in progress.
    "resume_poll": Call(ids={"poll_id": "open_poll"}, states=NOT_CLOSED, codes=("poll_not_paused",)),
    "close_item": Call(ids={"item_id": "current_item"}, states=RECORDED),
    "upload_document": Call(
        lambda _: {"file": pdf(), "declared_not_secret": "true"}, states=ARRANGEABLE, form=True
    ),
    "upload_version": Call(
        lambda _: {"file": pdf(), "declared_not_secret": "true"}, states=ARRANGEABLE, form=True
    ),
    "make_document_address": Call(just(what="file")),
    "make_bundle_address": Call(just(minutes=5), states=ALL),
    "start_upload": Call(just(name="a.pdf", size=9, fingerprint="1" * 64, declared_not_secret=True)),
    "release_document": Call(just(reason="nhận nhầm"), codes=("quarantine_over",)),
    "recall_document": Call(just(reason="số liệu sai"), states=ARRANGEABLE),
    "remove_document": prepared(),
    "check_in": Call(just(mode="online"), states=OPEN),
    "check_in_by_code": Call(lambda s: {"code": s.code()}, states=OPEN, codes=("check_in_code_used",)),
    "leave_meeting": Call(just(reason="việc gấp"), states=RUNNING),
    "return_to_meeting": Call(states=RUNNING, after=("leave_meeting",)),
    "mark_attendance": Call(just(status="absent", reason="ốm"), states=OPEN),
    "note_headcount": Call(just(count=7), states=OPEN),
    "see_check_in_code": Call(query=lambda s: {"site_id": s.ids["site_id"]}),
    "record_recusal": Call(
        lambda s: {"participant_id": s.participant(s.cast.member), "reason": "người nhà"},
        ITEM,
        states=ARRANGEABLE,
    ),
    "withdraw_recusal": Call(states=ARRANGEABLE),
    "choose_room": Call(lambda s: {"room_id": s.ids["room_id"]}, states=ARRANGEABLE),
    "assign_seats": Call(
        lambda s: {"seats": [{"participant_id": s.participant(s.guest), "seat": "s1"}]}, states=ARRANGEABLE
    ),
    "fill_seats": Call(just(), states=ARRANGEABLE),
    "clear_seats": Call(just(), states=ARRANGEABLE),
    "open_rehearsal": Call(
        lambda _: {"ends_at": later()},
        at=Status.PUBLISHED,
        states=PUBLISHED,
        codes=("rehearsal_already_open",),
    ),
    "close_rehearsal": Call(at=Status.PUBLISHED, states=PUBLISHED),
    "report_rehearsal": Call(just(speaker="unheard"), at=Status.PUBLISHED, states=PUBLISHED),
    "check_rehearsal_site": Call(just(note="đã gọi"), at=Status.PUBLISHED, states=PUBLISHED),
    "set_rehearsal_checklist": Call(just(items=None), at=Status.PUBLISHED, states=EDITABLE),
    "set_overseer": Call(
        lambda s: {"site_ids": [s.ids["site_id"]], "person_id": s.ids["spare_person"]},
        at=Status.PUBLISHED,
        states=ARRANGEABLE,
    ),
    "enter_screen": Call(just(), states=NOT_CLOSED),
    "ask_line_test": Call(at=Status.PUBLISHED, states=PUBLISHED, codes=("media_unreachable",)),
    "leave_line_test": Call(at=Status.PUBLISHED, states=ALL),
    "make_media_token": Call(states=OPEN),
}

TALK: dict[str, Call] = {
    "make_speak_request": Call(just(priority="point_of_order"), states=RUNNING, codes=("already_speaking",)),
    "withdraw_speak_request": Call(ids={"request_id": "called"}, states=RUNNING),
    "order_queue": Call(just(queue="speaking", ids=None), states=RUNNING),
    "open_queue": Call(just(queue="interpellation", open=True), states=ARRANGEABLE),
    "set_floor_settings": Call(just(first_timers_first=True), states=ARRANGEABLE),
    "set_time_budget": Call(lambda s: {"unit_name": s.cast.unit.name, "minutes": 10}, states=ARRANGEABLE),
    "call_speaker": Call(states=IN_PROGRESS),
    "accept_call": Call(ids={"request_id": "called"}, states=RUNNING),
    "put_back_speaker": Call(ids={"request_id": "called"}, states=RUNNING),
    "decline_speak_request": Call(just(reason="hết giờ"), states=RUNNING),
    "grant_floor": Call(just(limit_seconds=120), states=IN_PROGRESS),
    "pause_floor": Call(states=RUNNING),
    "resume_floor": Call(states=IN_PROGRESS, after=("pause_floor",)),
    "extend_floor": Call(just(seconds=60), states=RUNNING),
    "end_floor": Call(states=RUNNING),
    "mute_all": Call(states=RUNNING),
    "set_site_microphone": Call(just(open=False), states=RUNNING),
    "create_poll": Call(just(question="Đồng ý không?"), states=ARRANGEABLE),
    "edit_poll": Call(just(question="Tán thành không?"), states=ARRANGEABLE),
    "open_poll": Call(states=IN_PROGRESS, after=("close_poll",)),
    "extend_poll": Call(just(seconds=60), {"poll_id": "open_poll"}, states=RUNNING),
    "close_poll": Call(ids={"poll_id": "open_poll"}, states=RUNNING),
    "cancel_poll": Call(just(reason="hỏi lại"), states=ARRANGEABLE),
    "cast_ballot": Call(
        lambda _: {"ballot_id": str(uuid.uuid4()), "choice": "approve"},
        {"poll_id": "open_poll"},
        states=RUNNING,
    ),
    "export_tally_bundle": Call(ids={"poll_id": "closed_poll"}),
    "record_conclusion": Call(just(text="Giao việc"), states=RECORDED),
    "edit_conclusion": Call(just(text="Giao việc khác"), states=RECORDED),
    "request_minutes": Call(at=Status.ENDED, states=STARTED - {Status.CLOSED}),
    "get_minutes_pdf": Call(codes=("minutes_none",)),
    "get_minutes_docx": Call(codes=("minutes_none",)),
    "set_conversation": Call(just(everybody="answers"), states=ARRANGEABLE),
    "share_notes": Call(just(notes_to_secretary=True), states=ARRANGEABLE),
    "announce": Call(just(text="Xin mời vào họp"), states=OPEN),
    "see_announcement": Call(states=ALL),
    "withdraw_announcement": Call(states=NOT_CLOSED),
    "send_message": Call(just(room="everybody", text="tôi đồng ý"), states=OPEN),
    "list_messages": Call(query=just(room="everybody")),
    "delete_message": Call(states=NOT_CLOSED),
    "send_note": Call(just(text="xin ý kiến"), states=OPEN),
    "read_note": Call(states=NOT_CLOSED),
    "answer_note": Call(just(text="Đồng ý"), states=NOT_CLOSED),
    "give_floor_to_writer": Call(states=IN_PROGRESS),
    "set_lobby": Call(just(guests_wait=True), states=ARRANGEABLE),
    "knock": Call(states=OPEN, after=("set_lobby",), codes=("not_in_lobby",)),
    "admit_guests": Call(just(), states=OPEN),
    "turn_guest_away": Call(just(reason="nhầm phòng"), {"participant_id": "guest_participant"}, states=OPEN),
    "send_guest_out": Call(just(), {"participant_id": "guest_participant"}, states=OPEN),
}

ELSEWHERE: dict[str, Call] = {
    "sign_in": Call(just(username="thanhvien", password=PASSWORD), codes=("wrong_password",)),
    "sign_in_device": Call(lambda s: {"key": s.ids["waiting_key"]}, codes=("device_not_paired",)),
    "change_password": Call(just(old=PASSWORD, new="Khác-hẳn-và-dài-2"), codes=("wrong_old_password",)),
    "create_account": Call(
        lambda s: {"username": "moi1", "password": "Rất-dài-và-lạ-3", "site_id": s.ids["spare_site"]}
    ),
    "reset_password": Call(just(new="Rất-dài-và-lạ-3")),
    "give_right": Call(lambda s: {"right": "manage_attendance", "unit_id": s.ids["unit_id"]}),
    "create_unit": Call(lambda s: {**UNIT, "code": "MOI", "parent_id": str(s.cast.unit.id)}),
    "edit_unit": Call(lambda s: {**UNIT, "parent_id": str(s.cast.unit.id)}),
    "create_person": Call(
        lambda s: {"full_name": "Người Mới", "position": "Cán bộ", "unit_id": s.ids["unit_id"]}
    ),
    "edit_person": Call(
        lambda s: {"full_name": "Vũ Văn Bốn", "position": "Cán bộ", "unit_id": str(s.cast.unit.id)}
    ),
    "create_site": Call(lambda s: {"name": "Điểm cầu mới", "unit_id": s.ids["unit_id"]}),
    "edit_site": Call(lambda s: {"name": "Điểm cầu khác", "unit_id": s.ids["unit_id"]}),
    "pair_device": Call(lambda s: {"code": s.ids["waiting_code"], "name": "Màn hình hai"}),
    "register_offline_device": Call(just(name="Máy tính bảng", key="k" * 43)),
    "revoke_offline_device": Call(ids={"device_id": "offline_device"}),
    "note_offline_copies": Call(
        lambda s: {"document_ids": [s.ids["document_id"]]}, {"device_id": "offline_device"}
    ),
    "check_offline_copies": Call(
        lambda s: {
            "device_id": s.ids["offline_device"],
            "key": "o" * 43,
            "version_ids": [s.ids["version_id"]],
        }
    ),
    "tell_equipment": Call(just(cameras=["Máy quay"])),
    "open_calendar_feed": Call(just(scope="person")),
    "add_to_catalogue": Call(just(name="Trợ lý mới")),
    "edit_catalogue_entry": Call(just(name="Trợ lý khác")),
    "add_meeting_type": Call(just(name="Họp riêng khác")),
    "edit_meeting_type": Call(just(name="Họp riêng nữa")),
    "set_unit_practice": Call(just(needs_approval=True)),
    "draft_reorganisation": Call(merger),
    "import_table": Call(lambda _: {"file": sheet(), "kind": "sites", "dry_run": "false"}, form=True),
    "edit_template": Call(just(name="Mẫu sửa")),
    "add_room": Call(lambda s: {"name": "Phòng mới", "unit_id": str(s.cast.unit.id)}),
    "edit_room": Call(lambda s: {"name": "Phòng khác", "unit_id": str(s.cast.unit.id)}),
    "draw_seat_map": Call(just(seen=1, width=3, height=2, places=[])),
    "set_room_sites": Call(lambda s: {"site_ids": [s.ids["spare_site"]]}),
    "search": Call(query=just(query="báo cáo")),
    "suggest": Call(query=just(query="báo cáo")),
    "get_media_state": Call(codes=("media_unreachable",)),
    "list_media_lines": Call(codes=("media_unreachable",)),
}

OWN: dict[str, Call] = {
    "create_folder": Call(just(name="Thư mục mới")),
    "edit_folder": Call(just(name="Tên khác")),
    "restore_folder": Call(ids={"folder_id": "binned_folder"}),
    "upload_own_paper": Call(lambda _: {"file": pdf(), "declared_not_secret": "true"}, form=True),
    "edit_own_paper": Call(just(title="Tên khác")),
    "restore_own_paper": Call(ids={"paper_id": "binned_paper"}),
    "see_own_page": Call(codes=("document_pictures_busy", "not_found")),
    "make_own_paper_address": Call(just(minutes=5)),
    "keep_document": Call(just()),
    "lay_own_paper": Call(
        lambda s: {"paper_id": s.ids["paper_id"], "declared_not_secret": True}, states=ARRANGEABLE
    ),
    "deliver_own_paper": Call(lambda s: {"paper_id": s.ids["unit_paper"], "declared_not_secret": True}),
}

DRAFT = {"circulation_id": "drafted_circulation"}
SUBMITTED = {"circulation_id": "submitted_circulation"}
OPINION = {"answers": [{"question": 1, "choice": "agree"}]}
ASKED: dict[str, Call] = {
    "create_circulation": Call(lambda _: asking("Việc mới")),
    "edit_circulation": Call(lambda _: asking("Tên khác"), DRAFT),
    "delete_circulation": Call(ids=DRAFT),
    "upload_circulation_paper": Call(
        lambda _: {"file": pdf(), "declared_not_secret": "true"}, DRAFT, form=True
    ),
    "lay_own_paper_in_circulation": Call(
        lambda s: {"paper_id": s.ids["paper_id"], "declared_not_secret": True}, DRAFT
    ),
    "remove_circulation_paper": Call(ids={**DRAFT, "paper_id": "drafted_paper"}),
    "submit_circulation": Call(ids=DRAFT),
    "send_circulation": Call(ids=DRAFT),
    "approve_circulation": Call(ids=SUBMITTED, codes=("circulation_not_whole",)),
    "return_circulation": Call(just(reason="thiếu dự toán"), SUBMITTED),
    "declare_circulation_paper": Call(ids={**SUBMITTED, "paper_id": "awaiting_paper"}),
    "draft_opinion": Call(just(**OPINION)),
    "answer_circulation": Call(just(**OPINION)),
    "extend_circulation": Call(lambda _: {"due_at": later(99)}),
    "recall_circulation": Call(just(reason="đổi nội dung")),
    "close_circulation": Call(codes=("circulation_not_over",)),
    **{
        name: Call(ids={"paper_id": "opinion_paper"})
        for name in (
            *("read_circulation_paper", "download_circulation_paper", "see_circulation_first_page"),
            *("see_circulation_page", "read_circulation_page_text", "read_circulation_outline"),
        )
    },
    "get_opinion_sheet": Call(ids={"member_id": "opinion_member"}),
}

CALLS: dict[str, Call] = {**MEETING, **ROOM, **TALK, **ELSEWHERE, **OWN, **ASKED}

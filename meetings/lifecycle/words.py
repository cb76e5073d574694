"""Words for states and acts in both languages, for the texts of problems."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One meaning in Vietnamese and English; texts pick one by `{name.vi}`, `{name.en}`."""

    vi: str
    en: str


STATUS = {
    "draft": Word("đang soạn", "a draft"),
    "submitted": Word("đã trình duyệt", "submitted"),
    "approved": Word("đã duyệt", "approved"),
    "returned": Word("bị trả lại", "returned"),
    "published": Word("đã phát hành", "published"),
    "in_progress": Word("đang họp", "in progress"),
    "paused": Word("tạm dừng", "paused"),
    "ended": Word("đã kết thúc", "ended"),
    "closed": Word("đã đóng hồ sơ", "closed"),
    "cancelled": Word("đã hủy", "cancelled"),
}
ACTS = {
    "submit": Word("trình duyệt", "submitting"),
    "withdraw": Word("rút lại", "taking back"),
    "approve": Word("duyệt", "approving"),
    "return": Word("trả lại", "sending back"),
    "publish": Word("phát hành", "publishing"),
    "start": Word("bắt đầu họp", "starting"),
    "pause": Word("tạm dừng", "pausing"),
    "resume": Word("họp tiếp", "resuming"),
    "end": Word("kết thúc", "ending"),
    "close": Word("đóng hồ sơ", "closing"),
    "reopen": Word("mở lại hồ sơ", "opening it again"),
    "cancel": Word("hủy", "cancelling"),
    "edit": Word("sửa", "editing"),
    "rsvp": Word("xác nhận tham dự", "answering the invitation"),
    "answer_for_unit": Word("trả lời thay đơn vị", "answering for a unit"),
    "make_series": Word("lặp lại cuộc họp", "repeating it"),
    "rehearse": Word("chạy thử", "rehearsing"),
    "remind": Word("nhắc trả lời giấy mời", "reminding"),
    "substitute": Word("cử người dự thay", "naming a substitute"),
    "decide_absence": Word("quyết định việc báo vắng", "deciding on an absence"),
    "keep_door": Word("điều hành phòng chờ", "keeping the lobby"),
    "knock": Word("chờ vào họp", "waiting to come in"),
    "announce": Word("gửi thông báo", "announcing"),
    "converse": Word("trao đổi tin nhắn", "writing messages"),
    "comment": Word("góp ý tài liệu", "commenting on documents"),
    "arrange_floor": Word("điều chỉnh danh sách phát biểu", "arranging the queues"),
    "arrange_seats": Word("xếp chỗ ngồi", "arranging the seats"),
    "set_layout": Word("đổi bố cục màn hình", "changing the layout"),
    "open_item": Word("mở nội dung", "opening an item"),
    "leave": Word("rời họp", "leaving it"),
    "come_back": Word("quay lại họp", "coming back to it"),
    "produce_minutes": Word("lập biên bản", "making minutes"),
    "close_item": Word("kết thúc nội dung", "closing an item"),
    "change_documents": Word("thay đổi tài liệu", "changing documents"),
    "poll": Word("biểu quyết", "voting"),
    "conclude": Word("ghi kết luận", "recording a conclusion"),
}


def status_word(status: str) -> Word:
    return STATUS[str(status)]


def act_word(act: str) -> Word:
    """The act's word; an act that has none is named by its code."""
    return ACTS.get(str(act), Word(str(act), str(act)))

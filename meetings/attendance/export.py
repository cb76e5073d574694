"""The attendance list as a spreadsheet reads it: by person, or by site."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.utils import timezone

from ecabinet.imports import sheets
from meetings.attendance.leaving import LeaveRow
from meetings.attendance.lists import AttendeeRow, SitePresenceRow

Row = TypeVar("Row")
PEOPLE = {
    "vi": (
        "STT", "Họ và tên", "Chức vụ", "Đơn vị", "Vai trò", "Biểu quyết", "Điểm cầu", "Điểm danh",
        "Lý do vắng", "Giờ điểm danh", "Rời họp, quay lại", "Vào đường truyền", "Rời đường truyền",
        "Số phút trên đường truyền", "Số lượt phát biểu", "Số tài liệu đã mở",
    ),
    "en": (
        "No", "Full name", "Position", "Unit", "Role", "Votes", "Site", "Attendance",
        "Reason", "Checked in at", "Left, came back", "First on the line", "Last on the line",
        "Minutes on the line", "Times spoken", "Documents opened",
    ),
}  # fmt: skip
SITES = {
    "vi": (
        "STT", "Điểm cầu", "Đơn vị", "Số người mời", "Số người đã điểm danh", "Số người đếm tại chỗ",
        "Giờ đếm", "Vào đường truyền", "Rời đường truyền", "Số phút trên đường truyền", "Số lần kết nối",
    ),
    "en": (
        "No", "Site", "Unit", "People invited", "Checked in", "Counted on the spot",
        "Counted at", "First on the line", "Last on the line", "Minutes on the line", "Times connected",
    ),
}  # fmt: skip
WORDS = {
    "vi": {
        "chair": "Chủ trì",
        "secretary": "Thư ký",
        "member": "Thành viên",
        "delegate": "Đại biểu",
        "guest": "Khách mời",
        "not_checked": "Chưa điểm danh",
        "present_in_person": "Có mặt tại điểm cầu",
        "present_online": "Có mặt trực tuyến",
        "absent": "Vắng mặt",
        "votes": "Có",
        "stands_for": "dự thay {name}",
    },
    "en": {
        "chair": "Chair",
        "secretary": "Secretary",
        "member": "Member",
        "delegate": "Delegate",
        "guest": "Guest",
        "not_checked": "Not checked",
        "present_in_person": "Present in person",
        "present_online": "Present online",
        "absent": "Absent",
        "votes": "Yes",
        "stands_for": "for {name}",
    },
}


def people_sheet(kind: str, rows: Sequence[AttendeeRow], language: str) -> bytes:
    """The people as a file of `kind` (csv or xlsx), in `language` (vi or en)."""
    words = WORDS[language]
    return _sheet(kind, PEOPLE[language], rows, lambda row: _person(row, words))


def sites_sheet(kind: str, rows: Sequence[SitePresenceRow], language: str) -> bytes:
    """The sites as a file of `kind` (csv or xlsx), in `language` (vi or en)."""
    return _sheet(kind, SITES[language], rows, _site)


def _sheet(
    kind: str, heading: Sequence[str], rows: Sequence[Row], cells: Callable[[Row], Sequence[str]]
) -> bytes:
    return sheets.write(kind, heading, ([str(n), *cells(row)] for n, row in enumerate(rows, 1)))


def _person(row: AttendeeRow, words: dict[str, str]) -> list[str]:
    return [
        row.full_name,
        _position(row, words),
        row.unit_name,
        words[row.role],
        words["votes"] if row.votes else "",
        row.site_name,
        words[row.attendance],
        row.attendance_reason,
        _moment(row.checked_in_at),
        "; ".join(map(_leave, row.leaves)),
        _moment(row.first_on_line),
        _moment(row.last_on_line),
        _minutes(row.line_seconds),
        str(row.turns),
        str(row.documents_opened),
    ]


def _leave(out: LeaveRow) -> str:
    """The times of a leave, and why."""
    times = f"{_clock(out.left_at)} – {_clock(out.returned_at) if out.returned_at else '…'}"
    return f"{times} ({out.reason})"


def _position(row: AttendeeRow, words: dict[str, str]) -> str:
    stands = words["stands_for"].format(name=row.stands_for) if row.stands_for else ""
    return ", ".join(word for word in (row.position, stands) if word)


def _site(row: SitePresenceRow) -> list[str]:
    return [
        row.name,
        row.unit_name,
        str(row.people_invited),
        str(row.checked_in),
        "" if row.headcount is None else str(row.headcount),
        _moment(row.counted_at),
        _moment(row.first_on_line),
        _moment(row.last_on_line),
        _minutes(row.line_seconds),
        str(row.line_stays),
    ]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M:%S}" if at else ""


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}"


def _minutes(seconds: int) -> str:
    return str(round(seconds / 60))

"""The attendance list as a spreadsheet reads it."""

import csv
import io
from collections.abc import Iterable

from django.utils import timezone

from meetings.invitations.models import Participant

BOM = "\ufeff"
HEADINGS = {
    "vi": (
        "STT",
        "Họ và tên",
        "Chức vụ",
        "Đơn vị",
        "Vai trò",
        "Biểu quyết",
        "Điểm cầu",
        "Điểm danh",
        "Lý do vắng",
        "Giờ điểm danh",
    ),
    "en": (
        "No",
        "Full name",
        "Position",
        "Unit",
        "Role",
        "Votes",
        "Site",
        "Attendance",
        "Reason",
        "Checked in at",
    ),
}
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
    },
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def attendance_csv(participants: Iterable[Participant], language: str) -> str:
    """The list as CSV with a byte order mark, by which spreadsheet programs know UTF-8 (`language` vi or en).

    A cell that a spreadsheet would take for a formula is quoted by an apostrophe.
    """
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(HEADINGS[language])
    for number, participant in enumerate(participants, 1):
        writer.writerow([number, *map(_safe, _cells(participant, WORDS[language]))])
    return out.getvalue()


def _cells(participant: Participant, words: dict[str, str]) -> tuple[str, ...]:
    arrived = participant.checked_in_at
    return (
        participant.full_name,
        participant.position,
        participant.unit_name,
        words[participant.role],
        words["votes"] if participant.votes else "",
        participant.site_name,
        words[participant.attendance],
        participant.attendance_reason,
        f"{timezone.localtime(arrived):%d/%m/%Y %H:%M:%S}" if arrived else "",
    )


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell

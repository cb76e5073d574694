"""The messages of a meeting as a spreadsheet reads them."""

from uuid import UUID

from django.utils import timezone

from ecabinet.imports import sheets
from ecabinet.problems import Problem
from meetings.conversation.models import ChatMessage
from meetings.conversation.rows import settings_of
from meetings.conversation.rules import room_of
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting

HEADING = {
    "vi": ("Phòng", "Thời gian", "Họ và tên", "Chức vụ, điểm cầu", "Nội dung"),
    "en": ("Room", "Time", "Full name", "Position, site", "Text"),
}
WORDS = {
    "vi": {
        "everybody": "Trao đổi chung",
        "organisers": "Chủ trì và thư ký",
        "technicians": "Kỹ thuật",
        "deleted": "(đã xóa)",
    },
    "en": {
        "everybody": "Everybody",
        "organisers": "Chair and secretaries",
        "technicians": "Technicians",
        "deleted": "(deleted)",
    },
}


def messages_csv(meeting: Meeting, language: str) -> bytes:
    """Every message by room and time, deleted ones without text. Raises Problem chat_not_kept (409)."""
    if not settings_of(meeting.id).chat_kept:
        raise Problem("chat_not_kept")
    words = WORDS[language]
    sites = dict(MeetingSite.all_objects.filter(meeting=meeting).values_list("site_id", "name"))
    rows = [_row(one, words, sites) for one in ChatMessage.objects.filter(meeting=meeting)]
    return sheets.write(sheets.CSV, HEADING[language], rows)


def _row(message: ChatMessage, words: dict[str, str], sites: dict[UUID, str]) -> list[str]:
    room = room_of(message.room)
    return [
        words.get(room.kind) or (sites.get(room.site_id, "") if room.site_id else ""),
        f"{timezone.localtime(message.sent_at):%d/%m/%Y %H:%M:%S}",
        message.name,
        message.position,
        words["deleted"] if message.deleted_by else message.text,
    ]

"""The opinions on a meeting's documents as a file: for the agency that drafts, and for the dossier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from agenda.documents.models import Document
from agenda.notes.comments import threads_for
from agenda.notes.models import Comment
from ecabinet.imports import sheets
from ecabinet.papers.docx import write_docx
from ecabinet.papers.paper import Block, Heading, Paper, Paragraph, Table
from meetings.lifecycle.access import MeetingAccess
from meetings.lifecycle.models import Meeting

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
HEADS = {
    "vi": (
        "STT", "Nội dung", "Tài liệu", "Phiên bản", "Trang", "Đoạn trích", "Người góp ý", "Chức vụ",
        "Cơ quan", "Thời gian", "Trả lời cho", "Ý kiến", "Tình trạng",
    ),
    "en": (
        "No", "Item", "Document", "Version", "Page", "Quote", "By", "Position", "Unit", "At", "In answer to",
        "Opinion", "Status",
    ),
}  # fmt: skip
STATUS = {
    "vi": {"open": "Đang mở", "resolved": "Đã xử lý", "removed": "Đã rút lại"},
    "en": {"open": "Open", "resolved": "Dealt with", "removed": "Taken back"},
}


@dataclass(frozen=True)
class Opinion:
    """A comment on its document; an answer has the status of its thread."""

    document: Document
    comment: Comment
    thread: Comment

    @property
    def status(self) -> str:
        if self.comment.removed_at is not None:
            return "removed"
        return "open" if self.thread.resolved_at is None else "resolved"


def written(kind: str, access: MeetingAccess, papers: Sequence[Document], language: str) -> bytes:
    """What the viewer reads of these documents as a file of `kind`: csv, xlsx or docx (Vietnamese)."""
    opinions = list(_opinions(access, papers))
    if kind == "docx":
        return write_docx(_paper(access.meeting, opinions))
    rows = (_row(number, opinion, language) for number, opinion in enumerate(opinions, 1))
    return sheets.write(kind, HEADS[language], rows)


def _opinions(access: MeetingAccess, papers: Sequence[Document]) -> Iterable[Opinion]:
    for paper in sorted(papers, key=lambda one: (one.item.position, one.created_at)):
        if access.viewer.is_kept_from(paper.item_id):
            continue
        for thread in threads_for(access.viewer, paper):
            yield Opinion(paper, thread, thread)
            yield from (Opinion(paper, reply, thread) for reply in thread.replies.all())


def _row(number: int, opinion: Opinion, language: str) -> list[str]:
    comment, document = opinion.comment, opinion.document
    is_answer = comment.parent_id is not None
    return [
        str(number),
        document.item.title,
        document.title,
        str(comment.version),
        str(comment.page or ""),
        comment.quote,
        comment.full_name,
        comment.position,
        comment.unit_name,
        _moment(comment.made_at),
        opinion.thread.full_name if is_answer else "",
        comment.text,
        STATUS[language][opinion.status],
    ]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}"


def _paper(meeting: Meeting, opinions: Sequence[Opinion]) -> Paper:
    blocks: list[Block] = [Paragraph(f"Cuộc họp: {meeting.title}.")]
    if not opinions:
        blocks.append(Paragraph("Không có ý kiến góp ý nào."))
    for document, some in groupby(opinions, key=lambda opinion: opinion.document):
        blocks += [Heading(document.title), _table(list(some))]
    return Paper(
        superior=meeting.unit.parent.name if meeting.unit.parent else "",
        agency=meeting.unit_name,
        number="Số: …",
        type_name="Tổng hợp ý kiến góp ý",
        subject="Về tài liệu của cuộc họp",
        blocks=tuple(blocks),
        signers=(),
        recipients=(),
    )


def _table(opinions: Sequence[Opinion]) -> Table:
    return Table(
        header=("STT", "Cơ quan, người góp ý", "Vị trí", "Ý kiến", "Tình trạng"),
        rows=tuple(_line(number, opinion) for number, opinion in enumerate(opinions, 1)),
        widths=(0.07, 0.25, 0.13, 0.4, 0.15),
        align=("center", "left", "left", "left", "left"),
    )


def _line(number: int, opinion: Opinion) -> tuple[str, ...]:
    comment = opinion.comment
    who = ", ".join(filter(None, (comment.full_name, comment.position, comment.unit_name)))
    place = f"Bản {comment.version}" + (f", trang {comment.page}" if comment.page else "")
    answers = f"(Trả lời {opinion.thread.full_name}) " if comment.parent_id else ""
    quote = f"“{comment.quote}” " if comment.quote else ""
    return (str(number), who, place, f"{answers}{quote}{comment.text}", STATUS["vi"][opinion.status])

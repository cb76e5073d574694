"""How far each has read: pages and time for a person and a version. Never in the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone
from ninja import Schema

from agenda.documents.audience import laid_before, recused_by_item
from agenda.documents.models import Document, DocumentOpening, DocumentReading, DocumentVersion, Group
from agenda.documents.rules import Status
from agenda.documents.seen import as_written, pages_of
from agenda.items.closing import RUNS_IT, admitted, door_of
from ecabinet.imports import sheets
from ecabinet.journal.audience import Viewer
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant

BATCHES_KEPT = 8
Show = Literal["all", "unread"]
HEADS = {
    "vi": (
        "STT", "Nội dung", "Tài liệu", "Phiên bản", "Số trang", "Họ và tên", "Chức vụ", "Đơn vị", "Đã mở",
        "Mở lần đầu", "Phiên bản đã đọc", "Số trang đã xem", "Số phút đọc",
    ),
    "en": (
        "No", "Item", "Document", "Version", "Pages", "Full name", "Position", "Unit", "Opened",
        "First opened at", "Version read", "Pages seen", "Minutes read",
    ),
}  # fmt: skip
YES_NO = {"vi": ("Rồi", "Chưa"), "en": ("Yes", "No")}


class OwnReadingRow(Schema):
    """How far one has read a version; zeros for who is no participant, of whom nothing is kept.

    `read_version` is the newest one that one has read (None: none).
    """

    document_id: UUID
    version: int
    read_version: int | None
    pages: int
    pages_seen: int
    seconds: int


class ReaderRow(Schema):
    """A participant who has opened the document, or (times 0) has not; pages and seconds of `version`, the
    newest one read (None: none)."""

    participant_id: UUID
    full_name: str
    position: str
    unit_name: str
    first_at: Instant | None
    last_at: Instant | None
    times: int
    version: int | None
    pages_seen: int
    seconds: int


class ReadersRow(Schema):
    """Who has read a document and who has not, each by name; only who may read it. `pages` of `version`."""

    document_id: UUID
    item_id: UUID
    title: str
    version: int
    pages: int
    opened: list[ReaderRow]
    not_opened: list[ReaderRow]


def note_reading(
    version: DocumentVersion, person_id: str, batch: UUID, seconds_by_page: Mapping[int, int]
) -> DocumentReading:
    """Add what a person has read of a version, once per batch; pages that it does not have do not count.

    Runs in a transaction.
    """
    reading, _ = DocumentReading.objects.select_for_update().get_or_create(
        version=version, person_id=person_id
    )
    if batch.hex not in reading.batches:
        seen = {page: s for page, s in seconds_by_page.items() if page <= (version.pages or 0)}
        reading.pages_seen = as_written(pages_of(reading.pages_seen) | seen.keys())
        reading.seconds += sum(seen.values())
        reading.batches = [*reading.batches, batch.hex][-BATCHES_KEPT:]
        reading.save(update_fields=["pages_seen", "seconds", "batches"])
    return reading


def own_reading_row(
    version: DocumentVersion, reading: DocumentReading | None, read_version: int | None = None
) -> OwnReadingRow:
    """The row for a version; `read_version` where an earlier one is the newest that was read."""
    return OwnReadingRow(
        document_id=version.document_id,
        version=version.number,
        read_version=version.number if reading and reading.count else read_version,
        pages=version.pages or 0,
        pages_seen=reading.count if reading else 0,
        seconds=reading.seconds if reading else 0,
    )


def own_readings(viewer: Viewer, meeting: Meeting) -> list[OwnReadingRow]:
    """How far the viewer has read each document of a meeting, in its present version."""
    documents = laid_before(viewer, Document.objects.filter(shown__status=Status.READY), meeting.id)
    shown = [document.shown for document in documents if document.shown is not None]
    readings = DocumentReading.objects.filter(version__document__in=documents).exclude(pages_seen="")
    mine = readings.filter(person_id=viewer.person_id) if viewer.person_id else readings.none()
    by_version = {reading.version_id: reading for reading in mine}
    # The newest version comes last and wins.
    newest = dict(mine.order_by("version__number").values_list("version__document_id", "version__number"))
    return [own_reading_row(v, by_version.get(v.id), newest.get(v.document_id)) for v in shown]


@dataclass(frozen=True)
class _Known:
    openings: Mapping[tuple[UUID, UUID], DocumentOpening]
    readings: Mapping[tuple[UUID, UUID], DocumentReading]


def readers_rows(viewer: Viewer, meeting: Meeting) -> list[ReadersRow]:
    """Who has read what of a meeting's documents that the viewer reads."""
    ready = Document.objects.filter(shown__status=Status.READY).select_related("item__parent")
    documents = laid_before(viewer, ready, meeting.id)
    openings = DocumentOpening.objects.filter(document__in=documents)
    readings = DocumentReading.objects.filter(version__document__in=documents).select_related("version")
    known = _Known(
        {(opening.document_id, opening.person_id): opening for opening in openings},
        # The newest version comes last and wins.
        {(r.version.document_id, r.person_id): r for r in readings.order_by("version__number")},
    )
    people = _people_by_item(meeting, documents)
    return [
        _readers_row(document, _readers(document, people[document.item_id]), known) for document in documents
    ]


def _people_by_item(meeting: Meeting, documents: Sequence[Document]) -> dict[UUID, list[Participant]]:
    """The participants who take part in each item that has documents."""
    everybody, recused = Participant.objects.filter(meeting=meeting), recused_by_item(meeting.id)
    items = {document.item_id: document.item for document in documents}
    return {
        item_id: [p for p in admitted(item, everybody) if p.person_id not in recused.get(item_id, ())]
        for item_id, item in items.items()
    }


def _readers(document: Document, people: Sequence[Participant]) -> list[Participant]:
    if document.group == Group.INTERNAL:
        return [p for p in people if p.role in RUNS_IT]
    if document.readers is None:
        return list(people)
    named = Participant.objects.filter(door_of(document.readers).people, meeting_id=document.meeting_id)
    ids = set(named.values_list("id", flat=True))
    return [p for p in people if p.id in ids]


def _readers_row(document: Document, people: Sequence[Participant], known: _Known) -> ReadersRow:
    rows = [_reader_row(document, participant, known) for participant in people]
    return ReadersRow(
        document_id=document.id,
        item_id=document.item_id,
        title=document.title,
        version=document.shown.number if document.shown else 0,
        pages=(document.shown.pages if document.shown else None) or 0,
        opened=[row for row in rows if row.times],
        not_opened=[row for row in rows if not row.times],
    )


def _reader_row(document: Document, participant: Participant, known: _Known) -> ReaderRow:
    key = (document.id, participant.person_id)
    opening, reading = known.openings.get(key), known.readings.get(key)
    return ReaderRow(
        participant_id=participant.id,
        full_name=participant.full_name,
        position=participant.position,
        unit_name=participant.unit_name,
        first_at=opening.first_at if opening else None,
        last_at=opening.last_at if opening else None,
        times=opening.times if opening else 0,
        version=reading.version.number if reading else None,
        pages_seen=reading.count if reading else 0,
        seconds=reading.seconds if reading else 0,
    )


def readers_sheet(
    kind: str, rows: Sequence[ReadersRow], items: Mapping[UUID, str], show: Show, language: str
) -> bytes:
    """A line for each document and person as a file of `kind` (csv or xlsx); `items`: titles by id."""
    pairs = [(row, who) for row in rows for who in ([] if show == "unread" else row.opened) + row.not_opened]
    lines = (
        [str(n), items[row.item_id], row.title, str(row.version), str(row.pages), *_cells(who, language)]
        for n, (row, who) in enumerate(pairs, 1)
    )
    return sheets.write(kind, HEADS[language], lines)


def _cells(who: ReaderRow, language: str) -> list[str]:
    yes, no = YES_NO[language]
    version = "" if who.version is None else str(who.version)
    figures = [version, str(who.pages_seen), str(round(who.seconds / 60))]
    opened = yes if who.times else no
    return [who.full_name, who.position, who.unit_name, opened, _moment(who.first_at), *figures]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""

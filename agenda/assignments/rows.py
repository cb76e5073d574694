"""Duties as lists show them, with what was delivered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema

from agenda.assignments.models import Duty
from agenda.assignments.rules import Standing, standing
from agenda.documents.models import Approval, Document, Group
from agenda.documents.rows import VersionRow, is_draft, version_row
from agenda.documents.rules import Status
from ecabinet.shapes import INLINE
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant


class DutyRow(Schema):
    """What a unit owes: of `count` documents so many were `accepted` and `submitted`.

    `is_late`: something is missing after the time, or came after it.
    """

    id: UUID
    item_id: UUID
    item_number: str
    item_title: str
    unit_id: UUID
    unit_name: str
    wanted: str
    count: int
    due_at: Instant
    assigned_at: Instant
    assigned_by: str
    reminded_at: Instant | None
    accepted: int
    submitted: int
    standing: Annotated[Standing, INLINE]
    is_late: bool


class DeliveredRow(Schema):
    """A document of a duty, its versions from the newest on; `is_recalled` is closed to everybody."""

    id: UUID
    title: str
    group: Annotated[Group, INLINE]
    kind: str
    agency: str
    is_recalled: bool
    versions: list[VersionRow]


class OwnDutyRow(DutyRow):
    """A duty of one's unit, with the meeting that asks for it and what was delivered."""

    meeting_id: UUID
    meeting_title: str
    meeting_unit_name: str
    scheduled_start: Instant
    is_open: bool
    documents: list[DeliveredRow]


@dataclass(frozen=True)
class Delivered:
    """What a unit has delivered for an item."""

    count: int
    accepted: int
    submitted: int
    last_at: datetime | None

    @property
    def standing(self) -> Standing:
        return standing(self.count, self.accepted, self.submitted)

    def is_late(self, due_at: datetime, now: datetime) -> bool:
        if self.standing == Standing.OWED:
            return now > due_at
        return self.last_at is not None and self.last_at > due_at


class Standings:
    """What all units have delivered to a meeting, read once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents: dict[tuple[UUID, UUID | None], list[Document]] = defaultdict(list)
        for document in documents:
            self._documents[document.item_id, document.unit_id].append(document)

    def documents_of(self, duty: Duty) -> list[Document]:
        return self._documents[duty.item_id, duty.unit_id]

    def of(self, duty: Duty) -> Delivered:
        found = [paper for paper in self.documents_of(duty) if paper.recalled_at is None]
        accepted = [paper for paper in found if _is_accepted(paper)]
        submitted = [paper for paper in found if not _is_accepted(paper) and _is_submitted(paper)]
        first = sorted(paper.created_at for paper in accepted + submitted)
        last_at = first[duty.count - 1] if len(first) >= duty.count else None
        return Delivered(duty.count, len(accepted), len(submitted), last_at)


def _is_accepted(paper: Document) -> bool:
    return paper.shown is not None and paper.shown.status != Status.REJECTED


def _is_submitted(paper: Document) -> bool:
    return any(v.approval == Approval.SUBMITTED and is_draft(paper, v) for v in paper.versions.all())


def standings(*meetings: Meeting | UUID) -> Standings:
    """What units have delivered to these meetings."""
    papers = Document.objects.filter(meeting__in=meetings, unit__isnull=False)
    return Standings(papers.select_related("shown").prefetch_related("versions"))


_OWN = ("id", "item_id", "unit_id", "unit_name", "wanted", "count", "due_at", "assigned_at", "assigned_by")


def _fields(duty: Duty, delivered: Delivered, now: datetime) -> dict[str, object]:
    return {
        **{name: getattr(duty, name) for name in (*_OWN, "reminded_at")},
        "item_number": duty.item.number,
        "item_title": duty.item.title,
        "accepted": delivered.accepted,
        "submitted": delivered.submitted,
        "standing": delivered.standing,
        "is_late": delivered.is_late(duty.due_at, now),
    }


def duty_row(duty: Duty, found: Standings, now: datetime) -> DutyRow:
    """The row for chair and secretaries."""
    return DutyRow.model_validate(_fields(duty, found.of(duty), now))


def own_duty_row(duty: Duty, found: Standings, now: datetime, is_open: bool) -> OwnDutyRow:
    """The row for the unit that owes it."""
    meeting = duty.meeting
    return OwnDutyRow.model_validate(
        {
            **_fields(duty, found.of(duty), now),
            "meeting_id": meeting.id,
            "meeting_title": meeting.title,
            "meeting_unit_name": meeting.unit_name,
            "scheduled_start": meeting.scheduled_start,
            "is_open": is_open,
            "documents": [_delivered(paper) for paper in found.documents_of(duty)],
        }
    )


def _delivered(paper: Document) -> DeliveredRow:
    names = ("id", "title", "group", "kind", "agency")
    versions = sorted(paper.versions.all(), key=lambda version: -version.number)
    return DeliveredRow(
        **{name: getattr(paper, name) for name in names},
        is_recalled=paper.recalled_at is not None,
        versions=[version_row(paper, version) for version in versions],
    )

"""How devices, what they may keep and how many copies there are, are shown."""

from collections import defaultdict
from typing import Annotated
from uuid import UUID

from ninja import Schema

from agenda.documents.audience import recused_by_item, sees
from agenda.documents.models import Document, Group
from agenda.offline.keeping import Keepable
from agenda.offline.models import KeptCopy, OfflineDevice
from agenda.offline.rules import Ending, Loss
from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant


class OfflineDeviceRow(Schema):
    """A browser that keeps documents; `ended_because` is empty while it may."""

    id: UUID
    name: str
    registered_at: Instant
    last_contact_at: Instant
    ended_at: Instant | None
    ended_because: str
    copies: int


class KeepableRow(Schema):
    """A document that one may keep off line until `until`: its shown version; `size` is the original's.

    `mark`: what the reader lays over its pages: name and unit; empty where none is wanted, or the content
    bears it already.
    """

    document_id: UUID
    version_id: UUID
    version: int
    title: str
    group: Annotated[Group, INLINE]
    pages: int
    size: int
    item_number: str
    item_title: str
    meeting_id: UUID
    meeting_title: str
    unit_name: str
    scheduled_start: Instant
    scheduled_end: Instant
    until: Instant
    mark: str


class KeptRow(Schema):
    """A version that the device may go on keeping."""

    version_id: UUID
    until: Instant


class LostRow(Schema):
    """A version that the device must erase."""

    version_id: UUID
    reason: Annotated[Loss, INLINE]


class VerdictOut(Schema):
    """What a device is to do: with `ended`, erase everything. `newer`: documents with a newer version.

    `limit_mb`: the most that it may keep.
    """

    ended: Ending | None
    keep: list[KeptRow]
    erase: list[LostRow]
    newer: list[UUID]
    limit_mb: int


class CopiesRow(Schema):
    """On how many devices, and of how many people, a document is kept; `outdated`: of those that still keep
    a version which was recalled or is not the shown one."""

    document_id: UUID
    title: str
    devices: int
    people: int
    outdated: int


def device_row(device: OfflineDevice) -> OfflineDeviceRow:
    return OfflineDeviceRow(
        id=device.id,
        name=device.name,
        registered_at=device.registered_at,
        last_contact_at=device.last_contact_at,
        ended_at=device.ended_at,
        ended_because=device.ended_because,
        copies=device.copies.count(),
    )


def keepable_row(entry: Keepable) -> KeepableRow:
    document, version, meeting = entry.document, entry.version, entry.document.meeting
    return KeepableRow(
        document_id=document.id,
        version_id=version.id,
        version=version.number,
        title=document.title,
        group=Group(document.group),
        pages=version.pages or 0,
        size=version.size,
        item_number=document.item.number,
        item_title=document.item.title,
        meeting_id=meeting.id,
        meeting_title=meeting.title,
        unit_name=meeting.unit_name,
        scheduled_start=meeting.scheduled_start,
        scheduled_end=meeting.scheduled_end,
        until=entry.until,
        mark=entry.mark,
    )


def copies_rows(viewer: Viewer, meeting: Meeting) -> list[CopiesRow]:
    """The documents of the meeting that are kept on any device, for who may see them."""
    keepers = recused_by_item(meeting.id)
    documents = Document.objects.filter(meeting=meeting).order_by("item__position", "created_at", "id")
    seen = [d for d in documents if sees(viewer, d, keepers) and not viewer.is_kept_from(d.item_id)]
    counts = _counted(seen)
    return [counts[document.id] for document in seen if document.id in counts]


def _counted(documents: list[Document]) -> dict[UUID, CopiesRow]:
    by_id = {document.id: document for document in documents}
    copies = KeptCopy.objects.filter(version__document__in=by_id)
    devices: dict[UUID, set[UUID]] = defaultdict(set)
    people: dict[UUID, set[UUID]] = defaultdict(set)
    outdated: dict[UUID, set[UUID]] = defaultdict(set)
    found = copies.values_list("version__document_id", "version_id", "device_id", "device__account_id")
    for document_id, version_id, device_id, account_id in found:
        document = by_id[document_id]
        devices[document_id].add(device_id)
        people[document_id].add(account_id)
        if document.recalled_at is not None or document.shown_id != version_id:
            outdated[document_id].add(device_id)
    return {
        key: CopiesRow(
            document_id=key,
            title=by_id[key].title,
            devices=len(devices[key]),
            people=len(people[key]),
            outdated=len(outdated[key]),
        )
        for key in devices
    }

"""Which documents a person may keep on a device, and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from agenda.documents.audience import laid_before
from agenda.documents.models import Approval, Document, DocumentVersion
from agenda.documents.rights import is_watermarked, rights_of
from agenda.documents.rules import Status as Readiness
from agenda.documents.stamping import reader_of
from agenda.offline.rules import Loss, kept_until
from ecabinet.directory.principal import Principal
from meetings.invitations.models import Participant
from meetings.lifecycle.access import WAITING, find_viewer
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import RUNNING, Status

COMING = frozenset({Status.PUBLISHED}) | RUNNING


@dataclass(frozen=True)
class Keepable:
    """A document that one may keep, the version that is shown, until when.

    `mark`: what is laid over its pages, empty where nothing is.
    """

    document: Document
    version: DocumentVersion
    until: datetime
    mark: str


def end_of(meeting: Meeting, now: datetime) -> datetime:
    """When the meeting ends as far as is known: one that runs on has not ended."""
    if meeting.ended_at is not None:
        return meeting.ended_at
    return max(meeting.scheduled_end, now) if meeting.status in RUNNING else meeting.scheduled_end


def until_of(meeting: Meeting, now: datetime) -> datetime:
    """When copies of the meeting's documents expire."""
    return kept_until(now, end_of(meeting, now), timedelta(hours=settings.OFFLINE_AFTER_HOURS))


def coming_meetings(principal: Principal, now: datetime) -> list[Meeting]:
    """Published meetings that the person takes part in, running or within OFFLINE_DAYS, the next first."""
    if principal.person_id is None:
        return []
    mine = Participant.objects.filter(person_id=principal.person_id).values("meeting_id")
    before = now + timedelta(days=settings.OFFLINE_DAYS)
    found = Meeting.objects.filter(id__in=mine, status__in=COMING, scheduled_start__lt=before)
    return [m for m in found.order_by("scheduled_start", "id") if until_of(m, now) > now]


def keepable(principal: Principal, now: datetime | None = None) -> list[Keepable]:
    """What the person may keep now, by meeting and in the order of the agenda."""
    at = now or timezone.now()
    return [entry for meeting in coming_meetings(principal, at) for entry in _laid(principal, meeting, at)]


def _laid(principal: Principal, meeting: Meeting, now: datetime) -> list[Keepable]:
    """The papers of the meeting that the person reads now; none for who waits before its door."""
    viewer = find_viewer(principal, str(meeting.id))
    if viewer is None or viewer.kind == WAITING:
        return []
    ready = Document.objects.filter(shown__status=Readiness.READY).select_related("item")
    over = reader_of(viewer) if is_watermarked(meeting.id) else ""
    found = []
    for document in sorted(laid_before(viewer, ready, meeting.id, now), key=lambda d: d.item.position):
        document.meeting = meeting
        rights = rights_of(viewer, document, now)
        ends = min(rights.until or until_of(meeting, now), until_of(meeting, now))
        if document.shown is not None:
            found.append(Keepable(document, document.shown, ends, over if rights.is_bare else ""))
    return found


def judged(
    principal: Principal, versions: Iterable[DocumentVersion], now: datetime
) -> dict[UUID, Loss | datetime]:
    """Until when each version, its document and meeting loaded, may be kept, or why it may not any more."""
    by_meeting: dict[UUID, dict[UUID, datetime]] = {}
    found: dict[UUID, Loss | datetime] = {}
    for version in versions:
        meeting = version.document.meeting
        if meeting.id not in by_meeting:  # the same for all papers of a meeting
            laid = _laid(principal, meeting, now)
            by_meeting[meeting.id] = {entry.document.id: entry.until for entry in laid}
        found[version.id] = _judged(version, by_meeting[meeting.id], now)
    return found


def _judged(version: DocumentVersion, laid: Mapping[UUID, datetime], now: datetime) -> Loss | datetime:
    document = version.document
    if document.recalled_at is not None:
        return Loss.RECALLED
    if document.meeting.status == Status.CANCELLED:
        return Loss.CANCELLED
    is_readable = version.approval == Approval.APPROVED and version.status == Readiness.READY
    if document.id not in laid or not is_readable:
        return Loss.NO_RIGHT
    return laid[document.id] if laid[document.id] > now else Loss.OVER

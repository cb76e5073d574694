"""Which documents a person may keep on a device, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from agenda.documents.audience import laid_before
from agenda.documents.models import Approval, Document, DocumentVersion
from agenda.documents.rules import Status as Readiness
from agenda.offline.rules import Loss, kept_until
from ecabinet.directory.principal import Principal
from meetings.invitations.models import Participant
from meetings.lifecycle.access import WAITING, find_viewer
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import RUNNING, Status

COMING = frozenset({Status.PUBLISHED}) | RUNNING


@dataclass(frozen=True)
class Keepable:
    """A document that one may keep, the version that is shown, until when."""

    document: Document
    version: DocumentVersion
    until: datetime


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
    return [entry for meeting in coming_meetings(principal, at) for entry in _of(principal, meeting, at)]


def _of(principal: Principal, meeting: Meeting, now: datetime) -> Iterable[Keepable]:
    for document in sorted(_laid(principal, meeting), key=lambda d: d.item.position):
        if document.shown is not None:
            yield Keepable(document, document.shown, until_of(meeting, now))


def _laid(principal: Principal, meeting: Meeting) -> list[Document]:
    """The papers of the meeting that the person reads now; none for who waits before its door."""
    viewer = find_viewer(principal, str(meeting.id))
    if viewer is None or viewer.kind == WAITING:
        return []
    ready = Document.objects.filter(shown__status=Readiness.READY).select_related("item")
    laid = laid_before(viewer, ready, meeting.id)
    for document in laid:
        document.meeting = meeting
    return laid


def losses_of(
    principal: Principal, versions: Iterable[DocumentVersion], now: datetime
) -> dict[UUID, Loss | None]:
    """Why each version, its document and meeting loaded, must not be kept any more; None while it may."""
    laid: dict[UUID, frozenset[UUID]] = {}
    found: dict[UUID, Loss | None] = {}
    for version in versions:
        meeting = version.document.meeting
        if meeting.id not in laid:  # the same for all papers of a meeting
            laid[meeting.id] = frozenset(document.id for document in _laid(principal, meeting))
        found[version.id] = _loss(version, laid[meeting.id], now)
    return found


def _loss(version: DocumentVersion, laid: frozenset[UUID], now: datetime) -> Loss | None:
    document = version.document
    if document.recalled_at is not None:
        return Loss.RECALLED
    if document.meeting.status == Status.CANCELLED:
        return Loss.CANCELLED
    is_readable = version.approval == Approval.APPROVED and version.status == Readiness.READY
    if document.id not in laid or not is_readable:
        return Loss.NO_RIGHT
    return Loss.OVER if until_of(document.meeting, now) <= now else None

"""Which documents a person may keep on a device, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from agenda.documents.access import access_version
from agenda.documents.audience import laid_before
from agenda.documents.models import Document, DocumentVersion
from agenda.documents.rules import Status as Readiness
from agenda.offline.rules import Loss, kept_until
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound, Problem
from meetings.invitations.models import Participant
from meetings.lifecycle.access import find_viewer
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
    viewer = find_viewer(principal, str(meeting.id))
    if viewer is None or viewer.parts is not None:  # who waits before the door reads nothing
        return
    ready = Document.objects.filter(shown__status=Readiness.READY).select_related("item")
    for document in sorted(laid_before(viewer, ready, meeting.id), key=lambda d: d.item.position):
        document.meeting = meeting
        if document.shown is not None:
            yield Keepable(document, document.shown, until_of(meeting, now))


def loss_of(principal: Principal, version: DocumentVersion, now: datetime) -> Loss | None:
    """Why this version must not be kept any more; None while it may."""
    document = version.document
    if document.recalled_at is not None:
        return Loss.RECALLED
    if document.meeting.status == Status.CANCELLED:
        return Loss.CANCELLED
    try:
        access_version(principal, document.id, version.number)
    except (NotFound, Problem):
        return Loss.NO_RIGHT
    return Loss.OVER if until_of(document.meeting, now) <= now else None

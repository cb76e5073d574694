"""The line of sites that test their connection: so many at once, the others are told their place.

The place follows from who asked when, so that no lock is needed: of all live turns the first few run. A turn
that was not asked for again, or that lasts too long, counts no more.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from meetings.rehearsal.models import LineTurn

# A site that waits asks again every few seconds; one that does not has gone.
PATIENCE = timedelta(seconds=15)
ASK_AGAIN_SECONDS = 3


def take_turn(meeting_id: UUID, site_id: UUID, now: datetime) -> int:
    """0: the site tests now; else its place among those that wait, from 1."""
    with transaction.atomic():
        turn = _turn(meeting_id, site_id, now)
        earlier = Q(asked_at__lt=turn.asked_at) | Q(asked_at=turn.asked_at, id__lt=turn.id)
        before = LineTurn.objects.filter(_live(now)).filter(earlier).count()
        place = max(0, before - settings.REHEARSAL_LINE_TESTS + 1)
        if place == 0 and turn.begun_at is None:
            turn.begun_at = now
            turn.save(update_fields=["begun_at"])
    return place


def leave_turn(meeting_id: UUID, site_id: UUID) -> None:
    """The test is over, or the site waits no more."""
    LineTurn.objects.filter(meeting_id=meeting_id, site_id=site_id).delete()


def _turn(meeting_id: UUID, site_id: UUID, now: datetime) -> LineTurn:
    own = LineTurn.objects.filter(meeting_id=meeting_id, site_id=site_id)
    kept = own.filter(_live(now)).first()
    if kept is None:
        fresh = {"asked_at": now, "seen_at": now, "begun_at": None}
        return LineTurn.objects.update_or_create(meeting_id=meeting_id, site_id=site_id, defaults=fresh)[0]
    kept.seen_at = now
    kept.save(update_fields=["seen_at"])
    return kept


def _live(now: datetime) -> Q:
    longest = timedelta(seconds=settings.REHEARSAL_LINE_LIMIT_SECONDS)
    return Q(begun_at=None, seen_at__gt=now - PATIENCE) | Q(begun_at__gt=now - longest)

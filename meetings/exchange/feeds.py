"""Calendar feeds: meetings as iCalendar (RFC 5545) under an address that only its owner knows."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from icalendar import Calendar, Event

from ecabinet.directory.models import Account
from ecabinet.directory.principal import Principal, principal_of
from ecabinet.journal.services import Command
from ecabinet.problems import NotFound, Problem
from meetings.exchange.calendar import PRODUCT, zone_rules
from meetings.exchange.models import CalendarFeed
from meetings.invitations.models import Participant
from meetings.lifecycle.access import visible_meetings
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import Status

BEFORE = timedelta(days=90)
AFTER = timedelta(days=400)
MOST_MEETINGS = 1000
DIRECTORY = "directory"


def open_feed(cmd: Command, principal: Principal, scope: str) -> tuple[CalendarFeed, str]:
    """A feed and its secret; the secret is told this once, and the one before is void.

    Raises Problem feed_needs_secretary (403) for the calendar of a unit.
    """
    if scope == CalendarFeed.Scope.UNIT and not principal.is_secretary:
        raise Problem("feed_needs_secretary")
    secret = secrets.token_urlsafe(32)
    fields = {"digest": _digest(secret), "created_at": cmd.at}
    feed, _ = CalendarFeed.objects.update_or_create(
        account_id=principal.account_id, scope=scope, defaults=fields
    )
    cmd.append(DIRECTORY, "calendar_feed.opened", data={"scope": scope, "username": principal.username})
    return feed, secret


def close_feed(cmd: Command, principal: Principal, scope: str) -> None:
    """Make the address of a feed void. Raises NotFound when there is none."""
    gone, _ = CalendarFeed.objects.filter(account_id=principal.account_id, scope=scope).delete()
    if not gone:
        raise NotFound
    cmd.append(DIRECTORY, "calendar_feed.closed", data={"scope": scope, "username": principal.username})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def read_feed(secret: str) -> bytes:
    """The calendar of a feed as its owner may see the meetings now. Raises NotFound."""
    feed = CalendarFeed.objects.filter(digest=_digest(secret), account__is_active=True).first()
    if feed is None:
        raise NotFound
    account = Account.objects.select_related("person", "site").get(id=feed.account_id)
    principal = principal_of(account)
    if feed.scope == CalendarFeed.Scope.UNIT and not principal.is_secretary:
        raise NotFound
    return calendar_of(_meetings(principal, feed.scope), timezone.now())


def _meetings(principal: Principal, scope: str) -> "QuerySet[Meeting]":
    now = timezone.now()
    found = visible_meetings(principal).filter(
        published_at__isnull=False, scheduled_end__gt=now - BEFORE, scheduled_start__lt=now + AFTER
    )
    if scope == CalendarFeed.Scope.UNIT:
        found = found.filter(unit_id__in=principal.unit_ids)
    elif principal.person_id is not None:
        mine = Participant.objects.filter(person_id=principal.person_id).values("meeting_id")
        found = found.filter(id__in=mine)
    return found.order_by("scheduled_start", "id")[:MOST_MEETINGS]


def calendar_of(meetings: Iterable[Meeting], now: datetime) -> bytes:
    """A VCALENDAR of these meetings; cancelled ones say so, that programs take them out."""
    zone = timezone.get_default_timezone()
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("refresh-interval;value=duration", "PT15M")
    calendar.add_component(zone_rules(str(zone), now.year))
    for meeting in meetings:
        calendar.add_component(_event(meeting, now))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, now: datetime) -> Event:
    zone = timezone.get_default_timezone()
    event = Event()
    event.add("uid", f"{meeting.id}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.scheduled_start.astimezone(zone))
    event.add("dtend", meeting.scheduled_end.astimezone(zone))
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("description", f"Chủ trì: {meeting.chair_name}" if meeting.chair_name else "")
    event.add("status", "CANCELLED" if meeting.status == Status.CANCELLED else "CONFIRMED")
    return event

"""Lists of meetings: which ones a person is shown under which heading."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from ninja import Schema

from ecabinet.directory.principal import Principal
from ecabinet.shapes import INLINE
from meetings.invitations.models import MeetingSite, Participant, Substitution
from meetings.lifecycle.access import is_secretary_of, visible_meetings
from meetings.lifecycle.choices import Kind
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant
from meetings.lifecycle.rules import OVER, PREPARING, RUNNING, Status, folded

Scope = Literal["today", "upcoming", "past", "archived", "preparing", "all"]
Role = Literal["chair", "secretary", "member", "delegate", "guest"]


class MeetingSummary(Schema):
    """A meeting as lists show it, with what it is to the one who asks."""

    id: UUID
    title: str
    kind: Annotated[Kind, INLINE]
    type_name: str
    series_id: UUID | None
    series_place: int | None
    series_size: int
    status: Annotated[Status, INLINE]
    unit_id: UUID
    unit_name: str
    place: str
    scheduled_start: Instant
    scheduled_end: Instant
    started_at: Instant | None
    ended_at: Instant | None
    chair_name: str
    sites: int
    participants: int
    my_role: Role | None
    my_rsvp: Participant.Rsvp | None
    my_manner: Literal["", "in_person", "site", "online"] | None
    my_absence: Literal["", "requested", "approved", "rejected"] | None
    my_absence_note: str | None
    my_participant_id: UUID | None
    my_substitute: str | None
    my_substitute_status: Literal["proposed", "accepted", "declined", "withdrawn"] | None
    my_site_name: str | None


def listed(principal: Principal, scope: Scope, query: str, now: datetime) -> "QuerySet[Meeting]":
    """The meetings that `principal` may see in `scope`, those matching every word of `query`.

    Sorted by time: the next first, for past, archived and all the last first.
    """
    meetings = visible_meetings(principal).filter(_in_scope(scope, now))
    for word in folded(query).split():
        meetings = meetings.filter(search_text__contains=word)
    backwards = scope in {"past", "archived", "all"}
    order = "-scheduled_start" if backwards else "scheduled_start"
    return _with_own(meetings, principal).order_by(order, "id")


def held_between(
    meetings: "QuerySet[Meeting]", since: date | None, until: date | None
) -> "QuerySet[Meeting]":
    """Those that are held, at least in part, on the days from `since` to `until` of the authority's zone."""
    if since is not None:
        meetings = meetings.filter(scheduled_end__gte=_midnight(since))
    if until is not None:
        meetings = meetings.filter(scheduled_start__lt=_midnight(until) + timedelta(days=1))
    return meetings


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _in_scope(scope: Scope, now: datetime) -> Q:
    day_start = _midnight(timezone.localtime(now).date())
    day_end = day_start + timedelta(days=1)
    running = Q(status__in=sorted(RUNNING))
    announced = Q(status=Status.PUBLISHED)
    scopes = {
        "today": running
        | Q(scheduled_start__lt=day_end, scheduled_end__gte=day_start) & ~Q(status="cancelled"),
        "upcoming": announced & Q(scheduled_end__gte=now),
        "past": Q(status__in=sorted(OVER - {Status.CLOSED})) | announced & Q(scheduled_end__lt=now),
        "archived": Q(status=Status.CLOSED),
        "preparing": Q(status__in=sorted(PREPARING)),
        "all": Q(),
    }
    return scopes[scope]


def _with_own(meetings: "QuerySet[Meeting]", principal: Principal) -> "QuerySet[Meeting]":
    mine = Participant.objects.filter(meeting=OuterRef("pk"), person__account__id=principal.account_id)
    named = Substitution.objects.filter(
        meeting=OuterRef("pk"), participant__person__account__id=principal.account_id
    ).order_by("-proposed_at")
    return meetings.annotate(
        my_role=Subquery(mine.values("role")[:1]),
        my_rsvp=Subquery(mine.values("rsvp")[:1]),
        my_manner=Subquery(mine.values("rsvp_manner")[:1]),
        my_absence=Subquery(mine.values("absence")[:1]),
        my_participant_id=Subquery(mine.values("id")[:1]),
        my_substitute=Subquery(named.values("full_name")[:1]),
        my_substitute_status=Subquery(named.values("status")[:1]),
        my_absence_note=Subquery(mine.values("absence_note")[:1]),
        my_site_name=Subquery(mine.values("site_name")[:1]),
        series_count=_series_size(),
        site_count=_count(MeetingSite.objects.all()),
        people_count=_count(Participant.objects.all()),
    )


def _series_size() -> Coalesce:
    """How many meetings the series has; 0 for a meeting that stands alone."""
    together = Meeting.objects.filter(series=OuterRef("series")).order_by().values("series")
    counted = together.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _count(rows: "QuerySet[Any]") -> Coalesce:
    of_meeting = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    counted = of_meeting.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


_SHOWN = tuple(
    name
    for name in MeetingSummary.model_fields
    if not name.startswith("my_") and name not in {"sites", "participants", "series_size"}
)


def summary(meeting: Any, principal: Principal) -> MeetingSummary:
    """The summary of a meeting that came from `listed` or `summarised`."""
    role = meeting.my_role
    if is_secretary_of(principal, meeting) and role != "chair":
        role = "secretary"
    return MeetingSummary(
        **{name: getattr(meeting, name) for name in _SHOWN},
        series_size=meeting.series_count,
        sites=meeting.site_count,
        participants=meeting.people_count,
        my_role=role,
        my_rsvp=meeting.my_rsvp,
        my_manner=meeting.my_manner,
        my_absence=meeting.my_absence,
        my_participant_id=meeting.my_participant_id,
        my_substitute=meeting.my_substitute,
        my_substitute_status=meeting.my_substitute_status,
        my_absence_note=meeting.my_absence_note,
        my_site_name=meeting.my_site_name or None,
    )


def summarised(principal: Principal, meeting_id: UUID) -> MeetingSummary:
    """The summary of one meeting that has been accessed already."""
    return summary(_with_own(Meeting.objects.filter(id=meeting_id), principal).get(), principal)

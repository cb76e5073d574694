"""Warnings before a meeting is published: who and which site is asked elsewhere at the same time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.principal import Principal
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.access import visible_meetings
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.readiness import Finding, Section
from meetings.lifecycle.rules import RUNNING, Status

NAMED_AT_MOST = 10
HELD = sorted(RUNNING | {Status.PUBLISHED})


def warn_of_overlaps(meeting: Meeting, reader: Principal) -> Iterator[Finding]:
    """One warning for people and one for sites that other announced meetings ask for at overlapping times.

    A meeting that `reader` may not see is told by its unit alone. Who has declined is not counted.
    """
    others = held_at_once(meeting)
    seen = visible_among(others, reader)
    people = Participant.objects.filter(meeting__in=others).exclude(rsvp=Participant.Rsvp.DECLINED)
    mine = Participant.objects.filter(meeting=meeting).exclude(rsvp=Participant.Rsvp.DECLINED)
    busy = people.filter(person_id__in=mine.values("person_id")).select_related("meeting")
    yield from told_once("people_elsewhere", "people", [(p.full_name, p.meeting) for p in busy], seen)
    sites = MeetingSite.objects.filter(meeting__in=others)
    wanted = MeetingSite.objects.filter(meeting=meeting).values("site_id")
    taken = sites.filter(site_id__in=wanted).select_related("meeting")
    yield from told_once("sites_elsewhere", "sites", [(s.name, s.meeting) for s in taken], seen)


def visible_among(meetings: "QuerySet[Meeting]", reader: Principal) -> set[UUID]:
    """The ids of those that `reader` may see."""
    return set(visible_meetings(reader).filter(id__in=meetings.values("id")).values_list("id", flat=True))


def held_at_once(meeting: Meeting) -> "QuerySet[Meeting]":
    """Announced or running meetings that share some time with this one; touching ends do not count."""
    at_once = Meeting.objects.filter(
        scheduled_start__lt=meeting.scheduled_end, scheduled_end__gt=meeting.scheduled_start
    )
    return at_once.filter(status__in=HELD).exclude(id=meeting.id)


def told_once(
    code: str, section: Section, found: Iterable[tuple[str, Meeting]], seen: Collection[UUID]
) -> Iterator[Finding]:
    """One warning that names what was found in which other meeting, nothing when nothing was."""
    where: dict[str, list[str]] = defaultdict(list)
    for name, other in found:
        where[name].append(_named(other, seen))
    if not where:
        return
    told = [f"{name} ({'; '.join(sorted(titles))})" for name, titles in sorted(where.items())]
    names = ", ".join(told[:NAMED_AT_MOST]) + (", …" if len(told) > NAMED_AT_MOST else "")
    values = {"count": len(told), "names": names}
    yield Finding(code, section, blocking=False, values=values)


def _named(other: Meeting, seen: Collection[UUID]) -> str:
    return f"“{other.title}”" if other.id in seen else other.unit_name

"""The attendance list: who was there how, when on the line, and what they did; and the same by site."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema

from meetings.attendance.leaving import LeaveRow, leave_row
from meetings.attendance.models import Headcount, Leave, PresenceInterval
from meetings.invitations.facts import fact
from meetings.invitations.models import PRESENT, MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant

Show = Literal["all", "not_checked", "in_person", "online", "absent", "silent", "unread", "off_line"]
Figures = Mapping[UUID, int]
STATUS_OF = {
    "not_checked": "not_checked",
    "in_person": "present_in_person",
    "online": "present_online",
    "absent": "absent",
}


class LineFigures(Schema):
    """Time on the media line: first joined, last left (None: on the line now), seconds in all, times lost."""

    is_on_line: bool
    first_on_line: Instant | None
    last_on_line: Instant | None
    line_seconds: int
    line_stays: int


class AttendeeRow(LineFigures):
    """One person of the attendance list. `stands_for`: whom a substitute replaces; `documents_opened` of the
    meeting's documents, `turns` spoken, `leaves` the times out of the meeting."""

    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    unit_name: str
    stands_for: str
    role: Participant.Role
    votes: bool
    site_id: UUID | None
    site_name: str
    attendance: Participant.Attendance
    attendance_reason: str
    checked_in_at: Instant | None
    turns: int
    documents_opened: int
    leaves: list[LeaveRow]


class SitePresenceRow(LineFigures):
    """One site of the attendance list; `headcount` is None until somebody counted."""

    site_id: UUID
    name: str
    unit_name: str
    people_invited: int
    checked_in: int
    headcount: int | None
    counted_at: Instant | None


@dataclass(frozen=True)
class Stay:
    """One interval on the line; `end` None while it lasts."""

    start: datetime
    end: datetime | None


def line_figures(stays: Collection[Stay], now: datetime) -> LineFigures:
    """The figures of some stays, in the order in which they began."""
    ends = [stay.end for stay in stays if stay.end is not None]
    is_on_line = len(ends) < len(stays)
    seconds = sum(max(0.0, ((stay.end or now) - stay.start).total_seconds()) for stay in stays)
    return LineFigures(
        is_on_line=is_on_line,
        first_on_line=min((stay.start for stay in stays), default=None),
        last_on_line=None if is_on_line else max(ends, default=None),
        line_seconds=int(seconds),
        line_stays=len(stays),
    )


def people_of(meeting: Meeting, show: Show) -> "QuerySet[Participant]":
    """The participants that a filter shows: by attendance, who has not spoken (`silent`), who has opened no
    document (`unread`), who is present online but not on the line (`off_line`)."""
    people = Participant.objects.filter(meeting=meeting)
    if show in STATUS_OF:
        return people.filter(attendance=STATUS_OF[show])
    if show == "silent":
        return people.filter(attendance__in=PRESENT).exclude(person_id__in=list(fact("turns", meeting)))
    if show == "unread":
        return people.exclude(person_id__in=list(fact("documents_opened", meeting)))
    if show == "off_line":
        there = PresenceInterval.objects.filter(meeting=meeting, person__isnull=False, ended_at=None)
        return people.filter(attendance="present_online").exclude(person_id__in=there.values("person_id"))
    return people


def attendee_rows(meeting: Meeting, people: Sequence[Participant], now: datetime) -> list[AttendeeRow]:
    """The rows of these participants, in five queries however many they are."""
    ids = [participant.person_id for participant in people]
    turns, opened = fact("turns", meeting, ids), fact("documents_opened", meeting, ids)
    stays = _stays(PresenceInterval.objects.filter(meeting=meeting, person_id__in=ids), "person_id")
    out = _leaves(people)
    return [
        _attendee(participant, line_figures(stays.get(participant.person_id, []), now), turns, opened, out)
        for participant in people
    ]


def _leaves(people: Sequence[Participant]) -> dict[UUID, list[LeaveRow]]:
    found: dict[UUID, list[LeaveRow]] = {}
    for one in Leave.objects.filter(participant__in=[participant.id for participant in people]):
        found.setdefault(one.participant_id, []).append(leave_row(one))
    return found


_SAME = tuple(
    set(AttendeeRow.model_fields)
    - set(LineFigures.model_fields)
    - {"participant_id", "turns", "documents_opened", "leaves"}
)


def _attendee(
    participant: Participant,
    line: LineFigures,
    turns: Figures,
    opened: Figures,
    out: Mapping[UUID, list[LeaveRow]],
) -> AttendeeRow:
    return AttendeeRow(
        participant_id=participant.id,
        **{name: getattr(participant, name) for name in _SAME},
        **line.model_dump(),
        turns=turns.get(participant.person_id, 0),
        documents_opened=opened.get(participant.person_id, 0),
        leaves=out.get(participant.id, []),
    )


def site_presence_rows(
    meeting: Meeting, sites: Sequence[MeetingSite], now: datetime
) -> list[SitePresenceRow]:
    """The rows of these sites, in three queries however many they are."""
    ids = [site.site_id for site in sites]
    stays = _stays(PresenceInterval.objects.filter(meeting=meeting, site_id__in=ids), "site_id")
    counts = {c.site_id: c for c in Headcount.objects.filter(meeting=meeting, site_id__in=ids)}
    people = Participant.objects.filter(meeting=meeting, site_id__in=ids)
    seats: dict[UUID | None, list[bool]] = {}
    for site_id, attendance in people.values_list("site_id", "attendance"):
        seats.setdefault(site_id, []).append(attendance in PRESENT)
    return [
        _site(site, seats.get(site.site_id, []), counts.get(site.site_id), stays.get(site.site_id, []), now)
        for site in sites
    ]


def _site(
    site: MeetingSite, seats: list[bool], counted: Headcount | None, stays: list[Stay], now: datetime
) -> SitePresenceRow:
    return SitePresenceRow(
        site_id=site.site_id,
        name=site.name,
        unit_name=site.unit_name,
        people_invited=len(seats),
        checked_in=sum(seats),
        headcount=counted.count if counted else None,
        counted_at=counted.counted_at if counted else None,
        **line_figures(stays, now).model_dump(),
    )


def _stays(intervals: "Iterable[PresenceInterval]", key: str) -> dict[UUID | None, list[Stay]]:
    found: dict[UUID | None, list[Stay]] = {}
    for interval in intervals:
        found.setdefault(getattr(interval, key), []).append(Stay(interval.started_at, interval.ended_at))
    return found

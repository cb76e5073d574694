"""Figures of meetings that were held: by person and by meeting. Every figure is counted by the database."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum

from agenda.voting.models import Ballot, Elector, Poll
from ecabinet.directory.models import Person
from ecabinet.search import matching
from meetings.floor.models import SpeakRequest, Turn
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting

ATTENDANCE = {
    "in_person": Q(attendance=Participant.Attendance.PRESENT_IN_PERSON),
    "online": Q(attendance=Participant.Attendance.PRESENT_ONLINE),
    "excused": Q(attendance=Participant.Attendance.ABSENT) & ~Q(attendance_reason="")
    | Q(
        attendance__in=[Participant.Attendance.ABSENT, Participant.Attendance.NOT_CHECKED],
        rsvp="declined",
        absence="approved",
    ),
}

Meetings = QuerySet[Meeting]
Figures = dict[str, int]


def people_of(meetings: Meetings, query: str) -> QuerySet[Person]:
    """The people who were asked to these meetings, those who match every word of `query`."""
    asked = Participant.objects.filter(meeting__in=meetings).values("person_id")
    return matching(Person.objects.select_related("unit").filter(id__in=asked), query)


def by_person(meetings: Meetings, people: Iterable[UUID]) -> dict[UUID, Figures]:
    """The figures of these people: attendance, requests, turns, seconds spoken, polls, ballots."""
    ids = list(people)
    figures: dict[UUID, Figures] = {person: dict.fromkeys(FIGURES, 0) for person in ids}
    asked = Participant.objects.filter(meeting__in=meetings, person_id__in=ids)
    _merge(figures, _attendance(asked, "person_id"))
    requests = SpeakRequest.objects.filter(meeting__in=meetings, person_id__in=ids)
    _merge(figures, _counted(requests, "person_id", "requests"))
    turns = Turn.objects.filter(meeting__in=meetings, request__person_id__in=ids)
    _merge(figures, _spoken(turns, "request__person_id"))
    roll = Elector.objects.filter(poll__in=_held(meeting__in=meetings), person_id__in=ids)
    _merge(figures, _counted(roll, "person_id", "polls"))
    cast = Ballot.objects.filter(poll__in=_held(meeting__in=meetings), elector__person_id__in=ids)
    _merge(figures, _counted(cast, "elector__person_id", "ballots"))
    return figures


def _held(**of: Any) -> "QuerySet[Poll]":
    """The polls that count: closed, and not for practice."""
    return Poll.objects.filter(**of, status="closed", is_trial=False)


def by_meeting(meetings: Iterable[UUID]) -> dict[UUID, Figures]:
    """The figures of these meetings."""
    ids = list(meetings)
    figures: dict[UUID, Figures] = {meeting: dict.fromkeys(FIGURES, 0) for meeting in ids}
    _merge(figures, _attendance(Participant.objects.filter(meeting_id__in=ids), "meeting_id"))
    _merge(figures, _counted(SpeakRequest.objects.filter(meeting_id__in=ids), "meeting_id", "requests"))
    _merge(figures, _spoken(Turn.objects.filter(meeting_id__in=ids), "meeting_id"))
    _merge(figures, _counted(_held(meeting_id__in=ids), "meeting_id", "polls"))
    cast = Ballot.objects.filter(poll__in=_held(meeting_id__in=ids))
    _merge(figures, _counted(cast, "poll__meeting_id", "ballots"))
    return figures


FIGURES = ("invited", *ATTENDANCE, "requests", "turns", "spoken_seconds", "polls", "ballots")


def _merge(figures: dict[UUID, Figures], found: Mapping[UUID, Figures]) -> None:
    for key, more in found.items():
        figures[key].update(more)


def _attendance(asked: QuerySet[Participant], key: str) -> dict[UUID, Figures]:
    counts = {name: Count("id", filter=condition) for name, condition in ATTENDANCE.items()}
    rows = asked.order_by().values(key).annotate(invited=Count("id"), **counts)
    return {row.pop(key): row for row in rows}


def _counted(rows: QuerySet[Any], key: str, name: str) -> dict[UUID, Figures]:
    counted = rows.order_by().values(key).annotate(number=Count("id"))
    return {row[key]: {name: row["number"]} for row in counted}


def _spoken(turns: QuerySet[Turn], key: str) -> dict[UUID, Figures]:
    length = ExpressionWrapper(F("ended_at") - F("started_at"), DurationField())
    rows = turns.filter(ended_at__isnull=False).order_by().values(key)
    return {
        row[key]: _turn_figures(row)
        for row in rows.annotate(n=Count("id"), t=Sum(length), p=Sum("paused_seconds"))
    }


def _turn_figures(row: Mapping[str, Any]) -> Figures:
    length: timedelta = row["t"]
    return {"turns": row["n"], "spoken_seconds": max(0, round(length.total_seconds()) - row["p"])}

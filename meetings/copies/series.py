"""Series of meetings: made after a rule, changed from one meeting on, called off from one meeting on."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from ecabinet.directory.models import Person, Unit
from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.copies.cloning import Copy, Part, ask_alike, asked_by_name, clone
from meetings.copies.models import MeetingSeries
from meetings.copies.rules import Rule, check_rule, moved_alike, starts_after
from meetings.invitations import services as invitations
from meetings.invitations.models import Participant
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Holiday, Meeting
from meetings.lifecycle.rows import meeting_state, stream_of
from meetings.lifecycle.rules import BEFORE_START, EDITABLE, Status, require_status

TO_COME = BEFORE_START - {Status.CANCELLED}
OFFICERS = (Participant.Role.CHAIR, Participant.Role.SECRETARY)


@dataclass(frozen=True)
class Plan:
    """A series: `number` counts the meeting that it begins with."""

    rule: Rule
    number: int
    skip_holidays: bool
    parts: Collection[Part]


@dataclass
class Outcome:
    """Which meetings an act reached, and which it left because of their state."""

    changed: list[Meeting] = field(default_factory=list)
    left: list[Meeting] = field(default_factory=list)


def zone() -> ZoneInfo:
    """The wall clock by which series are held."""
    return ZoneInfo(settings.TIME_ZONE)


def planned(source: Meeting, rule: Rule, number: int, skip_holidays: bool) -> list[datetime]:
    """The starts of the `number - 1` meetings after `source`. Raises Problem bad_input (422)."""
    check_rule(rule)
    holidays = set(Holiday.objects.values_list("day", flat=True))
    return starts_after(rule, source.scheduled_start, zone(), number - 1, holidays, skip_holidays)


def make(cmd: Command, source: Meeting, unit: Unit, secretary: Person, plan: Plan) -> list[Meeting]:
    """Make the meetings after `source`, as drafts; all of them are one series with `source` as its first.

    Appends meeting.joined_series for `source`. Raises Problem in_series_already, meeting_wrong_status (409).
    """
    require_status("make_series", source.status, TO_COME)
    if source.series_id is not None:
        raise Problem("in_series_already")
    starts = planned(source, plan.rule, plan.number, plan.skip_holidays)
    series = MeetingSeries.objects.create(
        unit=unit, rule=asdict(plan.rule), zone=zone().key, created_at=cmd.at
    )
    source.series, source.series_place = series, 1
    source.save(update_fields=["series", "series_place"])
    data = {"title": source.title, "number": len(starts) + 1}
    cmd.append(stream_of(source), "meeting.joined_series", data=data, state=meeting_state(source))
    length = source.scheduled_end - source.scheduled_start
    copies = [
        Copy(source.title, start, start + length, plan.parts, {"series": series, "series_place": place})
        for place, start in enumerate(starts, start=2)
    ]
    return [source, *(clone(cmd, source, unit, secretary, copy) for copy in copies)]


def edit_from(
    cmd: Command,
    meeting: Meeting,
    following: Iterable[Meeting],
    changes: dict[str, Any],
    officers: dict[str, Person | None],
) -> Outcome:
    """Change title, place and officers of this meeting and the following, and move all by as much as this.

    Meetings that are submitted, begun or over are left. Raises the Problems of lifecycle.edit.
    """
    before = (meeting.scheduled_start, meeting.scheduled_end)
    after = tuple(changes.pop(name, at) for name, at in zip(TIMES, before, strict=True))
    outcome = Outcome()
    for each in (meeting, *following):
        if Status(each.status) not in EDITABLE:
            outcome.left.append(each)
            continue
        times = {
            name: moved_alike(getattr(each, name), old, new, zone())
            for name, old, new in zip(TIMES, before, after, strict=True)
            if old != new
        }
        lifecycle.edit(cmd, each, {**changes, **times})
        lifecycle.name_officers(cmd, each, officers)
        outcome.changed.append(each)
    return outcome


TIMES = ("scheduled_start", "scheduled_end")


def people_from(cmd: Command, meeting: Meeting, following: Iterable[Meeting]) -> Outcome:
    """Ask the same people by name to the following meetings, and nobody else; their officers stay."""
    outcome = Outcome()
    wanted = set(asked_by_name(meeting).values_list("person_id", flat=True))
    for each in following:
        if Status(each.status) not in EDITABLE:
            outcome.left.append(each)
            continue
        extra = asked_by_name(each).exclude(person_id__in=wanted).exclude(role__in=OFFICERS)
        for participant in extra:
            participant.meeting = each
            invitations.remove_participant(cmd, each, participant)
        ask_alike(cmd, meeting, each)
        outcome.changed.append(each)
    return outcome


def cancel_from(cmd: Command, meeting: Meeting, following: Iterable[Meeting], reason: str) -> Outcome:
    """Call this meeting and the following off; those begun, over or called off already are left."""
    outcome = Outcome()
    for each in (meeting, *following):
        if Status(each.status) in TO_COME:
            lifecycle.cancel(cmd, each, reason)
            outcome.changed.append(each)
        else:
            outcome.left.append(each)
    return outcome

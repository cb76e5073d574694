"""Meetings to come follow their unit when units merge, split or take another name.

What has begun or is over keeps the unit and the name under which it was held; its heir's people see it all
the same (directory.heritage).
"""

from django.db.models import QuerySet

from ecabinet.directory.models import Unit
from ecabinet.journal.services import Command, Draft
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import meeting_state, stream_of
from meetings.lifecycle.rules import BEFORE_START, Status


def follow_units(cmd: Command, draft: Draft) -> None:
    """Subscriber of units.reorganised: one meeting.edited for every meeting that changes hands."""
    if "renamed" in draft.data:
        unit = Unit.objects.get(id=draft.data["renamed"]["unit_id"])
        _give(cmd, to_come().filter(unit=unit), unit)
        return
    heir = Unit.objects.get(id=draft.data["heir_id"])
    ended = [each["unit_id"] for each in draft.data["predecessors"]]
    _give(cmd, to_come().filter(unit_id__in=ended), heir)


def to_come() -> "QuerySet[Meeting]":
    """Meetings that have not begun and are not called off, locked."""
    waiting = [status.value for status in BEFORE_START - {Status.CANCELLED}]
    return Meeting.objects.select_for_update().filter(status__in=waiting)


def _give(cmd: Command, meetings: "QuerySet[Meeting]", unit: Unit) -> None:
    for meeting in meetings:
        before = meeting.unit_name
        meeting.unit, meeting.unit_name = unit, unit.name
        meeting.save(update_fields=["unit", "unit_name"])
        changes = {"unit_name": {"from": before, "to": unit.name}}
        cmd.append(
            stream_of(meeting),
            "meeting.edited",
            data={"title": meeting.title, "changes": changes},
            state=meeting_state(meeting),
        )

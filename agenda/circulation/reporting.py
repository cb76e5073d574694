"""The result of a circulation goes to the next session of its unit by itself.

A meeting's row is locked before a circulation's, so this runs as a job of its own and never inside the
command that closes the circulation or makes the meeting.
"""

from uuid import UUID

from django.db.models import QuerySet

from agenda.circulation.models import Circulation, Report
from agenda.circulation.rows import LEARNERS, report_row, told_result
from agenda.circulation.rules import Status
from agenda.circulation.running import REPORT_JOB
from ecabinet.directory.heritage import inherited_units
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import Command, Draft
from meetings.lifecycle.choices import Kind
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import BEFORE_START
from meetings.lifecycle.rules import Status as MeetingStatus

TO_COME = [status.value for status in BEFORE_START - {MeetingStatus.CANCELLED}]


def report(cmd: Command, circulation_id: UUID) -> None:
    """Lay the result before the next session, once. Appends circulation.reported to the meeting's stream.

    Without a session to come nothing happens; the next one that is planned asks again.
    """
    known = Circulation.objects.filter(id=circulation_id, status=Status.CLOSED).first()
    meeting = _next_session(known, cmd) if known else None
    if known is None or meeting is None:
        return
    circulation = Circulation.objects.select_for_update().get(id=circulation_id)
    _forget_called_off(circulation)
    if Report.objects.filter(circulation=circulation).exists():
        return
    made = Report.objects.create(circulation=circulation, meeting=meeting, at=cmd.at)
    state = {"opinion_results": {str(circulation.id): report_row(made).model_dump(mode="json")}}
    data = {"circulation_id": circulation.id, "title": circulation.title, "result": told_result(circulation)}
    told = {**data, "closed_at": circulation.closed_at}
    cmd.append(stream_of(meeting), "circulation.reported", data=told, state=state, audience=LEARNERS)


def _next_session(circulation: Circulation, cmd: Command) -> Meeting | None:
    sessions = _sessions(circulation).filter(scheduled_start__gt=cmd.at).order_by("scheduled_start", "id")
    return sessions.select_for_update().first()


def _sessions(circulation: Circulation) -> "QuerySet[Meeting]":
    """Sessions to come of its unit, or of the unit that inherited it."""
    sessions = Meeting.objects.filter(kind=Kind.SESSION, status__in=TO_COME)
    heirs = [
        unit_id
        for unit_id in sessions.values_list("unit_id", flat=True).distinct()
        if circulation.unit_id in inherited_units(unit_id)
    ]
    return sessions.filter(unit_id__in=heirs)


def _forget_called_off(circulation: Circulation) -> None:
    """A session that was called off has heard nothing."""
    Report.objects.filter(circulation=circulation, meeting__status=MeetingStatus.CANCELLED).delete()


def ask_again(cmd: Command, draft: Draft) -> None:
    """Subscriber: a session is planned, or one that would have heard results is called off."""
    meeting = Meeting.objects.get(id=draft.stream.partition(":")[2])
    if meeting.kind != Kind.SESSION:
        return
    waiting = Circulation.objects.filter(status=Status.CLOSED, unit_id__in=inherited_units(meeting.unit_id))
    unheard = waiting.filter(report=None) | waiting.filter(report__meeting=meeting)
    for circulation_id in unheard.values_list("id", flat=True).distinct():
        enqueue(cmd, REPORT_JOB, str(circulation_id), {"circulation_id": str(circulation_id)})

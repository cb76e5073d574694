"""Who checked in on line and has been off the line for too long: not counted until they are back.

When a stay on the line ends, a job is recorded for the end of the grace; it survives every restart.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from ninja import Schema

from ecabinet.jobs.services import RunningJob, enqueue, job_handler
from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import SYSTEM, Command, Draft, command
from meetings.attendance import rules
from meetings.attendance.models import Away, PresenceInterval
from meetings.attendance.rows import has_left, quorum_of, quorum_state
from meetings.invitations.models import Participant
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, State, stream_of

JOB = "attendance.away"


class AwayRow(Schema):
    """A participant who is present online but off the line `since` then; its key is the participant's id."""

    participant_id: UUID
    since: Instant


def read_away(meeting_id: str, _viewer: Viewer) -> dict[str, AwayRow]:
    """The part `away` of a snapshot."""
    rows = Away.objects.filter(participant__meeting_id=meeting_id, participant__removed_at=None)
    return {str(away.participant_id): _row(away) for away in rows}


def _row(away: Away) -> AwayRow:
    return AwayRow(participant_id=away.participant_id, since=away.since)


def watch(cmd: Command, stay: PresenceInterval, ended_at: datetime) -> None:
    """Look again when the grace after this stay is over."""
    enqueue(cmd, JOB, str(stay.id), {"stay": str(stay.id)}, ended_at + rules.AWAY_AFTER)


@job_handler(JOB)
def look(job: RunningJob) -> None:
    """The grace after a stay is over: who did not come back is away. Doing it again changes nothing."""
    with command(JOB, SYSTEM) as cmd:
        stay = PresenceInterval.objects.get(id=job.payload["stay"], person__isnull=False)
        meeting = Meeting.objects.select_for_update().get(id=stay.meeting_id)
        participant = Participant.objects.filter(meeting=meeting, person=stay.person).first()
        if participant is None or stay.ended_at is None or meeting.status not in rules.OPEN_STATUSES:
            return
        if has_left(participant.id):
            return
        stays = PresenceInterval.objects.filter(meeting=meeting, person=stay.person)
        came_back = stays.filter(Q(started_at__gt=stay.started_at) | Q(ended_at=None)).exists()
        if not came_back and rules.is_away(participant.attendance, participant.checked_in_at, stay.ended_at):
            participant.meeting = meeting
            _leave(cmd, participant, stay.ended_at)


def _leave(cmd: Command, participant: Participant, since: datetime) -> None:
    away, is_new = Away.objects.get_or_create(participant=participant, defaults={"since": since})
    if is_new:
        row = {str(participant.id): _row(away).model_dump(mode="json")}
        _tell(cmd, "attendance.left_line", participant, since, {"away": row})


def come_back(cmd: Command, participant: Participant) -> bool:
    """The person is on the line again, or says so. True when they were away; an event says so."""
    state = forget(participant)
    if state:
        _tell(cmd, "attendance.came_back", participant, cmd.at, state)
    return bool(state)


def forget(participant: Participant) -> State:
    """Whatever is written about a participant now counts more than the line; what an event says of that."""
    gone, _ = Away.objects.filter(participant=participant).delete()
    return {"away": {str(participant.id): None}} if gone else {}


def _tell(cmd: Command, event: str, participant: Participant, since: datetime, state: State) -> None:
    meeting = participant.meeting
    quorum = quorum_of(meeting)
    data: dict[str, Any] = {
        "participant_id": participant.id,
        "full_name": participant.full_name,
        "position": participant.position,
        "votes": participant.votes,
        "since": since,
        "quorum": vars(quorum),
    }
    cmd.append(stream_of(meeting), event, data=data, state=merged(state, quorum_state(meeting, quorum)))


def forget_removed(cmd: Command, draft: Draft) -> None:
    """Subscriber: who is no longer asked is not away either."""
    participant = Participant.all_objects.get(id=draft.data["participant_id"])
    state = forget(participant)
    if state:
        cmd.amend(draft, state)

"""People who leave early or for a while, and come back: intervals, not counted meanwhile.

The caller has locked the meeting's row.
"""

from typing import Any
from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer
from ecabinet.journal.services import Command, Draft
from ecabinet.problems import Problem
from meetings.attendance import away, rules
from meetings.attendance.models import Leave
from meetings.attendance.rows import quorum_of, quorum_state
from meetings.invitations.models import Participant
from meetings.invitations.rows import merged
from meetings.lifecycle.rows import Instant, State, stream_of
from meetings.lifecycle.rules import RUNNING, require_status


class LeaveRow(Schema):
    """A time out of the meeting; `returned_at` is None while it lasts, `recorded_by` who wrote it down."""

    id: UUID
    participant_id: UUID
    left_at: Instant
    returned_at: Instant | None
    reason: str
    recorded_by: str


def leave_row(leave: Leave) -> LeaveRow:
    """The row of a leave; needs no further query."""
    return LeaveRow(**{name: getattr(leave, name) for name in LeaveRow.model_fields})


def read_leaves(meeting_id: str, _viewer: Viewer) -> dict[str, LeaveRow]:
    """The part `leaves` of a snapshot."""
    rows = Leave.objects.filter(participant__meeting_id=meeting_id, participant__removed_at=None)
    return {str(leave.id): leave_row(leave) for leave in rows}


def leave(cmd: Command, participant: Participant, reason: str) -> Leave:
    """The participant leaves the meeting, for a reason, and is not counted until they are back.

    Raises Problem meeting_wrong_status, not_checked_in, already_left (409).
    """
    require_status("leave", participant.meeting.status, RUNNING)
    is_out = Leave.objects.filter(participant=participant, returned_at=None).exists()
    rules.check_leaving(participant.full_name, is_present=participant.is_present, is_out=is_out)
    made = Leave.objects.create(
        participant=participant, left_at=cmd.at, reason=reason, recorded_by=cmd.actor.name
    )
    _tell(cmd, "attendance.left", participant, made, away.forget(participant))
    return made


def come_back(cmd: Command, participant: Participant) -> Leave | None:
    """The participant is there again; None when they had not left."""
    out = Leave.objects.filter(participant=participant, returned_at=None).first()
    if out is not None:
        out.returned_at = max(cmd.at, out.left_at)
        out.save(update_fields=["returned_at"])
        _tell(cmd, "attendance.returned", participant, out, away.forget(participant))
    return out


def come_back_now(cmd: Command, participant: Participant) -> Leave:
    """The same for who says so. Raises Problem meeting_wrong_status, not_left (409)."""
    require_status("come_back", participant.meeting.status, RUNNING)
    out = come_back(cmd, participant)
    if out is None:
        raise Problem("not_left", name=participant.full_name)
    return out


def forget(participant: Participant) -> State:
    """Who is written down as not there cannot have left; what an event says of that."""
    gone = [str(leave_id) for leave_id in participant.leaves.values_list("id", flat=True)]
    participant.leaves.all().delete()
    return {"leaves": dict.fromkeys(gone)} if gone else {}


def forget_removed(cmd: Command, draft: Draft) -> None:
    """Subscriber: who is no longer asked is not out of the room either."""
    state = forget(Participant.all_objects.get(id=draft.data["participant_id"]))
    if state:
        cmd.amend(draft, state)


def _tell(cmd: Command, event: str, participant: Participant, out: Leave, more: State) -> None:
    meeting = participant.meeting
    quorum = quorum_of(meeting)
    data: dict[str, Any] = {
        "participant_id": participant.id,
        "full_name": participant.full_name,
        "position": participant.position,
        "votes": participant.votes,
        "reason": out.reason,
        "left_at": out.left_at,
        "returned_at": out.returned_at,
        "quorum": vars(quorum),
    }
    row = {"leaves": {str(out.id): leave_row(out).model_dump(mode="json")}}
    cmd.append(stream_of(meeting), event, data=data, state=merged(row, more, quorum_state(meeting, quorum)))

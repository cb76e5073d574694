"""Checking in, and marking who is present. The caller has locked the meeting's row."""

from collections.abc import Iterator
from typing import Any

from ecabinet.journal.services import Command, Draft
from meetings.attendance import away, leaving, rules
from meetings.attendance.rows import quorum_of, quorum_state
from meetings.invitations.models import PRESENT, Participant
from meetings.invitations.rows import merged
from meetings.invitations.services import set_attendance
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.starting import Lack

CHANGES_QUORUM = (
    "meeting.created",
    "meeting.edited",
    "participant.invited",
    "participant.edited",
    "participant.removed",
)
SHOWS_PRESENCE = (
    "meeting.started",
    "meeting.paused",
    "meeting.resumed",
    "meeting.ended",
    "layout.set",
    "item.opened",
    "item.closed",
    "floor.granted",
    "floor.ended",
    "microphone.opened",
    "microphones.muted_all",
    "poll.opened",
    "poll.closed",
    "conclusion.recorded",
)


def check_in(cmd: Command, participant: Participant, mode: str) -> Participant:
    """The person says to be here, `mode` in_person or online; saying it again changes nothing.

    Raises Problem attendance_closed (409).
    """
    rules.check_open(participant.meeting.status)
    status = Participant.Attendance(rules.OF_MODE[mode])
    if participant.attendance != status:
        write_attendance(cmd, "attendance.checked_in", participant, status)
    elif leaving.come_back(cmd, participant) is None:
        away.come_back(cmd, participant)
    return participant


def mark(cmd: Command, participant: Participant, status: str, reason: str) -> Participant:
    """The secretary writes down a participant's attendance; the same again changes nothing.

    Raises Problem attendance_closed (409), absence_needs_reason (422).
    """
    rules.check_open(participant.meeting.status)
    kept = rules.check_reason(status, reason)
    if (participant.attendance, participant.attendance_reason) != (status, kept):
        write_attendance(cmd, "attendance.marked", participant, Participant.Attendance(status), kept)
    elif status in PRESENT:
        leaving.come_back(cmd, participant)
    return participant


def write_attendance(
    cmd: Command,
    event: str,
    participant: Participant,
    status: Participant.Attendance,
    reason: str = "",
    *,
    shown_by: str | None = None,
    scanned: bool = False,
) -> None:
    """Change a participant's attendance and tell it with the quorum of now.

    `shown_by` names the act by which somebody was seen, `scanned` that the code of a site's screen was used.
    """
    meeting, before = participant.meeting, participant.attendance
    if status in PRESENT:
        leaving.come_back(cmd, participant)
        gone = away.forget(participant)
    else:
        gone = merged(away.forget(participant), leaving.forget(participant))
    state = merged(set_attendance(cmd, participant, status, reason), gone)
    quorum = quorum_of(meeting)
    cmd.append(
        stream_of(meeting),
        event,
        data={
            **_who(participant),
            "before": before,
            "shown_by": shown_by,
            "scanned": scanned,
            "quorum": vars(quorum),
        },
        state=merged(state, quorum_state(meeting, quorum)),
    )


def _who(participant: Participant) -> dict[str, Any]:
    meeting = participant.meeting
    return {
        "participant_id": participant.id,
        "full_name": participant.full_name,
        "position": participant.position,
        "unit_name": participant.unit_name,
        "role": participant.role,
        "votes": participant.votes,
        "place": participant.site_name or meeting.place,
        "attendance": participant.attendance,
        "reason": participant.attendance_reason,
        "checked_in_at": participant.checked_in_at,
    }


def note_secretary(cmd: Command, draft: Draft) -> None:
    """Subscriber: a secretary of the meeting who runs it is there, and is checked in by that act.

    What was marked before stays. `shown_by` in the event names the act.
    """
    if cmd.actor.person_id is None:
        return
    secretary = (
        Participant.objects.filter(
            meeting_id=draft.stream.partition(":")[2],
            person_id=cmd.actor.person_id,
            role=Participant.Role.SECRETARY,
            attendance=Participant.Attendance.NOT_CHECKED,
        )
        .select_related("meeting")
        .first()
    )
    if secretary is not None:
        status = rules.attendance_of_who_acts(secretary.site_id is not None)
        write_attendance(
            cmd, "attendance.checked_in", secretary, Participant.Attendance(status), shown_by=draft.type
        )


def lacking_quorum(meeting: Meeting, _cmd: Command) -> Iterator[Lack]:
    """The members who are wanting when a meeting is opened without its quorum."""
    quorum = quorum_of(meeting)
    if not quorum.met:
        yield Lack("quorum", True, vars(quorum))


def add_quorum(cmd: Command, draft: Draft) -> None:
    """Subscriber: an event that changes members or fraction also says what the quorum is now."""
    meeting = Meeting.objects.get(id=draft.stream.partition(":")[2])
    quorum = quorum_of(meeting)
    state = quorum_state(meeting, quorum)
    if "all" in draft.audience:
        cmd.amend(draft, state)
    else:
        cmd.append(draft.stream, "quorum.changed", data={"quorum": vars(quorum)}, state=state)

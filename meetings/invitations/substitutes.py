"""Who goes in a participant's place: named by the participant, accepted by the chair or a secretary."""

from typing import Any

from ecabinet.directory.models import Person
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.invitations.models import Participant, Substitution
from meetings.invitations.rows import merged, participants_state, substitutes_state
from meetings.invitations.rules import VOTE_PASSES_ON
from meetings.invitations.services import Asked, edit_participant, invite_people, told_of
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of
from meetings.lifecycle.rules import RUNNING, Status, require_status

OFFICERS = (Participant.Role.CHAIR, Participant.Role.SECRETARY)
OPEN = Substitution.Status.PROPOSED


def propose(
    cmd: Command, meeting: Meeting, participant: Participant, person: Person, position: str, reason: str
) -> Substitution:
    """Name who goes instead; an earlier proposal is withdrawn. Appends participant.substitute_proposed.

    Raises Problem meeting_wrong_status, officer_not_substituted, has_substitute, already_invited (409).
    """
    require_status("substitute", meeting.status, {Status.PUBLISHED})
    if participant.role in OFFICERS:
        raise Problem("officer_not_substituted")
    if Participant.objects.filter(meeting=meeting, person=person).exists():
        raise Problem("already_invited", names=person.full_name)
    withdrawn = withdraw_proposals(cmd, participant)
    made = Substitution.objects.create(
        meeting=meeting,
        participant=participant,
        person=person,
        full_name=person.full_name,
        position=position or person.position,
        unit_name=person.unit.name,
        reason=reason,
        proposed_at=cmd.at,
    )
    _tell(cmd, meeting, made, "participant.substitute_proposed", reason, withdrawn)
    return made


def withdraw_proposals(cmd: Command, participant: Participant) -> State:
    """Take back what still waits for a decision; the caller appends the event with the state given back.

    Raises Problem has_substitute (409) when a substitute is accepted already.
    """
    accepted = participant.substitutions.filter(status=Substitution.Status.ACCEPTED).first()
    if accepted is not None:
        raise Problem("has_substitute", name=accepted.full_name)
    waiting = list(participant.substitutions.filter(status=OPEN))
    for each in waiting:
        each.status, each.decided_at = Substitution.Status.WITHDRAWN, cmd.at
        each.save(update_fields=["status", "decided_at"])
    return substitutes_state(waiting)


def decide(cmd: Command, meeting: Meeting, substitution: Substitution, decision: str, note: str) -> None:
    """Accept or decline. Who is accepted is invited in the same role and at the same site, and votes only
    where the kind of meeting lets a vote pass on; who is replaced counts as absent with approval.

    Appends participant.invited (when accepted), participant.edited (when the vote passes on) and
    participant.substitute_decided. Raises Problem
    meeting_wrong_status, substitute_decided, already_invited (409), decision_unexplained (422).
    """
    require_status("substitute", meeting.status, RUNNING | {Status.PUBLISHED})
    if substitution.status != OPEN:
        raise Problem("substitute_decided")
    if decision == Substitution.Status.DECLINED and not note:
        raise Problem("decision_unexplained", errors=(FieldError("note", "decision_unexplained"),))
    changed = _replace(cmd, meeting, substitution) if decision == Substitution.Status.ACCEPTED else {}
    substitution.status, substitution.note, substitution.decided_at = decision, note, cmd.at
    substitution.save(update_fields=["status", "note", "decided_at"])
    _tell(cmd, meeting, substitution, "participant.substitute_decided", note, changed)


def _replace(cmd: Command, meeting: Meeting, substitution: Substitution) -> State:
    """The substitute is invited; gives what changed for the person replaced."""
    replaced = substitution.participant
    if replaced.role in OFFICERS:
        raise Problem("officer_not_substituted")
    votes = replaced.votes and VOTE_PASSES_ON[meeting.kind]
    asked = Asked(
        substitution.person,
        replaced.role,
        replaced.site,
        votes,
        position=substitution.position,
        stands_for=replaced.full_name,
    )
    invite_people(cmd, meeting, [asked])
    if votes:
        edit_participant(cmd, meeting, replaced, {"votes": False})
    replaced.rsvp, replaced.rsvp_at = Participant.Rsvp.DECLINED, cmd.at
    replaced.rsvp_reason, replaced.rsvp_manner = substitution.reason, ""
    replaced.absence, replaced.absence_note = Participant.Absence.APPROVED, ""
    replaced.save()
    return participants_state([replaced])


def _tell(
    cmd: Command, meeting: Meeting, substitution: Substitution, event_type: str, reason: str, more: State
) -> None:
    data: dict[str, Any] = {
        **told_of(substitution.participant),
        "substitute": {
            "person_id": substitution.person_id,
            "substitute_name": substitution.full_name,
            "substitute_position": substitution.position,
            "substitute_unit": substitution.unit_name,
        },
        "decision": substitution.status,
        "reason": reason,
    }
    cmd.append(
        stream_of(meeting), event_type, data=data, state=merged(more, substitutes_state([substitution]))
    )

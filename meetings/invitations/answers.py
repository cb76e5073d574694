"""What people answer to their invitation, and what the chair or the secretary says to an absence."""

from dataclasses import dataclass
from typing import Any

from ecabinet.directory.models import Site
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.invitations.models import Participant
from meetings.invitations.rows import merged, participants_state, sites_state
from meetings.invitations.rules import check_decision, check_reply
from meetings.invitations.services import site_names_of, told_of
from meetings.invitations.substitutes import withdraw_proposals
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import RUNNING, Status, require_status

ANSWERED = [
    "rsvp",
    "rsvp_reason",
    "rsvp_at",
    "rsvp_by",
    "rsvp_manner",
    "absence",
    "absence_note",
    "site",
    "site_name",
]
DECIDABLE = RUNNING | {Status.PUBLISHED}


@dataclass(frozen=True)
class Reply:
    """An answer. `site` goes with the manner `site`; a reason with `declined`."""

    rsvp: str
    reason: str = ""
    manner: str = ""
    site: Site | None = None


def answer(
    cmd: Command, meeting: Meeting, participant: Participant, reply: Reply, answered_by: str = ""
) -> None:
    """A person says whether and how they come; an absence has a reason and waits for a decision.

    Whoever comes in person is seated at the central site, whoever goes to a site there, whoever joins from
    an own device nowhere. It can be changed until the meeting starts. Appends participant.rsvp_answered.
    Raises Problem meeting_wrong_status (409), reason_missing (422), has_substitute (409) for one
    who is replaced already, bad_input for a site that is not invited.
    """
    require_status("rsvp", meeting.status, {Status.PUBLISHED})
    check_reply(reply.rsvp, reply.reason)
    proposals = withdraw_proposals(cmd, participant)
    old_site = participant.site_id
    is_absent = reply.rsvp == Participant.Rsvp.DECLINED
    participant.rsvp, participant.rsvp_at, participant.rsvp_by = reply.rsvp, cmd.at, answered_by[:120]
    participant.rsvp_reason = reply.reason if is_absent else ""
    participant.rsvp_manner = "" if is_absent else reply.manner
    participant.absence = Participant.Absence.REQUESTED if is_absent else ""
    participant.absence_note = ""
    _seat(meeting, participant, reply.site)
    participant.save(update_fields=ANSWERED)
    seats = sites_state(meeting, [old_site, participant.site_id]) if old_site != participant.site_id else {}
    told = {"rsvp": reply.rsvp, "manner": participant.rsvp_manner, "reason": participant.rsvp_reason}
    if answered_by:
        told["answered_by"] = participant.rsvp_by
    _tell(cmd, meeting, participant, "participant.rsvp_answered", told, merged(seats, proposals))


def _seat(meeting: Meeting, participant: Participant, site: Site | None) -> None:
    """Put the person where the manner says; without one the place stays as it was arranged."""
    if participant.rsvp_manner == Participant.Manner.SITE:
        if site is None:
            raise Problem("bad_input", errors=(FieldError("site_id", "site_not_invited"),))
        _sit(meeting, participant, site)
    elif participant.rsvp_manner == Participant.Manner.ONLINE:
        _sit(meeting, participant, None)
    elif participant.rsvp_manner == Participant.Manner.IN_PERSON and meeting.central_site:
        _sit(meeting, participant, meeting.central_site)


def _sit(meeting: Meeting, participant: Participant, site: Site | None) -> None:
    participant.site = site
    participant.site_name = site_names_of(meeting, {site.id})[site.id] if site else ""


def decide_absence(
    cmd: Command, meeting: Meeting, participant: Participant, decision: str, note: str
) -> None:
    """Approve or reject a reported absence; the same decision again changes nothing.

    Appends participant.absence_decided. Raises Problem meeting_wrong_status, no_absence (409),
    decision_unexplained (422).
    """
    require_status("decide_absence", meeting.status, DECIDABLE)
    check_decision(participant.absence, decision, note)
    if (participant.absence, participant.absence_note) == (decision, note):
        return
    participant.absence, participant.absence_note = decision, note
    participant.save(update_fields=["absence", "absence_note"])
    told = {"absence": decision, "absence_reason": participant.rsvp_reason, "reason": note}
    _tell(cmd, meeting, participant, "participant.absence_decided", told, {})


def _tell(
    cmd: Command,
    meeting: Meeting,
    participant: Participant,
    event_type: str,
    told: dict[str, Any],
    seats: Any,
) -> None:
    cmd.append(
        stream_of(meeting),
        event_type,
        data={**told_of(participant), **told},
        state=merged(participants_state([participant]), seats),
    )

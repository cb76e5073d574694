"""The commands of a poll. Its row is locked by every one of them; all but casting lock the meeting first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from agenda.items.models import AgendaItem
from agenda.voting import ending
from agenda.voting.models import Elector, Poll, VotingRule
from agenda.voting.rows import poll_state
from agenda.voting.rules import Act, Base, Electorate, Rule, Status, Threshold, Tie, after
from agenda.voting.subjects import MOTION, Subject
from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.attendance.rows import base_of, counted_ids
from meetings.attendance.rules import quorum
from meetings.lifecycle.choices import Kind
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import ARRANGEABLE, RUNNING, require_status
from meetings.lifecycle.rules import Status as MeetingStatus

FIRST_RULES: dict[Kind, dict[str, str]] = {
    Kind.SESSION: {
        "threshold": Threshold.HALF,
        "base": Base.ENTITLED,
        "electorate": Electorate.MEMBERS,
        "tie": Tie.CHAIR,
        "legal_basis": "Luật Tổ chức chính quyền địa phương; quy chế làm việc của UBND",
    },
    Kind.WORKING: {
        "threshold": Threshold.HALF,
        "base": Base.PRESENT,
        "electorate": Electorate.MEMBERS,
        "tie": Tie.CHAIR,
        "legal_basis": "Quy chế làm việc của cơ quan chủ trì",
    },
}


NO_QUORUM = {"numerator": None, "denominator": None}


@dataclass(frozen=True)
class Motion:
    """What is put to the vote. None leaves a part of the rule as the kind of meeting has it."""

    question: str
    item: AgendaItem | None
    previous: Poll | None = None
    threshold: Threshold | None = None
    base: Base | None = None
    electorate: Electorate | None = None
    tie: Tie | None = None
    legal_basis: str | None = None
    subject: Subject = MOTION
    limit_seconds: int | None = None
    is_trial: bool = False


def create(cmd: Command, meeting: Meeting, motion: Motion) -> Poll:
    """Prepare a poll. Raises Problem meeting_wrong_status (409), poll_round_not_over (409)."""
    require_status("poll", meeting.status, ARRANGEABLE)
    poll = Poll(meeting=meeting, created_at=cmd.at)
    _write(poll, motion)
    poll.save(force_insert=True)
    _append(cmd, poll, "poll.created")
    return poll


def edit(cmd: Command, poll: Poll, motion: Motion) -> Poll:
    """Change a poll that has not been opened.

    Raises Problem of the status met, meeting_wrong_status, poll_round_not_over (409).
    """
    after(Act.EDIT, poll.status)
    require_status("poll", poll.meeting.status, ARRANGEABLE)
    _write(poll, motion)
    poll.save()
    _append(cmd, poll, "poll.edited")
    return poll


def _write(poll: Poll, motion: Motion) -> None:
    if motion.previous is not None and motion.previous.status not in {Status.CLOSED, Status.CANCELLED}:
        raise Problem("poll_round_not_over")
    poll.previous = motion.previous
    poll.question, poll.item = motion.question, motion.item
    poll.item_title = motion.item.title if motion.item else ""
    poll.kind, poll.seats = motion.subject.kind, motion.subject.seats
    poll.options = [option.plain() for option in motion.subject.options]
    poll.limit_seconds, poll.is_trial = motion.limit_seconds, motion.is_trial
    poll.rule = _rule(poll.meeting, motion).plain()


def _rule(meeting: Meeting, motion: Motion) -> Rule:
    usual = usual_rule(meeting.kind)
    return Rule(
        threshold=motion.threshold or Threshold(usual.threshold),
        base=motion.base or Base(usual.base),
        electorate=motion.electorate or Electorate(usual.electorate),
        tie=motion.tie or Tie(usual.tie),
        quorum_numerator=meeting.quorum_numerator,
        quorum_denominator=meeting.quorum_denominator,
        legal_basis=usual.legal_basis if motion.legal_basis is None else motion.legal_basis,
    )


def usual_rule(kind: str) -> VotingRule:
    """The rule that polls of this kind of meeting start from: `FIRST_RULES` until the row is changed."""
    return VotingRule.objects.get_or_create(kind=kind, defaults=FIRST_RULES[Kind(kind)])[0]


def open_poll(cmd: Command, poll: Poll) -> Poll:
    """Freeze the roll and the rule and let the members vote.

    A trial asks for no quorum. With a limit the time of its end is set, and a job that closes it then.

    Raises Problem of the status met, meeting_wrong_status, poll_no_members, poll_quorum_not_met (a poll
    opened without a quorum could only be void) or poll_other_open (all 409).
    """
    poll.status = after(Act.OPEN, poll.status)
    meeting = poll.meeting
    require_status("poll", meeting.status, {MeetingStatus.IN_PROGRESS})
    of_now = {"numerator": meeting.quorum_numerator, "denominator": meeting.quorum_denominator}
    poll.rule = {**poll.rule, "quorum": NO_QUORUM if poll.is_trial else of_now}
    roll = _roll(poll)
    present = _require_quorum(poll, roll)
    poll.opened_at, poll.entitled = cmd.at, sum(elector.weight for elector in roll)
    if poll.limit_seconds is not None:
        ending.set_end(cmd, poll, cmd.at + timedelta(seconds=poll.limit_seconds))
    try:
        with transaction.atomic():
            poll.save(update_fields=["status", "opened_at", "rule", "entitled", "closes_at"])
    except IntegrityError as error:
        raise Problem("poll_other_open") from error
    Elector.objects.bulk_create(roll)
    ends = {"limit_seconds": poll.limit_seconds, "closes_at": poll.closes_at}
    _append(cmd, poll, "poll.opened", roll=[_named(e) for e in roll], present=present, **ends)
    return poll


def _roll(poll: Poll) -> list[Elector]:
    """Who has a ballot: all members but those who keep out of the poll's item."""
    only_present = Rule.of(poll.rule).electorate is Electorate.PRESENT
    here = counted_ids(poll.meeting)
    return [
        Elector(
            poll=poll,
            participant=member,
            person_id=member.person_id,
            full_name=member.full_name,
            position=member.position,
            is_chair=member.person_id == poll.meeting.chair_id,
            may_cast=member.id in here or not only_present,
            present_at_open=member.id in here,
        )
        for member in base_of(poll.meeting, poll.item_id)
    ]


def _require_quorum(poll: Poll, roll: list[Elector]) -> int:
    if not roll:
        raise Problem("poll_no_members")
    rule = Rule.of(poll.rule)
    present = sum(elector.present_at_open for elector in roll)
    found = quorum(len(roll), present, rule.quorum_numerator, rule.quorum_denominator)
    if not found.met:
        raise Problem("poll_quorum_not_met", present=present, required=found.required)
    return present


def extend(cmd: Command, poll: Poll, seconds: int) -> Poll:
    """Give an open poll more time, counted from its planned end, or from now where it has none.

    Raises Problem of the status met, poll_time_up (409: its time is over, it is being closed) or
    meeting_wrong_status (409).
    """
    after(Act.EXTEND, poll.status)
    require_status("poll", poll.meeting.status, RUNNING)
    runs_out = poll.closes_at is not None and poll.paused_at is None and poll.closes_at <= cmd.at
    if runs_out:
        raise Problem("poll_time_up")
    ending.set_end(cmd, poll, (poll.closes_at or cmd.at) + timedelta(seconds=seconds))
    poll.save(update_fields=["closes_at"])
    _append(cmd, poll, "poll.extended", seconds=seconds, closes_at=poll.closes_at)
    return poll


def cancel(cmd: Command, poll: Poll, reason: str) -> Poll:
    """End a poll without a result; ballots already cast are kept but never published.

    Raises Problem of the status met or meeting_wrong_status (409).
    """
    poll.status = after(Act.CANCEL, poll.status)
    require_status("poll", poll.meeting.status, ARRANGEABLE)
    poll.closed_at, poll.cancel_reason, poll.paused_at = cmd.at, reason, None
    poll.save(update_fields=["status", "closed_at", "cancel_reason", "paused_at"])
    _append(cmd, poll, "poll.cancelled", reason=reason)
    return poll


def forget_item(cmd: Command, item_id: UUID) -> None:
    """An item is being taken off the agenda: polls prepared for it stay, as questions of the whole meeting.

    Raises Problem item_in_use (409) when one of them has been opened.
    """
    polls = Poll.objects.select_for_update(of=("self",)).filter(item_id=item_id).select_related("meeting")
    for poll in polls:
        if poll.opened_at is not None:
            raise Problem("item_in_use")
        poll.item, poll.item_title = None, ""
        poll.save(update_fields=["item", "item_title"])
        _append(cmd, poll, "poll.edited")


def _named(elector: Elector) -> dict[str, Any]:
    return {
        "full_name": elector.full_name,
        "position": elector.position,
        "may_cast": elector.may_cast,
        "present": elector.present_at_open,
    }


def _append(cmd: Command, poll: Poll, event_type: str, **more: Any) -> None:
    cmd.append(
        stream_of(poll.meeting),
        event_type,
        data={**subject_of(poll), "options": poll.options, "seats": poll.seats, "rule": poll.rule, **more},
        state=poll_state(poll),
    )


def subject_of(poll: Poll) -> dict[str, Any]:
    """What every event of a poll says of it."""
    return {
        "poll_id": poll.id,
        "question": poll.question,
        "item_id": poll.item_id,
        "item_title": poll.item_title,
        "kind": str(poll.kind),
        "trial": poll.is_trial,
    }

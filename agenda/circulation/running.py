"""The commands of a circulation that was sent: answering, extending, reminding, recalling, closing.

Every function takes a circulation, or a member of one, whose circulation's row is locked.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from agenda.circulation.models import Circulation, CirculationMember
from agenda.circulation.rows import answers_state, draft_state, members_state, stream_of, told_result
from agenda.circulation.rules import (
    Act,
    Base,
    Choice,
    Rule,
    Said,
    Shown,
    Silence,
    Status,
    after,
    is_late,
    require_whole,
    tally,
)
from agenda.circulation.services import set_jobs
from agenda.circulation.telling import FOLLOWERS, own, tell
from agenda.voting.rules import Threshold
from ecabinet.jobs.services import enqueue
from ecabinet.journal.audience import ALL
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem

REPORT_JOB = "circulation.report"
NOT_SOONER_THAN = timedelta(hours=1)


def save_draft(cmd: Command, member: CirculationMember, said: Sequence[Said]) -> None:
    """Keep what the member or their aide has written. Appends circulation.drafted, for the two alone.

    Raises Problem of the status (409).
    """
    after(Act.ANSWER, member.circulation.status)
    member.draft = [_plain(each) for each in said]
    member.drafted_at, member.drafted_by = cmd.at, cmd.actor.name[:120]
    member.save(update_fields=["draft", "drafted_at", "drafted_by"])
    data = {"title": member.circulation.title, "full_name": member.full_name}
    stream = stream_of(member.circulation)
    cmd.append(stream, "circulation.drafted", data=data, state=draft_state(member), audience=own(member))


def answer(cmd: Command, member: CirculationMember, said: Sequence[Said]) -> None:
    """Submit the member's answers, or change them before the deadline; the last of all closes it.

    Appends circulation.answered and circulation.opinion_given. Raises Problem of the status,
    circulation_overdue (409), bad_input (422).
    """
    circulation = member.circulation
    after(Act.ANSWER, circulation.status)
    late = is_late(cmd.at, circulation.due_at, member.answered_at is not None, circulation.takes_late)
    require_whole(said, [one["number"] for one in circulation.questions])
    drafted_by = member.drafted_by
    member.answers, member.answered_at, member.is_late = [_plain(each) for each in said], cmd.at, late
    member.times += 1
    member.draft, member.drafted_at, member.drafted_by = None, None, ""
    member.save()
    _tell_answer(cmd, member)
    if drafted_by:
        _tell_submitted(cmd, member, drafted_by)
    waiting = circulation.members.filter(answered_at=None).exists()
    if circulation.closes_when_all_answered and not waiting:
        close(cmd, circulation, "all_answered")


def _tell_answer(cmd: Command, member: CirculationMember) -> None:
    circulation = member.circulation
    whom = {"full_name": member.full_name, "position": member.position, "is_late": member.is_late}
    told = {**whom, "times": member.times}
    tell(cmd, circulation, "answered", members_state([member]), ALL, is_changed=False, **told)
    given = ALL if circulation.shown == Shown.AT_ONCE else (*FOLLOWERS, *own(member))
    said = {**whom, "answers": member.answers}
    tell(cmd, circulation, "opinion_given", answers_state([member]), given, is_changed=False, **said)


def _tell_submitted(cmd: Command, member: CirculationMember, drafted_by: str) -> None:
    """The draft is used up; the two who wrote it learn so."""
    data = {"title": member.circulation.title, "full_name": member.full_name, "drafted_by": drafted_by}
    stream = stream_of(member.circulation)
    cmd.append(stream, "circulation.draft_used", data=data, state=draft_state(member), audience=own(member))


def _plain(said: Said) -> dict[str, Any]:
    return {"question": said.question, "choice": said.choice.value, "text": said.text.strip()}


def extend(cmd: Command, circulation: Circulation, due_at: datetime, reason: str) -> None:
    """A later deadline. Appends circulation.extended.

    Raises Problem of the status (409), bad_input (422) for one that is not later or lies in the past.
    """
    after(Act.EXTEND, circulation.status)
    if due_at <= max(circulation.due_at, cmd.at):
        raise Problem("bad_input", errors=(FieldError("due_at", "circulation_not_later"),))
    before, circulation.due_at = circulation.due_at, due_at
    circulation.save(update_fields=["due_at"])
    tell(cmd, circulation, "extended", {}, ALL, due_before=before, reason=reason)
    set_jobs(cmd, circulation)


def recall(cmd: Command, circulation: Circulation, reason: str) -> None:
    """Ask no more; what was answered stays on record and counts for nothing. Appends circulation.recalled.

    Raises Problem of the status (409).
    """
    circulation.status = after(Act.RECALL, circulation.status)
    circulation.closed_at, circulation.reason = cmd.at, reason
    circulation.save(update_fields=["status", "closed_at", "reason"])
    tell(cmd, circulation, "recalled", {}, ALL, reason=reason)


def remind_now(cmd: Command, circulation: Circulation) -> None:
    """Write to all who have not answered.

    Raises Problem of the status, everybody_has_answered, or within the hour circulation_reminded_lately
    (409).
    """
    after(Act.REMIND, circulation.status)
    last = circulation.reminded_at
    if last is not None and cmd.at - last < NOT_SOONER_THAN:
        raise Problem("circulation_reminded_lately", minutes=int((cmd.at - last).total_seconds() // 60))
    if not remind(cmd, circulation):
        raise Problem("everybody_has_answered")
    circulation.reminded_at = cmd.at
    circulation.save(update_fields=["reminded_at"])


def remind(cmd: Command, circulation: Circulation) -> list[CirculationMember]:
    """Remind those who have not answered; gives them. Appends circulation.reminded."""
    silent = list(circulation.members.filter(answered_at=None))
    for member in silent:
        member.reminded_at = cmd.at
    CirculationMember.objects.bulk_update(silent, ["reminded_at"])
    if silent:
        names = [one.full_name for one in silent]
        tell(cmd, circulation, "reminded", members_state(silent), ALL, is_changed=False, members=names)
    return silent


def close(cmd: Command, circulation: Circulation, because: str) -> None:
    """Count the answers; from now on everybody who was asked sees them. Appends circulation.closed.

    `because` is asked, deadline or all_answered. Raises Problem of the status (409).
    """
    circulation.status = after(Act.CLOSE, circulation.status)
    circulation.closed_at = cmd.at
    members = list(circulation.members.all())
    circulation.result = count(circulation, members)
    circulation.save(update_fields=["status", "closed_at", "result"])
    result = told_result(circulation)
    tell(cmd, circulation, "closed", answers_state(members), ALL, because=because, result=result)
    enqueue(cmd, REPORT_JOB, str(circulation.id), {"circulation_id": str(circulation.id)})


def close_by_hand(cmd: Command, circulation: Circulation) -> None:
    """Close what is over: its deadline has passed, or nobody is missing.

    Raises as `close`, and circulation_not_over (409).
    """
    after(Act.CLOSE, circulation.status)
    if cmd.at < circulation.due_at and circulation.members.filter(answered_at=None).exists():
        raise Problem("circulation_not_over")
    close(cmd, circulation, "asked")


def count(circulation: Circulation, members: Sequence[CirculationMember]) -> dict[str, Any]:
    """The result, a function of the stored answers and the circulation's own rule alone."""
    rule = rule_of(circulation)
    questions = []
    for question in circulation.questions:
        given: list[Choice] = [c for one in members if (c := one.choice_of(question["number"])) is not None]
        questions.append({**question, **asdict(tally(given, len(members), rule))})
    answered = [one for one in members if one.answers is not None]
    late = sum(one.is_late for one in answered)
    return {"members": len(members), "answered": len(answered), "late": late, "questions": questions}


def rule_of(circulation: Circulation) -> Rule:
    return Rule(Threshold(circulation.threshold), Base(circulation.base), Silence(circulation.silence))


def is_due(circulation: Circulation, at: datetime) -> bool:
    """Whether it closes by itself at `at`; one that takes late answers waits for all of them."""
    return circulation.status == Status.OPEN and not circulation.takes_late and circulation.due_at <= at

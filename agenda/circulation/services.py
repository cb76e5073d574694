"""The commands of a circulation up to its sending. All but `create` take one whose row is locked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from agenda.assignments.rules import reminder_times
from agenda.circulation.models import Circulation, CirculationMember
from agenda.circulation.rows import (
    members_state,
    papers_state,
    stream_of,
)
from agenda.circulation.rules import (
    Act,
    Silence,
    after,
)
from agenda.circulation.telling import PREPARERS, tell
from agenda.documents import services as documents
from agenda.documents.rules import Status as FileStatus
from ecabinet.directory.models import Person, Unit
from ecabinet.jobs.services import enqueue
from ecabinet.journal.audience import ALL
from ecabinet.journal.services import Command, State
from ecabinet.problems import FieldError, Problem
from meetings.kinds.services import unit_needs_approval

CLOSE_JOB = "circulation.close"
REMIND_JOB = "circulation.remind"
MOST_PAPERS = 30
# The approver may be the second person who declares a paper without text.
READY_TO_SUBMIT = (FileStatus.READY, FileStatus.AWAITING)
READY_TO_SEND = (FileStatus.READY,)


@dataclass(frozen=True)
class Asked:
    """One who shall be asked, with their aide."""

    person: Person
    aide: Person | None = None


@dataclass(frozen=True)
class Draft:
    """All that is said of a circulation before it is sent."""

    title: str
    content: str
    questions: tuple[str, ...]
    due_at: datetime
    threshold: str
    base: str
    silence: str
    legal_basis: str
    shown: str
    takes_late: bool
    closes_when_all_answered: bool
    approver: Person | None
    follower: Person | None
    members: tuple[Asked, ...]

    def fields(self) -> dict[str, Any]:
        """The columns of the circulation."""
        names = ("title", "content", "due_at", "threshold", "base", "silence", "legal_basis", "shown")
        choices = ("takes_late", "closes_when_all_answered", "approver", "follower")
        return {
            **{name: getattr(self, name) for name in (*names, *choices)},
            "questions": [{"number": n, "text": text} for n, text in enumerate(self.questions, 1)],
            "approver_name": self.approver.full_name if self.approver else "",
            "follower_name": self.follower.full_name if self.follower else "",
        }


def require_room(circulation: Circulation) -> None:
    """Raises Problem of the circulation's status, or circulation_too_many_papers (409)."""
    after(Act.EDIT, circulation.status)
    if circulation.papers.count() >= MOST_PAPERS:
        raise Problem("circulation_too_many_papers", most=MOST_PAPERS)


def create(cmd: Command, unit: Unit, draft: Draft) -> Circulation:
    """A draft of `unit`. Appends circulation.created. Raises Problem bad_input (422)."""
    _check(cmd, draft)
    circulation = Circulation.objects.create(
        unit=unit,
        unit_name=unit.name,
        created_at=cmd.at,
        created_by=cmd.actor.name[:120],
        needs_approval=unit_needs_approval(unit),
        **draft.fields(),
    )
    members = _write_members(circulation, draft.members)
    tell(cmd, circulation, "created", members_state(members), PREPARERS)
    return circulation


def edit(cmd: Command, circulation: Circulation, draft: Draft) -> None:
    """Say all of it anew. Appends circulation.edited. Raises Problem of the status (409), bad_input (422)."""
    after(Act.EDIT, circulation.status)
    _check(cmd, draft)
    for name, value in draft.fields().items():
        setattr(circulation, name, value)
    circulation.needs_approval = unit_needs_approval(circulation.unit)
    circulation.save()
    gone = {str(one.id): None for one in circulation.members.all()}
    circulation.members.all().delete()
    members = members_state(_write_members(circulation, draft.members))["members"]
    tell(cmd, circulation, "edited", {"members": {**gone, **members}}, PREPARERS)


def _check(cmd: Command, draft: Draft) -> None:
    errors = []
    if draft.due_at <= cmd.at:
        errors.append(FieldError("due_at", "due_in_past"))
    if draft.silence == Silence.AGREE and not draft.legal_basis:
        errors.append(FieldError("legal_basis", "silence_needs_basis"))
    people = [one.person.id for one in draft.members]
    if len(set(people)) != len(people):
        errors.append(FieldError("members", "member_twice"))
    if any(one.aide is not None and one.aide.id == one.person.id for one in draft.members):
        errors.append(FieldError("members", "aide_is_member_itself"))
    if errors:
        raise Problem("bad_input", errors=tuple(errors))


def _write_members(circulation: Circulation, asked: Sequence[Asked]) -> list[CirculationMember]:
    members = [
        CirculationMember(
            circulation=circulation,
            person=one.person,
            full_name=one.person.full_name,
            position=one.person.position,
            unit_name=one.person.unit.name,
            aide=one.aide,
            aide_name=one.aide.full_name if one.aide else "",
            place=place,
        )
        for place, one in enumerate(asked, 1)
    ]
    CirculationMember.objects.bulk_create(members)
    return members


def delete(cmd: Command, circulation: Circulation) -> None:
    """Forget a draft; its papers go after a day. Appends circulation.deleted.

    Raises Problem of the status (409).
    """
    after(Act.EDIT, circulation.status)
    for paper in circulation.papers.all():
        documents.discard(cmd, paper, at_once=False)
    data = {"title": circulation.title, "unit_name": circulation.unit_name}
    gone: State = {"circulation": {str(circulation.id): None}}
    cmd.append(stream_of(circulation), "circulation.deleted", data=data, state=gone, audience=PREPARERS)
    circulation.delete()


def submit(cmd: Command, circulation: Circulation) -> None:
    """Lay it before the unit's approver. Appends circulation.submitted.

    Raises Problem of the status, circulation_not_whole (409), or bad_input (422) without an approver.
    """
    reached = after(Act.SUBMIT, circulation.status)
    _require_whole(cmd, circulation, READY_TO_SUBMIT)
    if circulation.approver_id is None:
        raise Problem("bad_input", errors=(FieldError("approver_id", "circulation_no_approver"),))
    circulation.status, circulation.reason = reached, ""
    circulation.save(update_fields=["status", "reason"])
    tell(cmd, circulation, "submitted", {}, PREPARERS, approver=circulation.approver_name)


def give_back(cmd: Command, circulation: Circulation, reason: str) -> None:
    """Return it to those who prepare it. Appends circulation.returned. Raises Problem of the status (409)."""
    circulation.status, circulation.reason = after(Act.RETURN, circulation.status), reason
    circulation.save(update_fields=["status", "reason"])
    tell(cmd, circulation, "returned", {}, PREPARERS, reason=reason)


def approve(cmd: Command, circulation: Circulation) -> None:
    """Approve and send it. Appends circulation.sent. Raises as `send`."""
    _open(cmd, circulation, Act.APPROVE, approved_by=cmd.actor.name)


def send(cmd: Command, circulation: Circulation) -> None:
    """Put it before its members. Appends circulation.sent.

    Raises Problem of the status, circulation_needs_approval, circulation_not_whole (409).
    """
    if circulation.needs_approval or unit_needs_approval(circulation.unit):
        after(Act.SEND, circulation.status)
        raise Problem("circulation_needs_approval")
    _open(cmd, circulation, Act.SEND)


def _open(cmd: Command, circulation: Circulation, act: Act, **more: Any) -> None:
    reached = after(act, circulation.status)
    _require_whole(cmd, circulation, READY_TO_SEND)
    circulation.status, circulation.sent_at, circulation.reason = reached, cmd.at, ""
    circulation.first_due_at = circulation.due_at
    circulation.save(update_fields=["status", "sent_at", "reason", "first_due_at"])
    members = list(circulation.members.all())
    state = {**members_state(members), **papers_state(circulation.papers.all())}
    names = [one.full_name for one in members]
    tell(cmd, circulation, "sent", state, ALL, members=names, follower=circulation.follower_name, **more)
    set_jobs(cmd, circulation)


def _require_whole(cmd: Command, circulation: Circulation, readiness: Collection[str]) -> None:
    """It has members, its deadline lies ahead, and all its papers are so far."""
    missing = []
    if not circulation.members.exists():
        missing.append("members")
    if circulation.due_at <= cmd.at:
        missing.append("due_at")
    if circulation.papers.exclude(status__in=readiness).exists():
        missing.append("papers")
    if missing:
        errors = tuple(FieldError(name, f"circulation_lacks_{name}") for name in missing)
        raise Problem("circulation_not_whole", errors=errors)


def set_jobs(cmd: Command, circulation: Circulation) -> None:
    """A job is for the deadline that it was set for: another deadline has others."""
    due = time_of(circulation)
    named = {"circulation_id": str(circulation.id), "due_at": due}
    enqueue(cmd, CLOSE_JOB, f"{circulation.id} {due}", named, circulation.due_at)
    for when in reminder_times(timezone.localtime(circulation.due_at), cmd.at):
        enqueue(cmd, REMIND_JOB, f"{circulation.id} {when.timestamp():.0f} {due}", named, when)


def time_of(circulation: Circulation) -> str:
    """The deadline as its jobs name it."""
    return circulation.due_at.astimezone(UTC).isoformat()

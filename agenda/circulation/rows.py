"""The rows of circulations as snapshots, events and lists show them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Count, Q
from ninja import Schema

from agenda.circulation.access import NOBODY, answering, sees_answers
from agenda.circulation.models import Circulation, CirculationMember, CirculationPaper, Report
from agenda.circulation.rules import Base, Choice, Outcome, Shown, Silence, Status, sentence
from agenda.documents.rules import Status as FileStatus
from agenda.voting.rules import Threshold
from ecabinet.directory.principal import Principal
from ecabinet.journal.audience import Viewer, role
from ecabinet.journal.services import State
from ecabinet.journal.snapshot import stream_name
from ecabinet.shapes import INLINE
from meetings.lifecycle.rows import Instant

# Who learns in a session what was answered in writing before it.
LEARNERS = role("chair", "secretary", "member")
MemberStatus = Literal["unanswered", "overdue", "answered", "late"]


class OpinionQuestion(Schema):
    number: int
    text: str


class OpinionTally(OpinionQuestion):
    """The result of one question (agenda.circulation.rules.Tally), with its sentence in both languages."""

    agree: int
    disagree: int
    other: int
    option: int
    silent: int
    members: int
    counted: int
    base: int
    required: int
    outcome: Annotated[Outcome, INLINE]
    sentence_vi: str
    sentence_en: str


class OpinionResult(Schema):
    """How many answered, how many of them late, and each question's tally."""

    members: int
    answered: int
    late: int
    questions: list[OpinionTally]


class CirculationRow(Schema):
    """The circulation itself. `first_due_at` is the deadline as it was sent, before any extension."""

    id: UUID
    unit_id: UUID
    unit_name: str
    title: str
    content: str
    questions: list[OpinionQuestion]
    status: Annotated[Status, INLINE]
    threshold: Annotated[Threshold, INLINE]
    base: Annotated[Base, INLINE]
    silence: Annotated[Silence, INLINE]
    legal_basis: str
    shown: Annotated[Shown, INLINE]
    takes_late: bool
    closes_when_all_answered: bool
    needs_approval: bool
    approver_id: UUID | None
    approver_name: str
    follower_id: UUID | None
    follower_name: str
    due_at: Instant
    first_due_at: Instant | None
    created_at: Instant
    created_by: str
    sent_at: Instant | None
    closed_at: Instant | None
    reason: str
    result: OpinionResult | None


class OpinionMemberRow(Schema):
    """One who is asked, and whether they answered; never what. `times`: how often they have submitted."""

    id: UUID
    person_id: UUID
    full_name: str
    position: str
    unit_name: str
    place: int
    aide_id: UUID | None
    aide_name: str
    answered_at: Instant | None
    is_late: bool
    times: int
    reminded_at: Instant | None


class OpinionAnswer(Schema):
    question: int
    choice: Annotated[Choice, INLINE]
    text: str


class OpinionAnswersRow(Schema):
    """What a member answered."""

    member_id: UUID
    answers: list[OpinionAnswer]


class OpinionDraftRow(Schema):
    """What a member or their aide has written and the member has not submitted; for these two alone."""

    member_id: UUID
    answers: list[OpinionAnswer]
    drafted_at: Instant
    drafted_by: str


class OpinionPaperRow(Schema):
    """A paper on the matter; `rejected_reason` is Vietnamese."""

    id: UUID
    title: str
    filename: str
    pages: int | None
    size: int
    sha256: str
    status: Annotated[FileStatus, INLINE]
    rejected_reason: str
    uploaded_at: Instant
    uploaded_by: str
    uploader_id: UUID | None
    declared_by: str


class OpinionReportRow(Schema):
    """The result of a circulation as a session of its unit learns it."""

    circulation_id: UUID
    title: str
    closed_at: Instant
    result: OpinionResult


class CirculationLine(Schema):
    """A circulation in a list, with how far it has come and what is one's own part in it."""

    id: UUID
    title: str
    unit_name: str
    status: Annotated[Status, INLINE]
    due_at: Instant
    sent_at: Instant | None
    closed_at: Instant | None
    questions: int
    members: int
    answered: int
    late: int
    my_status: MemberStatus | None
    is_mine_to_draft: bool


def circulation_row(circulation: Circulation) -> CirculationRow:
    names = set(CirculationRow.model_fields) - {"result"}
    result = told_result(circulation)
    return CirculationRow.model_validate({**{n: getattr(circulation, n) for n in names}, "result": result})


def told_result(circulation: Circulation) -> dict[str, Any] | None:
    """The stored result with the sentences that say it."""
    if circulation.result is None:
        return None
    silence = Silence(circulation.silence)
    questions = [
        {**one, **{f"sentence_{language}": sentence(one, silence, language) for language in ("vi", "en")}}
        for one in circulation.result["questions"]
    ]
    return {**circulation.result, "questions": questions}


def member_row(member: CirculationMember) -> OpinionMemberRow:
    return OpinionMemberRow.model_validate({n: getattr(member, n) for n in OpinionMemberRow.model_fields})


def answers_row(member: CirculationMember) -> OpinionAnswersRow:
    return OpinionAnswersRow(
        member_id=member.id, answers=[OpinionAnswer(**one) for one in member.answers or ()]
    )


def draft_row(member: CirculationMember) -> OpinionDraftRow | None:
    if member.draft is None or member.drafted_at is None:
        return None
    answers = [OpinionAnswer(**one) for one in member.draft]
    return OpinionDraftRow(
        member_id=member.id, answers=answers, drafted_at=member.drafted_at, drafted_by=member.drafted_by
    )


def paper_row(paper: CirculationPaper) -> OpinionPaperRow:
    return OpinionPaperRow.model_validate({n: getattr(paper, n) for n in OpinionPaperRow.model_fields})


def report_row(report: Report) -> OpinionReportRow:
    circulation = report.circulation
    return OpinionReportRow.model_validate(
        {
            "circulation_id": circulation.id,
            "title": circulation.title,
            "closed_at": circulation.closed_at,
            "result": told_result(circulation),
        }
    )


def stream_of(circulation: Circulation) -> str:
    return stream_name("circulation", circulation.id)


# What events say of these parts.


def circulation_state(circulation: Circulation) -> State:
    return {"circulation": {str(circulation.id): circulation_row(circulation).model_dump(mode="json")}}


def members_state(members: Iterable[CirculationMember]) -> State:
    return {"members": {str(one.id): member_row(one).model_dump(mode="json") for one in members}}


def answers_state(members: Iterable[CirculationMember]) -> State:
    """The answers of those members who have given one."""
    given = [one for one in members if one.answers is not None]
    return {"answers": {str(one.id): answers_row(one).model_dump(mode="json") for one in given}}


def draft_state(member: CirculationMember) -> State:
    row = draft_row(member)
    return {"drafts": {str(member.id): row.model_dump(mode="json") if row else None}}


def papers_state(papers: Iterable[CirculationPaper]) -> State:
    return {"papers": {str(one.id): paper_row(one).model_dump(mode="json") for one in papers}}


# What snapshots show of them.


def read_circulation(subject: str, _viewer: Viewer) -> dict[str, Any]:
    return {str(one.id): circulation_row(one) for one in Circulation.objects.filter(id=subject)}


def read_members(subject: str, _viewer: Viewer) -> dict[str, Any]:
    return {
        str(one.id): member_row(one) for one in CirculationMember.objects.filter(circulation=UUID(subject))
    }


def read_papers(subject: str, _viewer: Viewer) -> dict[str, Any]:
    return {str(one.id): paper_row(one) for one in CirculationPaper.objects.filter(circulation=UUID(subject))}


def read_answers(subject: str, viewer: Viewer) -> dict[str, Any]:
    circulation = Circulation.objects.get(id=subject)
    members: Iterable[CirculationMember] = answering(circulation, viewer.person_id)
    if sees_answers(viewer, circulation):
        members = circulation.members.all()
    return {str(one.id): answers_row(one) for one in members if one.answers is not None}


def read_drafts(subject: str, viewer: Viewer) -> dict[str, Any]:
    members = answering(Circulation.objects.get(id=subject), viewer.person_id)
    rows = {str(one.id): draft_row(one) for one in members}
    return {key: row for key, row in rows.items() if row is not None}


def read_reports(subject: str, viewer: Viewer) -> dict[str, Any]:
    if not viewer.sees(LEARNERS):
        return {}
    reports = Report.objects.filter(meeting=UUID(subject)).select_related("circulation")
    return {str(report.pk): report_row(report) for report in reports}


# Lists.


def member_status(member: CirculationMember, due_at: datetime, now: datetime) -> MemberStatus:
    """Where a member stands at `now`."""
    if member.answered_at is not None:
        return "late" if member.is_late else "answered"
    return "overdue" if now > due_at else "unanswered"


def lines(principal: Principal, circulations: list[Circulation], now: datetime) -> list[CirculationLine]:
    """The lines of a list, in three queries."""
    ids = [one.id for one in circulations]
    asked = CirculationMember.objects.filter(circulation__in=ids).order_by()
    counts: dict[UUID, dict[str, Any]] = {
        row["circulation_id"]: dict(row)
        for row in asked.values("circulation_id").annotate(
            members=Count("id"),
            answered=Count("id", filter=Q(answered_at__isnull=False)),
            late=Count("id", filter=Q(is_late=True)),
        )
    }
    me = principal.person_id or NOBODY
    own = {m.circulation_id: m for m in asked.filter(person_id=me)}
    aided = set(asked.filter(Q(aide_id=me), answered_at=None).values_list("circulation_id", flat=True))
    return [_line(one, counts.get(one.id, {}), own.get(one.id), one.id in aided, now) for one in circulations]


def _line(
    circulation: Circulation, counts: dict[str, Any], own: CirculationMember | None, aids: bool, now: datetime
) -> CirculationLine:
    names = ("id", "title", "unit_name", "status", "due_at", "sent_at", "closed_at")
    return CirculationLine(
        **{name: getattr(circulation, name) for name in names},
        members=counts.get("members", 0),
        answered=counts.get("answered", 0),
        late=counts.get("late", 0),
        questions=len(circulation.questions),
        my_status=member_status(own, circulation.due_at, now) if own else None,
        is_mine_to_draft=aids and circulation.status == Status.OPEN,
    )

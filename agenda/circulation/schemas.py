"""What the endpoints of circulations take and give, beside the rows."""

from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from agenda.circulation.rows import (
    CirculationLine,
    CirculationRow,
    OpinionAnswersRow,
    OpinionDraftRow,
    OpinionMemberRow,
    OpinionPaperRow,
    OpinionResult,
)
from agenda.circulation.rules import MOST_MEMBERS, MOST_QUESTIONS, Base, Choice, Said, Shown, Silence
from agenda.circulation.services import Asked, Draft
from agenda.voting.rules import Threshold
from ecabinet.directory.models import Person
from ecabinet.shapes import INLINE
from meetings.lifecycle.fields import Line, Moment, Title, Words
from meetings.lifecycle.journal_view import HeadOut
from meetings.lifecycle.lookup import all_existing
from meetings.lifecycle.rows import Instant

PARAGRAPHS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Content = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000, pattern=PARAGRAPHS)]
Opinion = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=PARAGRAPHS)]
QuestionText = Annotated[str, Words, StringConstraints(min_length=1, max_length=1000)]


class AskedIn(Schema):
    """One who shall be asked; `aide_id` may draft the answer for them."""

    person_id: UUID
    aide_id: UUID | None = None


class CirculationIn(Schema):
    """All that is said of a circulation; `legal_basis` is needed where silence counts as agreement."""

    title: Title
    content: Content = ""
    questions: list[QuestionText] = Field(min_length=1, max_length=MOST_QUESTIONS)
    due_at: Moment
    threshold: Annotated[Threshold, INLINE] = Threshold.HALF
    base: Annotated[Base, INLINE] = Base.MEMBERS
    silence: Annotated[Silence, INLINE] = Silence.NOT_COUNTED
    legal_basis: Line = ""
    shown: Annotated[Shown, INLINE] = Shown.CLOSED
    takes_late: bool = False
    closes_when_all_answered: bool = True
    approver_id: UUID | None = None
    follower_id: UUID | None = None
    members: list[AskedIn] = Field(default_factory=list, max_length=MOST_MEMBERS)

    def draft(self) -> Draft:
        """The same with the people of the directory. Raises Problem bad_input (422) for unknown ones."""
        people = _people("members", [one.person_id for one in self.members])
        aides = _people("members", [one.aide_id for one in self.members])
        office = {name: _people(name, [getattr(self, name)]) for name in ("approver_id", "follower_id")}
        plain = self.model_dump(exclude={"unit_id", "questions", "approver_id", "follower_id", "members"})
        return Draft(
            **plain,
            questions=tuple(self.questions),
            approver=office["approver_id"].get(self.approver_id),
            follower=office["follower_id"].get(self.follower_id),
            members=tuple(Asked(people[one.person_id], aides.get(one.aide_id)) for one in self.members),
        )


class NewCirculation(CirculationIn):
    """A new one; without `unit_id` of the own unit."""

    unit_id: UUID | None = None


def _people(field: str, ids: list[UUID] | list[UUID | None]) -> dict[UUID | None, Person]:
    wanted = dict.fromkeys(one for one in ids if one is not None)
    rows = Person.objects.select_related("unit")
    return {person.id: person for person in all_existing(rows, wanted, field)}


class AnswerIn(Schema):
    """What is answered to one question; all but agreement need words to be submitted."""

    question: Annotated[int, Field(ge=1, le=MOST_QUESTIONS)]
    choice: Annotated[Choice, INLINE]
    text: Opinion = ""


class AnswersIn(Schema):
    """The answers to all questions, or for a draft to some. `member_id`: for whom an aide drafts."""

    answers: list[AnswerIn] = Field(max_length=MOST_QUESTIONS)
    member_id: UUID | None = None

    def said(self) -> list[Said]:
        return [Said(one.question, Choice(one.choice), one.text) for one in self.answers]


class ExtendIn(Schema):
    due_at: Moment
    reason: Line = ""


class FromLibraryIn(Schema):
    """Which of one's own papers is laid, with the declaration that it holds no state secret."""

    paper_id: UUID
    declared_not_secret: bool


class CirculationViewer(Schema):
    """As whom it is seen: `writes_for` are the members whose answer one drafts, one's own first; of these one
    submits `member_id` alone."""

    role: str | None
    can: list[str]
    person_id: UUID | None
    member_id: UUID | None
    writes_for: list[UUID]


class CirculationParts(Schema):
    circulation: dict[str, CirculationRow]
    members: dict[str, OpinionMemberRow]
    papers: dict[str, OpinionPaperRow]
    answers: dict[str, OpinionAnswersRow]
    drafts: dict[str, OpinionDraftRow]


class CirculationSnapshot(Schema):
    """The state of stream `circulation:<id>` at `seq`, as one viewer sees it."""

    stream: str
    seq: int
    viewer_seq: int
    head: HeadOut
    now: Instant
    viewer: CirculationViewer
    parts: CirculationParts


class OpinionStatistics(Schema):
    """One circulation with its figures; `result` once it is closed."""

    line: CirculationLine
    result: OpinionResult | None


class PersonOpinions(Schema):
    """How often one was asked and answered, and what, over all questions."""

    person_id: UUID
    full_name: str
    position: str
    unit_name: str
    asked: int
    answered: int
    late: int
    unanswered: int
    agree: int
    disagree: int
    other: int
    option: int

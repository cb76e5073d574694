"""Written opinions without I/O: the life of a circulation, who still may answer, and the one tally.

Integers only: a majority is never decided by a rounded number. Silence is counted as the circulation's own
policy says, which is frozen when it is sent and shown beside the result.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from agenda.voting.rules import Threshold, votes_required
from ecabinet.problems import FieldError, Problem

MOST_QUESTIONS = 20
MOST_MEMBERS = 500


class Status(StrEnum):
    """`submitted`: with the unit's approver; `returned`: sent back by them to be mended."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    OPEN = "open"
    CLOSED = "closed"
    RECALLED = "recalled"


class Act(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    SEND = "send"
    ANSWER = "answer"
    EXTEND = "extend"
    REMIND = "remind"
    RECALL = "recall"
    CLOSE = "close"


class Choice(StrEnum):
    """đồng ý, không đồng ý (lý do), ý kiến khác, phương án khác: all but the first need words."""

    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"
    OPTION = "option"


class Silence(StrEnum):
    """What it means that a member does not answer: nothing, agreement, or that a session must decide."""

    NOT_COUNTED = "not_counted"
    AGREE = "count_as_agree"
    ESCALATE = "escalate"


class Base(StrEnum):
    """Of whom the threshold is a part: all who were asked, or those whose word counts."""

    MEMBERS = "members"
    ANSWERED = "answered"


class Shown(StrEnum):
    """When the members see each other's answers."""

    CLOSED = "closed"
    AT_ONCE = "at_once"


class Outcome(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    ESCALATED = "escalated"


TRANSITIONS: dict[Act, dict[Status, Status]] = {
    Act.EDIT: {Status.DRAFT: Status.DRAFT, Status.RETURNED: Status.RETURNED},
    Act.SUBMIT: {Status.DRAFT: Status.SUBMITTED, Status.RETURNED: Status.SUBMITTED},
    Act.APPROVE: {Status.SUBMITTED: Status.OPEN},
    Act.RETURN: {Status.SUBMITTED: Status.RETURNED},
    Act.SEND: {Status.DRAFT: Status.OPEN, Status.RETURNED: Status.OPEN},
    Act.ANSWER: {Status.OPEN: Status.OPEN},
    Act.EXTEND: {Status.OPEN: Status.OPEN},
    Act.REMIND: {Status.OPEN: Status.OPEN},
    Act.RECALL: {Status.OPEN: Status.RECALLED},
    Act.CLOSE: {Status.OPEN: Status.CLOSED},
}
SENT = frozenset({Status.OPEN, Status.CLOSED, Status.RECALLED})


def after(act: Act, status: Status | str) -> Status:
    """The status that `act` leads to.

    Raises Problem circulation_draft, circulation_submitted, circulation_returned, circulation_open,
    circulation_closed or circulation_recalled (409), which tells the state met.
    """
    reached = TRANSITIONS[act].get(Status(status))
    if reached is None:
        raise Problem(f"circulation_{Status(status).value}")
    return reached


@dataclass(frozen=True)
class Said:
    """What one member answers to one question; `text` is the reason or the opinion in words."""

    question: int
    choice: Choice
    text: str = ""


def require_whole(said: Iterable[Said], questions: Iterable[int]) -> None:
    """Raises Problem bad_input (422) unless each question has exactly one answer, with words where needed."""
    given, asked = list(said), list(questions)
    if sorted(each.question for each in given) != sorted(asked):
        raise Problem("bad_input", errors=(FieldError("answers", "answers_incomplete"),))
    for each in given:
        if each.choice is not Choice.AGREE and not each.text.strip():
            field = f"answers.{each.question}.text"
            raise Problem("bad_input", errors=(FieldError(field, f"answer_needs_words_{each.choice.value}"),))


def is_late(at: datetime, due_at: datetime, has_answered: bool, takes_late: bool) -> bool:
    """Whether an answer given at `at` is a late one.

    The deadline is a stored time and no timer: whatever did or did not run meanwhile, an answer is judged by
    it alone. Raises Problem circulation_overdue (409) when it comes too late to be taken.
    """
    if at <= due_at:
        return False
    if has_answered or not takes_late:
        raise Problem("circulation_overdue")
    return True


@dataclass(frozen=True)
class Rule:
    """How each question is decided, frozen when the circulation is sent."""

    threshold: Threshold
    base: Base
    silence: Silence


@dataclass(frozen=True)
class Tally:
    """agree + disagree + other + option + silent = members; `required` of `base` adopt.

    `counted` are those who agree together with those whose silence counts as agreement.
    """

    agree: int
    disagree: int
    other: int
    option: int
    silent: int
    members: int
    counted: int
    base: int
    required: int
    outcome: Outcome


def tally(choices: Iterable[Choice], members: int, rule: Rule) -> Tally:
    """The result of one question: `choices` are those of the members who answered, one each.

    Raises ValueError for more answers than members.
    """
    given = Counter(choices)
    answered = given.total()
    silent = members - answered
    if silent < 0:
        raise ValueError("more answers than members")
    agrees_by_silence = silent if rule.silence is Silence.AGREE else 0
    counted = given[Choice.AGREE] + agrees_by_silence
    base = members if rule.base is Base.MEMBERS else answered + agrees_by_silence
    required = votes_required(rule.threshold, base)
    return Tally(
        agree=given[Choice.AGREE],
        disagree=given[Choice.DISAGREE],
        other=given[Choice.OTHER],
        option=given[Choice.OPTION],
        silent=silent,
        members=members,
        counted=counted,
        base=base,
        required=required,
        outcome=_outcome(rule, silent, counted >= required),
    )


def _outcome(rule: Rule, silent: int, adopted: bool) -> Outcome:
    if rule.silence is Silence.ESCALATE and silent:
        return Outcome.ESCALATED
    return Outcome.ADOPTED if adopted else Outcome.REJECTED


SENTENCES = {
    "vi": "Đồng ý {counted}/{base}; thông qua khi có từ {required}.{silence} {ending}",
    "en": "{counted} of {base} agree; adopted from {required}.{silence} {ending}",
}
SILENCES = {
    "vi": {
        Silence.NOT_COUNTED: " {silent} thành viên không trả lời, không tính vào bên nào.",
        Silence.AGREE: " Trong đó {silent} thành viên không trả lời, được tính là đồng ý.",
        Silence.ESCALATE: " {silent} thành viên không trả lời.",
    },
    "en": {
        Silence.NOT_COUNTED: " {silent} without an answer count for no side.",
        Silence.AGREE: " Among them {silent} without an answer, counted as agreeing.",
        Silence.ESCALATE: " {silent} without an answer.",
    },
}
ENDINGS = {
    "vi": {
        Outcome.ADOPTED: "Kết quả: thông qua.",
        Outcome.REJECTED: "Kết quả: không thông qua.",
        Outcome.ESCALATED: "Kết quả: đưa ra phiên họp.",
    },
    "en": {
        Outcome.ADOPTED: "Result: adopted.",
        Outcome.REJECTED: "Result: not adopted.",
        Outcome.ESCALATED: "Result: goes to a session.",
    },
}


def sentence(result: dict[str, Any], silence: Silence, language: str) -> str:
    """The result of one question (a plain `Tally`) in one line of `language`, the same wherever it stands."""
    told = SILENCES[language][silence].format(**result) if result["silent"] else ""
    ending = ENDINGS[language][Outcome(result["outcome"])]
    return SENTENCES[language].format(**result, silence=told, ending=ending)

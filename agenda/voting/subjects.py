"""What is put to the vote and what a ballot says of it, without I/O.

A ballot's content is one JSON value, checked against its subject before it is stored and never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ecabinet.problems import FieldError, Problem

MOST_OPTIONS = 60
LONGEST_LABEL = 200
LONGEST_TEXT = 1000


class Choice(StrEnum):
    """Answers to a motion (tán thành, không tán thành, không biểu quyết: a cast abstention) or to a request
    for opinions (đồng ý, không đồng ý, ý kiến khác)."""

    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"
    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"


class PollKind(StrEnum):
    """What is asked: a motion, an opinion, one of a list, up to `seats` of a list, an election by marking up
    to `seats` candidates, or an election with for or against each candidate."""

    APPROVAL = "approval"
    OPINION = "opinion"
    ONE_OF = "one_of"
    UP_TO = "up_to"
    ELECTION = "election"
    ELECTION_EACH = "election_each"


class Standing(StrEnum):
    """Blank and invalid ballots are cast; they count for nobody."""

    VALID = "valid"
    BLANK = "blank"
    INVALID = "invalid"


CHOICES: dict[PollKind, tuple[Choice, ...]] = {
    PollKind.APPROVAL: (Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN),
    PollKind.OPINION: (Choice.AGREE, Choice.DISAGREE, Choice.OTHER),
}
ELECTIONS = frozenset({PollKind.ELECTION, PollKind.ELECTION_EACH})
APPROVING = frozenset({Choice.APPROVE, Choice.AGREE})
REJECTING = frozenset({Choice.REJECT, Choice.DISAGREE})


@dataclass(frozen=True)
class Option:
    """One of a list; `key` is what ballots name it by."""

    key: str
    label: str

    def plain(self) -> dict[str, str]:
        """`{key, label}`."""
        return {"key": self.key, "label": self.label}


@dataclass(frozen=True)
class Subject:
    """What is asked. `seats`: how many may be marked on a ballot and chosen in the end."""

    kind: PollKind = PollKind.APPROVAL
    options: tuple[Option, ...] = ()
    seats: int = 1

    @classmethod
    def of(cls, kind: str, options: list[dict[str, str]], seats: int) -> "Subject":
        """The subject as a poll's row keeps it."""
        return cls(PollKind(kind), tuple(Option(o["key"], o["label"]) for o in options), seats)

    @property
    def is_motion(self) -> bool:
        """Whether it is answered by a choice; the others are answered by marks on a list."""
        return self.kind in CHOICES


MOTION = Subject()


@dataclass(frozen=True)
class Content:
    """What a ballot says: a choice, with words where it is an opinion; or the marked options, and in an
    election by for and against those it is against."""

    choice: Choice | None = None
    text: str = ""
    options: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The content as JSON; what is empty is left out."""
        lists = {"options": list(self.options), "against": list(self.against)}
        says = {"choice": self.choice and self.choice.value, "text": self.text, **lists}
        return {name: value for name, value in says.items() if value}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Content":
        """The inverse of `plain`. Raises ValueError for an unknown choice."""
        choice = plain.get("choice")
        return cls(
            Choice(choice) if choice else None,
            plain.get("text", ""),
            tuple(plain.get("options", ())),
            tuple(plain.get("against", ())),
        )


def subject_wanted(kind: PollKind, labels: Sequence[str], seats: int | None) -> Subject:
    """A subject with its options numbered. Raises Problem poll_subject_wrong (422) naming the field."""
    if kind in CHOICES:
        if labels:
            raise _wrong("options", "poll_no_options")
        return Subject(kind)
    least = 1 if kind in ELECTIONS else 2
    if not least <= len(labels) <= MOST_OPTIONS:
        raise _wrong("options", "poll_few_options", least=least, most=MOST_OPTIONS)
    if len({label.casefold() for label in labels}) < len(labels):
        raise _wrong("options", "poll_same_options")
    wanted = 1 if kind is PollKind.ONE_OF or seats is None else seats
    if not 1 <= wanted <= len(labels):
        raise _wrong("seats", "poll_seats_wrong", most=len(labels))
    options = tuple(Option(str(n), label) for n, label in enumerate(labels, 1))
    return Subject(kind, options, wanted)


def _wrong(field: str, code: str, **values: Any) -> Problem:
    return Problem("poll_subject_wrong", errors=(FieldError(field, code, values),))


def checked(subject: Subject, content: Content) -> Content:
    """The content as it is stored: marks in the order of the list, so that a retry is the same ballot.

    Raises Problem ballot_not_fitting, opinion_without_words or too_many_marked (422). In an election too many
    marks are no error: as on paper, the ballot is cast and invalid.
    """
    if subject.is_motion:
        return _checked_choice(subject.kind, content)
    keys = [option.key for option in subject.options]
    marked = [*content.options, *content.against]
    is_each = subject.kind is PollKind.ELECTION_EACH
    fits = len(set(marked)) == len(marked) and set(marked) <= set(keys) and (is_each or not content.against)
    if not fits or content.choice is not None or content.text:
        raise Problem("ballot_not_fitting")
    if len(content.options) > subject.seats and subject.kind not in ELECTIONS:
        raise Problem("too_many_marked", most=subject.seats, marked=len(content.options))
    return Content(
        options=tuple(key for key in keys if key in content.options),
        against=tuple(key for key in keys if key in content.against),
    )


def _checked_choice(kind: PollKind, content: Content) -> Content:
    words_allowed = kind is PollKind.OPINION
    fits = content.choice in CHOICES[kind] and not content.options and not content.against
    if not fits or (content.text and not words_allowed):
        raise Problem("ballot_not_fitting")
    if content.choice is Choice.OTHER and not content.text.strip():
        raise Problem("opinion_without_words")
    return Content(choice=content.choice, text=content.text.strip())


def standing(subject: Subject, content: Content) -> Standing:
    """Whether a ballot is valid: blank without a mark, invalid with more marks than there are seats."""
    if content.choice is not None:
        return Standing.VALID
    if len(content.options) > subject.seats:
        return Standing.INVALID
    return Standing.VALID if content.options or content.against else Standing.BLANK


def labels_of(subject: Subject, keys: Sequence[str]) -> list[str]:
    """The marked options in words."""
    known = {option.key: option.label for option in subject.options}
    return [known[key] for key in keys]

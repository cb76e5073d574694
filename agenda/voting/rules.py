"""Voting without I/O: the life of a poll, what a ballot does, and the one function that computes results.

Integers only: a majority is never decided by a rounded number.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ecabinet.problems import Problem
from meetings.attendance.rules import quorum


class Status(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    EDIT = "edit"
    OPEN = "open"
    CLOSE = "close"
    CANCEL = "cancel"


class Choice(StrEnum):
    """tán thành, không tán thành, không biểu quyết: the last one is a cast abstention."""

    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"


class Threshold(StrEnum):
    """`1/2`: more than half; `2/3` and `3/4`: at least that part; unanimous: all of the base."""

    HALF = "1/2"
    TWO_THIRDS = "2/3"
    THREE_QUARTERS = "3/4"
    UNANIMOUS = "unanimous"


class Base(StrEnum):
    """Of whom the threshold is a part: all members, those present or having voted, or the ballots cast."""

    ENTITLED = "entitled"
    PRESENT = "present"
    CAST = "cast"


class Tie(StrEnum):
    """Exactly half of the base approves: the side the chair voted for wins, or the motion is rejected."""

    CHAIR = "chair"
    REJECTED = "rejected"


class Electorate(StrEnum):
    """Who is on the roll: every voting member (present when casting), or those present at the opening."""

    MEMBERS = "members"
    PRESENT = "present"


class Outcome(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    VOID = "void"


TRANSITIONS: dict[Act, dict[Status, Status]] = {
    Act.EDIT: {Status.DRAFT: Status.DRAFT},
    Act.OPEN: {Status.DRAFT: Status.OPEN},
    Act.CLOSE: {Status.OPEN: Status.CLOSED},
    Act.CANCEL: {Status.DRAFT: Status.CANCELLED, Status.OPEN: Status.CANCELLED},
}

FRACTIONS = {Threshold.HALF: (1, 2), Threshold.TWO_THIRDS: (2, 3), Threshold.THREE_QUARTERS: (3, 4)}


def after(act: Act, status: Status | str) -> Status:
    """The status that `act` leads to.

    Raises Problem poll_draft, poll_open, poll_closed or poll_cancelled (409), which tells the state met.
    """
    reached = TRANSITIONS[act].get(Status(status))
    if reached is None:
        raise Problem(f"poll_{Status(status).value}", act=act.value)
    return reached


def require_open(status: Status | str) -> None:
    """Raises Problem poll_draft, ballot_too_late or poll_cancelled (409) unless ballots are taken."""
    if status == Status.CLOSED:
        raise Problem("ballot_too_late")
    if status != Status.OPEN:
        raise Problem(f"poll_{Status(status).value}", act="cast")


def require_running(paused_at: datetime | None, site_name: str) -> None:
    """Raises Problem poll_paused (409) while a poll waits for the line of a site."""
    if paused_at is not None:
        raise Problem("poll_paused", site=site_name)


@dataclass(frozen=True)
class Rule:
    """How a poll is decided, frozen when it opens and stored with its legal basis.

    A quorum of None: the meeting asks for none.
    """

    threshold: Threshold
    base: Base
    electorate: Electorate
    tie: Tie
    quorum_numerator: int | None
    quorum_denominator: int | None
    legal_basis: str = ""

    def plain(self) -> dict[str, Any]:
        """The rule as JSON: `{threshold, base, electorate, tie, quorum{…}, legal_basis}`."""
        fields = asdict(self)
        parts = {name: fields.pop(f"quorum_{name}") for name in ("numerator", "denominator")}
        return {**{name: str(value) for name, value in fields.items()}, "quorum": parts}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Rule":
        """The inverse of `plain`. Raises KeyError or ValueError for what is no rule."""
        return cls(
            Threshold(plain["threshold"]),
            Base(plain["base"]),
            Electorate(plain["electorate"]),
            Tie(plain["tie"]),
            plain["quorum"]["numerator"],
            plain["quorum"]["denominator"],
            str(plain["legal_basis"]),
        )


@dataclass(frozen=True)
class Elector:
    """A voting member of the meeting as the roll has it.

    `may_cast` is what the electorate rule said at the opening; members outside it still count as members.
    """

    key: str
    weight: int = 1
    is_chair: bool = False
    may_cast: bool = True
    present_at_open: bool = True
    present_at_close: bool = True


@dataclass(frozen=True)
class Ballot:
    """The effective ballot of the member `key`."""

    key: str
    choice: Choice


@dataclass(frozen=True)
class Result:
    """approve + reject + abstain = cast; cast + not_cast = entitled; all in units of weight.

    `present` counts members at the close, of whom the quorum is asked; `required` votes of `base` adopt.
    """

    approve: int
    reject: int
    abstain: int
    not_cast: int
    cast: int
    entitled: int
    present: int
    base: int
    required: int
    quorum_required: int
    quorum_met: bool
    tied: bool
    outcome: Outcome


def tally(ballots: Iterable[Ballot], rule: Rule, roll: Iterable[Elector]) -> Result:
    """The result of a poll, a function of its stored ballots, its frozen rule and its roll alone.

    Raises ValueError for a ballot of somebody outside the electorate or a second one of the same member.
    """
    members = {elector.key: elector for elector in roll}
    cast = _by_member(ballots, members)
    sums = {c: sum(members[key].weight for key, choice in cast.items() if choice is c) for c in Choice}
    entitled = sum(elector.weight for elector in members.values())
    present = sum(elector.present_at_close for elector in members.values())
    base = _base(rule.base, members, cast)
    required = votes_required(rule.threshold, base)
    presence = quorum(len(members), present, rule.quorum_numerator, rule.quorum_denominator)
    tied = rule.threshold is Threshold.HALF and base > 0 and 2 * sums[Choice.APPROVE] == base
    adopted = sums[Choice.APPROVE] >= required or (tied and _chair_approves(rule, members, cast))
    return Result(
        approve=sums[Choice.APPROVE],
        reject=sums[Choice.REJECT],
        abstain=sums[Choice.ABSTAIN],
        not_cast=entitled - sum(sums.values()),
        cast=sum(sums.values()),
        entitled=entitled,
        present=present,
        base=base,
        required=required,
        quorum_required=presence.required,
        quorum_met=presence.met,
        tied=tied,
        outcome=_outcome(presence.met, adopted),
    )


def _by_member(ballots: Iterable[Ballot], members: dict[str, Elector]) -> dict[str, Choice]:
    cast: dict[str, Choice] = {}
    for ballot in ballots:
        if ballot.key in cast or ballot.key not in members or not members[ballot.key].may_cast:
            raise ValueError(f"the ballot of {ballot.key} cannot be counted")
        cast[ballot.key] = ballot.choice
    return cast


def _base(base: Base, members: dict[str, Elector], cast: dict[str, Choice]) -> int:
    return sum(e.weight for e in members.values() if _counts(base, e, e.key in cast))


def _counts(base: Base, elector: Elector, has_cast: bool) -> bool:
    """Whoever came later and voted counts as present; a cast ballot stays when its member leaves."""
    if base is Base.PRESENT:
        return elector.present_at_open or has_cast
    return base is Base.ENTITLED or has_cast


def _chair_approves(rule: Rule, members: dict[str, Elector], cast: dict[str, Choice]) -> bool:
    chairs = [key for key, elector in members.items() if elector.is_chair]
    return rule.tie is Tie.CHAIR and any(cast.get(key) is Choice.APPROVE for key in chairs)


def _outcome(quorum_met: bool, adopted: bool) -> Outcome:
    if not quorum_met:
        return Outcome.VOID
    return Outcome.ADOPTED if adopted else Outcome.REJECTED


def votes_required(threshold: Threshold, base: int) -> int:
    """The smallest number of approving votes that adopts; at least 1, since nobody's vote adopts nothing."""
    if threshold is Threshold.UNANIMOUS:
        return max(base, 1)
    if threshold is Threshold.HALF:
        return base // 2 + 1
    numerator, denominator = FRACTIONS[threshold]
    return max(-(-base * numerator // denominator), 1)


BASE_NAMES = {
    "vi": {
        Base.ENTITLED: "thành viên",
        Base.PRESENT: "thành viên có mặt",
        Base.CAST: "phiếu đã biểu quyết",
    },
    "en": {Base.ENTITLED: "members", Base.PRESENT: "members present", Base.CAST: "ballots cast"},
}
SENTENCES = {
    "vi": "Tán thành {approve}/{base} {of}; thông qua khi có từ {required} phiếu. {ending}",
    "en": "{approve} of {base} {of} approve; adopted from {required} votes. {ending}",
}
ENDINGS = {
    "vi": {
        Outcome.ADOPTED: "Kết quả: thông qua.",
        Outcome.REJECTED: "Kết quả: không thông qua.",
        Outcome.VOID: "Kết quả không có giá trị: có mặt {present}, cần {quorum_required} thành viên.",
    },
    "en": {
        Outcome.ADOPTED: "Result: adopted.",
        Outcome.REJECTED: "Result: not adopted.",
        Outcome.VOID: "The result is void: {present} present, {quorum_required} members needed.",
    },
}
TIES = {
    "vi": {
        Tie.CHAIR: "Số phiếu ngang nhau, theo phiếu của chủ trì. ",
        Tie.REJECTED: "Số phiếu ngang nhau. ",
    },
    "en": {Tie.CHAIR: "A tie, decided by the chair's vote. ", Tie.REJECTED: "A tie. "},
}


def sentence(result: Result, rule: Rule, language: str) -> str:
    """The result in one line of `language` (vi or en), the same on screens, in the API and in the minutes."""
    figures = {name: value for name, value in asdict(result).items() if name != "outcome"}
    ending = ENDINGS[language][result.outcome].format(**figures)
    if result.tied and result.outcome is not Outcome.VOID:
        ending = TIES[language][rule.tie] + ending
    return SENTENCES[language].format(**figures, of=BASE_NAMES[language][rule.base], ending=ending)


def root_hash(bundle: dict[str, Any]) -> str:
    """SHA-256 (hex) of a tally bundle in canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

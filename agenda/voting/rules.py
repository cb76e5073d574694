"""Voting without I/O: the life of a poll, what a ballot does, and the one function that computes results.

Integers only: a majority is never decided by a rounded number.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from agenda.voting.subjects import (
    APPROVING,
    ELECTIONS,
    MOTION,
    REJECTING,
    Choice,
    Content,
    Standing,
    Subject,
    standing,
)
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
    EXTEND = "extend"
    CLOSE = "close"
    CANCEL = "cancel"


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
    """Of a list: adopted when something was chosen, in an election when all seats are filled, else partly."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    REJECTED = "rejected"
    VOID = "void"


TRANSITIONS: dict[Act, dict[Status, Status]] = {
    Act.EDIT: {Status.DRAFT: Status.DRAFT},
    Act.OPEN: {Status.DRAFT: Status.OPEN},
    Act.EXTEND: {Status.OPEN: Status.OPEN},
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


def require_time_left(closes_at: datetime | None, now: datetime) -> None:
    """Raises Problem ballot_too_late (409) from the planned end on, also before the poll is closed by it."""
    if closes_at is not None and now >= closes_at:
        raise Problem("ballot_too_late")


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
    content: Content


@dataclass(frozen=True)
class OptionCount:
    """How an option of a list did, in units of weight; `against` in elections by for and against only."""

    key: str
    label: str
    votes: int
    against: int
    chosen: bool


@dataclass(frozen=True)
class Result:
    """cast + not_cast = entitled; valid + blank + invalid = cast; of a motion approve + reject + abstain +
    other = valid; all in units of weight.

    `present` counts members at the close, of whom the quorum is asked; `required` votes of `base` adopt.
    """

    approve: int
    reject: int
    abstain: int
    other: int
    valid: int
    blank: int
    invalid: int
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
    options: tuple[OptionCount, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The result as JSON."""
        return {**asdict(self), "outcome": self.outcome.value, "options": [asdict(o) for o in self.options]}


@dataclass(frozen=True)
class _Decision:
    """Whether and how the votes decide, before the quorum is asked."""

    outcome: Outcome
    tied: bool
    options: tuple[OptionCount, ...] = ()


@dataclass(frozen=True)
class _Count:
    """The valid ballots with their weights, and what decides."""

    valid: tuple[tuple[Content, int], ...]
    base: int
    required: int
    halves: bool
    by_chair: Content | None

    def votes(self, says: Callable[[Content], bool]) -> int:
        return sum(weight for content, weight in self.valid if says(content))

    def is_half(self, votes: int) -> bool:
        """Exactly half of the base, where more than half is asked for."""
        return self.halves and self.base > 0 and 2 * votes == self.base


def tally(
    ballots: Iterable[Ballot], rule: Rule, roll: Iterable[Elector], subject: Subject = MOTION
) -> Result:
    """The result of a poll, a function of its stored ballots, its frozen rule, roll and subject alone.

    Raises ValueError for a ballot of somebody outside the electorate or a second one of the same member.
    """
    members = {elector.key: elector for elector in roll}
    cast = _by_member(ballots, members)
    count = _count(cast, rule, members, subject)
    present = sum(elector.present_at_close for elector in members.values())
    presence = quorum(len(members), present, rule.quorum_numerator, rule.quorum_denominator)
    decision = _decide_motion(count) if subject.is_motion else _decide_list(count, subject)
    if not presence.met:
        options = tuple(replace(option, chosen=False) for option in decision.options)
        decision = _Decision(Outcome.VOID, decision.tied, options)
    return Result(
        **_sums(count, cast, members, subject),
        present=present,
        base=count.base,
        required=count.required,
        quorum_required=presence.required,
        quorum_met=presence.met,
        tied=decision.tied,
        outcome=decision.outcome,
        options=decision.options,
    )


def _by_member(ballots: Iterable[Ballot], members: dict[str, Elector]) -> dict[str, Content]:
    cast: dict[str, Content] = {}
    for ballot in ballots:
        if ballot.key in cast or ballot.key not in members or not members[ballot.key].may_cast:
            raise ValueError(f"the ballot of {ballot.key} cannot be counted")
        cast[ballot.key] = ballot.content
    return cast


def _count(cast: dict[str, Content], rule: Rule, members: dict[str, Elector], subject: Subject) -> _Count:
    valid = {key: content for key, content in cast.items() if standing(subject, content) is Standing.VALID}
    base = _base(rule.base, members, cast)
    chairs = [key for key, elector in members.items() if elector.is_chair and key in valid]
    return _Count(
        valid=tuple((content, members[key].weight) for key, content in valid.items()),
        base=base,
        required=votes_required(rule.threshold, base),
        halves=rule.threshold is Threshold.HALF,
        by_chair=valid[chairs[0]] if chairs and rule.tie is Tie.CHAIR else None,
    )


def _sums(
    count: _Count, cast: dict[str, Content], members: dict[str, Elector], subject: Subject
) -> dict[str, int]:
    entitled = sum(elector.weight for elector in members.values())
    kinds = dict.fromkeys(Standing, 0)
    for key, content in cast.items():
        kinds[standing(subject, content)] += members[key].weight
    return {
        "approve": count.votes(lambda content: content.choice in APPROVING),
        "reject": count.votes(lambda content: content.choice in REJECTING),
        "abstain": count.votes(lambda content: content.choice is Choice.ABSTAIN),
        "other": count.votes(lambda content: content.choice is Choice.OTHER),
        **{kind.value: weight for kind, weight in kinds.items()},
        "cast": sum(kinds.values()),
        "not_cast": entitled - sum(kinds.values()),
        "entitled": entitled,
    }


def _base(base: Base, members: dict[str, Elector], cast: dict[str, Content]) -> int:
    return sum(e.weight for e in members.values() if _counts(base, e, e.key in cast))


def _counts(base: Base, elector: Elector, has_cast: bool) -> bool:
    """Whoever came later and voted counts as present; a cast ballot stays when its member leaves."""
    if base is Base.PRESENT:
        return elector.present_at_open or has_cast
    return base is Base.ENTITLED or has_cast


def _decide_motion(count: _Count) -> _Decision:
    approve = count.votes(lambda content: content.choice in APPROVING)
    tied = count.is_half(approve)
    by_chair = count.by_chair is not None and count.by_chair.choice in APPROVING
    adopted = approve >= count.required or (tied and by_chair)
    return _Decision(Outcome.ADOPTED if adopted else Outcome.REJECTED, tied)


def _decide_list(count: _Count, subject: Subject) -> _Decision:
    """The options with enough votes, at most as many as there are seats, those with more votes first."""
    keys = [option.key for option in subject.options]
    votes = {key: sum(weight for content, weight in count.valid if key in content.options) for key in keys}
    against = {key: sum(weight for content, weight in count.valid if key in content.against) for key in keys}
    chosen, tied = _chosen(count, votes, subject.seats)
    options = tuple(
        OptionCount(o.key, o.label, votes[o.key], against[o.key], o.key in chosen) for o in subject.options
    )
    if not chosen:
        return _Decision(Outcome.REJECTED, tied, options)
    is_short = subject.kind in ELECTIONS and len(chosen) < subject.seats
    return _Decision(Outcome.PARTLY if is_short else Outcome.ADOPTED, tied, options)


def _chosen(count: _Count, votes: dict[str, int], seats: int) -> tuple[frozenset[str], bool]:
    """Who is chosen, and whether equal numbers had to be parted.

    The chair's ballot parts them where the rule says so; else the seats they are about stay empty.
    """
    by_chair = set(count.by_chair.options) if count.by_chair else set()
    halves = {key for key, number in votes.items() if count.is_half(number)}
    enough = {key for key, number in votes.items() if number >= count.required} | (halves & by_chair)
    if len(enough) <= seats:
        return frozenset(enough), bool(halves)
    line = sorted((votes[key] for key in enough), reverse=True)[seats - 1]
    above = {key for key in enough if votes[key] > line}
    level = {key for key in enough if votes[key] == line}
    room = seats - len(above)
    if len(level) <= room:
        return frozenset(above | level), bool(halves)
    favoured = level & by_chair
    return frozenset(above | (favoured if len(favoured) <= room else set())), True


def votes_required(threshold: Threshold, base: int) -> int:
    """The smallest number of approving votes that adopts; at least 1, since nobody's vote adopts nothing."""
    if threshold is Threshold.UNANIMOUS:
        return max(base, 1)
    if threshold is Threshold.HALF:
        return base // 2 + 1
    numerator, denominator = FRACTIONS[threshold]
    return max(-(-base * numerator // denominator), 1)


def root_hash(bundle: dict[str, Any]) -> str:
    """SHA-256 (hex) of a tally bundle in canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

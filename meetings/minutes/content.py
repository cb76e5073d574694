"""What minutes say, as data: the reading fills it, the writing puts it on paper. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ecabinet.papers.wording import named_person

PRESENT = frozenset({"present_in_person", "present_online"})


@dataclass(frozen=True)
class Span:
    """From `start` to `end`; no end means it was still so when the journal was read."""

    start: datetime
    end: datetime | None

    def seconds(self, now: datetime) -> int:
        """Whole seconds, up to `now` when it has not ended; never negative."""
        return max(0, int(((self.end or now) - self.start).total_seconds()))


@dataclass(frozen=True)
class Named:
    """A name with the position that was announced."""

    full_name: str
    position: str

    def __str__(self) -> str:
        return named_person(self.full_name, self.position)


@dataclass(frozen=True)
class Out:
    """A time out of the meeting, with the reason given; `span.end` is None for who did not come back."""

    span: Span
    reason: str


@dataclass(frozen=True)
class PersonLine(Named):
    """One invited person and how they attended.

    `site_name` is where: a site, the meeting's room, or empty for an own device. `left_at` is when somebody
    who had taken part was taken out of the running meeting; `outs` are the times that somebody left it.
    """

    person_id: str
    unit_name: str
    role: str
    site_id: str | None
    site_name: str
    attendance: str
    reason: str
    checked_in_at: datetime | None
    left_at: datetime | None = None
    outs: tuple[Out, ...] = ()

    @property
    def is_gone(self) -> bool:
        """Whether this person was not there to the end."""
        return self.left_at is not None or any(out.span.end is None for out in self.outs)

    @property
    def is_present(self) -> bool:
        """Whether this person was there, to the end or not."""
        return self.attendance in PRESENT or self.left_at is not None


@dataclass(frozen=True)
class SiteLine:
    """One connection point: who was there, and when its line was up."""

    site_id: str
    name: str
    unit_name: str
    is_central: bool
    invited: int
    present: int
    online: tuple[Span, ...]

    def losses(self, until: datetime) -> int:
        """How often the line went down before `until`."""
        return len([span for span in self.online if span.end and span.end < until])


@dataclass(frozen=True)
class Turn(Named):
    """One time that somebody had the floor; `seconds` leaves out the pauses, `shared`: a screen was shown."""

    person_id: str | None
    site_name: str
    item_id: str | None
    started_at: datetime
    ended_at: datetime | None
    seconds: int
    shared: bool = False


@dataclass(frozen=True)
class PollLine:
    """A poll with its frozen result and, because it is named, every ballot.

    `options`: the labels of a list by their keys; empty where it was voted on by a choice.
    """

    item_id: str | None
    question: str
    status: str
    opened_at: datetime | None
    closed_at: datetime | None
    legal_basis: str
    result: dict[str, Any] | None
    ballots: tuple[dict[str, Any], ...]
    kind: str = "approval"
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Announced:
    """What was announced to everybody while the meeting ran."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Begun:
    """That the meeting was opened although something was lacking: each thing with its figures, and why."""

    lacking: tuple[dict[str, Any], ...]
    reason: str


@dataclass(frozen=True)
class Conclusion:
    """What the chair concluded, on one item or on the meeting."""

    item_id: str | None
    text: str
    recorded_at: datetime | None


@dataclass(frozen=True)
class DocumentLine:
    """A paper that lay on the table."""

    item_id: str | None
    title: str
    pages: int | None
    sha256: str


@dataclass(frozen=True)
class Recused(Named):
    """Who kept out of an item, and why."""

    reason: str


@dataclass(frozen=True)
class Wait:
    """What stood still: the item, or (with `question`) a poll; `site_name` whose line was lost, if any."""

    span: Span
    site_name: str
    question: str = ""


@dataclass(frozen=True)
class ItemLine:
    """One matter of the agenda with all that happened under it."""

    item_id: str
    number: str
    title: str
    kind: str
    presenter: str
    planned_minutes: int
    open: tuple[Span, ...]
    documents: tuple[DocumentLine, ...]
    turns: tuple[Turn, ...]
    polls: tuple[PollLine, ...]
    conclusions: tuple[Conclusion, ...]
    recused: tuple[Recused, ...] = ()
    status: str = ""
    reason: str = ""
    waits: tuple[Wait, ...] = ()

    def seconds(self, now: datetime) -> int:
        """How long it was on the table, all its spans together."""
        return sum(span.seconds(now) for span in self.open)


@dataclass(frozen=True)
class MinutesContent:
    """Everything that minutes print. `last_seq` and `read_until` name the last event read."""

    title: str
    kind: str
    status: str
    unit_name: str
    superior_name: str
    notation: str
    place: str
    scheduled_start: datetime | None
    scheduled_end: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    pauses: tuple[Span, ...]
    chair: Named
    secretary: Named
    people: tuple[PersonLine, ...]
    sites: tuple[SiteLine, ...]
    items: tuple[ItemLine, ...]
    apart: ItemLine
    quorum: dict[str, Any] | None
    last_seq: int
    read_until: datetime
    announced: tuple[Announced, ...] = ()
    begun: Begun | None = None

    @property
    def present(self) -> tuple[PersonLine, ...]:
        return tuple(person for person in self.people if person.is_present)

    @property
    def absent(self) -> tuple[PersonLine, ...]:
        return tuple(person for person in self.people if not person.is_present)

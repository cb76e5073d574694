"""The rows of polls and ballots as snapshots and events show them."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema

from agenda.voting.models import Ballot, Poll
from agenda.voting.rules import Base, Electorate, Outcome, Status, Threshold, Tie
from agenda.voting.subjects import Choice, PollKind, Standing, Subject, standing
from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.lifecycle.rows import Instant, State


class QuorumPart(Schema):
    """The part of all members that must be present; None: no quorum is asked for."""

    numerator: int | None
    denominator: int | None


class RuleRow(Schema):
    """How the poll is decided."""

    threshold: Threshold
    base: Base
    electorate: Electorate
    quorum: QuorumPart
    tie: Tie
    legal_basis: str


class OptionRow(Schema):
    """One of a list; ballots name it by its key."""

    key: str
    label: str


class OptionResult(Schema):
    """How an option did; `against` in an election by for and against only."""

    key: str
    label: str
    votes: int
    against: int
    chosen: bool


class ResultRow(Schema):
    """cast + not_cast = entitled; valid + blank + invalid = cast; of a motion approve + reject + abstain +
    other = valid. `required` votes of `base` adopt, or choose an option.
    """

    approve: int
    reject: int
    abstain: int
    other: int = 0
    valid: int
    blank: int = 0
    invalid: int = 0
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
    options: list[OptionResult] = []
    sentence: str
    sentence_en: str


class BallotSays(Schema):
    """What a ballot says: a choice with the words of an opinion, or marked options by their keys."""

    choice: Choice | None
    text: str
    options: list[str]
    against: list[str]
    standing: Annotated[Standing, INLINE]


class PublishedBallot(BallotSays):
    """A ballot of a closed named poll."""

    full_name: str
    position: str
    tracker: str


class PollRow(Schema):
    """A poll. `cast` of `entitled` members have voted; how, and the result, is told after the close.

    While `paused_at` is set it waits for the line of the site `paused_for`. It closes by itself at
    `closes_at`. A trial is for practice and stands in no minutes.
    """

    id: UUID
    item_id: UUID | None
    item_title: str
    question: str
    kind: Annotated[PollKind, INLINE]
    options: list[OptionRow]
    seats: int
    status: Annotated[Status, INLINE]
    method: Annotated[Poll.Method, INLINE]
    rule: RuleRow
    entitled: int
    cast: int
    opened_at: Instant | None
    closed_at: Instant | None
    limit_seconds: int | None
    closes_at: Instant | None
    is_trial: bool
    paused_at: Instant | None
    paused_for: str
    previous_id: UUID | None
    cancel_reason: str
    result: ResultRow | None
    root: str
    ballots: list[PublishedBallot]


class VotedRow(Schema):
    """That a member has voted; never how."""

    poll_id: UUID
    participant_id: UUID


class MyBallotRow(BallotSays):
    """One's own ballot: what it says, and the tracker by which it is found in the published list."""

    poll_id: UUID
    tracker: str
    cast_at: Instant


_SAME = (
    "id",
    "item_id",
    "item_title",
    "question",
    "kind",
    "seats",
    "status",
    "method",
    "opened_at",
    "closed_at",
    "limit_seconds",
    "closes_at",
    "is_trial",
    "paused_at",
    "paused_for",
    "previous_id",
    "cancel_reason",
    "root",
    "entitled",
)


def poll_row(poll: Poll) -> PollRow:
    """The row of a poll; one query, two when it is closed."""
    is_closed = poll.status == Status.CLOSED
    return PollRow(
        **{name: getattr(poll, name) for name in _SAME},
        options=[OptionRow(**option) for option in poll.options],
        rule=RuleRow(**poll.rule),
        cast=poll.ballots.count(),
        result=result_row(poll.result) if poll.result else None,
        ballots=published(poll.subject, poll.ballots.select_related("elector")) if is_closed else [],
    )


def result_row(result: dict[str, Any]) -> ResultRow:
    """The row of a stored result; those of the first form had valid ballots only."""
    return ResultRow(**{"valid": result["cast"], **result})


def says(subject: Subject, ballot: Ballot) -> BallotSays:
    """What a ballot says, all fields filled."""
    said = ballot.said
    return BallotSays(
        choice=said.choice,
        text=said.text,
        options=list(said.options),
        against=list(said.against),
        standing=standing(subject, said),
    )


def published(subject: Subject, ballots: Iterable[Ballot]) -> list[PublishedBallot]:
    """The ballots as a closed poll lists them, in the order of the roll."""
    rows = [
        PublishedBallot(
            full_name=ballot.elector.full_name,
            position=ballot.elector.position,
            tracker=ballot.tracker,
            **says(subject, ballot).model_dump(),
        )
        for ballot in ballots
    ]
    return sorted(rows, key=lambda row: (row.full_name, row.tracker))


def poll_state(poll: Poll) -> State:
    """What an event says when the poll's row changed."""
    return {"polls": {str(poll.id): poll_row(poll).model_dump(mode="json")}}


def voted_row(ballot: Ballot) -> VotedRow:
    return VotedRow(poll_id=ballot.poll_id, participant_id=ballot.participant_id)


def voted_key(ballot: Ballot) -> str:
    """The key of the part `voted`."""
    return f"{ballot.poll_id}:{ballot.participant_id}"


def my_ballot_row(ballot: Ballot) -> MyBallotRow:
    """The receipt of a ballot."""
    return MyBallotRow(
        poll_id=ballot.poll_id,
        tracker=ballot.tracker,
        cast_at=ballot.cast_at,
        **says(ballot.poll.subject, ballot).model_dump(),
    )


def my_key(ballot: Ballot) -> str:
    """The key of the part `my`."""
    return f"ballot:{ballot.poll_id}"


def read_polls(meeting_id: str, _viewer: Viewer) -> dict[str, PollRow]:
    """The part `polls` of a snapshot."""
    return {str(poll.id): poll_row(poll) for poll in Poll.objects.filter(meeting_id=meeting_id)}


def read_voted(meeting_id: str, viewer: Viewer) -> dict[str, VotedRow]:
    """The part `voted` of a snapshot."""
    closed = [UUID(item_id) for item_id in viewer.veil.closed] if viewer.veil else []
    open_to = _ballots(meeting_id).exclude(poll__item_id__in=closed) if closed else _ballots(meeting_id)
    return {voted_key(ballot): voted_row(ballot) for ballot in open_to}


def read_my(meeting_id: str, viewer: Viewer) -> dict[str, MyBallotRow]:
    """The part `my` of a snapshot: the viewer's own ballots."""
    if viewer.person_id is None:
        return {}
    mine = _ballots(meeting_id).filter(elector__person_id=viewer.person_id).select_related("poll")
    return {my_key(ballot): my_ballot_row(ballot) for ballot in mine}


def _ballots(meeting_id: str) -> "QuerySet[Ballot, Any]":
    return Ballot.objects.filter(poll__meeting_id=meeting_id)

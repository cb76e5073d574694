"""Polls over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from agenda.items.access import access_item
from agenda.voting import ballots, services, waiting
from agenda.voting.access import access_poll
from agenda.voting.bundles import tally_bundle
from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.rows import MyBallotRow, PollRow, my_ballot_row, poll_row
from agenda.voting.rules import Base, Electorate, Status, Threshold, Tie
from agenda.voting.subjects import (
    LONGEST_LABEL,
    LONGEST_TEXT,
    MOST_OPTIONS,
    Choice,
    Content,
    PollKind,
    subject_wanted,
)
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.problems import Problem
from ecabinet.shapes import INLINE
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.choices import Kind
from meetings.lifecycle.fields import Line, Title, Words
from meetings.lifecycle.models import Meeting

router = Router(tags=["voting"])

LONGEST_SECONDS = 4 * 3600
Label = Annotated[str, Words, StringConstraints(min_length=1, max_length=LONGEST_LABEL)]
Mark = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}$")]
Marks = Annotated[list[Mark], Field(max_length=MOST_OPTIONS)]
Opinion = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=LONGEST_TEXT, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
    ),
]


class PollWanted(Schema):
    """A question for the vote. Parts of the rule left out are as the kind of meeting has them.

    `options` and `seats` (how many may be marked and chosen) are for the kinds with a list. With
    `limit_seconds` it closes by itself; a trial is for practice and stands in no minutes.
    """

    question: Title
    kind: Annotated[PollKind, INLINE] = PollKind.APPROVAL
    options: Annotated[list[Label], Field(max_length=MOST_OPTIONS)] = []
    seats: Annotated[int, Field(ge=1, le=MOST_OPTIONS)] | None = None
    limit_seconds: Annotated[int, Field(ge=10, le=LONGEST_SECONDS)] | None = None
    is_trial: bool = False
    item_id: UUID | None = None
    threshold: Threshold | None = None
    base: Base | None = None
    electorate: Electorate | None = None
    tie: Tie | None = None
    legal_basis: Line | None = None
    previous_id: UUID | None = None


class MoreTime(Schema):
    """How much longer a poll stays open."""

    seconds: Annotated[int, Field(ge=10, le=LONGEST_SECONDS)]


class CancelReason(Schema):
    """Why, in the words of the one who decides; may be empty."""

    reason: Line = ""


class BallotWanted(Schema):
    """`ballot_id` is made by the device and sent again unchanged when the answer was lost.

    A motion is answered by `choice`, an opinion by `choice` with `text`, a list by the keys of the marked
    `options` (none: a blank ballot), an election by for and against also by `against`.
    """

    ballot_id: UUID
    choice: Choice | None = None
    text: Opinion = ""
    options: Marks = []
    against: Marks = []


class VotingRuleRow(Schema):
    """The rule that a poll of this kind of meeting starts from."""

    kind: Annotated[Kind, INLINE]
    threshold: Threshold
    base: Base
    electorate: Electorate
    tie: Tie
    legal_basis: str


def _motion(meeting: Meeting, body: PollWanted) -> services.Motion:
    return services.Motion(
        item=access_item(meeting, body.item_id) if body.item_id else None,
        previous=access_poll(meeting, body.previous_id) if body.previous_id else None,
        subject=subject_wanted(body.kind, body.options, body.seats),
        **body.model_dump(exclude={"item_id", "previous_id", "kind", "options", "seats"}),
    )


def _poll(request: CommandRequest, meeting_id: UUID, poll_id: UUID) -> Poll:
    """The poll, it and its meeting locked, for one who may lead it."""
    meeting = access_meeting(request.principal, meeting_id, "open_poll", lock=True).meeting
    return access_poll(meeting, poll_id, lock=True)


@router.get(
    "/voting-rules",
    response=list[VotingRuleRow],
    operation_id="list_voting_rules",
    summary="The usual rule of each kind of meeting (one row a kind)",
)
def voting_rules(request: SignedInRequest) -> Any:
    return [services.usual_rule(kind) for kind in Kind]


@router.post(
    "/meetings/{meeting_id}/polls",
    response=PollRow,
    operation_id="create_poll",
    summary="Prepare a question for the vote",
)
@as_command("poll.create")
def create(request: CommandRequest, meeting_id: UUID, body: PollWanted) -> PollRow:
    meeting = access_meeting(request.principal, meeting_id, "open_poll", lock=True).meeting
    return poll_row(services.create(request.command, meeting, _motion(meeting, body)))


@router.post(
    "/meetings/{meeting_id}/polls/{poll_id}/edit",
    response=PollRow,
    operation_id="edit_poll",
    summary="Change a question that has not been opened",
)
@as_command("poll.edit")
def edit(request: CommandRequest, meeting_id: UUID, poll_id: UUID, body: PollWanted) -> PollRow:
    poll = _poll(request, meeting_id, poll_id)
    return poll_row(services.edit(request.command, poll, _motion(poll.meeting, body)))


@router.post(
    "/meetings/{meeting_id}/polls/{poll_id}/open",
    response=PollRow,
    operation_id="open_poll",
    summary="Freeze roll and rule and let the members vote",
)
@as_command("poll.open")
def open_poll(request: CommandRequest, meeting_id: UUID, poll_id: UUID) -> PollRow:
    return poll_row(services.open_poll(request.command, _poll(request, meeting_id, poll_id)))


@router.post(
    "/meetings/{meeting_id}/polls/{poll_id}/close",
    response=PollRow,
    operation_id="close_poll",
    summary="Count the ballots and publish the result",
)
@as_command("poll.close")
def close(request: CommandRequest, meeting_id: UUID, poll_id: UUID) -> PollRow:
    return poll_row(ballots.close(request.command, _poll(request, meeting_id, poll_id)))


@router.post(
    "/meetings/{meeting_id}/polls/{poll_id}/extend",
    response=PollRow,
    operation_id="extend_poll",
    summary="Give an open poll more time before it closes by itself",
)
@as_command("poll.extend")
def extend(request: CommandRequest, meeting_id: UUID, poll_id: UUID, body: MoreTime) -> PollRow:
    poll = _poll(request, meeting_id, poll_id)
    return poll_row(services.extend(request.command, poll, body.seconds))


@router.post(
    "/meetings/{meeting_id}/polls/{poll_id}/resume",
    response=PollRow,
    operation_id="resume_poll",
    summary="Let a poll go on that waits for the line of a site",
)
@as_command("poll.resume")
def resume_poll(request: CommandRequest, meeting_id: UUID, poll_id: UUID) -> PollRow:
    return poll_row(waiting.resume(request.command, _poll(request, meeting_id, poll_id)))


@router.post(
    "/meetings/{meeting_id}/polls/{poll_id}/cancel",
    response=PollRow,
    operation_id="cancel_poll",
    summary="End a poll without a result",
)
@as_command("poll.cancel")
def cancel(request: CommandRequest, meeting_id: UUID, poll_id: UUID, body: CancelReason) -> PollRow:
    return poll_row(services.cancel(request.command, _poll(request, meeting_id, poll_id), body.reason))


@router.post(
    "/meetings/{meeting_id}/polls/{poll_id}/ballots",
    response=MyBallotRow,
    operation_id="cast_ballot",
    summary="Vote; answers the receipt",
)
@as_command("ballot.cast")
def cast(request: CommandRequest, meeting_id: UUID, poll_id: UUID, body: BallotWanted) -> MyBallotRow:
    access = access_meeting(request.principal, meeting_id)
    poll = access_poll(access.meeting, poll_id, access.viewer, lock=True)
    voter = access.viewer.participant_id
    said = Content(body.choice, body.text, tuple(body.options), tuple(body.against))
    return my_ballot_row(ballots.cast(request.command, poll, voter, body.ballot_id, said))


@router.get(
    "/meetings/{meeting_id}/polls/{poll_id}/bundle",
    operation_id="export_tally_bundle",
    summary="Question, rule, roll, ballots and result of a closed poll, whose SHA-256 is its root",
    response=dict[str, Any],
)
def bundle(request: SignedInRequest, meeting_id: UUID, poll_id: UUID) -> Any:
    access = access_meeting(request.principal, meeting_id)
    poll = access_poll(access.meeting, poll_id, access.viewer)
    if poll.status != Status.CLOSED:
        raise Problem(f"poll_{poll.status}")
    roll = list(Elector.objects.filter(poll=poll))
    return tally_bundle(poll, roll, list(Ballot.objects.filter(poll=poll).select_related("elector")))

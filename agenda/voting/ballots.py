"""Casting ballots and closing a poll: by the lock of its row the two agree on every ballot."""

import secrets
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from agenda.voting import rules
from agenda.voting.bundles import BUNDLE_VERSION, tally_bundle
from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.rows import my_ballot_row, my_key, poll_state, published, voted_key, voted_row
from agenda.voting.rules import Act, Result, Rule, Status, after, tally
from agenda.voting.sentences import sentence
from agenda.voting.services import subject_of
from agenda.voting.subjects import Content, Subject, checked, labels_of
from ecabinet.journal import audience
from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.attendance.rows import counted_ids, has_left
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import RUNNING, require_status

TRACKER_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def cast(cmd: Command, poll: Poll, participant_id: str | None, ballot_id: UUID, said: Content) -> Ballot:
    """Give the one ballot of a member of a locked poll; the same ballot again gives its first receipt.

    Raises Problem not_in_electorate (403), what `checked` raises (422), already_voted, ballot_too_late,
    poll_draft, poll_paused, poll_cancelled, meeting_wrong_status or not_present (409), conflict (409: the
    ballot's id belongs to another ballot).
    """
    if poll.status == Status.DRAFT:
        rules.require_open(poll.status)
    elector = _elector(poll, participant_id)
    content = checked(poll.subject, said)
    known = Ballot.objects.filter(poll=poll, participant_id=elector.participant_id).first()
    if known is not None:
        return _same(known, ballot_id, content)
    rules.require_open(poll.status)
    require_status("poll", poll.meeting.status, RUNNING)
    rules.require_running(poll.paused_at, poll.paused_for)
    rules.require_time_left(poll.closes_at, cmd.at)
    if not elector.participant.is_present or has_left(elector.participant_id):
        raise Problem("not_present")
    ballot = _store(cmd, poll, elector, ballot_id, content)
    _tell(cmd, poll, elector, ballot)
    return ballot


def _elector(poll: Poll, participant_id: str | None) -> Elector:
    may_cast = Elector.objects.filter(poll=poll, may_cast=True).select_related("participant")
    found = may_cast.filter(participant_id=participant_id).first() if participant_id else None
    if found is None:
        raise Problem("not_in_electorate")
    return found


def _same(known: Ballot, ballot_id: UUID, content: Content) -> Ballot:
    if known.id != ballot_id or known.said != content:
        raise Problem("already_voted")
    return known


def _store(cmd: Command, poll: Poll, elector: Elector, ballot_id: UUID, content: Content) -> Ballot:
    ballot = Ballot(
        id=ballot_id,
        poll=poll,
        participant_id=elector.participant_id,
        elector=elector,
        content=content.plain(),
        tracker=_free_tracker(poll.id),
        cast_at=cmd.at,
    )
    try:
        with transaction.atomic():
            ballot.save(force_insert=True)
    except IntegrityError as error:
        raise Problem("conflict") from error
    return ballot


def _free_tracker(poll_id: UUID) -> str:
    while True:
        tracker = new_tracker()
        if not Ballot.objects.filter(poll_id=poll_id, tracker=tracker).exists():
            return tracker


def new_tracker() -> str:
    """A random tracker such as `7K3M-9QXA`; no letters that read alike."""
    letters = "".join(secrets.choice(TRACKER_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _tell(cmd: Command, poll: Poll, elector: Elector, ballot: Ballot) -> None:
    """To all: that this member has voted. To the member alone: how."""
    state = poll_state(poll)
    row = state["polls"][str(poll.id)]
    voted = {"voted": {voted_key(ballot): voted_row(ballot).model_dump(mode="json")}}
    who = {
        "participant_id": elector.participant_id,
        "full_name": elector.full_name,
        "position": elector.position,
    }
    figures = {"cast": row["cast"], "entitled": row["entitled"]}
    stream = stream_of(poll.meeting)
    cmd.append(
        stream, "poll.ballot_cast", data={**subject_of(poll), **who, **figures}, state={**state, **voted}
    )
    mine = my_ballot_row(ballot).model_dump(mode="json")
    cmd.append(
        stream,
        "poll.choice_recorded",
        data={**subject_of(poll), **_in_words(poll.subject, ballot.said), "tracker": mine["tracker"]},
        state={"my": {my_key(ballot): mine}},
        audience=audience.person(elector.person_id),
    )


def _in_words(subject: Subject, content: Content) -> dict[str, Any]:
    """What a ballot says with the labels of what it marks, to be read without the poll."""
    if subject.is_motion:
        return {"choice": content.choice, "text": content.text}
    marked, against = labels_of(subject, content.options), labels_of(subject, content.against)
    said = "marks" if marked else "nobody" if against else "blank"
    return {"said": said, "against": against, "marked": marked}


def close(cmd: Command, poll: Poll, reason: str = "") -> Poll:
    """Count a locked poll and publish its result with every name, choice and tracker.

    `reason` says what closed it when nobody asked for it. Raises Problem of the status met, poll_paused, or
    meeting_wrong_status (409) when somebody asks for it in a meeting that does not run.
    """
    reached = after(Act.CLOSE, poll.status)
    if not reason:
        require_status("poll", poll.meeting.status, RUNNING)
    rules.require_running(poll.paused_at, poll.paused_for)
    poll.status = reached
    roll = _note_presence(poll)
    ballots = list(Ballot.objects.filter(poll=poll).select_related("elector"))
    result = counted(poll, roll, ballots)
    poll.closed_at, poll.result = cmd.at, _told(result, Rule.of(poll.rule), poll.subject)
    poll.bundle_version = BUNDLE_VERSION
    poll.root = rules.root_hash(tally_bundle(poll, roll, ballots))
    poll.save(update_fields=["status", "closed_at", "result", "bundle_version", "root"])
    _publish(cmd, poll, roll, ballots, reason)
    return poll


def _note_presence(poll: Poll) -> list[Elector]:
    roll = list(Elector.objects.filter(poll=poll).select_related("participant"))
    here = counted_ids(poll.meeting)
    for elector in roll:
        elector.present_at_close = elector.participant_id in here
    Elector.objects.bulk_update(roll, ["present_at_close"])
    return roll


def counted(poll: Poll, roll: list[Elector], ballots: list[Ballot]) -> Result:
    """The result as the stored rows give it; for a closed poll always the one that was published."""
    members = [
        rules.Elector(
            key=str(e.participant_id),
            weight=e.weight,
            is_chair=e.is_chair,
            may_cast=e.may_cast,
            present_at_open=e.present_at_open,
            present_at_close=bool(e.present_at_close),
        )
        for e in roll
    ]
    cast_ballots = [rules.Ballot(str(b.participant_id), b.said) for b in ballots]
    return tally(cast_ballots, Rule.of(poll.rule), members, poll.subject)


def _told(result: Result, rule: Rule, subject: Subject) -> dict[str, Any]:
    words = {"sentence": "vi", "sentence_en": "en"}
    told = {name: sentence(result, rule, language, subject) for name, language in words.items()}
    return {**result.plain(), **told}


def _publish(cmd: Command, poll: Poll, roll: list[Elector], ballots: list[Ballot], reason: str) -> None:
    voters = {ballot.participant_id for ballot in ballots}
    silent = [e for e in roll if e.participant_id not in voters]
    cmd.append(
        stream_of(poll.meeting),
        "poll.closed",
        data={
            **subject_of(poll),
            "options": poll.options,
            "seats": poll.seats,
            "rule": poll.rule,
            "result": poll.result,
            "ballots": [row.model_dump(mode="json") for row in published(poll.subject, ballots)],
            "not_cast": [{"full_name": e.full_name, "position": e.position} for e in silent],
            "root": poll.root,
            "reason": reason,
        },
        state=poll_state(poll),
    )

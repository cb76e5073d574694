"""What voters and chair do at the same moment, with real threads and real transactions on either database."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from agenda.voting import ballots, services
from agenda.voting.access import access_poll
from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.subjects import Choice, Content
from agenda.voting.tests.conftest import VOTERS, Voting
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from ecabinet.journal.verify import verify_stream
from ecabinet.problems import Problem
from meetings.lifecycle.models import Meeting

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run all acts from one starting gun; what each returned, or the code of its problem."""
    gun = threading.Barrier(len(acts), timeout=30)

    def run(act: Callable[[], Any]) -> Any:
        try:
            gun.wait()
            return act()
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def casting(poll: Poll, participant_id: UUID, choice: Choice, ballot_id: UUID) -> Callable[[], str]:
    def act() -> str:
        with command("ballot.cast", SYSTEM) as cmd:
            locked = access_poll(poll.meeting, poll.id, lock=True)
            return ballots.cast(cmd, locked, str(participant_id), ballot_id, Content(choice)).tracker

    return act


def closing(poll: Poll) -> Callable[[], str]:
    def act() -> str:
        with command("poll.close", SYSTEM) as cmd:
            meeting = Meeting.objects.select_for_update().get(id=poll.meeting_id)
            ballots.close(cmd, access_poll(meeting, poll.id, lock=True))
        return "closed"

    return act


def opening(poll: Poll) -> Callable[[], str]:
    def act() -> str:
        with command("poll.open", SYSTEM) as cmd:
            meeting = Meeting.objects.select_for_update().get(id=poll.meeting_id)
            services.open_poll(cmd, access_poll(meeting, poll.id, lock=True))
        return "opened"

    return act


def chain_is_whole(poll: Poll) -> bool:
    return list(verify_stream(f"meeting:{poll.meeting_id}")) == []


def test_the_same_member_many_times_at_once_has_one_ballot(voting: Voting) -> None:
    poll = voting.opened()
    voter = voting.cast.member.participant(voting.meeting).id
    answers = at_once([casting(poll, voter, Choice.APPROVE, uuid4()) for _ in range(20)])
    assert answers.count("already_voted") == 19
    assert Ballot.objects.get(poll=poll).tracker in answers
    assert chain_is_whole(poll)


def test_one_ballot_resent_many_times_at_once_gives_one_receipt(voting: Voting) -> None:
    poll, ballot_id = voting.opened(), uuid4()
    voter = voting.cast.member.participant(voting.meeting).id
    answers = at_once([casting(poll, voter, Choice.REJECT, ballot_id) for _ in range(20)])
    assert set(answers) == {Ballot.objects.get(poll=poll).tracker}
    assert Event.objects.filter(type="poll.ballot_cast").count() == 1


def test_votes_against_closes_every_acknowledged_ballot_is_counted(voting: Voting) -> None:
    voters = [voting.voter(name).participant(voting.meeting).id for name in VOTERS]
    for _ in range(ROUNDS):
        poll = voting.opened()
        votes = [casting(poll, voter, Choice.APPROVE, uuid4()) for voter in voters]
        answers = at_once([*votes, *[closing(poll)] * 4])
        given, closes = answers[: len(votes)], answers[len(votes) :]
        assert sorted(closes) == ["closed", "poll_closed", "poll_closed", "poll_closed"]
        poll.refresh_from_db()
        acknowledged = {answer for answer in given if answer != "ballot_too_late"}
        assert acknowledged == set(Ballot.objects.filter(poll=poll).values_list("tracker", flat=True))
        assert poll.result is not None
        assert poll.result["approve"] == len(acknowledged)
    assert chain_is_whole(poll)


def test_two_polls_opened_at_once_only_one_is_open(voting: Voting) -> None:
    polls = [voting.prepared() for _ in range(4)]
    answers = at_once([opening(poll) for poll in polls])
    assert sorted(answers) == ["opened", "poll_other_open", "poll_other_open", "poll_other_open"]
    assert Poll.objects.filter(status="open").count() == 1
    assert Elector.objects.count() == len(VOTERS)


def test_a_close_that_dies_halfway_leaves_the_poll_open_and_closes_later(
    voting: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = voting.opened()
    voting.cast_ballot(poll, "member", "approve")
    with monkeypatch.context() as broken:
        broken.setattr(ballots, "_publish", power_cut)
        with pytest.raises(PowerCut):
            closing(poll)()
    poll.refresh_from_db()
    assert (poll.status, poll.result) == ("open", None)
    assert voting.cast_ballot(poll, "member2", "approve").status == 200
    assert closing(poll)() == "closed"
    poll.refresh_from_db()
    assert poll.result is not None
    assert poll.result["approve"] == 2


class PowerCut(BaseException):
    """Stands for the end of the process between two steps."""


def power_cut(*_args: Any) -> None:
    raise PowerCut

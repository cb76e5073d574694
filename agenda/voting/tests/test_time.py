"""The planned end of a poll: it closes by itself, is extended, gets back the time of a waiting; trials."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from agenda.voting import found, waiting
from agenda.voting.ending import CLOSE_JOB
from agenda.voting.models import Poll
from agenda.voting.tasks import close_at_the_end
from agenda.voting.tests.conftest import Voting
from agenda.voting.tests.test_polls import events, findings, last
from conftest import Cast
from ecabinet.jobs.models import Job
from ecabinet.jobs.services import RunningJob
from ecabinet.journal.services import SYSTEM, command
from meetings.lifecycle.models import Meeting


def run_due(poll: Poll) -> None:
    """The worker comes to the job of this poll."""
    close_at_the_end(RunningJob(uuid4(), CLOSE_JOB, {"poll_id": str(poll.id)}, uuid4()))
    poll.refresh_from_db()


def its_time_comes(poll: Poll) -> None:
    """As if the poll had been opened so long ago that its time is over."""
    over = timezone.now() - timedelta(seconds=1)
    Poll.objects.filter(id=poll.id).update(closes_at=over, opened_at=over - timedelta(seconds=60))


def test_a_poll_with_a_limit_says_its_end_and_has_a_job_for_it(voting: Voting) -> None:
    poll = voting.opened(limit_seconds=120)
    assert poll.opened_at is not None
    assert poll.closes_at == poll.opened_at + timedelta(seconds=120)
    job = Job.objects.get(kind=CLOSE_JOB)
    assert (job.run_after, job.payload) == (poll.closes_at, {"poll_id": str(poll.id)})
    assert voting.part("member", "polls")[str(poll.id)]["closes_at"] is not None
    assert last(voting.meeting)[1]["limit_seconds"] == 120


def test_it_closes_by_itself_once_and_not_before(voting: Voting) -> None:
    poll = voting.opened(limit_seconds=120)
    voting.cast_ballot(poll, "member", "approve")
    run_due(poll)
    assert poll.status == "open"
    its_time_comes(poll)
    run_due(poll)
    run_due(poll)
    assert (poll.status, poll.result and poll.result["approve"]) == ("closed", 1)
    closes = [e for e in events(voting.meeting) if e.type == "poll.closed"]
    assert [e.data and e.data["reason"] for e in closes] == ["time_up"]
    assert findings() == []


def test_from_the_planned_end_on_no_ballot_is_taken_though_no_worker_lives(voting: Voting) -> None:
    poll, ballot_id = voting.opened(limit_seconds=120), uuid4()
    voting.cast_ballot(poll, "member", "approve", ballot_id)
    its_time_comes(poll)
    assert voting.cast_ballot(poll, "member2", "approve").code == "ballot_too_late"
    assert voting.cast_ballot(poll, "member", "approve", ballot_id).status == 200
    assert voting.act(poll, "close").body["result"]["cast"] == 1


def test_an_extension_moves_the_end_and_the_old_job_does_nothing(voting: Voting) -> None:
    poll = voting.opened(limit_seconds=60)
    before = poll.closes_at
    answer = voting.act(poll, "extend", "secretary", {"seconds": 90})
    poll.refresh_from_db()
    assert answer.status == 200
    assert before is not None
    assert poll.closes_at == before + timedelta(seconds=90)
    kind, data, state = last(voting.meeting)
    assert (kind, data["seconds"]) == ("poll.extended", 90)
    assert state["polls"] == voting.part("member", "polls")
    run_due(poll)
    assert poll.status == "open"


def test_a_poll_without_an_end_gets_one(voting: Voting) -> None:
    poll = voting.opened()
    assert voting.act(poll, "extend", "chair", {"seconds": 60}).body["closes_at"] is not None
    assert Job.objects.filter(kind=CLOSE_JOB).count() == 1


def test_who_extends_and_when(voting: Voting) -> None:
    poll, more = voting.prepared(limit_seconds=60), {"seconds": 60}
    where = voting.path(f"/{poll.id}/extend")
    assert voting.cast.anonymous.post(where, more).status == 401
    assert voting.cast.outsider.post(where, more).status == 404
    assert voting.cast.member.post(where, more).code == "not_allowed"
    assert voting.cast.chair.post(where, {"seconds": 1}).status == 422
    assert voting.cast.chair.post(where, more).code == "poll_draft"
    voting.act(poll, "open")
    its_time_comes(poll)
    assert voting.cast.chair.post(where, more).code == "poll_time_up"
    voting.act(poll, "close")
    assert voting.cast.chair.post(where, more).code == "poll_closed"


def test_the_time_of_a_waiting_is_given_back(voting: Voting) -> None:
    poll = voting.opened(limit_seconds=120)
    since = timezone.now() - timedelta(seconds=300)
    over = since + timedelta(seconds=40)
    Poll.objects.filter(id=poll.id).update(paused_at=since, paused_for="Điểm cầu A", closes_at=over)
    run_due(poll)
    assert poll.status == "open"
    with command("test.resume", SYSTEM) as cmd:
        poll.meeting = Meeting.objects.select_for_update().get(id=voting.meeting.id)
        waiting.resume(cmd, poll)
    poll.refresh_from_db()
    assert poll.closes_at is not None
    assert 0 < (poll.closes_at - timezone.now()).total_seconds() <= 40
    assert voting.cast_ballot(poll, "member", "approve").status == 200


@pytest.mark.parametrize("seconds", [0, 9, 4 * 3600 + 1, "soon"])
def test_a_limit_that_makes_no_sense_is_refused(voting: Voting, seconds: Any) -> None:
    answer = voting.cast.secretary.post(voting.path(), {"question": "Có?", "limit_seconds": seconds})
    assert answer.status == 422
    assert "limit_seconds" in answer.body["errors"][0]["field"]


def test_a_trial_needs_no_quorum_and_says_that_it_is_one(cast: Cast, running_meeting: Meeting) -> None:
    voting = Voting(cast, running_meeting)
    voting.check_in("chair")
    poll = voting.opened(is_trial=True)
    voting.cast_ballot(poll, "chair", "approve")
    row = voting.act(poll, "close").body
    assert (row["is_trial"], row["result"]["quorum_met"], row["result"]["cast"]) == (True, True, 1)
    assert last(running_meeting)[1]["trial"] is True
    assert findings() == []


def test_a_trial_is_not_found(voting: Voting) -> None:
    trial, real = voting.prepared(is_trial=True), voting.prepared()
    assert list(found.everything()) == [real.id]
    assert [subject.id for subject in found.describe([trial.id, real.id])] == [real.id]

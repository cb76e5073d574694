"""Casting ballots through the API: once, retried, too late, by whom; and what others may learn of it."""

import json
from typing import Any
from uuid import uuid4

from agenda.voting.models import Ballot, Poll
from agenda.voting.tests.conftest import VOTERS, Voting
from conftest import Cast
from ecabinet.journal.models import Event
from ecabinet.journal.snapshot import stream_name
from ecabinet.journal.verify import apply_state
from meetings.lifecycle.models import Meeting


def test_who_may_cast(voting: Voting) -> None:
    poll = voting.opened()
    body = {"ballot_id": str(uuid4()), "choice": "approve"}
    where = voting.path(f"/{poll.id}/ballots")
    assert voting.cast.anonymous.post(where, body).status == 401
    assert voting.cast.outsider.post(where, body).status == 404
    for name in ("delegate", "secretary", "site_device", "administrator"):
        answer = voting.voter(name).post(where, body)
        assert (answer.status, answer.code) == (403, "not_in_electorate")
    assert not Ballot.objects.exists()


def test_bad_ballots_are_explained(voting: Voting) -> None:
    poll = voting.opened()
    assert voting.cast_ballot(poll, "member", "maybe").status == 422
    answer = voting.act(poll, "ballots", "member", {"ballot_id": "7", "choice": "approve"})
    assert answer.body["errors"][0]["field"].endswith("ballot_id")
    assert voting.cast.member.post(voting.path(f"/{uuid4()}/ballots"), {}).status == 422


def test_before_the_opening_there_is_nothing_to_vote_on(voting: Voting) -> None:
    poll = voting.prepared()
    answer = voting.cast_ballot(poll, "member", "approve")
    assert (answer.status, answer.code) == (409, "poll_draft")


def test_the_same_ballot_again_gives_the_first_receipt(voting: Voting) -> None:
    poll, ballot_id = voting.opened(), uuid4()
    first = voting.cast_ballot(poll, "member", "approve", ballot_id)
    again = voting.cast_ballot(poll, "member", "approve", ballot_id)
    assert (again.status, again.body) == (200, first.body)
    assert len(first.body["tracker"]) == 9
    voting.act(poll, "close")
    late = voting.cast_ballot(poll, "member", "approve", ballot_id)
    assert (late.status, late.body) == (200, first.body)
    assert Ballot.objects.count() == 1


def test_the_same_ballot_with_another_choice_is_refused(voting: Voting) -> None:
    poll, ballot_id = voting.opened(), uuid4()
    voting.cast_ballot(poll, "member", "approve", ballot_id)
    answer = voting.cast_ballot(poll, "member", "reject", ballot_id)
    assert (answer.status, answer.code) == (409, "already_voted")
    assert Ballot.objects.get().content == {"choice": "approve"}


def test_a_second_ballot_is_refused(voting: Voting) -> None:
    poll = voting.opened()
    voting.cast_ballot(poll, "member", "approve")
    answer = voting.cast_ballot(poll, "member", "approve")
    assert (answer.status, answer.code) == (409, "already_voted")
    assert "đã biểu quyết" in answer.body["detail"]


def test_a_ballot_id_of_somebody_else_is_refused(voting: Voting) -> None:
    poll, ballot_id = voting.opened(), uuid4()
    voting.cast_ballot(poll, "member", "approve", ballot_id)
    assert voting.cast_ballot(poll, "member2", "approve", ballot_id).code == "conflict"
    assert Ballot.objects.count() == 1


def test_after_the_close_a_ballot_is_not_counted(voting: Voting) -> None:
    poll = voting.opened()
    voting.act(poll, "close")
    answer = voting.cast_ballot(poll, "member", "approve")
    assert (answer.status, answer.code) == (409, "ballot_too_late")
    assert not Ballot.objects.exists()


def test_who_left_before_casting_may_not_and_who_left_after_keeps_the_ballot(voting: Voting) -> None:
    poll = voting.opened()
    voting.mark("member3", "absent")
    assert voting.cast_ballot(poll, "member3", "approve").code == "not_present"
    voting.cast_ballot(poll, "member2", "approve")
    voting.mark("member2", "absent")
    voting.mark("member3", "present_online")
    row = voting.act(poll, "close").body
    assert (row["result"]["approve"], row["result"]["present"]) == (1, 3)


def test_who_came_after_the_opening_votes_unless_the_rule_says_no(
    cast: Cast, running_meeting: Meeting
) -> None:
    voting = Voting(cast, running_meeting)
    voting.check_in("chair", "member", "member2")
    usual = voting.opened()
    voting.check_in("member3")
    assert voting.cast_ballot(usual, "member3", "approve").status == 200
    voting.act(usual, "close")
    voting.mark("member3", "absent")
    strict = voting.opened(electorate="present", base="present")
    voting.mark("member3", "present_online")
    assert voting.cast_ballot(strict, "member3", "approve").code == "not_in_electorate"
    voting.cast_ballot(strict, "chair", "approve")
    row = voting.act(strict, "close").body
    assert (row["result"]["entitled"], row["result"]["base"], row["result"]["required"]) == (4, 3, 2)


def visible(voting: Voting, who: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (
        voting.voter(who).get(f"/meetings/{voting.meeting.id}/events").body["items"]
    )
    return listed


def test_while_open_nobody_learns_how_another_voted(voting: Voting) -> None:
    poll = voting.opened()
    voting.cast_ballot(poll, "member", "reject")
    for who in ("chair", "secretary", "member2", "site_device", "administrator"):
        shown = [e for e in visible(voting, who) if e["type"] in {"poll.ballot_cast", "poll.choice_recorded"}]
        assert [e["type"] for e in shown] == ["poll.ballot_cast"]
        assert "reject" not in json.dumps(shown)
        assert voting.part(who, "my") == {}
        snapshot = voting.voter(who).get(f"/meetings/{voting.meeting.id}/snapshot").content.decode()
        assert '"choice"' not in snapshot
    participant = voting.cast.member.participant(voting.meeting)
    voted = {f"{poll.id}:{participant.id}": {"poll_id": str(poll.id), "participant_id": str(participant.id)}}
    assert voting.part("chair", "voted") == voted
    assert voting.part("chair", "polls")[str(poll.id)]["cast"] == 1
    assert voting.part("member", "my")[f"ballot:{poll.id}"]["choice"] == "reject"


def rebuilt(voting: Voting, who: str) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for event in visible(voting, who):
        apply_state(parts, event["state"])
    return parts


def test_snapshot_and_events_agree_for_every_viewer(voting: Voting) -> None:
    poll = voting.opened()
    voting.cast_ballot(poll, "member", "approve")
    voting.cast_ballot(poll, "chair", "reject")
    for who in ("chair", "member", "secretary", "site_device"):
        told = rebuilt(voting, who)
        for name in ("polls", "voted", "my"):
            assert voting.part(who, name) == told.get(name, {})
    voting.act(poll, "close")
    assert voting.part("delegate", "polls") == rebuilt(voting, "delegate")["polls"]


def test_trackers_are_all_different_and_published(voting: Voting) -> None:
    poll = voting.opened()
    receipts = [voting.cast_ballot(poll, name, "approve").body["tracker"] for name in VOTERS]
    row = voting.act(poll, "close").body
    assert len(set(receipts)) == 4
    assert {b["tracker"] for b in row["ballots"]} == set(receipts)


def test_a_ballots_event_stays_small(voting: Voting) -> None:
    poll = voting.opened()
    voting.cast_ballot(poll, "member", "approve")
    stream = stream_name("meeting", voting.meeting.id)
    event = Event.objects.get(stream_id=stream, type="poll.ballot_cast")
    assert len(json.dumps([event.data, event.state])) < 2500
    assert Poll.objects.get(id=poll.id).status == "open"

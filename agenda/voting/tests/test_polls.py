"""Preparing, opening, closing and cancelling polls through the API."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from agenda.items.models import AgendaItem
from agenda.voting import ballots
from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.rules import root_hash
from agenda.voting.tests.conftest import VOTERS, Voting
from conftest import Cast
from ecabinet.journal.models import Event
from ecabinet.journal.services import SYSTEM, command
from ecabinet.journal.verify import verify_all
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting


def events(meeting: Meeting, prefix: str = "poll.") -> list[Event]:
    stream = f"meeting:{meeting.id}"
    return list(Event.objects.filter(stream_id=stream, type__startswith=prefix).order_by("seq"))


def last(meeting: Meeting) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Type, data and state of the last event of a poll."""
    event = events(meeting)[-1]
    assert event.data is not None
    assert event.state is not None
    return event.type, event.data, event.state


def findings() -> list[str]:
    """What verification says of the chain and of the parts of this capability."""
    others = [f.text for f in verify_all() if f.kind == "projection" and not f.text.startswith(OWN_PARTS)]
    return [f.text for f in verify_all() if f.text not in others]


OWN_PARTS = ("polls:", "voted:")
QUESTION = {"question": "Thông qua nghị quyết?"}


def test_only_who_leads_prepares_a_poll(cast: Cast, running_meeting: Meeting) -> None:
    where = f"/meetings/{running_meeting.id}/polls"
    assert cast.anonymous.post(where, QUESTION).status == 401
    assert cast.outsider.post(where, QUESTION).status == 404
    for name in ("member", "delegate", "site_device", "administrator"):
        assert getattr(cast, name).post(where, QUESTION).code == "not_allowed"
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": "   "}, "question"),
        ({"question": "x" * 501}, "question"),
        ({"question": "Có\0?"}, "question"),
        ({"question": "Có?", "threshold": "1/3"}, "threshold"),
        ({"question": "Có?", "base": "all"}, "base"),
        ({"question": "Có?", "item_id": "none"}, "item_id"),
    ],
)
def test_bad_input_names_the_field(voting: Voting, body: dict[str, Any], field: str) -> None:
    answer = voting.cast.secretary.post(voting.path(), body)
    assert answer.status == 422
    assert answer.body["errors"][0]["field"].endswith(field)


def test_an_item_of_another_meeting_is_not_found(voting: Voting) -> None:
    answer = voting.cast.secretary.post(voting.path(), {**QUESTION, "item_id": str(uuid4())})
    assert answer.status == 404


def test_a_poll_starts_from_the_rule_of_the_kind(voting: Voting) -> None:
    item = AgendaItem.objects.get(meeting=voting.meeting, kind="decision")
    answer = voting.cast.chair.post(voting.path(), {**QUESTION, "item_id": str(item.id)})
    assert answer.status == 200
    assert answer.body["status"] == "draft"
    assert answer.body["item_title"] == "Thông qua nghị quyết"
    rule = answer.body["rule"]
    assert (rule["threshold"], rule["base"], rule["tie"]) == ("1/2", "entitled", "chair")
    assert rule["quorum"] == {"numerator": 2, "denominator": 3}
    assert rule["legal_basis"]
    assert last(voting.meeting)[2]["polls"] == voting.part("delegate", "polls")
    rules = voting.cast.member.get("/voting-rules").body
    assert {row["kind"] for row in rules} == {"session", "working"}


def test_a_draft_may_be_edited_and_only_a_draft(voting: Voting) -> None:
    poll = voting.prepared()
    wanted = {"question": "Thông qua kế hoạch?", "threshold": "2/3", "base": "present"}
    answer = voting.act(poll, "edit", "secretary", wanted)
    assert (answer.status, answer.body["question"]) == (200, "Thông qua kế hoạch?")
    assert answer.body["rule"]["threshold"] == "2/3"
    assert voting.act(poll, "open").status == 200
    assert voting.act(poll, "edit", "secretary", wanted).code == "poll_open"
    poll.refresh_from_db()
    assert [e.type for e in events(voting.meeting)] == ["poll.created", "poll.edited", "poll.opened"]


def test_opening_freezes_the_roll(voting: Voting) -> None:
    poll = voting.opened()
    names = set(Elector.objects.filter(poll=poll).values_list("full_name", flat=True))
    assert names == {voting.voter(name).person.full_name for name in VOTERS}
    assert Elector.objects.get(poll=poll, is_chair=True).person == voting.cast.chair.person
    data = last(voting.meeting)[1]
    assert (data["present"], len(data["roll"])) == (4, 4)
    delegate = voting.cast.delegate.participant(voting.meeting)
    where = f"/meetings/{voting.meeting.id}/participants/{delegate.id}/edit"
    assert voting.cast.secretary.post(where, {"votes": True}).status == 200
    assert voting.part("chair", "polls")[str(poll.id)]["entitled"] == 4
    voting.check_in("delegate")
    assert voting.cast_ballot(poll, "delegate", "approve").code == "not_in_electorate"


def test_without_a_quorum_nothing_is_opened(cast: Cast, running_meeting: Meeting) -> None:
    voting = Voting(cast, running_meeting)
    voting.check_in("chair", "member")
    poll = voting.prepared()
    answer = voting.act(poll, "open")
    assert answer.code == "poll_quorum_not_met"
    assert "2" in answer.body["detail"]
    assert "3" in answer.body["detail"]
    assert not Elector.objects.exists()


def test_a_poll_opens_only_while_the_meeting_is_in_progress(cast: Cast, published_meeting: Meeting) -> None:
    voting = Voting(cast, published_meeting)
    voting.check_in(*VOTERS)
    poll = voting.prepared()
    assert voting.act(poll, "open").code == "meeting_wrong_status"


def test_one_poll_is_open_at_a_time(voting: Voting) -> None:
    first, second = voting.opened(), voting.prepared()
    assert voting.act(second, "open").code == "poll_other_open"
    second.refresh_from_db()
    assert second.status == "draft"
    assert voting.act(first, "close").status == 200
    assert voting.act(second, "open").status == 200


def test_the_database_refuses_a_second_open_poll(voting: Voting) -> None:
    first, second = voting.opened(), voting.prepared()
    second.status, second.opened_at = "open", first.opened_at
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_the_close_publishes_result_names_and_trackers(voting: Voting) -> None:
    poll = voting.opened()
    for name, choice in zip(VOTERS, ("approve", "approve", "approve", "abstain"), strict=True):
        assert voting.cast_ballot(poll, name, choice).status == 200
    row = voting.act(poll, "close").body
    assert row["result"]["outcome"] == "adopted"
    assert (row["result"]["approve"], row["result"]["abstain"], row["result"]["not_cast"]) == (3, 1, 0)
    assert row["result"]["sentence"].startswith("Tán thành 3/4 thành viên; thông qua khi có từ 3 phiếu")
    assert row["result"]["sentence_en"].startswith("3 of 4 members approve")
    assert {b["full_name"] for b in row["ballots"]} == {voting.voter(n).person.full_name for n in VOTERS}
    event_type, data, state = last(voting.meeting)
    assert event_type == "poll.closed"
    assert data["ballots"] == row["ballots"]
    assert data["root"] == row["root"]
    assert state["polls"] == voting.part("member", "polls")
    assert findings() == []


def test_the_bundle_lets_anyone_count_again(voting: Voting) -> None:
    poll = voting.opened(threshold="2/3")
    voting.cast_ballot(poll, "chair", "approve")
    voting.cast_ballot(poll, "member", "reject")
    where = voting.path(f"/{poll.id}/bundle")
    assert voting.cast.member.get(where).code == "poll_open"
    row = voting.act(poll, "close").body
    bundle = voting.cast.member.get(where).body
    assert root_hash(bundle) == row["root"]
    assert bundle["result"] == row["result"]
    assert voting.cast.outsider.get(where).status == 404


def test_a_stored_poll_counts_to_the_published_result(voting: Voting) -> None:
    poll = voting.opened()
    voting.cast_ballot(poll, "member", "reject")
    voting.act(poll, "close")
    poll.refresh_from_db()
    roll = list(Elector.objects.filter(poll=poll))
    again = ballots.counted(poll, roll, list(Ballot.objects.filter(poll=poll)))
    assert poll.result is not None
    told = again.plain()
    assert {name: poll.result[name] for name in told} == told


def test_a_quorum_lost_before_the_close_makes_it_void(voting: Voting) -> None:
    poll = voting.opened()
    for name in VOTERS:
        voting.cast_ballot(poll, name, "approve")
    voting.mark("member2", "absent")
    voting.mark("member3", "absent")
    row = voting.act(poll, "close").body
    assert row["result"]["outcome"] == "void"
    assert (row["result"]["approve"], row["result"]["present"]) == (4, 2)


def test_closing_twice_is_harmless(voting: Voting) -> None:
    poll = voting.opened()
    voting.act(poll, "close")
    published = voting.part("member", "polls")
    assert voting.act(poll, "close", "secretary").code == "poll_closed"
    assert voting.act(poll, "cancel").code == "poll_closed"
    assert voting.part("member", "polls") == published


def test_a_cancelled_poll_publishes_nothing(voting: Voting) -> None:
    poll = voting.opened()
    voting.cast_ballot(poll, "member", "approve")
    row = voting.act(poll, "cancel", "chair", {"reason": "Nhầm câu hỏi"}).body
    assert (row["status"], row["result"], row["ballots"]) == ("cancelled", None, [])
    assert last(voting.meeting)[1]["reason"] == "Nhầm câu hỏi"
    assert voting.cast_ballot(poll, "chair", "approve").code == "poll_cancelled"


def test_a_new_round_is_linked_to_the_old(voting: Voting) -> None:
    first = voting.opened()
    wanted = {**QUESTION, "previous_id": str(first.id)}
    assert voting.cast.chair.post(voting.path(), wanted).code == "poll_round_not_over"
    voting.act(first, "close")
    answer = voting.cast.chair.post(voting.path(), wanted)
    assert answer.body["previous_id"] == str(first.id)


def test_the_end_of_the_meeting_counts_what_was_cast(voting: Voting) -> None:
    poll, draft = voting.opened(), voting.prepared()
    voting.cast_ballot(poll, "member", "approve")
    with command("test.end", SYSTEM) as cmd:
        lifecycle.end(cmd, Meeting.objects.select_for_update().get(id=voting.meeting.id))
    row = voting.part("member", "polls")[str(poll.id)]
    assert (row["status"], row["result"]["approve"], row["result"]["not_cast"]) == ("closed", 1, 3)
    assert last(voting.meeting)[1]["reason"] == "meeting_ended"
    assert voting.part("member", "polls")[str(draft.id)]["status"] == "draft"
    assert findings() == []


def test_who_is_on_an_open_roll_stays(voting: Voting) -> None:
    poll = voting.opened()
    participant = voting.cast.member3.participant(voting.meeting)
    where = f"/meetings/{voting.meeting.id}/participants/{participant.id}/remove"
    answer = voting.cast.secretary.post(where)
    assert answer.code == "participant_on_roll"
    assert voting.cast.member3.person.full_name in answer.body["detail"]
    voting.act(poll, "close")
    assert voting.cast.secretary.post(where).status == 200


def test_an_item_with_a_held_poll_stays_one_with_a_draft_may_go(voting: Voting) -> None:
    item = AgendaItem.objects.get(meeting=voting.meeting, kind="decision")
    where = f"/meetings/{voting.meeting.id}/items/{item.id}/remove"
    draft = voting.prepared(item_id=str(item.id))
    held = voting.opened(item_id=str(item.id))
    assert voting.cast.secretary.post(where).code == "item_in_use"
    voting.act(held, "close")
    assert voting.cast.secretary.post(where).code == "item_in_use"
    Poll.objects.filter(id=held.id).update(item=None)
    assert voting.cast.secretary.post(where).status == 200
    draft.refresh_from_db()
    assert (draft.item_id, draft.item_title) == (None, "")

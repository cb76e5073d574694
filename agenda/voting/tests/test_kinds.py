"""Opinions, lists and elections through the API: prepared, voted on, counted, told."""

from typing import Any
from uuid import uuid4

import pytest

from agenda.voting.models import Ballot, Poll
from agenda.voting.rules import root_hash
from agenda.voting.tests.conftest import VOTERS, Voting
from agenda.voting.tests.test_ballots import rebuilt
from agenda.voting.tests.test_polls import events, findings, last
from ecabinet.testing import Answer

NAMES = ["Nguyễn Văn A", "Trần Thị B", "Lê Văn C"]
ELECTION = {"kind": "election", "options": NAMES, "seats": 2, "base": "cast"}


def mark(voting: Voting, poll: Poll, who: str, *keys: str, **more: Any) -> Answer:
    body = {"ballot_id": str(uuid4()), "options": list(keys), **more}
    return voting.act(poll, "ballots", who, body)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "lottery"}, "kind"),
        ({"kind": "one_of"}, "options"),
        ({"kind": "one_of", "options": ["A", " "]}, "1"),  # the second of the list
        ({"kind": "one_of", "options": ["A", "A"]}, "options"),
        ({"kind": "approval", "options": ["A"]}, "options"),
        ({"kind": "up_to", "options": ["A", "B"], "seats": 0}, "seats"),
        ({"kind": "up_to", "options": ["A", "B"], "seats": 3}, "seats"),
    ],
)
def test_a_bad_list_names_the_field(voting: Voting, body: dict[str, Any], field: str) -> None:
    answer = voting.cast.secretary.post(voting.path(), {"question": "Chọn gì?", **body})
    assert answer.status == 422
    assert field in answer.body["errors"][0]["field"]
    assert not Poll.objects.exists()


def test_a_draft_may_become_another_kind_and_back(voting: Voting) -> None:
    poll = voting.prepared(**ELECTION)
    row = voting.part("member", "polls")[str(poll.id)]
    assert (row["kind"], row["seats"], [o["label"] for o in row["options"]]) == ("election", 2, NAMES)
    answer = voting.act(poll, "edit", "secretary", {"question": "Thông qua?"})
    assert (answer.body["kind"], answer.body["options"], answer.body["seats"]) == ("approval", [], 1)


def test_an_election_counts_blank_and_invalid_ballots(voting: Voting) -> None:
    poll = voting.opened(**ELECTION)
    assert mark(voting, poll, "chair", "2", "1").body["options"] == ["1", "2"]
    assert mark(voting, poll, "member", "1").status == 200
    assert mark(voting, poll, "member2").body["standing"] == "blank"
    assert mark(voting, poll, "member3", "1", "2", "3").body["standing"] == "invalid"
    result = voting.act(poll, "close").body["result"]
    figures = {name: result[name] for name in ("valid", "blank", "invalid", "cast", "base", "required")}
    assert figures == {"valid": 2, "blank": 1, "invalid": 1, "cast": 4, "base": 4, "required": 3}
    assert [option["votes"] for option in result["options"]] == [2, 1, 0]
    # Two of four is exactly half, and the chair marked the first: the rule of the session lets that decide.
    assert (result["outcome"], result["tied"]) == ("partly", True)
    assert [option["chosen"] for option in result["options"]] == [True, False, False]
    assert findings() == []


def test_an_election_by_for_and_against(voting: Voting) -> None:
    poll = voting.opened(**{**ELECTION, "kind": "election_each"})
    for who in VOTERS[:3]:
        assert mark(voting, poll, who, "1", "2", against=["3"]).status == 200
    assert mark(voting, poll, "member3", against=["1"]).body["standing"] == "valid"
    result = voting.act(poll, "close").body["result"]
    assert [(o["votes"], o["against"], o["chosen"]) for o in result["options"]] == [
        (3, 1, True),
        (3, 0, True),
        (0, 3, False),
    ]
    assert result["outcome"] == "adopted"


def test_one_of_a_list_is_chosen_and_told_with_its_name(voting: Voting) -> None:
    poll = voting.opened(kind="one_of", options=["Phương án một", "Phương án hai"])
    for who in VOTERS[:3]:
        mark(voting, poll, who, "2")
    event = [e for e in events(voting.meeting) if e.type == "poll.choice_recorded"][-1]
    assert event.data is not None
    assert (event.data["said"], event.data["marked"]) == ("marks", ["Phương án hai"])
    row = voting.act(poll, "close").body
    assert row["result"]["outcome"] == "adopted"
    assert "Được chọn: Phương án hai (3)" in row["result"]["sentence"]
    data = last(voting.meeting)[1]
    assert [ballot["options"] for ballot in data["ballots"]] == [["2"], ["2"], ["2"]]
    assert data["options"] == [{"key": "1", "label": "Phương án một"}, {"key": "2", "label": "Phương án hai"}]


def test_an_opinion_keeps_its_words_to_itself_until_the_close(voting: Voting) -> None:
    poll = voting.opened(kind="opinion")
    voting.cast_ballot(poll, "chair", "agree")
    answer = voting.act(
        poll, "ballots", "member", {"ballot_id": str(uuid4()), "choice": "other", "text": "Lùi một tháng"}
    )
    assert (answer.status, answer.body["text"]) == (200, "Lùi một tháng")
    for who in ("chair", "secretary", "site_device"):
        shown = voting.voter(who).get(f"/meetings/{voting.meeting.id}/snapshot").content.decode()
        assert "Lùi một tháng" not in shown
    row = voting.act(poll, "close").body
    assert (row["result"]["approve"], row["result"]["other"], row["result"]["not_cast"]) == (1, 1, 2)
    assert "Lùi một tháng" in [ballot["text"] for ballot in row["ballots"]]


@pytest.mark.parametrize(
    ("subject", "said", "code"),
    [
        ({}, {"choice": "agree"}, "ballot_not_fitting"),
        ({}, {"options": ["1"]}, "ballot_not_fitting"),
        ({}, {}, "ballot_not_fitting"),
        ({"kind": "opinion"}, {"choice": "other"}, "opinion_without_words"),
        ({"kind": "one_of", "options": NAMES}, {"options": ["4"]}, "ballot_not_fitting"),
        ({"kind": "up_to", "options": NAMES, "seats": 2}, {"options": ["1", "2", "3"]}, "too_many_marked"),
        (ELECTION, {"choice": "approve"}, "ballot_not_fitting"),
    ],
)
def test_a_ballot_that_does_not_fit_is_not_cast(
    voting: Voting, subject: dict[str, Any], said: dict[str, Any], code: str
) -> None:
    poll = voting.opened(**subject)
    answer = voting.act(poll, "ballots", "member", {"ballot_id": str(uuid4()), **said})
    assert (answer.status, answer.code) == (422, code)
    assert not Ballot.objects.exists()


def test_the_same_marks_in_another_order_are_the_same_ballot(voting: Voting) -> None:
    poll, ballot_id = voting.opened(**ELECTION), str(uuid4())
    first = mark(voting, poll, "member", "1", "3", ballot_id=ballot_id)
    again = mark(voting, poll, "member", "3", "1", ballot_id=ballot_id)
    other = mark(voting, poll, "member", "3", ballot_id=ballot_id)
    assert (again.status, again.body, other.code) == (200, first.body, "already_voted")
    assert Ballot.objects.get().content == {"options": ["1", "3"]}


def test_snapshot_and_events_agree_and_the_bundle_has_its_root(voting: Voting) -> None:
    poll = voting.opened(**ELECTION)
    mark(voting, poll, "member", "1", "2")
    for who in ("chair", "member", "site_device"):
        for name in ("polls", "voted", "my"):
            assert voting.part(who, name) == rebuilt(voting, who).get(name, {})
    row = voting.act(poll, "close").body
    bundle = voting.cast.member.get(voting.path(f"/{poll.id}/bundle")).body
    assert (bundle["version"], bundle["kind"], bundle["seats"]) == (2, "election", 2)
    assert root_hash(bundle) == row["root"]
    assert voting.part("member", "polls") == rebuilt(voting, "member")["polls"]

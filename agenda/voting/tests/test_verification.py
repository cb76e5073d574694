"""A poll whose stored rows were changed after the close is found by counting again."""

import io

import pytest
from django.core.management import CommandError, call_command

from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.rules import root_hash
from agenda.voting.tests.conftest import Voting
from agenda.voting.verification import differences

REJECTING = Ballot.objects.filter(content={"choice": "reject"})


@pytest.fixture
def closed(voting: Voting) -> Poll:
    poll = voting.opened()
    for name, choice in (("chair", "approve"), ("member", "approve"), ("member2", "reject")):
        assert voting.cast_ballot(poll, name, choice).status == 200
    assert voting.act(poll, "close").status == 200
    return Poll.objects.get(id=poll.id)


def test_an_untouched_poll_counts_to_its_result(closed: Poll) -> None:
    assert closed.result is not None
    out = io.StringIO()
    call_command("verify_polls", stdout=out)
    assert "every closed poll" in out.getvalue()


def test_a_changed_choice_is_found(closed: Poll) -> None:
    REJECTING.filter(poll=closed).update(content={"choice": "approve"})
    texts = [difference.text for difference in differences()]
    assert any("approve" in text for text in texts)
    assert any("root hash" in text for text in texts)
    with pytest.raises(CommandError):
        call_command("verify_polls", stdout=io.StringIO())


def test_a_changed_name_and_a_removed_ballot_are_found(closed: Poll) -> None:
    Elector.objects.filter(poll=closed, is_chair=True).update(full_name="Người khác")
    assert [d.text for d in differences()] == ["the root hash is not that of its rows"]
    REJECTING.filter(poll=closed).delete()
    assert any("cast" in difference.text for difference in differences())


def test_a_ballot_of_somebody_outside_the_electorate_is_found(closed: Poll) -> None:
    Elector.objects.filter(poll=closed, is_chair=True).update(may_cast=False)
    assert any("cannot be counted" in difference.text for difference in differences())


def test_a_poll_of_the_first_version_keeps_its_root(closed: Poll) -> None:
    """Its result had no figures of lists and its bundle no version: hashed so, it is verified so."""
    first = ("approve", "reject", "abstain", "not_cast", "cast", "entitled", "present", "base", "required")
    more = ("quorum_required", "quorum_met", "tied", "outcome", "sentence", "sentence_en")
    assert closed.result is not None
    roll = ("full_name", "position", "weight", "is_chair", "may_cast", "present_at_open", "present_at_close")
    given = Ballot.objects.filter(poll=closed).order_by("elector__full_name").select_related("elector")
    bundle = {
        "poll_id": str(closed.id),
        "question": closed.question,
        "rule": closed.rule,
        "roll": list(Elector.objects.filter(poll=closed).values(*roll)),
        "ballots": [
            {
                "full_name": ballot.elector.full_name,
                "position": ballot.elector.position,
                "choice": ballot.content["choice"],
                "tracker": ballot.tracker,
            }
            for ballot in given
        ],
        "result": {name: closed.result[name] for name in (*first, *more)},
    }
    of_old = {"bundle_version": 1, "result": bundle["result"], "root": root_hash(bundle)}
    Poll.objects.filter(id=closed.id).update(**of_old)
    assert list(differences()) == []
    REJECTING.filter(poll=closed).update(content={"choice": "approve"})
    assert any("approve" in difference.text for difference in differences())

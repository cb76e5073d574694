"""A poll whose stored rows were changed after the close is found by counting again."""

import io

import pytest
from django.core.management import CommandError, call_command

from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.tests.conftest import Voting
from agenda.voting.verification import differences


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
    Ballot.objects.filter(poll=closed, choice="reject").update(choice="approve")
    texts = [difference.text for difference in differences()]
    assert any("approve" in text for text in texts)
    assert any("root hash" in text for text in texts)
    with pytest.raises(CommandError):
        call_command("verify_polls", stdout=io.StringIO())


def test_a_changed_name_and_a_removed_ballot_are_found(closed: Poll) -> None:
    Elector.objects.filter(poll=closed, is_chair=True).update(full_name="Người khác")
    assert [d.text for d in differences()] == ["the root hash is not that of its rows"]
    Ballot.objects.filter(poll=closed, choice="reject").delete()
    assert any("cast" in difference.text for difference in differences())


def test_a_ballot_of_somebody_outside_the_electorate_is_found(closed: Poll) -> None:
    Elector.objects.filter(poll=closed, is_chair=True).update(may_cast=False)
    assert any("cannot be counted" in difference.text for difference in differences())

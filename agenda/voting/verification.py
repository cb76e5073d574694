"""Counting every closed poll again from its stored ballots."""

from collections.abc import Iterator
from dataclasses import dataclass

from agenda.voting.ballots import counted
from agenda.voting.bundles import tally_bundle
from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.rules import Status, root_hash


@dataclass(frozen=True)
class Difference:
    """A closed poll whose stored rows do not give what was published."""

    poll_id: str
    text: str


def differences() -> Iterator[Difference]:
    """All polls that count to another result, or whose content has another hash than the journal tells."""
    for poll in Poll.objects.filter(status=Status.CLOSED).order_by("id").iterator(chunk_size=100):
        yield from _compare(poll)


def _compare(poll: Poll) -> Iterator[Difference]:
    roll = list(Elector.objects.filter(poll=poll))
    ballots = list(Ballot.objects.filter(poll=poll).select_related("elector"))
    published = poll.result or {}
    try:
        again = counted(poll, roll, ballots).plain()
    except (ValueError, KeyError) as error:
        yield Difference(str(poll.id), f"the ballots cannot be counted: {error}")
        return
    told = published if poll.bundle_version == 1 else again
    wrong = [name for name, value in again.items() if name in told and published.get(name) != value]
    if wrong:
        yield Difference(str(poll.id), f"counted again, these differ: {', '.join(wrong)}")
    if root_hash(tally_bundle(poll, roll, ballots)) != poll.root:
        yield Difference(str(poll.id), "the root hash is not that of its rows")

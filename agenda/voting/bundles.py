"""The tally bundle of a closed poll: all that a stranger needs to count again, hashed into the journal.

The form is versioned. A poll keeps the version it was closed with, so that its root can always be verified.
"""

from typing import Any

from agenda.voting.models import Ballot, Elector, Poll
from agenda.voting.rows import PublishedBallot, published

BUNDLE_VERSION = 2
ON_THE_ROLL = (
    "full_name",
    "position",
    "weight",
    "is_chair",
    "may_cast",
    "present_at_open",
    "present_at_close",
)


def tally_bundle(poll: Poll, roll: list[Elector], ballots: list[Ballot]) -> dict[str, Any]:
    """Question, rule, roll, ballots by tracker and result, in the version of the poll.

    Version 1 knew motions only; version 2 names itself, the kind, the options and the seats.
    """
    rows = published(poll.subject, ballots)
    content = {
        "poll_id": str(poll.id),
        "question": poll.question,
        "rule": poll.rule,
        "roll": [{name: getattr(elector, name) for name in ON_THE_ROLL} for elector in roll],
        "result": poll.result,
    }
    if poll.bundle_version == 1:
        return {**content, "ballots": [_first_form(row) for row in rows]}
    asked = {"kind": str(poll.kind), "options": poll.options, "seats": poll.seats}
    told = [row.model_dump(mode="json") for row in rows]
    return {"version": poll.bundle_version, **content, **asked, "ballots": told}


def _first_form(row: PublishedBallot) -> dict[str, Any]:
    plain = row.model_dump(mode="json")
    return {name: plain[name] for name in ("full_name", "position", "choice", "tracker")}

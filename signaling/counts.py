"""What the process counts of its clients' comings, for metrics."""

from __future__ import annotations

from collections import Counter

_OUTCOMES = {400: "malformed", 401: "not_allowed", 404: "no_room", 503: "full"}


class Counts:
    """Plain counters: joins by outcome, resumes by outcome (`resumed`, `unknown`)."""

    def __init__(self) -> None:
        self.joins: Counter[str] = Counter(dict.fromkeys(("joined", "broken", *_OUTCOMES.values()), 0))
        self.resumes: Counter[str] = Counter({"resumed": 0, "unknown": 0})

    def refused(self, status: int) -> None:
        """A client was refused with this HTTP status."""
        self.joins[_OUTCOMES.get(status, "refused")] += 1

    def broken(self) -> None:
        """A client's offer could not be used."""
        self.joins["broken"] += 1

    def entered(self, *, resuming: bool, let_in: bool) -> None:
        """A client was let in, or sent away because what it wanted to resume is gone."""
        if resuming:
            self.resumes["resumed" if let_in else "unknown"] += 1
        else:
            self.joins["joined"] += 1

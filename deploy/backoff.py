"""How long to wait before a process that ended is started again."""

from dataclasses import dataclass


@dataclass
class Backoff:
    """Doubling pauses in seconds: short after a first fall, long for what cannot stay up."""

    first: float = 0.2
    longest: float = 10.0
    settled_after: float = 10.0
    _next: float = 0.0

    def pause_after(self, lived: float) -> float:
        """The pause before the next start of a process that lived `lived` seconds."""
        if lived >= self.settled_after or not self._next:
            self._next = self.first
        pause, self._next = self._next, min(self._next * 2, self.longest)
        return pause

"""Who counts as present, the quorum, and when a lost site is really lost. Pure: no I/O, no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ecabinet.problems import Problem

OPEN_STATUSES = frozenset({"published", "in_progress", "paused"})
OF_MODE = {"in_person": "present_in_person", "online": "present_online"}

LOST_AFTER = timedelta(seconds=3)
UNREACHABLE_AFTER = timedelta(seconds=10)
AWAY_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class Quorum:
    """The quorum at one moment. `required` is the smallest number of members that meets it."""

    entitled: int
    present: int
    required: int
    met: bool


def quorum(entitled: int, present: int, numerator: int | None, denominator: int | None) -> Quorum:
    """The quorum when at least numerator/denominator of the members must be present.

    Integers only. Without a fraction nothing is required and the quorum is met; with one, it is never met
    where nobody is entitled. Raises ValueError for a fraction outside 0 to 1 or more present than entitled.
    """
    if not 0 <= present <= entitled:
        raise ValueError(f"{present} present of {entitled} entitled")
    if numerator is None or denominator is None:
        return Quorum(entitled, present, 0, True)
    if not 0 < numerator <= denominator:
        raise ValueError(f"{numerator}/{denominator} is not a part of a whole")
    required = -(-entitled * numerator // denominator)
    return Quorum(entitled, present, required, entitled > 0 and present >= required)


def is_away(attendance: str, checked_in_at: datetime | None, left_line_at: datetime) -> bool:
    """Whether who left the line then, and did not come back within `AWAY_AFTER`, is not counted any more.

    Who is there in person needs no line; who checked in after that was there after that.
    """
    if attendance != OF_MODE["online"]:
        return False
    return checked_in_at is None or checked_in_at <= left_line_at


def check_open(status: str) -> None:
    """Raise Problem attendance_closed unless attendance may be taken in a meeting of this status."""
    if status not in OPEN_STATUSES:
        raise Problem("attendance_closed")


def check_leaving(name: str, *, is_present: bool, is_out: bool) -> None:
    """Raise Problem not_checked_in or already_left unless the one of this name is there to leave."""
    if not is_present:
        raise Problem("not_checked_in", name=name)
    if is_out:
        raise Problem("already_left", name=name)


def attendance_of_who_acts(has_a_site: bool) -> str:
    """How one attends of whom only an act is known: in person with a seat at a site, else online."""
    return OF_MODE["in_person" if has_a_site else "online"]


def check_reason(status: str, reason: str) -> str:
    """The reason as it is kept: an absence needs one, nothing else has one.

    Raises Problem absence_needs_reason.
    """
    if status != "absent":
        return ""
    if not reason.strip():
        raise Problem("absence_needs_reason")
    return reason.strip()


@dataclass
class Presence:
    """Which sites went missing and since when: sans I/O, fed with what the media server shows.

    A short absence (a page reloads, the media server restarts) is not a lost site: it is reported only
    after `LOST_AFTER`, or `UNREACHABLE_AFTER` when the media server itself does not answer or has begun
    anew so recently that its clients are still coming back.
    """

    missing: dict[str, datetime] = field(default_factory=dict)
    shaken_at: datetime | None = None

    def shaken(self, now: datetime) -> None:
        """The media server has begun anew: whoever is missing had no choice."""
        self.shaken_at = now

    def look(
        self, now: datetime, online: Iterable[str], there: Mapping[str, datetime] | None
    ) -> "PresenceChange":
        """Compare the sites believed online with those `there` (id -> joined at; None: no answer)."""
        believed, seen = set(online), there or {}
        if there is None:
            self.shaken(now)
        is_shaken = self.shaken_at is not None and now - self.shaken_at < UNREACHABLE_AFTER
        grace = UNREACHABLE_AFTER if is_shaken else LOST_AFTER
        self.missing = {s: self.missing.get(s, now) for s in believed if s not in seen}
        lost = {s: since for s, since in self.missing.items() if now - since >= grace}
        found = {s: at for s, at in seen.items() if s not in believed}
        waiting = [since + grace for s, since in self.missing.items() if s not in lost]
        return PresenceChange(found, lost, min(waiting, default=None))


@dataclass(frozen=True)
class PresenceChange:
    """Sites that came (id -> when), sites lost (id -> since when), and when to look again (None: no need)."""

    found: Mapping[str, datetime]
    lost: Mapping[str, datetime]
    again: datetime | None

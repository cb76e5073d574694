"""The floor as one machine: who may speak when, and for how long. Pure: no I/O, no Django.

Everything that decides about requests and turns lives in this file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from ecabinet.problems import Problem

RUNNING = frozenset({"in_progress", "paused"})
IN_PROGRESS = "in_progress"
ITEM_DONE = "done"

SHORTEST_SECONDS = 10
LONGEST_SECONDS = 4 * 3600

SPEAKING, INTERPELLATION = "speaking", "interpellation"
POINT_OF_ORDER, URGENT, NORMAL = "point_of_order", "urgent", "normal"
PRIORITIES = (POINT_OF_ORDER, URGENT, NORMAL)

# A request is active until its turn begins: it waits, was called up, or the one called has said "ready".
ACTIVE = ("waiting", "called", "ready")
OVER = ("done", "withdrawn", "declined")

REQUEST_STEPS = {
    ("waiting", "call"): "called",
    ("called", "accept"): "ready",
    ("called", "put_back"): "waiting",
    ("ready", "put_back"): "waiting",
    **{(status, "grant"): "speaking" for status in ACTIVE},
    **{(status, "withdraw"): "withdrawn" for status in ACTIVE},
    **{(status, "decline"): "declined" for status in ACTIVE},
    ("speaking", "end"): "done",
}
TURN_STEPS = {
    ("running", "pause"): "paused",
    ("paused", "resume"): "running",
    ("running", "extend"): "running",
    ("paused", "extend"): "paused",
    ("running", "end"): "ended",
    ("paused", "end"): "ended",
}
# What a step does in the media room (meetings.media carries it out); steps that are left out change nothing.
IN_THE_ROOM = {
    "grant": (
        "may publish the microphone and share a screen, every layout shows the speaker; who spoke before "
        "may not any more"
    ),
    "end": (
        "may not publish the microphone any more, an open one is closed; may not share a screen any more, a "
        "shared one is taken away"
    ),
    "pause": "nothing: the clock stands, the speaker stays audible",
}
REQUEST_ACTS = ("call", "accept", "put_back", "grant", "withdraw", "decline", "end")
REFUSALS = {
    ("called", "call"): "request_called",
    ("ready", "call"): "request_called",
    ("waiting", "accept"): "request_not_called",
    ("ready", "accept"): "request_ready",
    ("waiting", "put_back"): "request_not_called",
    **{(status, "end"): "nobody_speaks" for status in ACTIVE},
    **{("speaking", act): "request_granted" for act in REQUEST_ACTS if act != "end"},
    **{("withdrawn", act): "request_withdrawn" for act in REQUEST_ACTS},
    **{("declined", act): "request_declined" for act in REQUEST_ACTS},
    **{("done", act): "request_done" for act in REQUEST_ACTS},
    ("paused", "pause"): "turn_paused",
    ("running", "resume"): "turn_running",
    **{("ended", step): "turn_over" for step in ("pause", "resume", "extend", "end")},
}


def sort_key(
    priority: str, turns_before: int, requested_at: datetime, *, place: int | None, first_timers_first: bool
) -> str:
    """A text by which the requests of one queue are sorted: who is called first has the smallest.

    Points of order go first. Then come those that the chair placed by hand, in that order (`place`, from 0);
    then the urgent ones, then, where the meeting has it so, who has not spoken yet; then by time of asking.
    """
    if place is not None:
        return f"1-{place:05}"
    spoke = int(first_timers_first and turns_before > 0)
    rank = PRIORITIES.index(priority)
    return f"{0 if priority == POINT_OF_ORDER else 2}-{rank}-{spoke}-{requested_at.timestamp():017.6f}"


def check_queue_open(is_open: bool, priority: str) -> None:
    """Raise Problem queue_closed (409); a point of order is taken at any time."""
    if not is_open and priority != POINT_OF_ORDER:
        raise Problem("queue_closed")


def check_places(known: set[UUID], wanted: Sequence[UUID]) -> None:
    """Raise Problem queue_changed (409) unless `wanted` names everybody who is in the queue, once."""
    if len(wanted) != len(set(wanted)) or set(wanted) != known:
        raise Problem("queue_changed")


def next_request_status(status: str, step: str) -> str:
    """The status of a request after `step`. Raises Problem (409) that names why it may not be taken."""
    return _step(REQUEST_STEPS, status, step)


def check_running(meeting_status: str) -> None:
    """Raise Problem meeting_not_running unless the meeting runs (a break included)."""
    if meeting_status not in RUNNING:
        raise Problem("meeting_not_running")


def check_item_ahead(item_status: str) -> None:
    """Raise Problem item_over when the item is done: a request for it, made off line, comes too late."""
    if item_status == ITEM_DONE:
        raise Problem("item_over")


def check_floor_open(meeting_status: str) -> None:
    """Raise Problem floor_closed unless somebody may speak in a meeting of this status."""
    if meeting_status != IN_PROGRESS:
        raise Problem("floor_closed")


def check_limit(seconds: int) -> int:
    """The limit itself. Raises Problem bad_limit outside of what a turn may last."""
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise Problem("bad_limit", shortest=SHORTEST_SECONDS, longest_minutes=LONGEST_SECONDS // 60)
    return seconds


# What the loss of a line does: each action with those before it.
LOSS_ACTIONS = ("nothing", "warn", "pause", "pause_item", "pause_poll")


def loss_does(action: str, step: str) -> bool:
    """Whether the policy `action` includes `step` (one of LOSS_ACTIONS)."""
    return LOSS_ACTIONS.index(action) >= LOSS_ACTIONS.index(step)


def goes_on_alone(meeting_status: str, seconds_lost: int, within: int) -> bool:
    """Whether what a lost line paused goes on by itself when the line is back after `seconds_lost`."""
    return meeting_status == IN_PROGRESS and seconds_lost <= within and within > 0


@dataclass(frozen=True)
class Clock:
    """The clock of a turn: it stands while `paused_at` is set; `paused_seconds` are the pauses that ended."""

    started_at: datetime
    limit_seconds: int
    paused_at: datetime | None = None
    paused_seconds: int = 0
    ended_at: datetime | None = None

    @property
    def status(self) -> str:
        if self.ended_at:
            return "ended"
        return "paused" if self.paused_at else "running"

    def pause(self, at: datetime) -> "Clock":
        """Stop the clock. Raises Problem turn_paused when it stands already."""
        _step(TURN_STEPS, self.status, "pause")
        return replace(self, paused_at=at)

    def resume(self, at: datetime) -> "Clock":
        """Let the clock run on. Raises Problem turn_running when it runs."""
        _step(TURN_STEPS, self.status, "resume")
        return replace(self, paused_at=None, paused_seconds=self._paused_until(at))

    def extend(self, seconds: int) -> "Clock":
        """Give `seconds` more. Raises Problem bad_limit when the whole becomes too long."""
        _step(TURN_STEPS, self.status, "extend")
        return replace(self, limit_seconds=check_limit(self.limit_seconds + seconds))

    def end(self, at: datetime) -> "Clock":
        """The turn is over; a pause still open ends with it."""
        _step(TURN_STEPS, self.status, "end")
        return replace(self, paused_at=None, paused_seconds=self._paused_until(at), ended_at=at)

    def seconds_used(self, at: datetime) -> int:
        """Whole seconds spoken until `at` (or until the end), pauses left out."""
        until = min(at, self.ended_at) if self.ended_at else at
        return max(0, _seconds(until - self.started_at) - self._paused_until(until))

    def _paused_until(self, at: datetime) -> int:
        open_pause = _seconds(at - self.paused_at) if self.paused_at else 0
        return self.paused_seconds + max(0, open_pause)


def speaking_identity(person_id: object, site_id: object | None) -> str:
    """The media identity through which a participant is heard: the site's where there is one."""
    return site_identity(site_id) if site_id else f"person:{person_id}"


def site_identity(site_id: object) -> str:
    """The media identity of a site."""
    return f"site:{site_id}"


def _step(table: dict[tuple[str, str], str], status: str, step: str) -> str:
    try:
        return table[status, step]
    except KeyError:
        raise Problem(REFUSALS[status, step]) from None


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())

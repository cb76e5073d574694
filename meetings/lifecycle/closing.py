"""Closing a meeting's record after its end, and opening it again.

What is still open is told by every capability for its own part; a closed meeting's rows are read-only
(meetings.lifecycle.access).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.conf import settings

from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import Act, after, reopen_until
from meetings.lifecycle.services import reach

# Told only; closed all the same when a reason is given; not closed while it lasts.
Weight = Literal["told", "reason", "stop"]


@dataclass(frozen=True)
class OpenMatter:
    """One thing that is still open. `code` names a text of a messages.json, `values` fill its braces."""

    code: str
    weight: Weight = "told"
    values: dict[str, Any] = field(default_factory=dict)


Look = Callable[[Meeting], Iterable[OpenMatter]]
_looks: list[Look] = []


def register_open_matters(look: Look) -> None:
    """Ask `look(meeting)` too what is still open (in AppConfig.ready())."""
    if look not in _looks:
        _looks.append(look)


def open_matters(meeting: Meeting) -> list[OpenMatter]:
    """All that is still open, what weighs most first; nothing once the meeting is closed."""
    if meeting.closed_at is not None:
        return []
    order: tuple[Weight, ...] = ("stop", "reason", "told")
    found = [matter for look in _looks for matter in look(meeting)]
    return sorted(found, key=lambda matter: order.index(matter.weight))


def until_when(meeting: Meeting) -> datetime | None:
    """Until when a closed meeting may be opened again; None for one that is not closed."""
    return reopen_until(meeting.closed_at, settings.REOPEN_DAYS) if meeting.closed_at else None


def close(cmd: Command, meeting: Meeting, reason: str = "") -> None:
    """From now on nothing of the meeting changes; the event tells what was left open, and why.

    Raises Problem meeting_wrong_status (409), the problem of what stops it (409), or bad_input (422) where a
    reason is needed.
    """
    reached = after(Act.CLOSE, meeting.status)
    matters = open_matters(meeting)
    for matter in matters:
        if matter.weight == "stop":
            raise Problem(matter.code, **matter.values)
        if matter.weight == "reason" and not reason:
            raise Problem("bad_input", errors=(FieldError("reason", matter.code, matter.values),))
    meeting.closed_at = cmd.at
    left = [{"code": matter.code, **matter.values} for matter in matters]
    data = {"title": meeting.title, "reason": reason, "left_open": left}
    reach(cmd, meeting, reached, "meeting.closed", {"closed_at"}, data)


def reopen(cmd: Command, meeting: Meeting, reason: str) -> None:
    """The meeting stands again as it did after its end, for a reason.

    Raises Problem meeting_wrong_status, reopen_too_late (409).
    """
    reached, until = after(Act.REOPEN, meeting.status), until_when(meeting)
    if until is not None and cmd.at > until:
        raise Problem("reopen_too_late", days=settings.REOPEN_DAYS)
    data = {"title": meeting.title, "reason": reason, "closed_at": meeting.closed_at}
    meeting.closed_at = None
    reach(cmd, meeting, reached, "meeting.reopened", {"closed_at"}, data)

"""What a meeting lacks when it is opened, told by every capability for its own part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.lifecycle import services
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import Act, after


@dataclass(frozen=True)
class Lack:
    """One thing that is lacking: `code` with its names and figures. `is_grave`: opening needs a reason."""

    code: str
    is_grave: bool
    values: dict[str, Any] = field(default_factory=dict)


Look = Callable[[Meeting, Command], Iterable[Lack]]
_looks: list[Look] = []


def register_lacks(look: Look) -> None:
    """Ask `look(meeting, cmd)` too what is lacking when `cmd` opens the meeting (in AppConfig.ready())."""
    if look not in _looks:
        _looks.append(look)


def start(cmd: Command, meeting: Meeting, reason: str = "") -> None:
    """Open the meeting; what is lacking and the reason stand in the journal and in the minutes.

    Raises Problem meeting_wrong_status (409), or bad_input (422) naming what is grave where no reason is
    given.
    """
    after(Act.START, meeting.status)
    lacks = [lack for look in _looks for lack in look(meeting, cmd)]
    grave = [FieldError("reason", f"start_{lack.code}", lack.values) for lack in lacks if lack.is_grave]
    if grave and not reason:
        raise Problem("start_needs_reason", errors=tuple(grave))
    services.start(cmd, meeting, reason, [{"code": lack.code, **lack.values} for lack in lacks])

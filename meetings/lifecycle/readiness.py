"""What is still missing before a meeting can be published, told by every capability for its own part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from ecabinet.directory.principal import Principal
from meetings.lifecycle.models import Meeting

Section = Literal["general", "agenda", "people", "sites"]


@dataclass(frozen=True)
class Finding:
    """One thing that is missing. `blocking`: publishing is refused while it lasts; otherwise a warning.

    `code` names a text of a messages.json, `values` fill its braces; `section` is the part of the
    preparation where it is mended.
    """

    code: str
    section: Section
    blocking: bool = True
    item_id: UUID | None = None
    values: dict[str, Any] = field(default_factory=dict)


Check = Callable[[Meeting], Iterable[Finding]]
_checks: list[Check] = []


def register_readiness(check: Check) -> None:
    """Ask `check(meeting)` too whenever readiness is asked (in AppConfig.ready())."""
    if check not in _checks:
        _checks.append(check)


Warn = Callable[[Meeting, Principal], Iterable[Finding]]
_warnings: list[Warn] = []


def register_warning(warn: Warn) -> None:
    """Ask `warn(meeting, reader)` too when somebody reads the readiness (in AppConfig.ready()).

    For findings that never block and whose words depend on what the reader may know.
    """
    if warn not in _warnings:
        _warnings.append(warn)


def warnings(meeting: Meeting, reader: Principal) -> list[Finding]:
    """What nothing is missing for but `reader` should know."""
    return [finding for warn in _warnings for finding in warn(meeting, reader)]


def findings(meeting: Meeting) -> list[Finding]:
    """All that is missing, what blocks first."""
    found = [finding for check in _checks for finding in check(meeting)]
    return sorted(found, key=lambda finding: not finding.blocking)

"""What is still missing before a meeting can be published, told by every capability for its own part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

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


def findings(meeting: Meeting) -> list[Finding]:
    """All that is missing, what blocks first."""
    found = [finding for check in _checks for finding in check(meeting)]
    return sorted(found, key=lambda finding: not finding.blocking)

"""Who may see an event: tags. An event is seen by a viewer who carries at least one of its tags."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

ALL = ("all",)


def role(*names: str) -> tuple[str, ...]:
    """Everyone who has one of these roles in the meeting."""
    return tuple(f"role:{name}" for name in names)


def person(person_id: UUID | str) -> tuple[str, ...]:
    """That person alone, on whatever device."""
    return (f"person:{person_id}",)


def site(site_id: UUID | str) -> tuple[str, ...]:
    """The screen of that site."""
    return (f"site:{site_id}",)


@dataclass(frozen=True)
class Viewer:
    """One who looks at a stream: tags decide which events, `can` what the screen offers."""

    account_id: str
    kind: str
    tags: frozenset[str]
    full_name: str = ""
    person_id: str | None = None
    participant_id: str | None = None
    role: str | None = None
    site_id: str | None = None
    site_name: str | None = None
    can: tuple[str, ...] = field(default=())

    def sees(self, audience: Iterable[str]) -> bool:
        return not self.tags.isdisjoint(audience)

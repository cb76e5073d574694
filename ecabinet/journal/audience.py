"""Who may see an event: tags. An event is seen by a viewer who carries at least one of its tags.

A tag that begins with `not:` takes out again whoever carries the rest of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from ecabinet.journal.veil import Veil, veil_of

ALL = ("all",)
NOT = "not:"


def role(*names: str) -> tuple[str, ...]:
    """Everyone who has one of these roles in the meeting."""
    return tuple(f"role:{name}" for name in names)


def person(person_id: UUID | str) -> tuple[str, ...]:
    """That person alone, on whatever device."""
    return (f"person:{person_id}",)


def without(audience: Iterable[str], person_ids: Iterable[UUID | str]) -> tuple[str, ...]:
    """The same audience but for these persons."""
    return (*audience, *(f"{NOT}person:{person_id}" for person_id in sorted(map(str, person_ids))))


def support(site_id: UUID | str) -> tuple[str, ...]:
    """The technicians of that site's unit."""
    return (f"support:{site_id}",)


def site(site_id: UUID | str) -> tuple[str, ...]:
    """The screen of that site."""
    return (f"site:{site_id}",)


@dataclass(frozen=True)
class Viewer:
    """One who looks at a stream: tags decide which events, `can` what the screen offers.

    `parts` are the only ones that the snapshot shows; None: all.
    """

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
    parts: frozenset[str] | None = None

    @cached_property
    def veil(self) -> Veil | None:
        """What is kept from this viewer; None where nothing is."""
        return veil_of(self.tags)

    def is_kept_from(self, item_id: UUID | str | None) -> bool:
        """Whether a matter is closed to this viewer."""
        return self.veil is not None and str(item_id) in self.veil.closed

    def sees(self, audience: Iterable[str]) -> bool:
        wanted = tuple(audience)
        if self.tags.isdisjoint(wanted):
            return False
        if len(wanted) == 1:  # nearly always, and this is asked for every event and every screen
            return True
        return not any(tag.startswith(NOT) and tag[len(NOT) :] in self.tags for tag in wanted)

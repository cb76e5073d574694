"""Figures about the people of a meeting that other capabilities know: how often they spoke, and so on."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal
from uuid import UUID

from meetings.lifecycle.models import Meeting

FactName = Literal["turns", "documents_opened"]
ReadFact = Callable[[Meeting, "Iterable[UUID] | None"], Mapping[UUID, int]]
_facts: dict[FactName, ReadFact] = {}


def register_fact(name: FactName, read: ReadFact) -> None:
    """Offer a figure (in AppConfig.ready()).

    `read(meeting, person ids)` gives it by person id, who has none left out; None asks for everybody.
    """
    _facts[name] = read


def fact(name: FactName, meeting: Meeting, people: Iterable[UUID] | None = None) -> Mapping[UUID, int]:
    """The figure by person id; who has none is left out, everybody where nobody offers it."""
    read = _facts.get(name)
    return read(meeting, people) if read else {}

"""Offices in a meeting that other capabilities give to people, beside the roles of its participants."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

Held = Callable[[str], "QuerySet[Any, UUID]"]
_offices: dict[str, Held] = {}


def register_office(name: str, held: Held) -> None:
    """Let the office count as a role (in AppConfig.ready()): `held(person id)` gives the ids of meetings."""
    _offices[name] = held


def offices_in(person_id: str | None, meeting_id: UUID) -> list[str]:
    """The offices that a person holds in a meeting."""
    if person_id is None:
        return []
    return [name for name, held in _offices.items() if held(person_id).filter(meeting_id=meeting_id).exists()]


def holds_an_office(person_id: str | None) -> Q:
    """The meetings in which a person holds one."""
    found = Q(pk__in=[])
    for held in _offices.values() if person_id else ():
        found |= Q(pk__in=held(str(person_id)))
    return found

"""Entries of the directory that a command names by id."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from ecabinet.directory.models import Unit
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.problems import FieldError, Problem

M = TypeVar("M", bound=Model)


def existing(entries: "QuerySet[M]", entry_id: UUID, field: str) -> M:
    """The entry named. Raises Problem bad_input (422) naming `field`."""
    return all_existing(entries, [entry_id], field)[0]


def all_existing(entries: "QuerySet[M]", ids: Iterable[UUID], field: str) -> list[M]:
    """The entries named, in that order. Raises Problem bad_input (422) naming `field` when one is unknown."""
    wanted = list(ids)
    found = {entry.pk: entry for entry in entries.filter(pk__in=wanted)}
    if any(entry_id not in found for entry_id in wanted):
        raise Problem("bad_input", errors=(FieldError(field, "not_found"),))
    return [found[entry_id] for entry_id in wanted]


def owning_unit(principal: Principal, unit_id: UUID | None) -> Unit:
    """The unit for which `principal` prepares a meeting: for secretaries their own, one above it or one below
    it; for others one for which they were given that right.

    Raises Problem bad_input (422) for any other.
    """
    wanted = existing(Unit.objects.all(), unit_id or _usual_unit(principal), "unit_id")
    if principal.may(Right.CREATE_MEETINGS, wanted.pk):
        return wanted
    own = Unit.objects.get(id=str(principal.unit_id))
    if not principal.is_secretary or (wanted.pk not in _line(own) and own.pk not in _line(wanted)):
        raise Problem("bad_input", errors=(FieldError("unit_id", "unit_not_yours"),))
    return wanted


def _usual_unit(principal: Principal) -> UUID:
    """The own unit, or else the one for which the right was given."""
    given = principal.units_with(Right.CREATE_MEETINGS)
    own = str(principal.unit_id)
    return UUID(own if own in given or len(given) != 1 else next(iter(given)))


def _line(unit: Unit) -> list[UUID]:
    """A unit and those above it."""
    line = [unit.pk]
    while unit.parent is not None and unit.parent_id not in line:
        unit = unit.parent
        line.append(unit.pk)
    return line

"""From what an administrator asks for, and what the directory holds, to what the rules judge."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ecabinet.directory.heritage import units_above
from ecabinet.directory.models import Person, Site, Unit
from ecabinet.problems import FieldError, Problem
from ecabinet.reorganisation.models import Part, Reorganisation
from ecabinet.reorganisation.rules import CONFIRMED, SuccessorFacts, UnitFacts, check_plan


def units_named(ids: Sequence[UUID], field: str) -> list[Unit]:
    """The units of these ids, in that order. Raises Problem bad_input (422) naming `field`."""
    found = {unit.id: unit for unit in Unit.objects.filter(id__in=ids)}
    if any(unit_id not in found for unit_id in ids):
        raise Problem("bad_input", errors=(FieldError(field, "not_found"),))
    return [found[unit_id] for unit_id in ids]


def facts_of(unit: Unit) -> UnitFacts:
    """What the rules ask of a unit."""
    ending = Part.objects.filter(
        unit=unit, role=Part.Role.PREDECESSOR, reorganisation__status=CONFIRMED
    ).exclude(reorganisation__kind=Reorganisation.Kind.RENAME)
    ends = ending.values_list("reorganisation__on", flat=True).first()
    above = units_above(unit.parent_id)
    return UnitFacts(unit.id, unit.name, unit.valid_from, unit.valid_to, above, ends)


def check(kind: str, on: date, predecessors: Iterable[Unit], successors: Iterable[dict[str, Any]]) -> None:
    """Raises Problem bad_input (422) with everything that is wrong with a plan."""
    told = [
        SuccessorFacts(
            keeps_records=each["keeps_records"],
            unit=facts_of(units_named([UUID(each["unit_id"])], "successors")[0]) if each["unit_id"] else None,
            above=units_above(_parent(each)),
        )
        for each in successors
    ]
    check_plan(kind, on, [facts_of(unit) for unit in predecessors], told)


def _parent(successor: dict[str, Any]) -> UUID | None:
    new = successor["new"]
    if new is None or new["parent_id"] is None:
        return None
    return units_named([UUID(new["parent_id"])], "successors")[0].id


def check_new_codes(successors: Iterable[dict[str, Any]]) -> None:
    """Raises Problem unit_code_taken (409) when a new unit's code is in use, or named twice."""
    codes = [each["new"]["code"] for each in successors if each["new"]]
    if len(set(codes)) < len(codes) or Unit.objects.filter(code__in=codes).exists():
        raise Problem("unit_code_taken", errors=(FieldError("successors", "unit_code_taken"),))


def check_moves(predecessors: Sequence[Unit], moves: dict[str, int], successors: int) -> None:
    """Raises Problem bad_input (422) unless every person and site is of a predecessor and goes somewhere."""
    ids = set(map(UUID, moves))
    known = set(Person.objects.filter(id__in=ids, unit__in=predecessors).values_list("id", flat=True))
    known |= set(Site.objects.filter(id__in=ids, unit__in=predecessors).values_list("id", flat=True))
    if ids - known or any(number >= successors for number in moves.values()):
        raise Problem("bad_input", errors=(FieldError("moves", "not_found"),))

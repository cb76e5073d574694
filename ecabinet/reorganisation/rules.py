"""What a reorganisation may be, without I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ecabinet.problems import FieldError, Problem

MERGE, SPLIT, RENAME = "merge", "split", "rename"
DRAFT, CONFIRMED, DONE, CANCELLED = "draft", "confirmed", "done", "cancelled"
TRANSITIONS: dict[str, dict[str, str]] = {
    "confirm": {DRAFT: CONFIRMED},
    "apply": {CONFIRMED: DONE},
    "cancel": {DRAFT: CANCELLED, CONFIRMED: CANCELLED},
}


@dataclass(frozen=True)
class UnitFacts:
    """What the rules ask of a unit. `above` are the units over it; `ends` is the day on which another
    confirmed decision ends it."""

    id: UUID
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    above: frozenset[UUID] = frozenset()
    ends: date | None = None

    def exists_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or self.valid_to > day)


@dataclass(frozen=True)
class SuccessorFacts:
    """A unit that comes out of it: one that exists (`unit`), or a new one below the units `above`."""

    keeps_records: bool
    unit: UnitFacts | None = None
    above: frozenset[UUID] = frozenset()


def after(act: str, status: str) -> str:
    """The status that `act` leads to. Raises Problem reorganisation_wrong_status (409)."""
    reached = TRANSITIONS[act].get(status)
    if reached is None:
        raise Problem("reorganisation_wrong_status")
    return reached


def check_plan(
    kind: str, on: date, predecessors: Sequence[UnitFacts], successors: Sequence[SuccessorFacts]
) -> None:
    """Raises Problem bad_input (422) with everything that is wrong, field by field."""
    errors = [*_wrong_numbers(kind, predecessors, successors), *_wrong_units(predecessors, successors)]
    for unit in predecessors:
        errors += _wrong_predecessor(unit, on)
    ending = frozenset(unit.id for unit in predecessors)
    for successor in successors:
        errors += _wrong_successor(successor, on, ending)
    if errors:
        raise Problem("bad_input", errors=tuple(errors))


def _wrong_numbers(
    kind: str, predecessors: Sequence[UnitFacts], successors: Sequence[SuccessorFacts]
) -> Iterator[FieldError]:
    """A merger leads to one unit, a split starts from one and leads to several, a name has one bearer."""
    least, most = {MERGE: (1, 1), SPLIT: (2, 50), RENAME: (0, 0)}[kind]
    if not least <= len(successors) <= most:
        yield FieldError("successors", f"{kind}_successors")
    if kind != MERGE and len(predecessors) != 1:
        yield FieldError("predecessor_ids", "one_predecessor")
    if kind != RENAME and sum(each.keeps_records for each in successors) != 1:
        yield FieldError("successors", "one_keeps_records")


def _wrong_units(
    predecessors: Sequence[UnitFacts], successors: Sequence[SuccessorFacts]
) -> Iterator[FieldError]:
    named = [unit.id for unit in predecessors] + [each.unit.id for each in successors if each.unit]
    if len(set(named)) < len(named):
        yield FieldError("predecessor_ids", "unit_named_twice")


def _wrong_predecessor(unit: UnitFacts, on: date) -> Iterator[FieldError]:
    if not unit.exists_on(on) or unit.valid_from == on:
        yield FieldError("predecessor_ids", "unit_not_there", {"name": unit.name, "day": _told(on)})
    elif unit.ends is not None:
        yield FieldError("predecessor_ids", "unit_ends_already", {"name": unit.name, "day": _told(unit.ends)})


def _wrong_successor(successor: SuccessorFacts, on: date, ending: frozenset[UUID]) -> Iterator[FieldError]:
    unit = successor.unit
    if unit is not None and not unit.exists_on(on):
        yield FieldError("successors", "unit_not_there", {"name": unit.name, "day": _told(on)})
    if unit is not None and unit.ends is not None:
        yield FieldError("successors", "unit_ends_already", {"name": unit.name, "day": _told(unit.ends)})
    if (unit.above if unit else successor.above) & ending:
        # What is below a unit that ends moves under its heir: the heir would come below itself.
        yield FieldError("successors", "successor_below", {"name": unit.name if unit else ""})


def _told(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def free_name(name: str, origin: str, taken: set[str], longest: int = 120) -> str:
    """A name for something of `origin` that moves where `taken` are in use already."""
    if name not in taken:
        return name
    wanted = f"{name} ({origin})"
    for number in range(2, len(taken) + 3):
        if wanted[:longest] not in taken:
            break
        wanted = f"{name} ({origin} {number})"
    return wanted[:longest]

"""What a unit inherited: the units whose records it keeps since they merged, split or ended.

A person of the heir may do with the meetings of a predecessor what its own people might.
"""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from ecabinet.directory.models import Succession, Unit, UnitPast

# The event that tells of every change; meetings of units that ended are handed over by its subscribers.
UNITS_CHANGED = "units.reorganised"
PEOPLE_IMPORTED = "people.imported"


def inherited_units(unit_id: UUID) -> frozenset[UUID]:
    """The unit itself and every unit whose records came down to it, over any number of steps."""
    known = {unit_id}
    newest = known
    while newest:
        rows = Succession.objects.filter(successor_id__in=newest, keeps_records=True)
        newest = set(rows.values_list("predecessor_id", flat=True)) - known
        known = known | newest
    return frozenset(known)


def heirs_of(unit_id: UUID) -> frozenset[UUID]:
    """The unit itself and every unit that keeps its records now or did on the way."""
    known = [unit_id]
    while True:
        found = Succession.objects.filter(predecessor_id=known[-1], keeps_records=True).first()
        if found is None or found.successor_id in known:
            return frozenset(known)
        known.append(found.successor_id)


def units_below(unit_id: UUID) -> frozenset[UUID]:
    """The unit itself and all units under it, over any number of steps."""
    known = frozenset({unit_id})
    newest = known
    while newest:
        newest = frozenset(Unit.objects.filter(parent_id__in=newest).values_list("id", flat=True)) - known
        known |= newest
    return known


def units_above(unit_id: UUID | None) -> frozenset[UUID]:
    """The unit itself and all units over it; none for None."""
    known: set[UUID] = set()
    while unit_id is not None and unit_id not in known:
        known.add(unit_id)
        unit_id = Unit.objects.values_list("parent_id", flat=True).filter(id=unit_id).first()
    return frozenset(known)


def valid_on(units: "QuerySet[Unit]", day: date) -> "QuerySet[Unit]":
    """The units that exist on `day`."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    return units.filter(begun, Q(valid_to=None) | Q(valid_to__gt=day))


def is_valid_on(unit: Unit, day: date) -> bool:
    """Whether a unit exists on `day`."""
    begun = unit.valid_from is None or unit.valid_from <= day
    return begun and (unit.valid_to is None or unit.valid_to > day)


def with_past(units: "QuerySet[Unit]") -> "QuerySet[Unit]":
    """The same units, with their past at hand for `as_on`."""
    pasts = UnitPast.objects.select_related("parent").order_by("until")
    return units.select_related("parent").prefetch_related(Prefetch("pasts", pasts))


def below_on(units: "QuerySet[Unit]", parent_id: UUID, day: date) -> "QuerySet[Unit]":
    """The units that stand directly under `parent_id` on `day`."""
    past = UnitPast.objects.filter(unit=OuterRef("pk"), until__gt=day).order_by("until")
    moved = units.annotate(parent_then=Subquery(past.values("parent_id")[:1]), has_past=Exists(past))
    return moved.filter(Q(has_past=True, parent_then=parent_id) | Q(has_past=False, parent_id=parent_id))


def as_on(unit: Unit, day: date) -> Unit | UnitPast:
    """Name, short name and parent that the unit has on `day`."""
    return next((past for past in unit.pasts.all() if day < past.until), unit)


def remember(unit: Unit, until: date) -> None:
    """Keep what the unit is called and where it stands, before either changes on the day `until`."""
    kept = {"name": unit.name, "short_name": unit.short_name, "parent_id": unit.parent_id}
    UnitPast.objects.get_or_create(unit=unit, until=until, defaults=kept)


def today() -> date:
    """The day in the time zone of the authority, at whose midnight units change."""
    return timezone.localdate()

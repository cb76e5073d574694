"""Deciding that units merge, split or are renamed, and carrying it out on its day.

What a decision does to meetings, higher layers do in the same transaction: they subscribe to the event
`units.reorganised`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from ecabinet.directory import heritage
from ecabinet.directory import principal as principals
from ecabinet.directory.heritage import UNITS_CHANGED
from ecabinet.directory.models import Person, Site, Succession, Unit
from ecabinet.directory.services import DIRECTORY, create_unit
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import SYSTEM, Command, Draft, command
from ecabinet.problems import Problem
from ecabinet.reorganisation import plan
from ecabinet.reorganisation.models import Part, Reorganisation
from ecabinet.reorganisation.rules import CONFIRMED, after, free_name

JOB = "units.reorganise"


@dataclass(frozen=True)
class Decision:
    """What an administrator asks for; the shapes are those of the model's fields."""

    kind: str
    on: date
    decision: str
    predecessors: list[Unit]
    successors: list[dict[str, Any]]
    moves: dict[str, int]
    name: str = ""
    short_name: str = ""


def draft(cmd: Command, wanted: Decision) -> Reorganisation:
    """Keep a plan that changes nothing yet. Raises Problem bad_input (422) or unit_code_taken (409)."""
    plan.check(wanted.kind, wanted.on, wanted.predecessors, wanted.successors)
    plan.check_new_codes(wanted.successors)
    plan.check_moves(wanted.predecessors, wanted.moves, len(wanted.successors))
    drafted = Reorganisation.objects.create(
        kind=wanted.kind,
        on=wanted.on,
        decision=wanted.decision,
        successors=wanted.successors,
        moves=wanted.moves,
        name=wanted.name,
        short_name=wanted.short_name,
        created_at=cmd.at,
        created_by=cmd.actor.name,
    )
    Part.objects.bulk_create(
        Part(reorganisation=drafted, unit=unit, role=Part.Role.PREDECESSOR, number=number)
        for number, unit in enumerate(wanted.predecessors)
    )
    _tell(cmd, drafted, "reorganisation.drafted")
    return drafted


def confirm(cmd: Command, drafted: Reorganisation) -> None:
    """Put the decision in force for its day: new units can be planned with from now on.

    A day that has begun takes effect at once. Raises Problem reorganisation_wrong_status (409), or bad_input
    when the directory has changed so that the plan does not hold any more.
    """
    drafted.status = after("confirm", drafted.status)
    plan.check(drafted.kind, drafted.on, predecessors_of(drafted), drafted.successors)
    _make_successors(cmd, drafted)
    drafted.save(update_fields=["status"])
    _tell(cmd, drafted, "reorganisation.confirmed")
    if drafted.on <= heritage.today():
        apply(cmd, drafted)
    else:
        enqueue(cmd, JOB, str(drafted.id), {"reorganisation_id": str(drafted.id)}, _midnight(drafted.on))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _make_successors(cmd: Command, drafted: Reorganisation) -> None:
    plan.check_new_codes(drafted.successors)
    for number, each in enumerate(drafted.successors):
        new = each["new"]
        unit = create_unit(cmd, **new, valid_from=drafted.on) if new else Unit.objects.get(id=each["unit_id"])
        Part.objects.create(
            reorganisation=drafted,
            unit=unit,
            role=Part.Role.SUCCESSOR,
            number=number,
            created=new is not None,
        )


def cancel(cmd: Command, decision: Reorganisation) -> None:
    """Take a decision back before its day; the units that it made go.

    Raises Problem reorganisation_wrong_status (409), or unit_in_use (409) when a new unit has people, sites
    or meetings already.
    """
    decision.status = after("cancel", decision.status)
    made = list(decision.parts.filter(created=True).select_related("unit"))
    decision.parts.filter(role=Part.Role.SUCCESSOR).delete()
    try:
        with transaction.atomic():
            for part in made:
                part.unit.delete()
    except ProtectedError as error:
        raise Problem("unit_in_use") from error
    decision.save(update_fields=["status"])
    _tell(cmd, decision, "reorganisation.cancelled")


def carry_out(reorganisation_id: UUID) -> None:
    """What the job does at midnight of the day; a decision cancelled meanwhile, or done, is left alone."""
    with command("reorganisation.apply", SYSTEM) as cmd:
        decision = Reorganisation.objects.select_for_update().get(id=reorganisation_id)
        if decision.status == CONFIRMED:
            apply(cmd, decision)


def apply(cmd: Command, decision: Reorganisation) -> None:
    """Change the directory, and by its event whatever else depends on units."""
    decision.status, decision.done_at = after("apply", decision.status), cmd.at
    done = _rename(decision) if decision.kind == Reorganisation.Kind.RENAME else _hand_over(decision)
    decision.save(update_fields=["status", "done_at"])
    cmd.append(DIRECTORY, UNITS_CHANGED, data={**_told(decision), **done})
    # Other processes drop theirs when they read the event.
    principals.cache.clear()


def _rename(decision: Reorganisation) -> dict[str, Any]:
    (unit,) = predecessors_of(decision, lock=True)
    heritage.remember(unit, decision.on)
    unit.name, unit.short_name = decision.name, decision.short_name
    unit.save()
    return {"renamed": {"unit_id": unit.id, "name": unit.name, "short_name": unit.short_name}}


def _hand_over(decision: Reorganisation) -> dict[str, Any]:
    """People, sites and lower units go to the successors; the predecessors end."""
    successors = successors_of(decision)
    heir = _heir(decision, successors)
    people = sites = 0
    renamed: list[dict[str, str]] = []
    for unit in predecessors_of(decision, lock=True):
        _move_below(unit, heir, decision.on)
        people += _move_people(decision, unit, successors, heir)
        moved, named = _move_sites(decision, unit, successors, heir)
        sites, renamed = sites + moved, renamed + named
        unit.valid_to, unit.merged_into = decision.on, heir
        unit.save(update_fields=["valid_to", "merged_into"])
        Succession.objects.bulk_create(
            Succession(predecessor=unit, successor=each, since=decision.on, keeps_records=each == heir)
            for each in successors
        )
    return {"people": people, "sites": sites, "renamed_sites": renamed, "heir_id": heir.id}


def _heir(decision: Reorganisation, successors: list[Unit]) -> Unit:
    keeps = [each["keeps_records"] for each in decision.successors]
    return successors[keeps.index(True)]


def _move_below(unit: Unit, heir: Unit, on: date) -> None:
    for child in heritage.valid_on(Unit.objects.filter(parent=unit), on).exclude(id=heir.id):
        heritage.remember(child, on)
        child.parent = heir
        child.save(update_fields=["parent"])


def _move_people(decision: Reorganisation, unit: Unit, successors: list[Unit], heir: Unit) -> int:
    people = list(Person.objects.filter(unit=unit))
    for person in people:
        person.unit = _goes_to(decision, person.id, successors, heir)
    Person.objects.bulk_update(people, ["unit"], batch_size=500)
    return len(people)


def _goes_to(decision: Reorganisation, moved: UUID, successors: list[Unit], heir: Unit) -> Unit:
    number = decision.moves.get(str(moved))
    return heir if number is None else successors[number]


def _move_sites(
    decision: Reorganisation, unit: Unit, successors: list[Unit], heir: Unit
) -> tuple[int, list[dict[str, str]]]:
    """Sites keep their names; where two would be called alike, the one that comes is told by its origin."""
    sites, renamed = list(Site.objects.filter(unit=unit)), []
    for site in sites:
        target = _goes_to(decision, site.id, successors, heir)
        taken = set(Site.objects.filter(unit=target).values_list("name", flat=True))
        name = free_name(site.name, unit.short_name, taken)
        if name != site.name:
            renamed.append({"site_id": str(site.id), "from": site.name, "to": name})
        site.name, site.unit = name, target
        site.save()
    return len(sites), renamed


def predecessors_of(decision: Reorganisation, *, lock: bool = False) -> list[Unit]:
    """The units that end or are renamed, in the order in which they were named."""
    return _units(decision, Part.Role.PREDECESSOR, lock)


def successors_of(decision: Reorganisation) -> list[Unit]:
    """The units that come out of it, in order; none before the decision is confirmed."""
    return _units(decision, Part.Role.SUCCESSOR, False)


def _units(decision: Reorganisation, role: str, lock: bool) -> list[Unit]:
    order = {part.unit_id: part.number for part in decision.parts.filter(role=role)}
    units = Unit.objects.select_for_update() if lock else Unit.objects.all()
    return sorted(units.filter(id__in=order), key=lambda unit: order[unit.id])


def _told(decision: Reorganisation) -> dict[str, Any]:
    def named(units: list[Unit]) -> list[dict[str, str]]:
        return [{"unit_id": str(unit.id), "name": unit.name} for unit in units]

    return {
        "reorganisation_id": decision.id,
        "kind": decision.kind,
        "on": decision.on,
        "decision": decision.decision,
        "predecessors": named(predecessors_of(decision)),
        "successors": named(successors_of(decision)),
    }


def _tell(cmd: Command, decision: Reorganisation, event_type: str) -> None:
    cmd.append(DIRECTORY, event_type, data=_told(decision))


def try_out(decision: Reorganisation) -> list[Draft]:
    """The events of carrying it out now, all of which is undone again.

    Raises Problem as `confirm` does; for a decision that is over, reorganisation_wrong_status (409).
    """
    with transaction.atomic():
        cmd = Command("reorganisation.preview", SYSTEM, timezone.now())
        if decision.status != CONFIRMED:
            decision.status = after("confirm", decision.status)
            plan.check(decision.kind, decision.on, predecessors_of(decision), decision.successors)
            _make_successors(cmd, decision)
        apply(cmd, decision)
        transaction.set_rollback(True)
    return cmd.drafts

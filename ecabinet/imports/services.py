"""Bringing a table into the directory: first what it would do, then all of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from ecabinet.directory import principal as principals
from ecabinet.directory.heritage import PEOPLE_IMPORTED
from ecabinet.directory.models import Person, Site, Unit
from ecabinet.directory.services import DIRECTORY
from ecabinet.imports.rules import COLUMNS, PEOPLE, SITES, UNITS, Fault, Record, Table, circles, key_of
from ecabinet.journal.services import Command

BATCH = 500
MODELS: dict[str, type[Model]] = {UNITS: Unit, PEOPLE: Person, SITES: Site}
EVENTS = {UNITS: "units.imported", PEOPLE: PEOPLE_IMPORTED, SITES: "sites.imported"}
# The fields that an import writes; units above and units of people follow by their codes.
FIELDS = {
    UNITS: ("code", "name", "short_name", "kind", "email", "valid_from", "valid_to"),
    PEOPLE: ("full_name", "position", "email", "phone"),
    SITES: ("name", "place"),
}


@dataclass
class Plan:
    """What a table would do to the directory. Rows with a fault are in none of the three."""

    kind: str
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)


def plan(kind: str, table: Table) -> Plan:
    """Compare a table with the directory; nothing is written."""
    planned = Plan(kind, faults=list(table.faults))
    known = _known(kind)
    unit_ids = dict(Unit.objects.values_list("code", "id"))
    if kind == UNITS:
        planned.parents = _parents(table.records, planned.faults, unit_ids)
    bad = {fault.row for fault in planned.faults}
    for record in table.records:
        unit_id = unit_ids.get(record.values.get("unit_code", ""))
        if kind != UNITS and unit_id is None:
            planned.faults.append(_unknown(kind, record, "unit_code"))
        elif record.row not in bad:
            _sort(planned, record, known.get(key_of(kind, record.values)), unit_id)
    planned.faults.sort(key=lambda fault: fault.row)
    return planned


def _known(kind: str) -> dict[tuple[str, ...], Any]:
    """The entries that are there, by the key that a row of the table would have."""
    rows: Iterable[Any]
    if kind == UNITS:
        rows = Unit.objects.select_related("parent")
        return {(unit.code,): unit for unit in rows}
    if kind == SITES:
        return {(site.unit.code, site.name): site for site in Site.objects.select_related("unit")}
    found: dict[tuple[str, ...], Any] = {}
    for person in Person.objects.select_related("unit"):
        found[(person.unit.code, person.full_name, person.position)] = person
        if person.email:
            found[(person.email.lower(),)] = person
    return found


def _parents(records: list[Record], faults: list[Fault], known: dict[str, UUID]) -> dict[str, str]:
    """Who is above whom after the import; unknown and circular ones become faults."""
    told = {record.values["code"]: record.values["parent_code"] for record in records}
    kept = Unit.objects.exclude(parent=None).values_list("code", "parent__code")
    above = {**{code: str(parent) for code, parent in kept}, **told}
    round_and_round = circles(above)
    for record in records:
        code, parent = record.values["code"], record.values["parent_code"]
        if parent and parent not in known and parent not in told:
            faults.append(_unknown(UNITS, record, "parent_code"))
        elif code in round_and_round:
            faults.append(Fault(record.row, "Mã cấp trên", "import_circle"))
    return told


def _unknown(kind: str, record: Record, name: str) -> Fault:
    heading = next(column.heading for column in COLUMNS[kind] if column.name == name)
    return Fault(record.row, heading, "import_unit_unknown", {"code": record.values[name]})


def _sort(planned: Plan, record: Record, entry: Any, unit_id: UUID | None) -> None:
    values = {name: record.values[name] for name in FIELDS[planned.kind]}
    if planned.kind != UNITS:
        values["unit_id"] = unit_id
    if entry is None:
        planned.new.append(MODELS[planned.kind](**values))
        return
    if not _moves(planned.kind, record, entry) and all(
        getattr(entry, name) == value for name, value in values.items()
    ):
        planned.same += 1
        return
    for name, value in values.items():
        setattr(entry, name, value)
    planned.changed.append(entry)


def _moves(kind: str, record: Record, entry: Any) -> bool:
    """Whether a unit comes to stand under another one."""
    if kind != UNITS:
        return False
    return bool((entry.parent.code if entry.parent else "") != record.values["parent_code"])


def apply(cmd: Command, planned: Plan, sha256: str) -> None:
    """Write a plan that has no faults; one event tells of all of it."""
    model: Any = MODELS[planned.kind]
    folded = model._meta.get_field("folded")
    for entry in planned.changed:
        folded.pre_save(entry, False)  # bulk_update writes what is there
    written = [*FIELDS[planned.kind], "folded"] + ([] if planned.kind == UNITS else ["unit"])
    model.objects.bulk_create(planned.new, batch_size=BATCH)
    model.objects.bulk_update(planned.changed, written, batch_size=BATCH)
    if planned.kind == UNITS:
        _raise_tree(planned)
    data = {"created": len(planned.new), "changed": len(planned.changed), "sha256": sha256}
    cmd.append(DIRECTORY, EVENTS[planned.kind], data=data)
    principals.cache.clear()


def _raise_tree(planned: Plan) -> None:
    """Put every unit under its parent, now that all of them exist."""
    ids = dict(Unit.objects.values_list("code", "id"))
    touched = [*planned.new, *planned.changed]
    for unit in touched:
        unit.parent_id = ids.get(planned.parents[unit.code])
    Unit.objects.bulk_update(touched, ["parent"], batch_size=BATCH)


def rows_of(kind: str) -> Iterable[list[str]]:
    """The directory as rows of a table of `kind`, in the order of its lists."""
    if kind == UNITS:
        for unit in Unit.objects.select_related("parent"):
            yield _cells(kind, unit, {"parent_code": unit.parent.code if unit.parent else ""})
    else:
        entries: Any = MODELS[kind]
        for entry in entries.objects.select_related("unit"):
            yield _cells(kind, entry, {"unit_code": entry.unit.code})


def _cells(kind: str, entry: Any, more: dict[str, str]) -> list[str]:
    cells = [more.get(c.name, getattr(entry, c.name, None)) for c in COLUMNS[kind]]
    return ["" if cell is None else str(cell) for cell in cells]

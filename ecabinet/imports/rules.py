"""From the rows of a table to entries of the directory, without I/O: every fault named by row and column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ecabinet.folding import fold
from ecabinet.imports.sheets import plain
from ecabinet.problems import Problem

UNITS, PEOPLE, SITES = "units", "people", "sites"
UNIT_KINDS = {
    "government": "chinh phu",
    "ministry": "bo, nganh",
    "province": "tinh, thanh pho",
    "department": "so, phong ban",
    "commune": "xa, phuong",
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9 .()-]{6,20}")


@dataclass(frozen=True)
class Column:
    """A column by its name in the API and its heading in Vietnamese; either is understood in a file."""

    name: str
    heading: str
    longest: int
    required: bool = False
    form: str = "text"


COLUMNS: dict[str, tuple[Column, ...]] = {
    UNITS: (
        Column("code", "Mã", 40, required=True),
        Column("name", "Tên cơ quan", 200, required=True),
        Column("short_name", "Tên viết tắt", 80, required=True),
        Column("kind", "Loại", 40, required=True, form="unit_kind"),
        Column("parent_code", "Mã cấp trên", 40),
        Column("email", "Thư điện tử", 254, form="email"),
        Column("valid_from", "Từ ngày", 10, form="date"),
        Column("valid_to", "Đến ngày", 10, form="date"),
    ),
    PEOPLE: (
        Column("full_name", "Họ và tên", 120, required=True),
        Column("position", "Chức vụ", 160, required=True),
        Column("unit_code", "Mã cơ quan", 40, required=True),
        Column("email", "Thư điện tử", 254, form="email"),
        Column("phone", "Điện thoại", 20, form="phone"),
    ),
    SITES: (
        Column("name", "Tên điểm cầu", 120, required=True),
        Column("unit_code", "Mã cơ quan", 40, required=True),
        Column("place", "Địa điểm", 200),
    ),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell. `row` counts as spreadsheet programs do: the heading is row 1."""

    row: int
    column: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """A row that can be read: its number and its values by column name; dates are dates or None."""

    row: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Table:
    records: list[Record]
    faults: list[Fault]
    rows: int


def read_table(kind: str, rows: Sequence[Sequence[str]]) -> Table:
    """The records and the faults of a table of `kind`.

    Raises Problem import_empty (422), or import_columns_missing (422) naming them.
    """
    if not rows:
        raise Problem("import_empty")
    places = _places(kind, rows[0])
    records, faults, seen = [], [], 0
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: plain(row[place]) if place < len(row) else "" for name, place in places.items()}
        if not any(cells.values()):
            continue
        seen += 1
        values, wrong = _values(kind, number, cells)
        faults += wrong
        if not wrong:
            records.append(Record(number, values))
    if not seen:
        raise Problem("import_empty")
    twice = _doubles(kind, records)
    bad = {fault.row for fault in twice}
    return Table([record for record in records if record.row not in bad], faults + twice, seen)


def _places(kind: str, heading: Sequence[str]) -> dict[str, int]:
    found = {fold(cell): place for place, cell in reversed(list(enumerate(heading)))}
    places, missing = {}, []
    for column in COLUMNS[kind]:
        place = found.get(column.name, found.get(fold(column.heading)))
        if place is not None:
            places[column.name] = place
        elif column.required:
            missing.append(column.heading)
    if missing:
        raise Problem("import_columns_missing", names=", ".join(missing))
    return places


def _values(kind: str, number: int, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for column in COLUMNS[kind]:
        cell = cells.get(column.name, "")
        try:
            values[column.name] = _value(column, cell)
        except _Wrong as wrong:
            faults.append(Fault(number, column.heading, wrong.code, wrong.values))
    if not faults and kind == UNITS and not _dates_agree(values):
        faults.append(Fault(number, "Đến ngày", "import_dates_crossed"))
    return values, faults


def _dates_agree(values: Mapping[str, Any]) -> bool:
    begins, ends = values["valid_from"], values["valid_to"]
    return begins is None or ends is None or ends > begins


class _Wrong(Exception):
    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def _value(column: Column, cell: str) -> Any:
    if not cell and column.required:
        raise _Wrong("field_missing")
    if len(cell) > column.longest:
        raise _Wrong("field_too_long", most=column.longest)
    return _FORMS[column.form](cell)


def _text(cell: str) -> str:
    if not cell.isprintable():
        raise _Wrong("field_invalid")
    return cell


def _email(cell: str) -> str:
    if cell and not _EMAIL.fullmatch(cell):
        raise _Wrong("import_no_email")
    return cell


def _phone(cell: str) -> str:
    if cell and not _PHONE.fullmatch(cell):
        raise _Wrong("import_no_phone")
    return cell


def _unit_kind(cell: str) -> str:
    folded = fold(cell)
    for kind, words in UNIT_KINDS.items():
        if folded in (kind, words):
            return kind
    raise _Wrong("field_not_a_choice")


def _date(cell: str) -> date | None:
    if not cell:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise _Wrong("field_not_a_time")


_FORMS = {"text": _text, "email": _email, "phone": _phone, "unit_kind": _unit_kind, "date": _date}


def key_of(kind: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes two rows speak of the same entry: they are one unit, one person, one site."""
    if kind == UNITS:
        return (values["code"],)
    if kind == SITES:
        return (values["unit_code"], values["name"])
    if values["email"]:
        return (values["email"].lower(),)
    return (values["unit_code"], values["full_name"], values["position"])


def _doubles(kind: str, records: Sequence[Record]) -> list[Fault]:
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for record in records:
        known = first.setdefault(key_of(kind, record.values), record.row)
        if known != record.row:
            faults.append(Fault(record.row, COLUMNS[kind][0].heading, "import_row_twice", {"row": known}))
    return faults


def circles(parents: Mapping[str, str]) -> set[str]:
    """The codes of units that would stand above themselves, by `parents` (code -> code of the unit above)."""
    sound: set[str] = set()
    caught: set[str] = set()
    for start in parents:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in sound and at not in caught and at not in path:
            path.append(at)
            at = parents.get(at) or None
        if at in path:
            caught |= set(path[path.index(at) :])
        sound |= set(path) - caught
    return caught

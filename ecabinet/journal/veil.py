"""What a viewer may not see of a stream: the matters that are closed to them, row by row and event by event.

Who is kept from a matter carries the tag `closed:<id>` (that there is one is seen) or `hidden:<id>` (not even
that). Rows and the `data` of events name their matter by `item_id`; the part `items` has one row a matter.
The same function covers snapshots and events, those of the past too, so that a part that is added later is
covered by having that field. Pure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CLOSED, HIDDEN = "closed:", "hidden:"
ITEMS, ITEM_ID = "items", "item_id"
# The agenda of a template, told when a meeting is made: its matters have no ids yet by which to judge.
WITHOUT_IDS = "agenda"

Row = dict[str, Any]
Rows = dict[str, Row | None]
State = Mapping[str, Mapping[str, Row | None]]

_bound = {ITEMS}
_outlines: list[Callable[[Row], Row]] = []


def bind_part(part: str) -> None:
    """Every row of this part belongs to a matter, by its `item_id` or by the event that tells of it."""
    _bound.add(part)


def outline_by(outline: Callable[[Row], Row]) -> None:
    """How the row of a closed matter looks to who may know only that there is one."""
    _outlines[:] = [outline]


@dataclass(frozen=True)
class Veil:
    """`closed`: the matters that a viewer is kept from; `hidden`: those of them that leave no trace."""

    closed: frozenset[str]
    hidden: frozenset[str]

    def rows(self, part: str, rows: Mapping[str, Row | None], *, about_closed: bool = False) -> Rows:
        """The rows that are left. In an event about a closed matter (`about_closed`), bound rows that went
        away are not told either: they were never shown."""
        shown: Rows = {}
        for key, row in rows.items():
            if part == ITEMS:
                shown[key] = self._matter(key, row)
            elif row is None:
                if not (about_closed and part in _bound):
                    shown[key] = None
            elif not self._covers(row) and not (about_closed and part in _bound and ITEM_ID not in row):
                shown[key] = row
        return shown

    def snapshot_rows(self, part: str, rows: Mapping[str, Row]) -> dict[str, Row]:
        """The rows of a snapshot that are left."""
        return {key: row for key, row in self.rows(part, rows).items() if row is not None}

    def event(self, data: Row | None, state: State | None) -> tuple[Row | None, dict[str, Rows]] | None:
        """What an event says to this viewer; None when nothing of it is left."""
        about_closed = data is not None and self._covers(data)
        left = {
            part: self.rows(part, rows, about_closed=about_closed) for part, rows in (state or {}).items()
        }
        left = {part: rows for part, rows in left.items() if rows}
        if about_closed:
            return ({"withheld": True}, left) if left else None
        return self._data(data), left

    def _matter(self, key: str, row: Row | None) -> Row | None:
        if row is None or key in self.hidden:
            return None
        if key not in self.closed:
            return row
        return _outlines[0](row) if _outlines else None

    def _covers(self, row: Row) -> bool:
        return row.get(ITEM_ID) in self.closed

    def _data(self, data: Row | None) -> Row | None:
        if data is None:
            return None
        return {name: self._listed(value) for name, value in data.items() if name != WITHOUT_IDS}

    def _listed(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return [one for one in value if not (isinstance(one, dict) and self._covers(one))]


def veil_of(tags: Iterable[str]) -> Veil | None:
    """The veil of who carries these tags; None where nothing is closed."""
    tags = frozenset(tags)
    hidden = frozenset(tag[len(HIDDEN) :] for tag in tags if tag.startswith(HIDDEN))
    closed = frozenset(tag[len(CLOSED) :] for tag in tags if tag.startswith(CLOSED)) | hidden
    return Veil(closed, hidden) if closed else None

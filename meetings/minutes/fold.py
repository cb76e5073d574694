"""Folding a meeting's events into rows and the times between their changes. Pure: no Django, no tables.

Every event says in `state` what it changed (docs/contract.md), so one fold gives the final rows; how long
something lasted is the time between the events that turned it on and off.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from meetings.minutes.content import PRESENT, Announced, Begun, Span, Turn

Row = dict[str, Any]
ACTS = ("floor", "voted")
# What only one person was told: that papers are hidden from who keeps out of their item, or shown again.
TOLD_TO_ONE = frozenset({"documents.hidden", "documents.shown"})
# Announcements that tell of the meeting's course; those about cables do not.
RECORDED = frozenset({"information", "break", "urgent"})
WAITS = frozenset({"item", "poll"})
LASTING = {"items": ("status", "current"), "sites": ("status", "online"), "meeting": ("status", "paused")}


def moment(value: Any) -> datetime | None:
    """An ISO 8601 text or a datetime as an aware datetime; None for nothing."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value)


@dataclass
class Folded:
    """The rows after the last event, with what only the course of events tells.

    `waits`: what stood still, since when and until when. `acted`: participants who spoke or voted; `left`:
    who took part and was taken out, and when.
    """

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    spans: dict[tuple[str, str], list[Span]] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    notes: Row = field(default_factory=dict)
    announced: list[Announced] = field(default_factory=list)
    begun: Begun | None = None
    acted: set[str] = field(default_factory=set)
    left: list[tuple[Row, datetime]] = field(default_factory=list)
    waits: list[tuple[Row, datetime, datetime | None]] = field(default_factory=list)
    last_seq: int = 0
    last_at: datetime | None = None
    _since: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _turn: Row | None = None
    _shared: set[tuple[Any, Any]] = field(default_factory=set)

    def part(self, name: str) -> list[Row]:
        """The rows of one part, in the order in which they first appeared."""
        return list(self.rows.get(name, {}).values())

    def lasted(self, part: str, key: str) -> tuple[Span, ...]:
        """When the row was in its lasting state (item current, site online, meeting paused)."""
        open_since = self._since.get((part, key))
        still = [Span(open_since, None)] if open_since else []
        return tuple(self.spans.get((part, key), []) + still)

    def all_turns(self, now: datetime) -> list[Turn]:
        """Every turn, the one still running counted up to `now`."""
        return self.turns + ([_turn(self._turn, None, now, self._shared)] if self._turn else [])


def fold(events: Iterable[Row]) -> Folded:
    """Fold `events` (as `{seq, type, at, data, state}`), ordered by sequence."""
    folded = Folded()
    for event in events:
        at = moment(event["at"])
        if at is None:
            raise ValueError("an event carries its time")
        folded.last_seq, folded.last_at = event["seq"], at
        _note(folded, event)
        state = {} if event["type"] in TOLD_TO_ONE else event.get("state") or {}
        for part, changes in state.items():
            for key, row in changes.items():
                _change(folded, part, key, row, at)
    return folded


def _note(folded: Folded, event: Row) -> None:
    data = event.get("data") or {}
    if event["type"] == "minutes.requested":
        folded.notes.update(data)
    elif event["type"] == "meeting.started" and data.get("reason"):
        folded.begun = Begun(tuple(data.get("lacking") or ()), data["reason"])
    elif event["type"] == "announcement.sent" and data.get("to_all") and data["kind"] in RECORDED:
        _announce(folded, event, data["text"])
    kind, _, act = event["type"].partition(".")
    at = moment(event["at"])
    if kind in WAITS and at is not None and "item_id" in data:
        _wait(folded, f"{kind}_id", act, data, at)


def _announce(folded: Folded, event: Row, text: str) -> None:
    """What all were told during the meeting belongs to its course; before and after it does not."""
    meeting, at = next(iter(folded.part("meeting")), {}), moment(event["at"])
    if at is not None and meeting.get("started_at") and not meeting.get("ended_at"):
        folded.announced.append(Announced(at, text))


def _wait(folded: Folded, key: str, act: str, data: Row, at: datetime) -> None:
    """An item or a poll stands still from `paused` until it goes on or is over."""
    open_at = [
        n for n, (row, _, end) in enumerate(folded.waits) if end is None and row.get(key) == data.get(key)
    ]
    if act == "paused":
        folded.waits.append((data, at, None))
    elif act in {"resumed", "closed", "cancelled"}:
        for n in open_at:
            row, since, _ = folded.waits[n]
            folded.waits[n] = (row, since, at)


def _change(folded: Folded, part: str, key: str, row: Row | None, at: datetime) -> None:
    rows = folded.rows.setdefault(part, {})
    if part in LASTING:
        _time(folded, part, key, row, at)
    if part == "floor" and key == "turn":
        _pass_floor(folded, row, at)
    if part == "shares" and row is not None and folded._turn is not None:
        _share(folded, row, folded._turn)
    if part in ACTS and row is not None:
        folded.acted.add(str(row.get("participant_id")))
    if part == "participants" and row is None and key in rows:
        _leave(folded, key, rows[key], at)
    if row is None:
        rows.pop(key, None)
    else:
        rows[key] = row


def _leave(folded: Folded, key: str, row: Row, at: datetime) -> None:
    """Who is taken out while the meeting runs has still been there, if that was seen or they acted."""
    meeting = next(iter(folded.part("meeting")), {})
    if meeting.get("started_at") and (row["attendance"] in PRESENT or key in folded.acted):
        folded.left.append((row, at))


def _time(folded: Folded, part: str, key: str, row: Row | None, at: datetime) -> None:
    name, value = LASTING[part]
    is_on, since = row is not None and row.get(name) == value, folded._since.get((part, key))
    if is_on and since is None:
        folded._since[part, key] = at
    elif not is_on and since is not None:
        folded.spans.setdefault((part, key), []).append(Span(since, at))
        del folded._since[part, key]


def _pass_floor(folded: Folded, row: Row | None, at: datetime) -> None:
    before = folded._turn
    if before is not None and (row is None or _identity(row) != _identity(before)):
        folded.turns.append(_turn(before, at, at, folded._shared))
    if row is not None and row.get("item_id") is None:
        row = {**row, "item_id": _on_the_table(folded, row, before)}
    folded._turn = row


def _share(folded: Folded, share: Row, turn: Row) -> None:
    """Who speaks shows a screen, through the site or from the own device."""
    if share["identity"] in (turn.get("identity"), f"person:{turn.get('person_id')}"):
        folded._shared.add(_identity(turn))


def _on_the_table(folded: Folded, row: Row, before: Row | None) -> Any:
    """The item under which somebody speaks who asked for no item in particular: the one when they began."""
    if before is not None and _identity(before) == _identity(row):
        return before["item_id"]
    meeting = next(iter(folded.part("meeting")), {})
    return meeting.get("current_item_id")


def _identity(row: Row) -> tuple[Any, Any]:
    return row.get("request_id"), row.get("started_at")


def _turn(row: Row, ended_at: datetime | None, now: datetime, shared: set[tuple[Any, Any]]) -> Turn:
    started = moment(row["started_at"]) or now
    paused_at, paused = moment(row.get("paused_at")), float(row.get("paused_seconds") or 0)
    if paused_at:
        paused += (now - paused_at).total_seconds()
    return Turn(
        full_name=row["full_name"],
        position=row.get("position") or "",
        person_id=row.get("person_id"),
        site_name=row.get("site_name") or "",
        item_id=row.get("item_id"),
        started_at=started,
        ended_at=ended_at,
        seconds=max(0, int((now - started).total_seconds() - paused)),
        shared=_identity(row) in shared,
    )

"""Snapshots: a stream's state as its capabilities read it, at one sequence, for one viewer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from pydantic import BaseModel

from ecabinet.directory.principal import Principal
from ecabinet.gzipped import Piece
from ecabinet.journal import chain
from ecabinet.journal.audience import Viewer
from ecabinet.journal.models import Event, Stream
from ecabinet.journal.shelf import Shelf
from ecabinet.journal.veil import ITEM_ID, bind_part

ReadPart = Callable[[str, Viewer], dict[str, Any]]
FindViewer = Callable[[Principal, str], Viewer | None]


@dataclass(frozen=True)
class Part:
    """One part of a snapshot: `read(subject id, viewer)` gives its rows by key, each a `row`.

    A `personal` part shows each viewer their own rows only; all others are the same for who may see them.
    A `shared` part is shown to everybody whole: `read` does not ask who looks.
    """

    name: str
    row: type[BaseModel]
    read: ReadPart
    personal: bool = False
    shared: bool = False


@dataclass(frozen=True)
class StreamKind:
    """How streams named `<kind>:<id>` are looked at. `find_viewer` answers None to who may not."""

    name: str
    find_viewer: FindViewer
    parts: dict[str, Part]


@dataclass(frozen=True)
class Snapshot:
    """`parts` are rows by part and key; those taken from a shelf are in `encoded`, as JSON objects."""

    stream: str
    seq: int
    viewer_seq: int
    head: str
    parts: dict[str, dict[str, Any]]
    encoded: dict[str, Piece] = field(default_factory=dict)


_kinds: dict[str, StreamKind] = {}
_waiting_parts: dict[str, list[Part]] = {}


def register_kind(name: str, find_viewer: FindViewer) -> None:
    """Declare a kind of stream (in AppConfig.ready())."""
    _kinds[name] = StreamKind(name, find_viewer, {p.name: p for p in _waiting_parts.get(name, [])})


def register_part(
    kind: str,
    name: str,
    row: type[BaseModel],
    read: ReadPart,
    *,
    personal: bool = False,
    shared: bool = False,
    within_item: bool = False,
) -> None:
    """Add a part to the snapshots of `kind` (in AppConfig.ready(), in any order).

    `shared`: everybody sees all its rows but those of closed matters; it is kept encoded between snapshots.

    `within_item`: its rows belong to a matter of the agenda without naming it; `read` leaves out those of
    matters that are closed to the viewer. Rows with an `item_id` need neither.
    """
    part = Part(name, row, read, personal, shared)
    if within_item or ITEM_ID in row.model_fields:
        bind_part(name)
    if kind in _kinds:
        _kinds[kind].parts[name] = part
    else:
        _waiting_parts.setdefault(kind, []).append(part)


def stream_kind(name: str) -> StreamKind:
    """The declared kind. Raises KeyError."""
    return _kinds[name]


def stream_name(kind: str, subject: object) -> str:
    return f"{kind}:{subject}"


def take_snapshot(kind: str, subject: str, viewer: Viewer, shelf: Shelf | None = None) -> Snapshot:
    """State, sequence and head, read in one consistent view of the database; shared parts from `shelf`."""
    stream, parts = stream_name(kind, subject), list(stream_kind(kind).parts.values())
    with consistent_read():
        row = Stream.objects.filter(name=stream).first()
        encoded: dict[str, Piece] = {}
        if shelf is not None and row is not None and viewer.veil is None and viewer.parts is None:
            shared = [part for part in parts if part.shared]
            encoded = shelf.parts(row, lambda: {p.name: _rows(p, subject, viewer) for p in shared})
        rows = {p.name: _rows(p, subject, viewer) for p in parts if p.name not in encoded}
        seen = last_visible(stream, viewer)
    if row is None:
        return Snapshot(stream, 0, seen, chain.genesis(stream), rows)
    return Snapshot(stream, row.seq, seen, row.head, rows, encoded)


def _rows(part: Part, subject: str, viewer: Viewer) -> dict[str, Any]:
    if viewer.parts is not None and part.name not in viewer.parts:
        return {}
    rows = {
        key: row.model_dump(mode="json") if isinstance(row, BaseModel) else row
        for key, row in part.read(subject, viewer).items()
    }
    return viewer.veil.snapshot_rows(part.name, rows) if viewer.veil else rows


def last_visible(stream: str, viewer: Viewer, before: int | None = None) -> int:
    """The sequence of the last event that `viewer` may see (0: none), before `before` if given."""
    events = Event.objects.filter(stream_id=stream).order_by("-seq")
    if before is not None:
        events = events.filter(seq__lt=before)
    if viewer.veil is None:
        for seq, audience in events.values_list("seq", "audience").iterator(chunk_size=200):
            if viewer.sees(audience):
                return int(seq)
        return 0
    shown = (event.seq for event in events.iterator(chunk_size=200) if sees_event(viewer, event))
    return next(shown, 0)


def sees_event(viewer: Viewer, event: Event) -> bool:
    """Whether anything of the event is for this viewer."""
    if not viewer.sees(event.audience):
        return False
    return viewer.veil is None or viewer.veil.event(event.data, event.state) is not None


@contextmanager
def consistent_read() -> Iterator[None]:
    """All reads inside see one state; never takes a write lock. Inside a transaction it adds nothing."""
    if connection.in_atomic_block or _in_own_transaction():
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _in_own_transaction() -> bool:
    """Whether a consistent read is open already; Django does not know of one begun by hand."""
    return connection.vendor == "sqlite" and bool(getattr(connection.connection, "in_transaction", False))

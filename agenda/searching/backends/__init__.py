"""Where the words are kept: SQLite's FTS5 or PostgreSQL's text search, behind one interface."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

from agenda.searching.backends.postgres import PostgresBackend
from agenda.searching.backends.sqlite import SqliteBackend
from agenda.searching.rules import Place, Query


class Backend(Protocol):
    """Keeps the words of entries. With an entry go its words."""

    def create(self, execute: Any) -> None:
        """Make the tables; `execute` runs one statement."""

    def drop(self, execute: Any) -> None:
        """Take them away."""

    def put(self, texts: Iterable[tuple[int, str, str]]) -> None:
        """Keep the words of new entries: id, title, text."""

    def matching(self, query: Query, place: Place) -> RawSQL:
        """A subquery: the ids of the entries that match there."""

    def ranks(self, ids: Collection[int], query: Query) -> dict[int, float]:
        """How well these entries match, the least number the best."""


@dataclass(frozen=True)
class _Backends:
    postgresql: Backend
    sqlite: Backend


_backends = _Backends(PostgresBackend(), SqliteBackend())


def backend(vendor: str | None = None) -> Backend:
    """The back end of the database in use."""
    found: Backend = getattr(_backends, vendor or connection.vendor)
    return found

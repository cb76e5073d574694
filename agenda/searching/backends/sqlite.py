"""SQLite FTS5. Text comes folded and cut into words, so that its tokenizer has nothing to decide."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from agenda.searching.rules import Place, Query, Term, exact_words, folded

FOLDED = {Place.EXACT_TITLE: "{title}", Place.TITLE: "{title}"}
EXACT = {Place.EXACT_TITLE: "{exact_title}"}
BOTH_FOLDED, BOTH_EXACT = "{title body}", "{exact_title exact_body}"


class SqliteBackend:
    """A virtual table beside the entries; a trigger deletes with them."""

    def create(self, execute: Any) -> None:
        execute(
            "CREATE VIRTUAL TABLE searching_words USING fts5(title, body, exact_title, exact_body, "
            "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
        )
        execute(
            "CREATE TRIGGER searching_entry_gone AFTER DELETE ON searching_entry "
            "BEGIN DELETE FROM searching_words WHERE rowid = old.id; END"
        )

    def drop(self, execute: Any) -> None:
        execute("DROP TRIGGER IF EXISTS searching_entry_gone")
        execute("DROP TABLE IF EXISTS searching_words")

    def put(self, texts: Iterable[tuple[int, str, str]]) -> None:
        rows = [(entry_id, *_columns(title, body)) for entry_id, title, body in texts]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO searching_words (rowid, title, body, exact_title, exact_body) "
                "VALUES (%s, %s, %s, %s, %s)",
                rows,
            )

    def matching(self, query: Query, place: Place) -> RawSQL:
        sql = "SELECT rowid FROM searching_words WHERE searching_words MATCH %s"
        return RawSQL(sql, [expression(query, place)])

    def ranks(self, ids: Collection[int], query: Query) -> dict[int, float]:
        marks = ", ".join(["%s"] * len(ids))
        sql = (
            "SELECT rowid, bm25(searching_words, 8.0, 1.0, 0.0, 0.0) FROM searching_words "
            f"WHERE searching_words MATCH %s AND rowid IN ({marks})"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [expression(query, Place.ANYWHERE), *ids])
            return {int(row[0]): float(row[1]) for row in cursor.fetchall()}


def _columns(title: str, body: str) -> tuple[str, str, str, str]:
    words = [exact_words(title), exact_words(body)]
    plain = [" ".join(map(folded, each)) for each in words]
    return plain[0], plain[1], " ".join(words[0]), " ".join(words[1])


def expression(query: Query, place: Place) -> str:
    """The query in FTS5's language. Words hold letters and digits only: nothing in them can be syntax."""
    wanted = " AND ".join(_term(term, place) for term in query.terms)
    without = " OR ".join(_term(term, Place.EXACT) for term in query.without)
    return f"({wanted}) NOT ({without})" if without else wanted


def _term(term: Term, place: Place) -> str:
    is_exact = term.has_marks and place in {Place.EXACT_TITLE, Place.EXACT}
    columns = EXACT.get(place, BOTH_EXACT) if is_exact else FOLDED.get(place, BOTH_FOLDED)
    words = term.words if is_exact else term.folded
    return f'{columns} : "{" ".join(words)}"{"*" if term.prefix else ""}'

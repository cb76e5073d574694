"""PostgreSQL text search. The vectors are made here, word by word: no parser or dictionary has a say."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from agenda.searching.rules import Place, Query, Term, exact_words, folded

LAST_POSITION = 16_383
TITLE = {Place.EXACT_TITLE, Place.TITLE}
EXACT = {Place.EXACT_TITLE, Place.EXACT}


class PostgresBackend:
    """Two vectors on each entry, folded and as written, each with an index."""

    def create(self, execute: Any) -> None:
        execute("ALTER TABLE searching_entry ADD COLUMN folded tsvector, ADD COLUMN exact tsvector")
        execute("CREATE INDEX searching_entry_folded ON searching_entry USING gin (folded)")
        execute("CREATE INDEX searching_entry_exact ON searching_entry USING gin (exact)")

    def drop(self, execute: Any) -> None:
        execute("ALTER TABLE searching_entry DROP COLUMN folded, DROP COLUMN exact")

    def put(self, texts: Iterable[tuple[int, str, str]]) -> None:
        rows = [(*_vectors(title, body), entry_id) for entry_id, title, body in texts]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE searching_entry SET folded = %s::tsvector, exact = %s::tsvector WHERE id = %s", rows
            )

    def matching(self, query: Query, place: Place) -> RawSQL:
        conditions, params = _conditions(query, place)
        sql = f"SELECT w.id FROM searching_entry w WHERE {conditions}"
        return RawSQL(sql, params)

    def ranks(self, ids: Collection[int], query: Query) -> dict[int, float]:
        wanted = " & ".join(_term(term, term.folded, "") for term in query.terms)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, ts_rank_cd(folded, %s::tsquery) FROM searching_entry WHERE id = ANY(%s)",
                [wanted, list(ids)],
            )
            return {int(row[0]): -float(row[1]) for row in cursor.fetchall()}


def _vectors(title: str, body: str) -> tuple[str, str]:
    words = [exact_words(title), exact_words(body)]
    return vector([[folded(word) for word in each] for each in words]), vector(words)


def vector(words: list[list[str]]) -> str:
    """A tsvector: the title's words with weight A, and a gap before the text that no phrase crosses."""
    title, body = words
    places: dict[str, list[str]] = {}
    for position, word in enumerate(title, 1):
        places.setdefault(word, []).append(f"{min(position, LAST_POSITION)}A")
    for position, word in enumerate(body, len(title) + 2):
        places.setdefault(word, []).append(str(min(position, LAST_POSITION)))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def _conditions(query: Query, place: Place) -> tuple[str, list[str]]:
    weight = "A" if place in TITLE else ""
    marked = [term for term in query.terms if term.has_marks and place in EXACT]
    plain = [term for term in query.terms if term not in marked]
    found = {
        "w.folded @@ %s::tsquery": [_term(term, term.folded, weight) for term in plain],
        "w.exact @@ %s::tsquery": [_term(term, term.words, weight) for term in marked],
    }
    conditions = {sql: " & ".join(terms) for sql, terms in found.items() if terms}
    for column, is_marked in (("folded", False), ("exact", True)):
        without = [term for term in query.without if term.has_marks == is_marked]
        if without:
            words = [_term(term, term.words if is_marked else term.folded, "") for term in without]
            conditions[f"NOT w.{column} @@ %s::tsquery"] = " | ".join(words)
    return " AND ".join(conditions), list(conditions.values())


def _term(term: Term, words: tuple[str, ...], weight: str) -> str:
    last = len(words) - 1
    marks = [f"{'*' if term.prefix and index == last else ''}{weight}" for index in range(len(words))]
    parts = [f"'{word}'{f':{mark}' if mark else ''}" for word, mark in zip(words, marks, strict=True)]
    return f"({' <-> '.join(parts)})"

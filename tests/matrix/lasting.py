"""What a request left written: the statements that no savepoint took back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
SAVEPOINT = re.compile(r"\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)\s+(\S+)", re.IGNORECASE)


class LastingWrites:
    """The names of the tables that were written, in order, without those of transactions taken back."""

    def __init__(self) -> None:
        self._open: list[tuple[str, list[str]]] = [("", [])]

    @property
    def tables(self) -> list[str]:
        return [table for _, tables in self._open for table in tables]

    def note(self, sql: str, rows: int) -> None:
        written, bracket = WRITES.match(sql), SAVEPOINT.match(sql)
        if written and (rows != 0 or written[1].upper() == "INSERT INTO"):  # with RETURNING rows are unknown
            self._open[-1][1].append(written[2])
        elif bracket:
            self._bracket(bracket[1].upper(), bracket[2])

    def _bracket(self, act: str, name: str) -> None:
        if act == "SAVEPOINT":
            self._open.append((name, []))
            return
        kept: list[str] = []
        while self._open[-1][0] != name:
            kept = self._open.pop()[1] + kept
        if act.startswith("ROLLBACK"):
            self._open[-1] = (name, [])
        else:
            kept = self._open.pop()[1] + kept
            self._open[-1][1].extend(kept)


@contextmanager
def lasting_writes() -> Iterator[LastingWrites]:
    """Watch what this thread's connection writes."""
    watch = LastingWrites()

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = run(sql, params, many, context)
        watch.note(sql, context["cursor"].rowcount)
        return answer

    with connection.execute_wrapper(execute):
        yield watch

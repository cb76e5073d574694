"""Every list is paginated: `{"items", "page", "pages", "total"}`."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from ninja import Schema

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)


class Page(Schema, Generic[Row]):
    items: list[Row]
    page: int
    pages: int
    total: int


def page_of_list(rows: Sequence[Row], number: int) -> dict[str, Any]:
    """Page `number` (from 1; beyond the end is empty) of rows that are all at hand."""
    size, total = settings.PAGE_SIZE, len(rows)
    start = (max(number, 1) - 1) * size
    pages = max(1, -(-total // size))
    return {"items": list(rows[start : start + size]), "page": max(number, 1), "pages": pages, "total": total}


def page_of(rows: "QuerySet[M]", number: int, row: Callable[[M], Any]) -> dict[str, Any]:
    """Page `number` (from 1; beyond the end is empty) of `rows`, each turned by `row`."""
    size, total = settings.PAGE_SIZE, rows.count()
    start = (max(number, 1) - 1) * size
    return {
        "items": [row(item) for item in rows[start : start + size]],
        "page": max(number, 1),
        "pages": max(1, -(-total // size)),
        "total": total,
    }

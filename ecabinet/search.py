"""Searching Vietnamese: without regard to case and marks, alike on every database.

A `FoldedField` keeps the folded text of other fields beside them, so that `folded__contains=fold(word)`
finds "Đồng Tháp" by "dong thap".
"""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet, TextField

from ecabinet.folding import fold

M = TypeVar("M", bound=Model)


class FoldedField(TextField):  # type: ignore[type-arg]
    """The folded text of `sources`, written at every save of the model."""

    def __init__(self, *, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(**{**kwargs, "editable": False, "default": "", "blank": True})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "sources": self.sources}

    def pre_save(self, model_instance: Model, add: bool) -> str:
        text = fold(" ".join(str(getattr(model_instance, source)) for source in self.sources))
        setattr(model_instance, self.attname, text)
        return text


def matching(rows: "QuerySet[M]", query: str, field: str = "folded") -> "QuerySet[M]":
    """The rows that contain every word of `query` in their folded field."""
    for word in fold(query).split()[:10]:
        rows = rows.filter(**{f"{field}__contains": word})
    return rows

"""The API's description names every shape once: ninja joins shapes of the same name without a word."""

import enum
import typing
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel

from ecabinet.api import api
from ecabinet.shapes import INLINE


def shapes() -> Iterator[type]:
    """Every class that the description of an operation reaches."""
    for _prefix, router in api._routers:
        for path_view in router.path_operations.values():
            for operation in path_view.operations:
                yield from (model for model in operation.models)
                yield from filter(None, operation.response_models.values())


def reached(annotation: Any, known: set[type]) -> None:
    """Collect models and enums below an annotation."""
    arguments = typing.get_args(annotation)
    if INLINE in arguments:
        return
    for inner in arguments:
        reached(inner, known)
    if not isinstance(annotation, type) or annotation in known:
        return
    if issubclass(annotation, enum.Enum):
        known.add(annotation)
    elif issubclass(annotation, BaseModel):
        known.add(annotation)
        for field in annotation.model_fields.values():
            if INLINE not in field.metadata:
                reached(field.annotation, known)


def test_no_two_shapes_share_a_name() -> None:
    known: set[type] = set()
    for shape in shapes():
        reached(shape, known)
    names: dict[str, set[str]] = defaultdict(set)
    for shape in known:
        names[shape.__name__].add(f"{shape.__module__}.{shape.__qualname__}")
    assert len(names) > 50
    wrappers = ("Params", "NinjaResponseSchema")
    shared = [sorted(o) for n, o in names.items() if len(o) > 1 and not n.endswith(wrappers)]
    assert shared == []


def test_the_description_is_whole() -> None:
    schema = OpenAPISchema(api=api, path_prefix="/api/")
    operations = [o for methods in schema["paths"].values() for o in methods.values()]
    assert len({o["operationId"] for o in operations}) == len(operations)
    assert all(o["summary"] for o in operations)

"""Protobuf messages filled with what nobody sends: extremes, unknown names, endless lists."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

_WHOLE = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
    FieldDescriptor.CPPTYPE_ENUM: (-(2**31), 2**31 - 1),
}
_TEXTS = ("", "x", "²", "\0", "a\r\nb", "x" * 300, "PA_x", "TR_x", "RM_x", "camera", "🏛")
_DEPTH = 4


def hostile(source: random.Random, kind: type[Message], known: Sequence[str] = ()) -> bytes:
    """One encoded message of a kind; `known` are names that mean something here."""
    message = kind()
    fill(source, message, known)
    return message.SerializeToString()


def fill(source: random.Random, message: Message, known: Sequence[str], depth: int = 0) -> None:
    """Set about half of the fields."""
    fields: Iterable[Any] = message.DESCRIPTOR.fields
    for field in fields:
        if source.random() < 0.5:
            _set(source, message, field, known, depth)


def _set(
    source: random.Random, message: Message, field: FieldDescriptor, known: Sequence[str], depth: int
) -> None:
    nested = field.message_type
    if nested is not None and depth >= _DEPTH:
        return
    if nested is not None and nested.GetOptions().map_entry:
        if nested.fields[1].cpp_type == FieldDescriptor.CPPTYPE_STRING:
            getattr(message, field.name).update({_text(source, known): _text(source, known)})
        return
    if getattr(field, "is_repeated", False):
        many = getattr(message, field.name)
        for _ in range(_length(source, simple=nested is None)):
            if nested is None:
                many.append(_value(source, field, known))
            else:
                fill(source, many.add(), known, depth + 1)
    elif nested is not None:
        child = getattr(message, field.name)
        child.SetInParent()
        fill(source, child, known, depth + 1)
    else:
        setattr(message, field.name, _value(source, field, known))


def _length(source: random.Random, *, simple: bool) -> int:
    if simple and source.random() < 0.03:
        return 1200
    return source.choice((0, 1, 1, 2, 5))


def _text(source: random.Random, known: Sequence[str]) -> str:
    if known and source.random() < 0.6:
        return source.choice(known)
    return "x" * 70_000 if source.random() < 0.02 else source.choice(_TEXTS)


def _value(source: random.Random, field: FieldDescriptor, known: Sequence[str]) -> Any:
    if field.cpp_type in _WHOLE:
        low, high = _WHOLE[field.cpp_type]
        return source.choice((0, 1, 2, 3, low, high, source.randint(low, high)))
    if field.type == FieldDescriptor.TYPE_BYTES:
        return source.randbytes(source.choice((0, 1, 20, 400)))
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return _text(source, known)
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return source.random() < 0.5
    return source.choice((0.0, -1.0, 1e300, float("inf"), float("nan")))

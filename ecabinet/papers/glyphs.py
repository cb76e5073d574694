"""What the papers' fonts cannot draw is told by a placeholder instead of an empty box.

The fonts say what they can draw in their table `cmap`, subtable format 4 (OpenType specification, «cmap»).
"""

import struct
import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"
SYMBOL, LETTERS = "[biểu tượng]", "[chữ không in được]"
UNSEEN = frozenset({"Cf", "Mn", "Me"})


def legible(text: str) -> str:
    """`text` composed (NFC), with a placeholder for each run of characters that the fonts cannot draw."""
    composed = unicodedata.normalize("NFC", text)
    if all(_is_drawn(c) for c in composed):
        return composed
    runs = groupby(composed, _is_drawn)
    return "".join("".join(run) if is_drawn else _placeholder("".join(run)) for is_drawn, run in runs)


def legible_throughout(value: Any) -> Any:
    """The same value (a dataclass, a tuple, a text) with every text in it made legible."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, tuple):
        return tuple(legible_throughout(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: legible_throughout(getattr(value, f.name)) for f in fields(value)})
    return value


def _is_drawn(character: str) -> bool:
    if unicodedata.category(character) == "Cf":
        return False  # joiners bind symbols together: they go with them
    return character.isspace() or ord(character) in drawn()


def _placeholder(run: str) -> str:
    """Nothing for marks and joiners alone; they belong to a symbol that is told already."""
    kinds = {unicodedata.category(c) for c in run} - UNSEEN
    if not kinds:
        return ""
    return LETTERS if any(kind.startswith("L") for kind in kinds) else SYMBOL


@cache
def drawn() -> frozenset[int]:
    """Code points that every face of the family has a glyph for."""
    faces = [_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*faces)


def _code_points(font: bytes) -> frozenset[int]:
    found: set[int] = set()
    start = _format_4(font)
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    ends = _numbers(font, start + 14, doubled)
    starts = _numbers(font, start + 16 + doubled, doubled)
    deltas = _numbers(font, start + 16 + 2 * doubled, doubled)
    offsets_at = start + 16 + 3 * doubled
    offsets = _numbers(font, offsets_at, doubled)
    for n, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            at = offsets_at + 2 * n + offset + 2 * (code - first)
            glyph = struct.unpack_from(">H", font, at)[0] if offset else code + delta
            if glyph & 0xFFFF:
                found.add(code)
    return frozenset(found)


def _numbers(font: bytes, start: int, length: int) -> tuple[int, ...]:
    return struct.unpack_from(f">{length // 2}H", font, start)


def _format_4(font: bytes) -> int:
    """Where the Windows Unicode subtable (platform 3, encoding 1) begins. Raises ValueError without one."""
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, table + 2)
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, table + 4 + 8 * n)
        if (platform, encoding) == (3, 1):
            return int(table + offset)
    raise ValueError("the font has no Unicode character map")


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for n in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * n)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")

"""Finding the highest rate that is sustained."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable

from bench.load.engine import LoadError

REAL_TIME = 1.0
HIGHEST = 8.0
# Rates are powers of the root of two; the lowest is a sixteenth of real time.
_HIGHEST_STEP, _LOWEST_STEP = 6, -8


def lower(rate: float) -> float:
    """The next lower rate."""
    return _rate(round(2 * math.log2(rate)) - 1)


def _rate(step: int) -> float:
    return float(2 ** (step / 2))


async def highest(holds: Callable[[float], Awaitable[bool]]) -> float:
    """The highest rate that holds, in steps from real time up or down; raises LoadError when none does."""
    step = 0
    if await holds(_rate(step)):
        while step < _HIGHEST_STEP and await holds(_rate(step + 1)):
            step += 1
        return _rate(step)
    while step > _LOWEST_STEP:
        step -= 1
        if await holds(_rate(step)):
            return _rate(step)
    raise LoadError("no rate is sustained")

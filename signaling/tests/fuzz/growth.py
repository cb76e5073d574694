"""Whether work leaves memory behind."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

_T = TypeVar("_T")
# Caches of the interpreter and of libraries still settle by some hundreds of blocks.
_TOLERATED_BLOCKS = 3000


def blocks() -> int:
    """Blocks of memory Python holds, garbage collected first."""
    gc.collect()
    return sys.getallocatedblocks()


def feed(inputs: Iterable[_T], take: Callable[[_T], object]) -> int:
    """Hand every input to `take`; the number of inputs. Fails when the second half leaves memory behind."""
    everything = list(inputs)
    middle = len(everything) // 2
    for each in everything[:middle]:
        take(each)
    before = blocks()
    for each in everything[middle:]:
        take(each)
    left = blocks() - before
    assert left < _TOLERATED_BLOCKS, f"{left} blocks left behind by {len(everything) - middle} inputs"
    return len(everything)


async def _rest() -> None:
    await asyncio.sleep(0)


async def feed_slowly(
    inputs: Iterable[_T],
    take: Callable[[_T], Awaitable[object]],
    rest: Callable[[], Awaitable[object]] = _rest,
) -> int:
    """As `feed`, for inputs whose handling needs the event loop; `rest` comes before each count."""
    everything = list(inputs)
    middle = len(everything) // 2
    for each in everything[:middle]:
        await take(each)
    await rest()
    before = blocks()
    for each in everything[middle:]:
        await take(each)
    await rest()
    left = blocks() - before
    assert left < _TOLERATED_BLOCKS, f"{left} blocks left behind by {len(everything) - middle} inputs"
    return len(everything)

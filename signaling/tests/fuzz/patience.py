"""Waiting for what tells nobody that it happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], within: float = 10.0) -> None:
    """Return as soon as the condition holds; fails after `within` seconds."""
    try:
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110 - the parts looked at set no event
                await asyncio.sleep(0.005)
    except TimeoutError as error:
        raise AssertionError(f"it did not happen within {within} s") from error

"""Many readers on slow lines who open the same paper at the same moment, as the reader's page does."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import aiohttp

from bench.load.calls import Calls
from bench.load.engine import LoadError
from bench.load.stage import Person

BITS_A_SECOND = 4_000_000
PIECE = 8 * 1024
CHUNK = 64 * 1024  # what PDF.js asks for at a time
WAIT_SECONDS = 120


@dataclass(frozen=True)
class Reading:
    """ms from the tap to the whole first-page picture, and to the head and tail of the PDF after it."""

    picture_ms: float
    head_ms: float


async def read_all(calls: Calls, people: list[Person], document: str) -> list[Reading]:
    """Everybody opens the document now. Raises LoadError when one of them gets no answer."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            return await asyncio.gather(*(_read(calls, person, document) for person in people))
    except (aiohttp.ClientError, TimeoutError) as error:
        raise LoadError(f"a reader got nothing: {error!r}") from error


async def _read(calls: Calls, person: Person, document: str) -> Reading:
    began = time.monotonic()
    base = f"{calls.url}/api/documents/{document}"
    await _fetch(calls, person, f"{base}/first-page.webp")
    picture = time.monotonic()
    size = await _fetch(calls, person, f"{base}/file", (0, CHUNK - 1))
    await _fetch(calls, person, f"{base}/file", (max(0, size - CHUNK), size - 1))
    return Reading((picture - began) * 1000, (time.monotonic() - began) * 1000)


async def _fetch(calls: Calls, person: Person, address: str, part: tuple[int, int] | None = None) -> int:
    """Read an answer no faster than the line carries it; the length of the whole file."""
    headers = calls.headers(person) | ({"Range": f"bytes={part[0]}-{part[1]}"} if part else {})
    async with calls.session.get(address, headers=headers, read_bufsize=PIECE) as answer:
        answer.raise_for_status()
        due = time.monotonic()
        async for piece in answer.content.iter_chunked(PIECE):
            due += len(piece) * 8 / BITS_A_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        told = answer.headers.get("Content-Range", "").rpartition("/")[2]
        return int(told or answer.headers.get("Content-Length", "0"))

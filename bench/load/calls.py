"""Commands as people's browsers send them, at moments that do not depend on how fast answers come."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.load.engine import LoadError
from bench.load.stage import House, Person

TOKEN = "a" * 32  # Django asks only that cookie and header agree
ANSWER_SECONDS = 30.0
PATIENT = aiohttp.ClientTimeout(total=120)  # where the wait is not what is measured


@dataclass
class Calls:
    """Sends commands of the meeting. `waits` are ms from the moment due to the whole answer, by command."""

    session: aiohttp.ClientSession
    url: str
    house: House
    waits: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    async def act(self, who: Person, name: str, body: dict[str, Any] | None = None, due: float = 0.0) -> Any:
        """POST …/meetings/<id>/<name>; the answer, None when it was an error (kept in `errors`)."""
        began = due or time.monotonic()
        headers = self.headers(who) | {
            "Idempotency-Key": str(uuid.uuid4()),
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }
        address = f"{self.url}/api/meetings/{self.house.meeting}/{name}"
        try:
            async with self.session.post(address, data=json.dumps(body or {}), headers=headers) as answer:
                told = await answer.read()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            status, told = 0, repr(error).encode()
        self.waits.setdefault(_kind(name), []).append((time.monotonic() - began) * 1000)
        if status != 200:
            self.errors.append(f"{_kind(name)}: {status} {told[:300].decode(errors='replace')}")
            return None
        return json.loads(told)

    async def read(self, who: Person, name: str) -> bytes:
        """GET …/meetings/<id>/<name>. Raises LoadError."""
        address = f"{self.url}/api/meetings/{self.house.meeting}/{name}"
        try:
            async with self.session.get(address, headers=self.headers(who), timeout=PATIENT) as answer:
                answer.raise_for_status()
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise LoadError(f"{name} could not be read: {error!r}") from error

    def headers(self, who: Person) -> dict[str, str]:
        """What a browser of that person sends with every request."""
        return {"Cookie": f"{self.house.cookie_of(who)}; csrftoken={TOKEN}", "Origin": self.url}


def _kind(name: str) -> str:
    """The command without the ids of what it is about."""
    words = [word for word in name.split("/") if len(word) != 36]
    return "/".join(words)


def caller(url: str, house: House) -> Calls:
    """A caller whose `session` the user closes."""
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
    )
    return Calls(session, url, house)


Act = Callable[[float], Awaitable[Any]]


async def on_time(acts: list[tuple[float, Act]]) -> float:
    """Begin each act its seconds after now, whatever became of those before; how late the latest began, s.

    Every act is given the moment that it was due (time.monotonic).
    """
    began, late, begun = time.monotonic(), 0.0, []
    for seconds, act in sorted(acts, key=lambda each: each[0]):
        due = began + seconds
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late = max(late, time.monotonic() - due)
        begun.append(asyncio.ensure_future(act(due)))
    await asyncio.gather(*begun)
    return late


def share(values: list[float], part: float) -> float | None:
    """The value below which that part of them lies, to 0.1; None of nothing."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 1) if ordered else None

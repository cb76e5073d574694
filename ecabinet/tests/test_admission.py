"""The gate: so many at once, the rest wait a bounded time; slow bodies and answers hold no place."""

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

import pytest

from ecabinet.admission import AdmissionGate, Receive, Scope, Send

Message = MutableMapping[str, Any]


class Work:
    """An application that answers when told to."""

    def __init__(self) -> None:
        self.inside = 0
        self.most_inside = 0
        self.entered = asyncio.Semaphore(0)
        self.finish = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        self.entered.release()
        await self.finish.wait()
        self.inside -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def complete() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def request(
    gate: AdmissionGate, path: str = "/api/meetings", receive: Receive = complete
) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"accept-language", b"en")]}
    await gate(scope, receive, send)
    return sent


async def test_no_more_than_the_limit_at_once_and_all_are_answered() -> None:
    work = Work()
    gate = AdmissionGate(work, limit=2, wait_seconds=5)
    requests = [asyncio.create_task(request(gate)) for _ in range(6)]
    for _ in range(2):
        await asyncio.wait_for(work.entered.acquire(), 5)
    assert work.inside == 2
    work.finish.set()
    answers = await asyncio.gather(*requests)
    assert [answer[0]["status"] for answer in answers] == [200] * 6
    assert work.most_inside == 2


async def test_who_waited_in_vain_gets_503_with_retry_after() -> None:
    work = Work()
    gate = AdmissionGate(work, limit=1, wait_seconds=0.05)
    first = asyncio.create_task(request(gate))
    await asyncio.wait_for(work.entered.acquire(), 5)
    refused = await request(gate)
    work.finish.set()
    assert refused[0]["status"] == 503
    assert (b"retry-after", b"2") in refused[0]["headers"]
    assert json.loads(refused[1]["body"])["code"] == "busy"
    assert (await first)[0]["status"] == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/assets/app.js"])
async def test_pages_and_health_pass(path: str) -> None:
    work = Work()
    gate = AdmissionGate(work, limit=1, wait_seconds=0.05)
    held = asyncio.create_task(request(gate))
    await asyncio.wait_for(work.entered.acquire(), 5)
    page = asyncio.create_task(request(gate, path))
    await asyncio.wait_for(work.entered.acquire(), 5)
    work.finish.set()
    assert (await page)[0]["status"] == (await held)[0]["status"] == 200


async def test_a_slow_upload_holds_no_place() -> None:
    work = Work()
    gate = AdmissionGate(work, limit=1, wait_seconds=0.5)
    arrived = asyncio.Event()

    async def slowly() -> Message:
        await arrived.wait()
        return await complete()

    upload = asyncio.create_task(request(gate, receive=slowly))
    quick = asyncio.create_task(request(gate))
    await asyncio.wait_for(work.entered.acquire(), 5)
    work.finish.set()
    assert (await quick)[0]["status"] == 200
    arrived.set()
    assert (await upload)[0]["status"] == 200


async def test_a_slow_download_holds_no_place() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def download(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        begun.set()
        await go_on.wait()
        await send({"type": "http.response.body", "body": b""})

    gate = AdmissionGate(download, limit=1, wait_seconds=0.5)
    first = asyncio.create_task(request(gate))
    await asyncio.wait_for(begun.wait(), 5)
    second = asyncio.create_task(request(gate))
    go_on.set()
    assert (await first)[0]["status"] == (await second)[0]["status"] == 200

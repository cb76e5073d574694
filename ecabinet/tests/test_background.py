"""Services beside the requests: a start that fails is no start."""

import asyncio

import pytest

from ecabinet import background


@pytest.fixture(autouse=True)
def _no_other_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_services", {})
    monkeypatch.setattr(background, "_started", [])
    monkeypatch.setattr(background, "_loop", None)


async def test_what_could_not_start_is_started_by_the_next_connection() -> None:
    told: list[str] = []

    async def begin() -> None:
        told.append("begun")
        if told.count("begun") == 1:
            raise OSError("the database is away")

    async def end() -> None:
        told.append("ended")

    background.register(background.Service("hub", begin, end))
    with pytest.raises(OSError, match="away"):
        await background.start()
    await background.start()
    await background.start()
    assert told == ["begun", "ended", "begun"]
    await background.stop()
    assert told[-1] == "ended"


async def test_a_task_that_forgot_that_it_was_cancelled_is_told_again() -> None:
    forgotten: list[str] = []

    async def forgets() -> None:
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if forgotten:
                    raise
                forgotten.append("once")

    task = asyncio.create_task(forgets())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await background.end([task])
    assert task.cancelled()
    assert forgotten == ["once"]

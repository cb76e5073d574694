"""Words that pass: the newest one for each screen that may hear it, and no more than a screen takes."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from ecabinet.journal import live
from ecabinet.journal.passing import Passing, Word, passing, word_of
from ecabinet.journal.tests.conftest import Probe, next_frame, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("running_hub", "words_pass")]
Sockets = Callable[..., WebsocketCommunicator]
Sessions = Callable[[str], str]
KIND = "presenting"


@pytest_asyncio.fixture
async def words_pass() -> AsyncIterator[None]:
    await passing.start()
    yield
    await passing.stop()


async def screen_of(name: str, socket: Sockets, session_of: Sessions) -> WebsocketCommunicator:
    screen = socket(await sync_to_async(session_of)(name))
    await opened(screen)
    return screen


def told(page: int) -> dict[str, object]:
    return {"passing": {KIND: {"page": page}}}


async def test_the_newest_reaches_screens_and_those_that_come_later(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed |= {"an": frozenset({"all"}), "binh": frozenset({"all"})}
    first = await screen_of("an", socket, session_of)
    passing.say(Word(probe.stream, KIND, {"page": 3}))
    assert await next_frame(first) == told(3)
    later = await screen_of("binh", socket, session_of)
    assert await next_frame(later) == told(3)
    passing.say(Word(probe.stream, KIND, None))
    assert [await next_frame(screen) for screen in (first, later)] == [{"passing": {KIND: None}}] * 2
    await first.disconnect()
    await later.disconnect()


async def test_of_the_end_of_nothing_nobody_is_told(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed |= {"an": frozenset({"all"})}
    screen = await screen_of("an", socket, session_of)
    passing.say(Word(probe.stream, KIND, None))
    passing.say(Word(probe.stream, KIND, {"page": 1}))
    assert await next_frame(screen) == told(1)
    passing.say(Word(probe.stream, KIND, None))
    passing.say(Word(probe.stream, KIND, None))
    assert await next_frame(screen) == {"passing": {KIND: None}}
    passing.say(Word(probe.stream, KIND, {"page": 2}))
    assert await next_frame(screen) == told(2)
    await screen.disconnect()


async def test_only_for_whom_it_is_meant(probe: Probe, socket: Sockets, session_of: Sessions) -> None:
    probe.allowed |= {
        "an": frozenset({"all"}),
        "chair": frozenset({"all", "role:chair"}),
        "kept": frozenset({"all", "role:chair", "closed:matter"}),
    }
    member, chair, kept = [await screen_of(name, socket, session_of) for name in ("an", "chair", "kept")]
    passing.say(Word(probe.stream, KIND, {"page": 2}, ("role:chair",), "matter"))
    assert await next_frame(chair) == told(2)
    passing.say(Word(probe.stream, "other", {"page": 9}))
    for screen in (member, kept):
        assert await next_frame(screen) == {"passing": {"other": {"page": 9}}}
    for screen in (member, chair, kept):
        await screen.disconnect()


async def test_many_words_in_a_row_become_one(probe: Probe, socket: Sockets, session_of: Sessions) -> None:
    probe.allowed["an"] = frozenset({"all"})
    screen = await screen_of("an", socket, session_of)
    for page in range(1, 51):
        passing.say(Word(probe.stream, KIND, {"page": page}))
    pages = [0]
    while pages[-1] < 50:
        pages.append((await next_frame(screen))["passing"][KIND]["page"])
    assert len(pages) < 6
    await screen.disconnect()


async def test_a_screen_that_says_nothing_gets_the_newest_when_it_speaks(
    probe: Probe, socket: Sockets, session_of: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_UNHEARD_WORDS", 1)
    probe.allowed |= {"an": frozenset({"all"}), "binh": frozenset({"all"})}
    silent, other = [await screen_of(name, socket, session_of) for name in ("an", "binh")]
    for page in (1, 2, 3):
        passing.say(Word(probe.stream, KIND, {"page": page}))
        assert await next_frame(other) == told(page)
        await other.send_to(text_data='{"seen": 0}')
    assert await next_frame(silent) == told(1)
    await silent.send_to(text_data='{"seen": 0}')
    assert await next_frame(silent) == told(3)
    await silent.disconnect()
    await other.disconnect()


async def test_an_older_word_of_another_process_does_not_count() -> None:
    words = Passing()
    words.say(Word("probe:1", KIND, {"page": 5}, at=20.0))
    words.say(Word("probe:1", KIND, {"page": 4}, at=10.0))
    assert [word.value for word in await words.newest("probe:1")] == [{"page": 5}]


def test_a_word_goes_between_processes_as_it_is() -> None:
    word = Word("meeting:1", KIND, {"page": 2}, ("all", "not:person:7"), "8", 5.0)
    assert word_of(json.dumps(asdict(word)).encode()) == word

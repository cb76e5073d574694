"""A live line that cannot go on is closed, so that its screen comes again: one that pings and brings no news
would be believed."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import OperationalError

from ecabinet.directory.models import Account
from ecabinet.directory.principal import principal_of_session
from ecabinet.journal import live
from ecabinet.journal.frames import Batch, Frame
from ecabinet.journal.hub import hub
from ecabinet.journal.live import session_digest
from ecabinet.journal.tests.conftest import Probe, close_code, next_frame, opened
from ecabinet.journal.tests.test_live import _end_session, append
from ecabinet.journal.wake import DataVersion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("running_hub")]
Sockets = Callable[..., WebsocketCommunicator]
Sessions = Callable[[str], str]


@pytest.mark.parametrize("step", ["last_visible", "read_frames", "stream_kind"])
async def test_a_database_that_is_away_for_a_moment_ends_the_line_and_the_next_one_is_whole(
    probe: Probe, socket: Sockets, session_of: Sessions, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    probe.allowed["an"] = frozenset({"all"})
    session = await sync_to_async(session_of)("an")
    await append(probe, "a.made")
    with monkeypatch.context() as moment:
        moment.setattr(live, step, away)
        screen = socket(session)
        await screen.connect()
        assert await close_code(screen) == live.BROKEN
        await screen.disconnect()
    assert hub.position(probe.stream) is None
    again = socket(session)
    await again.connect()
    assert (await next_frame(again))["type"] == "a.made"
    await again.disconnect()


class Deaf:
    """A socket that cannot take its news."""

    def __init__(self) -> None:
        self.begins_anew = False

    def news(self, batch: Batch) -> None:
        raise RuntimeError(f"cannot take {len(batch.frames)} frames")

    def rights_changed(self, frame: Frame) -> None:
        raise RuntimeError(frame.type)

    def directory_news(self, frame: Frame) -> None:
        raise RuntimeError(frame.type)

    def failed(self) -> None:
        self.begins_anew = True


async def test_a_screen_that_cannot_take_its_news_keeps_them_from_nobody_else(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    session = await sync_to_async(session_of)("an")
    deaf, screen = [Deaf() for _ in range(8)], socket(session)
    for one in deaf:
        await hub.watch(probe.stream, one)
    await opened(screen)
    await append(probe, "a.made")
    assert (await next_frame(screen))["type"] == "a.made"
    account = await Account.objects.aget(username="an")
    await sync_to_async(_end_session)(account, session_digest(session))
    assert await close_code(screen) == 4401
    assert all(one.begins_anew for one in deaf)
    await screen.disconnect()
    for one in deaf:
        hub.unwatch(probe.stream, one)


async def test_a_line_told_to_begin_anew_is_closed(
    probe: Probe, socket: Sockets, session_of: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    screen = socket(await sync_to_async(session_of)("an"))
    await opened(screen)
    monkeypatch.setattr(live.LiveConsumer, "_taken", lambda *_: 1 / 0)
    await append(probe, "a.made")
    assert await close_code(screen) == live.BROKEN


async def test_a_session_that_ends_while_it_is_looked_up_is_not_admitted(
    probe: Probe, socket: Sockets, session_of: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, go_on = threading.Event(), threading.Event()

    def slow(session: Any) -> Any:
        known = None if found.is_set() else principal_of_session(session)
        found.set()
        assert go_on.wait(5)
        return known

    probe.allowed["an"] = frozenset({"all"})
    session = await sync_to_async(session_of)("an")
    account = await Account.objects.aget(username="an")
    monkeypatch.setattr(live, "principal_of_session", slow)
    screen = socket(session)
    await screen.connect()
    await sync_to_async(found.wait, thread_sensitive=False)(5)
    await sync_to_async(_end_session)(account, session_digest(session))
    while hub.position("directory") != await _head_of_directory():
        hub.notice()
        await sync_to_async(lambda: None)()
    go_on.set()
    assert await close_code(screen) == 4401
    await screen.disconnect()


@sync_to_async
def _head_of_directory() -> int:
    from ecabinet.journal.models import Stream

    return int(Stream.objects.values_list("seq", flat=True).get(name="directory"))


def test_a_file_that_does_not_answer_counts_as_changed(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    version = DataVersion(str(path))
    assert version.changed(), "there is no such file yet"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE act (id INTEGER)")
    connection.close()
    assert version.changed()
    assert not version.changed()
    version.close()

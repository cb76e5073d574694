"""The live socket: in order, without gaps, only what the viewer may see, and closed when a right is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from ecabinet.directory import services as directory
from ecabinet.directory.models import Account
from ecabinet.journal import hub as hub_module
from ecabinet.journal.live import Backlog, session_digest
from ecabinet.journal.services import SYSTEM, command
from ecabinet.journal.tests.conftest import Probe, close_code, next_frame, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("running_hub")]
Sockets = Callable[..., WebsocketCommunicator]
Sessions = Callable[[str], str]


@sync_to_async
def append(probe: Probe, *types: str, audience: tuple[str, ...] = ("all",), **data: Any) -> None:
    with command("test.act", SYSTEM) as cmd:
        for event_type in types:
            cmd.append(probe.stream, event_type, data=data, audience=audience)


async def test_first_what_was_missed_then_the_news(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    session = await sync_to_async(session_of)("an")
    await append(probe, "a.made", "b.made")
    screen = socket(session, after=1)
    await screen.connect()
    assert (frame := await next_frame(screen))["seq"] == 2
    assert (frame["prev"], frame["type"], frame["actor"]["kind"]) == (1, "b.made", "system")
    await append(probe, "c.made", name="Cà Mau")
    frame = await next_frame(screen)
    assert (frame["seq"], frame["prev"], frame["data"]) == (3, 2, {"name": "Cà Mau"})
    await screen.disconnect()


async def test_prev_is_the_last_event_that_this_viewer_may_see(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    probe.allowed["chair"] = frozenset({"all", "role:chair"})
    member, chair = (
        socket(await sync_to_async(session_of)("an")),
        socket(await sync_to_async(session_of)("chair")),
    )
    await append(probe, "a.made")
    await member.connect()
    await chair.connect()
    await append(probe, "b.hinted", audience=("role:chair",))
    await append(probe, "c.made")
    seen_by_member = [(f["seq"], f["prev"]) for f in [await next_frame(member) for _ in range(2)]]
    seen_by_chair = [(f["seq"], f["prev"]) for f in [await next_frame(chair) for _ in range(3)]]
    assert seen_by_member == [(1, 0), (3, 1)]
    assert seen_by_chair == [(1, 0), (2, 1), (3, 2)]
    await member.disconnect()
    await chair.disconnect()


async def test_who_may_not_is_closed_with_a_reason(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    stranger, nobody = socket(await sync_to_async(session_of)("ngoai")), socket(None)
    await stranger.connect()
    assert await close_code(stranger) == 4404
    await nobody.connect()
    assert await close_code(nobody) == 4401


async def test_a_page_of_another_site_is_denied(probe: Probe, socket: Sockets, session_of: Sessions) -> None:
    probe.allowed["an"] = frozenset({"all"})
    session = await sync_to_async(session_of)("an")
    connected, _ = await socket(session, origin="https://evil.example").connect()
    assert not connected
    screen = socket(session, origin="http://testserver")
    connected, _ = await screen.connect()
    assert connected
    await screen.disconnect()


async def test_losing_the_right_closes_the_socket(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    screen = socket(await sync_to_async(session_of)("an"))
    await opened(screen)
    probe.allowed.clear()
    await append(probe, "probe.right_lost")
    assert await close_code(screen) == 4404


async def test_a_changed_right_makes_the_screen_start_anew(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    screen = socket(await sync_to_async(session_of)("an"))
    await opened(screen)
    probe.allowed["an"] = frozenset({"all", "role:chair"})
    await append(probe, "probe.right_lost")
    assert await close_code(screen) == 4408


async def test_rights_are_looked_up_only_for_whom_an_event_names(
    probe: Probe, socket: Sockets, session_of: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "RIGHTS_CHANGED", {"participant.probed"})
    probe.allowed["an"] = frozenset({"all"})
    screen = socket(await sync_to_async(session_of)("an"))
    await opened(screen)
    probe.allowed.clear()
    await append(probe, "participant.probed", person_id="somebody else")
    assert (await next_frame(screen))["data"] == {"person_id": "somebody else"}
    await append(probe, "participant.probed")
    assert await close_code(screen) == 4404


async def test_signing_out_closes_that_session_only(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    session = await sync_to_async(session_of)("an")
    account = await Account.objects.aget(username="an")
    screen = socket(session)
    await opened(screen)
    for digest in ("another", session_digest(session)):
        await sync_to_async(_end_session)(account, digest)
    assert await close_code(screen) == 4401


def _end_session(account: Account, digest: str) -> None:
    with command("session.end", SYSTEM) as cmd:
        data = {"account_id": str(account.id), "session_digest": digest}
        cmd.append("directory", "session.ended", data=data)


async def test_deactivating_an_account_closes_its_sockets(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    screen = socket(await sync_to_async(session_of)("an"))
    await opened(screen)
    account = await Account.objects.aget(username="an")

    def deactivate() -> None:
        with command("account.deactivate", SYSTEM) as cmd:
            directory.set_active(cmd, account, False)

    await sync_to_async(deactivate)()
    assert await close_code(screen) == 4401


async def test_a_screen_that_never_acknowledges_is_closed(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    screen = socket(await sync_to_async(session_of)("an"))
    await append(probe, *["a.made"] * 501)
    await screen.connect()
    assert await close_code(screen) == 4408


async def test_a_screen_that_acknowledges_goes_on(
    probe: Probe, socket: Sockets, session_of: Sessions
) -> None:
    probe.allowed["an"] = frozenset({"all"})
    screen = socket(await sync_to_async(session_of)("an"))
    await screen.connect()
    for start in range(0, 900, 300):
        await append(probe, *["a.made"] * 300)
        seqs = [(await next_frame(screen))["seq"] for _ in range(300)]
        assert seqs == list(range(start + 1, start + 301))
        await screen.send_json_to({"seen": seqs[-1]})
    await screen.send_to(text_data="not json")
    await append(probe, "b.made")
    assert (await next_frame(screen))["seq"] == 901
    await screen.disconnect()


async def test_nobody_watching_nothing_kept(probe: Probe, socket: Sockets, session_of: Sessions) -> None:
    probe.allowed["an"] = frozenset({"all"})
    screen = socket(await sync_to_async(session_of)("an"))
    await screen.connect()
    await append(probe, "a.made")
    await next_frame(screen)
    assert hub_module.hub.position(probe.stream) is not None
    await screen.disconnect()
    assert hub_module.hub.position(probe.stream) is None


def filled(frames: int, size: int = 10) -> Backlog:
    backlog = Backlog()
    for seq in range(1, frames + 1):
        backlog.sent(seq, size)
    return backlog


@pytest.mark.parametrize(
    ("frames", "size", "too_long"), [(500, 10, False), (501, 10, True), (3, 90_000, True)]
)
def test_the_backlog_counts_frames_and_bytes(frames: int, size: int, too_long: bool) -> None:
    backlog = filled(frames, size)
    assert backlog.too_long is too_long
    backlog.seen(frames)
    assert filled(0).too_long is False
    assert backlog.too_long is False

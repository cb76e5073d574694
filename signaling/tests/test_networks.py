"""A site that changes from Wi-Fi to 4G, one that has only IPv6, and a server whose addresses change."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from signaling.tests.harness import ROOT
from signaling.tests.network import Network, RemoteServer, network

ANSWER_SECONDS = 75.0
SERVER = "10.214.0.1"


class Site:
    """The process with Alice and Bob."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ask(self, *command: str) -> dict[str, Any]:
        """Give it a command; its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(command).encode() + b"\n")
        line = await asyncio.wait_for(self._process.stdout.readline(), ANSWER_SECONDS)
        assert line, "the site's process ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def site(place: Network, server: RemoteServer) -> AsyncIterator[Site]:
    """Alice and Bob, in the site's namespace."""
    tokens = [server.token(identity, "room") for identity in ("alice", "bob")]
    command = [sys.executable, "-m", "signaling.tests.far", server.url, *tokens]
    process = await asyncio.create_subprocess_exec(
        *("ip", "netns", "exec", place.site, *command),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Site(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def served(place: Network, host: str, **environment: str) -> AsyncIterator[RemoteServer]:
    """A server in its namespace, looked for at `host`."""
    server = RemoteServer(place, host, **environment)
    await asyncio.to_thread(server.start)
    try:
        yield server
    finally:
        await asyncio.to_thread(server.stop)


async def test_media_goes_on_when_a_site_changes_from_wifi_to_4g() -> None:
    with network() as place:
        place.serve(f"{SERVER}/32")
        place.link("wifi", "10.214.1.1/24", "10.214.1.2/24")
        place.route(SERVER, "10.214.1.1")
        async with served(place, SERVER, HOST=SERVER) as server, site(place, server) as people:
            assert (await people.ask("state"))["protocols"] == ["udp"]
            moment = time.monotonic()
            place.unlink("wifi")
            place.link("mobile", "10.214.2.1/24", "10.214.2.2/24")
            place.route(SERVER, "10.214.2.1")
            answer = await people.ask("since", str(moment))
            print(f"media returned after {answer['seconds']:.1f} s")
            # The signalling connection is missed after 8 s or more: media does not wait for it.
            assert answer["seconds"] < 8
            assert answer["events"].count("reconnected") == 0
            # The signalling connection hung on the address that is gone; the session outlives it.
            resumed = await people.ask("reconnected")
            assert resumed["events"].count("disconnected") == 0
            assert resumed["events"].count("left") == 0
            assert (await people.ask("since", str(resumed["at"])))["protocols"] == ["udp"]


async def test_a_site_with_nothing_but_ipv6() -> None:
    with network() as place:
        place.link("only6", "fd00:214::1/64", "fd00:214::2/64")
        async with served(place, "fd00:214::1", HOST="::") as server, site(place, server) as people:
            answer = await people.ask("state")
            assert (answer["protocols"], answer["servers"]) == (["udp"], ["fd00:214::1"])


async def test_an_address_that_comes_after_the_start_is_served_and_one_that_goes_harms_nobody() -> None:
    with network() as place:
        place.link("first", "10.214.1.1/24", "10.214.1.2/24")
        async with served(place, "10.214.1.1", HOST="0.0.0.0") as server:
            place.link("later", "10.214.2.1/24", "10.214.2.2/24")
            await asyncio.to_thread(place.until_udp_listens, "10.214.2.1", server.udp_port)
            server.host = "10.214.2.1"
            place.unlink("first")
            async with site(place, server) as people:
                answer = await people.ask("state")
                assert (answer["protocols"], answer["servers"]) == (["udp"], ["10.214.2.1"])

"""The link itself: it carries both IP versions, breaks on command, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from tests.link import network
from tests.link.model import PROTOCOLS, Impairment
from tests.link.network import FAR_V4, FAR_V4_NEXT, FAR_V6, NEAR_V4, NEAR_V6, Link
from tests.needs import need_link

pytestmark = pytest.mark.link

# Answers every datagram with its number and the address it saw, or sends many and counts the answers.
ECHO = """
import socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 4000))
print("ready", flush=True)
while True:
    data, address = s.recvfrom(2000)
    s.sendto(data + address[0].encode(), address)
"""
ASK = """
import socket, sys, time
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
s.connect((sys.argv[1], 4000))
s.settimeout(float(sys.argv[3]))
heard = []
for number in range(int(sys.argv[2])):
    s.send(b"%d " % number)
try:
    while len(heard) < int(sys.argv[2]):
        heard.append(s.recv(2000).decode())
except TimeoutError:
    pass
print(len(heard), heard[-1].split()[1] if heard else "nothing")
"""


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    need_link()
    async with Link(seed=1) as made:
        yield made


async def start(link: Link, namespace: str, code: str, *arguments: str) -> asyncio.subprocess.Process:
    command = link.inside(namespace, [sys.executable, "-c", code, *arguments])
    return await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)


async def ask(link: Link, address: str, count: int = 1, patience: float = 1.0) -> str:
    process = await start(link, link.far, ASK, address, str(count), str(patience))
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return output.decode().strip()


@pytest.fixture
async def echo(link: Link) -> AsyncIterator[None]:
    servers = [await start(link, link.near, ECHO, address) for address in (NEAR_V4, NEAR_V6)]
    for server in servers:
        assert server.stdout is not None
        await asyncio.wait_for(server.stdout.readline(), 20)
    yield
    for server in servers:
        server.kill()
        await server.wait()


@pytest.mark.usefixtures("echo")
async def test_both_ip_versions_pass_and_the_sender_is_seen(link: Link) -> None:
    assert await ask(link, NEAR_V4, patience=20) == f"1 {FAR_V4}"
    assert await ask(link, NEAR_V6, patience=20) == f"1 {FAR_V6}"
    link.change_address()
    assert await ask(link, NEAR_V4, patience=20) == f"1 {FAR_V4_NEXT}"


@pytest.mark.usefixtures("echo")
async def test_what_is_lost_is_what_the_seed_says(link: Link) -> None:
    await link.impair(down=Impairment(loss=0.3), up=Impairment(loss=0.1))
    assert await ask(link, NEAR_V4, 200) != f"200 {FAR_V4}"
    counts = await link.counts()
    assert 5 <= counts["up"]["lost"] <= 40
    assert 30 <= counts["down"]["lost"] <= 85


@pytest.mark.usefixtures("echo")
async def test_udp_blocked_and_blackout_let_nothing_pass_and_end(link: Link) -> None:
    await link.impair(up=Impairment(blocked_protocols=frozenset({PROTOCOLS["udp"]})))
    assert await ask(link, NEAR_V4) == "0 nothing"
    await link.impair()
    await link.impair(up=Impairment(blackout=True))
    assert await ask(link, NEAR_V4) == "0 nothing"
    await link.blackout(0.1)
    assert await ask(link, NEAR_V4, patience=20) == f"1 {FAR_V4}"
    assert (await link.counts())["up"]["blackout"] >= 1


async def test_namespaces_of_a_killed_process_are_removed_at_the_next_start() -> None:
    need_link()
    code = (
        "import asyncio\nfrom tests.link.network import Link\n"
        "async def hold():\n    async with Link(seed=1) as link:\n"
        "        print(link.near, flush=True)\n        await asyncio.Event().wait()\n"
        "asyncio.run(hold())"
    )
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=subprocess.PIPE, cwd=network.ROOT
    )
    assert holder.stdout is not None
    near = (await asyncio.wait_for(holder.stdout.readline(), 60)).decode().strip()
    assert near
    assert near not in network.remove_leftovers()
    holder.kill()
    await holder.wait()
    assert near in network.remove_leftovers()
    assert near not in network.remove_leftovers()

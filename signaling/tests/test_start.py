"""What who starts the server for the first time is told, and what it needs of its machine."""

from __future__ import annotations

import ast
import asyncio
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import aiohttp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from signaling.tests.harness import MediaServer, free_port

# As on a disk that may only be read: whatever asks for a scratch folder is refused.
_WITHOUT_SCRATCH = """
import sys, tempfile
def refuse(): raise FileNotFoundError("no usable temporary directory")
tempfile.gettempdir = refuse
sys.argv = ["manage.py", "media"]
import manage
manage.main()
"""
_AT_ONCE = 100


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[MediaServer]:
    """A server whose environment has a slip, on a machine that can only be read."""
    media = MediaServer(MEDIA_PROT="7880", MEDIA_LOG_LEVEL="info")
    media.log = tmp_path / "log"
    media.command = [sys.executable, "-c", _WITHOUT_SCRATCH]
    media.start()
    yield media
    media.stop()


async def test_the_log_tells_of_slips_and_of_who_is_refused(newcomer: MediaServer) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{newcomer.http_url}/rtc?access_token=forged")
    assert refused.value.status == 401
    assert newcomer.log is not None
    said = newcomer.log.read_text()
    assert "MEDIA_PROT is no setting of this server" in said
    assert f"media server on {newcomer.url}, " in said
    assert "a client at 127.0.0.1 is refused with 401: invalid token" in said
    assert "forged" not in said


async def test_who_is_refused_again_and_again_does_not_fill_the_log(newcomer: MediaServer) -> None:
    begun = time.monotonic()
    async with aiohttp.ClientSession() as session:
        for _ in range(_AT_ONCE):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(f"{newcomer.http_url}/rtc?access_token=forged")
    taken = time.monotonic() - begun
    assert newcomer.log is not None
    told = newcomer.log.read_text().count("is refused with 401")
    assert 50 <= told <= 52 + taken


@pytest.mark.parametrize("kind", ["port", "udp_port"])
async def test_a_taken_port_is_an_error_that_names_it(server: MediaServer, kind: str, tmp_path: Path) -> None:
    second = MediaServer()
    second.log = tmp_path / "log"
    second.port, second.udp_port = free_port(), free_port(socket.SOCK_DGRAM)
    setattr(second, kind, getattr(server, kind))
    process = second.launch()
    assert await asyncio.to_thread(process.wait, 10) == 1
    last = second.log.read_text().splitlines()[-1]
    assert last.startswith("CommandError: ")
    assert str(getattr(server, kind)) in last
    assert "in use" in last


def test_a_whole_meeting_may_knock_at_once(server: MediaServer) -> None:
    """While the server is busy, or begins, the system keeps their place: none must try again."""
    assert server.process is not None
    server.process.send_signal(signal.SIGSTOP)
    try:
        with ExitStack() as connections:
            for _ in range(_AT_ONCE):
                # One that finds no place is tried again by the system, after a second.
                door = socket.create_connection((server.host, server.port), timeout=0.9)
                connections.enter_context(door)
    finally:
        server.process.send_signal(signal.SIGCONT)
    assert server.get("/")[0] == 200


def _imported(folder: Path) -> set[str]:
    """The top-level names of every module that the server's own files import, wherever they do."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        if "tests" in path.relative_to(folder).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found.update(each.name.partition(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {folder.name}


def _with_what_they_need(packages: set[str]) -> set[str]:
    """The packages, by their normal names, and all that come with them."""
    known: set[str] = set()
    while packages:
        known |= packages
        wanted = [Requirement(text) for each in packages for text in requires(each) or ()]
        packages = {_name(each) for each in wanted if each.marker is None or each.marker.evaluate()} - known
    return known


def _name(package: Requirement) -> str:
    return str(canonicalize_name(package.name))


def test_the_packages_the_readme_names_are_enough() -> None:
    folder = Path(__file__).parents[1]
    command = (folder / "README.md").read_text().partition("pip install ")[2].partition("\n\n")[0]
    words = command.replace("\\", "").replace('"', "").split()
    there = _with_what_they_need({_name(Requirement(each)) for each in words})
    owners = packages_distributions()
    imported = {name: {str(canonicalize_name(each)) for each in owners[name]} for name in _imported(folder)}
    assert len(imported) > 8
    assert {name for name, packages in imported.items() if not packages & there} == set()

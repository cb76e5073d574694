"""A server and a site in network namespaces of their own, joined by links that come and go."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from signaling.tests.harness import MediaServer

_COMMAND_SECONDS = 20
_CONNECT = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 1)"
_numbers = itertools.count(1)


def _ip(*arguments: str) -> str:
    """Run `ip`; its output. Raises subprocess.CalledProcessError."""
    done = subprocess.run(
        ["ip", *arguments], capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=True
    )
    return done.stdout


def _obstacle() -> str:
    if os.geteuid() != 0:
        return "network namespaces need root"
    name = f"ways-probe-{os.getpid()}"
    try:
        _ip("netns", "add", name)
        _ip("netns", "del", name)
    except (OSError, subprocess.SubprocessError) as error:
        return f"this machine gives no network namespace ({error})"
    return ""


def require_namespaces() -> None:
    """Skip, naming what is missing; in CI that is a failure."""
    reason = _obstacle()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


class Network:
    """Two namespaces, `server` and `site`. `links` are down until they are brought up."""

    def __init__(self) -> None:
        mark = f"{os.getpid()}-{next(_numbers)}"
        self.server, self.site = f"ways-{mark}-server", f"ways-{mark}-site"

    def open(self) -> None:
        """Make the namespaces."""
        for name in (self.server, self.site):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")

    def close(self) -> None:
        """Remove them with everything in them."""
        for name in (self.server, self.site):
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip("netns", "del", name)

    def link(self, name: str, server: str, site: str) -> None:
        """Bring up a link with these addresses, each with its prefix length, at its ends."""
        peer = ["peer", "name", name, "netns", self.site]
        _ip("-n", self.server, "link", "add", name, "type", "veth", *peer)
        for namespace, address in ((self.server, server), (self.site, site)):
            nodad = ["nodad"] if ":" in address else []
            _ip("-n", namespace, "addr", "add", address, "dev", name, *nodad)
            _ip("-n", namespace, "link", "set", name, "up")

    def unlink(self, name: str) -> None:
        """Take a link and its addresses away, as when Wi-Fi is out of reach."""
        _ip("-n", self.server, "link", "del", name)

    def serve(self, address: str) -> None:
        """Give the server an address that is on no link."""
        _ip("-n", self.server, "addr", "add", address, "dev", "lo")

    def route(self, address: str, via: str) -> None:
        """The site reaches an address by this neighbour."""
        _ip("-n", self.site, "route", "replace", address, "via", via)

    def until_udp_listens(self, address: str, port: int, within: float = 15.0) -> None:
        """Wait until the server has a UDP socket there."""
        command = ["netns", "exec", self.server, "ss", "-Hlun", "src", f"{address}:{port}"]
        deadline = time.monotonic() + within
        while not _ip(*command).strip():
            assert time.monotonic() < deadline, f"{address}:{port} is not served within {within} s"
            time.sleep(0.1)  # the kernel tells nobody outside when a socket is bound


@contextlib.contextmanager
def network() -> Iterator[Network]:
    """A network that is removed afterwards."""
    require_namespaces()
    made = Network()
    try:
        made.open()
        yield made
    finally:
        made.close()


class RemoteServer(MediaServer):
    """A media server in the server's namespace of a network."""

    def __init__(self, place: Network, host: str, **environment: str) -> None:
        super().__init__(**environment)
        self.host = host
        self._place = place
        self.command = ["ip", "netns", "exec", place.server, *self.command]

    def _answers(self) -> bool:
        probe = [sys.executable, "-c", _CONNECT, self.host, str(self.port)]
        done = subprocess.run(
            ["ip", "netns", "exec", self._place.server, *probe], capture_output=True, check=False
        )
        return done.returncode == 0

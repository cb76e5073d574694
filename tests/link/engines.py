"""The two servers that bad lines are measured on, each as a process in the near namespace of a link."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from livekit import api

from deploy import livekit_server
from tests.link.network import NEAR_V4, ROOT, Link

KEY, SECRET = "badline", "a-secret-of-tests-with-more-than-32-characters"
PORT, TCP_PORT, UDP_PORT = 7880, 7881, 7882
URL = f"ws://{NEAR_V4}:{PORT}"
EMBEDDED, PEER = "embedded", "livekit-server"
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0

_PEER_SETTINGS = f"""
port: {PORT}
bind_addresses: [{NEAR_V4}]
rtc: {{udp_port: {UDP_PORT}, tcp_port: {TCP_PORT}, node_ip: {NEAR_V4}, use_external_ip: false}}
keys: {{{KEY}: {SECRET}}}
logging: {{level: warn}}
"""


def token(identity: str, room: str) -> str:
    """A token to join a room of either engine."""
    grants = api.VideoGrants(room_join=True, room=room)
    return api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(grants).to_jwt()


def _embedded(folder: Path) -> tuple[list[str], dict[str, str]]:
    environment = {
        "LIVEKIT_API_KEY": KEY,
        "LIVEKIT_API_SECRET": SECRET,
        "HOST": NEAR_V4,
        "MEDIA_PORT": str(PORT),
        "MEDIA_UDP_PORT": str(UDP_PORT),
        "MEDIA_TCP_PORT": str(TCP_PORT),
        "DJANGO_SETTINGS_MODULE": "signaling.settings",
    }
    return [sys.executable, "manage.py", "media"], environment


def _peer(folder: Path) -> tuple[list[str], dict[str, str]]:
    settings = folder / "livekit.yaml"
    settings.write_text(_PEER_SETTINGS)
    return [str(livekit_server.server_path()), "--config", str(settings)], {}


_COMMANDS: dict[str, Callable[[Path], tuple[list[str], dict[str, str]]]] = {
    EMBEDDED: _embedded,
    PEER: _peer,
}


class Engine:
    """A running server, by name; an asynchronous context manager. Its log is `folder`/log."""

    def __init__(self, name: str, link: Link, folder: Path) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._command, self._environment = _COMMANDS[name](folder)
        self._link = link
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Engine:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the process and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._link.inside(self._link.near, self._command),
                cwd=ROOT,
                env=os.environ | self._environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not await self._answers():
            assert self._process.returncode is None, self._said("ended while starting")
            assert time.monotonic() < deadline, self._said("did not answer")
            # The process offers nothing else to wait on before its port is open.
            await asyncio.sleep(0.1)

    def _said(self, what: str) -> str:
        return f"{self.name} {what}: {self.log.read_text(errors='replace')[-3000:]}"

    async def _answers(self) -> bool:
        code = f"import urllib.request as u; u.urlopen('http://{NEAR_V4}:{PORT}/', timeout=2)"
        probe = await asyncio.create_subprocess_exec(
            *self._link.inside(self._link.near, [sys.executable, "-S", "-c", code]),
            stderr=asyncio.subprocess.DEVNULL,
        )
        return await asyncio.wait_for(probe.wait(), _START_SECONDS) == 0

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process by a signal."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(how)
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

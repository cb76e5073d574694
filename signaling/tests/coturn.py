"""Debian's coturn as a process of a test."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

import pytest

from signaling.tests.harness import ROOT, free_port

_PROGRAM = "turnserver"
_HOST = "127.0.0.1"
_SETTINGS = ROOT / "deploy" / "server" / "turnserver.conf"


def require_coturn() -> None:
    """Skip, naming what is missing; in CI a missing TURN server is a failure."""
    if shutil.which(_PROGRAM) is None:
        reason = "coturn is not installed (turnserver)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


class Coturn:
    """A TURN server that shares a secret with the media server. A context manager."""

    def __init__(self, folder: Path, secret: str) -> None:
        require_coturn()
        self.secret = secret
        self.port = free_port()
        self._folder = folder
        self._log = folder / "coturn.log"
        self._process: subprocess.Popen[bytes] | None = None

    def _settings(self) -> str:
        """The file that administrators begin with, changed as it asks, for this machine alone."""
        text = _SETTINGS.read_text()
        for placeholder, value in (
            ("CHANGE-ME-SECRET", self.secret),
            ("CHANGE-ME-MEDIA-ADDRESS", _HOST),
            ("listening-port=3478", f"listening-port={self.port}"),
        ):
            assert placeholder in text, placeholder
            text = text.replace(placeholder, value)
        local = (
            f"listening-ip={_HOST}",
            f"relay-ip={_HOST}",
            # The media server of a test is on this machine; elsewhere that would be a hole.
            "allow-loopback-peers",
            f"pidfile={self._folder / 'coturn.pid'}",
            f"userdb={self._folder / 'coturn.db'}",
            f"log-file={self._log}",
            "simple-log",
        )
        return "\n".join((text, *local, ""))

    def url(self, transport: str) -> str:
        """Its address over `udp` or `tcp`."""
        return f"turn:{_HOST}:{self.port}?transport={transport}"

    def __enter__(self) -> Coturn:
        settings = self._folder / "turnserver.conf"
        settings.write_text(self._settings())
        command = [_PROGRAM, "-c", str(settings), "--no-tls", "--no-dtls", "--verbose"]
        self._process = subprocess.Popen(
            command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._until_it_answers()
        except BaseException:
            self._stop()
            raise
        return self

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + 15
        while not self._answers():
            assert self._process is not None
            assert self._process.poll() is None, f"coturn ended: {self._said()}"
            assert time.monotonic() < deadline, "coturn did not answer within 15 s"
            time.sleep(0.05)  # nothing else tells when its port opens

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((_HOST, self.port), timeout=1):
            return True
        return False

    def _said(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    def says(self, text: str, within: float = 15.0) -> None:
        """Wait until its log holds a text."""
        deadline = time.monotonic() + within
        while text not in self._said():
            assert time.monotonic() < deadline, f"coturn did not say {text!r}: {self._said()}"
            time.sleep(0.05)  # a log file tells nobody when it grows

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

"""The servers compared, each as a process on free ports, and what the operating system says of them."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from livekit import api

from bench.load.engine import LoadError
from deploy import livekit_server
from deploy.plan import ROOT

KEY, SECRET = "benchkey", "a-secret-of-the-benches-that-is-long-enough"
EMBEDDED, LIVEKIT = "embedded", "livekit"
_START_SECONDS = 30
_STOP_SECONDS = 20
_TICKS = os.sysconf("SC_CLK_TCK")
_CONFIGURATION = """
port: {port}
bind_addresses: [127.0.0.1]
rtc:
  udp_port: {udp_port}
  tcp_port: {tcp_port}
  node_ip: 127.0.0.1
  use_external_ip: false
  enable_loopback_candidate: true
  interfaces: {{includes: [lo]}}
keys: {{{key}: {secret}}}
logging: {{level: warn}}
"""


@dataclass(frozen=True)
class Server:
    """A media server that runs. `url` is its WebSocket address."""

    name: str
    url: str
    pid: int

    def token(self, identity: str, room: str) -> str:
        """A token to join a room, with all rights of a speaker."""
        grants = api.VideoGrants(room_join=True, room=room)
        return api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(grants).to_jwt()

    def cpu_seconds(self) -> float:
        """CPU time of all its threads so far, user and system."""
        return cpu_seconds(self.pid)

    def resident_kb(self) -> int:
        """Resident memory in KB of 1024 bytes."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise LoadError(f"{self.name} has ended")


def cpu_seconds(pid: int, thread: int | None = None) -> float:
    """User and system time of a process with all its threads, or of one thread of it.

    Raises LoadError when it has ended.
    """
    path = Path(f"/proc/{pid}/stat" if thread is None else f"/proc/{pid}/task/{thread}/stat")
    try:
        fields = path.read_text().rpartition(")")[2].split()
    except OSError as error:
        raise LoadError("the server has ended") from error
    return (int(fields[11]) + int(fields[12])) / _TICKS


def core_seconds() -> list[tuple[float, float]]:
    """(busy, all) seconds of each core since the machine started."""
    found = []
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith("cpu") and line[3].isdigit():
            user, nice, system, idle, waiting, irq, soft, stolen = (int(each) for each in line.split()[1:9])
            busy = user + nice + system + irq + soft + stolen
            found.append((busy / _TICKS, (busy + idle + waiting) / _TICKS))
    return found


def measurable(wanted: str) -> list[str]:
    """The servers of that name ("both" for all) that are here; says which is not."""
    names = [LIVEKIT, EMBEDDED] if wanted == "both" else [wanted]
    if LIVEKIT in names and not livekit_server.server_path().exists():
        print("not compared: livekit-server is not built (make livekit-server)", flush=True)
        names.remove(LIVEKIT)
    return names


def prepare_process() -> None:
    """As many files as the system allows, for a socket is one; and SIGTERM ends the server started too."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, end)


@contextlib.contextmanager
def running(name: str) -> Iterator[Server]:
    """A server by its name; ended afterwards. Raises LoadError when it does not start."""
    port, tcp_port = _free_ports(2, socket.SOCK_STREAM)
    (udp_port,) = _free_ports(1, socket.SOCK_DGRAM)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        if name == EMBEDDED:
            command, environment = _embedded(port, udp_port, tcp_port)
        else:
            command, environment = _livekit(folder, port, udp_port, tcp_port)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _await_answer(process, port, folder / "log")
            yield Server(name, f"ws://127.0.0.1:{port}", process.pid)
        finally:
            _stop(process)


def _embedded(port: int, udp_port: int, tcp_port: int) -> tuple[list[str], dict[str, str]]:
    environment = os.environ | {
        "LIVEKIT_API_KEY": KEY,
        "LIVEKIT_API_SECRET": SECRET,
        "HOST": "127.0.0.1",
        "MEDIA_PORT": str(port),
        "MEDIA_UDP_PORT": str(udp_port),
        "MEDIA_TCP_PORT": str(tcp_port),
        "MEDIA_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "signaling.settings",
    }
    return [sys.executable, "manage.py", "media"], environment


def _livekit(folder: Path, port: int, udp_port: int, tcp_port: int) -> tuple[list[str], dict[str, str]]:
    settings = folder / "livekit.yaml"
    settings.write_text(
        _CONFIGURATION.format(port=port, udp_port=udp_port, tcp_port=tcp_port, key=KEY, secret=SECRET)
    )
    return [str(livekit_server.server_path()), "--config", str(settings)], dict(os.environ)


def _free_ports(count: int, kind: socket.SocketKind) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket(socket.AF_INET, kind)) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _await_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        with contextlib.suppress(urllib.error.URLError, OSError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
                if answer.status == 200:
                    return
        if process.poll() is not None or time.monotonic() > deadline:
            raise LoadError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

"""The whole product, started for tests as people start it: the same launcher, fresh data, free ports.

With DATABASE_URL and REDIS_URL in the environment it runs in the server profile, on a database of its own;
with MEDIA_ENGINE=livekit on a LiveKit server of its own instead of the embedded one.
"""

import contextlib
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import psycopg
import redis

from deploy.plan import ROOT
from deploy.supervisor import die_with_parent
from tests.livekit_server import ENGINE_VARIABLE, LiveKitServer, livekit
from tests.ports import free_ports

PASSWORD = "mat-khau-thu-nghiem-2026"
READY_SECONDS = 150.0  # patience alone: how quick a start is asks test_faults
STOP_SECONDS = 5.0
_redis_numbers = itertools.cycle(range(2, 16))  # the backend suite has 0 and 1


@dataclass
class Product:
    """A running product. `process` is its launcher."""

    port: int
    media_port: int
    data: Path
    log: Path
    process: subprocess.Popen[bytes]
    environment: Mapping[str, str]
    password: str = PASSWORD
    scheme: str = "http"
    engine: LiveKitServer | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def media_url(self) -> str:
        return f"{self.scheme.replace('http', 'ws')}://127.0.0.1:{self.media_port}"

    def health(self) -> dict[str, object]:
        """What /healthz says; `{}` while nothing answers."""
        try:
            body: dict[str, object] = httpx.get(f"{self.url}/healthz", timeout=3, verify=False).json()
        except (httpx.HTTPError, ValueError):
            return {}
        return body

    def wait_healthy(self, patience: float = READY_SECONDS) -> float:
        """Wait until every part is ready; the seconds it took. Raises AssertionError with the log's end."""
        began = time.monotonic()
        while self.health() != {"status": "ok"}:
            assert self.process.poll() is None, f"the launcher ended\n{self.tail()}"
            assert time.monotonic() - began < patience, f"not ready: {self.health()}\n{self.tail()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def tail(self, lines: int = 60) -> str:
        """The end of what the processes printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def part(self, name: str) -> psutil.Process:
        """The process of a part: web, worker or media. Raises LookupError while it is down."""
        if name == "media" and self.engine:
            return self.engine.process()
        wanted = {"web": "deploy.web", "worker": "deploy.worker", "media": "media"}[name]
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if child.cmdline()[-1:] == [wanted]:
                    return child
        raise LookupError(name)

    def wait_up(self, name: str, patience: float = 30.0) -> psutil.Process:
        """The process of a part, as soon as there is one. Raises AssertionError with the log's end."""
        deadline = time.monotonic() + patience
        while True:
            with contextlib.suppress(LookupError):
                return self.part(name)
            assert time.monotonic() < deadline, f"{name} is not up\n{self.tail()}"
            time.sleep(0.02)

    def wait_media_accepts(self, patience: float = 60.0) -> float:
        """Wait until the media server's port takes connections; that moment, by time.monotonic()."""
        port = self.engine.port if self.engine else self.media_port
        deadline = time.monotonic() + patience
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return time.monotonic()
            assert time.monotonic() < deadline, f"media does not accept connections\n{self.tail()}"
            time.sleep(0.01)

    def kill(self, name: str, patience: float = 30.0) -> None:
        """Kill a part with -9 as soon as it is up, and return when that process is gone."""
        part = self.wait_up(name, patience)
        part.send_signal(signal.SIGKILL)
        part.wait(patience)
        if name == "media" and self.engine:  # no launcher looks after it: the cluster's own service does
            self.engine.start()

    def stop(self) -> float:
        """SIGTERM, and wait for the end; the seconds it took. Killed after 15."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return time.monotonic() - began


LAUNCHER = (sys.executable, "-m", "deploy.launcher")
NOT_PASSED_ON = ("DJANGO_", "LIVEKIT_", "MAKE", ENGINE_VARIABLE)


def launch(
    data: Path, log: Path, more: Mapping[str, str] | None = None, command: Sequence[str] = LAUNCHER
) -> Product:
    """Start the launcher on `data`; returns at once. `more` adds to or changes its environment."""
    port, media_port = free_ports(2)
    (udp_port,) = free_ports(1, socket.SOCK_DGRAM)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(NOT_PASSED_ON)},
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "MEDIA_PORT": str(media_port),
        "MEDIA_UDP_PORT": str(udp_port),
        "MEDIA_TCP_PORT": "0",
        "ECABINET_DATA": str(data),
        "ECABINET_DEMO_PASSWORD": PASSWORD,
        **(more or {}),
    }
    me = os.getpid()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(me, signal.SIGTERM),  # noqa: PLW1509  one prctl(2)
        )
    return Product(
        port=int(environment["PORT"]),
        media_port=int(environment["MEDIA_PORT"]),
        data=data,
        log=log,
        process=process,
        environment=environment,
        scheme="https" if environment.get("TLS") == "1" else "http",
    )


@contextlib.contextmanager
def running(more: Mapping[str, str] | None = None) -> Iterator[Product]:
    """A product that is ready, on a data folder of its own, stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ecabinet-product-"))
    asked = more or {}
    is_settled = "LIVEKIT_URL" in asked
    with server_profile() as profile, media_profile(is_settled) as (media, engine):
        product = launch(folder / "data", folder / "log", {**profile, **media, **asked})
        product.engine = engine
        try:
            product.wait_healthy()
            yield product
        finally:
            product.stop()
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def media_profile(is_settled: bool) -> Iterator[tuple[dict[str, str], LiveKitServer | None]]:
    """What puts a product on the engine that MEDIA_ENGINE names, and the server when it is LiveKit's."""
    if is_settled or os.environ.get(ENGINE_VARIABLE) != "livekit":
        yield {}, None
        return
    (port,) = free_ports(1)
    with livekit([f"http://127.0.0.1:{port}/api/media/webhook"]) as engine:
        yield {"PORT": str(port), **engine.environment}, engine


@contextlib.contextmanager
def server_profile() -> Iterator[dict[str, str]]:
    """A database and a Redis number of its own on the servers that the environment names, if any."""
    server, cache = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if not server:
        yield {}
        return
    name, base = f"product_{uuid.uuid4().hex[:12]}", server.rpartition("/")[0]
    redis_url = f"{cache.rpartition('/')[0]}/{next(_redis_numbers)}" if cache else ""
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        if redis_url:
            redis.Redis.from_url(redis_url).flushdb()
        yield {"DATABASE_URL": f"{base}/{name}", "REDIS_URL": redis_url}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

"""LiveKit's own server for tests: a process that can be killed and started again on the same ports."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import psutil

from deploy import livekit_server
from deploy.supervisor import die_with_parent
from tests.needs import need_program
from tests.ports import free_ports

ENGINE_VARIABLE = "MEDIA_ENGINE"  # read by tests only: `livekit` runs them on this server
KEY, SECRET = "ECtest", "a-secret-of-tests-with-more-than-32-characters"
WEBHOOK_KEY, WEBHOOK_SECRET = "ECwebhook", "another-secret-of-tests-with-more-than-32-characters"
START_SECONDS = 60.0
CONFIGURATION = """
port: {port}
bind_addresses: [127.0.0.1]
rtc: {{udp_port: {udp_port}, tcp_port: {tcp_port}, node_ip: 127.0.0.1, use_external_ip: false}}
keys: {{{key}: {secret}, {webhook_key}: {webhook_secret}}}
webhook: {{api_key: {webhook_key}, urls: {webhooks}}}
logging: {{level: warn}}
"""


class LiveKitServer:
    """The server. It signs its webhooks with a key of their own, as a cluster of several products does."""

    def __init__(self, folder: Path, webhooks: Sequence[str] = ()) -> None:
        path = livekit_server.server_path()
        self._program = str(path) if path.exists() else need_program("livekit-server")
        self.port, tcp_port = free_ports(2)
        (udp_port,) = free_ports(1, socket.SOCK_DGRAM)
        self._log, self._settings = folder / "livekit.log", folder / "livekit.yaml"
        self._settings.write_text(
            CONFIGURATION.format(
                port=self.port,
                tcp_port=tcp_port,
                udp_port=udp_port,
                key=KEY,
                secret=SECRET,
                webhook_key=WEBHOOK_KEY,
                webhook_secret=WEBHOOK_SECRET,
                webhooks=list(webhooks),
            )
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its WebSocket address."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that put a product on this server."""
        return {
            "LIVEKIT_URL": self.url,
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET,
            "LIVEKIT_KEYS": f"{WEBHOOK_KEY}: {WEBHOOK_SECRET}",
        }

    def process(self) -> psutil.Process:
        """The process. Raises LookupError while it is down."""
        if self._process is None or self._process.poll() is not None:
            raise LookupError("livekit-server")
        return psutil.Process(self._process.pid)

    def start(self) -> None:
        """Start, and return when it answers. Raises AssertionError with its log."""
        me = os.getpid()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "--config", str(self._settings)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: die_with_parent(me),  # noqa: PLW1509  one prctl(2)
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            told = self._log.read_text(errors="replace")
            assert self._process.poll() is None, f"livekit-server ended\n{told}"
            assert time.monotonic() < deadline, f"livekit-server does not answer\n{told}"
            time.sleep(0.05)

    def answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(self.http_url, timeout=2).status_code == 200
        return False

    def kill(self) -> None:
        """End it at once, as a crash does, and wait until it is gone. It keeps nothing that could be lost."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(20)


@contextlib.contextmanager
def livekit(webhooks: Sequence[str] = ()) -> Iterator[LiveKitServer]:
    """A LiveKit server that runs, stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="ecabinet-livekit-") as folder:
        server = LiveKitServer(Path(folder), webhooks)
        try:
            server.start()
            yield server
        finally:
            server.kill()

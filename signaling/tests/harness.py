"""A media server in a process of its own, and what tests need around it."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from livekit import api
from livekit.protocol.webhook import WebhookEvent

from deploy.livekit_server import server_path
from tests.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]
KEY, SECRET = "testkey", "a-secret-of-the-tests-that-is-long-enough"


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that is free and that no other test chooses."""
    (port,) = free_ports(1, kind)
    return port


def certificate_chain(folder: Path) -> tuple[Path, Path, Path]:
    """PEM files: a root to trust; a certificate for localhost followed by its issuer; its key.

    The issuer is itself signed by the root, so that the chain matters.
    """
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
    names = [_name(each) for each in ("root", "issuer", "localhost")]
    root = _certificate(names[0], keys[0], names[0], keys[0], authority=True)
    issuer = _certificate(names[1], keys[1], names[0], keys[0], authority=True)
    leaf = _certificate(names[2], keys[2], names[1], keys[1], authority=False)
    paths = folder / "root.pem", folder / "chain.pem", folder / "key.pem"
    paths[0].write_bytes(root)
    paths[1].write_bytes(leaf + issuer)
    plain = serialization.NoEncryption()
    paths[2].write_bytes(
        keys[2].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return paths


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> bytes:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class WebhookSink:
    """Receives webhooks and verifies them as an application would."""

    def __init__(self) -> None:
        self.events: list[WebhookEvent] = []
        self.failures_left = 0
        self._arrived = threading.Condition()
        self._receiver = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET))
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.send_response(sink.take(body, self.headers["Authorization"]))
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def take(self, body: str, authorization: str) -> int:
        """The status to answer."""
        with self._arrived:
            if self.failures_left:
                self.failures_left -= 1
                return 500
            self.events.append(self._receiver.receive(body, authorization))
            self._arrived.notify_all()
        return 200

    def wait_for(self, wanted: Callable[[WebhookEvent], bool], timeout: float = 30) -> WebhookEvent:
        """The first event, past or coming, that fits; fails after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        with self._arrived:
            while True:
                for event in self.events:
                    if wanted(event):
                        return event
                if not self._arrived.wait(deadline - time.monotonic()):
                    seen = [(e.event, e.room.name, e.participant.identity) for e in self.events]
                    raise AssertionError(f"no such webhook within {timeout} s; seen: {seen}")

    def close(self) -> None:
        """Stop receiving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class MediaServer:
    """`manage.py media` on free ports; `host` is where clients look for it, `log` takes what it says."""

    def __init__(self, **environment: str) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self.udp_port = free_port(socket.SOCK_DGRAM)
        self.command = [sys.executable, "manage.py", "media"]
        self._environment = environment
        self.log: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def _authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address for WebSocket clients."""
        return f"ws://{self._authority}"

    @property
    def http_url(self) -> str:
        """The address for HTTP clients."""
        return f"http://{self._authority}"

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process."""
        environment = {
            **os.environ,
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET,
            "MEDIA_PORT": str(self.port),
            "MEDIA_UDP_PORT": str(self.udp_port),
            "MEDIA_TCP_PORT": "0",
            "DJANGO_SETTINGS_MODULE": "signaling.settings",
            **self._environment,
        }
        with self.log.open("wb") if self.log else contextlib.nullcontext() as log:
            self.process = subprocess.Popen(self.command, cwd=ROOT, env=environment, stderr=log)
        return self.process

    def start(self) -> None:
        """Start the process and wait until it answers."""
        process = self.launch()
        deadline = time.monotonic() + 60
        while not self._answers():
            assert process.poll() is None, "the media server ended while starting"
            assert time.monotonic() < deadline, "the media server did not answer within 60 s"
            # The process offers nothing else to wait on before its port is open.
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1):
                return True
        except OSError:
            return False

    def stop(self) -> float:
        """SIGTERM; the seconds until the process had ended. Fails when it had to be killed."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        return time.monotonic() - begun

    def kill(self) -> None:
        """SIGKILL, as a crash."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def token(self, identity: str, room: str, **grants: Any) -> str:
        """A token to join a room."""
        video = api.VideoGrants(room_join=True, room=room, **grants)
        return (
            api.AccessToken(KEY, SECRET)
            .with_identity(identity)
            .with_name(identity)
            .with_grants(video)
            .to_jwt()
        )

    def get(self, path: str) -> tuple[int, str, dict[str, str]]:
        """Status, text and headers of a GET."""
        try:
            with urllib.request.urlopen(self.http_url + path, timeout=20) as response:
                return response.status, response.read().decode(), dict(response.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)

    def twirp_json(self, method: str, body: dict[str, Any], token: str) -> tuple[int, Any]:
        """Status and JSON of a Twirp call in JSON."""
        request = urllib.request.Request(
            f"{self.http_url}/twirp/livekit.RoomService/{method}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())


class LiveKitServer(MediaServer):
    """LiveKit's own server on free ports, to compare with. `folder` takes its settings."""

    def __init__(self, folder: Path, webhook: str) -> None:
        super().__init__()
        self._settings = folder / "livekit.json"
        settings = {
            "port": self.port,
            "bind_addresses": ["127.0.0.1"],
            "rtc": {"udp_port": self.udp_port, "tcp_port": free_port(), "node_ip": "127.0.0.1"},
            "keys": {KEY: SECRET},
            "webhook": {"api_key": KEY, "urls": [webhook]},
            "logging": {"level": "error"},
        }
        self._settings.write_text(json.dumps(settings))

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process."""
        self.process = subprocess.Popen([server_path(), "--config", self._settings])
        return self.process

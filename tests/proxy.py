"""nginx as deploy/server/nginx.conf configures it, with TLS, in front of a product and its media server."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy import authority
from deploy.plan import ROOT
from deploy.supervisor import die_with_parent
from tests.needs import need_program
from tests.ports import free_ports

SITE = ROOT / "deploy" / "server" / "nginx.conf"
FRAME = """
pid {folder}/pid;
error_log stderr warn;
daemon off;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""
START_SECONDS = 20.0


@dataclass(frozen=True)
class Proxy:
    """A proxy that listens. `authority` is the certificate to trust."""

    port: int
    authority: Path

    @property
    def origin(self) -> str:
        return f"https://127.0.0.1:{self.port}"


def whole_configuration(folder: Path, replacements: dict[str, str]) -> Path:
    """A complete configuration of nginx with the site of deploy/server, some of its words replaced."""
    authority.ensure(folder, [])
    site = SITE.read_text()
    certificates = {
        "/etc/ssl/ecabinet/fullchain.pem": str(folder / "server.crt"),
        "/etc/ssl/ecabinet/privkey.pem": str(folder / "server.key"),
    }
    for old, new in {**certificates, **replacements}.items():
        assert old in site, f"{SITE.name} has no {old}"
        site = site.replace(old, new)
    whole = folder / "nginx.conf"
    whole.write_text(FRAME.format(folder=folder, site=site))
    return whole


@contextlib.contextmanager
def proxy_before(web_port: int, media_port: int) -> Iterator[Proxy]:
    """The proxy of a product's pages, and under /media/ of its media server."""
    nginx = need_program("nginx", ["/usr/sbin"])
    plain, secure = free_ports(2)
    ports = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:80;": "",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "listen [::]:443 ssl;": "",
        "127.0.0.1:8000": f"127.0.0.1:{web_port}",
        "127.0.0.1:7880": f"127.0.0.1:{media_port}",
    }
    with tempfile.TemporaryDirectory(prefix="ecabinet-proxy-") as name:
        folder, me = Path(name), os.getpid()
        command = [nginx, "-c", str(whole_configuration(folder, ports)), "-e", str(folder / "log")]
        with (folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: die_with_parent(me, signal.SIGTERM),  # noqa: PLW1509  one prctl(2)
            )
        try:
            _wait_until_it_accepts(secure, process, folder / "log")
            yield Proxy(secure, folder / "ca.crt")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def _wait_until_it_accepts(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        alive = process.poll() is None and time.monotonic() < deadline
        assert alive, f"nginx does not accept connections\n{log.read_text(errors='replace')}"
        time.sleep(0.02)

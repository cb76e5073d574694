"""What one start of the product consists of: read from the environment, without starting anything."""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ifaddr

from ecabinet import env

ROOT = Path(__file__).resolve().parent.parent
ANY_ADDRESS = {"0.0.0.0", "::"}  # what HOST says to serve every interface


@dataclass(frozen=True)
class Plan:
    """Where the product listens, where its state is, and the environment that its processes share."""

    host: str
    port: int
    media_port: int
    media_udp_port: int
    media_tcp_port: int | None
    data: Path
    tls: bool
    own_media: bool
    demo_password: str
    environment: Mapping[str, str]

    @property
    def addresses(self) -> list[str]:
        """The pages' addresses, one for every interface that is served."""
        scheme = "https" if self.tls else "http"
        return [f"{scheme}://{_bracketed(host)}:{self.port}" for host in self.hosts]

    @property
    def hosts(self) -> list[str]:
        """The host names and addresses that people reach this machine by."""
        if self.host not in ANY_ADDRESS:
            return [self.host]
        # :: serves IPv4 as well.
        return [each for each in interface_addresses() if self.host == "::" or ":" not in each]

    def ports(self) -> list[tuple[str, str, int, socket.SocketKind]]:
        """Every port this start needs: (variable, meaning, number, kind)."""
        wanted = [("PORT", "pages", self.port, socket.SOCK_STREAM)]
        if self.own_media:
            wanted.append(("MEDIA_PORT", "media signalling", self.media_port, socket.SOCK_STREAM))
            wanted.append(("MEDIA_UDP_PORT", "sound and pictures", self.media_udp_port, socket.SOCK_DGRAM))
            if self.media_tcp_port is not None:
                meaning = "sound and pictures over TCP"
                wanted.append(("MEDIA_TCP_PORT", meaning, self.media_tcp_port, socket.SOCK_STREAM))
        return wanted


def read_plan() -> Plan:
    """The plan that the environment describes; secrets not given are made and kept in the data folder.

    Raises ValueError naming a variable that cannot be read.
    """
    data = env.data_folder(ROOT)
    keys = data / "keys"
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000)
    tls = env.flag("TLS")
    demo_password = env.text("ECABINET_DEMO_PASSWORD") or env.kept_secret(keys, "demo-password", 9)
    webhook = f"{'https' if tls else 'http'}://{env.own_host(host)}:{port}/api/media/webhook"
    given = {
        "ECABINET_DATA": str(data),
        "ECABINET_DEMO_PASSWORD": demo_password,
        "HOST": host,
        "PORT": str(port),
        "MEDIA_PORT": str(env.number("MEDIA_PORT", 7880)),
        "MEDIA_UDP_PORT": str(env.number("MEDIA_UDP_PORT", 7882)),
        "MEDIA_TCP_PORT": _tcp_port(),
        "LIVEKIT_API_KEY": env.text("LIVEKIT_API_KEY") or "EC" + env.kept_secret(keys, "livekit-key", 9),
        "LIVEKIT_API_SECRET": env.text("LIVEKIT_API_SECRET") or env.kept_secret(keys, "livekit-secret", 32),
        "MEDIA_WEBHOOK_URLS": env.text("MEDIA_WEBHOOK_URLS") or webhook,
        "PYTHONUNBUFFERED": "1",
    }
    env.pairs("LIVEKIT_KEYS")  # read by the processes; what is wrong with it is told at the start
    if tls:
        given |= tls_files(data / "tls")
    return Plan(
        host=host,
        port=port,
        media_port=int(given["MEDIA_PORT"]),
        media_udp_port=int(given["MEDIA_UDP_PORT"]),
        media_tcp_port=None if given["MEDIA_TCP_PORT"] == "off" else int(given["MEDIA_TCP_PORT"]),
        data=data,
        tls=tls,
        own_media=not env.text("LIVEKIT_URL"),
        demo_password=demo_password,
        environment=os.environ | given,
    )


def _tcp_port() -> str:
    """The port of media over TCP, or `off`."""
    return "off" if env.text("MEDIA_TCP_PORT") == "off" else str(env.number("MEDIA_TCP_PORT", 7881))


def tls_files(folder: Path) -> dict[str, str]:
    """The variables that tell every process where the certificate, its key and the authority are."""
    return {
        "TLS_CERT": str(folder / "server.crt"),
        "TLS_KEY": str(folder / "server.key"),
        "TLS_CA": str(folder / "ca.crt"),
        # Calls between the processes of one machine check the same authority as everybody else.
        "SSL_CERT_FILE": str(folder / "trusted.pem"),
    }


def interface_addresses() -> list[str]:
    """The addresses of this machine's interfaces, those of the network first; no link-local ones."""
    interfaces = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    found = [ip if isinstance(ip, str) else ip[0] for ip in interfaces]
    usable = [address for address in dict.fromkeys(found) if not address.startswith(("fe80", "169.254."))]
    return sorted(usable, key=lambda address: (address in {"127.0.0.1", "::1"}, ":" in address))


def busy_ports(plan: Plan) -> list[str]:
    """A sentence for every port of the plan that another program holds."""
    return [
        f"{variable}={number} ({meaning}) is taken by another program"
        for variable, meaning, number, kind in plan.ports()
        if not _is_free(plan.host, number, kind)
    ]


def _is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def python(*arguments: str) -> list[str]:
    """The command line that runs Python as this process does."""
    return [sys.executable, *arguments]

"""The media server's configuration, read from the environment once. README.md lists the variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEV_KEY, DEV_SECRET = "devkey", "secret"


class ConfigurationError(Exception):
    """A variable is missing or cannot be read; the text names it."""


@dataclass(frozen=True)
class Configuration:
    """Addresses, keys and limits. `tls` is (certificate, key) when HTTPS is served."""

    host: str
    port: int
    udp_port: int
    api_key: str
    api_secret: str
    webhook_urls: tuple[str, ...] = ()
    tls: tuple[Path, Path] | None = None
    node_ips: tuple[str, ...] = ()
    max_participants: int = 0
    max_rooms: int = 0
    auto_create: bool = True


def read_configuration(environment: Mapping[str, str] = os.environ, *, dev: bool = False) -> Configuration:
    """The configuration; raises ConfigurationError. `dev` fills in the well-known development key."""
    key = environment.get("LIVEKIT_API_KEY") or (DEV_KEY if dev else "")
    secret = environment.get("LIVEKIT_API_SECRET") or (DEV_SECRET if dev else "")
    if not key or not secret:
        raise ConfigurationError("LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be set (or run with --dev)")
    return Configuration(
        host=environment.get("HOST") or "127.0.0.1",
        port=_number(environment, "MEDIA_PORT", 7880),
        udp_port=_number(environment, "MEDIA_UDP_PORT", 7882),
        api_key=key,
        api_secret=secret,
        webhook_urls=_list(environment, "MEDIA_WEBHOOK_URLS"),
        tls=_tls(environment),
        node_ips=_list(environment, "MEDIA_NODE_IPS"),
        max_participants=_number(environment, "MEDIA_MAX_PARTICIPANTS", 0),
        max_rooms=_number(environment, "MEDIA_MAX_ROOMS", 0),
        auto_create=environment.get("MEDIA_AUTO_CREATE", "1") not in ("0", "false", "no"),
    )


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdigit():
        raise ConfigurationError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _list(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in environment.get(name, "").split(",") if each.strip())


def _tls(environment: Mapping[str, str]) -> tuple[Path, Path] | None:
    certificate, key = environment.get("TLS_CERT"), environment.get("TLS_KEY")
    if not certificate and not key:
        return None
    if not certificate or not key:
        raise ConfigurationError("TLS_CERT and TLS_KEY must be set together")
    paths = Path(certificate), Path(key)
    for path in paths:
        if not path.is_file():
            raise ConfigurationError(f"{path} is not a readable file")
    return paths

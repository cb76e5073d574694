"""The media server's configuration, read from the environment once. README.md lists the variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from signaling.addresses import parse_endpoint
from signaling.iceservers import DEFAULT_LIFETIME, NO_ICE_SERVERS, IceSettings, IceSettingsError
from signaling.rooms.limits import DEFAULT_LIMITS, Limits
from signaling.sfu.candidates import Endpoint

DEV_KEY, DEV_SECRET = "devkey", "secret"


class ConfigurationError(Exception):
    """A variable is missing or cannot be read; the text names it."""


@dataclass(frozen=True)
class Configuration:
    """Addresses, keys and limits. `tls` is (certificate, key) when HTTPS is served.

    `tcp_port` is None when media is not served over TCP; a port of 0 is any free one.
    """

    host: str
    port: int
    udp_port: int
    api_key: str
    api_secret: str
    webhook_urls: tuple[str, ...] = ()
    tls: tuple[Path, Path] | None = None
    tcp_port: int | None = None
    interfaces: tuple[str, ...] = ()
    advertised: tuple[Endpoint, ...] = ()
    ice: IceSettings = NO_ICE_SERVERS
    limits: Limits = DEFAULT_LIMITS
    auto_create: bool = True
    fast_path: bool = True
    metrics_token: str = ""


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
        tcp_port=_tcp_port(environment),
        interfaces=_list(environment, "MEDIA_INTERFACES"),
        advertised=_advertised(environment),
        ice=_ice(environment),
        limits=_limits(environment),
        auto_create=_switch(environment, "MEDIA_AUTO_CREATE"),
        fast_path=_switch(environment, "MEDIA_FAST_PATH"),
        metrics_token=environment.get("MEDIA_METRICS_TOKEN", "").strip(),
    )


def _switch(environment: Mapping[str, str], name: str) -> bool:
    return environment.get(name, "1") not in ("0", "false", "no")


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdigit():
        raise ConfigurationError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _tcp_port(environment: Mapping[str, str]) -> int | None:
    if environment.get("MEDIA_TCP_PORT") == "off":
        return None
    return _number(environment, "MEDIA_TCP_PORT", 7881)


def _advertised(environment: Mapping[str, str]) -> tuple[Endpoint, ...]:
    try:
        return tuple(parse_endpoint(each) for each in _list(environment, "MEDIA_NODE_IPS"))
    except ValueError as error:
        raise ConfigurationError(f"MEDIA_NODE_IPS: {error}") from error


def _ice(environment: Mapping[str, str]) -> IceSettings:
    try:
        return IceSettings(
            stun_urls=_list(environment, "MEDIA_STUN_URLS"),
            turn_urls=_list(environment, "MEDIA_TURN_URLS"),
            secret=environment.get("MEDIA_TURN_SECRET", ""),
            username=environment.get("MEDIA_TURN_USERNAME", ""),
            password=environment.get("MEDIA_TURN_PASSWORD", ""),
            lifetime=_number(environment, "MEDIA_TURN_LIFETIME", DEFAULT_LIFETIME),
        )
    except IceSettingsError as error:
        raise ConfigurationError(str(error)) from error


def _limits(environment: Mapping[str, str]) -> Limits:
    values = {
        each.name: _number(environment, f"MEDIA_MAX_{each.name.upper()}", getattr(Limits, each.name))
        for each in fields(Limits)
    }
    return Limits(**values)


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

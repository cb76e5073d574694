"""The media server's configuration, read from the environment once. README.md lists the variables."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from signaling.addresses import parse_endpoint
from signaling.iceservers import DEFAULT_LIFETIME, NO_ICE_SERVERS, IceSettings, IceSettingsError
from signaling.logs import FORMATS, LEVELS
from signaling.rooms.limits import DEFAULT_LIMITS, Limits
from signaling.sfu.candidates import Endpoint

DEV_KEY, DEV_SECRET = "devkey", "secret"
# An HMAC key should not be shorter than its digest (RFC 7518 section 3.2).
MIN_SECRET = 32
_ON, _OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_NAMES = re.compile(
    "MEDIA_(PORT|(UDP|TCP)_PORT|NODE_IPS|INTERFACES|TURN_(URLS|SECRET|LIFETIME|USERNAME|PASSWORD)|STUN_URLS"
    "|WEBHOOK_URLS|AUTO_CREATE|FAST_PATH|LOG_(LEVEL|FORMAT)|METRICS_TOKEN)"
)
# Of the web process and of the tests, which often share an environment with this one.
_OF_OTHERS = ("MEDIA_PUBLIC_URL", "MEDIA_HOURS_BEFORE_START", "MEDIA_TOKEN_HOURS", "MEDIA_ENGINE")


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
        text = "LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be set (or run with --dev)"
        raise ConfigurationError(
            text + ("; LIVEKIT_KEYS is not read" if environment.get("LIVEKIT_KEYS") else "")
        )
    _check_logging(environment)
    port, tcp_port = _port(environment, "MEDIA_PORT", 7880, lowest=1), _tcp_port(environment)
    if port == tcp_port:
        raise ConfigurationError(f"MEDIA_PORT and MEDIA_TCP_PORT are both {port}")
    return Configuration(
        host=environment.get("HOST") or "127.0.0.1",
        port=port,
        udp_port=_port(environment, "MEDIA_UDP_PORT", 7882),
        api_key=key,
        api_secret=secret,
        webhook_urls=_webhook_urls(environment),
        tls=_tls(environment),
        tcp_port=tcp_port,
        interfaces=_list(environment, "MEDIA_INTERFACES"),
        advertised=_advertised(environment),
        ice=_ice(environment),
        limits=_limits(environment),
        auto_create=_switch(environment, "MEDIA_AUTO_CREATE"),
        fast_path=_switch(environment, "MEDIA_FAST_PATH"),
        metrics_token=environment.get("MEDIA_METRICS_TOKEN", "").strip(),
    )


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = (environment.get(name) or "1").strip().lower()
    if text not in _ON + _OFF:
        raise ConfigurationError(f"{name} must be 1 or 0, not {text!r}")
    return text in _ON


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit()):
        raise ConfigurationError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _port(environment: Mapping[str, str], name: str, default: int, lowest: int = 0) -> int:
    port = _number(environment, name, default)
    if not lowest <= port <= 65535:
        raise ConfigurationError(f"{name} must be {lowest} to 65535, not {port}")
    return port


def _tcp_port(environment: Mapping[str, str]) -> int | None:
    if environment.get("MEDIA_TCP_PORT", "").lower() == "off":
        return None
    return _port(environment, "MEDIA_TCP_PORT", 7881)


def _check_logging(environment: Mapping[str, str]) -> None:
    for name, known in (("MEDIA_LOG_LEVEL", LEVELS), ("MEDIA_LOG_FORMAT", FORMATS)):
        text = environment.get(name, "")
        if text and text.upper() not in known:
            raise ConfigurationError(f"{name} must be one of {', '.join(known)}, not {text!r}")


def _webhook_urls(environment: Mapping[str, str]) -> tuple[str, ...]:
    urls = _list(environment, "MEDIA_WEBHOOK_URLS")
    for url in urls:
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise ConfigurationError(f"MEDIA_WEBHOOK_URLS: {url!r}: {error}") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(f"MEDIA_WEBHOOK_URLS: {url!r} is not an http or https address")
    return urls


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
    try:
        # An empty password is given so that an encrypted key is an error instead of a question.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*paths, password="")
    except OSError as error:
        raise ConfigurationError(f"TLS_CERT and TLS_KEY cannot be used: {error.strerror or error}") from error
    return paths


def doubts(configuration: Configuration, environment: Mapping[str, str] = os.environ) -> list[str]:
    """What is allowed but seldom meant, one sentence each: misspelt settings, secrets that can be guessed."""
    known = {f"MEDIA_MAX_{each.name.upper()}" for each in fields(Limits)}.union(_OF_OTHERS)
    media = (each for each in sorted(environment) if each.startswith("MEDIA_"))
    strange = (name for name in media if name not in known and not _NAMES.fullmatch(name))
    found = [f"{name} is no setting of this server" for name in strange]
    if (configuration.api_key, configuration.api_secret) == (DEV_KEY, DEV_SECRET):
        found.append(f"anybody can sign tokens: the key is {DEV_KEY}, its secret {DEV_SECRET}")
    elif len(configuration.api_secret) < MIN_SECRET:
        found.append(f"LIVEKIT_API_SECRET is short; {MIN_SECRET} characters or more cannot be guessed")
    return found

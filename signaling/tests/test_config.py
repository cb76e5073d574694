"""The environment is read once and faults are named."""

from pathlib import Path

import pytest

from signaling.config import ConfigurationError, read_configuration
from signaling.sfu.candidates import Endpoint

KEYS = {"LIVEKIT_API_KEY": "k", "LIVEKIT_API_SECRET": "s"}


def test_defaults_are_safe() -> None:
    configuration = read_configuration(KEYS)
    assert (configuration.host, configuration.port, configuration.udp_port) == ("127.0.0.1", 7880, 7882)
    assert configuration.webhook_urls == ()
    assert configuration.tls is None


def test_development_needs_no_keys() -> None:
    configuration = read_configuration({}, dev=True)
    assert (configuration.api_key, configuration.api_secret) == ("devkey", "secret")


def test_lists_are_split() -> None:
    configuration = read_configuration(
        {**KEYS, "MEDIA_WEBHOOK_URLS": "http://a/, http://b/", "MEDIA_NODE_IPS": "203.0.113.5, 2001:db8::5"}
    )
    assert configuration.webhook_urls == ("http://a/", "http://b/")
    assert configuration.advertised == (Endpoint("203.0.113.5", 0), Endpoint("2001:db8::5", 0))


def test_media_over_tcp_can_be_turned_off_or_put_on_any_port() -> None:
    assert read_configuration(KEYS).tcp_port == 7881
    assert read_configuration({**KEYS, "MEDIA_TCP_PORT": "0"}).tcp_port == 0
    assert read_configuration({**KEYS, "MEDIA_TCP_PORT": "off"}).tcp_port is None


def test_turn_servers_need_a_way_to_log_in() -> None:
    turn = {**KEYS, "MEDIA_TURN_URLS": "turn:turn.example:3478?transport=udp"}
    assert read_configuration({**turn, "MEDIA_TURN_SECRET": "s"}).ice.secret == "s"
    fixed = read_configuration({**turn, "MEDIA_TURN_USERNAME": "u", "MEDIA_TURN_PASSWORD": "p"}).ice
    assert (fixed.username, fixed.password) == ("u", "p")
    with pytest.raises(ConfigurationError, match="MEDIA_TURN_SECRET"):
        read_configuration(turn)


def test_tls_needs_both_files(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    certificate.touch()
    key.touch()
    both = {**KEYS, "TLS_CERT": str(certificate), "TLS_KEY": str(key)}
    assert read_configuration(both).tls == (certificate, key)
    for name in ("TLS_CERT", "TLS_KEY"):
        with pytest.raises(ConfigurationError):
            read_configuration({**both, name: ""})
    with pytest.raises(ConfigurationError, match="not a readable file"):
        read_configuration({**both, "TLS_KEY": str(tmp_path / "missing")})


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "LIVEKIT_API_KEY"),
        ({**KEYS, "MEDIA_PORT": "http"}, "MEDIA_PORT"),
        ({**KEYS, "MEDIA_TCP_PORT": "on"}, "MEDIA_TCP_PORT"),
        ({**KEYS, "MEDIA_NODE_IPS": "media.example"}, "MEDIA_NODE_IPS"),
        ({**KEYS, "MEDIA_STUN_URLS": "stun.example"}, "MEDIA_STUN_URLS"),
        ({**KEYS, "MEDIA_TURN_URLS": "https://turn.example"}, "MEDIA_TURN_URLS"),
    ],
)
def test_faults_are_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_configuration(environment)

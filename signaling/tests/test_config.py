"""The environment is read once and faults are named."""

import re
from pathlib import Path

import pytest

from signaling.config import ConfigurationError, doubts, read_configuration
from signaling.sfu.candidates import Endpoint
from signaling.tests.harness import certificate_chain

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
    root, certificate, key = certificate_chain(tmp_path)
    both = {**KEYS, "TLS_CERT": str(certificate), "TLS_KEY": str(key)}
    assert read_configuration(both).tls == (certificate, key)
    for name in ("TLS_CERT", "TLS_KEY"):
        with pytest.raises(ConfigurationError):
            read_configuration({**both, name: ""})
    with pytest.raises(ConfigurationError, match="not a readable file"):
        read_configuration({**both, "TLS_KEY": str(tmp_path / "missing")})
    with pytest.raises(ConfigurationError, match="TLS_CERT and TLS_KEY cannot be used"):
        read_configuration({**both, "TLS_CERT": str(root)})
    with pytest.raises(ConfigurationError, match="TLS_CERT and TLS_KEY cannot be used"):
        read_configuration({**both, "TLS_KEY": __file__})


@pytest.mark.parametrize(
    ("text", "on"), [("", True), ("1", True), ("ON", True), ("0", False), ("Off", False)]
)
def test_switches_take_the_usual_words(text: str, on: bool) -> None:
    assert read_configuration({**KEYS, "MEDIA_AUTO_CREATE": text}).auto_create is on


def test_what_is_seldom_meant_is_said() -> None:
    good = {"LIVEKIT_API_KEY": "k", "LIVEKIT_API_SECRET": "s" * 32, "MEDIA_PUBLIC_URL": "ws://a", "PATH": "/"}
    assert doubts(read_configuration(good), good) == []
    misspelt = {**KEYS, "MEDIA_PROT": "7880"}
    assert [each.split()[0] for each in doubts(read_configuration(misspelt), misspelt)] == [
        "MEDIA_PROT",
        "LIVEKIT_API_SECRET",
    ]
    [known] = doubts(read_configuration({}, dev=True), {})
    assert "devkey" in known


def test_every_setting_of_the_readme_is_known() -> None:
    table = (Path(__file__).parents[1] / "README.md").read_text().partition("## Environment")[2]
    listed = dict.fromkeys(re.findall(r"`(MEDIA_[A-Z_]+)`", table.partition("## ")[0]), "")
    assert len(listed) > 20
    assert not [each for each in doubts(read_configuration(KEYS), listed) if "no setting" in each]


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "LIVEKIT_API_KEY"),
        ({**KEYS, "MEDIA_PORT": "http"}, "MEDIA_PORT"),
        ({"LIVEKIT_KEYS": "k: s"}, "LIVEKIT_KEYS is not read"),
        ({**KEYS, "MEDIA_PORT": "0"}, "MEDIA_PORT"),
        ({**KEYS, "MEDIA_UDP_PORT": "70000"}, "MEDIA_UDP_PORT"),
        ({**KEYS, "MEDIA_UDP_PORT": "²"}, "MEDIA_UDP_PORT"),
        ({**KEYS, "MEDIA_TCP_PORT": "7880"}, "MEDIA_PORT and MEDIA_TCP_PORT"),
        ({**KEYS, "MEDIA_AUTO_CREATE": "maybe"}, "MEDIA_AUTO_CREATE"),
        ({**KEYS, "MEDIA_LOG_LEVEL": "loud"}, "MEDIA_LOG_LEVEL"),
        ({**KEYS, "MEDIA_LOG_FORMAT": "xml"}, "MEDIA_LOG_FORMAT"),
        ({**KEYS, "MEDIA_WEBHOOK_URLS": "app.example/hook"}, "MEDIA_WEBHOOK_URLS"),
        ({**KEYS, "MEDIA_WEBHOOK_URLS": "http://[::1/"}, "MEDIA_WEBHOOK_URLS"),
        ({**KEYS, "MEDIA_TCP_PORT": "on"}, "MEDIA_TCP_PORT"),
        ({**KEYS, "MEDIA_NODE_IPS": "media.example"}, "MEDIA_NODE_IPS"),
        ({**KEYS, "MEDIA_STUN_URLS": "stun.example"}, "MEDIA_STUN_URLS"),
        ({**KEYS, "MEDIA_TURN_URLS": "https://turn.example"}, "MEDIA_TURN_URLS"),
    ],
)
def test_faults_are_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_configuration(environment)

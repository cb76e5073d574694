"""Where the media server is, and whose signature counts."""

from typing import Any

import pytest

from ecabinet import env, mediaserver


@pytest.mark.parametrize(
    ("configured", "address"),
    [
        ("ws://10.0.0.5:7880", "http://10.0.0.5:7880"),
        ("wss://livekit.example", "https://livekit.example"),
        ("https://news.example/", "https://news.example"),
        ("wss://hop.example/media/", "https://hop.example/media"),
    ],
)
def test_a_configured_server_is_called_where_it_is(settings: Any, configured: str, address: str) -> None:
    settings.LIVEKIT_URL = configured
    assert mediaserver.api_url() == address


@pytest.mark.parametrize(("certificate", "scheme"), [("", "http"), ("server.crt", "https")])
def test_the_embedded_server_is_beside_us(
    settings: Any, monkeypatch: pytest.MonkeyPatch, certificate: str, scheme: str
) -> None:
    settings.LIVEKIT_URL, settings.HOST, settings.MEDIA_PORT = "", "0.0.0.0", 7999
    monkeypatch.setenv("TLS_CERT", certificate)
    assert mediaserver.api_url() == f"{scheme}://127.0.0.1:7999"


def test_several_keys_are_known(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVEKIT_KEYS", "old: one:two, older:three\noldest: four,")
    settings.LIVEKIT_KEYS = env.pairs("LIVEKIT_KEYS")
    settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET = "now", "five"
    known = {"old": "one:two", "older": "three", "oldest": "four", "now": "five"}
    assert mediaserver.signing_keys() == known


@pytest.mark.parametrize("listed", ["key", "key:", ": secret", "a: b, c"])
def test_a_list_of_keys_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    monkeypatch.setenv("LIVEKIT_KEYS", listed)
    with pytest.raises(ValueError, match="LIVEKIT_KEYS"):
        env.pairs("LIVEKIT_KEYS")

"""Where clients are told to find the server: local addresses, advertised ones, and their order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

import pytest

from signaling.addresses import (
    InterfaceAddress,
    interface_addresses,
    parse_endpoint,
    serving_addresses,
    usable,
)
from signaling.iceservers import IceSettings
from signaling.sfu.candidates import Endpoint, candidates
from signaling.sfu.plane import MediaPlane

FOUND = [
    InterfaceAddress("lo", "127.0.0.1"),
    InterfaceAddress("lo", "::1"),
    InterfaceAddress("wlan0", "10.0.0.7"),
    InterfaceAddress("wlan0", "fe80::1"),
    InterfaceAddress("wlan0", "2001:db8::7"),
    InterfaceAddress("wlan0", "2001:db8::dead", temporary=True),
    InterfaceAddress("eth0", "192.0.2.1"),
    InterfaceAddress("eth0", "169.254.3.4"),
    InterfaceAddress("ppp0", "2001:db8:1::beef", temporary=True),
]


def test_loopback_comes_last_and_what_cannot_be_reached_is_left_out() -> None:
    assert usable(FOUND) == [
        "10.0.0.7",
        "2001:db8::7",
        "192.0.2.1",
        "2001:db8:1::beef",
        "127.0.0.1",
        "::1",
    ]


def test_named_interfaces_are_used_alone_and_in_their_order() -> None:
    assert usable(FOUND, ["eth0", "wlan0"]) == ["192.0.2.1", "10.0.0.7", "2001:db8::7"]


def test_descriptions_stay_short_on_a_machine_with_many_addresses() -> None:
    many = [InterfaceAddress(f"br{n}", f"172.17.{n}.1") for n in range(100)]
    assert usable(many) == [f"172.17.{n}.1" for n in range(16)]


def test_this_machine_has_its_loopback_address() -> None:
    assert "127.0.0.1" in [each.address for each in interface_addresses()]
    assert serving_addresses("0.0.0.0")[-1] == "127.0.0.1"
    assert not [address for address in serving_addresses("0.0.0.0") if ":" in address]
    assert serving_addresses("127.0.0.1") == ["127.0.0.1"]
    assert serving_addresses("::1") == ["::1"]
    assert "127.0.0.1" in serving_addresses("localhost")


def test_a_name_that_is_none_is_told_with_its_setting() -> None:
    with pytest.raises(OSError, match="HOST not a name"):
        serving_addresses("not a name")


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("203.0.113.5", Endpoint("203.0.113.5", 0)),
        ("2001:DB8::5", Endpoint("2001:db8::5", 0)),
        ("203.0.113.5:40000", Endpoint("203.0.113.5", 40000)),
        ("203.0.113.5:40000/443", Endpoint("203.0.113.5", 40000, 443)),
        ("[2001:db8::5]:40000/443", Endpoint("2001:db8::5", 40000, 443)),
    ],
)
def test_advertised_addresses_may_have_ports_of_their_own(text: str, endpoint: Endpoint) -> None:
    assert parse_endpoint(text) == endpoint


@pytest.mark.parametrize(
    "text", ["", "host", "203.0.113.5:", "203.0.113.5:70000", "[2001:db8::5", "1.2.3.4/5"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_endpoint(text)


def test_candidates_are_ordered() -> None:
    lines = candidates([Endpoint("192.0.2.1", 7882, 7881), Endpoint("2001:db8::1", 7882, 7881)])
    fields = [line.split(" ") for line in lines]
    assert [(f[2], f[4], f[5]) for f in fields] == [
        ("udp", "192.0.2.1", "7882"),
        ("udp", "2001:db8::1", "7882"),
        ("tcp", "192.0.2.1", "7881"),
        ("tcp", "2001:db8::1", "7881"),
    ]
    assert fields[0][3] == "2130706431"
    priorities = [int(f[3]) for f in fields]
    assert priorities == sorted(set(priorities), reverse=True)
    assert [line.endswith("typ host tcptype passive") for line in lines] == [False, False, True, True]
    assert len({f[0] for f in fields}) == 4


def _hosts(plane: MediaPlane) -> list[tuple[str, str, int]]:
    fields = [line.split(" ") for line in plane.candidates]
    return [(f[2], f[4], int(f[5])) for f in fields]


async def test_an_address_that_comes_is_served_and_one_that_goes_is_told_no_more() -> None:
    plane = MediaPlane()
    plane.bind(["127.0.0.1"], 0, 0)
    plane.start()
    udp, tcp = plane.udp_port, plane.tcp_port
    assert _hosts(plane) == [("udp", "127.0.0.1", udp), ("tcp", "127.0.0.1", tcp)]
    plane.serve_on(["::1", "127.0.0.1", "192.0.2.99"])
    assert _hosts(plane) == [
        ("udp", "::1", udp),
        ("udp", "127.0.0.1", udp),
        ("tcp", "::1", tcp),
        ("tcp", "127.0.0.1", tcp),
    ]
    plane.serve_on(["::1"])
    assert _hosts(plane) == [("udp", "::1", udp), ("tcp", "::1", tcp)]
    await plane.close()


async def test_advertised_addresses_are_told_instead() -> None:
    plane = MediaPlane()
    told = [Endpoint("203.0.113.5", 40000, 443), Endpoint("2001:db8::5", 0)]
    plane.bind(["127.0.0.1"], 0, 0, told)
    assert _hosts(plane) == [
        ("udp", "203.0.113.5", 40000),
        ("udp", "2001:db8::5", plane.udp_port),
        ("tcp", "203.0.113.5", 443),
        ("tcp", "2001:db8::5", plane.tcp_port),
    ]
    plane.mux.close()
    without = MediaPlane()
    without.bind(["127.0.0.1"], 0, None, told)
    assert [each[0] for each in _hosts(without)] == ["udp", "udp"]
    without.mux.close()


async def test_an_address_that_the_machine_lost_does_not_hinder_the_start() -> None:
    plane = MediaPlane()
    plane.bind(["192.0.2.99", "127.0.0.1"], 0, 0)
    assert [each[1] for each in _hosts(plane)] == ["127.0.0.1", "127.0.0.1"]
    plane.mux.close()
    nowhere = MediaPlane()
    with pytest.raises(OSError):
        nowhere.bind(["192.0.2.99"], 0, 0)


async def test_a_taken_tcp_port_and_no_address_at_all_are_errors() -> None:
    first, second, third = MediaPlane(), MediaPlane(), MediaPlane()
    first.bind(["127.0.0.1"], 0, 0)
    with pytest.raises(OSError, match=f"TCP 127.0.0.1 port {first.tcp_port}: .*in use"):
        second.bind(["127.0.0.1"], 0, first.tcp_port)
    with pytest.raises(OSError, match="no address"):
        third.bind([], 0, 0)
    first.start()
    await first.close()
    second.mux.close()


def test_a_turn_credential_is_what_the_turn_server_computes() -> None:
    settings = IceSettings(
        stun_urls=("stun:turn.example:3478",),
        turn_urls=("turn:turn.example:3478?transport=udp", "turns:turn.example:443?transport=tcp"),
        secret="the shared secret",
        lifetime=600,
    )
    stun, turn = settings.servers("PA_abc")
    assert (list(stun.urls), stun.username) == (["stun:turn.example:3478"], "")
    assert list(turn.urls) == list(settings.turn_urls)
    expiry, _, user = turn.username.partition(":")
    assert user == "PA_abc"
    assert 590 <= int(expiry) - time.time() <= 600
    # turnserver --use-auth-secret: base64(HMAC-SHA1(static-auth-secret, username)).
    expected = hmac.new(b"the shared secret", turn.username.encode(), hashlib.sha1).digest()
    assert base64.b64decode(turn.credential) == expected


def test_a_fixed_turn_login_and_none_at_all() -> None:
    fixed = IceSettings(turn_urls=("turn:turn.example",), username="u", password="p")
    [server] = fixed.servers("PA_abc")
    assert (server.username, server.credential) == ("u", "p")
    assert IceSettings().servers("PA_abc") == []

"""Candidate lines: where clients may reach this server (RFC 8839 section 5.1, RFC 6544 section 4.5)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

# RFC 8445 section 5.1.2.1 recommends 126 for host candidates; those over TCP must come after all
# over UDP, and browsers give them 90.
_UDP_PREFERENCE, _TCP_PREFERENCE = 126, 90
# RFC 6544 section 4.2: the direction's preference of a passive host candidate, in the 3 highest bits.
_PASSIVE = 4 << 13
_COMPONENT = 1


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address told to clients. A port of 0: not served over that transport."""

    host: str
    udp_port: int
    tcp_port: int = 0


def _foundation(transport: str, host: str) -> int:
    return zlib.crc32(f"{transport} {host}".encode())


def udp_candidate(host: str, port: int, index: int = 0) -> str:
    """The value of a line for a UDP host candidate; a lower index is preferred."""
    priority = (_UDP_PREFERENCE << 24) | ((65535 - index) << 8) | (256 - _COMPONENT)
    return f"{_foundation('udp', host)} {_COMPONENT} udp {priority} {host} {port} typ host"


def tcp_candidate(host: str, port: int, index: int = 0) -> str:
    """The value of a line for a passive TCP host candidate; a lower index is preferred."""
    local = _PASSIVE | (8191 - index)
    priority = (_TCP_PREFERENCE << 24) | (local << 8) | (256 - _COMPONENT)
    return f"{_foundation('tcp', host)} {_COMPONENT} tcp {priority} {host} {port} typ host tcptype passive"


def candidates(endpoints: Iterable[Endpoint]) -> list[str]:
    """The lines for endpoints given best first: all over UDP, then all over TCP."""
    told = list(endpoints)
    return [udp_candidate(each.host, each.udp_port, i) for i, each in enumerate(told) if each.udp_port] + [
        tcp_candidate(each.host, each.tcp_port, i) for i, each in enumerate(told) if each.tcp_port
    ]

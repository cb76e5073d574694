"""The addresses of this machine to serve on, and those told to clients instead."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ifaddr

from signaling.sfu.candidates import Endpoint

_IF_INET6 = Path("/proc/net/if_inet6")
# Flags of an IPv6 address (linux/if_addr.h).
_TEMPORARY, _UNUSABLE = 0x01, 0x08 | 0x20 | 0x40  # failed or running duplicate detection, deprecated
# More would only make descriptions long: a host with a hundred bridges has one or two that clients reach.
MAX_ADDRESSES = 16
_MAPPED = re.compile(r"(?:\[(?P<six>[^]]+)\]|(?P<four>[^:]+))(?::(?P<udp>\d+)(?:/(?P<tcp>\d+))?)?")


@dataclass(frozen=True, slots=True)
class InterfaceAddress:
    """A numeric address of an interface. `temporary`: made for privacy, and changing (RFC 8981)."""

    interface: str
    address: str
    temporary: bool = False


def parse_endpoint(text: str) -> Endpoint:
    """Read `address`, `address:udp` or `address:udp/tcp`, IPv6 with ports in brackets; raises ValueError.

    A port that is not named is 0: the one that is served.
    """
    with contextlib.suppress(ValueError):
        return Endpoint(str(ipaddress.ip_address(text)), 0)
    found = _MAPPED.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not an address, address:port or address:port/port")
    host = str(ipaddress.ip_address(found["six"] or found["four"]))
    ports = int(found["udp"] or 0), int(found["tcp"] or 0)
    if max(ports) > 65535:
        raise ValueError(f"{text!r} has a port over 65535")
    return Endpoint(host, *ports)


def usable(found: Iterable[InterfaceAddress], interfaces: Sequence[str] = ()) -> list[str]:
    """What to serve on, best first: interfaces as they come (or those named, in that order), loopback last.

    Link-local addresses are left out, and temporary ones where the interface has another.
    """
    candidates = [each for each in found if not _is_local_to_link(each.address)]
    if interfaces:
        candidates = [each for each in candidates if each.interface in interfaces]
        candidates.sort(key=lambda each: interfaces.index(each.interface))
    lasting = {(each.interface, ":" in each.address) for each in candidates if not each.temporary}
    kept = [
        each.address
        for each in candidates
        if not (each.temporary and (each.interface, ":" in each.address) in lasting)
    ]
    kept.sort(key=lambda address: ipaddress.ip_address(address).is_loopback)
    return list(dict.fromkeys(kept))[:MAX_ADDRESSES]


def _is_local_to_link(address: str) -> bool:
    return ipaddress.ip_address(address).is_link_local


def interface_addresses() -> list[InterfaceAddress]:
    """Every address of this machine's interfaces that can be bound now."""
    flags = _ipv6_flags()
    found = []
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            address = str(each.ip) if each.is_IPv4 else _normal(each.ip[0])
            flag = flags.get(address, 0)
            if not flag & _UNUSABLE:
                found.append(InterfaceAddress(str(adapter.nice_name), address, bool(flag & _TEMPORARY)))
    return found


def _normal(address: str) -> str:
    return str(ipaddress.ip_address(address.partition("%")[0]))


def _ipv6_flags() -> dict[str, int]:
    """The flags of IPv6 addresses, where the system tells them."""
    try:
        lines = _IF_INET6.read_text().splitlines()
    except OSError:
        return {}
    fields = [line.split() for line in lines]
    return {str(ipaddress.ip_address(bytes.fromhex(each[0]))): int(each[4], 16) for each in fields}


def serving_addresses(host: str, interfaces: Sequence[str] = ()) -> list[str]:
    """The numeric addresses that HOST means now; `0.0.0.0` is every IPv4 address, `::` every address.

    Raises OSError for a name that cannot be resolved.
    """
    if host in ("0.0.0.0", "::", ""):
        found = usable(interface_addresses(), interfaces)
        return [address for address in found if host != "0.0.0.0" or ":" not in address]
    try:
        resolved = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except socket.gaierror as error:
        raise OSError(error.errno, f"HOST {host}: {error.strerror}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in resolved))


def follows_interfaces(host: str) -> bool:
    """Whether what HOST means changes with the machine's interfaces."""
    return host in ("0.0.0.0", "::", "")

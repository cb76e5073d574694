"""The listening sockets of the media plane: one per local address, all of a kind on one port."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Sequence

RECEIVE_BUFFER = 4 << 20
_BACKLOG = 512
# A port that is free on one address may be taken on the next.
_TRIES = 10

OpenSocket = Callable[[str, int], socket.socket]


def _open(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, kind)
    try:
        sock.setblocking(False)
        if family == socket.AF_INET6:
            # IPv4 has sockets of its own.
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_STREAM:
            # Connections of a process that was killed must not hinder its successor.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        name = "UDP" if kind == socket.SOCK_DGRAM else "TCP"
        # Who starts the server must learn which of its ports is meant.
        raise OSError(error.errno, f"media cannot use {name} {host} port {port}: {error.strerror}") from error
    return sock


def open_udp(host: str, port: int) -> socket.socket:
    """A UDP socket bound to a numeric address; raises OSError."""
    sock = _open(host, port, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, RECEIVE_BUFFER)
    return sock


def open_tcp(host: str, port: int) -> socket.socket:
    """A listening TCP socket on a numeric address; raises OSError."""
    sock = _open(host, port, socket.SOCK_STREAM)
    sock.listen(_BACKLOG)
    return sock


def bind_all(open_one: OpenSocket, hosts: Sequence[str], port: int) -> list[socket.socket]:
    """One socket per address, all on the same port; port 0 takes a free one. Raises OSError.

    An address that the machine does not have (any more) is left out as long as another is left.
    """
    for _ in range(_TRIES - 1 if port == 0 else 0):
        try:
            return _bind_once(open_one, hosts, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    return _bind_once(open_one, hosts, port)


def _bind_once(open_one: OpenSocket, hosts: Sequence[str], port: int) -> list[socket.socket]:
    bound: list[socket.socket] = []
    missing: OSError | None = None
    for host in hosts:
        try:
            bound.append(open_one(host, port))
            port = bound[0].getsockname()[1]
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                missing = error
                continue
            for sock in bound:
                sock.close()
            raise
    if missing is not None and not bound:
        raise missing
    return bound


def name_of(sock: socket.socket) -> tuple[str, int]:
    """The local address and port of a bound socket."""
    host, port = sock.getsockname()[:2]
    return host, port

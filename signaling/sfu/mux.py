"""One UDP socket per local address for every peer of the process.

Datagrams are told apart by their first byte (RFC 7983). A peer is found by the username fragment
of its connectivity checks, then by the remote address those checks came from.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from signaling.sfu.ice import Address, BindingRequest, parse_binding_request

logger = logging.getLogger(__name__)

_BURST = 64
_RECEIVE_BUFFER = 4 << 20
_MAX_DATAGRAM = 2048
_MAX_ADDRESSES = 16


class MuxPeer(Protocol):
    """What the mux calls. `path` is the local socket and remote address a datagram came by."""

    def on_check(self, request: BindingRequest, path: Path) -> bytes | None: ...
    def on_dtls(self, datagram: bytes) -> None: ...
    def on_media(self, datagram: bytes) -> None: ...


class Path:
    """One way to a peer: a local socket and a remote address."""

    __slots__ = ("address", "sock")

    def __init__(self, sock: socket.socket, address: Address) -> None:
        self.sock = sock
        self.address = address

    def send(self, datagram: bytes) -> None:
        """Put one datagram on the wire; a full socket buffer drops it, as the network would."""
        try:
            self.sock.sendto(datagram, self.address)
        except (BlockingIOError, InterruptedError):
            logger.debug("a datagram was dropped: the socket buffer is full")
        except OSError as error:
            if error.errno not in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.EPERM):
                logger.warning("sending to %s failed: %s", self.address, error)


_Key = tuple[int, Address]


@dataclass
class _Known:
    """What leads to one peer: its username fragments, and the addresses its checks came from."""

    ufrags: list[str] = field(default_factory=list)
    addresses: deque[_Key] = field(default_factory=deque)


class UdpMux:
    """Owns the sockets and finds the peer of every datagram."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._reading = False
        self._by_ufrag: dict[str, MuxPeer] = {}
        self._by_address: dict[_Key, MuxPeer] = {}
        self._known: dict[MuxPeer, _Known] = {}

    def bind(self, addresses: Sequence[str], port: int) -> list[Address]:
        """Bind one socket per address; port 0 takes a free one. Raises OSError."""
        bound: list[Address] = []
        for host in addresses:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            sock = socket.socket(family, socket.SOCK_DGRAM)
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _RECEIVE_BUFFER)
            self._sockets.append(sock)
            sock.bind((host, port))
            port = sock.getsockname()[1]
            bound.append((host, port))
        return bound

    def start(self) -> None:
        """Begin reading on the running loop."""
        loop = asyncio.get_running_loop()
        for sock in self._sockets:
            loop.add_reader(sock, self._read, sock)
        self._reading = True

    def close(self) -> None:
        """Close every socket; datagrams still queued in the kernel are lost."""
        for sock in self._sockets:
            if self._reading:
                asyncio.get_running_loop().remove_reader(sock)
            sock.close()
        self._sockets.clear()

    def register(self, ufrag: str, peer: MuxPeer) -> None:
        """Route checks for this username fragment to `peer`."""
        self._by_ufrag[ufrag] = peer
        self._known.setdefault(peer, _Known()).ufrags.append(ufrag)

    def unregister(self, peer: MuxPeer) -> None:
        """Forget every fragment and address of `peer`."""
        known = self._known.pop(peer, _Known())
        for ufrag in known.ufrags:
            self._by_ufrag.pop(ufrag, None)
        for key in known.addresses:
            if self._by_address.get(key) is peer:
                del self._by_address[key]

    def _read(self, sock: socket.socket) -> None:
        for _ in range(_BURST):
            try:
                datagram, address = sock.recvfrom(_MAX_DATAGRAM)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                # An ICMP error of an earlier send surfaces here; the socket itself stays usable.
                logger.debug("receiving failed: %s", error)
                continue
            if len(datagram) >= 2:
                self._dispatch(sock, datagram, address[:2])

    def _dispatch(self, sock: socket.socket, datagram: bytes, address: Address) -> None:
        first = datagram[0]
        if first < 4:
            self._check(sock, datagram, address)
            return
        peer = self._by_address.get((id(sock), address))
        if peer is None:
            return
        if 128 <= first <= 191:
            peer.on_media(datagram)
        elif 20 <= first <= 63:
            peer.on_dtls(datagram)

    def _check(self, sock: socket.socket, datagram: bytes, address: Address) -> None:
        request = parse_binding_request(datagram)
        peer = self._by_ufrag.get(request.local_ufrag) if request else None
        if request is None or peer is None:
            return
        path = Path(sock, address)
        response = peer.on_check(request, path)
        if response is not None:
            self._learn((id(sock), address), peer)
            path.send(response)

    def _learn(self, key: _Key, peer: MuxPeer) -> None:
        if self._by_address.get(key) is peer or peer not in self._known:
            return
        addresses = self._known[peer].addresses
        if len(addresses) == _MAX_ADDRESSES:
            # A path still in use is learned again by its next check.
            self._by_address.pop(addresses.popleft(), None)
        addresses.append(key)
        self._by_address[key] = peer

"""One UDP socket per local address for every peer of the process.

Datagrams are told apart by their first byte (RFC 7983). A peer is found by the username fragment
of its connectivity checks, then by the remote address those checks came from.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from signaling.sfu.fastpath import choose_fast_path
from signaling.sfu.ice import Address, BindingRequest, parse_binding_request, peek_ufrag
from signaling.sfu.paths import Path, UdpPath
from signaling.sfu.sockets import bind_all, name_of, open_udp
from signaling.sfu.traffic import Traffic

logger = logging.getLogger(__name__)

_BURST = 64
_MAX_DATAGRAM = 2048
_MAX_ADDRESSES = 16


class MuxPeer(Protocol):
    """What the mux calls. `path` is the way a datagram came by, and leads back."""

    def on_check(self, request: BindingRequest, path: Path) -> bytes | None: ...
    def on_dtls(self, datagram: bytes) -> None: ...
    def on_media(self, datagram: bytes) -> None: ...
    def on_path_closed(self, path: Path) -> None: ...


@dataclass
class _Known:
    """What leads to one peer: its username fragments, and the paths its checks came by."""

    ufrags: list[str] = field(default_factory=list)
    paths: deque[Path] = field(default_factory=deque)


class UdpMux:
    """Owns the sockets and finds the peer of every datagram.

    `fast_path` sends in batches where that is wanted and possible; `traffic` counts.
    """

    def __init__(self, fast: bool = True) -> None:
        self.traffic = Traffic()
        self.fast_path = choose_fast_path(fast, self.traffic)
        self._sockets: list[socket.socket] = []
        self._reading = False
        self._by_ufrag: dict[str, MuxPeer] = {}
        self._by_address: dict[Hashable, MuxPeer] = {}
        self._known: dict[MuxPeer, _Known] = {}

    def bind(self, addresses: Sequence[str], port: int) -> list[tuple[str, int]]:
        """Bind one socket per address; port 0 takes a free one. Raises OSError.

        Addresses may be added later, while it reads.
        """
        sockets = bind_all(open_udp, addresses, port)
        self._sockets += sockets
        if self._reading:
            self._watch(sockets)
        return [name_of(sock) for sock in sockets]

    def start(self) -> None:
        """Begin reading on the running loop."""
        self._reading = True
        self._watch(self._sockets)

    def _watch(self, sockets: Sequence[socket.socket]) -> None:
        loop = asyncio.get_running_loop()
        for sock in sockets:
            loop.add_reader(sock, self._read, sock)

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
        for path in known.paths:
            self._forget(path, peer)

    def _retire(self, path: Path, peer: MuxPeer) -> None:
        # A connection tells of its own end, and is gone then.
        path.close()
        paths = self._known[peer].paths
        if path in paths:
            paths.remove(path)
            self._forget(path, peer)

    def _forget(self, path: Path, peer: MuxPeer) -> None:
        if self._by_address.get(path.key) is peer:
            del self._by_address[path.key]
        path.close()

    def forget_ufrag(self, ufrag: str) -> None:
        """Route checks for this username fragment no more."""
        peer = self._by_ufrag.pop(ufrag, None)
        if peer is not None:
            self._known[peer].ufrags.remove(ufrag)

    def path_closed(self, path: Path) -> None:
        """A path of another transport is gone: its peer, if any, is told."""
        peer = self._by_address.pop(path.key, None)
        if peer is not None:
            self._known[peer].paths.remove(path)
            peer.on_path_closed(path)

    def _read(self, sock: socket.socket) -> None:
        traffic = self.traffic
        for _ in range(_BURST):
            try:
                datagram, address = sock.recvfrom(_MAX_DATAGRAM)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                # An ICMP error of an earlier send surfaces here; the socket itself stays usable.
                logger.debug("receiving failed: %s", error)
                continue
            traffic.datagrams_in += 1
            traffic.bytes_in += len(datagram)
            if len(datagram) >= 2:
                self._dispatch(sock, datagram, address)

    def _dispatch(self, sock: socket.socket, datagram: bytes, address: Address) -> None:
        if datagram[0] < 4:
            self._check(datagram, UdpPath(sock, address, self.traffic))
            return
        peer = self._by_address.get((id(sock), address))
        if peer is not None:
            self._deliver(peer, datagram)

    def _deliver(self, peer: MuxPeer, datagram: bytes) -> None:
        first = datagram[0]
        if 128 <= first <= 191:
            peer.on_media(datagram)
        elif 20 <= first <= 63:
            peer.on_dtls(datagram)

    def dispatch(self, datagram: bytes, path: Path) -> bool:
        """Take a datagram that came by a path of another transport; False when no peer knows it.

        The first datagram of a path is taken when it is a check that a peer answers.
        """
        if len(datagram) < 2:
            return False
        if datagram[0] < 4:
            return self._check(datagram, path)
        peer = self._by_address.get(path.key)
        if peer is None:
            return False
        self._deliver(peer, datagram)
        return True

    def _check(self, datagram: bytes, path: Path) -> bool:
        peer = self._by_ufrag.get(peek_ufrag(datagram) or "")
        request = parse_binding_request(datagram) if peer else None
        if request is None or peer is None or self._by_ufrag.get(request.local_ufrag) is not peer:
            return False
        response = peer.on_check(request, path)
        if response is None:
            return False
        self._learn(path, peer)
        path.send(response)
        return True

    def _learn(self, path: Path, peer: MuxPeer) -> None:
        if self._by_address.get(path.key) is peer or peer not in self._known:
            return
        paths = self._known[peer].paths
        if len(paths) == _MAX_ADDRESSES:
            # A path still in use is learned again by its next check.
            self._retire(paths[0], peer)
        paths.append(path)
        self._by_address[path.key] = peer

"""The ways to a peer, and which of them is used."""

from __future__ import annotations

import errno
import logging
import socket
from abc import ABC, abstractmethod
from collections.abc import Hashable
from dataclasses import dataclass

from signaling.sfu.ice import Address
from signaling.sfu.traffic import Traffic

logger = logging.getLogger(__name__)

# A client checks the path it uses every 2.5 s, and sends media or reports beside.
_FORSAKEN = 3.0
# A path without consent for this long is no longer a way to the peer (RFC 7675 section 5.1).
_EXPIRED = 30.0
_MAX_PATHS = 16
_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.EPERM)


class Path(ABC):
    """One way to a peer. `address` is the peer's end, `key` is equal for the same way only."""

    __slots__ = ("address", "key")

    def __init__(self, address: Address, key: Hashable) -> None:
        self.address = address
        self.key = key

    @abstractmethod
    def send(self, datagram: bytes) -> None:
        """Put one datagram on its way; never waits, drops what cannot be sent as the network would."""

    def close(self) -> None:
        """Nobody uses this path any more."""
        return


class UdpPath(Path):
    """A local socket and a remote address; what is sent is counted in `traffic`."""

    __slots__ = ("sock", "traffic")

    def __init__(self, sock: socket.socket, address: Address, traffic: Traffic) -> None:
        super().__init__(address, (id(sock), address))
        self.sock = sock
        self.traffic = traffic

    def send(self, datagram: bytes) -> None:
        """Put one datagram on the wire."""
        traffic = self.traffic
        try:
            self.sock.sendto(datagram, self.address)
            traffic.datagrams_out += 1
            traffic.bytes_out += len(datagram)
        except (BlockingIOError, InterruptedError):
            traffic.dropped += 1
            logger.debug("a datagram was dropped: the socket buffer is full")
        except OSError as error:
            traffic.dropped += 1
            if error.errno not in _UNREACHABLE:
                logger.warning("sending to %s failed: %s", self.address, error)


@dataclass(slots=True)
class _Checked:
    path: Path
    at: float


class PathChoice:
    """Which path a lite agent uses: the one nominated last, while its client is still heard by it.

    A client that has lost a path checks others at once, but nominates one seconds later.

    Nominations of an earlier ICE generation do not displace one of a later.
    """

    def __init__(self) -> None:
        self.selected: Path | None = None
        self._checked: dict[Hashable, _Checked] = {}
        self._generation = 0

    def checked(self, path: Path, generation: int, nominated: bool, now: float, heard_at: float) -> Path:
        """Take note of a valid check; the path to use from now. `heard_at`: when media came last."""
        known = self._checked.pop(path.key, None)
        entry = _Checked(known.path if known else path, now)
        # The last is the one checked last; the bound drops the one checked longest ago.
        self._checked[path.key] = entry
        selected = self.selected
        if nominated and generation >= self._generation:
            self._generation = generation
            selected = entry.path
        elif selected is None or (now - heard_at > _FORSAKEN and self._is_forsaken(selected, now)):
            selected = entry.path
        self.selected = selected
        if len(self._checked) > _MAX_PATHS:
            self._drop_oldest()
        return selected

    def _is_forsaken(self, path: Path, now: float) -> bool:
        entry = self._checked.get(path.key)
        return entry is None or now - entry.at > _FORSAKEN

    def _drop_oldest(self) -> None:
        oldest = next(iter(self._checked))
        del self._checked[oldest]

    def closed(self, path: Path, now: float) -> Path | None:
        """A path is gone; the one to use from now, None when no other is left."""
        self._checked.pop(path.key, None)
        if self.selected is not None and self.selected.key == path.key:
            fresh = [each.path for each in self._checked.values() if now - each.at < _EXPIRED]
            self.selected = fresh[-1] if fresh else None
        return self.selected

"""ICE over TCP (RFC 6544): passive candidates on one port, datagrams framed as RFC 4571 says.

A connection begins with a connectivity check that a peer answers, or is closed. What a client does
not read is bounded in size and in age: more is dropped, as a network would.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import socket
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from signaling.sfu.ice import Address
from signaling.sfu.mux import UdpMux
from signaling.sfu.paths import Path
from signaling.sfu.sockets import bind_all, name_of, open_tcp

logger = logging.getLogger(__name__)

_MAX_DATAGRAM = 2048
_READ = 65536
_ACCEPT_BURST = 32
_WRITE_BURST = 64
_PAUSE = 1.0
# What the kernel may hold unsent: more would only grow old there, where it cannot be dropped.
_NOT_SENT_LOWAT = 32768
_OUT_OF_RESOURCES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


@dataclass(frozen=True, slots=True)
class TcpLimits:
    """Bounds of the TCP transport: connections, bytes, seconds.

    `unchecked` are connections that no peer has answered a check on yet. `unsent` bytes wait at
    most `unsent_age` each; a client that takes nothing for `stalled` is dropped, and so is one
    that says nothing for `idle` (clients check a spare path every 25 s).
    """

    connections: int = 4096
    per_source: int = 1024
    unchecked: int = 512
    unchecked_per_source: int = 128
    first_check: float = 10.0
    idle: float = 60.0
    unsent: int = 512 * 1024
    unsent_age: float = 2.0
    stalled: float = 10.0


class TcpPath(Path):
    """One connection; `checked` once a peer answered a check on it."""

    __slots__ = (
        "_begun",
        "_owner",
        "_unsent",
        "_unsent_bytes",
        "checked",
        "closed",
        "dropped",
        "heard_at",
        "opened_at",
        "received",
        "sock",
        "source",
        "taken_at",
    )

    def __init__(self, owner: TcpMux, sock: socket.socket, address: Address) -> None:
        super().__init__(address, (id(self), address))
        self._owner = owner
        self.sock = sock
        self.source = _source(address)
        self.received = bytearray()
        self._unsent: deque[tuple[float, bytes]] = deque()
        self._unsent_bytes = 0
        # Whether a part of the first frame is on its way: then the rest must follow.
        self._begun = False
        self.checked = self.closed = False
        self.opened_at = self.heard_at = self.taken_at = time.monotonic()
        self.dropped = 0

    def send(self, datagram: bytes) -> None:
        """Put one datagram on the connection, or drop it when too much waits already."""
        if self.closed:
            return
        self._owner.traffic.datagrams_out += 1
        frame = len(datagram).to_bytes(2) + datagram
        if self._unsent:
            self._wait(frame)
            return
        sent = self._write([frame])
        if sent < len(frame):
            self._begun = sent > 0
            self.taken_at = time.monotonic()
            self._append(frame[sent:])
            self._owner.wants_to_write(self, True)

    def _wait(self, frame: bytes) -> None:
        if self._unsent_bytes + len(frame) > self._owner.limits.unsent:
            self._count_drop()
            return
        self._append(frame)

    def _count_drop(self) -> None:
        self.dropped += 1
        self._owner.traffic.dropped += 1

    def _append(self, frame: bytes) -> None:
        self._unsent.append((time.monotonic(), frame))
        self._unsent_bytes += len(frame)

    def _write(self, frames: list[bytes]) -> int:
        try:
            sent = self.sock.sendmsg(frames)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            # Not now: whoever sends is in the middle of using this path.
            self._owner.fail_soon(self, error)
            return 0
        self._owner.traffic.bytes_out += sent
        return sent

    def flush(self) -> None:
        """Send what waits, as far as the connection takes it."""
        now = time.monotonic()
        self._drop_old(now)
        sent = self._write([frame for _, frame in islice(self._unsent, _WRITE_BURST)]) if self._unsent else 0
        if sent:
            self.taken_at = now
            self._begun = False
        while sent:
            at, frame = self._unsent.popleft()
            if sent < len(frame):
                self._unsent.appendleft((at, frame[sent:]))
                self._unsent_bytes -= sent
                self._begun = True
                break
            self._unsent_bytes -= len(frame)
            sent -= len(frame)
        if not self._unsent:
            self._owner.wants_to_write(self, False)

    def _drop_old(self, now: float) -> None:
        begun = [self._unsent.popleft()] if self._begun else []
        while self._unsent and now - self._unsent[0][0] > self._owner.limits.unsent_age:
            self._unsent_bytes -= len(self._unsent.popleft()[1])
            self._count_drop()
        self._unsent.extendleft(begun)

    def stalled(self, now: float) -> bool:
        """Whether the client has taken nothing for too long."""
        return bool(self._unsent) and now - self.taken_at > self._owner.limits.stalled

    def close(self) -> None:
        """End the connection."""
        self._owner.drop(self)


def _source(address: Address) -> str:
    """Whom a connection is counted for: an IPv4 address, or the 64 bits one IPv6 subscriber owns."""
    host = address[0]
    return str(ipaddress.ip_network((host.partition("%")[0], 64), strict=False)) if ":" in host else host


class TcpMux:
    """Accepts connections and hands their datagrams to the mux. `tick` enforces the limits of time."""

    def __init__(self, mux: UdpMux, limits: TcpLimits | None = None) -> None:
        self._mux = mux
        self.limits = limits or TcpLimits()
        self._listeners: list[socket.socket] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        # Oldest first.
        self._paths: dict[TcpPath, None] = {}
        self._unchecked: dict[TcpPath, None] = {}
        self._sources: Counter[str] = Counter()
        self._unchecked_sources: Counter[str] = Counter()
        self._paused_until = 0.0
        self.refused = 0
        self.traffic = mux.traffic

    @property
    def connections(self) -> int:
        """How many connections there are."""
        return len(self._paths)

    def bind(self, hosts: Sequence[str], port: int) -> list[tuple[str, int]]:
        """Listen on every address, all on one port; port 0 takes a free one. Raises OSError."""
        sockets = bind_all(open_tcp, hosts, port)
        self._listeners += sockets
        if self._loop is not None:
            for sock in sockets:
                self._loop.add_reader(sock, self._accept_all, sock)
        return [name_of(sock) for sock in sockets]

    def start(self) -> None:
        """Begin accepting on the running loop."""
        self._loop = asyncio.get_running_loop()
        for sock in self._listeners:
            self._loop.add_reader(sock, self._accept_all, sock)

    def close(self) -> None:
        """End every connection and stop listening."""
        for path in list(self._paths):
            self.drop(path)
        for sock in self._listeners:
            if self._loop is not None:
                self._loop.remove_reader(sock)
            sock.close()
        self._listeners.clear()

    # -- connections -----------------------------------------------------------------------------

    def _accept_all(self, listener: socket.socket) -> None:
        for _ in range(_ACCEPT_BURST):
            try:
                sock, address = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionError):
                return
            except OSError as error:
                if error.errno in _OUT_OF_RESOURCES:
                    self._pause(error)
                return
            self._accept(sock, address)

    def _pause(self, error: OSError) -> None:
        """Stop accepting for a moment: the connection that cannot be had stays readable."""
        logger.warning("no more TCP connections can be accepted: %s", error)
        self._paused_until = time.monotonic() + _PAUSE
        for sock in self._listeners:
            self._running.remove_reader(sock)

    @property
    def _running(self) -> asyncio.AbstractEventLoop:
        assert self._loop is not None, "start() comes first"
        return self._loop

    def _accept(self, sock: socket.socket, address: Address) -> None:
        source = _source(address)
        if not self._may_enter(source):
            self.refused += 1
            sock.close()
            return
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _NOT_SENT_LOWAT)
        if len(self._unchecked) >= self.limits.unchecked:
            self.drop(next(iter(self._unchecked)))
        path = TcpPath(self, sock, address)
        self._paths[path] = self._unchecked[path] = None
        self._sources[source] += 1
        self._unchecked_sources[source] += 1
        self._running.add_reader(sock, self._read, path)

    def _may_enter(self, source: str) -> bool:
        limits = self.limits
        return (
            len(self._paths) < limits.connections
            and self._sources[source] < limits.per_source
            and self._unchecked_sources[source] < limits.unchecked_per_source
        )

    def drop(self, path: TcpPath) -> None:
        """End a connection; its peer goes on by another path if it has one."""
        if path.closed:
            return
        path.closed = True
        self._running.remove_reader(path.sock)
        self._running.remove_writer(path.sock)
        path.sock.close()
        del self._paths[path]
        _less(self._sources, path.source)
        self._no_longer_unchecked(path)
        self._mux.path_closed(path)

    def _no_longer_unchecked(self, path: TcpPath) -> None:
        if path in self._unchecked:
            del self._unchecked[path]
            _less(self._unchecked_sources, path.source)

    def fail_soon(self, path: TcpPath, error: OSError) -> None:
        """End a connection that failed while it was being used."""
        logger.debug("a TCP connection failed: %s", error)
        self._running.call_soon(self.drop, path)

    def wants_to_write(self, path: TcpPath, wants: bool) -> None:
        """Whether to flush the path as soon as its connection takes more."""
        if path.closed:
            return
        if wants:
            self._running.add_writer(path.sock, path.flush)
        else:
            self._running.remove_writer(path.sock)

    # -- receiving -------------------------------------------------------------------------------

    def _read(self, path: TcpPath) -> None:
        try:
            data = path.sock.recv(_READ)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            logger.debug("a TCP connection failed: %s", error)
            data = b""
        if not data:
            self.drop(path)
            return
        path.heard_at = time.monotonic()
        path.received += data
        self._take_frames(path)

    def _take_frames(self, path: TcpPath) -> None:
        received, start = path.received, 0
        while not path.closed and len(received) - start >= 2:
            length = int.from_bytes(received[start : start + 2])
            if length > _MAX_DATAGRAM:
                self.drop(path)
                return
            end = start + 2 + length
            if len(received) < end:
                break
            self._take(path, bytes(received[start + 2 : end]))
            start = end
        del received[:start]

    def _take(self, path: TcpPath, datagram: bytes) -> None:
        self.traffic.datagrams_in += 1
        self.traffic.bytes_in += len(datagram)
        taken = self._mux.dispatch(datagram, path)
        if path.checked or path.closed:
            return
        if not taken:
            self.drop(path)
            return
        path.checked = True
        self._no_longer_unchecked(path)

    # -- periodic --------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Drop what is too late, silent or stalled; to be called every second."""
        limits = self.limits
        if self._paused_until and now >= self._paused_until:
            self._paused_until = 0.0
            for sock in self._listeners:
                self._running.add_reader(sock, self._accept_all, sock)
        for path in list(self._paths):
            late = not path.checked and now - path.opened_at > limits.first_check
            if late or now - path.heard_at > limits.idle or path.stalled(now):
                self.drop(path)


def _less(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]

"""A slow link in user space: a UDP relay between the media server and its clients, in a thread of its own.

The server tells clients the relay's address (`MEDIA_NODE_IPS`) in place of its own; both use the same port
on different loopback addresses. What comes from the server waits in a queue that empties at the link's rate
and drops what would wait too long, as the buffer of an access line does.
"""

from __future__ import annotations

import heapq
import itertools
import selectors
import socket
import threading
import time
from dataclasses import dataclass, field

from signaling.sfu.ice import Address

RELAY_ADDRESS = "127.0.0.2"
_QUEUE_SECONDS = 0.3
_MAX_DATAGRAM = 2048
# Ethernet, IPv4 and UDP around each datagram.
_OVERHEAD = 42


@dataclass
class Flow:
    """One client address: the socket that stands for it at the server, and its line."""

    client: Address
    upstream: socket.socket
    rate: float | None = None
    free_at: float = 0.0
    bytes_down: int = 0
    dropped: int = 0


@dataclass(order=True)
class _Queued:
    at: float
    order: int
    flow: Flow = field(compare=False)
    datagram: bytes = field(compare=False)


class SlowLink:
    """Relays between clients of `RELAY_ADDRESS:port` and the server at `127.0.0.1:port`."""

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._front.bind((RELAY_ADDRESS, port))
        self._flows: dict[Address, Flow] = {}
        self._new_rate: float | None = None
        self._queue: list[_Queued] = []
        self._order = itertools.count()
        self._selector = selectors.DefaultSelector()
        self._register(self._front, None)
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="slow link", daemon=True)
        self._thread.start()

    def limit_new(self, rate: float | None) -> None:
        """Clients that appear from now on get a line of `rate` bit/s towards them; None for no limit."""
        with self._lock:
            self._new_rate = rate

    def limit(self, rate: float | None) -> None:
        """Change the rate of every limited line, and of clients that appear from now on."""
        with self._lock:
            for flow in self._flows.values():
                if flow.rate is not None:
                    flow.rate = rate
            self._new_rate = rate

    def flows(self) -> list[Flow]:
        """Every client's line."""
        with self._lock:
            return list(self._flows.values())

    def close(self) -> None:
        """Stop relaying."""
        self._ending.set()
        self._thread.join()
        for flow in self._flows.values():
            flow.upstream.close()
        self._front.close()
        self._selector.close()

    def _register(self, sock: socket.socket, flow: Flow | None) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._selector.register(sock, selectors.EVENT_READ, flow)

    def _run(self) -> None:
        while not self._ending.is_set():
            wait = self._queue[0].at - time.monotonic() if self._queue else 0.1
            for key, _ in self._selector.select(min(0.1, max(0.0, wait))):
                self._read(key.data)
            self._release(time.monotonic())

    def _read(self, flow: Flow | None) -> None:
        sock = self._front if flow is None else flow.upstream
        while True:
            try:
                datagram, source = sock.recvfrom(_MAX_DATAGRAM)
            except BlockingIOError:
                return
            except OSError:
                continue  # the other side is gone: an ICMP error of an earlier send
            if flow is None:
                self._flow_of(source).upstream.sendto(datagram, self._server)
            else:
                self._down(flow, datagram)

    def _flow_of(self, client: Address) -> Flow:
        with self._lock:
            flow = self._flows.get(client)
            if flow is None:
                flow = Flow(client, socket.socket(socket.AF_INET, socket.SOCK_DGRAM), self._new_rate)
                self._flows[client] = flow
                self._register(flow.upstream, flow)
            return flow

    def _down(self, flow: Flow, datagram: bytes) -> None:
        now = time.monotonic()
        if flow.rate is None:
            self._deliver(flow, datagram)
            return
        begin = max(now, flow.free_at)
        if begin - now > _QUEUE_SECONDS:
            flow.dropped += 1
            return
        flow.free_at = begin + 8 * (len(datagram) + _OVERHEAD) / flow.rate
        heapq.heappush(self._queue, _Queued(flow.free_at, next(self._order), flow, datagram))

    def _release(self, now: float) -> None:
        while self._queue and self._queue[0].at <= now:
            queued = heapq.heappop(self._queue)
            self._deliver(queued.flow, queued.datagram)

    def _deliver(self, flow: Flow, datagram: bytes) -> None:
        flow.bytes_down += len(datagram)
        try:
            self._front.sendto(datagram, flow.client)
        except OSError:
            flow.dropped += 1

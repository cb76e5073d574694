"""The media plane of the process: its certificate, sockets, clock, and all its peers."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
from collections.abc import Callable, Sequence

from signaling.private_aiortc import Certificate
from signaling.sfu.candidates import Endpoint, candidates
from signaling.sfu.mux import UdpMux
from signaling.sfu.peer import Peer, PeerEvents
from signaling.sfu.steering import Steering
from signaling.sfu.tcp import TcpMux
from signaling.sfu.ticker import Ticker

logger = logging.getLogger(__name__)

_Bind = Callable[[Sequence[str], int], list[tuple[str, int]]]

# A turn of the wheel takes a second; a peer has its place there, and is looked at once a turn, a
# publisher at every fifth place: so hundreds of peers never come due at the same moment.
_STEP = 0.02
_PLACES = 50
_FEEDBACK = 5
_TCP_INTERVAL = 1.0
# Addresses that came and went stay bound, for they often come back; but not without end.
_MAX_BOUND = 64
# The signalling connection tells the client first why it is over; only then its media ends.
_LINGER = 0.3


class MediaPlane:
    """Makes and ends peers. Everything but `bind` runs on the event loop.

    `fast_path` False sends every packet on its own, even where batches are possible.
    """

    def __init__(self, fast_path: bool = True) -> None:
        self.certificate = Certificate()
        self.mux = UdpMux(fast_path)
        self.tcp = TcpMux(self.mux)
        self.ticker = Ticker()
        self.candidates: list[str] = []
        self.udp_port = self.tcp_port = 0
        self._udp_hosts: set[str] = set()
        self._tcp_hosts: set[str] = set()
        self._advertised: Sequence[Endpoint] = ()
        self._limited: set[Steering] = set()
        self._wheel: list[dict[Peer, None]] = [{} for _ in range(_PLACES)]
        self._place = 0
        self._closing: set[asyncio.Task[None]] = set()
        self._ending = asyncio.Event()

    def bind(
        self,
        hosts: Sequence[str],
        udp_port: int,
        tcp_port: int | None = None,
        advertised: Sequence[Endpoint] = (),
    ) -> None:
        """Bind the ports on every numeric address, best first; raises OSError. No loop needs to run yet.

        Port 0 takes a free one, None serves no TCP. `advertised` replaces what clients are told;
        a port of 0 there is the one that is served.
        """
        if not hosts:
            raise OSError(errno.EADDRNOTAVAIL, "no address to serve media on: see HOST, MEDIA_INTERFACES")
        self._advertised = advertised
        bound = self.mux.bind(hosts, udp_port)
        self.udp_port = bound[0][1]
        self._udp_hosts = {host for host, _ in bound}
        if tcp_port is not None:
            bound = self.tcp.bind(hosts, tcp_port)
            self.tcp_port = bound[0][1]
            self._tcp_hosts = {host for host, _ in bound}
        self._tell(hosts)

    def serve_on(self, hosts: Sequence[str]) -> None:
        """The machine's addresses are these now, best first: bind new ones, tell of the present ones."""
        for host in hosts:
            self._bind_late(host, self.mux.bind, self.udp_port, self._udp_hosts)
            self._bind_late(host, self.tcp.bind, self.tcp_port, self._tcp_hosts)
        self._tell(hosts)

    def _bind_late(self, host: str, bind: _Bind, port: int, bound: set[str]) -> None:
        if not port or host in bound or len(bound) >= _MAX_BOUND:
            return
        try:
            bind([host], port)
        except OSError as error:
            # Tried again when the addresses are read next.
            logger.debug("port %s of %s cannot be served yet: %s", port, host, error)
            return
        bound.add(host)
        logger.info("serving on port %s of %s as well", port, host)

    def _tell(self, hosts: Sequence[str]) -> None:
        has_tcp = bool(self._tcp_hosts)
        local = [
            Endpoint(host, self.udp_port, self.tcp_port if host in self._tcp_hosts else 0)
            for host in hosts
            if host in self._udp_hosts
        ]
        told = [
            Endpoint(each.host, each.udp_port or self.udp_port, (each.tcp_port or self.tcp_port) * has_tcp)
            for each in self._advertised
        ]
        self.candidates = candidates(told or local)

    def start(self) -> None:
        """Begin reading and ticking on the running loop."""
        self.mux.start()
        self.tcp.start()
        self.ticker.every(_TCP_INTERVAL, self.tcp.tick)
        self.ticker.every(_STEP, self._tick)
        self.ticker.every(_STEP, self._steer)
        self.ticker.start()

    @property
    def peers(self) -> list[Peer]:
        """Every peer that was created and not closed."""
        return [peer for place in self._wheel for peer in place]

    def create_peer(self, events: PeerEvents) -> Peer:
        """A new peer; end it with `close_peer`."""
        peer = Peer(self.mux, self.certificate, events, self._limited)
        min(self._wheel, key=len)[peer] = None
        return peer

    def close_peer(self, peer: Peer) -> None:
        """Stop a peer's media now and end it in the background; `close` waits for that."""
        for place in self._wheel:
            place.pop(peer, None)
        peer.stop_media()
        task = asyncio.get_running_loop().create_task(self._close_later(peer))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close_later(self, peer: Peer) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), _LINGER)
        await peer.close()

    def _steer(self, now: float) -> None:
        for steering in list(self._limited):
            steering.tick(now)

    def _tick(self, now: float) -> None:
        self._place = (self._place + 1) % _PLACES
        for peer in list(self._wheel[self._place]):
            peer.tick(now)
        for place in range(self._place % _FEEDBACK, _PLACES, _FEEDBACK):
            for peer in list(self._wheel[place]):
                if peer.receives:
                    peer.feedback(now)

    async def close(self) -> None:
        """End every peer, the clock and the sockets."""
        await self.ticker.stop()
        self._ending.set()
        for peer in self.peers:
            self.close_peer(peer)
        await asyncio.gather(*self._closing, return_exceptions=True)
        self.tcp.close()
        self.mux.close()

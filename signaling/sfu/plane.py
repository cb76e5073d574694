"""The media plane of the process: its certificate, sockets, clock, and all its peers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from signaling.private_aiortc import Certificate
from signaling.sfu.ice import host_candidate
from signaling.sfu.mux import UdpMux
from signaling.sfu.peer import Peer, PeerEvents
from signaling.sfu.ticker import Ticker

_PEER_INTERVAL = 0.1
# The signalling connection tells the client first why it is over; only then its media ends.
_LINGER = 0.3


class MediaPlane:
    """Makes and ends peers. Everything but `bind` runs on the event loop."""

    def __init__(self) -> None:
        self.certificate = Certificate()
        self.mux = UdpMux()
        self.ticker = Ticker()
        self.candidates: list[str] = []
        self._peers: set[Peer] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._ending = asyncio.Event()

    def bind(
        self, addresses: Sequence[str], port: int, advertised: Sequence[str] = ()
    ) -> list[tuple[str, int]]:
        """Bind the UDP port on every address; raises OSError. No loop needs to run yet.

        `advertised` replaces the addresses told to clients.
        """
        bound = self.mux.bind(addresses, port)
        told = [(host, bound[0][1]) for host in advertised] or bound
        # Interfaces are preferred in the order given (RFC 8445 section 5.1.2.1).
        self.candidates = [host_candidate(each, 65535 - index) for index, each in enumerate(told)]
        return bound

    def start(self) -> None:
        """Begin reading and ticking on the running loop."""
        self.mux.start()
        self.ticker.every(_PEER_INTERVAL, self._tick)
        self.ticker.start()

    def create_peer(self, events: PeerEvents) -> Peer:
        """A new peer; end it with `close_peer`."""
        peer = Peer(self.mux, self.certificate, events)
        self._peers.add(peer)
        return peer

    def close_peer(self, peer: Peer) -> None:
        """Stop a peer's media now and end it in the background; `close` waits for that."""
        self._peers.discard(peer)
        peer.stop_media()
        task = asyncio.get_running_loop().create_task(self._close_later(peer))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close_later(self, peer: Peer) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), _LINGER)
        await peer.close()

    def _tick(self, now: float) -> None:
        for peer in list(self._peers):
            peer.tick(now)

    async def close(self) -> None:
        """End every peer, the clock and the sockets."""
        await self.ticker.stop()
        self._ending.set()
        for peer in list(self._peers):
            self.close_peer(peer)
        await asyncio.gather(*self._closing, return_exceptions=True)
        self.mux.close()

"""What all connections of one load share: packet engine, clock, certificate, HTTP client."""

from __future__ import annotations

import asyncio
import ctypes
import time
from types import TracebackType

import aiohttp

from bench.load.dtls import Identity
from bench.load.engine import Engine, LoadError
from bench.load.transport import Transport

_TICK = 0.05
_RELAY_BURST = 256


class Generator:
    """Use it as an asynchronous context manager, inside of which clients live."""

    def __init__(self, library: ctypes.CDLL, sample: float = 0.01) -> None:
        self.engine = Engine(library, sample)
        self.identity = Identity()
        self.http: aiohttp.ClientSession
        self._transports: set[Transport] = set()
        self._adopted: dict[int, Transport] = {}
        self._clock: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Generator:
        self.http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        asyncio.get_running_loop().add_reader(self.engine.relay, self._relay)
        self._clock = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._clock is not None:
            self._clock.cancel()
            await asyncio.gather(self._clock, return_exceptions=True)
        asyncio.get_running_loop().remove_reader(self.engine.relay)
        for transport in list(self._transports):
            await self.drop(transport)
        self.engine.close()
        await self.http.close()

    def transport(self, *, with_data: bool = False) -> Transport:
        """A new transport, ticked until it is dropped."""
        transport = Transport(self, with_data)
        self._transports.add(transport)
        return transport

    async def drop(self, transport: Transport) -> None:
        """Close a transport."""
        self._transports.discard(transport)
        self._adopted.pop(transport.number, None)
        await transport.close()

    def adopt(self, transport: Transport) -> int:
        """Hand a transport whose handshakes are complete to the packet engine; its number there."""
        if transport.keys is None:
            raise LoadError("a transport without keys")
        number = self.engine.connect(transport.sock, transport.keys.incoming, transport.keys.outgoing)
        self._adopted[number] = transport
        return number

    def _relay(self) -> None:
        for _ in range(_RELAY_BURST):
            relayed = self.engine.read_relay()
            if relayed is None:
                return
            transport = self._adopted.get(relayed[0])
            if transport is not None:
                transport.take(relayed[1])

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            for transport in list(self._transports):
                transport.tick(now)

    async def until(self, streams: int, patience: float) -> None:
        """Wait until so many streams of sound and picture arrive; raises LoadError after `patience` s."""
        deadline = time.monotonic() + patience
        while (arrived := self.arriving()) < streams:
            for transport in self._transports:
                transport.raise_failure()
            if time.monotonic() > deadline:
                raise LoadError(f"{arrived} of {streams} streams arrived within {patience:.0f} s")
            await asyncio.sleep(0.05)

    def arriving(self) -> int:
        """How many streams of sound and picture have arrived so far."""
        totals = self.engine.totals()
        return int(totals.streams[1] + totals.streams[2])

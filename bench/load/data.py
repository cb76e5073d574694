"""The SCTP association of the synthetic client's data channels: opened, as every client does, then idle.

RTCSctpTransport wants aiortc's own DTLS transport; `_Association` offers the few names it uses of it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, cast

from aiortc.rtcsctptransport import RTCSctpCapabilities, RTCSctpTransport

_QUEUE = 64
_PORT = 5000


class _Association:
    state = "connected"

    def __init__(self, server: bool, send: Callable[[bytes], None]) -> None:
        self._role = "server" if server else "client"
        self._send = send
        self.receiver: Any = None

    def _register_data_receiver(self, receiver: Any) -> None:
        self.receiver = receiver

    def _unregister_data_receiver(self, receiver: Any) -> None:
        self.receiver = None

    async def _send_data(self, data: bytes) -> None:
        self._send(data)


class DataChannels:
    """An SCTP association; `send` encrypts and sends one packet, packets of the server go to `feed`."""

    def __init__(self, server: bool, send: Callable[[bytes], None]) -> None:
        self._association = _Association(server, send)
        self._sctp = RTCSctpTransport(cast(Any, self._association), _PORT)
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(_QUEUE)
        self._task = asyncio.create_task(self._run())

    def feed(self, packet: bytes) -> None:
        """Take one packet; dropped when too many wait (SCTP repeats it)."""
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait(packet)

    async def _run(self) -> None:
        await self._sctp.start(RTCSctpCapabilities(65536), _PORT)
        while True:
            packet = await self._queue.get()
            if self._association.receiver is not None:
                await self._association.receiver._handle_data(packet)

    async def close(self) -> None:
        """Abort the association and free its timers."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._sctp.stop()

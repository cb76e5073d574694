"""A box between clients and the server's UDP port, as a NAT device is: it may change its mind."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

from signaling.tests.harness import free_port

_LOCAL = "127.0.0.1"


class _Side(asyncio.DatagramProtocol):
    """One socket of the box; `pass_on` is called with each datagram and where it came from."""

    def __init__(self, pass_on: Any) -> None:
        self._pass_on = pass_on

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._pass_on(data, addr)


class UdpBox:
    """Passes datagrams on to the server, each client's from a port of its own."""

    def __init__(self) -> None:
        self.port = free_port(socket.SOCK_DGRAM)
        self._server = (_LOCAL, 0)
        self._front: asyncio.DatagramTransport | None = None
        self._backs: dict[Any, asyncio.DatagramTransport] = {}
        self._opening: set[asyncio.Task[None]] = set()
        self._cut = False

    async def open(self, server_port: int) -> None:
        """Begin to pass datagrams between clients and this port."""
        self._server = (_LOCAL, server_port)
        loop = asyncio.get_running_loop()
        front = await loop.create_datagram_endpoint(lambda: _Side(self._in), local_addr=(_LOCAL, self.port))
        self._front = front[0]

    def _in(self, data: bytes, client: Any) -> None:
        if self._cut:
            return
        back = self._backs.get(client)
        if back is not None:
            back.sendto(data)
            return
        # The first datagrams of a new port are lost while it opens; checks are repeated.
        if len(self._opening) < 100:
            task = asyncio.get_running_loop().create_task(self._open_back(client))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open_back(self, client: Any) -> None:
        loop = asyncio.get_running_loop()
        back, _ = await loop.create_datagram_endpoint(
            lambda: _Side(lambda data, _: self._out(data, client)), remote_addr=self._server
        )
        replaced, self._backs[client] = self._backs.get(client), back
        if replaced is not None:
            replaced.close()

    def _out(self, data: bytes, client: Any) -> None:
        if not self._cut and self._front is not None:
            self._front.sendto(data, client)

    def rebind(self) -> float:
        """Every client's datagrams come from another port from now, as after a change of network; when."""
        for back in self._backs.values():
            back.close()
        self._backs.clear()
        return time.monotonic()

    def cut(self) -> float:
        """Pass nothing on any more; the moment."""
        self._cut = True
        return time.monotonic()

    async def close(self) -> None:
        """Stop."""
        await asyncio.gather(*self._opening, return_exceptions=True)
        self.rebind()
        if self._front is not None:
            self._front.close()

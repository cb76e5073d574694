"""The floor under every server's cost: a compiled loop that only encrypts and sends (native/floor.c)."""

from __future__ import annotations

import asyncio
import ctypes
import socket
from dataclasses import dataclass

from bench.load.engine import Engine, LoadError
from bench.load.scene import Scene

_RECEIVE_BUFFER = 2 << 20


@dataclass(frozen=True)
class Floor:
    """CPU of the sending thread, and the packets it sent."""

    cpu_s: float
    packets: int

    @property
    def us_per_packet(self) -> float:
        """CPU microseconds per packet."""
        return self.cpu_s * 1e6 / max(1, self.packets)


async def measure_floor(library: ctypes.CDLL, scene: Scene, rate: float, seconds: float) -> Floor:
    """Send what a server would send in this scene, to as many sockets, which are read meanwhile."""
    times, sizes, count = scene.schedule()
    engine = Engine(library, 0.0)
    sockets = [_receiver() for _ in range(count)]
    try:
        for sock in sockets:
            engine.connect(sock, None, None)
        ports = [int(sock.getsockname()[1]) for sock in sockets]
        return await asyncio.to_thread(_run, library, ports, times, sizes, rate, seconds)
    finally:
        engine.close()
        for sock in sockets:
            sock.close()


def _receiver() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
    sock.bind(("127.0.0.1", 0))
    return sock


def _run(
    library: ctypes.CDLL, ports: list[int], times: list[int], sizes: list[int], rate: float, seconds: float
) -> Floor:
    cpu = ctypes.c_uint64()
    sent = library.floor_run(
        (ctypes.c_uint16 * len(ports))(*ports),
        len(ports),
        (ctypes.c_uint64 * len(times))(*times),
        (ctypes.c_uint16 * len(sizes))(*sizes),
        len(times),
        rate,
        seconds,
        ctypes.byref(cpu),
    )
    if sent <= 0:
        raise LoadError("the floor could not be measured")
    return Floor(cpu.value / 1e9, int(sent))

"""What the synthetic people send: a 720p camera in three layers as a browser encodes it, and a microphone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SECOND = 1_000_000_000


@dataclass(frozen=True)
class Layer:
    """One stream in real time: pictures (or audio frames) per second, packets of each, bytes of a packet."""

    rid: str
    width: int
    height: int
    per_second: int
    packets: int
    size: int
    key_packets: int = 1

    @property
    def interval_ns(self) -> int:
        return _SECOND // self.per_second

    @property
    def bits_per_second(self) -> int:
        return self.per_second * self.packets * self.size * 8

    @property
    def packets_per_second(self) -> int:
        return self.per_second * self.packets


# 180 kbit/s, 500 kbit/s and 1.7 Mbit/s; a keyframe is about five times as large as another picture.
CAMERA = (
    Layer("q", 320, 180, 30, 1, 750, 5),
    Layer("h", 640, 360, 30, 2, 1040, 10),
    Layer("f", 1280, 720, 30, 6, 1180, 30),
)
MICROPHONE = Layer("", 0, 0, 50, 1, 80)


def downstream(layers: Sequence[Layer]) -> tuple[list[int], list[int]]:
    """One second of these streams: times (ns) and payload sizes (bytes) of their packets, by time."""
    packets = []
    for number, layer in enumerate(layers):
        # As native/publish.c does: streams begin apart, a picture takes two fifths of its interval.
        begins = layer.interval_ns * (number % 16) // 16
        apart = layer.interval_ns * 2 // 5 // layer.packets
        for picture in range(layer.per_second):
            at = begins + picture * layer.interval_ns
            packets += [(at + each * apart, layer.size) for each in range(layer.packets)]
    packets.sort()
    return [at for at, _ in packets], [size for _, size in packets]

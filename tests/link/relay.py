"""The link's process: moves IP packets between two TUN devices as the model decides.

    python -m tests.link.relay SEED NEAR_DEVICE FAR_DEVICE

Makes both devices, says `{"ready": true}`, and serves until its standard input ends: then the devices are
gone too. A line of input is a command, answered by one line when it is carried out:

    {"set": {"down": {…}, "up": {…}}}    new impairments (see Impairment.to_json); `down` is near to far
    {"blackout": SECONDS}                nothing passes for so long; answered when the link is back
    {"counts": true}                     what became of the packets so far
"""

from __future__ import annotations

import fcntl
import heapq
import json
import os
import select
import struct
import sys
import time
from dataclasses import replace
from typing import Any

from tests.link.model import Direction, Fate, Impairment, flow_of

# linux/if_tun.h
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_MAX_PACKET = 65536
_BURST = 64
# Far more than any queue of the model holds; a bound all the same.
_MAX_IN_FLIGHT = 20_000


def open_tun(name: str) -> int:
    """A descriptor of a new TUN device that gives bare IP packets; raises OSError."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    try:
        fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN | _IFF_NO_PI))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


class Relay:
    """Both directions, the packets in flight, and the commands."""

    def __init__(self, seed: int, near: int, far: int) -> None:
        self._directions = {near: (Direction(seed, "down"), far), far: (Direction(seed, "up"), near)}
        self._in_flight: list[tuple[float, int, int, bytes]] = []
        self._sent = 0
        self._restore_at: float | None = None
        self._input = b""

    def run(self) -> None:
        """Serve until standard input ends."""
        poll = select.epoll()
        for descriptor in (*self._directions, sys.stdin.fileno()):
            poll.register(descriptor, select.EPOLLIN)
        _say({"ready": True})
        while True:
            for descriptor, _ in poll.poll(self._patience()):
                if descriptor in self._directions:
                    self._take(descriptor)
                elif not self._command():
                    return
            self._advance(time.monotonic())

    def _patience(self) -> float:
        due = [self._in_flight[0][0]] if self._in_flight else []
        if self._restore_at is not None:
            due.append(self._restore_at)
        return max(0.0, min(due) - time.monotonic()) if due else -1

    def _take(self, descriptor: int) -> None:
        direction, other = self._directions[descriptor]
        for _ in range(_BURST):
            try:
                packet = os.read(descriptor, _MAX_PACKET)
            except OSError:
                # Nothing left, or the device was just set down: epoll tells when there is more.
                return
            fate, departure = direction.offer(time.monotonic(), len(packet), flow_of(packet))
            if fate is Fate.PASSED and len(self._in_flight) < _MAX_IN_FLIGHT:
                self._sent += 1
                heapq.heappush(self._in_flight, (departure, self._sent, other, packet))

    def _advance(self, now: float) -> None:
        while self._in_flight and self._in_flight[0][0] <= now:
            _, _, descriptor, packet = heapq.heappop(self._in_flight)
            try:
                os.write(descriptor, packet)
            except OSError:
                # The device is down (an address is being changed): lost, as on any line.
                continue
        if self._restore_at is not None and now >= self._restore_at:
            self._restore_at = None
            self._darken(False)
            _say({"restored": now})

    def _command(self) -> bool:
        data = os.read(sys.stdin.fileno(), _MAX_PACKET)
        *lines, self._input = (self._input + data).split(b"\n")
        for line in lines:
            self._obey(json.loads(line))
        return bool(data)

    def _obey(self, command: dict[str, Any]) -> None:
        if "set" in command:
            for direction, _ in self._directions.values():
                if direction.name in command["set"]:
                    direction.impairment = Impairment.from_json(command["set"][direction.name])
            _say({"set": time.monotonic()})
        elif "blackout" in command:
            self._darken(True)
            # What was on the wire is lost as well.
            self._in_flight.clear()
            self._restore_at = time.monotonic() + float(command["blackout"])
        else:
            _say({direction.name: direction.counts for direction, _ in self._directions.values()})

    def _darken(self, dark: bool) -> None:
        for direction, _ in self._directions.values():
            direction.impairment = replace(direction.impairment, blackout=dark)


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    Relay(int(sys.argv[1]), open_tun(sys.argv[2]), open_tun(sys.argv[3])).run()

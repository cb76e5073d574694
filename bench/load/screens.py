"""Many live screens in one process: sockets that read what the product sends, and acknowledge as screens do.

    python -m bench.load.screens      reads one JSON line of options, then a line for every report

Raw sockets and one poll loop, so that a frame costs the machine as little as it can. A screen notes when each
frame arrived and whether one was missing; a stalled one connects and never reads again.
"""

import collections
import json
import os
import select
import socket
import struct
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.load.servers import prepare_process

# As frontend/src/live does: so long after a frame, or after so much.
ACKNOWLEDGE_SECONDS, ACKNOWLEDGE_FRAMES, ACKNOWLEDGE_BYTES = 10.0, 100, 64 * 1024
CONNECTING_AT_ONCE = 40
CONNECT_SECONDS = 120.0
STALLED_BUFFER = 4096
_RECEIVE = 256 * 1024
_NO_MASK = bytes(4)


@dataclass(eq=False)
class Screen:
    """One socket. `seen` is the last sequence that arrived (0: none yet), `pending` what is not whole yet."""

    line: socket.socket
    request: bytes
    is_stalled: bool
    is_open: bool = False
    closed: int | None = None
    seen: int = 0
    pending: bytes = b""
    unseen_frames: int = 0
    unseen_bytes: int = 0


@dataclass
class Arrivals:
    """The frames of one event: when it happened (POSIX time), and after how many ms it was on each screen."""

    type: str
    at: float
    size: int
    delays: list[float] = field(default_factory=list)


class Screens:
    """All of them, in one poll loop."""

    def __init__(self, port: int, path: str, cookies: list[str], stalled: int) -> None:
        self._poll = select.epoll()
        self._by_number: dict[int, Screen] = {}
        self._due: collections.deque[tuple[float, Screen]] = collections.deque()
        self.events: dict[int, Arrivals] = {}
        self.gaps = 0
        self._waiting = collections.deque(
            _screen(port, path, cookie, n < stalled) for n, cookie in enumerate(cookies)
        )
        self.all = list(self._waiting)
        self._port = port

    def connect(self) -> float:
        """Open every socket; the seconds it took. Raises TimeoutError."""
        began, connecting = time.monotonic(), set[Screen]()
        while self._waiting or connecting:
            while self._waiting and len(connecting) < CONNECTING_AT_ONCE:
                screen = self._waiting.popleft()
                connecting.add(screen)
                self._begin(screen)
            self.turn(0.05)
            connecting = {screen for screen in connecting if not screen.is_open and screen.closed is None}
            if time.monotonic() - began > CONNECT_SECONDS:
                raise TimeoutError("the screens could not connect")
        for screen in self.all:
            if screen.is_stalled:
                self._poll.unregister(screen.line.fileno())
        return time.monotonic() - began

    def _begin(self, screen: Screen) -> None:
        screen.line.connect(("127.0.0.1", self._port))
        screen.line.setblocking(False)
        screen.line.sendall(screen.request)
        self._by_number[screen.line.fileno()] = screen
        self._poll.register(screen.line.fileno(), select.EPOLLIN)

    def turn(self, patience: float) -> None:
        """Read what is there, and acknowledge what is due."""
        for number, _ in self._poll.poll(patience):
            screen = self._by_number.get(number)
            if screen is not None:
                self._read(screen)
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            self._acknowledge(self._due.popleft()[1])

    def _acknowledge(self, screen: Screen) -> None:
        if screen.closed is None and screen.unseen_frames:
            screen.unseen_frames = screen.unseen_bytes = 0
            self._say(screen, 0x81, b'{"seen":%d}' % screen.seen)

    def _say(self, screen: Screen, kind: int, payload: bytes) -> None:
        try:
            screen.line.sendall(bytes([kind, 0x80 | len(payload)]) + _NO_MASK + payload)
        except OSError:
            self._lose(screen, 1006)

    def _read(self, screen: Screen) -> None:
        try:
            data = screen.line.recv(_RECEIVE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lose(screen, 1006)
            return
        arrived = time.time()
        if screen.pending:
            data = screen.pending + data
        if not screen.is_open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                screen.pending = head
                return
            if b" 101 " not in head[:16]:
                self._lose(screen, int(head[9:12]))
                return
            screen.is_open = True
        screen.pending = self._frames(screen, data, arrived)

    def _lose(self, screen: Screen, code: int) -> None:
        screen.closed = code
        self._by_number.pop(screen.line.fileno(), None)
        self._poll.unregister(screen.line.fileno())
        screen.line.close()

    def _frames(self, screen: Screen, data: bytes, arrived: float) -> bytes:
        """Take whole frames (RFC 6455 section 5.2, unmasked) off `data`; the rest."""
        place, whole = 0, len(data)
        while place + 2 <= whole and screen.closed is None:
            length, start = data[place + 1], place + 2
            if length == 126:
                start += 2
            elif length == 127:
                start += 8
            if start > whole:
                break
            if length > 125:
                length = int.from_bytes(data[place + 2 : start], "big")
            if start + length > whole:
                break
            self._take(screen, data[place] & 0x0F, data[start : start + length], arrived)
            place = start + length
        return data[place:]

    def _take(self, screen: Screen, kind: int, payload: bytes, arrived: float) -> None:
        if kind == 8:
            self._lose(screen, struct.unpack("!H", payload[:2])[0] if payload else 1005)
        elif kind == 9:
            self._say(screen, 0x8A, payload)
        elif payload.startswith(b'{"prev":'):
            self._note(screen, payload, arrived)

    def _note(self, screen: Screen, payload: bytes, arrived: float) -> None:
        comma = payload.index(b",", 8)
        prev, seq = int(payload[8:comma]), int(payload[comma + 7 : payload.index(b",", comma + 7)])
        event = self.events.get(seq)
        if event is None:
            frame = json.loads(payload)
            at = datetime.fromisoformat(frame["at"]).timestamp()
            event = self.events[seq] = Arrivals(frame["type"], at, len(payload))
        event.delays.append(round((arrived - event.at) * 1000, 2))
        if screen.seen not in (0, prev):
            self.gaps += 1
        screen.seen = seq
        if not screen.unseen_frames:
            self._due.append((time.monotonic() + ACKNOWLEDGE_SECONDS, screen))
        screen.unseen_frames += 1
        screen.unseen_bytes += len(payload)
        if screen.unseen_frames >= ACKNOWLEDGE_FRAMES or screen.unseen_bytes >= ACKNOWLEDGE_BYTES:
            self._acknowledge(screen)

    def report(self) -> dict[str, Any]:
        """What came since the last report."""
        events, self.events = self.events, {}
        closed = collections.Counter(str(each.closed) for each in self.all if each.closed is not None)
        return {
            "events": {str(seq): vars(event) for seq, event in events.items()},
            "gaps": self.gaps,
            "closed": closed,
            "reading": sum(each.closed is None and not each.is_stalled for each in self.all),
            "cpu_s": sum(os.times()[:2]),
        }


def _screen(port: int, path: str, cookie: str, is_stalled: bool) -> Screen:
    line = socket.socket()
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if is_stalled:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, STALLED_BUFFER)
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"Cookie: {cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    return Screen(line, request.encode(), is_stalled)


def main() -> int:
    """Connect, say so, then read; a line on standard input asks for a report, its end for the end."""
    prepare_process()
    options = json.loads(sys.stdin.readline())
    screens = Screens(options["port"], options["path"], options["cookies"], options["stalled"])
    print(json.dumps({"seconds": screens.connect()} | screens.report()), flush=True)
    asked = select.epoll()
    asked.register(sys.stdin.fileno(), select.EPOLLIN)
    while True:
        screens.turn(0.02)
        if asked.poll(0):
            if not os.read(sys.stdin.fileno(), 4096):
                return 0
            print(json.dumps(screens.report()), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

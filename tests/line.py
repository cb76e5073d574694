"""A person's own line to the product, that can be cut and mended: what is cut gets no answer at all."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from tests.ports import free_ports

PIECE = 64 * 1024
LOOK_SECONDS = 0.1


class Line:
    """A port of its own in front of the product's. Connections go through while it is whole."""

    def __init__(self, target: int) -> None:
        (self.port,) = free_ports(1)
        self._target = target
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Let connections through from now on."""
        listener = socket.create_server(("127.0.0.1", self.port))
        listener.settimeout(LOOK_SECONDS)
        self._listener = listener
        self._start(self._accept, listener)

    def cut(self) -> None:
        """End every connection and refuse new ones, until `mend`."""
        if self._listener:
            self._listener.close()
        self._listener = None
        with self._lock:
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive(), "a connection outlives its line"
        self._threads.clear()

    def _start(self, run: object, *args: object) -> None:
        thread = threading.Thread(target=run, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while self._listener is listener:
            try:
                near, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target), 5)
            except OSError:  # the product is down
                near.close()
                continue
            near.settimeout(None)
            far.settimeout(None)
            with self._lock:
                self._open |= {near, far}
            self._start(self._carry, near, far)
            self._start(self._carry, far, near)

    def _carry(self, source: socket.socket, to: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                to.sendall(piece)
        for end in (source, to):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open.discard(source)
        source.close()


@contextlib.contextmanager
def line_to(target: int) -> Iterator[Line]:
    """A whole line to that port, cut for good at the end."""
    line = Line(target)
    line.mend()
    try:
        yield line
    finally:
        line.cut()

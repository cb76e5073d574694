"""A mail server for tests: speaks enough SMTP (RFC 5321) on a real socket to take or refuse letters."""

import socketserver
import threading
from dataclasses import dataclass
from types import TracebackType


@dataclass(frozen=True)
class Reply:
    """What the server answers to RCPT for an address."""

    code: int
    text: str


@dataclass(frozen=True)
class Received:
    """A letter that was taken."""

    to: str
    content: bytes


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    office: "PostOffice"


class PostOffice:
    """Use as a context manager; `answer` maps addresses to refusals."""

    def __init__(self) -> None:
        self.letters: list[Received] = []
        self.answer: dict[str, Reply] = {}
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.office = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._is_open = False

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> "PostOffice":
        self._thread.start()
        self._is_open = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening; harmless again."""
        if self._is_open:
            self._is_open = False
            self._server.shutdown()
            self._server.server_close()
            self._thread.join(timeout=5)


class _Session(socketserver.StreamRequestHandler):
    """One connection of a client."""

    server: _Server

    def handle(self) -> None:
        self._say(220, "ready")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                refusal = self.server.office.answer.get(recipient)
                self._say(refusal.code if refusal else 250, refusal.text if refusal else "ok")
            elif verb == "DATA":
                self._say(354, "go on")
                self.server.office.letters.append(Received(recipient, self._data()))
                self._say(250, "taken")
            elif verb == "QUIT":
                self._say(221, "bye")
                return
            else:
                self._say(250, "ok")

    def _say(self, code: int, text: str) -> None:
        self.wfile.write(f"{code} {text}\r\n".encode())

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

"""Bodies that are too large, declared or not, are answered 413 while they arrive."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from ecabinet.bodies import AROUND_A_FILE, PATIENCE, BoundedBody, Message

LIMIT = 2 * 1024 * 1024
PIECE = b"x" * 256 * 1024


class Line:
    """A client's side of one request: pieces to be received, what was sent to it."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = list(pieces)
        self.sent: list[Message] = []
        self.taken = 0

    async def receive(self) -> Message:
        if self.taken >= len(self.pieces):
            return {"type": "http.disconnect"}
        self.taken += 1
        more = self.taken < len(self.pieces)
        return {"type": "http.request", "body": self.pieces[self.taken - 1], "more_body": more}

    async def send(self, message: Message) -> None:
        self.sent.append(message)


async def echo(_scope: Any, receive: Any, send: Any) -> None:
    """Reads the whole body and answers its length."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message["body"])
        more = message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


async def ask(pieces: list[bytes], *headers: tuple[bytes, bytes]) -> Line:
    line = Line(pieces)
    scope = {"type": "http", "headers": list(headers)}
    await BoundedBody(echo, LIMIT)(scope, line.receive, line.send)
    return line


async def test_what_fits_passes_whole() -> None:
    pieces = [PIECE] * ((LIMIT + AROUND_A_FILE) // len(PIECE))
    line = await ask(pieces)
    assert line.sent[0]["status"] == 200
    assert line.sent[1]["body"] == str(LIMIT + AROUND_A_FILE).encode()


@pytest.mark.parametrize("declared", [True, False])
async def test_too_large_is_told_after_it_was_thrown_away(declared: bool) -> None:
    pieces = [PIECE] * 20
    length = str(len(pieces) * len(PIECE)).encode()
    line = await ask(pieces, *([(b"content-length", length)] if declared else []))
    assert line.sent[0]["status"] == 413
    body = json.loads(line.sent[1]["body"])
    assert (body["code"], body["detail"]) == ("too_large", "Tệp vượt quá 2 MB.")
    assert line.taken == len(pieces)


async def test_an_endless_body_is_given_up() -> None:
    line = await ask([PIECE] * 1000, (b"accept-language", b"en"))
    assert line.sent[0]["status"] == 413
    assert "larger than 2 MB" in json.loads(line.sent[1]["body"])["detail"]
    assert line.taken * len(PIECE) <= PATIENCE * (LIMIT + AROUND_A_FILE) + len(PIECE)


async def test_a_length_that_is_no_number_is_counted() -> None:
    line = await ask([b"abc"], (b"content-length", b"many"))
    assert line.sent[1]["body"] == b"3"

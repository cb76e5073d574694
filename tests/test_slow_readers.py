"""A large document read by many tablets on bad lines: the web process's memory stays bounded."""

import os
import signal
import socket
import subprocess
import time
import uuid
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pikepdf
import psutil
import pytest
from django.conf import settings

from agenda.documents.models import DocumentVersion as Laid
from agenda.documents.rules import MOST_BYTES_A_RANGE
from agenda.documents.storage import keep_file
from agenda.documents.tests.made import made
from agenda.items.models import AgendaItem
from conftest import Cast
from deploy.plan import ROOT
from meetings.lifecycle.models import Meeting
from tests.ports import free_ports
from tests.test_servers import COMMANDS, Server, environment, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENT_BYTES = 40 * 1024 * 1024
READERS = 10
MOST_GROWTH = 60 * 1024 * 1024


@dataclass
class Measured:
    server: Server
    process: psutil.Process


@pytest.fixture(params=sorted(COMMANDS))
def measured(request: pytest.FixtureRequest, cast: Cast, transactional_db: None) -> Iterator[Measured]:
    (port,) = free_ports(1)
    more = ["--port", str(port)] if request.param == "uvicorn" else []
    process = subprocess.Popen([*COMMANDS[request.param], *more], cwd=ROOT, env=environment(port))
    try:
        wait_for(port, process)
        yield Measured(Server(port), psutil.Process(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) is not None


@pytest.fixture
def large(cast: Cast, published_meeting: Meeting) -> Laid:
    """A readable document of 40 MiB that does not compress."""
    path = settings.DATA / "large.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].obj["/Noise"] = pdf.make_stream(os.urandom(DOCUMENT_BYTES))
        pdf.save(path)
    sha256 = keep_file(path)
    item = AgendaItem.objects.filter(meeting=published_meeting).first()
    assert item is not None
    size = path.stat().st_size
    made(item, "Phụ lục", sha256=sha256, view_sha256=sha256, size=size, pages=1, status="ready")
    return Laid.objects.get(sha256=sha256)


def ask(measured: Measured, cast: Cast, document: Laid, extra: str = "", path: str = "") -> socket.socket:
    """A reader that has asked and takes what the kernel of this machine takes, no more."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
    line.settimeout(30)
    line.connect(("127.0.0.1", measured.server.port))
    cookie = f"{settings.SESSION_COOKIE_NAME}={cast.member.client.session_key}"
    path = path or f"/api/documents/{document.document_id}/file"
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{extra}\r\n".encode())
    return line


def read_head(line: socket.socket) -> tuple[bytes, bytes]:
    """Status and headers, and what of the body came with them."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += line.recv(4096)
    head, _, body = received.partition(b"\r\n\r\n")
    return head, body


def most_memory(process: psutil.Process, seconds: float) -> int:
    """The largest resident size while `seconds` pass."""
    end, most = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        most = max(most, process.memory_info().rss)
        time.sleep(0.05)
    return most


def test_ten_slow_readers_do_not_fill_the_memory(measured: Measured, cast: Cast, large: Laid) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(ask(measured, cast, large))
        head, body = read_head(first)
        assert head.startswith(b"HTTP/1.1 200")
        before = measured.process.memory_info().rss
        others = [stack.enter_context(ask(measured, cast, large)) for _ in range(READERS - 1)]
        assert all(read_head(line)[0].startswith(b"HTTP/1.1 200") for line in others)
        assert most_memory(measured.process, 3) - before < MOST_GROWTH
        checksum, length = zlib.crc32(body), len(body)
        while length < large.size:
            piece = first.recv(256 * 1024)
            assert piece
            checksum, length = zlib.crc32(piece, checksum), length + len(piece)
        assert length == large.size
        assert checksum == zlib.crc32((settings.DATA / "large.pdf").read_bytes())
        assert most_memory(measured.process, 0.1) - before < MOST_GROWTH


def test_slow_readers_of_the_bundle_do_not_fill_the_memory(
    measured: Measured, cast: Cast, large: Laid
) -> None:
    where = f"/api/meetings/{large.document.meeting_id}/documents.zip"
    with ExitStack() as stack:
        first = stack.enter_context(ask(measured, cast, large, path=where))
        head, body = read_head(first)
        assert head.startswith(b"HTTP/1.1 200")
        before = measured.process.memory_info().rss
        others = [stack.enter_context(ask(measured, cast, large, path=where)) for _ in range(5)]
        assert all(read_head(line)[0].startswith(b"HTTP/1.1 200") for line in others)
        length = len(body)
        while length < large.size:
            piece = first.recv(256 * 1024)
            assert piece
            length += len(piece)
        assert most_memory(measured.process, 1) - before < MOST_GROWTH


def test_a_range_is_given_a_mebibyte_at_a_time(measured: Measured, cast: Cast, large: Laid) -> None:
    with ask(measured, cast, large, "Range: bytes=100-\r\n") as line:
        head = read_head(line)[0].decode()
        assert head.startswith("HTTP/1.1 206")
        assert f"bytes 100-{100 + MOST_BYTES_A_RANGE - 1}/{large.size}" in head


def test_large_uploads_do_not_fill_the_memory(
    measured: Measured, cast: Cast, published_meeting: Meeting
) -> None:
    item = AgendaItem.objects.filter(meeting=published_meeting).first()
    assert item is not None
    where = f"/meetings/{published_meeting.id}/items/{item.id}/documents"
    fields = {"declared_not_secret": "true", "title": "Phụ lục"}
    noise = os.urandom(DOCUMENT_BYTES)
    with measured.server.client(cast.secretary) as browser, ThreadPoolExecutor(3) as browsers:

        def upload(_n: int) -> httpx.Response:
            files = {"file": ("phu-luc.pdf", noise, "application/pdf")}
            headers = {"Idempotency-Key": str(uuid.uuid4())}
            return browser.post(where, data=fields, files=files, headers=headers, timeout=60)

        assert upload(0).json()["code"] == "document_type_unknown"
        before = measured.process.memory_info().rss
        answers = [browsers.submit(upload, n) for n in range(3)]
        most = before
        while not all(answer.done() for answer in answers):
            most = max(most, most_memory(measured.process, 0.05))
        assert {answer.result().json()["code"] for answer in answers} == {"document_type_unknown"}
    assert most - before < MOST_GROWTH


def test_a_body_over_the_limit_is_told_so(measured: Measured, cast: Cast, published_meeting: Meeting) -> None:
    oversized = b"x" * (settings.UPLOAD_LIMIT_BYTES + 2 * 1024 * 1024)
    with measured.server.client(cast.secretary) as browser:
        answer = browser.post("/meetings", content=oversized, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

"""A stream kind of our own, and a hub that runs for the length of a test."""

import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from channels.routing import URLRouter
from channels.sessions import CookieMiddleware, SessionMiddleware
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client
from django.urls import path

from ecabinet.directory import principal as principals
from ecabinet.directory.models import Account, Person, Unit
from ecabinet.directory.principal import Principal
from ecabinet.journal import hub as hub_module
from ecabinet.journal import snapshot
from ecabinet.journal.audience import Viewer
from ecabinet.journal.hub import hub
from ecabinet.journal.live import LiveConsumer
from ecabinet.origin import SameOrigin

PASSWORD = "rất-dài-và-khó-đoán"


@dataclass
class Probe:
    """A stream `probe:<id>` that accounts named in `allowed` may watch, with these tags."""

    subject: uuid.UUID
    allowed: dict[str, frozenset[str]]

    @property
    def stream(self) -> str:
        return f"probe:{self.subject}"


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Probe]:
    it = Probe(uuid.uuid4(), {})
    monkeypatch.setattr(snapshot, "_kinds", dict(snapshot._kinds))

    def find_viewer(principal: Principal, subject: str) -> Viewer | None:
        tags = it.allowed.get(principal.username)
        return Viewer(principal.account_id, "person", tags) if tags and subject == str(it.subject) else None

    snapshot.register_kind("probe", find_viewer)
    monkeypatch.setattr(hub_module, "RIGHTS_CHANGED", {"probe.right_lost"})
    yield it
    principals.cache.clear()


@pytest.fixture
def make_account(transactional_db: None) -> Callable[[str], Account]:
    def make(username: str) -> Account:
        unit, _ = Unit.objects.get_or_create(
            code="U", defaults={"name": "U", "short_name": "U", "kind": "ministry"}
        )
        person = Person.objects.create(full_name=f"Đồng chí {username}", position="Chuyên viên", unit=unit)
        return Account.objects.create_account(username, PASSWORD, person=person)

    return make


@pytest.fixture
def session_of(make_account: Callable[[str], Account]) -> Callable[[str], str]:
    """Sign in a new account; gives the session's key."""

    def sign_in(username: str) -> str:
        client = Client()
        client.force_login(make_account(username))
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    return sign_in


@pytest_asyncio.fixture
async def running_hub() -> AsyncIterator[None]:
    await hub.start()
    yield
    await hub.stop()


@pytest.fixture
def socket(probe: Probe) -> Callable[..., WebsocketCommunicator]:
    consumer = LiveConsumer.as_asgi(kind="probe")
    application = SameOrigin(
        CookieMiddleware(SessionMiddleware(URLRouter([path("live/<uuid:subject>", consumer)])))
    )

    def open_socket(session: str | None, after: int = 0, origin: str | None = None) -> WebsocketCommunicator:
        headers: list[tuple[bytes, bytes]] = [(b"host", b"testserver")]
        if session:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
        if origin:
            headers.append((b"origin", origin.encode()))
        return WebsocketCommunicator(application, f"/live/{probe.subject}?after={after}", headers=headers)

    return open_socket


async def opened(socket: WebsocketCommunicator) -> None:
    """Connect, and wait for the first ping: from then on the socket follows its stream."""
    connected, _ = await socket.connect()
    assert connected
    assert "ping" in await socket.receive_json_from(timeout=5)


async def next_frame(socket: WebsocketCommunicator) -> dict[str, Any]:
    """The next frame that is news, pings left out."""
    while True:
        frame: dict[str, Any] = await socket.receive_json_from(timeout=5)
        if "ping" not in frame:
            return frame


async def close_code(socket: WebsocketCommunicator) -> int:
    """The code with which the server closes, whatever it still sends before."""
    while True:
        message = await socket.receive_output(timeout=5)
        if message["type"] == "websocket.close":
            return int(message["code"])

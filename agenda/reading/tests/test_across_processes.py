"""A presented page goes from one web process to the screens of another, also after Redis was away."""

import contextlib
import json
import signal
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from websockets.sync.client import ClientConnection

from agenda.documents.tests.conftest import Desk
from agenda.reading.presenting import KIND
from agenda.reading.tests.test_presenting import REGION, Room
from deploy.plan import ROOT
from meetings.lifecycle.models import Meeting
from tests.line import Line, line_to
from tests.ports import free_ports
from tests.test_servers import COMMANDS, Server, environment, post, wait_for

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql" or not settings.REDIS_URL,
        reason="there is one web process without PostgreSQL and Redis",
    ),
]


@pytest.fixture
def line() -> Iterator[Line]:
    """What both processes reach Redis by."""
    port = urlsplit(settings.REDIS_URL).port
    assert port is not None
    with line_to(port) as whole:
        yield whole


@pytest.fixture
def servers(transactional_db: None, line: Line) -> Iterator[list[Server]]:
    """Two web processes on the test's database."""
    url = f"redis://127.0.0.1:{line.port}{urlsplit(settings.REDIS_URL).path}"
    with contextlib.ExitStack() as stack:
        processes = [(port, stack.enter_context(web(port, url))) for port in free_ports(2)]
        for port, process in processes:
            wait_for(port, process)
        yield [Server(port) for port, _ in processes]


@contextlib.contextmanager
def web(port: int, redis_url: str) -> Iterator[subprocess.Popen[bytes]]:
    variables = environment(port) | {"REDIS_URL": redis_url}
    process = subprocess.Popen(COMMANDS["daphne"], cwd=ROOT, env=variables)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) is not None


def next_view(socket: ClientConnection) -> dict[str, Any]:
    """The next page that this screen is told of."""
    while True:
        frame = json.loads(socket.recv(timeout=30))
        if view := frame.get("passing", {}).get(KIND):
            return dict(view)


def test_screens_of_another_process_see_the_page_and_its_part(
    servers: list[Server], line: Line, desk: Desk, running_meeting: Meeting
) -> None:
    one, other = servers
    room = Room(desk, running_meeting)
    room.show_document()
    path = f"/meetings/{running_meeting.id}/presenting"

    def view(page: int) -> dict[str, Any]:
        return {"document_id": room.document, "page": page, "region": REGION, "screen": "may-tinh-bang"}

    with one.client(desk.cast.chair) as chair, other.live(desk.cast.member, running_meeting, 0) as screen:
        assert post(chair, path, view(2)).status_code == 200
        heard = next_view(screen)
        assert (heard["page"], heard["region"]) == (2, REGION)

        line.cut()
        for page in (5, 7):
            assert post(chair, path, view(page)).status_code == 200
        line.mend()
        assert next_view(screen)["page"] == 7
        with other.live(desk.cast.member2, running_meeting, 0) as newcomer:
            assert next_view(newcomer)["page"] == 7

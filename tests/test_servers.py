"""The same application under Daphne and under uvicorn: live news, votes, lost rights, foreign pages."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from agenda.items import table
from agenda.items.models import AgendaItem
from conftest import Cast, Member
from deploy.plan import ROOT
from ecabinet.journal.services import command
from meetings.lifecycle.models import Meeting
from tests.ports import free_ports

pytestmark = pytest.mark.django_db(transaction=True)
START_SECONDS = 90


@dataclass
class Server:
    """A web process on the test's database."""

    port: int

    def client(self, member: Member) -> httpx.Client:
        """A browser in which `member` is signed in."""
        cookies = {settings.SESSION_COOKIE_NAME: member.client.session_key, "csrftoken": "c" * 32}
        headers = {"X-CSRFToken": "c" * 32}
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/api", cookies=cookies, headers=headers, timeout=30
        )

    def live(
        self, member: Member, meeting: Meeting, after: int, origin: str | None = None
    ) -> ClientConnection:
        cookie = f"{settings.SESSION_COOKIE_NAME}={member.client.session_key}"
        address = f"ws://127.0.0.1:{self.port}/api/meetings/{meeting.id}/live?after={after}"
        return connect(address, additional_headers={"Cookie": cookie}, origin=origin, open_timeout=30)  # type: ignore[arg-type]


COMMANDS = {
    "daphne": [sys.executable, "-m", "deploy.web"],
    "uvicorn": [sys.executable, "-m", "uvicorn", "ecabinet.asgi:application", "--log-level", "warning"],
}


@pytest.fixture(params=sorted(COMMANDS))
def server(request: pytest.FixtureRequest, cast: Cast, transactional_db: None) -> Iterator[Server]:
    (port,) = free_ports(1)
    more = ["--port", str(port)] if request.param == "uvicorn" else []
    process = subprocess.Popen([*COMMANDS[request.param], *more], cwd=ROOT, env=environment(port))
    try:
        wait_for(port, process)
        yield Server(port)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) is not None


def environment(port: int) -> dict[str, str]:
    database = connection.settings_dict
    url = f"sqlite://{Path(str(database['NAME'])).resolve()}"
    if connection.vendor == "postgresql":
        url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ecabinet.settings",
        "ECABINET_DATA": str(settings.DATA),
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/api/session", timeout=5)
            return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def post(client: httpx.Client, path: str, body: Any = None) -> httpx.Response:
    return client.post(path, json=body or {}, headers={"Idempotency-Key": str(uuid.uuid4())})


def next_event(socket: ClientConnection, event_type: str) -> dict[str, Any]:
    """The next frame of that type."""
    while True:
        frame: dict[str, Any] = json.loads(socket.recv(timeout=30))
        if frame.get("type") == event_type:
            return frame


def snapshot(client: httpx.Client, meeting: Meeting) -> dict[str, Any]:
    answer = client.get(f"/meetings/{meeting.id}/snapshot")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def open_item(cast: Cast, meeting: Meeting) -> AgendaItem:
    item = AgendaItem.objects.filter(meeting=meeting, kind="decision").get()
    with command("test.item", cast.secretary.actor) as cmd:
        table.open_item(cmd, meeting, item)
    return item


def test_an_act_reaches_every_screen_that_may_see_it(
    server: Server, cast: Cast, running_meeting: Meeting
) -> None:
    with server.client(cast.secretary) as secretary, server.client(cast.member) as member:
        seq = snapshot(member, running_meeting)["seq"]
        mine = str(cast.member.participant(running_meeting).id)
        own, screen = (server.live(who, running_meeting, seq) for who in (cast.member, cast.site_device))
        with own, screen:
            answer = post(member, f"/meetings/{running_meeting.id}/check-in", {"mode": "in_person"})
            assert answer.status_code == 200
            frames = [next_event(socket, "attendance.checked_in") for socket in (own, screen)]
        assert frames[0] == frames[1]
        assert frames[0]["actor"]["name"] == "Phạm Thành Viên"
        row = frames[0]["state"]["participants"][mine]
        assert row["attendance"] == "present_in_person"
        rows = snapshot(secretary, running_meeting)["parts"]["participants"]
        assert rows[mine] == row


def test_an_event_of_any_size_reaches_the_screens(
    server: Server, cast: Cast, running_meeting: Meeting
) -> None:
    # Larger than what a socket may send to the server, which Daphne holds against its own messages too.
    text, stream = "Ế" * 60_000, f"meeting:{running_meeting.id}"
    with server.client(cast.member) as member, server.live(cast.member, running_meeting, 0) as socket:
        next_event(socket, "meeting.started")
        for event_type, said in (("test.large", text), ("test.small", "")):
            with command("test.tell", cast.secretary.actor) as cmd:
                cmd.append(stream, event_type, data={"text": said})
        assert next_event(socket, "test.large")["data"] == {"text": text}
        assert next_event(socket, "test.small")["data"] == {"text": ""}
        assert snapshot(member, running_meeting)["seq"] > 0


def test_three_members_vote_and_everyone_sees_the_result_after_the_close(
    server: Server, cast: Cast, running_meeting: Meeting
) -> None:
    item, base = open_item(cast, running_meeting), f"/meetings/{running_meeting.id}"
    voters = [(cast.member, "approve"), (cast.member2, "approve"), (cast.member3, "reject")]
    for member, _choice in voters:
        with server.client(member) as client:
            assert post(client, f"{base}/check-in", {"mode": "online"}).status_code == 200
    with server.client(cast.secretary) as secretary, server.client(cast.site_device) as screen:
        draft = {"item_id": str(item.id), "question": "Thông qua?", "threshold": "1/2", "base": "cast"}
        poll = post(secretary, f"{base}/polls", draft).json()["id"]
        assert post(secretary, f"{base}/polls/{poll}/open").status_code == 200
        seen = snapshot(screen, running_meeting)
        assert seen["parts"]["polls"][poll]["result"] is None
        with server.live(cast.site_device, running_meeting, seen["seq"]) as socket:
            for member, choice in voters:
                with server.client(member) as client:
                    ballot = {"ballot_id": str(uuid.uuid4()), "choice": choice}
                    assert post(client, f"{base}/polls/{poll}/ballots", ballot).status_code == 200
            assert post(secretary, f"{base}/polls/{poll}/close").status_code == 200
            frame = next_event(socket, "poll.closed")
        result = frame["state"]["polls"][poll]["result"]
        assert (result["approve"], result["reject"], result["cast"]) == (2, 1, 3)
        assert snapshot(screen, running_meeting)["parts"]["polls"][poll]["result"] == result


def test_signing_out_closes_the_live_socket_within_two_seconds(
    server: Server, cast: Cast, running_meeting: Meeting
) -> None:
    with server.client(cast.member) as client, server.live(cast.member, running_meeting, 0) as socket:
        next_event(socket, "meeting.started")
        began = time.monotonic()
        assert client.delete("/session").status_code == 200
        with pytest.raises(ConnectionClosed) as closed:
            next_event(socket, "never")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        assert time.monotonic() - began < 2


def test_outsiders_and_foreign_pages_get_no_news(
    server: Server, cast: Cast, running_meeting: Meeting
) -> None:
    with server.live(cast.outsider, running_meeting, 0) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            next_event(socket, "meeting.started")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4404
    with pytest.raises(InvalidStatus) as refused:
        server.live(cast.member, running_meeting, 0, origin="https://evil.example")
    assert refused.value.response.status_code == 403
    with server.client(cast.outsider) as outsider:
        answer = outsider.get(f"/meetings/{running_meeting.id}/snapshot")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"

"""The live line of who waits: only the own admission, and a new start as soon as the door opens or shuts."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.sessions import CookieMiddleware, SessionMiddleware
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.urls import path

from conftest import Cast
from ecabinet.journal.hub import hub
from ecabinet.journal.live import LiveConsumer
from ecabinet.journal.tests.conftest import close_code, next_frame, opened
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest_asyncio.fixture(autouse=True)
async def running_hub() -> AsyncIterator[None]:
    await hub.start()
    yield
    await hub.stop()


def screen(session: str, meeting: Meeting, after: int) -> WebsocketCommunicator:
    consumer = LiveConsumer.as_asgi(kind="meeting")
    application = CookieMiddleware(SessionMiddleware(URLRouter([path("live/<uuid:subject>", consumer)])))
    headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode())]
    return WebsocketCommunicator(application, f"/live/{meeting.id}?after={after}", headers=headers)


async def test_the_line_of_who_waits(cast: Cast, running_meeting: Meeting) -> None:
    base = f"/meetings/{running_meeting.id}"

    @sync_to_async
    def post(member: str, rest: str, body: Any = None) -> None:
        answer = getattr(cast, member).post(f"{base}/{rest}", body)
        assert answer.status == 200, answer.content

    @sync_to_async
    def look() -> tuple[str, int, str]:
        """The session of the guest, the sequence of a fresh snapshot, and the guest's participant id."""
        taken = cast.delegate.get(f"{base}/snapshot").body
        one = cast.delegate.participant(running_meeting)
        return cast.delegate.client.session_key, taken["seq"], str(one.id)

    await Participant.objects.filter(person=cast.delegate.person).aupdate(role="guest")
    session, seq, one = await look()
    inside = screen(session, running_meeting, seq)
    await opened(inside)
    await post("secretary", "lobby/settings", {"guests_wait": True})
    assert await close_code(inside) == 4408

    session, seq, _ = await look()
    waiting = screen(session, running_meeting, seq)
    await opened(waiting)
    await post("secretary", "announcements", {"text": "Trong phòng họp"})
    await post("delegate", "lobby/knock")
    told = [await next_frame(waiting) for _ in range(2)]
    assert [frame["type"] for frame in told] == ["guest.told", "line.moved"]
    await post("secretary", "lobby/admit", {"participant_ids": [one]})
    assert await close_code(waiting) == 4408

    session, seq, _ = await look()
    admitted = screen(session, running_meeting, seq)
    await opened(admitted)
    await post("secretary", "announcements", {"text": "Nghỉ giải lao"})
    assert (await next_frame(admitted))["data"]["text"] == "Nghỉ giải lao"
    await post("secretary", f"lobby/{one}/send-out", {})
    assert await close_code(admitted) == 4408

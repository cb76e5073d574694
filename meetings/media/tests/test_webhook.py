"""What the media server tells: believed only when signed, fresh and new."""

import base64
import hashlib
import time
import uuid
from typing import Any

import jwt
import pytest
from django.test import Client
from google.protobuf.json_format import MessageToJson
from livekit.protocol import models
from livekit.protocol.webhook import WebhookEvent

from meetings.media import reconciler
from meetings.media.tests.conftest import RETIRED_SECRET
from meetings.media.tests.fake import KEY, SECRET
from meetings.media.webhook import LARGEST_BODY

pytestmark = pytest.mark.django_db

MEETING = uuid.UUID("6f1e1f3c-0000-4000-8000-000000000001")


class Listener:
    """Stands where the reconciler does, and keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[uuid.UUID] = []
        self.begun: list[uuid.UUID] = []

    def notice(self, meeting_id: uuid.UUID, *, hinted: bool = False, begun: bool = False) -> None:
        assert hinted
        self.heard.append(meeting_id)
        if begun:
            self.begun.append(meeting_id)


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    it = Listener()
    monkeypatch.setattr(reconciler, "_running", it)
    return it


def event(
    room: str = str(MEETING), age: int = 0, event_id: str = "EV_1", kind: str = "participant_joined"
) -> bytes:
    message = WebhookEvent(
        event=kind,
        room=models.Room(name=room),
        participant=models.ParticipantInfo(identity="site:x"),
        id=event_id,
        created_at=int(time.time()) - age,
    )
    return MessageToJson(message, indent=None).encode()


def signed(body: bytes, secret: str = SECRET, **changes: Any) -> str:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    now = int(time.time())
    claims = {"iss": KEY, "nbf": now, "exp": now + 300, "sha256": digest, **changes}
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, secret, algorithm="HS256")


def send(body: bytes, authorization: str, **headers: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(
        "/api/media/webhook",
        body,
        content_type="application/webhook+json",
        headers={"Authorization": authorization, **headers},
    )


def test_a_signed_webhook_is_a_hint(listener: Listener) -> None:
    body = event()
    answer = send(body, signed(body))
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert listener.heard == [MEETING]


def test_a_room_that_begins_is_told_apart(listener: Listener) -> None:
    for number, kind in enumerate(["participant_joined", "room_started"]):
        body = event(event_id=f"EV_{number}", kind=kind)
        assert send(body, signed(body)).status_code == 200
    assert (listener.heard, listener.begun) == ([MEETING] * 2, [MEETING])


def test_further_keys_count_each_with_its_own_secret(listener: Listener) -> None:
    body = event()
    assert send(body, signed(body, iss="retired")).status_code == 401
    assert send(body, signed(body, secret=RETIRED_SECRET)).status_code == 401
    assert send(body, signed(body, secret=RETIRED_SECRET, iss="retired")).status_code == 200
    assert listener.heard == [MEETING]


def test_the_same_webhook_again_is_no_news(listener: Listener) -> None:
    body = event()
    assert send(body, signed(body)).status_code == 200
    assert send(body, signed(body)).status_code == 200
    other = event(event_id="EV_2")
    assert send(other, signed(other)).status_code == 200
    assert listener.heard == [MEETING, MEETING]


def test_a_room_that_is_not_ours_is_nothing(listener: Listener) -> None:
    body = event(room="somebody's room")
    assert send(body, signed(body)).status_code == 200
    assert listener.heard == []


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "nonsense",
        signed(event(), secret="ein-anderes-geheimnis-das-lang-genug-ist"),
        signed(event(), iss="somebody"),
        signed(event(), sha256=None),
        signed(b"another body"),
        signed(event(), exp=int(time.time()) - 3600),
        signed(event(), exp=None),
        jwt.encode({"iss": KEY}, "", algorithm="none"),
    ],
)
def test_what_is_not_signed_for_this_body_is_refused(listener: Listener, authorization: str) -> None:
    answer = send(event(), authorization)
    assert answer.status_code == 401
    assert answer.json()["code"] == "webhook_refused"
    assert listener.heard == []


@pytest.mark.parametrize("age", [3600, -3600])
def test_an_old_or_future_webhook_is_refused(listener: Listener, age: int) -> None:
    body = event(age=age)
    assert send(body, signed(body)).status_code == 401
    assert listener.heard == []


@pytest.mark.parametrize("body", [b"not json", b"[1]", b"5", b'{"room": 5}', b"\xff\xfe"])
def test_a_signed_body_that_cannot_be_read(listener: Listener, body: bytes) -> None:
    answer = send(body, signed(body))
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_huge_body_is_refused_unread(listener: Listener) -> None:
    body = b" " * (LARGEST_BODY + 1)
    assert send(body, signed(body)).status_code == 413

"""Reading a LiveKit webhook: signed by a token whose `sha256` claim is the digest of the body. No Django.

An accepted webhook is a hint to look at a room, never the truth about it: webhooks may be lost, repeated
or overtake each other.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from google.protobuf.json_format import Parse, ParseError
from livekit.protocol.webhook import WebhookEvent

from ecabinet.problems import Problem

LARGEST_BODY = 256 * 1024
OLDEST = timedelta(minutes=10)
LEEWAY_SECONDS = 60


def read_webhook(body: bytes, authorization: str, keys: Mapping[str, str], now: datetime) -> WebhookEvent:
    """The event; `keys` are the secrets by key.

    Raises Problem webhook_refused (401) when it is not from our media server or too old, malformed (400)
    when it cannot be read.
    """
    _check_signature(body, authorization, keys)
    try:
        event = Parse(body.decode(), WebhookEvent(), ignore_unknown_fields=True)
    except (ParseError, UnicodeDecodeError) as error:
        raise Problem("malformed") from error
    if abs(now.timestamp() - event.created_at) > OLDEST.total_seconds():
        raise Problem("webhook_refused")
    return event


def _check_signature(body: bytes, authorization: str, keys: Mapping[str, str]) -> None:
    token = authorization.removeprefix("Bearer ").strip()
    try:
        key = jwt.decode(token, options={"verify_signature": False}).get("iss")
        claims = jwt.decode(
            token,
            _secret(key, keys),
            algorithms=["HS256"],
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss"]},
        )
    except jwt.PyJWTError as error:
        raise Problem("webhook_refused") from error
    digest = base64.b64encode(hashlib.sha256(body).digest())
    if not hmac.compare_digest(str(claims.get("sha256", "")).encode(), digest):
        raise Problem("webhook_refused")


def _secret(key: Any, keys: Mapping[str, str]) -> str:
    if not isinstance(key, str) or key not in keys:
        raise jwt.InvalidIssuerError("signed by an unknown key")
    return keys[key]


def meeting_of(event: WebhookEvent) -> UUID | None:
    """The meeting whose room the event is about; None for a room that is not ours."""
    return meeting_id(event.room.name)


def meeting_id(room: str) -> UUID | None:
    """The id of the meeting that a room of this name belongs to; None for a room that is not ours."""
    try:
        return UUID(room)
    except ValueError:
        return None

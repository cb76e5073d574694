"""Reading a LiveKit webhook: signed by a token whose `sha256` claim is the digest of the body. No Django.

An accepted webhook is a hint to look at a room, never the truth about it: webhooks may be lost, repeated
or overtake each other.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

import jwt
from google.protobuf.json_format import Parse, ParseError
from livekit.protocol.webhook import WebhookEvent

from ecabinet.problems import Problem

LARGEST_BODY = 256 * 1024
OLDEST = timedelta(minutes=10)
LEEWAY_SECONDS = 60


def read_webhook(body: bytes, authorization: str, key: str, secret: str, now: datetime) -> WebhookEvent:
    """The event. Raises Problem webhook_refused (401) when it is not from our media server, or too old,
    malformed (400) when it cannot be read."""
    _check_signature(body, authorization, key, secret)
    try:
        event = Parse(body.decode(), WebhookEvent(), ignore_unknown_fields=True)
    except (ParseError, UnicodeDecodeError) as error:
        raise Problem("malformed") from error
    if abs(now.timestamp() - event.created_at) > OLDEST.total_seconds():
        raise Problem("webhook_refused")
    return event


def _check_signature(body: bytes, authorization: str, key: str, secret: str) -> None:
    try:
        claims = jwt.decode(
            authorization.removeprefix("Bearer ").strip(),
            secret,
            algorithms=["HS256"],
            issuer=key,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss"]},
        )
    except jwt.PyJWTError as error:
        raise Problem("webhook_refused") from error
    digest = base64.b64encode(hashlib.sha256(body).digest())
    if not hmac.compare_digest(str(claims.get("sha256", "")).encode(), digest):
        raise Problem("webhook_refused")


def meeting_of(event: WebhookEvent) -> UUID | None:
    """The meeting whose room the event is about; None for a room that is not ours."""
    try:
        return UUID(event.room.name)
    except ValueError:
        return None

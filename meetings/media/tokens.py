"""Tickets for the media room, and where the room is.

A token is a JWT as LiveKit servers read it (docs.livekit.io, "Authentication"): HS256 by the API secret,
`iss` the API key, `sub` the identity, and the grant in `video`.
"""

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from django.conf import settings
from django.http import HttpRequest

from ecabinet.mediaserver import as_scheme
from meetings.media.rules import Member, Permission

# Clocks of the two machines may differ a little.
EARLIER_SECONDS = 10


def room_token(
    room: str,
    identity: str,
    member: Member,
    permission: Permission,
    now: datetime,
    lifetime: timedelta | None = None,
) -> str:
    """A token with which `identity` joins `room` and may do what `permission` says, from `now`.

    `lifetime` None: as long as the tokens of meetings last.
    """
    at = int(now.timestamp())
    lasts = settings.MEDIA_TOKEN_LIFETIME if lifetime is None else lifetime
    claims = {
        "iss": settings.LIVEKIT_API_KEY,
        "sub": identity,
        "nbf": at - EARLIER_SECONDS,
        "exp": at + int(lasts.total_seconds()),
        "name": member.name,
        "attributes": member.attributes,
        "metadata": json.dumps({"title": member.title}, ensure_ascii=False),
        "video": {
            "room": room,
            "roomJoin": True,
            "canSubscribe": permission.subscribe,
            "canPublish": permission.can_publish,
            "canPublishData": permission.data,
            "canPublishSources": [str(source) for source in permission.sources],
        },
    }
    return jwt.encode(claims, settings.LIVEKIT_API_SECRET, algorithm="HS256")


def media_url(request: HttpRequest) -> str:
    """The address (ws or wss) at which the one who asks reaches the media server."""
    configured = settings.MEDIA_PUBLIC_URL or settings.LIVEKIT_URL
    if configured:
        return as_scheme(configured, "ws")
    host = urlsplit(f"//{request.get_host()}").hostname or "127.0.0.1"
    name = f"[{host}]" if ":" in host else host
    secure = request.is_secure() or settings.TLS
    return f"{'wss' if secure else 'ws'}://{name}:{settings.MEDIA_PORT}"

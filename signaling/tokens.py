"""Access tokens of the LiveKit protocol: JWTs signed with HS256 by an API secret."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import jwt
from livekit.protocol.models import ParticipantInfo, ParticipantPermission, TrackSource, TrackType

LEEWAY = 60
# Metadata and attributes of the largest size allowed still fit.
_MAX_TOKEN = 256 * 1024
_KINDS = {
    "standard": ParticipantInfo.STANDARD,
    "ingress": ParticipantInfo.INGRESS,
    "egress": ParticipantInfo.EGRESS,
    "sip": ParticipantInfo.SIP,
    "agent": ParticipantInfo.AGENT,
}
_KIND_NAMES = {number: name for name, number in _KINDS.items()}
_SOURCES = {
    "camera": TrackSource.CAMERA,
    "microphone": TrackSource.MICROPHONE,
    "screen_share": TrackSource.SCREEN_SHARE,
    "screen_share_audio": TrackSource.SCREEN_SHARE_AUDIO,
}
_SOURCE_NAMES = {int(number): name for name, number in _SOURCES.items()}
_SOURCE_KINDS = {
    int(TrackSource.CAMERA): int(TrackType.VIDEO),
    int(TrackSource.MICROPHONE): int(TrackType.AUDIO),
    int(TrackSource.SCREEN_SHARE): int(TrackType.VIDEO),
    int(TrackSource.SCREEN_SHARE_AUDIO): int(TrackType.AUDIO),
}


class TokenError(Exception):
    """The token is missing, forged, expired, or not of a known key. The text may be shown to the client."""


@dataclass(frozen=True)
class VideoGrant:
    """What a token allows. `can_publish_sources` empty means every source `can_publish` allows."""

    room_join: bool = False
    room: str = ""
    room_admin: bool = False
    room_create: bool = False
    room_list: bool = False
    can_publish: bool = True
    can_subscribe: bool = True
    can_publish_data: bool = True
    can_publish_sources: tuple[str, ...] = ()
    can_update_own_metadata: bool = False
    hidden: bool = False
    recorder: bool = False

    def allows_source(self, source: int) -> bool:
        """Whether a track of this TrackSource, known or not, may be published."""
        if not self.can_publish:
            return False
        return not self.can_publish_sources or _SOURCE_NAMES.get(source) in self.can_publish_sources

    def allows_track(self, source: int, kind: int) -> bool:
        """Whether a track of this TrackSource and TrackType may be published.

        Where sources are restricted, sound must not pass as a camera.
        """
        if not self.allows_source(source):
            return False
        return not self.can_publish_sources or kind == _SOURCE_KINDS.get(source)

    def permission(self) -> ParticipantPermission:
        """The grant as participants see it."""
        return ParticipantPermission(
            can_subscribe=self.can_subscribe,
            can_publish=self.can_publish,
            can_publish_data=self.can_publish_data,
            can_publish_sources=[_SOURCES[each] for each in self.can_publish_sources if each in _SOURCES],
            can_update_metadata=self.can_update_own_metadata,
            hidden=self.hidden,
            recorder=self.recorder,
        )

    def with_permission(self, permission: ParticipantPermission) -> VideoGrant:
        """The grant after a live change of permission."""
        return replace(
            self,
            can_subscribe=permission.can_subscribe,
            can_publish=permission.can_publish,
            can_publish_data=permission.can_publish_data,
            can_publish_sources=tuple(
                _SOURCE_NAMES.get(each, f"source {each}") for each in permission.can_publish_sources
            ),
            can_update_own_metadata=permission.can_update_metadata,
            hidden=permission.hidden,
            recorder=permission.recorder,
        )


@dataclass(frozen=True)
class Claims:
    """A verified token. `expires` is a Unix time, `kind` a ParticipantInfo.Kind."""

    identity: str
    grant: VideoGrant
    name: str = ""
    metadata: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    kind: ParticipantInfo.Kind = ParticipantInfo.STANDARD
    expires: int = 0


class Keys:
    """The API keys of this server; verifies tokens and issues them."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        if not secrets:
            raise ValueError("at least one API key is needed")
        self._secrets = dict(secrets)
        self.primary = next(iter(self._secrets))

    def verify(self, token: str) -> Claims:
        """The claims of a token; raises TokenError."""
        if not token:
            raise TokenError("invalid token: there is none")
        if len(token) > _MAX_TOKEN:
            raise TokenError("invalid token: too large")
        try:
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
            secret = self._secrets.get(issuer) if isinstance(issuer, str) else None
            if secret is None:
                raise TokenError("invalid API key")
            payload = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                leeway=LEEWAY,
                options={"require": ["exp", "iss"], "verify_aud": False},
            )
            return _read_claims(payload)
        except (jwt.PyJWTError, TypeError, ValueError, OverflowError, RecursionError) as error:
            # The last two: an expiry of infinity, and brackets nested by the thousand.
            raise TokenError(f"invalid token: {error}") from error

    def sign(self, payload: Mapping[str, Any], lifetime: int) -> str:
        """A token with these claims, valid from now for `lifetime` seconds, signed by the primary key."""
        now = int(time.time())
        standard = {"iss": self.primary, "nbf": now, "exp": now + lifetime}
        return jwt.encode({**payload, **standard}, self._secrets[self.primary], algorithm="HS256")

    def refresh(self, claims: Claims, lifetime: int) -> str:
        """A token with which the participant can come back as it is now."""
        remaining = claims.expires - int(time.time())
        return self.sign(_write_claims(claims), max(lifetime, remaining))


def _read_claims(payload: Mapping[str, Any]) -> Claims:
    video = payload.get("video") or {}
    attributes = payload.get("attributes") or {}
    if not isinstance(video, dict) or not isinstance(attributes, dict):
        raise TokenError("invalid token: malformed claims")
    return Claims(
        identity=str(payload.get("sub") or ""),
        grant=_read_grant(video),
        name=str(payload.get("name") or ""),
        metadata=str(payload.get("metadata") or ""),
        attributes={str(k): str(v) for k, v in attributes.items()},
        kind=_KINDS.get(str(payload.get("kind") or "standard"), ParticipantInfo.STANDARD),
        expires=int(payload["exp"]),
    )


def _unset_is_true(video: Mapping[str, Any], name: str) -> bool:
    value = video.get(name)
    return True if value is None else bool(value)


def _read_grant(video: Mapping[str, Any]) -> VideoGrant:
    sources = video.get("canPublishSources") or []
    return VideoGrant(
        room_join=bool(video.get("roomJoin")),
        room=str(video.get("room") or ""),
        room_admin=bool(video.get("roomAdmin")),
        room_create=bool(video.get("roomCreate")),
        room_list=bool(video.get("roomList")),
        can_publish=_unset_is_true(video, "canPublish"),
        can_subscribe=_unset_is_true(video, "canSubscribe"),
        can_publish_data=_unset_is_true(video, "canPublishData"),
        can_publish_sources=tuple(str(each).lower() for each in sources),
        can_update_own_metadata=bool(video.get("canUpdateOwnMetadata")),
        hidden=bool(video.get("hidden")),
        recorder=bool(video.get("recorder")),
    )


def _write_claims(claims: Claims) -> dict[str, Any]:
    grant = claims.grant
    return {
        "sub": claims.identity,
        "name": claims.name,
        "metadata": claims.metadata,
        "attributes": dict(claims.attributes),
        "kind": _KIND_NAMES[claims.kind],
        "video": {
            "roomJoin": grant.room_join,
            "room": grant.room,
            "roomAdmin": grant.room_admin,
            "canPublish": grant.can_publish,
            "canSubscribe": grant.can_subscribe,
            "canPublishData": grant.can_publish_data,
            "canPublishSources": list(grant.can_publish_sources),
            "canUpdateOwnMetadata": grant.can_update_own_metadata,
            "hidden": grant.hidden,
            "recorder": grant.recorder,
        },
    }

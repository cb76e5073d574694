"""The RoomService of a LiveKit server; nothing else calls it. The source of truth is the journal."""

from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from uuid import UUID

import aiohttp
from livekit import api
from livekit.protocol import models, room

from ecabinet import mediaserver
from meetings.media.plan import Action, Microphone, Mute, Remove, Seen, Update
from meetings.media.rules import Permission, Source

TIMEOUT_SECONDS = 5.0
SOURCES = {
    Source.CAMERA: models.TrackSource.CAMERA,
    Source.MICROPHONE: models.TrackSource.MICROPHONE,
    Source.SCREEN_SHARE: models.TrackSource.SCREEN_SHARE,
    Source.SCREEN_SHARE_AUDIO: models.TrackSource.SCREEN_SHARE_AUDIO,
}
EVERY_SOURCE = [number for _, number in models.TrackSource.items()]


class MediaUnreachable(Exception):
    """The media server did not answer, or not sensibly. Normal for a while: try again later."""


class RoomClient:
    """One kept connection pool to the RoomService. Use as an async context manager, in one event loop."""

    def __init__(self, url: str, key: str, secret: str) -> None:
        self._url, self._key, self._secret = url, key, secret
        self._session: aiohttp.ClientSession | None = None
        self._rooms: api.room_service.RoomService | None = None

    async def __aenter__(self) -> "RoomClient":
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
            connector=aiohttp.TCPConnector(ssl=mediaserver.trusted(), limit=8),
        )
        self._rooms = api.room_service.RoomService(
            self._session, self._url, self._key, self._secret, failover=False
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def look(self, meeting_id: UUID) -> list[Seen]:
        """Who is in the room, those still joining or already gone left out. Raises MediaUnreachable."""
        request = room.ListParticipantsRequest(room=str(meeting_id))
        answer = await self._call("list_participants", request)
        return [seen(one) for one in answer.participants if _is_there(one)] if answer else []

    async def act(self, meeting_id: UUID, action: Action) -> None:
        """Carry out one action; nothing when its subject has left meanwhile. Raises MediaUnreachable."""
        name = str(meeting_id)
        if isinstance(action, Update):
            permission = as_protobuf(action.permission)
            update = room.UpdateParticipantRequest(room=name, identity=action.identity, permission=permission)
            await self._call("update_participant", update)
        elif isinstance(action, Remove):
            who = room.RoomParticipantIdentity(room=name, identity=action.identity)
            await self._call("remove_participant", who)
        elif isinstance(action, Mute):
            track = room.MuteRoomTrackRequest(
                room=name, identity=action.identity, track_sid=action.sid, muted=True
            )
            await self._call("mute_published_track", track)

    async def _call(self, method: str, request: Any) -> Any:
        """The answer; None when what is addressed does not exist."""
        try:
            return await getattr(self._rooms, method)(request)
        except api.TwirpError as error:
            if error.code == api.TwirpErrorCode.NOT_FOUND:
                return None
            raise MediaUnreachable(f"{method}: {error}") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise MediaUnreachable(f"{method}: {type(error).__name__} {error}") from error


def as_protobuf(permission: Permission) -> models.ParticipantPermission:
    """The permission as the RoomService takes it."""
    return models.ParticipantPermission(
        can_subscribe=permission.subscribe,
        can_publish=permission.can_publish,
        can_publish_data=permission.data,
        can_publish_sources=[SOURCES[source] for source in permission.sources],
    )


def seen(info: models.ParticipantInfo) -> Seen:
    """What of a participant matters here. Who may publish and has no list of sources may publish all."""
    permission = info.permission
    listed = permission.can_publish_sources or (EVERY_SOURCE if permission.can_publish else [])
    joined = info.joined_at_ms / 1000 if info.joined_at_ms else info.joined_at
    return Seen(
        identity=info.identity,
        joined_at=datetime.fromtimestamp(joined, UTC),
        sources=frozenset(models.TrackSource.Name(number).lower() for number in listed),
        can_publish=permission.can_publish,
        can_subscribe=permission.can_subscribe,
        data=permission.can_publish_data,
        microphones=tuple(
            Microphone(track.sid, track.muted)
            for track in info.tracks
            if track.source == models.TrackSource.MICROPHONE
        ),
        shares=any(t.source == models.TrackSource.SCREEN_SHARE and not t.muted for t in info.tracks),
        on_line=info.state == models.ParticipantInfo.State.ACTIVE,
        managed=info.kind == models.ParticipantInfo.Kind.STANDARD,
    )


def _is_there(info: models.ParticipantInfo) -> bool:
    state = models.ParticipantInfo.State
    return info.state in (state.JOINED, state.ACTIVE)

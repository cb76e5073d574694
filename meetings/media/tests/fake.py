"""A RoomService on the wire: Twirp over HTTP, real protobuf and tokens, rooms kept in a dictionary."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import jwt
from aiohttp import web
from livekit.protocol import models, room

KEY, SECRET = "ECtest", "một-bí-mật-đủ-dài-cho-chữ-ký-số-256-bit"

Handler = Callable[["FakeMedia", Any], Any]


class FakeMedia:
    """Rooms by name, participants by identity. `calls` lists what was asked beside listing.

    `state` is what the embedded server tells of itself, by path; LiveKit's tells nothing (None). A `silent`
    server takes requests and does not answer.
    """

    def __init__(self) -> None:
        self.rooms: dict[str, dict[str, models.ParticipantInfo]] = {}
        self.calls: list[tuple[str, str]] = []
        self.listed = asyncio.Event()
        self.state: dict[str, Any] | None = None
        self.silent = False
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def up(self) -> None:
        """Listen; the second time on the port of the first."""
        application = web.Application()
        application.router.add_post("/twirp/livekit.RoomService/{method}", self._serve)
        application.router.add_get("/state{path:.*}", self._tell)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self.port or self._runner.addresses[0][1]

    async def down(self) -> None:
        """Stop listening and forget all rooms, as a media server that is restarted does."""
        self.rooms.clear()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def join(
        self,
        name: str,
        identity: str,
        joined_at: datetime,
        sources: tuple[str, ...] = (),
        microphone: str = "",
    ) -> models.ParticipantInfo:
        """Put somebody into a room, with an unmuted microphone track when `microphone` names its sid."""
        listed: list[Any] = [models.TrackSource.Value(source.upper()) for source in sources]
        info = models.ParticipantInfo(
            identity=identity,
            state=models.ParticipantInfo.State.ACTIVE,
            joined_at=int(joined_at.timestamp()),
            joined_at_ms=int(joined_at.timestamp() * 1000),
            permission=models.ParticipantPermission(
                can_subscribe=True,
                can_publish=bool(sources),
                can_publish_data=True,
                can_publish_sources=listed,
            ),
        )
        if microphone:
            info.tracks.add(sid=microphone, source=models.TrackSource.MICROPHONE)
        self.rooms.setdefault(name, {})[identity] = info
        return info

    def sources(self, name: str, identity: str) -> set[str]:
        """What an identity may publish now."""
        listed = self.rooms[name][identity].permission.can_publish_sources
        return {models.TrackSource.Name(number).lower() for number in listed}

    async def _tell(self, request: web.Request) -> web.Response:
        if self.silent:
            await asyncio.Event().wait()
        if self.state is None:
            return web.json_response({}, status=404)
        if not _grants(request.headers.get("Authorization", "")).items() >= STATE_GRANTS.items():
            return web.json_response({}, status=403)
        told = self.state.get(request.match_info["path"])
        return web.json_response(told, status=404 if told is None else 200)

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        kind, handler = HANDLERS[method]
        asked = kind.FromString(await request.read())
        if method != "ListRooms" and not _may(request.headers.get("Authorization", ""), asked.room):
            return web.json_response({"code": "unauthenticated", "msg": "no"}, status=401)
        answer = handler(self, asked)
        if method in ("ListParticipants", "ListRooms"):
            self.listed.set()
        elif answer is not None:
            self.calls.append((method, asked.identity))
        if answer is None:
            return web.json_response({"code": "not_found", "msg": "no such thing"}, status=404)
        return web.Response(body=answer.SerializeToString(), content_type="application/protobuf")

    def _list(self, asked: room.ListParticipantsRequest) -> Any:
        found = self.rooms.get(asked.room)
        return None if found is None else room.ListParticipantsResponse(participants=found.values())

    def _list_rooms(self, _asked: room.ListRoomsRequest) -> Any:
        rooms = [
            models.Room(name=name, num_participants=len(people), creation_time=1_790_000_000)
            for name, people in self.rooms.items()
        ]
        return room.ListRoomsResponse(rooms=rooms)

    def _update(self, asked: room.UpdateParticipantRequest) -> Any:
        info = self.rooms.get(asked.room, {}).get(asked.identity)
        if info is not None:
            info.permission.CopyFrom(asked.permission)
        return info

    def _remove(self, asked: room.RoomParticipantIdentity) -> Any:
        gone = self.rooms.get(asked.room, {}).pop(asked.identity, None)
        return None if gone is None else room.RemoveParticipantResponse()

    def _mute(self, asked: room.MuteRoomTrackRequest) -> Any:
        info = self.rooms.get(asked.room, {}).get(asked.identity)
        for track in info.tracks if info else ():
            if track.sid == asked.track_sid:
                track.muted = asked.muted
                return room.MuteRoomTrackResponse(track=track)
        return None


STATE_GRANTS = {"roomList": True, "roomAdmin": True}
HANDLERS: dict[str, tuple[Any, Handler]] = {
    "ListRooms": (room.ListRoomsRequest, FakeMedia._list_rooms),
    "ListParticipants": (room.ListParticipantsRequest, FakeMedia._list),
    "UpdateParticipant": (room.UpdateParticipantRequest, FakeMedia._update),
    "RemoveParticipant": (room.RoomParticipantIdentity, FakeMedia._remove),
    "MutePublishedTrack": (room.MuteRoomTrackRequest, FakeMedia._mute),
}


def _may(authorization: str, name: str) -> bool:
    video = _grants(authorization)
    return bool(video.get("roomAdmin")) and video.get("room") == name


def _grants(authorization: str) -> dict[str, Any]:
    try:
        claims = jwt.decode(authorization.removeprefix("Bearer "), SECRET, algorithms=["HS256"], issuer=KEY)
    except jwt.PyJWTError:
        return {}
    video: dict[str, Any] = claims.get("video", {})
    return video

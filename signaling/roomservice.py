"""LiveKit's RoomService over Twirp: `POST /twirp/livekit.RoomService/<Method>`, protobuf or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from livekit.protocol import room as messages
from livekit.protocol.models import DataPacket, DisconnectReason, ParticipantInfo, RoomEndReason, UserPacket
from livekit.protocol.models import Room as RoomInfo
from livekit.protocol.rtc import LeaveRequest

from signaling.rooms import data, publishing
from signaling.rooms.limits import MAX_METADATA, MAX_ROOM_NAME, attributes_fit
from signaling.rooms.participant import Participant
from signaling.rooms.registry import Rooms
from signaling.rooms.room import Room, new_room_info
from signaling.rooms.tracks import PublishedTrack
from signaling.tokens import TokenError, VideoGrant

SERVICES = "/twirp/"
PREFIX = "/twirp/livekit.RoomService/"

# Twirp's table of error codes and HTTP statuses.
_STATUS = {
    "invalid_argument": 400,
    "malformed": 400,
    "unauthenticated": 401,
    "permission_denied": 403,
    "not_found": 404,
    "bad_route": 404,
    "already_exists": 409,
    "failed_precondition": 412,
    "resource_exhausted": 429,
    "internal": 500,
    "unimplemented": 501,
}


class TwirpError(Exception):
    """An error a caller is told of, by one of Twirp's codes."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class TwirpResponse:
    """An HTTP answer."""

    status: int
    content_type: str
    body: bytes


def refusal(code: str, text: str) -> TwirpResponse:
    """An error by one of Twirp's codes, as JSON."""
    body = json.dumps({"code": code, "msg": text}).encode()
    return TwirpResponse(_STATUS[code], "application/json", body)


class RoomService:
    """Answers RoomService calls on the rooms of this process."""

    def __init__(self, rooms: Rooms, max_rooms: int = 0) -> None:
        self._rooms = rooms
        self._max_rooms = max_rooms
        self._methods: dict[str, tuple[type[Message], Callable[[VideoGrant, Any], Message]]] = {
            "CreateRoom": (messages.CreateRoomRequest, self._create_room),
            "ListRooms": (messages.ListRoomsRequest, self._list_rooms),
            "DeleteRoom": (messages.DeleteRoomRequest, self._delete_room),
            "ListParticipants": (messages.ListParticipantsRequest, self._list_participants),
            "GetParticipant": (messages.RoomParticipantIdentity, self._get_participant),
            "RemoveParticipant": (messages.RoomParticipantIdentity, self._remove_participant),
            "MutePublishedTrack": (messages.MuteRoomTrackRequest, self._mute_track),
            "UpdateParticipant": (messages.UpdateParticipantRequest, self._update_participant),
            "UpdateSubscriptions": (messages.UpdateSubscriptionsRequest, self._update_subscriptions),
            "SendData": (messages.SendDataRequest, self._send_data),
            "UpdateRoomMetadata": (messages.UpdateRoomMetadataRequest, self._update_metadata),
        }

    def call(self, method: str, content_type: str, authorization: str, body: bytes) -> TwirpResponse:
        """Answer one call; errors become Twirp's JSON, whatever the request's form."""
        try:
            return self._call(method, content_type.partition(";")[0].strip(), authorization, body)
        except TwirpError as error:
            return refusal(error.code, str(error))

    def _call(self, method: str, content_type: str, authorization: str, body: bytes) -> TwirpResponse:
        if method not in self._methods:
            raise TwirpError("bad_route", f"RoomService has no method {method}")
        if content_type not in ("application/json", "application/protobuf"):
            raise TwirpError("bad_route", "Content-Type must be application/json or application/protobuf")
        grant = self._authenticate(authorization)
        kind, handler = self._methods[method]
        is_json = content_type == "application/json"
        request = kind()
        try:
            if is_json:
                json_format.Parse(body or b"{}", request, ignore_unknown_fields=True)
            else:
                request.ParseFromString(body)
        except (DecodeError, json_format.ParseError, UnicodeDecodeError) as error:
            raise TwirpError("malformed", f"the request cannot be read: {error}") from error
        answer = handler(grant, request)
        if is_json:
            text = json_format.MessageToJson(answer, preserving_proto_field_name=True)
            return TwirpResponse(200, content_type, text.encode())
        return TwirpResponse(200, content_type, answer.SerializeToString())

    def _authenticate(self, authorization: str) -> VideoGrant:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TwirpError("unauthenticated", "a bearer token is needed")
        try:
            return self._rooms.keys.verify(token.strip()).grant
        except TokenError as error:
            raise TwirpError("unauthenticated", str(error)) from error

    # -- what is addressed -----------------------------------------------------------------------

    def _require_admin(self, grant: VideoGrant, name: str) -> None:
        if not grant.room_admin or grant.room != name:
            raise TwirpError("unauthenticated", "permissions denied")

    def _access_room(self, grant: VideoGrant, name: str) -> Room:
        self._require_admin(grant, name)
        room = self._rooms.by_name.get(name)
        if room is None:
            raise TwirpError("not_found", "requested room does not exist")
        return room

    def _access_participant(self, grant: VideoGrant, name: str, identity: str) -> Participant:
        participant = self._access_room(grant, name).participants.get(identity)
        if participant is None:
            raise TwirpError("not_found", "participant does not exist")
        return participant

    def _access_track(self, grant: VideoGrant, name: str, identity: str, sid: str) -> PublishedTrack:
        track = self._access_participant(grant, name, identity).tracks.get(sid)
        if track is None:
            raise TwirpError("not_found", "track does not exist")
        return track

    # -- rooms -----------------------------------------------------------------------------------

    def _create_room(self, grant: VideoGrant, request: messages.CreateRoomRequest) -> RoomInfo:
        if not grant.room_create:
            raise TwirpError("unauthenticated", "permissions denied")
        if not request.name or len(request.name) > MAX_ROOM_NAME:
            raise TwirpError("invalid_argument", "a room needs a name of at most 256 characters")
        if len(request.metadata.encode()) > MAX_METADATA:
            raise TwirpError("invalid_argument", "metadata is too large")
        existing = self._rooms.by_name.get(request.name)
        if existing is not None:
            return existing.info()
        if self._max_rooms and len(self._rooms.by_name) >= self._max_rooms:
            raise TwirpError("resource_exhausted", "too many rooms on this server")
        info = new_room_info(request.name)
        info.metadata = request.metadata
        info.max_participants = request.max_participants
        info.empty_timeout = request.empty_timeout or info.empty_timeout
        info.departure_timeout = request.departure_timeout or info.departure_timeout
        return self._rooms.create(info).info()

    def _list_rooms(
        self, grant: VideoGrant, request: messages.ListRoomsRequest
    ) -> messages.ListRoomsResponse:
        if not grant.room_list:
            raise TwirpError("unauthenticated", "permissions denied")
        names = set(request.names)
        rooms = [r.info() for r in self._rooms.by_name.values() if not names or r.name in names]
        return messages.ListRoomsResponse(rooms=rooms)

    def _delete_room(
        self, grant: VideoGrant, request: messages.DeleteRoomRequest
    ) -> messages.DeleteRoomResponse:
        if not grant.room_create:
            raise TwirpError("unauthenticated", "permissions denied")
        room = self._rooms.by_name.get(request.room)
        if room is None:
            raise TwirpError("not_found", "requested room does not exist")
        self._rooms.close(room, DisconnectReason.ROOM_DELETED, RoomEndReason.ROOM_END_API_DELETE)
        return messages.DeleteRoomResponse()

    def _update_metadata(self, grant: VideoGrant, request: messages.UpdateRoomMetadataRequest) -> RoomInfo:
        room = self._access_room(grant, request.room)
        if len(request.metadata.encode()) > MAX_METADATA:
            raise TwirpError("invalid_argument", "metadata is too large")
        room.set_metadata(request.metadata)
        return room.info()

    # -- participants ----------------------------------------------------------------------------

    def _list_participants(
        self, grant: VideoGrant, request: messages.ListParticipantsRequest
    ) -> messages.ListParticipantsResponse:
        self._require_admin(grant, request.room)
        room = self._rooms.by_name.get(request.room)
        present = room.participants.values() if room is not None else ()
        return messages.ListParticipantsResponse(participants=[each.info() for each in present])

    def _get_participant(
        self, grant: VideoGrant, request: messages.RoomParticipantIdentity
    ) -> ParticipantInfo:
        return self._access_participant(grant, request.room, request.identity).info()

    def _remove_participant(
        self, grant: VideoGrant, request: messages.RoomParticipantIdentity
    ) -> messages.RemoveParticipantResponse:
        participant = self._access_participant(grant, request.room, request.identity)
        self._rooms.remove(participant, DisconnectReason.PARTICIPANT_REMOVED, LeaveRequest.DISCONNECT)
        return messages.RemoveParticipantResponse()

    def _update_participant(
        self, grant: VideoGrant, request: messages.UpdateParticipantRequest
    ) -> ParticipantInfo:
        participant = self._access_participant(grant, request.room, request.identity)
        if not attributes_fit(request.name, request.metadata, dict(request.attributes)):
            raise TwirpError("invalid_argument", "name, metadata or attributes are too large")
        participant.update(
            name=request.name or None,
            metadata=request.metadata or None,
            attributes=dict(request.attributes),
        )
        if request.HasField("permission") and participant.set_permission(request.permission):
            publishing.withdraw_forbidden(participant)
            participant.subscriptions.reconcile()
        participant.room.changed(participant)
        participant.room.flush_updates()
        participant.room.refresh_token(participant)
        return participant.info()

    def _mute_track(
        self, grant: VideoGrant, request: messages.MuteRoomTrackRequest
    ) -> messages.MuteRoomTrackResponse:
        track = self._access_track(grant, request.room, request.identity, request.track_sid)
        if not request.muted and track.info.muted:
            # Opening somebody's microphone from afar is that participant's own act.
            raise TwirpError("failed_precondition", "remote unmute is not enabled")
        if request.muted and not track.info.muted:
            publishing.mute_remotely(track, True)
        return messages.MuteRoomTrackResponse(track=track.info)

    def _update_subscriptions(
        self, grant: VideoGrant, request: messages.UpdateSubscriptionsRequest
    ) -> messages.UpdateSubscriptionsResponse:
        participant = self._access_participant(grant, request.room, request.identity)
        sids = list(request.track_sids)
        for each in request.participant_tracks:
            sids.extend(each.track_sids)
        participant.subscriptions.wish(sids, request.subscribe)
        return messages.UpdateSubscriptionsResponse()

    def _send_data(self, grant: VideoGrant, request: messages.SendDataRequest) -> messages.SendDataResponse:
        room = self._access_room(grant, request.room)
        if len(request.data) > data.MAX_PACKET:
            raise TwirpError("invalid_argument", "the data is too large")
        user = UserPacket(payload=request.data, destination_sids=request.destination_sids)
        if request.HasField("topic"):
            user.topic = request.topic
        packet = DataPacket(
            kind=request.kind, destination_identities=request.destination_identities, user=user
        )
        data.deliver(room, packet, sender=None)
        return messages.SendDataResponse()

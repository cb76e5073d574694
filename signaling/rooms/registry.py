"""All rooms of the process: who may enter, when rooms begin and end, and their periodic work."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Protocol

from livekit.protocol.models import (
    Codec,
    DisconnectReason,
    ParticipantInfo,
    RoomEndReason,
    ServerInfo,
    TrackInfo,
)
from livekit.protocol.models import Room as RoomInfo
from livekit.protocol.rtc import (
    JoinResponse,
    LeaveRequest,
    ParticipantUpdate,
    ReconnectResponse,
    RoomUpdate,
    SignalResponse,
)

from signaling.config import Configuration
from signaling.counts import Counts
from signaling.protocol.formats import ENABLED_MIMES
from signaling.protocol.joinrequest import JoinParameters
from signaling.protocol.session import SignalSession
from signaling.rooms import bitrate, monitor, publishing, recovery
from signaling.rooms.identifiers import new_sid
from signaling.rooms.limits import MAX_IDENTITY, MAX_ROOM_NAME, Budget, attributes_fit, room_is_full
from signaling.rooms.negotiator import DualPeerNegotiator, SinglePeerNegotiator
from signaling.rooms.participant import Participant
from signaling.rooms.room import Room, new_room_info
from signaling.rooms.subscriptions import Subscriptions
from signaling.sfu.plane import MediaPlane
from signaling.tokens import Claims, Keys, TokenError

logger = logging.getLogger(__name__)

# A browser whose address changed learns of it by nothing but the missing answer to its ping.
PING_INTERVAL, PING_TIMEOUT = 3, 8
RESUME_WINDOW = 10.0
CONNECT_WINDOW = 30.0
SIGNAL_SILENCE = 20.0
TOKEN_LIFETIME = 600
_SERVER_VERSION = "1.9.0"
_PROTOCOL = 16


class AdmissionError(Exception):
    """A client may not enter. `status` is the HTTP status, the text is shown to the client."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def _check_length(what: str, text: str, most: int) -> None:
    if not text:
        raise AdmissionError(400, f"{what} cannot be empty")
    if len(text) > most:
        raise AdmissionError(400, f"{what} cannot be longer than {most} characters")


class Notifier(Protocol):
    """Takes events for webhooks."""

    def notify(
        self,
        event: str,
        room: RoomInfo,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
        end_reason: RoomEndReason = RoomEndReason.ROOM_END_UNKNOWN,
    ) -> None: ...


class Rooms:
    """The rooms of this process. Implements RoomEvents for its rooms."""

    def __init__(
        self, configuration: Configuration, plane: MediaPlane, keys: Keys, notifier: Notifier
    ) -> None:
        self._configuration = configuration
        self._plane = plane
        self._notifier = notifier
        self.keys = keys
        self.counts = Counts()
        # Anybody can be refused, as often as they like; the metrics count all of them.
        self.told_refusals = Budget(rate=1, burst=50)
        self.by_name: dict[str, Room] = {}
        self._ending = False
        self.server_info = ServerInfo(
            edition=ServerInfo.Standard, version=_SERVER_VERSION, protocol=_PROTOCOL, node_id=new_sid("ND_")
        )
        plane.ticker.every(0.4, self._speakers)
        plane.ticker.every(0.5, self._housekeeping)
        plane.ticker.every(2.0, self._quality)
        plane.ticker.every(300.0, self._refresh_tokens)

    # -- entering --------------------------------------------------------------------------------

    def check(self, join: JoinParameters) -> Claims:
        """The claims of a client that may enter now; raises AdmissionError 400, 401, 404 or 503."""
        if self._ending:
            raise AdmissionError(503, "the server is going down")
        try:
            claims = self.keys.verify(join.token)
        except TokenError as error:
            raise AdmissionError(401, str(error)) from error
        if not claims.grant.room_join:
            raise AdmissionError(401, "permissions denied")
        _check_length("identity", claims.identity, MAX_IDENTITY)
        _check_length("room name", claims.grant.room, MAX_ROOM_NAME)
        self._check_room(claims)
        return claims

    def _check_room(self, claims: Claims) -> None:
        room = self.by_name.get(claims.grant.room)
        limits = self._configuration.limits
        if room is None:
            if not self._configuration.auto_create:
                raise AdmissionError(404, "requested room does not exist")
            if limits.rooms and len(self.by_name) >= limits.rooms:
                raise AdmissionError(503, "too many rooms on this server")
        elif claims.identity in room.participants:
            return
        elif room_is_full(len(room.participants), room.info().max_participants, limits.room_participants):
            raise AdmissionError(503, "the room is full")
        total = sum(len(each.participants) for each in self.by_name.values())
        if limits.participants and total >= limits.participants:
            raise AdmissionError(503, "too many participants on this server")

    def enter(self, claims: Claims, join: JoinParameters, session: SignalSession) -> Participant | None:
        """Let a client in over an open session; None when it asked to resume what is gone.

        In that case it was told to come back with a full join.
        """
        if join.reconnect:
            return self._resume(claims, join, session)
        room = self.by_name.get(claims.grant.room) or self.create(new_room_info(claims.grant.room))
        previous = room.participants.get(claims.identity)
        if previous is not None:
            self.remove(previous, DisconnectReason.DUPLICATE_IDENTITY)
        return self._admit(room, claims, join, session)

    def _admit(self, room: Room, claims: Claims, join: JoinParameters, session: SignalSession) -> Participant:
        if claims.grant.can_update_own_metadata and attributes_fit("", join.metadata, join.attributes):
            claims = replace(
                claims,
                metadata=join.metadata or claims.metadata,
                attributes={**claims.attributes, **join.attributes},
            )
        participant = Participant(room, claims, join)
        kind = SinglePeerNegotiator if join.single_peer else DualPeerNegotiator
        participant.negotiator = kind(participant)
        participant.subscriptions = Subscriptions(participant)
        participant.attach_session(session)
        room.add(participant)
        participant.send(SignalResponse(join=self._join_response(participant)))
        self.send_token(participant)
        for request in join.add_tracks:
            publishing.add_track(participant, request)
        participant.subscriptions.reconcile()
        if join.publisher_offer is not None:
            participant.negotiator.on_offer(join.publisher_offer)
        elif not join.single_peer:
            participant.negotiator.subscriptions_changed()
        return participant

    def _join_response(self, participant: Participant) -> JoinResponse:
        room = participant.room
        return JoinResponse(
            room=room.info(),
            participant=participant.info(),
            other_participants=[each.shared_info() for each in room.visible_to(participant)],
            server_version=_SERVER_VERSION,
            subscriber_primary=not participant.single_peer,
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIMEOUT,
            server_info=self.server_info,
            ice_servers=self._configuration.ice.servers(participant.sid),
            enabled_publish_codecs=[Codec(mime=mime) for mime in ENABLED_MIMES],
            fast_publish=participant.grant.can_publish,
        )

    def _resume(self, claims: Claims, join: JoinParameters, session: SignalSession) -> Participant | None:
        room = self.by_name.get(claims.grant.room)
        participant = room.participants.get(claims.identity) if room else None
        if participant is None or participant.sid != join.participant_sid:
            session.leave(DisconnectReason.STATE_MISMATCH, LeaveRequest.RECONNECT)
            return None
        participant.attach_session(session)
        response = ReconnectResponse(
            server_info=self.server_info,
            last_message_seq=participant.last_reliable_sequence,
            ice_servers=self._configuration.ice.servers(participant.sid),
        )
        participant.send(SignalResponse(reconnect=response))
        everybody = [participant.info(), *(p.shared_info() for p in participant.room.visible_to(participant))]
        participant.send(SignalResponse(update=ParticipantUpdate(participants=everybody)))
        participant.send(SignalResponse(room_update=RoomUpdate(room=participant.room.info())))
        self.send_token(participant)
        participant.negotiator.resume()
        if join.publisher_offer is not None:
            participant.negotiator.on_offer(join.publisher_offer)
        return participant

    # -- leaving ---------------------------------------------------------------------------------

    def remove(
        self,
        participant: Participant,
        reason: DisconnectReason,
        action: LeaveRequest.Action = LeaveRequest.DISCONNECT,
    ) -> None:
        """Take a participant out and tell its client why, and whether to come back."""
        session = participant.session
        participant.room.remove(participant, reason)
        if session is not None:
            session.leave(reason, action)

    def create(self, info: RoomInfo) -> Room:
        """Begin a room; its name must be free."""
        room = Room(info, self._plane, self, self._configuration.limits)
        self.by_name[info.name] = room
        self.notify("room_started", room.info())
        return room

    def close(
        self,
        room: Room,
        reason: DisconnectReason,
        end_reason: RoomEndReason,
        action: LeaveRequest.Action = LeaveRequest.DISCONNECT,
    ) -> None:
        """End a room and everybody in it."""
        if room.closed:
            return
        room.closed = True
        for participant in list(room.participants.values()):
            self.remove(participant, reason, action)
        room.flush_updates()
        self.by_name.pop(room.name, None)
        self._notifier.notify("room_finished", room.info(), end_reason=end_reason)

    def shut_down(self) -> None:
        """Ask every client to reconnect: the process ends, its successor takes over."""
        self._ending = True
        for room in list(self.by_name.values()):
            self.close(
                room,
                DisconnectReason.SERVER_SHUTDOWN,
                RoomEndReason.ROOM_END_SERVER_SHUTDOWN,
                LeaveRequest.RECONNECT,
            )

    # -- RoomEvents ------------------------------------------------------------------------------

    def notify(
        self,
        event: str,
        room: RoomInfo,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
    ) -> None:
        """Pass an event on to the webhooks."""
        self._notifier.notify(event, room, participant, track)

    def participant_active(self, participant: Participant) -> None:
        """A participant's media is up: it counts as joined from now."""
        self.notify("participant_joined", participant.room.info(), participant.info())

    def participant_gone(self, participant: Participant) -> None:
        """A participant left, or never got its media up."""
        event = "participant_left" if participant.was_active else "participant_connection_aborted"
        subject = {"room": participant.room.name, "participant": participant.identity}
        logger.info("%s: %s", event, DisconnectReason.Name(participant.disconnect_reason), extra=subject)
        self.notify(event, participant.room.info(), participant.info())

    def send_token(self, participant: Participant) -> None:
        """Give the client a token with which it can come back as it is now."""
        token = self.keys.refresh(participant.claims, TOKEN_LIFETIME)
        participant.send(SignalResponse(refresh_token=token))

    # -- periodic --------------------------------------------------------------------------------

    def _speakers(self, now: float) -> None:
        for room in list(self.by_name.values()):
            monitor.update_speakers(room)

    def _quality(self, now: float) -> None:
        for room in list(self.by_name.values()):
            monitor.update_quality(room)
            monitor.update_counts(room)

    def _refresh_tokens(self, now: float) -> None:
        for room in list(self.by_name.values()):
            for participant in list(room.participants.values()):
                self.send_token(participant)

    def _housekeeping(self, now: float) -> None:
        for room in list(self.by_name.values()):
            monitor.update_dynacast(room, now)
            room.announce_first_subscribers()
            for participant in list(room.participants.values()):
                self._check_participant(participant, now)
                if not participant.gone and bitrate.exceeded(participant, now):
                    self.remove(participant, DisconnectReason.PARTICIPANT_REMOVED)
            self._check_empty(room, now)

    def _check_participant(self, participant: Participant, now: float) -> None:
        if participant.media_lost_at is not None and participant.media_healthy(now):
            participant.media_lost_at = None
        lost, media = participant.signal_lost_at, participant.media_lost_at
        hopeless = media is not None or not participant.was_active
        if lost is not None and (hopeless or now - lost > RESUME_WINDOW):
            participant.room.remove(participant, DisconnectReason.SIGNAL_CLOSE)
        elif media is not None and now - media > RESUME_WINDOW:
            self.remove(participant, DisconnectReason.CONNECTION_TIMEOUT, LeaveRequest.RECONNECT)
        elif not participant.was_active and time.time() - participant.joined_at > CONNECT_WINDOW:
            self.remove(participant, DisconnectReason.JOIN_FAILURE, LeaveRequest.RECONNECT)
        elif participant.session is not None and now - participant.session.last_heard > SIGNAL_SILENCE:
            session = participant.session
            participant.detach_session(session)
            session.end()
        elif recovery.wants_resume(participant, now):
            recovery.ask_to_resume(participant, now)

    def _check_empty(self, room: Room, now: float) -> None:
        if room.empty_since is None:
            return
        info = room.info()
        timeout = info.departure_timeout if room.ever_joined else info.empty_timeout
        if now - room.empty_since > timeout:
            self.close(room, DisconnectReason.ROOM_CLOSED, RoomEndReason.ROOM_END_IDLE_TIMEOUT)

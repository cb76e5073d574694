"""One participant: who it is, what it may do, what it publishes, and its connections."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from livekit.protocol.models import DisconnectReason, ParticipantInfo, ParticipantPermission, TrackInfo
from livekit.protocol.rtc import SignalResponse, SubscriptionPermission

from signaling.protocol.joinrequest import JoinParameters
from signaling.protocol.session import SignalSession
from signaling.rooms.identifiers import new_sid
from signaling.rooms.limits import Budget, PublishedBytes
from signaling.rooms.tracks import PublishedTrack
from signaling.tokens import Claims, VideoGrant

if TYPE_CHECKING:
    from signaling.rooms.negotiator import Negotiator
    from signaling.rooms.room import Room
    from signaling.rooms.subscriptions import Subscriptions

_WAITING_DATA = 64
# Requests that make the server tell everybody something, or negotiate anew.
_WORK_RATE, _WORK_BURST = 10, 200
# The protocol version from which a client understands TrackUnpublished for its own tracks.
_SUPPORTS_UNPUBLISH = 9


class Participant:
    """A participant of a room. Lives from its join until it left; a resume keeps it."""

    def __init__(self, room: Room, claims: Claims, join: JoinParameters) -> None:
        self.room = room
        self.sid = new_sid("PA_")
        self.claims = claims
        self.client = join.client
        self.auto_subscribe = join.auto_subscribe
        self.single_peer = join.single_peer
        self.state: ParticipantInfo.State = ParticipantInfo.JOINING
        self.joined_at = time.time()
        self.version = 1
        self.tracks: dict[str, PublishedTrack] = {}
        self.pending: dict[str, TrackInfo] = {}
        # Announced second codecs: the cid of the section to come, and the track it belongs to.
        self.pending_backups: dict[str, str] = {}
        self.session: SignalSession | None = None
        self.signal_lost_at: float | None = None
        self.media_lost_at: float | None = None
        self.asked_to_resume_at = 0.0
        self.last_reliable_sequence = 0
        self.work = Budget(_WORK_RATE, _WORK_BURST)
        data_rate = room.limits.data_kbps * 125
        self.data_budget = Budget(data_rate, 2 * data_rate)
        self.published = PublishedBytes()
        self.waiting_data: deque[tuple[str, bytes]] = deque(maxlen=_WAITING_DATA)
        self.disconnect_reason: DisconnectReason = DisconnectReason.UNKNOWN_REASON
        self.was_active = False
        # A client's test of its own display: it counts as speaking until then, whatever it sends.
        self.speaks_until = 0.0
        self.quality = -1
        self._told: ParticipantInfo | None = None
        self.spoke_at = float("-inf")
        self._subscription_permission: SubscriptionPermission | None = None
        # Set by Room.admit, which knows how to build them.
        self.negotiator: Negotiator
        self.subscriptions: Subscriptions

    @property
    def identity(self) -> str:
        """The identity the token names."""
        return self.claims.identity

    @property
    def grant(self) -> VideoGrant:
        """What the participant may do now."""
        return self.claims.grant

    @property
    def gone(self) -> bool:
        """Whether the participant left."""
        return self.state == ParticipantInfo.DISCONNECTED

    def attach_session(self, session: SignalSession) -> None:
        """Speak over this signalling connection from now on; the previous one is ended."""
        previous, self.session = self.session, session
        self.signal_lost_at = None
        self.media_lost_at = None
        if previous is not None:
            previous.end()

    def detach_session(self, session: SignalSession) -> None:
        """The connection was lost; ignored when a newer one is attached."""
        if self.session is session:
            self.session = None
            self.signal_lost_at = time.monotonic()

    def media_lost(self) -> None:
        """A peer connection failed; Rooms decides how long to wait for the client to repair it."""
        if self.media_lost_at is None:
            self.media_lost_at = time.monotonic()

    def media_healthy(self, now: float) -> bool:
        """Whether no peer connection has failed, or all were repaired."""
        return all(peer.healthy(now) for peer in self.negotiator.peers)

    def send(self, response: SignalResponse) -> None:
        """Tell the client; dropped while its signalling connection is lost (a resume repeats all state)."""
        if self.session is not None:
            self.session.send(response)

    def send_encoded(self, data: bytes) -> None:
        """As `send`, for a response encoded once for many."""
        if self.session is not None:
            self.session.send_encoded(data)

    def shared_info(self) -> ParticipantInfo:
        """As `info`, built once for all who are told of this version; not to be changed."""
        if self._told is None or self._told.version != self.version:
            self._told = self.info()
        return self._told

    def renewed_info(self) -> ParticipantInfo:
        """The participant as it is now, also for those who ask for `shared_info` later."""
        self._told = None
        return self.shared_info()

    def info(self) -> ParticipantInfo:
        """The participant as everybody sees it."""
        claims = self.claims
        return ParticipantInfo(
            sid=self.sid,
            identity=claims.identity,
            state=self.state,
            tracks=[track.info for track in self.tracks.values()],
            metadata=claims.metadata,
            joined_at=int(self.joined_at),
            joined_at_ms=int(self.joined_at * 1000),
            name=claims.name,
            version=self.version,
            permission=claims.grant.permission(),
            is_publisher=bool(self.tracks),
            kind=claims.kind,
            attributes=dict(claims.attributes),
            disconnect_reason=self.disconnect_reason,
            client_protocol=self.client.client_protocol,
            capabilities=self.client.capabilities,
        )

    def restrict_subscribers(self, permission: SubscriptionPermission) -> None:
        """Say who may subscribe to which of this participant's tracks, now and later."""
        self._subscription_permission = permission
        for track in self.tracks.values():
            track.allowed_identities = self.allowed_subscribers(track.sid)

    def allowed_subscribers(self, track_sid: str) -> frozenset[str] | None:
        """The identities that may subscribe to a track; None when everybody may."""
        permission = self._subscription_permission
        if permission is None or permission.all_participants:
            return None
        by_sid = {each.sid: each.identity for each in self.room.participants.values()}
        return frozenset(
            each.participant_identity or by_sid.get(each.participant_sid, "")
            for each in permission.track_permissions
            if each.all_tracks or track_sid in each.track_sids
        )

    def update(
        self,
        *,
        name: str | None = None,
        metadata: str | None = None,
        attributes: dict[str, str] | None = None,
    ) -> None:
        """Change what others see; an attribute set to the empty string is removed."""
        claims = self.claims
        merged = {**claims.attributes, **(attributes or {})}
        self.claims = replace(
            claims,
            name=claims.name if name is None else name,
            metadata=claims.metadata if metadata is None else metadata,
            attributes={key: value for key, value in merged.items() if value},
        )

    def set_permission(self, permission: ParticipantPermission) -> bool:
        """Replace the grant's permissions; False when nothing changes."""
        changed = self.grant.with_permission(permission)
        if changed == self.grant:
            return False
        self.claims = replace(self.claims, grant=changed)
        return True

    @property
    def understands_unpublish(self) -> bool:
        """Whether the client acts on TrackUnpublished for its own tracks."""
        return self.client.protocol >= _SUPPORTS_UNPUBLISH

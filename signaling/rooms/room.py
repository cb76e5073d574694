"""A room: its participants, and what all of them are told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from livekit.protocol.models import DisconnectReason, ParticipantInfo, TrackInfo
from livekit.protocol.models import Room as RoomInfo
from livekit.protocol.rtc import (
    ParticipantUpdate,
    RoomUpdate,
    SignalResponse,
    StreamState,
    StreamStateInfo,
    StreamStateUpdate,
    TrackSubscribed,
)

from signaling.rooms import data
from signaling.rooms.identifiers import new_sid
from signaling.rooms.limits import DEFAULT_LIMITS, Limits
from signaling.rooms.participant import Participant
from signaling.rooms.tracks import PublishedTrack
from signaling.sfu.downlink import DownlinkTrack
from signaling.sfu.peer import Peer
from signaling.sfu.plane import MediaPlane

logger = logging.getLogger(__name__)

# Changes within this time are told in one message: joins of many would else cost O(n^2) messages.
# Those who publish nothing may appear later the more there are: half a second at most.
_COALESCE = 0.02
_COALESCE_EACH, _COALESCE_MOST = 0.002, 0.5


class RoomEvents(Protocol):
    """Who hears of a room's life (webhooks), and who keeps the list of rooms."""

    def notify(
        self,
        event: str,
        room: RoomInfo,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
    ) -> None: ...

    def participant_active(self, participant: Participant) -> None: ...
    def participant_gone(self, participant: Participant) -> None: ...
    def send_token(self, participant: Participant) -> None: ...


class Room:
    """A room lives from the first join (or CreateRoom) until it stood empty for a while or was deleted."""

    def __init__(
        self, info: RoomInfo, plane: MediaPlane, events: RoomEvents, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self._info = info
        self.limits = limits
        self.plane = plane
        self.participants: dict[str, Participant] = {}
        self.closed = False
        self.empty_since: float | None = time.monotonic()
        self.ever_joined = False
        self.speaking: dict[str, float] = {}
        self.told_counts = (0, 0)
        self._events = events
        self._by_peer: dict[Peer, Participant] = {}
        self._changed: dict[str, Participant] = {}
        self._left: list[ParticipantInfo] = []
        self._flush_handle: asyncio.TimerHandle | None = None
        self._flush_at = 0.0

    @property
    def name(self) -> str:
        """The name tokens give."""
        return self._info.name

    def info(self) -> RoomInfo:
        """The room as everybody sees it."""
        visible = [each for each in self.participants.values() if not each.grant.hidden]
        self._info.num_participants = len(visible)
        self._info.num_publishers = sum(1 for each in visible if each.tracks)
        return self._info

    def soon(self, call: Callable[[], None]) -> None:
        """Run `call` after the current event has been handled."""
        asyncio.get_running_loop().call_soon(call)

    # -- participants ----------------------------------------------------------------------------

    def add(self, participant: Participant) -> None:
        """Let a participant in; its identity must be free."""
        self.participants[participant.identity] = participant
        for peer in participant.negotiator.peers:
            self._by_peer[peer] = participant
        participant.state = ParticipantInfo.JOINED
        self.empty_since = None
        self.ever_joined = True
        self.changed(participant)

    def remove(self, participant: Participant, reason: DisconnectReason) -> None:
        """Take a participant out and tell the others; safe to call twice."""
        if participant.gone:
            return
        participant.state = ParticipantInfo.DISCONNECTED
        participant.disconnect_reason = reason
        participant.subscriptions.end_all()
        tracks = list(participant.tracks.values())
        last = participant.info()
        last.version = participant.version = participant.version + 1
        for track in tracks:
            self._withdraw(track)
            self._events.notify("track_unpublished", self.info(), last, track.info)
        self.participants.pop(participant.identity, None)
        self._changed.pop(participant.sid, None)
        self.speaking.pop(participant.sid, None)
        for peer in participant.negotiator.peers:
            self._by_peer.pop(peer, None)
            self.plane.close_peer(peer)
        if not participant.grant.hidden:
            self._left.append(last)
            self._schedule_flush(urgent=bool(tracks))
        self._events.participant_gone(participant)
        if not self.participants:
            self.empty_since = time.monotonic()

    def refresh_token(self, participant: Participant) -> None:
        """Give the client a token that carries what it is and may do now."""
        self._events.send_token(participant)

    def visible_to(self, viewer: Participant | None) -> list[Participant]:
        """Everybody else the viewer may know of."""
        return [p for p in self.participants.values() if p is not viewer and not p.grant.hidden]

    # -- updates ---------------------------------------------------------------------------------

    def changed(self, participant: Participant) -> None:
        """Something others see has changed; they are told within 20 ms of one who publishes."""
        if participant.gone:
            return
        participant.version += 1
        self._changed[participant.sid] = participant
        self._schedule_flush(urgent=bool(participant.tracks))

    def _schedule_flush(self, urgent: bool) -> None:
        loop = asyncio.get_running_loop()
        patience = min(_COALESCE_EACH * len(self.participants), _COALESCE_MOST)
        at = loop.time() + (_COALESCE if urgent else max(_COALESCE, patience))
        if self._flush_handle is not None:
            if self._flush_at <= at:
                return
            self._flush_handle.cancel()
        self._flush_handle, self._flush_at = loop.call_at(at, self.flush_updates), at

    def flush_publishers(self) -> None:
        """Tell everybody now what has changed, if any of those who changed publishes."""
        if any(participant.tracks for participant in self._changed.values()):
            self.flush_updates()

    def flush_updates(self) -> None:
        """Tell everybody now what has changed."""
        if self._flush_handle is not None:
            self._flush_handle.cancel()
            self._flush_handle = None
        changed, self._changed = list(self._changed.values()), {}
        left, self._left = self._left, []
        visible = left + [p.renewed_info() for p in changed if not p.grant.hidden]
        if visible:
            self.broadcast(SignalResponse(update=ParticipantUpdate(participants=visible)))
        for participant in changed:
            if participant.grant.hidden:
                participant.send(SignalResponse(update=ParticipantUpdate(participants=[participant.info()])))

    def broadcast(self, response: SignalResponse) -> None:
        """Send one response to everybody, encoded once."""
        encoded = response.SerializeToString()
        for participant in list(self.participants.values()):
            participant.send_encoded(encoded)

    def set_metadata(self, metadata: str) -> None:
        """Change the room's metadata and tell everybody."""
        self._info.metadata = metadata
        self.broadcast(SignalResponse(room_update=RoomUpdate(room=self.info())))

    # -- tracks ----------------------------------------------------------------------------------

    def track_published(self, track: PublishedTrack) -> None:
        """Bring a track into the room."""
        publisher = track.publisher
        publisher.tracks[track.sid] = track
        self.changed(publisher)
        self._events.notify("track_published", self.info(), publisher.info(), track.info)
        for participant in list(self.participants.values()):
            participant.subscriptions.track_published(track)

    def track_unpublished(self, track: PublishedTrack) -> None:
        """Take a track out of the room."""
        publisher = track.publisher
        self._withdraw(track)
        self.changed(publisher)
        self._events.notify("track_unpublished", self.info(), publisher.info(), track.info)

    def _withdraw(self, track: PublishedTrack) -> None:
        track.publisher.tracks.pop(track.sid, None)
        for participant in list(self.participants.values()):
            participant.subscriptions.track_unpublished(track)

    def announce_first_subscribers(self) -> None:
        """Tell publishers whose track has its first subscriber (clients may wait for it)."""
        for participant in list(self.participants.values()):
            for track in participant.tracks.values():
                if not track.announced_subscriber and self._subscribed(track):
                    track.announced_subscriber = True
                    participant.send(SignalResponse(track_subscribed=TrackSubscribed(track_sid=track.sid)))

    def _subscribed(self, track: PublishedTrack) -> bool:
        return any(s.downlink is not None and not s.downlink.paused for s in track.subscriptions)

    # -- peers (PeerEvents) ----------------------------------------------------------------------

    def peer_connected(self, peer: Peer) -> None:
        """The DTLS handshake of a peer is done."""
        participant = self._by_peer.get(peer)
        if participant is None:
            return
        participant.negotiator.connected(peer)
        if peer is participant.negotiator.peers[0] and participant.state == ParticipantInfo.JOINED:
            participant.state = ParticipantInfo.ACTIVE
            participant.was_active = True
            self.changed(participant)
            self._events.participant_active(participant)

    def peer_failed(self, peer: Peer) -> None:
        """A peer lost its network or its association: unless its client resumes, it is gone."""
        participant = self._by_peer.get(peer)
        if participant is not None:
            participant.media_lost()

    def peer_data(self, peer: Peer, label: str, message: bytes) -> None:
        """A message arrived on a data channel."""
        participant = self._by_peer.get(peer)
        if participant is not None:
            data.receive_packet(participant, label, message)

    def peer_data_open(self, peer: Peer) -> None:
        """A data channel opened."""
        participant = self._by_peer.get(peer)
        if participant is not None:
            data.flush_waiting(participant)

    def peer_stream_states(self, peer: Peer, states: list[tuple[DownlinkTrack, bool]]) -> None:
        """Pictures were paused (False) or go on (True) as the line of their subscriber allows."""
        participant = self._by_peer.get(peer)
        if participant is None:
            return
        known = [(participant.subscriptions.of_downlink(each), active) for each, active in states]
        infos = [
            StreamStateInfo(
                participant_sid=each.track.publisher.sid,
                track_sid=each.track.sid,
                state=StreamState.ACTIVE if active else StreamState.PAUSED,
            )
            for each, active in known
            if each is not None
        ]
        participant.send(SignalResponse(stream_state_update=StreamStateUpdate(stream_states=infos)))


def new_room_info(name: str) -> RoomInfo:
    """The description of a new room with the default time-outs (seconds)."""
    now = time.time()
    return RoomInfo(
        sid=new_sid("RM_"),
        name=name,
        empty_timeout=300,
        departure_timeout=20,
        creation_time=int(now),
        creation_time_ms=int(now * 1000),
    )

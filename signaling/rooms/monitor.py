"""Periodic work of a room: speakers, connection quality, dynacast, first subscribers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from operator import ge

from livekit.protocol.models import ConnectionQuality, SpeakerInfo, VideoQuality
from livekit.protocol.rtc import (
    ConnectionQualityInfo,
    ConnectionQualityUpdate,
    RoomUpdate,
    SignalResponse,
    SpeakersChanged,
    SubscribedCodec,
    SubscribedQuality,
    SubscribedQualityUpdate,
)

from signaling.rooms.participant import Participant
from signaling.rooms.room import Room
from signaling.rooms.tracks import OFF, DynacastState, PublishedTrack
from signaling.sfu.speakers import speaker_changes

# From here on a connection is merely good, or poor: share of packets lost, round trip and jitter in seconds
# (ITU-T G.114 calls 400 ms from mouth to ear the limit of conversation).
_GOOD = (0.03, 0.3, 0.05)
_POOR = (0.10, 0.8, 0.15)
_SIMULATED_LEVEL = 0.9
# Who speaks pauses for breath: pictures do not change places for that.
_SPOKE_LATELY = 5.0
# Turning a layer off is put off: viewers who change a layout come back within seconds.
_DOWNGRADE_AFTER = 5.0


def update_speakers(room: Room) -> None:
    """Close the 400 ms window of every microphone and tell everybody what changed."""
    now: dict[str, float] = {}
    moment = time.monotonic()
    for participant in room.participants.values():
        levels = [
            track.uplink.meter.close_window()
            for track in participant.tracks.values()
            if track.kind == "audio" and not track.info.muted
        ]
        if participant.speaks_until > moment:
            levels.append(_SIMULATED_LEVEL)
        loudest = max(levels, default=0.0)
        if loudest > 0 and not participant.grant.hidden:
            now[participant.sid] = loudest
    _rank_pictures(room, now, moment)
    changes = speaker_changes(room.speaking, now)
    room.speaking = now
    if changes:
        speakers = [SpeakerInfo(sid=sid, level=level, active=level > 0) for sid, level in changes.items()]
        room.broadcast(SignalResponse(speakers_changed=SpeakersChanged(speakers=speakers)))


def _rank_pictures(room: Room, speaking: Mapping[str, float], now: float) -> None:
    for participant in room.participants.values():
        if participant.sid in speaking:
            participant.spoke_at = now
        for track in participant.tracks.values():
            if track.kind == "video":
                track.rank(spoke_lately=now - participant.spoke_at < _SPOKE_LATELY)


def _quality(participant: Participant) -> ConnectionQuality:
    """By the worst of loss, round trip, jitter of sound, and pictures withheld for lack of bandwidth."""
    peers = participant.negotiator.peers
    loss = max(max(peer.uplink_loss(), peer.downlink_loss()) for peer in peers)
    round_trip = max(peer.steering.estimator.round_trip for peer in peers)
    jitter = max(peer.steering.jitter for peer in peers)
    measured = (loss, round_trip, jitter)
    if any(peer.steering.paused for peer in peers) or any(map(ge, measured, _POOR)):
        return ConnectionQuality.POOR
    if any(peer.steering.reduced for peer in peers) or any(map(ge, measured, _GOOD)):
        return ConnectionQuality.GOOD
    return ConnectionQuality.EXCELLENT


def update_quality(room: Room) -> None:
    """Tell everybody whose connection became better or worse (in either direction).

    A participant who lost its signalling is LOST to the others; its client is never told so of
    itself, or it would give up a connection that may come back. Nobody is told of who is hidden.
    """
    updates = []
    for participant in room.participants.values():
        lost = participant.signal_lost_at is not None
        quality = ConnectionQuality.LOST if lost else _quality(participant)
        if quality != participant.quality:
            participant.quality = quality
            if participant.grant.hidden:
                continue
            score = {0: 1.0, 1: 3.5, 2: 4.5, 3: 0.0}[quality]
            updates.append(
                ConnectionQualityInfo(participant_sid=participant.sid, quality=quality, score=score)
            )
    if updates:
        room.broadcast(SignalResponse(connection_quality=ConnectionQualityUpdate(updates=updates)))


def update_counts(room: Room) -> None:
    """Tell everybody how many are in the room, when that changed."""
    info = room.info()
    counts = info.num_participants, info.num_publishers
    if counts != room.told_counts:
        room.told_counts = counts
        room.broadcast(SignalResponse(room_update=RoomUpdate(room=info)))


def _wanted_quality(track: PublishedTrack, codec: str) -> int:
    """The highest quality any subscriber takes in a codec, OFF when none does."""
    taken = [each.takes for each in track.subscriptions if each.codec == codec]
    return max((quality for quality in taken if quality != OFF), default=OFF)


def update_dynacast(room: Room, now: float) -> None:
    """Tell publishers which layers are of use, so that they encode no others."""
    for participant in list(room.participants.values()):
        for track in participant.tracks.values():
            if track.kind == "video":
                _update_track(participant, track, now)


def _update_track(participant: Participant, track: PublishedTrack, now: float) -> None:
    changes = [_due(state, _wanted_quality(track, codec), now) for codec, state in track.dynacast.items()]
    if any(changes):
        participant.send(subscribed_quality(track))


def _due(state: DynacastState, wanted: int, now: float) -> bool:
    """Whether the publisher is to be told of `wanted` now; it then counts as told."""
    if wanted == state.told:
        state.lower_since = None
        return False
    if state.rank(wanted) < state.rank(state.told):
        if state.lower_since is None:
            state.lower_since = now
        if now - state.lower_since < _DOWNGRADE_AFTER:
            return False
    state.told, state.lower_since = wanted, None
    return True


def subscribed_quality(track: PublishedTrack) -> SignalResponse:
    """The message that enables, in every codec, the layers up to the one told last."""
    codecs = [
        SubscribedCodec(codec=codec, qualities=_qualities(state.told))
        for codec, state in track.dynacast.items()
    ]
    update = SubscribedQualityUpdate(
        track_sid=track.sid, subscribed_qualities=codecs[0].qualities, subscribed_codecs=codecs
    )
    return SignalResponse(subscribed_quality_update=update)


def _qualities(highest: int) -> list[SubscribedQuality]:
    return [
        SubscribedQuality(quality=each, enabled=highest != OFF and each <= highest)
        for each in (VideoQuality.LOW, VideoQuality.MEDIUM, VideoQuality.HIGH)
    ]

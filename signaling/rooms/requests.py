"""What each request of a client does. One function per field of SignalRequest."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import (
    AddTrackRequest,
    LeaveRequest,
    MuteTrackRequest,
    ParticipantUpdate,
    PublishDataTrackRequest,
    RequestResponse,
    SessionDescription,
    SignalResponse,
    SimulateScenario,
    SubscriptionPermission,
    SubscriptionPermissionUpdate,
    SyncState,
    UpdateLocalAudioTrack,
    UpdateLocalVideoTrack,
    UpdateParticipantMetadata,
    UpdateSubscription,
    UpdateTrackSettings,
    UpdateVideoLayers,
)

from signaling.protocol.session import Action, ProtocolError
from signaling.rooms import publishing
from signaling.rooms.limits import MAX_TRACK_DESCRIPTION, attributes_fit
from signaling.rooms.participant import Participant

_MAX_LIST = 16
_LONGEST_SPEECH = 60


def handle(participant: Participant, action: Action) -> None:
    """Act on a request; unknown kinds are ignored. Raises ProtocolError for what cannot be read."""
    handler = _HANDLERS.get(action.kind)
    if handler is None or participant.gone:
        return
    if action.kind in _CHEAP or participant.work.take(1, time.monotonic()):
        handler(participant, action.message)
    else:
        _refuse(participant, action)


def _refuse(participant: Participant, action: Action) -> None:
    if action.kind in ("offer", "answer"):
        # Negotiation cannot go on without it.
        raise ProtocolError("too many descriptions")
    response = RequestResponse(reason=RequestResponse.LIMIT_EXCEEDED, message="too many requests")
    response.request_id = getattr(action.message, "request_id", 0)
    field = _REFUSED_FIELDS.get(action.kind)
    if field is not None and action.message.ByteSize() <= MAX_TRACK_DESCRIPTION:
        getattr(response, field).CopyFrom(action.message)
    participant.send(SignalResponse(request_response=response))


def _offer(participant: Participant, message: SessionDescription) -> None:
    participant.negotiator.on_offer(message)


def _answer(participant: Participant, message: SessionDescription) -> None:
    participant.negotiator.on_answer(message)


def _add_track(participant: Participant, message: AddTrackRequest) -> None:
    publishing.add_track(participant, message)


def _mute(participant: Participant, message: MuteTrackRequest) -> None:
    if not publishing.mute(participant, message):
        _not_found(participant, mute=message)


def _subscription(participant: Participant, message: UpdateSubscription) -> None:
    sids = list(message.track_sids)
    for each in message.participant_tracks:
        sids.extend(each.track_sids)
    participant.subscriptions.wish(sids, message.subscribe)


def _track_setting(participant: Participant, message: UpdateTrackSettings) -> None:
    participant.subscriptions.apply(message)


def _leave(participant: Participant, message: LeaveRequest) -> None:
    participant.room.remove(participant, DisconnectReason.CLIENT_INITIATED)
    if participant.session is not None:
        participant.session.end()


def _update_layers(participant: Participant, message: UpdateVideoLayers) -> None:
    track = participant.tracks.get(message.track_sid)
    fits = len(message.layers) <= _MAX_LIST and message.ByteSize() <= MAX_TRACK_DESCRIPTION
    if track is not None and fits:
        del track.info.layers[:]
        track.info.layers.extend(message.layers)
        participant.room.changed(participant)


def _subscription_permission(participant: Participant, message: SubscriptionPermission) -> None:
    others = [each for each in participant.room.participants.values() if each is not participant]
    tracks = list(participant.tracks.values())
    before = {(o.sid, t.sid): t.allows(o.identity) for o in others for t in tracks}
    participant.restrict_subscribers(message)
    for other in others:
        changed = [track for track in tracks if track.allows(other.identity) != before[other.sid, track.sid]]
        for track in changed:
            update = SubscriptionPermissionUpdate(
                participant_sid=participant.sid, track_sid=track.sid, allowed=track.allows(other.identity)
            )
            other.send(SignalResponse(subscription_permission_update=update))
        if changed:
            other.subscriptions.reconcile()


def _publish_data_track(participant: Participant, message: PublishDataTrackRequest) -> None:
    # Answered, or the client would wait for its time-out.
    response = RequestResponse(
        reason=RequestResponse.UNSUPPORTED_TYPE,
        message="data tracks are not supported",
        publish_data_track=message,
    )
    participant.send(SignalResponse(request_response=response))


def _sync_state(participant: Participant, message: SyncState) -> None:
    subscriptions = participant.subscriptions
    subscriptions.disable(list(message.track_sids_disabled))
    if message.HasField("subscription"):
        _subscription(participant, message.subscription)
    publishing.forget_unknown(participant, list(message.publish_tracks))


def _update_metadata(participant: Participant, message: UpdateParticipantMetadata) -> None:
    reason = RequestResponse.OK
    if not participant.grant.can_update_own_metadata:
        reason = RequestResponse.NOT_ALLOWED
    elif not attributes_fit(message.name, message.metadata, dict(message.attributes)):
        reason = RequestResponse.LIMIT_EXCEEDED
    else:
        participant.update(
            name=message.name or None, metadata=message.metadata or None, attributes=dict(message.attributes)
        )
        participant.room.changed(participant)
        # Before the answer: the next change of a client repeats what it knows of itself.
        participant.send(SignalResponse(update=ParticipantUpdate(participants=[participant.info()])))
        participant.room.refresh_token(participant)
    response = RequestResponse(
        request_id=message.request_id, reason=reason, message="", update_metadata=message
    )
    participant.send(SignalResponse(request_response=response))


def _not_found(participant: Participant, **request: Any) -> None:
    """Answer a request about a track that is not there; `request` is the answer's field of that kind."""
    response = RequestResponse(reason=RequestResponse.NOT_FOUND, message="track does not exist", **request)
    participant.send(SignalResponse(request_response=response))


def _update_audio_track(participant: Participant, message: UpdateLocalAudioTrack) -> None:
    track = participant.tracks.get(message.track_sid)
    if track is None:
        _not_found(participant, update_audio_track=message)
    elif len(message.features) <= _MAX_LIST:
        del track.info.audio_features[:]
        track.info.audio_features.extend(message.features)
        participant.room.changed(participant)


def _update_video_track(participant: Participant, message: UpdateLocalVideoTrack) -> None:
    track = participant.tracks.get(message.track_sid)
    if track is None:
        _not_found(participant, update_video_track=message)
    else:
        track.info.width, track.info.height = message.width, message.height
        participant.room.changed(participant)


def _simulate(participant: Participant, message: SimulateScenario) -> None:
    """Scenarios clients use to test their own reconnection; the others need a cluster."""
    scenario = message.WhichOneof("scenario")
    session = participant.session
    if session is None:
        return
    if scenario == "speaker_update":
        seconds = min(message.speaker_update, _LONGEST_SPEECH)
        participant.speaks_until = time.monotonic() + seconds
    elif scenario == "server_leave":
        participant.room.remove(participant, DisconnectReason.SERVER_SHUTDOWN)
        session.leave(DisconnectReason.SERVER_SHUTDOWN, LeaveRequest.DISCONNECT)
    elif scenario in ("node_failure", "leave_request_full_reconnect", "migration"):
        session.leave(DisconnectReason.STATE_MISMATCH, LeaveRequest.RECONNECT)


# They touch nobody but the client itself, and are counted with all messages.
_CHEAP = {"track_setting", "leave", "simulate"}
_REFUSED_FIELDS = {
    "add_track": "add_track",
    "mute": "mute",
    "update_metadata": "update_metadata",
    "update_audio_track": "update_audio_track",
    "update_video_track": "update_video_track",
}

_HANDLERS: dict[str, Callable[[Participant, Any], None]] = {
    "offer": _offer,
    "answer": _answer,
    "add_track": _add_track,
    "mute": _mute,
    "subscription": _subscription,
    "track_setting": _track_setting,
    "leave": _leave,
    "update_layers": _update_layers,
    "subscription_permission": _subscription_permission,
    "sync_state": _sync_state,
    "update_metadata": _update_metadata,
    "update_audio_track": _update_audio_track,
    "update_video_track": _update_video_track,
    "publish_data_track_request": _publish_data_track,
    "simulate": _simulate,
}

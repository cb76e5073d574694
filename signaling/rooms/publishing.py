"""What one participant sends: from AddTrack through its media section to a published track."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livekit.protocol.models import TrackInfo, TrackType
from livekit.protocol.rtc import (
    AddTrackRequest,
    MuteTrackRequest,
    RequestResponse,
    SignalResponse,
    TrackPublishedResponse,
    TrackUnpublishedResponse,
)

from signaling.protocol.negotiation import Receive, supported_codecs
from signaling.protocol.sdp import MediaSection
from signaling.rooms.limits import MAX_TRACK_DESCRIPTION
from signaling.rooms.tracks import PublishedTrack, layer_qualities, mime_of, track_info
from signaling.sfu.peer import Peer
from signaling.sfu.streams import UplinkBinding
from signaling.sfu.uplink import PayloadFormat, UplinkTrack

if TYPE_CHECKING:
    from signaling.rooms.participant import Participant

_MAX_TRACKS = 32
_MAX_NAME = 256
_MAX_LAYERS = 3
_MAX_LIST = 16


def add_track(participant: Participant, request: AddTrackRequest) -> None:
    """Answer an AddTrack request: announce a sid, or say at once why not (clients wait 10 s)."""
    refusal = _refusal(participant, request)
    if refusal is not None:
        response = RequestResponse(
            reason=refusal, message="the track may not be published", add_track=request
        )
        participant.send(SignalResponse(request_response=response))
        return
    info = participant.pending.get(request.cid) or track_info(request)
    participant.pending[request.cid] = info
    participant.send(SignalResponse(track_published=TrackPublishedResponse(cid=request.cid, track=info)))


def _refusal(participant: Participant, request: AddTrackRequest) -> RequestResponse.Reason | None:
    if not participant.grant.allows_track(request.source, request.type):
        return RequestResponse.NOT_ALLOWED
    if len(participant.tracks) + len(participant.pending) >= _MAX_TRACKS:
        return RequestResponse.LIMIT_EXCEEDED
    return None if _well_formed(request) else RequestResponse.INVALID_REQUEST


def _well_formed(request: AddTrackRequest) -> bool:
    # Everything here is sent on to everybody else in the room.
    if request.ByteSize() > MAX_TRACK_DESCRIPTION or request.type not in (TrackType.AUDIO, TrackType.VIDEO):
        return False
    texts = (request.cid, request.name, request.stream)
    lists = (request.layers, request.simulcast_codecs, request.audio_features)
    fits = all(len(each) <= _MAX_NAME for each in texts) and all(len(each) <= _MAX_LIST for each in lists)
    return fits and bool(request.cid)


def receive_section(participant: Participant, peer: Peer, section: MediaSection) -> Receive | None:
    """Decide about a section the client sends on; publishes the track it belongs to.

    None when nothing was announced for it, or permission is gone.
    """
    for track in participant.tracks.values():
        if track.mid == section.mid:
            return Receive(tuple(rid for rid in track.uplink.layers if rid))
    info, cid = _take_pending(participant, section)
    if info is None or not participant.grant.allows_track(info.source, info.type):
        return None
    rids = section.send_rids[:_MAX_LAYERS]
    uplink = _uplink(section, rids)
    peer.bind_uplink(UplinkBinding(section.mid, uplink, section.extensions, section.ssrcs))
    _complete(info, section, rids)
    track = PublishedTrack(participant, info, cid, section.mid, uplink)
    track.set_muted(info.muted)
    participant.room.track_published(track)
    return Receive(tuple(rids))


def _take_pending(participant: Participant, section: MediaSection) -> tuple[TrackInfo | None, str]:
    cid = section.track_id or ""
    kind = TrackType.VIDEO if section.kind == "video" else TrackType.AUDIO
    info = participant.pending.get(cid)
    if info is None:
        # Some clients give the SDP another id than the request: unambiguous when one track waits.
        waiting = [key for key, each in participant.pending.items() if each.type == kind]
        cid = waiting[0] if len(waiting) == 1 else cid
        info = participant.pending.get(cid)
    if info is None or info.type != kind:
        return None, cid
    del participant.pending[cid]
    return info, cid


def _uplink(section: MediaSection, rids: list[str]) -> UplinkTrack:
    formats, apt = {}, {}
    for codec in supported_codecs(section):
        formats[codec.payload_type] = PayloadFormat(codec.name.lower(), codec.clock_rate, codec.parameters)
        if codec.rtx is not None:
            apt[codec.rtx] = codec.payload_type
    return UplinkTrack(section.kind, formats, apt, layer_qualities(rids))


def _complete(info: TrackInfo, section: MediaSection, rids: list[str]) -> None:
    info.mid = section.mid
    info.simulcast = len(rids) > 1
    info.mime_type = mime_of(supported_codecs(section)[0].name)
    for codec in info.codecs:
        codec.mid, codec.mime_type = section.mid, info.mime_type


def stop_section(participant: Participant, mid: str) -> None:
    """The client stopped sending on a section: the track there is unpublished."""
    for track in list(participant.tracks.values()):
        if track.mid == mid:
            unpublish(track)


def unpublish(track: PublishedTrack) -> None:
    """Take a track out of the room."""
    participant = track.publisher
    participant.negotiator.publisher.unbind_uplink(track.mid)
    participant.room.track_unpublished(track)


def mute(participant: Participant, request: MuteTrackRequest) -> None:
    """The client muted or unmuted its own track, published or still pending."""
    for info in participant.pending.values():
        if info.sid == request.sid:
            info.muted = request.muted
    track = participant.tracks.get(request.sid)
    if track is not None and track.info.muted != request.muted:
        set_muted(track, request.muted)


def set_muted(track: PublishedTrack, muted: bool) -> None:
    """Change a track's mute state and tell everybody."""
    track.set_muted(muted)
    if not muted:
        for subscription in track.subscriptions:
            if subscription.downlink is not None:
                subscription.downlink.restart()
    track.publisher.room.changed(track.publisher)


def mute_remotely(track: PublishedTrack, muted: bool) -> None:
    """Mute by an administrator: the publisher is told and its packets are no longer forwarded."""
    request = MuteTrackRequest(sid=track.sid, muted=muted)
    track.publisher.send(SignalResponse(mute=request))
    set_muted(track, muted)


def withdraw_forbidden(participant: Participant) -> None:
    """Unpublish every track whose source the participant may no longer publish."""
    for cid, info in list(participant.pending.items()):
        if not participant.grant.allows_track(info.source, info.type):
            del participant.pending[cid]
    for track in list(participant.tracks.values()):
        if not participant.grant.allows_track(track.info.source, track.info.type):
            unpublish(track)
            _tell_unpublished(participant, track.sid)


def _tell_unpublished(participant: Participant, sid: str) -> None:
    if participant.understands_unpublish:
        response = SignalResponse(track_unpublished=TrackUnpublishedResponse(track_sid=sid))
    else:
        response = SignalResponse(mute=MuteTrackRequest(sid=sid, muted=True))
    participant.send(response)


def forget_unknown(participant: Participant, published: list[TrackPublishedResponse]) -> None:
    """After a resume: tell the client of tracks that were taken from it while it was away."""
    known = {info.sid for info in participant.pending.values()} | set(participant.tracks)
    for each in published:
        if each.track.sid not in known:
            _tell_unpublished(participant, each.track.sid)

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

from signaling.protocol.formats import mime_of, name_of, publisher_codecs
from signaling.protocol.negotiation import Receive
from signaling.protocol.sdp import Codec, MediaSection
from signaling.rooms.limits import MAX_TRACK_DESCRIPTION
from signaling.rooms.tracks import Backup, PublishedTrack, layer_qualities, send_wish, track_info
from signaling.sfu.peer import Peer
from signaling.sfu.streams import UplinkBinding
from signaling.sfu.uplink import PayloadFormat, UplinkTrack

if TYPE_CHECKING:
    from signaling.rooms.participant import Participant

# Where the server's cap is lifted.
_MAX_TRACKS = 256
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
    published = participant.tracks.get(request.sid)
    if published is not None:
        _add_codec(published, request)
        return
    info = participant.pending.get(request.cid) or track_info(request)
    participant.pending[request.cid] = info
    participant.send(SignalResponse(track_published=TrackPublishedResponse(cid=request.cid, track=info)))


def _add_codec(track: PublishedTrack, request: AddTrackRequest) -> None:
    """A second codec of a published track was announced: its section is on its way."""
    participant = track.publisher
    participant.pending_backups[request.cid] = track.sid
    while len(participant.pending_backups) > _MAX_TRACKS:
        participant.pending_backups.pop(next(iter(participant.pending_backups)))
    response = TrackPublishedResponse(cid=request.cid, track=track.info)
    participant.send(SignalResponse(track_published=response))


def _refusal(participant: Participant, request: AddTrackRequest) -> RequestResponse.Reason | None:
    if not participant.grant.allows_track(request.source, request.type):
        return RequestResponse.NOT_ALLOWED
    if len(participant.tracks) + len(participant.pending) >= (participant.room.limits.tracks or _MAX_TRACKS):
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
            return _receive(track.info, track.info.mime_type, track.uplink)
        if track.backup is not None and track.backup.mid == section.mid:
            return _receive(track.info, track.backup.mime, track.backup.uplink)
    backed = participant.tracks.get(participant.pending_backups.pop(section.track_id or "", ""))
    if backed is not None:
        return _receive_backup(backed, peer, section)
    info, cid = _take_pending(participant, section)
    if info is None or not participant.grant.allows_track(info.source, info.type):
        return None
    codecs = publisher_codecs(section, send_wish(info, info.mime_type))
    if not codecs:
        return None
    uplink = _bind(peer, section, codecs)
    _complete(info, section, codecs[0], uplink.simulcast)
    track = PublishedTrack(participant, info, cid, section.mid, uplink)
    track.set_muted(info.muted)
    participant.room.track_published(track)
    return _receive(info, info.mime_type, uplink)


def _receive(info: TrackInfo, mime: str, uplink: UplinkTrack) -> Receive:
    return Receive(tuple(rid for rid in uplink.layers if rid), send_wish(info, mime))


def _receive_backup(track: PublishedTrack, peer: Peer, section: MediaSection) -> Receive | None:
    """Take a second codec of a track; subscribers who lacked the first are moved to it."""
    entry = next((each for each in track.info.codecs if each.mime_type != track.info.mime_type), None)
    # Sound must not come as the second codec of a camera.
    if entry is None or track.backup is not None or section.kind != track.kind:
        return None
    codecs = publisher_codecs(section, send_wish(track.info, entry.mime_type))
    if not codecs or name_of(codecs[0].name) != name_of(entry.mime_type):
        return None
    uplink = _bind(peer, section, codecs)
    uplink.muted = track.info.muted
    track.backup = Backup(entry.mime_type, section.mid, uplink)
    entry.mid, entry.cid = section.mid, section.track_id or ""
    track.publisher.room.changed(track.publisher)
    for subscription in track.subscriptions:
        subscription.choose_codec()
    return _receive(track.info, entry.mime_type, uplink)


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


def _bind(peer: Peer, section: MediaSection, codecs: list[Codec]) -> UplinkTrack:
    """Receive on a section; the first codec is the one the client is asked to send."""
    formats, apt = {}, {}
    for codec in codecs:
        formats[codec.payload_type] = PayloadFormat(codec.name.lower(), codec.clock_rate, codec.parameters)
        if codec.rtx is not None:
            apt[codec.rtx] = codec.payload_type
    uplink = UplinkTrack(section.kind, formats, apt, layer_qualities(section.send_rids[:_MAX_LAYERS]))
    peer.bind_uplink(UplinkBinding(section.mid, uplink, section.extensions, section.ssrcs))
    return uplink


def _complete(info: TrackInfo, section: MediaSection, codec: Codec, simulcast: bool) -> None:
    info.mid = info.codecs[0].mid = section.mid
    info.simulcast = simulcast
    info.mime_type = info.codecs[0].mime_type = mime_of(codec.name)
    # A second codec that turned out to be the first is none.
    for backup in [each for each in info.codecs[1:] if each.mime_type == info.mime_type]:
        info.codecs.remove(backup)


def stop_section(participant: Participant, mid: str) -> None:
    """The client stopped sending on a section: the track there is unpublished."""
    for track in list(participant.tracks.values()):
        if track.mid == mid:
            unpublish(track)
        elif track.backup is not None and track.backup.mid == mid:
            _drop_backup(track)


def _drop_backup(track: PublishedTrack) -> None:
    if track.backup is not None:
        track.publisher.negotiator.publisher.unbind_uplink(track.backup.mid)
        track.backup = None
        for subscription in track.subscriptions:
            subscription.choose_codec()


def unpublish(track: PublishedTrack) -> None:
    """Take a track out of the room, in every codec it is sent in."""
    participant = track.publisher
    participant.negotiator.publisher.unbind_uplink(track.mid)
    if track.backup is not None:
        participant.negotiator.publisher.unbind_uplink(track.backup.mid)
    participant.room.track_unpublished(track)


def mute(participant: Participant, request: MuteTrackRequest) -> bool:
    """The client muted or unmuted its own track, published or still pending; False when it has no such."""
    pending = [info for info in participant.pending.values() if info.sid == request.sid]
    for info in pending:
        info.muted = request.muted
    track = participant.tracks.get(request.sid)
    if track is not None and track.info.muted != request.muted:
        set_muted(track, request.muted)
    return bool(pending) or track is not None


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


def mute_over_limit(track: PublishedTrack, message: str) -> None:
    """Mute a track that costs more than its publisher may, and say why."""
    request = AddTrackRequest(cid=track.cid, sid=track.sid)
    response = RequestResponse(reason=RequestResponse.LIMIT_EXCEEDED, message=message, add_track=request)
    track.publisher.send(SignalResponse(request_response=response))
    mute_remotely(track, True)


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

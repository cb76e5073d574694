"""Published tracks: their public description, and the layer a subscriber's wish stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from livekit.protocol.models import (
    AudioTrackFeature,
    SimulcastCodecInfo,
    TrackInfo,
    TrackSource,
    TrackType,
    VideoLayer,
    VideoQuality,
)
from livekit.protocol.rtc import AddTrackRequest

from signaling.protocol.formats import SendWish, mime_of, name_of
from signaling.rooms.identifiers import new_sid
from signaling.sfu.allocator import OTHER, SCREEN, SPEAKER

if TYPE_CHECKING:
    from signaling.rooms.participant import Participant
    from signaling.rooms.subscriptions import Subscription
    from signaling.sfu.uplink import UplinkTrack

HIGH: int = VideoQuality.HIGH
OFF: int = VideoQuality.OFF
_RID_QUALITY = {"q": 0, "h": 1, "f": 2}
_MAX_CODECS = 2


def layer_qualities(rids: list[str]) -> dict[str, int]:
    """Quality by rid; without rids one layer named by the empty string."""
    if not rids:
        return {"": HIGH}
    if all(rid in _RID_QUALITY for rid in rids):
        return {rid: _RID_QUALITY[rid] for rid in rids}
    return {rid: min(index, HIGH) for index, rid in enumerate(rids)}


def track_info(request: AddTrackRequest) -> TrackInfo:
    """The description of a track about to be published, under a new sid."""
    video = request.type == TrackType.VIDEO
    layers = list(request.layers) or _default_layers(request)
    info = TrackInfo(
        sid=new_sid("TR_"),
        type=request.type,
        name=request.name,
        width=request.width,
        height=request.height,
        muted=request.muted,
        disable_dtx=request.disable_dtx,
        source=request.source,
        layers=layers if video else [],
        stereo=request.stereo,
        disable_red=request.disable_red,
        encryption=request.encryption,
        stream=request.stream,
        backup_codec_policy=request.backup_codec_policy,
        packet_trailer_features=request.packet_trailer_features,
    )
    info.audio_features.extend(_audio_features(request))
    for index, mime in enumerate(_mimes(request)):
        cid = "" if index else request.cid
        info.codecs.append(SimulcastCodecInfo(mime_type=mime, cid=cid, layers=layers if video else []))
    info.mime_type = info.codecs[0].mime_type
    return info


def _audio_features(request: AddTrackRequest) -> list[AudioTrackFeature]:
    features = set(request.audio_features)
    if request.stereo:
        features.add(AudioTrackFeature.TF_STEREO)
    if request.disable_dtx:
        features.add(AudioTrackFeature.TF_NO_DTX)
    return sorted(features) if request.type == TrackType.AUDIO else []


def _mimes(request: AddTrackRequest) -> list[str]:
    """The codec of a track to come, and the one to fall back on where it has one."""
    if request.type == TrackType.AUDIO:
        return ["audio/opus" if request.disable_red else "audio/red"]
    named = [mime_of(each.codec) for each in request.simulcast_codecs]
    wanted = list(dict.fromkeys(mime for mime in named if mime.startswith("video/")))
    # A client that names nothing decides by its offer; one that names what is not known here falls back.
    return wanted[:_MAX_CODECS] or ["video/VP8" if named else ""]


def _default_layers(request: AddTrackRequest) -> list[VideoLayer]:
    return [VideoLayer(quality=VideoQuality.HIGH, width=request.width, height=request.height)]


def send_wish(info: TrackInfo, mime: str) -> SendWish:
    """How the publisher of a track is asked to send the codec of this MIME type."""
    features = info.audio_features
    return SendWish(
        name_of(mime),
        red=not info.disable_red,
        stereo=AudioTrackFeature.TF_STEREO in features,
        dtx=AudioTrackFeature.TF_NO_DTX not in features,
    )


@dataclass
class DynacastState:
    """What the publisher was last told about the layers of one codec.

    `told` starts at HIGH, since clients send every layer; a second codec is sent only when asked for.
    """

    told: int = HIGH
    lower_since: float | None = None

    @staticmethod
    def rank(quality: int) -> int:
        """Qualities in order, OFF lowest."""
        return -1 if quality == OFF else quality


@dataclass
class Backup:
    """The same picture once more, in a codec that subscribers of the first one lack."""

    mime: str
    mid: str
    uplink: UplinkTrack


class PublishedTrack:
    """A track in a room. `uplink` carries its packets, `mid` is its section at the publisher."""

    def __init__(
        self, publisher: Participant, info: TrackInfo, cid: str, mid: str, uplink: UplinkTrack
    ) -> None:
        self.publisher = publisher
        self.info = info
        self.cid = cid
        self.mid = mid
        self.uplink = uplink
        self.allowed_identities = publisher.allowed_subscribers(info.sid)
        self.announced_subscriber = False
        uplink.announced = {int(layer.quality): layer.bitrate for layer in info.layers if layer.bitrate}
        self.backup: Backup | None = None
        self.rank(spoke_lately=False)
        self.dynacast = {
            name_of(codec.mime_type): DynacastState(OFF if index else HIGH)
            for index, codec in enumerate(info.codecs)
        }
        self.subscriptions: list[Subscription] = []

    @property
    def sid(self) -> str:
        """The track's identifier."""
        return self.info.sid

    @property
    def kind(self) -> str:
        """`audio` or `video`."""
        return self.uplink.kind

    def set_muted(self, muted: bool) -> None:
        """Mute or unmute: a muted track is not forwarded, whatever arrives."""
        self.info.muted = muted
        for uplink in self.uplinks:
            uplink.muted = muted

    def rank(self, *, spoke_lately: bool) -> None:
        """Say how much the picture matters to those who cannot receive all."""
        screen = self.info.source == TrackSource.SCREEN_SHARE
        for uplink in self.uplinks:
            uplink.rank = SCREEN if screen else SPEAKER if spoke_lately else OTHER

    @property
    def uplinks(self) -> list[UplinkTrack]:
        """The track's streams of packets: one for each codec it is sent in."""
        return [self.uplink] if self.backup is None else [self.uplink, self.backup.uplink]

    def uplink_for(self, codec: str) -> UplinkTrack:
        """The stream in a codec, given by name; the first one where there is no other."""
        if self.backup is not None and name_of(self.backup.mime) == codec:
            return self.backup.uplink
        return self.uplink

    def allows(self, identity: str) -> bool:
        """Whether the publisher lets this participant subscribe."""
        return self.allowed_identities is None or identity in self.allowed_identities

    def quality_for(self, width: int, height: int) -> int:
        """The lowest quality at least as large as the picture wanted; HIGH when none is."""
        wanted = width * height
        for layer in sorted(self.info.layers, key=lambda each: each.width * each.height):
            if layer.width * layer.height >= wanted * 0.9:
                return int(layer.quality)
        return HIGH

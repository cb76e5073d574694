"""Published tracks: their public description, and the layer a subscriber's wish stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from livekit.protocol.models import (
    SimulcastCodecInfo,
    TrackInfo,
    TrackType,
    VideoLayer,
    VideoQuality,
)
from livekit.protocol.rtc import AddTrackRequest

from signaling.rooms.identifiers import new_sid

if TYPE_CHECKING:
    from signaling.rooms.participant import Participant
    from signaling.rooms.subscriptions import Subscription
    from signaling.sfu.uplink import UplinkTrack

HIGH: int = VideoQuality.HIGH
OFF: int = VideoQuality.OFF
_RID_QUALITY = {"q": 0, "h": 1, "f": 2}
_MIMES = {"opus": "audio/opus", "vp8": "video/VP8", "h264": "video/H264"}


def mime_of(codec: str) -> str:
    """The MIME type LiveKit writes for a codec name; empty for an unknown one."""
    return _MIMES.get(codec.lower().rpartition("/")[2], "")


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
    codec = request.simulcast_codecs[0].codec if request.simulcast_codecs else ("vp8" if video else "opus")
    mime = mime_of(codec) or ("video/VP8" if video else "audio/opus")
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
        mime_type=mime,
        stereo=request.stereo,
        disable_red=True,
        encryption=request.encryption,
        stream=request.stream,
        audio_features=request.audio_features,
    )
    info.codecs.append(SimulcastCodecInfo(mime_type=mime, cid=request.cid, layers=layers if video else []))
    return info


def _default_layers(request: AddTrackRequest) -> list[VideoLayer]:
    return [VideoLayer(quality=VideoQuality.HIGH, width=request.width, height=request.height)]


@dataclass
class DynacastState:
    """What the publisher was last told about its layers. `told` starts at HIGH: clients send all."""

    told: int = HIGH
    lower_since: float | None = None

    @staticmethod
    def rank(quality: int) -> int:
        """Qualities in order, OFF lowest."""
        return -1 if quality == OFF else quality


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
        self.dynacast = DynacastState()
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
        self.uplink.muted = muted

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

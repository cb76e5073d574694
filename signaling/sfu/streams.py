"""Which incoming SSRC belongs to which layer of which track (RFC 8843 section 9.2, RFC 8852)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from signaling.sfu.rtp import RtpPacket
from signaling.sfu.uplink import UplinkLayer, UplinkTrack

MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID_URI = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
TRANSPORT_CC_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
DEPENDENCY_URI = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
AUDIO_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"


@dataclass
class UplinkBinding:
    """A receiving media section: its track and the header extension ids the client uses there.

    `ssrcs` are those announced in the description; True for retransmissions.
    """

    mid: str
    track: UplinkTrack
    extensions: dict[str, int]
    ssrcs: dict[int, bool] = field(default_factory=dict)


class Stream(NamedTuple):
    """Where the packets of one SSRC go; `repairs` marks retransmissions."""

    track: UplinkTrack
    layer: UplinkLayer
    repairs: bool


class UplinkStreams:
    """The incoming streams of one peer. Holds at most two SSRCs a layer, whatever a client sends."""

    def __init__(self) -> None:
        self._bindings: dict[str, UplinkBinding] = {}
        self._by_ssrc: dict[int, Stream] = {}
        self._extension_ids: dict[str, int] = {}

    def bind(self, binding: UplinkBinding) -> None:
        """Receive a track on a media section."""
        self._bindings[binding.mid] = binding
        self._extension_ids.update(binding.extensions)
        track = binding.track
        track.level_extension = binding.extensions.get(AUDIO_LEVEL_URI, 0)
        track.dependency_extension = binding.extensions.get(DEPENDENCY_URI, 0)
        if not track.simulcast:
            for ssrc, repairs in binding.ssrcs.items():
                self._learn(track, next(iter(track.layers.values())), ssrc, repairs)

    def unbind(self, mid: str) -> None:
        """Stop receiving on a media section."""
        binding = self._bindings.pop(mid, None)
        if binding is not None:
            track = binding.track
            self._by_ssrc = {ssrc: s for ssrc, s in self._by_ssrc.items() if s.track is not track}

    def clear(self) -> None:
        """Stop receiving."""
        self._bindings.clear()
        self._by_ssrc.clear()

    def _learn(self, track: UplinkTrack, layer: UplinkLayer, ssrc: int, repairs: bool) -> Stream:
        known = layer.rtx_ssrc if repairs else layer.ssrc
        if known is not None and known != ssrc:
            self._by_ssrc.pop(known, None)
            if not repairs:
                # A new SSRC is a new sequence of numbers: nothing known of the old one holds.
                layer = track.renew(layer)
        if repairs:
            layer.rtx_ssrc = ssrc
        else:
            layer.ssrc = ssrc
        stream = Stream(track, layer, repairs)
        self._by_ssrc[ssrc] = stream
        return stream

    def of_ssrc(self, ssrc: int) -> Stream | None:
        """The stream of an SSRC already known."""
        return self._by_ssrc.get(ssrc)

    def of_packet(self, packet: RtpPacket) -> Stream | None:
        """The stream of a packet; a new SSRC is learned by its mid and rid extensions."""
        return self._by_ssrc.get(packet.ssrc) or self._identify(packet)

    def _identify(self, packet: RtpPacket) -> Stream | None:
        mid = self._text(packet, MID_URI)
        binding = self._bindings.get(mid) if mid else None
        if binding is None:
            return None
        track = binding.track
        repaired = self._text(packet, REPAIRED_RID_URI)
        repairs = repaired is not None or packet.payload_type in track.apt
        rid = repaired or self._text(packet, RID_URI)
        layer = track.layers.get(rid) if rid else None
        if layer is None and not track.simulcast:
            layer = next(iter(track.layers.values()))
        if layer is None:
            return None
        return self._learn(track, layer, packet.ssrc, repairs)

    def _text(self, packet: RtpPacket, uri: str) -> str | None:
        element = self.extension(packet, uri)
        return element.decode("ascii", "replace") if element else None

    def extension(self, packet: RtpPacket, uri: str) -> bytes | None:
        """A header extension of a packet, by the id negotiated for its URI."""
        return packet.extensions.get(self._extension_ids.get(uri, 0))

    def any_ssrc(self) -> int:
        """Some SSRC being received, 0 when there is none."""
        return next(iter(self._by_ssrc), 0)

    @property
    def begun(self) -> bool:
        """Whether any packet came in, or its SSRC was announced."""
        return bool(self._by_ssrc)

    def tracks(self) -> list[UplinkTrack]:
        """Every track that is received."""
        return [binding.track for binding in self._bindings.values()]

    def layers(self) -> list[tuple[UplinkTrack, UplinkLayer]]:
        """Every layer that has begun, with its track."""
        return [(s.track, s.layer) for s in self._by_ssrc.values() if not s.repairs]

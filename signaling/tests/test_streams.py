"""Finding the layer of a packet, as browsers and native clients announce it or not."""

from __future__ import annotations

import pytest

from signaling.sfu.rtp import RtpPacket
from signaling.sfu.streams import MID_URI, REPAIRED_RID_URI, RID_URI, UplinkBinding, UplinkStreams
from signaling.sfu.uplink import PayloadFormat, UplinkTrack

EXTENSIONS = {MID_URI: 4, RID_URI: 10, REPAIRED_RID_URI: 11}
VP8 = PayloadFormat("vp8", 90000)


def packet(ssrc: int, *, rid: str = "", repaired: str = "", mid: str = "8", kind: int = 96) -> RtpPacket:
    texts = {4: mid, 10: rid, 11: repaired}
    found = {number: text.encode() for number, text in texts.items() if text}
    return RtpPacket(kind, False, 1, 1, ssrc, b"x", found)


@pytest.fixture
def simulcast() -> UplinkTrack:
    return UplinkTrack("video", {96: VP8}, {97: 96}, {"q": 0, "h": 1, "f": 2})


def test_layers_are_learned_by_mid_and_rid(simulcast: UplinkTrack) -> None:
    streams = UplinkStreams()
    streams.bind(UplinkBinding("8", simulcast, EXTENSIONS))
    assert streams.of_packet(packet(1)) is None, "without a rid nothing is known"
    found = streams.of_packet(packet(1, rid="h"))
    assert found == (simulcast, simulcast.layers["h"], False)
    assert streams.of_packet(packet(1, mid="")) == found, "later packets carry no extensions"
    repair = streams.of_packet(packet(2, repaired="h", kind=97))
    assert repair == (simulcast, simulcast.layers["h"], True)
    assert (simulcast.layers["h"].ssrc, simulcast.layers["h"].rtx_ssrc) == (1, 2)
    assert streams.of_packet(packet(3, rid="unknown")) is None
    assert streams.of_packet(packet(3, rid="q", mid="9")) is None


def test_a_single_layer_needs_no_rid() -> None:
    track = UplinkTrack("video", {96: VP8}, {97: 96}, {"": 2})
    streams = UplinkStreams()
    streams.bind(UplinkBinding("8", track, EXTENSIONS, {11: False, 12: True}))
    assert streams.of_packet(packet(11, mid="")) == (track, track.layers[""], False)
    assert streams.of_packet(packet(12, mid="", kind=97)) == (track, track.layers[""], True)
    other = UplinkTrack("audio", {111: PayloadFormat("opus", 48000)}, {}, {"": 2})
    streams.bind(UplinkBinding("7", other, EXTENSIONS))
    assert streams.of_packet(packet(13, mid="7", kind=111)) == (other, other.layers[""], False)


def test_a_new_ssrc_replaces_the_old_one(simulcast: UplinkTrack) -> None:
    streams = UplinkStreams()
    streams.bind(UplinkBinding("8", simulcast, EXTENSIONS))
    first = streams.of_packet(packet(1, rid="q"))
    for ssrc in range(2, 500):
        streams.of_packet(packet(ssrc, rid="q"))
    last = streams.of_ssrc(499)
    assert first is not None
    assert last is not None
    assert last.layer is simulcast.layers["q"]
    assert last.layer is not first.layer
    assert streams.of_ssrc(1) is None
    assert len(streams.layers()) == 1


def test_what_is_unbound_is_forgotten(simulcast: UplinkTrack) -> None:
    streams = UplinkStreams()
    streams.bind(UplinkBinding("8", simulcast, EXTENSIONS))
    streams.of_packet(packet(1, rid="q"))
    streams.unbind("8")
    assert streams.of_packet(packet(1, rid="q")) is None
    assert streams.any_ssrc() == 0

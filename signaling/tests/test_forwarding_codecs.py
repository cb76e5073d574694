"""Forwarding what is special to a codec: descriptors, redundancy, and a change of codec."""

from __future__ import annotations

import pytest

from signaling.sfu.downlink import DownlinkTrack, OutgoingFormat
from signaling.sfu.rtp import RtpPacket, parse_rtp
from signaling.sfu.uplink import PayloadFormat, UplinkTrack
from signaling.tests.test_forwarding import Line


@pytest.mark.parametrize("size", [3, 40])
def test_av1_keeps_its_dependency_descriptors(size: int) -> None:
    uplink = UplinkTrack("video", {45: PayloadFormat("av1", 90000)}, {}, {"": 2})
    uplink.dependency_extension = 11
    sent: list[RtpPacket] = []
    take = lambda packet: sent.append(parse_rtp(packet))  # noqa: E731
    downlink = DownlinkTrack(uplink, 7, 8, lambda _: OutgoingFormat(35, 36), take, lambda _: None)
    downlink.paused = False
    downlink.dependency_id, downlink.abs_send_time_id = 12, 3
    downlink.attach()
    descriptor = bytes(range(size))
    first = RtpPacket(45, True, 5, 1, 9, b"\x18\x0a", {11: descriptor})
    uplink.receive(uplink.layers[""], first, 1.0)
    uplink.receive(uplink.layers[""], RtpPacket(45, True, 6, 3000, 9, b"\x10\x0a"), 1.0)
    assert sent[0].extensions[12] == descriptor
    assert len(sent[0].extensions[3]) == 3
    assert list(sent[1].extensions) == [3]
    assert downlink.resend((sent[0].sequence,), 2.0) == 1
    assert sent[2].extensions[12] == descriptor


def test_redundant_sound_is_passed_on_or_reduced_to_its_newest_block() -> None:
    uplink = UplinkTrack("audio", {63: PayloadFormat("red", 48000, "111/111")}, {}, {"": 2})
    formats = {
        "takes red": OutgoingFormat(63, None),
        "takes opus": OutgoingFormat(111, None, primary_only=True),
    }
    sent: dict[str, list[RtpPacket]] = {name: [] for name in formats}
    for name, outgoing in formats.items():
        take = lambda packet, to=sent[name]: to.append(parse_rtp(packet))  # noqa: E731
        downlink = DownlinkTrack(uplink, 7, 8, lambda _, chosen=outgoing: chosen, take, lambda _: None)  # type: ignore[misc]
        downlink.paused = False
        downlink.attach()
    payload = bytes([0xEF, 0x0F, 0x00, 0x03, 0x6F]) + b"old" + b"newest"
    uplink.receive(uplink.layers[""], RtpPacket(63, False, 1, 960, 1, payload), 1.0)
    [whole], [reduced] = sent["takes red"], sent["takes opus"]
    assert (whole.payload_type, whole.payload) == (63, payload)
    assert (reduced.payload_type, reduced.payload) == (111, b"newest")
    assert (reduced.timestamp, reduced.sequence) == (whole.timestamp, whole.sequence)


def test_a_subscriber_is_moved_to_another_codec_of_the_track_without_a_jump() -> None:
    line = Line()
    for index in range(5):
        line.picture("q", keyframe=index == 0)
        line.step()
    other = UplinkTrack("video", {120: PayloadFormat("h264", 90000)}, {}, {"": 2})
    line.downlink.follow(other)
    line.picture("q", keyframe=True)
    assert len(line.sent) == 5
    for index, payload in enumerate((b"\x67sps", b"\x41p")):
        packet = RtpPacket(120, True, 700 + index, 3000 * index, 33, payload)
        other.receive(other.layers[""], packet, line.now + 0.033 * index)
    assert [packet.payload for packet in line.sent[5:]] == [b"\x67sps", b"\x41p"]
    numbers = [packet.sequence for packet in line.sent]
    assert numbers == list(range(numbers[0], numbers[0] + 7))
    assert not line.uplink.sinks

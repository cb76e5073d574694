"""RTP and RTCP readers and writers, VP8 and H.264 payloads, transport-wide feedback."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.sfu import rtcp
from signaling.sfu.codecs import Vp8Offsets, h264_keyframe, parse_vp8, shift_vp8
from signaling.sfu.nack import NackTracker
from signaling.sfu.rtp import (
    RtpPacket,
    SequenceUnwrapper,
    audio_level,
    build_extended_rtp,
    build_rtp,
    parse_rtp,
)
from signaling.sfu.twcc import ArrivalRecorder

U32 = st.integers(0, 0xFFFFFFFF)
U16 = st.integers(0, 0xFFFF)


@given(
    st.builds(
        RtpPacket,
        payload_type=st.integers(0, 127),
        marker=st.booleans(),
        sequence=U16,
        timestamp=U32,
        ssrc=U32,
        payload=st.binary(max_size=64),
        extensions=st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), min_size=1),
    )
)
def test_a_packet_survives_writing_and_reading(packet: RtpPacket) -> None:
    assert parse_rtp(build_extended_rtp(packet)) == packet


@given(st.binary(max_size=200))
def test_any_bytes_are_a_packet_or_refused(data: bytes) -> None:
    try:
        packet = parse_rtp(data)
    except ValueError:
        return
    assert len(packet.payload) <= len(data)


def test_padding_and_contributors_are_left_out() -> None:
    plain = build_rtp(96, True, 1, 2, 3, b"abc")
    assert parse_rtp(bytes([0xA0]) + plain[1:] + b"\0\0\3").payload == b"abc"
    assert parse_rtp(bytes([0xB0 & 0xEF | 1]) + plain[1:12] + b"csrc" + b"abc\0\0\3").payload == b"abc"
    only_padding = parse_rtp(bytes([0xA0]) + plain[1:12] + b"\0\0\0\4")
    assert only_padding.payload == b""


def test_two_byte_extensions_are_read() -> None:
    block = bytes([5, 2]) + b"ab" + bytes([0, 200, 1]) + b"c"
    head = bytes([0x90, 96]) + struct.pack("!HII", 1, 2, 3) + struct.pack("!HH", 0x1000, 2) + block
    assert parse_rtp(head + b"payload").extensions == {5: b"ab", 200: b"c"}


def test_audio_level_ignores_the_voice_bit() -> None:
    assert audio_level(bytes([0x80 | 30])) == 30
    assert audio_level(b"") == 127


@given(st.lists(st.integers(-200, 200), max_size=200))
def test_the_unwrapper_follows_a_counter_over_its_wraps(steps: list[int]) -> None:
    unwrapper = SequenceUnwrapper()
    true = highest = 65_530
    first = unwrapper.unwrap(true)
    for step in steps:
        true = max(highest + step, 0)
        highest = max(highest, true)
        assert unwrapper.unwrap(true & 0xFFFF) - first == true - 65_530


@given(st.binary(max_size=200))
def test_any_bytes_are_rtcp_or_refused(data: bytes) -> None:
    try:
        packets = rtcp.parse_compound(data)
    except ValueError:
        return
    assert len(packets) <= len(data)


@given(U32, U32, st.lists(U16, min_size=1, max_size=60, unique=True))
def test_a_nack_asks_for_exactly_what_is_missing(sender: int, media: int, missing: list[int]) -> None:
    [packet] = rtcp.parse_compound(rtcp.build_nack(sender, media, sorted(missing)))
    assert isinstance(packet, rtcp.Nack)
    assert (packet.media_ssrc, set(packet.sequences)) == (media, set(missing))


REPORTS = st.lists(
    st.builds(
        rtcp.ReportBlock,
        ssrc=U32,
        fraction_lost=st.integers(0, 255),
        cumulative_lost=st.integers(-0x800000, 0x7FFFFF),
        highest_sequence=U32,
        jitter=U32,
        lsr=U32,
        dlsr=U32,
    ),
    max_size=31,
)


@given(U32, REPORTS)
def test_a_receiver_report_survives(ssrc: int, reports: list[rtcp.ReportBlock]) -> None:
    [packet] = rtcp.parse_compound(rtcp.build_receiver_report(ssrc, reports))
    assert packet == rtcp.ReceiverReport(ssrc, tuple(reports))


@given(U32, st.integers(0, 2**64 - 1), U32, U32, U32, st.text(max_size=30))
def test_a_sender_report_survives(
    ssrc: int, ntp: int, time: int, packets: int, octets: int, name: str
) -> None:
    report = rtcp.SenderReport(ssrc, ntp, time, packets, octets)
    [read] = rtcp.parse_compound(rtcp.build_sender_report(report, name))
    assert read == report


def test_pli_fir_bye_and_remb_are_read() -> None:
    fir = bytes([0x84, 206]) + struct.pack("!HIIII", 4, 1, 0, 77, 1 << 24)
    remb = bytes([0x8F, 206]) + struct.pack("!HII", 5, 1, 0) + b"REMB" + bytes([1, 10 << 2, 0, 100])
    remb += struct.pack("!I", 88)
    data = rtcp.build_pli(1, 66) + fir + remb + rtcp.build_bye(99)
    assert rtcp.parse_compound(data) == [
        rtcp.KeyframeRequest(66),
        rtcp.KeyframeRequest(77),
        rtcp.Remb(100 << 10, (88,)),
        rtcp.Bye((99,)),
    ]


def read_feedback(body: bytes) -> tuple[int, dict[int, int]]:
    """Base time in ticks of 250 us and, by sequence, arrival in those ticks: a reader of the draft's form."""
    base, count, word = struct.unpack_from("!HHI", body)
    position = 8
    statuses: list[int] = []
    while len(statuses) < count:
        [chunk] = struct.unpack_from("!H", body, position)
        position += 2
        if chunk & 0x8000:
            assert chunk & 0x4000, "one-bit vectors are not written"
            statuses += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            statuses += [chunk >> 13 & 3] * (chunk & 0x1FFF)
    time = (word >> 8) * 256
    arrivals = {}
    for offset, status in enumerate(statuses[:count]):
        if status:
            [delta] = struct.unpack_from("!B" if status == 1 else "!h", body, position)
            position += 1 if status == 1 else 2
            time += delta
            arrivals[base + offset & 0xFFFF] = time
    return (word >> 8) * 256, arrivals


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0, 0.2)), min_size=1, max_size=300))
def test_feedback_tells_when_every_packet_arrived(steps: list[tuple[int, float]]) -> None:
    recorder = ArrivalRecorder()
    sequence, now = 65_000, 1000.0
    sent: dict[int, float] = {}
    for step, pause in steps:
        sequence, now = sequence + step, now + pause
        recorder.record(sequence & 0xFFFF, now)
        sent.setdefault(sequence & 0xFFFF, now)
    told: dict[int, int] = {}
    for body in recorder.take_reports():
        told.update(read_feedback(body)[1])
    assert set(told) == set(sent)
    for number, arrival in told.items():
        assert abs(arrival * 0.00025 - sent[number]) < 0.0002
    assert recorder.take_reports() == []


def test_what_a_broken_line_swallowed_is_not_reported_missing() -> None:
    recorder = ArrivalRecorder()
    recorder.record(10, 1.0)
    recorder.take_reports()
    recorder.record(200, 4.0)
    [report] = recorder.take_reports()
    assert struct.unpack_from("!HH", report) == (200, 1)


def test_feedback_reports_what_is_missing_between_two_reports() -> None:
    recorder = ArrivalRecorder()
    recorder.record(10, 1.0)
    recorder.take_reports()
    recorder.record(13, 1.1)
    [body] = recorder.take_reports()
    assert struct.unpack_from("!HH", body) == (11, 3)
    assert set(read_feedback(body)[1]) == {13}


def vp8(picture: int, tl0: int, key: int, *, keyframe: bool = True) -> bytes:
    """A payload with every optional field, starting a picture."""
    head = bytes([0x90, 0xF0, 0x80 | picture >> 8, picture & 0xFF, tl0, 0x20 | key])
    return head + bytes([0 if keyframe else 1]) + b"picture"


@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(0, 31), st.integers(-70000, 70000))
def test_vp8_counters_are_moved_and_nothing_else(picture: int, tl0: int, key: int, by: int) -> None:
    payload = vp8(picture, tl0, key)
    moved = parse_vp8(shift_vp8(payload, parse_vp8(payload), Vp8Offsets(by, by, by)))
    assert moved.picture_id == (picture + by) % 0x8000
    assert moved.tl0_index == (tl0 + by) % 256
    assert moved.key_index == (key + by) % 32
    assert moved.keyframe
    assert not parse_vp8(vp8(picture, tl0, key, keyframe=False)).keyframe


@given(st.binary(max_size=12))
def test_any_payload_is_vp8_or_refused(payload: bytes) -> None:
    try:
        descriptor = parse_vp8(payload)
    except ValueError:
        return
    assert 0 <= descriptor.picture_id < 0x8000
    assert len(shift_vp8(payload, descriptor, Vp8Offsets(1, 1, 1))) == len(payload)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"", False),
        (bytes([0x67, 1]), True),
        (bytes([0x65, 1]), True),
        (bytes([0x61, 1]), False),
        (bytes([0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 1]), True),
        (bytes([0x78, 0, 2, 0x61, 1]), False),
        (bytes([0x7C, 0x85, 1]), True),
        (bytes([0x7C, 0x45, 1]), False),
        (bytes([0x7C, 0x81, 1]), False),
    ],
)
def test_where_an_h264_decoder_can_start(payload: bytes, expected: bool) -> None:
    assert h264_keyframe(payload) is expected


def test_missing_packets_are_asked_for_a_limited_number_of_times() -> None:
    tracker = NackTracker()
    assert not tracker.received(10, 0.0)
    assert tracker.received(13, 0.0)
    assert tracker.due(0.0, 0.1) == [11, 12]
    assert tracker.due(0.05, 0.1) == []
    tracker.received(11, 0.06)
    assert tracker.due(0.11, 0.1) == [12]
    assert tracker.due(1.5, 0.1) == []


def test_what_is_given_up_makes_a_keyframe_necessary_until_a_later_one_came() -> None:
    tracker = NackTracker()
    tracker.received(10, 0.0)
    tracker.received(12, 0.0)
    assert tracker.due(0.0, 0.1) == [11]
    assert not tracker.broken()
    assert tracker.due(1.5, 0.1) == []
    assert tracker.broken()
    tracker.keyframe(11)
    assert tracker.broken()
    tracker.keyframe(14)
    assert not tracker.broken()


def test_the_gap_of_a_broken_line_is_not_asked_for_but_a_short_one_after_a_silence_is() -> None:
    tracker = NackTracker()
    tracker.received(10, 0.0)
    assert tracker.received(13, 2.0)
    assert tracker.due(2.0, 0.1) == [11, 12]
    assert not tracker.received(113, 5.0)
    assert tracker.due(5.0, 0.1) == []
    assert tracker.broken()


def test_a_keyframe_makes_what_was_missing_before_it_needless() -> None:
    tracker = NackTracker()
    tracker.received(10, 0.0)
    tracker.received(14, 0.0)
    tracker.keyframe(13)
    assert tracker.due(0.0, 0.1) == [13]


@given(st.lists(st.integers(0, 2000), max_size=300))
def test_only_what_did_not_arrive_is_asked_for(sequences: list[int]) -> None:
    tracker = NackTracker()
    for sequence in sequences:
        tracker.received(sequence, 0.0)
    asked = tracker.due(0.0, 0.1)
    assert not set(asked) & set(sequences)
    assert asked == sorted(asked)
    assert all(sequences and min(sequences) < each < max(sequences) for each in asked)

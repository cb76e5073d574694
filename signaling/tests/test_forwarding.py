"""Forwarding without a network: one continuous stream out of changing layers, losses and padding."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from signaling.sfu.codecs import parse_vp8
from signaling.sfu.downlink import OFF, DownlinkTrack, OutgoingFormat
from signaling.sfu.rtcp import SenderReport
from signaling.sfu.rtp import RtpPacket, parse_rtp
from signaling.sfu.uplink import PayloadFormat, UplinkLayer, UplinkTrack
from signaling.tests.test_rtp import vp8

VP8 = PayloadFormat("vp8", 90000)
OPUS = PayloadFormat("opus", 48000)
QUALITIES = {"q": 0, "h": 1, "f": 2}


@dataclass
class Line:
    """A publisher with three layers and one subscriber, wired to each other."""

    rtx: bool = True
    now: float = 100.0
    sent: list[RtpPacket] = field(default_factory=list)
    reports: list[SenderReport] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    nacks: list[list[int]] = field(default_factory=list)
    position: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.uplink = UplinkTrack("video", {96: VP8}, {97: 96}, QUALITIES)
        self.uplink.request_keyframe = lambda layer: self.asked.append(layer.rid)
        self.uplink.send_nack = lambda layer, sequences: self.nacks.append(sequences)
        for index, (rid, layer) in enumerate(self.uplink.layers.items()):
            layer.ssrc = 1000 + index
            self.position[rid] = (65_500 + 7000 * index & 0xFFFF, 50_000 * index, 100 * index)
        outgoing = OutgoingFormat(120, 121 if self.rtx else None)
        self.downlink = DownlinkTrack(
            self.uplink,
            7,
            8,
            lambda _: outgoing,
            lambda p: self.sent.append(parse_rtp(p)),
            self.reports.append,
        )
        self.downlink.paused = False
        self.downlink.attach()

    def picture(self, rid: str, *, keyframe: bool = False, lose: bool = False) -> RtpPacket:
        """The publisher sends the next picture of a layer, one packet large, 33 ms after the last call."""
        sequence, timestamp, count = self.position[rid]
        self.position[rid] = (sequence + 1 & 0xFFFF, timestamp + 3000, count + 1)
        payload = vp8(count & 0x7FFF, count & 0xFF, count & 31, keyframe=keyframe)
        layer = self.uplink.layers[rid]
        packet = RtpPacket(96, True, sequence, timestamp, layer.ssrc or 0, payload)
        if not lose:
            self.uplink.receive(layer, packet, self.now)
        return packet

    def padding(self, rid: str) -> None:
        """The publisher probes with a packet of padding only."""
        sequence, timestamp, count = self.position[rid]
        self.position[rid] = (sequence + 1 & 0xFFFF, timestamp, count)
        layer = self.uplink.layers[rid]
        self.uplink.receive(layer, RtpPacket(96, False, sequence, timestamp, layer.ssrc or 0, b""), self.now)

    def step(self, seconds: float = 0.033) -> None:
        """Time passes."""
        self.now += seconds
        self.downlink.choose_layer(self.now)

    @property
    def layer(self) -> UplinkLayer | None:
        return self.downlink.current

    def assert_continuous(self) -> None:
        """No gap and no jump in anything a receiver looks at."""
        media = [packet for packet in self.sent if packet.ssrc == 7]
        for before, after in itertools.pairwise(media):
            assert after.sequence == before.sequence + 1 & 0xFFFF
            assert 0 < (after.timestamp - before.timestamp & 0xFFFFFFFF) < 90_000
            ids = parse_vp8(before.payload).picture_id, parse_vp8(after.payload).picture_id
            assert ids[1] == (ids[0] + 1) % 0x8000


def test_nothing_is_sent_before_a_keyframe() -> None:
    line = Line()
    line.picture("q")
    assert line.sent == []
    line.step()
    assert "q" in line.asked
    line.picture("q", keyframe=True)
    assert len(line.sent) == 1
    assert (line.sent[0].payload_type, line.sent[0].ssrc) == (120, 7)


def test_a_better_layer_is_taken_at_its_keyframe_without_a_jump() -> None:
    line = Line()
    for index in range(60):
        line.picture("q", keyframe=index == 0)
        if index > 20:
            line.picture("f", keyframe=index == 40)
        line.step()
    assert line.layer is line.uplink.layers["f"]
    assert len(line.sent) == 61, "at the switch the same moment is shown by both layers"
    line.assert_continuous()
    assert "f" in line.asked


def test_a_dead_layer_is_left_for_a_live_one_at_once() -> None:
    line = Line()
    for index in range(60):
        line.picture("q", keyframe=index % 10 == 0)
        if index < 20:
            line.picture("f", keyframe=index == 0)
        line.step()
    assert line.layer is line.uplink.layers["q"]
    line.assert_continuous()


def test_a_viewer_of_a_small_picture_gets_a_small_layer() -> None:
    line = Line()
    line.downlink.max_quality = 0
    for index in range(40):
        for rid in QUALITIES:
            line.picture(rid, keyframe=index in (0, 20))
        line.step()
    assert line.layer is line.uplink.layers["q"]


def test_padding_leaves_no_gap() -> None:
    line = Line()
    for index in range(30):
        line.picture("q", keyframe=index == 0)
        line.padding("q")
        line.step()
    assert len(line.sent) == 30
    line.assert_continuous()


def test_the_time_line_follows_the_publishers_clock_when_layers_change() -> None:
    line = Line()
    q, f = line.uplink.layers["q"], line.uplink.layers["f"]
    line.picture("q", keyframe=True)
    ntp = 5 << 32
    # Both layers show the same instant: q at timestamp 0, f at 100000.
    line.uplink.receive_report(q, SenderReport(1000, ntp, line.sent[0].timestamp, 1, 1), line.now)
    line.uplink.receive_report(f, SenderReport(1002, ntp, 100_000, 1, 1), line.now)
    line.position["f"] = (500, 103_000, 0)
    line.picture("f")
    line.step()
    line.picture("f", keyframe=True)
    assert line.layer is f
    assert line.sent[1].timestamp - line.sent[0].timestamp == 6000


def test_a_lost_packet_is_answered_as_it_was_sent() -> None:
    line = Line()
    for index in range(40):
        line.picture("q", keyframe=index == 0)
        line.picture("f", keyframe=index == 20)
        line.step()
    first_time = {packet.sequence: packet for packet in line.sent}
    wanted = [line.sent[5].sequence, line.sent[25].sequence, line.sent[-1].sequence]
    line.sent.clear()
    assert line.downlink.resend(tuple(wanted), line.now) == 3
    for packet, sequence in zip(line.sent, wanted, strict=True):
        assert (packet.payload_type, packet.ssrc) == (121, 8)
        assert int.from_bytes(packet.payload[:2], "big") == sequence
        assert packet.payload[2:] == first_time[sequence].payload
        assert packet.timestamp == first_time[sequence].timestamp
    assert line.downlink.resend(tuple(wanted), line.now) == 0, "not twice within a moment"


def test_without_rtx_the_packet_itself_is_sent_again() -> None:
    line = Line(rtx=False)
    for index in range(5):
        line.picture("q", keyframe=index == 0)
        line.step()
    original = line.sent[2]
    assert line.downlink.resend((original.sequence,), line.now) == 1
    assert line.sent[-1] == original


def test_what_the_publisher_lost_is_asked_for_and_fits_in_later() -> None:
    line = Line()
    line.picture("q", keyframe=True)
    lost = line.picture("q", lose=True)
    line.picture("q")
    assert line.nacks == [[lost.sequence]]
    repair = RtpPacket(97, True, 1, lost.timestamp, 55, lost.sequence.to_bytes(2, "big") + lost.payload)
    line.uplink.receive_rtx(line.uplink.layers["q"], repair, line.now)
    numbers = [packet.sequence for packet in line.sent]
    assert sorted(numbers) == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert line.sent[-1].payload == lost.payload


def test_a_publishers_broken_line_costs_a_keyframe_and_is_no_loss_to_subscribers() -> None:
    line = Line()
    line.picture("q", keyframe=True)
    lost = [line.picture("q", lose=True) for _ in range(100)]
    line.step(3.0)
    line.asked.clear()
    line.picture("q")
    line.uplink.send_nacks(line.uplink.layers["q"], line.now)
    assert line.nacks == []
    assert line.asked == ["q"]
    line.uplink.receive(line.uplink.layers["q"], lost[50], line.now)
    line.picture("q", keyframe=True)
    line.uplink.send_nacks(line.uplink.layers["q"], line.now)
    assert line.asked == ["q"]
    numbers = [packet.sequence for packet in line.sent]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert line.downlink.resend((numbers[1],), line.now) == 1
    assert line.sent[-1].payload[2:] == line.sent[1].payload


def test_a_muted_track_is_not_forwarded() -> None:
    line = Line()
    line.picture("q", keyframe=True)
    line.uplink.muted = True
    line.picture("q")
    assert len(line.sent) == 1


def test_reports_are_passed_on_under_the_outgoing_numbers() -> None:
    line = Line()
    line.picture("q", keyframe=True)
    incoming = SenderReport(1000, 1 << 40, 12345, 9, 9)
    line.uplink.receive_report(line.uplink.layers["q"], incoming, line.now)
    [report] = line.reports
    assert (report.ssrc, report.ntp, report.rtp_timestamp, report.packets) == (7, 1 << 40, 12345, 1)
    line.uplink.receive_report(line.uplink.layers["f"], incoming, line.now)
    assert len(line.reports) == 1, "only the layer being forwarded counts"


def test_reception_is_reported_with_its_loss() -> None:
    line = Line()
    for index in range(10):
        line.picture("q", keyframe=index == 0, lose=index in (3, 4))
    report = line.uplink.layers["q"].report(line.now)
    assert report is not None
    assert (report.cumulative_lost, report.fraction_lost) == (2, (2 << 8) // 10)
    assert line.uplink.layers["f"].report(line.now) is None


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["q", "h", "f"]),
        st.sampled_from(["picture", "keyframe", "padding", "quality 0", "quality 2", "pause"]),
    ),
    max_size=150,
)


@given(EVENTS)
def test_whatever_happens_the_stream_is_continuous(events: list[tuple[str, str]]) -> None:
    line = Line()
    line.picture("q", keyframe=True)
    for rid, what in events:
        if what in ("picture", "keyframe"):
            line.picture(rid, keyframe=what == "keyframe")
        elif what == "padding":
            line.padding(rid)
        elif what == "pause":
            line.step(0.8)
        else:
            line.downlink.max_quality = int(what[-1])
        line.step()
    media = [packet for packet in line.sent if packet.ssrc == 7]
    for before, after in itertools.pairwise(media):
        assert after.sequence == before.sequence + 1 & 0xFFFF
        ids = parse_vp8(before.payload).picture_id, parse_vp8(after.payload).picture_id
        assert ids[1] == (ids[0] + 1) % 0x8000


def test_sound_is_forwarded_from_its_first_packet() -> None:
    uplink = UplinkTrack("audio", {111: OPUS}, {}, {"": 2})
    sent: list[bytes] = []
    downlink = DownlinkTrack(uplink, 7, 8, lambda _: OutgoingFormat(111, None), sent.append, lambda _: None)
    downlink.paused = False
    downlink.attach()
    layer = uplink.layers[""]
    for index in range(5):
        uplink.receive(layer, RtpPacket(111, False, 100 + index, 960 * index, 1, b"opus"), 1.0 + 0.02 * index)
    packets = [parse_rtp(each) for each in sent]
    assert [p.sequence - packets[0].sequence for p in packets] == [0, 1, 2, 3, 4]
    downlink.detach()
    uplink.receive(layer, RtpPacket(111, False, 105, 4800, 1, b"opus"), 2.0)
    assert len(sent) == 5


def test_bandwidth_limits_the_layer_and_stops_the_picture() -> None:
    line = Line()
    line.downlink.allowed_quality = 1
    for index in range(40):
        for rid in QUALITIES:
            line.picture(rid, keyframe=index in (0, 20))
        line.step()
    assert line.layer is line.uplink.layers["h"]
    line.downlink.allowed_quality = OFF
    count = len(line.sent)
    line.picture("h", keyframe=True)
    assert len(line.sent) == count
    line.downlink.allowed_quality = 0
    line.step()
    line.picture("h")
    line.picture("q")
    assert len(line.sent) == count, "a picture that was stopped begins again at a keyframe"
    line.picture("q", keyframe=True)
    assert line.layer is line.uplink.layers["q"]
    line.assert_continuous()


def test_video_carries_the_time_it_was_sent_when_that_was_negotiated() -> None:
    line = Line(now=64.5)
    line.downlink.abs_send_time_id = 3
    sent = line.picture("q", keyframe=True)
    [packet] = line.sent
    assert packet.payload == sent.payload
    assert packet.extensions == {3: (1 << 17).to_bytes(3, "big")}, "64.5 s, counted modulo 64"
    line.downlink.resend((packet.sequence,), 65.25)
    assert line.sent[1].extensions == {3: (5 << 16).to_bytes(3, "big")}


def test_what_arrives_late_from_before_the_beginning_is_left_out() -> None:
    line = Line()
    late = line.picture("q", lose=True)
    line.picture("q", keyframe=True)
    line.uplink.receive(line.uplink.layers["q"], late, line.now)
    assert len(line.sent) == 1
    assert line.downlink.packets == 1


def test_the_publishers_clock_is_told_again_as_soon_as_another_layer_begins() -> None:
    line = Line()
    q, f = line.uplink.layers["q"], line.uplink.layers["f"]
    line.picture("q", keyframe=True)
    for layer, timestamp in ((q, line.sent[0].timestamp), (f, 100_000)):
        line.uplink.receive_report(layer, SenderReport(layer.ssrc or 0, 5 << 32, timestamp, 1, 1), line.now)
    line.position["f"] = (500, 103_000, 0)
    line.picture("f")
    told = len(line.reports)
    line.step(0.5)
    line.picture("f", keyframe=True)
    [report] = line.reports[told:]
    assert report.ntp == (5 << 32) + (1 << 31)
    # Half a second after the instant that both layers showed under these timestamps.
    assert report.rtp_timestamp - line.sent[0].timestamp & 0xFFFFFFFF == 45_000


def test_the_time_line_of_a_layer_is_the_same_after_a_pause() -> None:
    line = Line()
    line.picture("q", keyframe=True)
    line.uplink.muted = True
    line.step(2.0)
    line.uplink.muted = False
    sequence, timestamp, count = line.position["q"]
    line.position["q"] = (sequence, timestamp + 181_234, count)
    line.picture("q", keyframe=True)
    assert line.sent[1].timestamp - line.sent[0].timestamp & 0xFFFFFFFF == 184_234

"""The estimate of a line and the probes that raise it, without a network."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.sfu.bandwidth import Arrival, BandwidthEstimator, LayerCost, RateMeter
from signaling.sfu.probing import DURATION, PACKET_OCTETS, Probe
from signaling.sfu.rtcp import TransportFeedback, build_transport_feedback, parse_compound
from signaling.sfu.rtp import build_padding, counter_extension, parse_rtp
from signaling.sfu.twcc import ArrivalRecorder

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["report", "remb", "round trip", "probe", "silence", "open"]),
        st.floats(0, 3),
        st.integers(0, 1 << 40),
        st.integers(0, 1 << 30),
    ),
    max_size=60,
)


@given(EVENTS)
def test_whatever_a_client_reports_the_estimate_is_a_usable_number(
    events: list[tuple[str, float, int, int]],
) -> None:
    estimator, now = BandwidthEstimator(), 10.0
    for kind, seconds, large, small in events:
        now += seconds
        estimator.sent(large, now)
        if kind == "report":
            estimator.heard(now)
            estimator.report(Arrival(small % 3, large, small, small % 70_000, 1000.0), now)
        elif kind == "remb":
            estimator.remb(large, now)
        elif kind == "round trip":
            estimator.round_trip_measured(seconds)
        elif kind == "probe":
            estimator.ignore_until(now + seconds)
            estimator.probed(float(small))
        elif kind == "silence":
            now += 5
        else:
            estimator.open()
        assert estimator.capacity is None or estimator.capacity >= 20_000
        assert 0 <= estimator.loss <= 1
        assert 0.05 <= estimator.tolerated_loss <= 1.1


def _congested() -> BandwidthEstimator:
    """Half of 1 Mbit/s is lost for a second."""
    estimator = BandwidthEstimator()
    for index in range(12):
        now = 10 + index / 10
        estimator.sent(index * 12_500, now)
        estimator.heard(now)
        estimator.report(Arrival(1, 100 + 12 * index, 6 * index, 0, 1040.0), now)
    return estimator


def test_what_arrives_of_a_full_line_is_its_capacity() -> None:
    estimator = _congested()
    assert estimator.capacity == pytest.approx(0.85 * 500_000, rel=0.05)
    assert estimator.loss == pytest.approx(0.5)


def test_a_second_of_calm_does_not_make_a_limit_forgotten() -> None:
    estimator = _congested()
    limit = estimator.capacity
    for index in range(12, 30):
        now = 10 + index / 10
        estimator.sent(150_000 + (index - 12) * 6_250, now)
        estimator.heard(now)
        estimator.report(Arrival(1, 166 + 6 * index, 66, 0, 1040.0), now)
    assert limit is not None
    assert estimator.capacity is not None
    assert limit <= estimator.capacity < 2 * limit
    estimator.probed(9e6)
    assert 8e6 <= estimator.capacity <= 9e6
    estimator.open()
    assert estimator.capacity is None


def test_rates_are_of_the_last_second() -> None:
    meter = RateMeter()
    assert meter.rate == 0
    for index in range(50):
        meter.add(index * 1000 if index < 25 else 25_000, index / 10)
    assert meter.rate == 0
    for index in range(50, 70):
        meter.add(25_000 + (index - 49) * 1000, index / 10)
    assert meter.rate == pytest.approx(80_000)


def test_a_layer_that_is_off_keeps_its_cost_and_one_keyframe_does_not_change_it_much() -> None:
    cost, octets = LayerCost(), 0
    for second in range(10):
        octets += 20_000
        cost.sample(octets, second)
    assert cost.bitrate == pytest.approx(160_000)
    for second in range(10, 20):
        cost.sample(octets, second)
    assert cost.bitrate == pytest.approx(160_000)
    cost.sample(octets + 60_000, 20)
    assert cost.bitrate < 270_000


def _run(probe: Probe, line: float, media: float, *, jitter: float = 0.0, loss: float = 0.0) -> None:
    """Send a probe beside media over a line of this rate, and tell the probe when everything arrived."""
    chance = random.Random(5)
    free_at, number, arrivals = 0.0, 0, {}
    for step in range(1, 20):
        now = step * 0.02
        carried = int(media * now / 8)
        free_at = max(free_at, now) + 8 * (media * 0.02 / 8) / line
        for _ in range(probe.due(now, carried)):
            number += 1
            probe.sent(number, now)
            free_at = max(free_at, now) + 8 * PACKET_OCTETS / line
            arrivals[number] = None if chance.random() < loss else 77.0 + free_at + chance.random() * jitter
    for each, arrival in arrivals.items():
        probe.reported(each, arrival)


@given(st.floats(500_000, 5e6), st.floats(0, 200_000))
def test_a_line_with_room_carries_all_of_a_probe(target: float, media: float) -> None:
    probe = Probe(target, 0.0, 0)
    _run(probe, 3 * target, media, jitter=0.01)
    rate, whole = probe.result(0.1)
    assert probe.finished(1.0)
    assert probe.conclusive
    assert whole
    assert rate == pytest.approx(target, rel=0.15)


@given(st.floats(300_000, 4e6), st.floats(1.6, 4))
def test_a_full_line_spreads_a_probe_and_so_tells_what_it_carries(line: float, excess: float) -> None:
    probe = Probe(line * excess, 0.0, 0)
    _run(probe, line, 0.3 * line)
    rate, whole = probe.result(0.1)
    assert not whole
    assert 0.6 * line <= rate <= 1.25 * line


def test_a_lossy_line_is_no_full_one_but_what_is_lost_does_not_count() -> None:
    probe = Probe(2e6, 0.0, 0)
    _run(probe, 20e6, 100_000, loss=0.3)
    rate, whole = probe.result(0.1)
    assert not whole
    assert rate < 1.6e6
    assert probe.result(0.5)[1]


def test_a_probe_without_an_answer_ends_and_tells_nothing() -> None:
    probe = Probe(1e6, 0.0, 0)
    for step in range(1, 12):
        for _ in range(probe.due(step * 0.02, 0)):
            probe.sent(len(probe.sent_at) + 1, step * 0.02)
    assert not probe.finished(DURATION + 0.3)
    assert probe.finished(DURATION + 1.0)
    assert probe.result(0.1) == (0.0, False)


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0, 0.3)), min_size=1, max_size=200))
def test_arrival_times_are_read_as_they_are_written(gaps: list[tuple[int, float]]) -> None:
    recorder, number, now, wanted = ArrivalRecorder(), 65_500, 5.0, {}
    for step, pause in gaps:
        number, now = number + step, now + pause
        recorder.record(number & 0xFFFF, now)
        wanted[number & 0xFFFF] = now
    read: dict[int, float | None] = {}
    for body in recorder.take_reports():
        [packet] = parse_compound(build_transport_feedback(1, 2, body))
        assert isinstance(packet, TransportFeedback)
        read.update(packet.arrivals)
    heard = {each: arrival for each, arrival in read.items() if arrival is not None}
    assert set(heard) <= set(wanted)
    base = next(iter(wanted.values())) - next(iter(heard.values()))
    assert all(abs(heard[each] + base - wanted[each]) < 0.001 for each in heard)


def test_feedback_that_claims_more_than_it_holds_is_refused() -> None:
    for body in (b"\x00\x01\xff\xff" + bytes(12), b"\x00\x01\x00\x09" + bytes(4) + b"\x20\x00\x00\x00"):
        with pytest.raises(ValueError, match=r"."):
            parse_compound(build_transport_feedback(1, 2, body))


def test_padding_carries_nothing_but_a_counter() -> None:
    packet = parse_rtp(build_padding(97, 5, 6, 7, 255, counter_extension(4, 0x1234)))
    assert (packet.payload_type, packet.sequence, packet.timestamp, packet.ssrc) == (97, 5, 6, 7)
    assert packet.payload == b""
    assert packet.extensions == {4: b"\x12\x34"}


def test_what_a_break_of_the_line_lost_is_not_taken_for_its_rate() -> None:
    estimator = BandwidthEstimator()
    # 120 packets a second; silent from 11 s to 14 s, when 360 are lost; nothing is lost otherwise.
    moments = [10 + index / 10 for index in range(11)] + [14 + index / 10 for index in range(40)]
    for now in moments:
        sent = int(120 * (now - 10))
        arrived = 120 if now <= 14 else sent
        estimator.sent(1040 * sent, now)
        estimator.heard(now)
        estimator.report(Arrival(1, 1000 + arrived, 360 if now > 14 else 0, sent - arrived, 1040.0), now)
        assert estimator.capacity is None, now


def test_a_long_way_is_no_queue() -> None:
    estimator = BandwidthEstimator()
    for index in range(100):
        now = 10 + index / 10
        # 120 packets a second, 72 of them always on their way; once nothing new has come.
        arrived = 1000 + 12 * (index - (index == 20))
        estimator.sent(index * 12_480, now)
        estimator.heard(now)
        estimator.report(Arrival(1, arrived, 0, 72, 1040.0), now)
        assert estimator.capacity is None, now


def test_totals_from_before_a_break_do_not_make_its_loss_look_new() -> None:
    estimator = BandwidthEstimator()
    for index in range(60):
        now = 10 + index / 10
        estimator.sent(index * 12_480, now)
        if 20 <= index < 50:
            continue
        # The first report after the break is sent before any packet came, the next 1.2 s later.
        known = index if index < 20 else 19
        estimator.heard(now)
        estimator.report(Arrival(1, 1000 + 12 * known, 0, 0, 1040.0), now)
    estimator.report(Arrival(1, 1000 + 12 * 72, 12 * 31, 0, 1040.0), 17.2)
    assert estimator.capacity is None
    for index in range(73, 90):
        now = 10 + index / 10
        estimator.sent(index * 12_480, now)
        estimator.heard(now)
        estimator.report(Arrival(1, 1000 + 12 * index, 12 * 31 + 6 * (index - 72), 0, 1040.0), now)
    assert estimator.capacity is not None, "what is lost after the break counts again"

"""The model of the link: it repeats exactly, and does what its numbers say."""

from __future__ import annotations

import socket
import struct
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.link.model import PROTOCOLS, Direction, Fate, Flow, Impairment, draws, flow_of

UDP = Flow(PROTOCOLS["udp"], 1000, 2000)
TCP = Flow(PROTOCOLS["tcp"], 1000, 2000)

impairments = st.builds(
    Impairment,
    loss=st.floats(0, 1),
    delay_ms=st.floats(0, 500),
    jitter_ms=st.floats(0, 500),
    reorder=st.floats(0, 1),
    rate_kbit=st.one_of(st.just(0.0), st.floats(10, 10_000)),
    queue_bytes=st.integers(0, 100_000),
    blackout=st.booleans(),
    blocked_protocols=st.frozensets(st.sampled_from(sorted(PROTOCOLS.values()))),
    blocked_flows=st.frozensets(st.just(UDP)),
)
arrivals = st.lists(
    st.tuples(st.floats(0, 0.1), st.integers(20, 1500), st.sampled_from([UDP, TCP, None])), max_size=60
)


def run(direction: Direction, offered: list[tuple[float, int, Flow | None]]) -> list[tuple[Fate, float]]:
    now, seen = 100.0, []
    for gap, size, flow in offered:
        now += gap
        seen.append(direction.offer(now, size, flow))
    return seen


@given(st.integers(0, 2**32), impairments, arrivals)
def test_the_same_seed_and_arrivals_give_the_same_departures(
    seed: int, impairment: Impairment, offered: list[tuple[float, int, Flow | None]]
) -> None:
    first = run(Direction(seed, "down", impairment), offered)
    assert run(Direction(seed, "down", impairment), offered) == first


@given(impairments, arrivals)
def test_nothing_leaves_before_it_came_and_the_delay_had_passed(
    impairment: Impairment, offered: list[tuple[float, int, Flow | None]]
) -> None:
    now = 100.0
    direction = Direction(1, "up", impairment)
    for gap, size, flow in offered:
        now += gap
        fate, departure = direction.offer(now, size, flow)
        if fate is Fate.PASSED:
            assert departure >= now + impairment.delay_ms / 1000 - 1e-9
    assert sum(direction.counts.values()) == direction.index == len(offered)


@given(impairments, arrivals)
def test_without_reordering_packets_keep_their_order(
    impairment: Impairment, offered: list[tuple[float, int, Flow | None]]
) -> None:
    calm = Impairment.from_json({**impairment.to_json(), "reorder": 0.0})
    departures = [at for fate, at in run(Direction(2, "down", calm), offered) if fate is Fate.PASSED]
    assert departures == sorted(departures)


@given(impairments)
def test_an_impairment_survives_its_way_to_the_relay(impairment: Impairment) -> None:
    assert Impairment.from_json(impairment.to_json()) == impairment


@given(st.floats(100, 5000), st.integers(3000, 60_000), st.lists(st.integers(40, 1500), min_size=50))
def test_no_more_passes_than_rate_and_burst_allow(rate_kbit: float, queue: int, sizes: list[int]) -> None:
    direction = Direction(3, "down", Impairment(rate_kbit=rate_kbit, queue_bytes=queue))
    passed = [
        (at, size)
        for size, (fate, at) in zip(
            sizes, run(direction, [(0.001, size, None) for size in sizes]), strict=True
        )
        if fate is Fate.PASSED
    ]
    window = max((at for at, _ in passed), default=100.0) - 100.0
    assert sum(size for _, size in passed) <= window * rate_kbit * 125 + 3000 + 1500


def test_a_full_queue_drops_the_newest_and_never_holds_more_than_its_bytes() -> None:
    direction = Direction(4, "down", Impairment(rate_kbit=80, queue_bytes=10_000))
    fates = [direction.offer(100.0, 1000, None) for _ in range(30)]
    # 80 kbit/s are 10,000 bytes a second: three packets at once from the bucket, ten in the queue.
    assert [fate for fate, _ in fates] == [Fate.PASSED] * 13 + [Fate.OVERFLOW] * 17
    assert abs(fates[12][1] - 101.0) < 1e-6
    assert direction.offer(100.2, 1000, None)[0] is Fate.PASSED


def test_shares_come_out_as_asked_and_directions_are_independent() -> None:
    size = 20_000
    chances = [draws(7, "down", index) for index in range(size)]
    for column in zip(*chances, strict=True):
        assert abs(sum(value < 0.05 for value in column) / size - 0.05) < 0.005
        assert abs(sum(column) / size - 0.5) < 0.01
    lost = [each.loss < 0.05 for each in chances]
    other = [draws(7, "up", index).loss < 0.05 for index in range(size)]
    both = sum(a and b for a, b in zip(lost, other, strict=True)) / size
    assert both < 0.006
    # Loss has no memory: after a lost packet the next is lost as often as any.
    pairs = sum(a and b for a, b in pairwise(lost)) / sum(lost)
    assert abs(pairs - 0.05) < 0.03


def test_jitter_spreads_over_its_whole_width() -> None:
    direction = Direction(8, "up", Impairment(delay_ms=20, jitter_ms=100))
    # Packets a second apart do not wait for one another.
    waits = [direction.offer(float(now), 100, None)[1] - now for now in range(1, 2000)]
    assert min(waits) < 0.022
    assert max(waits) > 0.118
    assert abs(sum(waits) / len(waits) - 0.07) < 0.003


def test_reordered_packets_are_overtaken() -> None:
    direction = Direction(9, "up", Impairment(reorder=0.1, reorder_ms=30))
    departures = [direction.offer(now / 100, 100, None)[1] for now in range(1000)]
    overtaken = sum(after < before for before, after in pairwise(departures))
    assert 60 < overtaken < 140


def test_blocking_hits_its_protocol_or_flow_alone_and_a_blackout_everything() -> None:
    direction = Direction(10, "up", Impairment(blocked_protocols=frozenset({PROTOCOLS["udp"]})))
    assert direction.offer(1.0, 100, UDP)[0] is Fate.BLOCKED
    assert direction.offer(1.0, 100, TCP)[0] is Fate.PASSED
    direction.impairment = Impairment(blocked_flows=frozenset({TCP}))
    assert direction.offer(1.0, 100, TCP)[0] is Fate.BLOCKED
    assert direction.offer(1.0, 100, TCP._replace(source=1001))[0] is Fate.PASSED
    direction.impairment = Impairment(blackout=True)
    assert {direction.offer(1.0, 100, flow)[0] for flow in (UDP, TCP, None)} == {Fate.BLACKOUT}


def test_flows_of_both_ip_versions_are_read() -> None:
    ports = struct.pack("!HH", 1000, 2000) + bytes(4)
    v4 = bytes([0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0]) + socket.inet_aton("10.0.0.1") * 2 + ports
    v6 = bytes([0x60, 0, 0, 0, 0, 8, 6, 64]) + socket.inet_pton(socket.AF_INET6, "fd00::1") * 2 + ports
    assert flow_of(v4) == UDP
    assert flow_of(v6) == TCP
    later_fragment = v4[:6] + b"\x00\x10" + v4[8:]
    assert flow_of(later_fragment) is None
    assert flow_of(b"") is None


@given(st.binary(max_size=80))
def test_no_packet_is_too_strange_to_have_a_fate(packet: bytes) -> None:
    fate, _ = Direction(11, "down").offer(1.0, len(packet), flow_of(packet))
    assert fate is Fate.PASSED

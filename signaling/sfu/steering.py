"""What one subscriber is sent: carries the estimate of its line to its tracks.

A line without a limit costs nothing here but the reading of its reports. Once a limit is known, tracks are
divided anew at most every 200 ms. When more is sent than arrives, a layer that must go is stopped at once,
not at the next keyframe of the layer below: until then it would drown the sound. For the same reason repairs
get only a part of a limited line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from signaling.sfu import rtcp
from signaling.sfu.allocator import HEADROOM, Allocation, Demand, allocate
from signaling.sfu.bandwidth import Arrival, BandwidthEstimator
from signaling.sfu.downlink import OFF, DownlinkTrack
from signaling.sfu.nack import RepairBudget
from signaling.sfu.probing import DURATION, PADDING, Probe
from signaling.sfu.rtcp import ReportBlock, SenderReport
from signaling.sfu.rtp import counter_extension

logger = logging.getLogger(__name__)

ALLOCATION_INTERVAL = 0.2
# RTP, SRTP, UDP and IP around each payload.
_OVERHEAD = 56
_FIRST_PROBE = 1.0
_NEXT_PROBE = 0.25
_LONGEST_WAIT = 4.0
_LONGEST_PENALTY = 60.0
_BLAME = 5.0
_STEP, _BOLD_STEP, _SMALL_STEP = 1.5, 2.0, 1.25
_LEAST_STEP = 100_000.0
_TICK = 0.1
_OPEN_AFTER = 5.0
_HOLD = 2.5
_AFTER_PROBE = 0.5
_MAX_REPORTS = 64
_RESEND_AGAIN = (0.03, 0.4)

StreamStates = Callable[[list[tuple[DownlinkTrack, bool]]], None]


@dataclass(frozen=True, slots=True)
class _Padding:
    """How padding is sent beside one track: the payload type of its repairs, the counter's extension id."""

    payload_type: int
    extension_id: int


class Steering:
    """Steers the downlinks of one peer by `allowed_quality`.

    `on_states` is told which videos were paused (False) or go on (True). `limited` is the set of those
    whose line has a known limit: whoever is in it must be called by `tick` every 20 ms. All times are
    monotonic.
    """

    def __init__(
        self,
        downlinks: dict[int, DownlinkTrack],
        on_states: StreamStates,
        limited: set[Steering] | None = None,
    ) -> None:
        self.estimator = BandwidthEstimator()
        self.probes = 0
        self.allocations = 0
        self._downlinks = downlinks
        self._on_states = on_states
        self._all_limited = limited if limited is not None else set()
        self._padding: dict[int, _Padding] = {}
        self._repairs: dict[int, DownlinkTrack] = {}
        self._levels: dict[int, int] = {}
        self._held_until: dict[int, float] = {}
        self._resend_from: dict[int, int] = {}
        self._reports: dict[int, float] = {}
        self._jitter: dict[int, float] = {}
        self._octets_gone = 0
        self._repair_budget = RepairBudget()
        self._allocated_at = float("-inf")
        self._allocation = Allocation({}, None)
        self._ticked_at = float("-inf")
        self._probe: Probe | None = None
        self._counter = 0
        self._probe_at = 0.0
        self._wait = _FIRST_PROBE
        self._penalty = 0.0
        self._raised_at = float("-inf")
        self._step = _STEP
        self._wanting_since = float("-inf")

    # -- what there is to steer ------------------------------------------------------------------

    def negotiated(self, downlink: DownlinkTrack, rtx_payload_type: int | None, transport_cc_id: int) -> None:
        """What the client takes in the section of this track; 0 or None where it does not."""
        if rtx_payload_type is None:
            return
        self._repairs[downlink.rtx_ssrc] = downlink
        if transport_cc_id:
            self._padding[downlink.ssrc] = _Padding(rtx_payload_type, transport_cc_id)

    def removed(self, downlink: DownlinkTrack) -> None:
        """A track is no longer sent."""
        self._octets_gone += _octets(downlink)
        for table in (self._padding, self._levels, self._held_until, self._resend_from, self._jitter):
            table.pop(downlink.ssrc, None)
        self._repairs.pop(downlink.rtx_ssrc, None)
        self.estimator.forget(downlink.ssrc)
        self.estimator.forget(downlink.rtx_ssrc)

    def changed(self, now: float) -> None:
        """Tracks or wishes changed: on a limited line that counts at once."""
        if self.limited:
            self._allocate(now)

    @property
    def limited(self) -> bool:
        """Whether the line is known to have a limit."""
        return self in self._all_limited

    def end(self) -> None:
        """Steer no more."""
        self._probe = None
        self._all_limited.discard(self)

    @property
    def paused(self) -> bool:
        """Whether any picture is withheld for lack of bandwidth."""
        return any(d.allowed_quality == OFF for d in self._downlinks.values())

    @property
    def reduced(self) -> bool:
        """Whether anything is sent in a lower quality than wanted."""
        return any(d.allowed_quality < d.max_quality for d in self._downlinks.values())

    @property
    def jitter(self) -> float:
        """The greatest jitter of sound the client reported, in seconds (pictures come in bursts)."""
        return max(self._jitter.values(), default=0.0)

    # -- what the client reports -----------------------------------------------------------------

    def report_sent(self, report: SenderReport, now: float) -> None:
        """A sender report goes out: the reports that refer to it tell the round trip."""
        self._reports[report.ntp >> 16 & 0xFFFFFFFF] = now
        while len(self._reports) > _MAX_REPORTS:
            self._reports.pop(next(iter(self._reports)))

    def reports(self, blocks: Iterable[ReportBlock], now: float) -> None:
        """Take report blocks; those about unknown streams are passed over."""
        for block in blocks:
            downlink = self._downlinks.get(block.ssrc)
            if downlink is not None:
                self._report(downlink, block, now)
            elif block.ssrc in self._repairs:
                size = self._packet_octets(self._repairs[block.ssrc])
                arrival = Arrival(block.ssrc, block.highest_sequence, block.cumulative_lost, 0, size, True)
                self.estimator.report(arrival, now)

    def feedback(self, packet: rtcp.RtcpPacket, now: float) -> None:
        """Take what the client says of its line and asks of its streams."""
        if isinstance(packet, rtcp.Remb):
            self._remb(packet.bitrate, now)
        elif isinstance(packet, rtcp.TransportFeedback):
            self._arrival_times(packet, now)
        elif isinstance(packet, rtcp.Nack | rtcp.KeyframeRequest):
            downlink = self._downlinks.get(packet.media_ssrc)
            if downlink is None:
                return
            if isinstance(packet, rtcp.KeyframeRequest):
                downlink.keyframe_wanted()
            else:
                downlink.resend(self._worth_resending(downlink, packet.sequences, now), now)

    def _report(self, downlink: DownlinkTrack, block: ReportBlock, now: float) -> None:
        downlink.fraction_lost = block.fraction_lost
        self.estimator.heard(now)
        if block.lsr:
            sent_at = self._reports.pop(block.lsr, None)
            if sent_at is not None:
                round_trip = now - sent_at - block.dlsr / 65536
                self.estimator.round_trip_measured(max(0.0, round_trip))
        if downlink.uplink.kind == "audio":
            self._jitter[downlink.ssrc] = block.jitter / 48000
            self.estimator.sound(downlink.ssrc, block.highest_sequence, block.cumulative_lost, now)
            self._react(now)
            return
        self._note_sent(now)
        underway = downlink.last_sequence - block.highest_sequence & 0xFFFF
        arrival = Arrival(
            downlink.ssrc,
            block.highest_sequence,
            block.cumulative_lost,
            underway if underway < 0x8000 else 0,
            self._packet_octets(downlink),
        )
        self.estimator.report(arrival, now)
        self._react(now)

    def _remb(self, bitrate: int, now: float) -> None:
        self.estimator.heard(now)
        self.estimator.remb(bitrate, now)

    def _worth_resending(
        self, downlink: DownlinkTrack, sequences: Sequence[int], now: float
    ) -> tuple[int, ...]:
        """Of the packets asked for again, those that help: not of a layer given up for a lower one."""
        shortest, longest = _RESEND_AGAIN
        downlink.resent.interval = min(longest, max(shortest, self.estimator.round_trip))
        start = self._resend_from.get(downlink.ssrc)
        helpful = [each for each in sequences if start is None or (each - start & 0xFFFF) < 0x8000]
        capacity = self.estimator.capacity
        if capacity is not None:
            packets = capacity / 8 / max(100.0, self._packet_octets(downlink))
            helpful = helpful[: self._repair_budget.take(len(helpful), packets, now)]
        return tuple(helpful)

    def _packet_octets(self, downlink: DownlinkTrack) -> float:
        return _octets(downlink) / max(1, downlink.packets)

    def _note_sent(self, now: float) -> None:
        self.estimator.sent(self._media_octets(), now)

    def _media_octets(self) -> int:
        videos = (d for d in self._downlinks.values() if d.uplink.kind == "video")
        return self._octets_gone + sum(_octets(each) for each in videos)

    # -- dividing --------------------------------------------------------------------------------

    def _react(self, now: float) -> None:
        """Something was reported: a new limit counts at once."""
        if self.estimator.capacity is None or self.estimator.congested_at != now:
            return
        self._all_limited.add(self)
        self._allocate(now)
        self._blame(now)

    def _blame(self, now: float) -> None:
        """A limit met soon after more was sent: probes were too hopeful, wait longer each time."""
        if now - self._raised_at < _BLAME:
            self._penalty = min(_LONGEST_PENALTY, max(_LONGEST_WAIT, 2 * self._penalty))
            self._raised_at = float("-inf")
        self._probe = None
        # Nobody is to wait long for a picture at all.
        self._wait = _FIRST_PROBE if self.paused else max(_FIRST_PROBE, self._penalty)
        self._step = _STEP
        self._probe_at = now + self._wait

    def tick(self, now: float) -> None:
        """Send the padding that is due, divide anew when it is time; every 20 ms on a limited line."""
        if self._probe is not None:
            self._pace(self._probe, now)
        if now - self._ticked_at < _TICK:
            return
        self._ticked_at = now
        self._note_sent(now)
        self._open_if_content(now)
        if now - self._allocated_at >= ALLOCATION_INTERVAL:
            self._allocate(now)
        if self.limited:
            self._consider_probe(now)

    def _open_if_content(self, now: float) -> None:
        estimator = self.estimator
        if self._allocation.needed is not None:
            self._wanting_since = now
        quiet_since = max(self._wanting_since, estimator.congested_at)
        if now - quiet_since >= _OPEN_AFTER and self._probe is None:
            estimator.open()
            self._penalty = 0.0
            self._allocate(now)
            self._all_limited.discard(self)
            self._levels.clear()

    def _allocate(self, now: float) -> None:
        demands = {d.ssrc: self._demand(d, now) for d in self._downlinks.values() if _visible(d)}
        sound = sum(each.costs[0][1] for each in demands.values() if not each.video)
        capacity = self.estimator.capacity
        budget = None if capacity is None else capacity + sound
        self._allocation = allocate(budget, demands.values())
        self._allocated_at = now
        self.allocations += 1
        changes = [self._apply(demand, now) for demand in demands.values() if demand.video]
        states = [each for each in changes if each is not None]
        if states:
            self._on_states(states)

    def _demand(self, downlink: DownlinkTrack, now: float) -> Demand:
        uplink = downlink.uplink
        if uplink.kind == "audio":
            return Demand(downlink.ssrc, False, ((0, uplink.cost()),))
        current = self._levels.get(downlink.ssrc, OFF)
        costs = uplink.costs(downlink.max_quality)
        held = now < self._held_until.get(downlink.ssrc, now)
        return Demand(downlink.ssrc, True, costs, uplink.rank, downlink.wanted_pixels, current, held)

    def _apply(self, demand: Demand, now: float) -> tuple[DownlinkTrack, bool] | None:
        """Carry a decision to its track; the track and whether it is sent, when that changed."""
        downlink = self._downlinks[demand.key]
        level = self._allocation.levels[demand.key]
        before = self._levels.get(demand.key)
        self._levels[demand.key] = level
        # The best of what is wanted is no limit: the wish may grow.
        allowed = 2 if level == demand.costs[-1][0] else level
        was = downlink.allowed_quality
        if allowed == was:
            return None
        if before is not None and _order(level) > _order(before):
            self._raised_at = now
        elif before is not None and now != self.estimator.congested_at:
            # Its cost rose, not the line narrowed: a cost that trembles must not take it back and forth.
            self._held_until[demand.key] = now + _HOLD
        downlink.allowed_quality = allowed
        self._give_up_flood(downlink, level, now)
        downlink.choose_layer(now)
        return (downlink, allowed != OFF) if OFF in (allowed, was) else None

    def _give_up_flood(self, downlink: DownlinkTrack, level: int, now: float) -> None:
        current = downlink.current
        if current is None or _order(level) >= current.quality:
            return
        self._resend_from[downlink.ssrc] = downlink.last_sequence + 1 & 0xFFFF
        if now == self.estimator.congested_at:
            downlink.restart()

    # -- probing ---------------------------------------------------------------------------------

    def _consider_probe(self, now: float) -> None:
        needed, capacity = self._allocation.needed, self.estimator.capacity
        self.estimator.can_probe = bool(self._padding)
        if self._probe is not None or needed is None or capacity is None or now < self._probe_at:
            return
        if not self._padding or not (self.estimator.calm or self.paused):
            return
        target = min(HEADROOM * needed, max(self._step * capacity, capacity + _LEAST_STEP))
        self._probe = Probe(target, now, self._media_octets())
        self.probes += 1
        self.estimator.ignore_until(now + DURATION + _AFTER_PROBE)

    def _pace(self, probe: Probe, now: float) -> None:
        carrier = next((ssrc for ssrc in self._padding if ssrc in self._downlinks), None)
        if carrier is None:
            self._probe = None
            return
        if probe.finished(now):
            self._conclude(probe, now)
            return
        padding, downlink = self._padding[carrier], self._downlinks[carrier]
        for _ in range(probe.due(now, self._media_octets())):
            self._counter = self._counter + 1 & 0xFFFF
            extension = counter_extension(padding.extension_id, self._counter)
            downlink.send_padding(padding.payload_type, PADDING, extension)
            probe.sent(self._counter, now)

    def _arrival_times(self, feedback: rtcp.TransportFeedback, now: float) -> None:
        if self._probe is None:
            return
        for number, arrival in feedback.arrivals:
            self._probe.reported(number, arrival)
        if self._probe.finished(now):
            self._conclude(self._probe, now)

    def _conclude(self, probe: Probe, now: float) -> None:
        self._probe = None
        estimator = self.estimator
        before = estimator.capacity or 0.0
        rate, whole = probe.result(estimator.tolerated_loss)
        # Where a limit was met its measure is rough: a smaller probe will tell.
        if whole:
            estimator.probed(rate)
        elif rate:
            estimator.overrun(rate)
        logger.debug("a probe for %d found %d bit/s (%s)", probe.target, rate, "free" if whole else "full")
        if whole:
            self._wait, self._step = _NEXT_PROBE, _BOLD_STEP
        elif probe.conclusive:
            self._wait = min(_LONGEST_WAIT, 2 * max(self._wait, _FIRST_PROBE / 2))
            self._step = _SMALL_STEP
        self._probe_at = now + self._wait
        if (estimator.capacity or 0.0) > before:
            self._allocate(now)


def _visible(downlink: DownlinkTrack) -> bool:
    return not (downlink.paused or downlink.disabled or downlink.uplink.muted)


def _octets(downlink: DownlinkTrack) -> int:
    return downlink.octets + _OVERHEAD * downlink.packets


def _order(quality: int) -> int:
    """Qualities in order, OFF lowest."""
    return -1 if quality == OFF else quality

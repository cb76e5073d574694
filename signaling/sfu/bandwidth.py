"""How much a subscriber's connection can carry: an estimate from what its client reports, without I/O.

Why these rules. Three things tell that more is sent than arrives, each where the others are blind:

- Loss in the receiver reports (they come with every NACK, so within a round trip): a line with a short
  queue drops at once. Loss that does not fall when less is sent is the line's own, not ours, and is
  subtracted from then on; else a bad radio link would starve for nothing.
- Packets that stay underway: reports name the last packet that arrived, so what was sent since waits in
  some queue. A keyframe fills a queue for a moment; only a queue that does not empty is too much.
- REMB, the receiver's own estimate from the spreading of arrival times, falls when queues begin to grow.
  libwebrtc lowers it for jitter too, and after a burst far below what the line carries: so it makes a
  standing queue count earlier, and its number is used for nothing. That it is asked for has another use:
  libwebrtc then reports four times a second.

What the line carries is what arrived while it was full. A line is thought unlimited until it was seen to
be full: meetings start with a picture, not with a measurement, and a line that cannot carry it is known
within about half a second. From then on the capacity is a number. It rises by probes (`probing.py`), by
what was sent and arrived, and, for clients that do not tell arrival times, slowly by itself.

Nothing is concluded from the first reports after a silence: they tell of a break, not of a rate.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace

_WINDOW, _LONG_WINDOW = 1.0, 2.5
_ARRIVAL_WINDOW = 0.5
_SAMPLE_SPACING = 0.05
_MIN_SPAN = 0.1
_FLOOR = 20_000.0
# What is sent of what arrived on a full line; pictures give way further where sound was lost.
_KEPT, _KEPT_FOR_SOUND = 0.85, 0.7
_CONGESTION_LOSS, _LIMITED_LOSS = 0.10, 0.06
_PROBED, _OVERRUN = 0.92, 0.9
_CALM_LOSS = 0.02
_JUDGE_AFTER = 0.25
_JUDGE_PACKETS, _JUDGE_SOUND = 20, 50
_SETTLE = 0.6
_SILENCE = 2.0
_AFTER_SILENCE = 1.0
# A queue of this many seconds that stands this long means congestion; less long when REMB fell or the
# queue is very long. A line that keeps packets in order and trembles by 100 ms each way looks like 0.2 s.
_STANDING_QUEUE, _LONG_QUEUE = 0.25, 0.5
_STANDS, _STANDS_ALARMING = 1.2, 0.7
_DEVIATIONS = 2.5
_REMB_FELL = 0.97
_WARNING_HOLDS = 1.5
_LEAST_RATE = 50_000.0
_UNPROBED_GROWTH = 0.08
_UP, _DOWN = 0.3, 0.1


class RateMeter:
    """The rate of a growing total over the last second or so. Feed it totals, not differences."""

    def __init__(self, window: float = _WINDOW) -> None:
        self._window = window
        self._samples: deque[tuple[float, float]] = deque()

    def add(self, octets: float, now: float) -> None:
        """Note the total of octets at `now` (seconds)."""
        if self._samples and now - self._samples[-1][0] < _SAMPLE_SPACING:
            return
        self._samples.append((now, octets))
        while len(self._samples) > 2 and now - self._samples[1][0] >= self._window:
            self._samples.popleft()

    @property
    def rate(self) -> float:
        """Bits per second; 0 before there is something to measure."""
        if len(self._samples) < 2:
            return 0.0
        (begin, first), (end, last) = self._samples[0], self._samples[-1]
        return max(0.0, 8 * (last - first) / max(_MIN_SPAN, end - begin))


class LayerCost:
    """What a layer costs: its rate, smoothed, faster up than down.

    A picture that stands still costs nothing for a while and everything at its next change; a single
    keyframe, on the other hand, is no reason to pause a picture.
    """

    def __init__(self) -> None:
        self.bitrate = 0.0
        self._last: tuple[float, int] | None = None

    def sample(self, octets: int, now: float) -> None:
        """Note the total of octets; to be called about once a second."""
        if self._last is not None:
            elapsed = now - self._last[0]
            if elapsed < 0.5:
                return
            rate = 8 * (octets - self._last[1]) / elapsed
            # A layer that is off keeps its last cost: it will cost that again.
            if rate > 0:
                weight = 1.0 if not self.bitrate else _UP if rate > self.bitrate else _DOWN
                self.bitrate += (rate - self.bitrate) * weight
        self._last = now, octets


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a report block says of one video stream, in totals.

    `highest` is the extended sequence number last received, `lost` the packets missing up to it,
    `underway` how many were sent after it, `packet_octets` how large they are on average. Of a stream of
    `repairs` counts only what arrived.
    """

    ssrc: int
    highest: int
    lost: int
    underway: int
    packet_octets: float
    repairs: bool = False


class BandwidthEstimator:
    """The capacity towards one subscriber for video, in bits per second. Times are monotonic seconds."""

    def __init__(self) -> None:
        self.capacity: float | None = None
        self.can_probe = True
        self.congested_at = float("-inf")
        self.loss = 0.0
        self.round_trip = 0.0
        self._sent = RateMeter()
        self._arrived = RateMeter(_ARRIVAL_WINDOW)
        self._arrived_octets = 0.0
        self._streams: dict[int, Arrival] = {}
        self._sounds: dict[int, tuple[int, int, float]] = {}
        self._advanced: dict[int, float] = {}
        self._returned_at = float("-inf")
        self._expected = self._lost = 0
        self._window_from = 0.0
        self._heard_at = 0.0
        self._quiet_until = float("-inf")
        self._ambient = 0.0
        self._cut: tuple[float, float] | None = None
        self._remb = 0
        self._warned_at = float("-inf")
        self._queued_since: float | None = None
        self._shortest_queue = float("inf")
        self._grown_at = 0.0

    # -- what was sent ---------------------------------------------------------------------------

    def sent(self, octets: int, now: float) -> None:
        """Note the total of video octets sent so far."""
        self._sent.add(octets, now)

    @property
    def sent_rate(self) -> float:
        """Bits per second sent during the last second."""
        return self._sent.rate

    @property
    def tolerated_loss(self) -> float:
        """The share of packets that may be missing without meaning that the line is full."""
        return self._ambient + (_CONGESTION_LOSS if self.capacity is None else _LIMITED_LOSS)

    @property
    def calm(self) -> bool:
        """Whether what is sent now arrives without a complaint."""
        return self.loss - self._ambient <= _CALM_LOSS and self._queued_since is None

    def ignore_until(self, until: float) -> None:
        """Conclude nothing from what is reported before `until`: a probe fills the line on purpose."""
        self._quiet_until = max(self._quiet_until, until)

    # -- what the client reports -----------------------------------------------------------------

    def heard(self, now: float) -> None:
        """Any report arrived; after a silence everything is measured anew."""
        if self._heard_at and now - self._heard_at > _SILENCE:
            self._returned_at = now
            self.ignore_until(now + _AFTER_SILENCE)
            self._streams.clear()
            self._sounds.clear()
            self._arrived = RateMeter(_ARRIVAL_WINDOW)
            self._queued_since = None
            self._restart_window(now)
        self._heard_at = now

    def report(self, arrival: Arrival, now: float) -> None:
        """Take a report block about one video stream."""
        before = self._streams.get(arrival.ssrc)
        if before is not None and arrival.highest == before.highest:
            # Nothing came: of what was sent last, nothing may be underway but all lost.
            arrival = replace(arrival, underway=0)
        self._streams[arrival.ssrc] = arrival
        if before is None or arrival.highest < before.highest:
            # After a break the first totals may still be those from before it.
            lately = now - self._returned_at < _AFTER_SILENCE
            self._advanced[arrival.ssrc] = float("-inf") if lately else now
            return
        if self._was_still(arrival.ssrc, arrival.highest > before.highest, now):
            return
        expected = arrival.highest - before.highest
        # Packets out of order are missing first and come later.
        lost = arrival.lost - before.lost
        self._arrived_octets += (expected - lost) * arrival.packet_octets
        self._arrived.add(self._arrived_octets, now)
        if arrival.repairs:
            return
        self._expected += expected
        self._lost += lost
        self._judge_queue(now)
        self._judge_loss(now)

    def _was_still(self, ssrc: int, advances: bool, now: float) -> bool:
        """Whether a stream goes on after a silence: what it lost meanwhile says nothing of a rate."""
        still = now - self._advanced[ssrc] > _SILENCE
        if advances:
            self._advanced[ssrc] = now
        return still

    def sound(self, ssrc: int, highest: int, lost: int, now: float) -> None:
        """Take a report block about sound, which comes every few seconds only.

        Where small packets fill the last gaps of a queue, sound is lost before pictures are.
        """
        before = self._sounds.setdefault(ssrc, (highest, lost, now))
        expected = highest - before[0]
        if expected < _JUDGE_SOUND:
            return
        self._sounds[ssrc] = (highest, lost, now)
        share = min(1.0, max(0.0, (lost - before[1]) / expected))
        handled = max(self.congested_at, self._quiet_until) > before[2]
        if not handled and self.sent_rate and self._significant(share, expected):
            self._congested(now, share, _KEPT_FOR_SOUND)

    def _significant(self, loss: float, expected: int) -> bool:
        """Whether more is missing than the line loses by itself and by chance."""
        chance = _DEVIATIONS * math.sqrt(loss * (1 - loss) / expected)
        return loss - chance > self.tolerated_loss

    def forget(self, ssrc: int) -> None:
        """A stream ended."""
        self._streams.pop(ssrc, None)
        self._sounds.pop(ssrc, None)
        self._advanced.pop(ssrc, None)

    def remb(self, bitrate: int, now: float) -> None:
        """Take the receiver's own estimate."""
        if bitrate < _REMB_FELL * self._remb:
            self._warned_at = now
        self._remb = bitrate

    def round_trip_measured(self, seconds: float) -> None:
        """Take one round trip."""
        self.round_trip = seconds if not self.round_trip else 0.7 * self.round_trip + 0.3 * seconds

    # -- judging ---------------------------------------------------------------------------------

    def _restart_window(self, now: float) -> None:
        self._expected = self._lost = 0
        self._window_from = now

    def _judge_loss(self, now: float) -> None:
        if now < self._quiet_until:
            # What was lost in a break or by a probe must not be counted when judging begins again.
            self._restart_window(now)
            return
        elapsed = now - self._window_from
        enough = self._expected >= _JUDGE_PACKETS
        whole = elapsed >= (_WINDOW if enough else _LONG_WINDOW)
        if (enough and elapsed >= _JUDGE_AFTER) or (whole and self._expected):
            loss = min(1.0, max(0.0, self._lost / self._expected))
            too_much = self._significant(loss, self._expected)
            if whole or too_much:
                self.loss = loss
            self._conclude_loss(loss, too_much, whole, now)
        if whole:
            self._restart_window(now)

    def _conclude_loss(self, loss: float, too_much: bool, whole: bool, now: float) -> None:
        if whole:
            self._learn_ambient(loss, now)
            too_much = too_much and loss > self.tolerated_loss
        # After a cut a whole second must show first whether the loss fell with it.
        if too_much and (whole or self._cut is None):
            self._congested(now, loss)
        elif whole and self.calm:
            self._prove(now)

    def _learn_ambient(self, loss: float, now: float) -> None:
        """Loss that stays though much less is sent is not of our making."""
        if loss < self._ambient:
            self._ambient += (loss - self._ambient) / 4
        if self._cut is None or now - self.congested_at < _WINDOW:
            return
        lost_then, sent_then = self._cut
        if self.sent_rate <= 0.8 * sent_then:
            if 0.6 * lost_then <= loss <= 1.4 * lost_then:
                self._ambient = loss
            self._cut = None

    def _judge_queue(self, now: float) -> None:
        """How long what is underway has to wait, and whether that has stood for long."""
        underway = sum(each.underway * each.packet_octets for each in self._streams.values())
        queue = 8 * underway / max(_LEAST_RATE, self._arrived.rate)
        if underway:
            # Without anything underway this is no measure of how long the way is.
            self._shortest_queue = min(self._shortest_queue * 1.005, queue)
        if now < self._quiet_until or queue - self._shortest_queue < _STANDING_QUEUE:
            self._queued_since = None
            return
        if self._queued_since is None:
            self._queued_since = now
        alarming = now - self._warned_at < _WARNING_HOLDS or queue > _LONG_QUEUE
        if now - self._queued_since >= (_STANDS_ALARMING if alarming else _STANDS):
            self._congested(now, self.loss)

    def _congested(self, now: float, loss: float, kept: float = _KEPT) -> None:
        """The line is full. One cut must take effect before the next one is thought of."""
        known = float("inf") if self.capacity is None else self.capacity
        arrived = self._arrived.rate or self.sent_rate * (1 - loss)
        self.capacity = max(_FLOOR, min(known, kept * arrived))
        self._cut = (loss, self.sent_rate) if loss > _CONGESTION_LOSS else None
        self.congested_at = now
        self.ignore_until(now + _SETTLE)
        self._queued_since = None
        self._restart_window(now)

    # -- rising ----------------------------------------------------------------------------------

    def _prove(self, now: float) -> None:
        """What is sent and arrives without a complaint is within the capacity."""
        if self.capacity is None or now - self.congested_at < _WINDOW:
            return
        self.capacity = max(self.capacity, min(self._arrived.rate, self.sent_rate))
        if not self.can_probe:
            elapsed = min(_WINDOW, now - self._grown_at)
            self.capacity *= 1 + _UNPROBED_GROWTH * elapsed
        self._grown_at = now

    def probed(self, bitrate: float) -> None:
        """A probe showed that this much arrives for a moment."""
        if self.capacity is not None:
            self.capacity = max(self.capacity, _PROBED * bitrate)

    def overrun(self, bitrate: float) -> None:
        """A probe met the limit at about this rate: come nearer to it, but not below what is sent well."""
        if self.capacity is not None and bitrate < self.capacity:
            least = max(_OVERRUN * self.capacity, self.sent_rate)
            self.capacity = min(self.capacity, max(bitrate, least))

    def open(self) -> None:
        """Think the line unlimited again."""
        self.capacity = None
        self._cut = None

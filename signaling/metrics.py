"""The process's counters as Prometheus reads them (text format 0.0.4), made when asked for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from signaling.rooms.registry import Rooms
from signaling.sfu.plane import MediaPlane
from signaling.sfu.traffic import Histogram
from signaling.state import State

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics(Collector):
    """Reads the counters of the rooms and the media plane; nothing is kept here."""

    def __init__(self, rooms: Rooms, plane: MediaPlane, state: State) -> None:
        self._rooms = rooms
        self._plane = plane
        self._state = state
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def render(self) -> bytes:
        """Everything, in the text format."""
        return bytes(generate_latest(self._registry))

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: names are known when they are collected."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Every metric as it is now."""
        yield from self._occupancy()
        yield from self._traffic()
        yield from self._lines()
        yield from self._process()

    def _occupancy(self) -> Iterable[Metric]:
        rooms = self._rooms.by_name.values()
        everybody = [each for room in rooms for each in room.participants.values()]
        yield _gauge("media_rooms", "Rooms.", len(rooms))
        yield _gauge("media_participants", "Participants of all rooms.", len(everybody))
        tracks = GaugeMetricFamily("media_tracks", "Published tracks.", labels=["kind"])
        for kind in ("audio", "video"):
            count = sum(track.kind == kind for each in everybody for track in each.tracks.values())
            tracks.add_metric([kind], count)
        yield tracks
        counts = self._rooms.counts
        yield _counters("media_joins", "Clients that asked to join.", "outcome", counts.joins)
        yield _counters("media_resumes", "Clients that asked to resume.", "outcome", counts.resumes)

    def _traffic(self) -> Iterable[Metric]:
        traffic = self._plane.mux.traffic
        ways = {"in": traffic.datagrams_in, "out": traffic.datagrams_out}
        yield _counters("media_datagrams", "Datagrams of media, by UDP and TCP.", "direction", ways)
        ways = {"in": traffic.bytes_in, "out": traffic.bytes_out}
        yield _counters("media_bytes", "Bytes of these datagrams.", "direction", ways)
        yield _counter("media_sends_dropped", "Datagrams that the system refused to send.", traffic.dropped)
        tcp = self._plane.tcp
        yield _gauge("media_tcp_connections", "Connections that carry media by TCP.", tcp.connections)
        yield _counter("media_tcp_refused", "TCP connections refused over a limit.", tcp.refused)
        ways = {"in": traffic.nacked_by_us, "out": traffic.nacked_by_clients}
        yield _counters("media_nacked_packets", "Packets asked for again.", "direction", ways)
        ways = {"in": traffic.repaired, "out": traffic.resent}
        yield _counters("media_retransmissions", "Packets that came or went again.", "direction", ways)
        ways = {"in": traffic.plis_in, "out": traffic.plis_out}
        yield _counters("media_keyframe_requests", "Keyframes asked for (PLI).", "direction", ways)
        name, text = "media_forwarding_seconds", "From a packet's arrival to the sending of its copies."
        yield _histogram(name, text, traffic.latency)

    def _lines(self) -> Iterable[Metric]:
        server = self._state.server()
        bitrate = GaugeMetricFamily("media_bitrate_bps", "Bits per second of media.", labels=["direction"])
        loss = GaugeMetricFamily("media_loss_ratio", "Mean loss of participants.", labels=["direction"])
        peers = self._plane.peers
        shares = {
            "in": [each.uplink_loss() for each in peers if each.receives],
            "out": [each.downlink_loss() for each in peers if each.downlinks],
        }
        for way, values in shares.items():
            bitrate.add_metric([way], server[f"bitrate_{way}"])
            loss.add_metric([way], sum(values) / len(values) if values else 0.0)
        yield bitrate
        yield loss

    def _process(self) -> Iterable[Metric]:
        server = self._state.server()
        yield _histogram("media_loop_lag_seconds", "Lateness of the event loop.", self._plane.ticker.lag)
        yield _gauge("media_cpu_cores", "Cores used in the last seconds.", server["load"])
        yield _gauge("media_memory_bytes", "Resident memory.", server["memory"])
        yield _gauge("media_fast_path", "1 when packets leave in batches.", int(server["fast_path"]))
        yield _gauge("media_started_timestamp_seconds", "When the process began.", server["started_at"])


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _counter(name: str, text: str, value: int) -> Metric:
    return CounterMetricFamily(name, text, value=value)


def _counters(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    family = CounterMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _histogram(name: str, text: str, histogram: Histogram) -> Metric:
    bounds = [str(bound) for bound in histogram.bounds] + ["+Inf"]
    cumulated = itertools.accumulate(histogram.counts)
    buckets = list(zip(bounds, cumulated, strict=True))
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=histogram.total)

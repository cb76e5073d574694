"""The media one peer sends here: its streams, and what the peer must be told of them."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable

from signaling.sfu import rtcp
from signaling.sfu.rtp import RtpPacket
from signaling.sfu.streams import TRANSPORT_CC_URI, UplinkBinding, UplinkStreams
from signaling.sfu.traffic import Traffic
from signaling.sfu.twcc import ArrivalRecorder
from signaling.sfu.uplink import UplinkLayer

# As many report blocks as one RTCP packet can count (RFC 3550 section 6.4.1).
_MOST_REPORTS = 31


class Reception:
    """Receives under `ssrc`, the one this server reports with; `send` takes compound RTCP packets.

    `connected` tells whether they can be sent now.
    """

    def __init__(
        self, ssrc: int, traffic: Traffic, send: Callable[[bytes], None], connected: Callable[[], bool]
    ) -> None:
        self._ssrc = ssrc
        self._traffic = traffic
        self._send = send
        self._connected = connected
        self._streams = UplinkStreams()
        self._arrivals = ArrivalRecorder()

    @property
    def begun(self) -> bool:
        """Whether any packet came in, or its SSRC was announced."""
        return self._streams.begun

    def bind(self, binding: UplinkBinding) -> None:
        """Receive a track on a media section."""
        binding.track.request_keyframe = self.request_keyframe
        binding.track.send_nack = self._send_nack
        self._streams.bind(binding)

    def unbind(self, mid: str) -> None:
        """Stop receiving on a media section."""
        self._streams.unbind(mid)

    def end(self) -> None:
        """Stop receiving."""
        self._streams.clear()

    def take(self, packet: RtpPacket, now: float) -> None:
        """Take a packet that was decrypted."""
        counter = self._streams.extension(packet, TRANSPORT_CC_URI)
        if counter is not None and len(counter) == 2:
            self._arrivals.record(struct.unpack("!H", counter)[0], now)
        stream = self._streams.of_packet(packet)
        if stream is None:
            return
        track, layer, repairs = stream
        if repairs:
            self._traffic.repaired += 1
            track.receive_rtx(layer, packet, now)
        else:
            track.receive(layer, packet, now)
        self._traffic.forwarded(now)

    def take_report(self, report: rtcp.SenderReport, now: float) -> None:
        """Take the clock of a stream."""
        stream = self._streams.of_ssrc(report.ssrc)
        if stream is not None and not stream.repairs:
            stream.track.receive_report(stream.layer, report, now)

    def feedback(self, now: float) -> None:
        """What the publisher must hear soon, and its tracks' layers; every 100 ms."""
        for body in self._arrivals.take_reports():
            self._send(rtcp.build_transport_feedback(self._ssrc, self._streams.any_ssrc(), body))
        for track, layer in self._streams.layers():
            if track.kind == "video":
                track.send_nacks(layer, now)
        for track in self._streams.tracks():
            track.settle(now)

    def send_reports(self, now: float) -> None:
        """Measure every layer and report how it was received; every second."""
        layers = self._streams.layers()
        for track, layer in layers:
            track.measure(layer, now)
        reports = [report for _, layer in layers if (report := layer.report(now)) is not None]
        for start in range(0, len(reports), _MOST_REPORTS):
            self._send(rtcp.build_receiver_report(self._ssrc, reports[start : start + _MOST_REPORTS]))

    def request_keyframe(self, layer: UplinkLayer) -> None:
        """Ask for a keyframe, unless that was done a moment ago."""
        if layer.ssrc is not None and self._connected() and layer.may_request_keyframe(time.monotonic()):
            self._traffic.plis_out += 1
            self._send(with_report(self._ssrc, rtcp.build_pli(self._ssrc, layer.ssrc)))

    def _send_nack(self, layer: UplinkLayer, sequences: list[int]) -> None:
        if layer.ssrc is not None:
            self._traffic.nacked_by_us += len(sequences)
            self._send(with_report(self._ssrc, rtcp.build_nack(self._ssrc, layer.ssrc, sequences)))

    def renew_pictures(self) -> None:
        """Ask for a keyframe of every picture."""
        for track, layer in self._streams.layers():
            if track.kind == "video":
                self.request_keyframe(layer)

    def loss(self) -> float:
        """The worst share of packets missing among the streams, 0 to 1."""
        return max((layer.last_fraction_lost / 256 for _, layer in self._streams.layers()), default=0.0)


def with_report(ssrc: int, feedback: bytes) -> bytes:
    """A compound packet: it starts with a report (RFC 3550 section 6.1), which may be empty."""
    return rtcp.build_receiver_report(ssrc, ()) + feedback

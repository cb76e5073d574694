"""RTCP (RFC 3550 section 6, RFC 4585, RFC 5104): the packets a forwarding unit reads and writes."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SR, RR, SDES, BYE, RTPFB, PSFB = 200, 201, 202, 203, 205, 206
_NACK, _TRANSPORT_CC = 1, 15
_PLI, _FIR, _AFB = 1, 4, 15
_MAX_STATUSES = 2000


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """One reception report; `fraction_lost` in 1/256, `jitter` in clock ticks, `dlsr` in 1/65536 s."""

    ssrc: int
    fraction_lost: int
    cumulative_lost: int
    highest_sequence: int
    jitter: int
    lsr: int
    dlsr: int


@dataclass(frozen=True, slots=True)
class SenderReport:
    """`ntp` is the 64-bit timestamp of the sender's clock."""

    ssrc: int
    ntp: int
    rtp_timestamp: int
    packets: int
    octets: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """Reports about what `ssrc` receives."""

    ssrc: int
    reports: tuple[ReportBlock, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    """Sequence numbers asked for again (RFC 4585 section 6.2.1)."""

    media_ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeRequest:
    """PLI or FIR for one SSRC (RFC 4585 section 6.3.1, RFC 5104 section 4.3.1)."""

    media_ssrc: int


@dataclass(frozen=True, slots=True)
class Remb:
    """Receiver's estimate in bits per second (draft-alvestrand-rmcat-remb)."""

    bitrate: int
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """When packets with a transport-wide counter arrived: (counter, seconds of the receiver's clock).

    None for those that did not (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).
    """

    arrivals: tuple[tuple[int, float | None], ...]


@dataclass(frozen=True, slots=True)
class Bye:
    """Streams that ended."""

    ssrcs: tuple[int, ...]


RtcpPacket = SenderReport | ReceiverReport | Nack | KeyframeRequest | Remb | TransportFeedback | Bye


def parse_compound(data: bytes) -> list[RtcpPacket]:
    """Every known packet of a compound packet; raises ValueError when a length does not fit."""
    packets: list[RtcpPacket] = []
    position = 0
    while position < len(data):
        if len(data) - position < 4:
            raise ValueError("cut short in an RTCP header")
        first, kind, words = struct.unpack_from("!BBH", data, position)
        end = position + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            raise ValueError("not RTCP version 2, or longer than the datagram")
        body = data[position + 4 : end]
        if first & 0x20:
            if not body or not 0 < body[-1] <= len(body):
                raise ValueError("padding longer than the RTCP packet")
            body = body[: -body[-1]]
        packets.extend(_parse_one(kind, first & 0x1F, body))
        position = end
    return packets


def _parse_one(kind: int, count: int, body: bytes) -> Iterable[RtcpPacket]:
    try:
        if kind == SR:
            ssrc, ntp, timestamp, packets, octets = struct.unpack_from("!IQIII", body)
            return [SenderReport(ssrc, ntp, timestamp, packets, octets, _reports(body, 24, count))]
        if kind == RR:
            return [ReceiverReport(struct.unpack_from("!I", body)[0], _reports(body, 4, count))]
        if kind == BYE:
            return [Bye(struct.unpack_from(f"!{count}I", body))]
        if kind == RTPFB and count == _NACK:
            return [_parse_nack(body)]
        if kind == RTPFB and count == _TRANSPORT_CC:
            return [parse_transport_feedback(body)]
        if kind == PSFB:
            return _parse_payload_feedback(count, body)
    except struct.error as error:
        raise ValueError("cut short in an RTCP packet") from error
    return []


def _reports(body: bytes, position: int, count: int) -> tuple[ReportBlock, ...]:
    reports = []
    for index in range(count):
        ssrc, loss, highest, jitter, lsr, dlsr = struct.unpack_from("!IIIIII", body, position + 24 * index)
        lost = loss & 0xFFFFFF
        if lost & 0x800000:
            lost -= 0x1000000
        reports.append(ReportBlock(ssrc, loss >> 24, lost, highest, jitter, lsr, dlsr))
    return tuple(reports)


def _parse_nack(body: bytes) -> Nack:
    _, media = struct.unpack_from("!II", body)
    sequences = []
    for position in range(8, len(body) - 3, 4):
        first, mask = struct.unpack_from("!HH", body, position)
        sequences.append(first)
        sequences.extend(first + 1 + bit & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return Nack(media, tuple(sequences))


def parse_transport_feedback(body: bytes) -> TransportFeedback:
    """Read what follows the RTCP header; raises struct.error or ValueError when it is cut short."""
    base, count, reference = struct.unpack_from("!HHI", body, 8)
    if count > _MAX_STATUSES:
        raise ValueError("transport feedback about more packets than are ever sent with a counter")
    statuses, position = _statuses(body, 16, count)
    ticks = (reference >> 8) * 256
    arrivals: list[tuple[int, float | None]] = []
    for index, status in enumerate(statuses):
        number = base + index & 0xFFFF
        if status not in (1, 2):
            arrivals.append((number, None))
            continue
        form = "!B" if status == 1 else "!h"
        ticks += struct.unpack_from(form, body, position)[0]
        position += status
        arrivals.append((number, ticks * 0.00025))
    return TransportFeedback(tuple(arrivals))


def _statuses(body: bytes, position: int, count: int) -> tuple[list[int], int]:
    """The status of `count` packets from their chunks, and where the chunks end."""
    statuses: list[int] = []
    while len(statuses) < count:
        chunk = struct.unpack_from("!H", body, position)[0]
        position += 2
        if not chunk & 0x8000:
            statuses += [chunk >> 13 & 3] * min(chunk & 0x1FFF, count - len(statuses))
            if not chunk & 0x1FFF:
                raise ValueError("an empty run in transport feedback")
        elif chunk & 0x4000:
            statuses += [chunk >> shift & 3 for shift in range(12, -2, -2)]
        else:
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return statuses[:count], position


def _parse_payload_feedback(fmt: int, body: bytes) -> list[RtcpPacket]:
    _, media = struct.unpack_from("!II", body)
    if fmt == _PLI:
        return [KeyframeRequest(media)]
    if fmt == _FIR:
        return [KeyframeRequest(struct.unpack_from("!I", body, at)[0]) for at in range(8, len(body) - 7, 8)]
    if fmt == _AFB and body[8:12] == b"REMB":
        count, high, low = struct.unpack_from("!BBH", body, 12)
        bitrate = ((high & 0x03) << 16 | low) << (high >> 2)
        return [Remb(bitrate, struct.unpack_from(f"!{count}I", body, 16))]
    return []


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def _build_reports(reports: Sequence[ReportBlock]) -> bytes:
    return b"".join(
        struct.pack(
            "!IIIIII",
            each.ssrc,
            each.fraction_lost << 24 | each.cumulative_lost & 0xFFFFFF,
            each.highest_sequence & 0xFFFFFFFF,
            each.jitter,
            each.lsr,
            each.dlsr,
        )
        for each in reports
    )


def build_sender_report(report: SenderReport, cname: str) -> bytes:
    """An SR with the SDES item that must follow it (RFC 3550 section 6.1)."""
    body = struct.pack(
        "!IQIII",
        report.ssrc,
        report.ntp & 0xFFFFFFFFFFFFFFFF,
        report.rtp_timestamp & 0xFFFFFFFF,
        report.packets & 0xFFFFFFFF,
        report.octets & 0xFFFFFFFF,
    )
    return _packet(SR, len(report.reports), body + _build_reports(report.reports)) + _sdes(report.ssrc, cname)


def _sdes(ssrc: int, cname: str) -> bytes:
    text = cname.encode()[:255]
    chunk = struct.pack("!IBB", ssrc, 1, len(text)) + text + b"\x00"
    chunk += b"\x00" * (-len(chunk) % 4)
    return _packet(SDES, 1, chunk)


def build_receiver_report(ssrc: int, reports: Sequence[ReportBlock]) -> bytes:
    """One RR with at most 31 reports."""
    return _packet(RR, len(reports), struct.pack("!I", ssrc) + _build_reports(reports))


def build_pli(ssrc: int, media_ssrc: int) -> bytes:
    """Ask the sender of `media_ssrc` for a keyframe."""
    return _packet(PSFB, _PLI, struct.pack("!II", ssrc, media_ssrc))


def build_nack(ssrc: int, media_ssrc: int, sequences: Sequence[int]) -> bytes:
    """Ask for these sequence numbers again, in ascending order; runs of 17 share one word."""
    pairs: list[tuple[int, int]] = []
    for sequence in sequences:
        if pairs and 0 < (sequence - pairs[-1][0] & 0xFFFF) <= 16:
            first, mask = pairs[-1]
            pairs[-1] = (first, mask | 1 << (sequence - first & 0xFFFF) - 1)
        else:
            pairs.append((sequence & 0xFFFF, 0))
    body = struct.pack("!II", ssrc, media_ssrc)
    return _packet(RTPFB, _NACK, body + b"".join(struct.pack("!HH", *pair) for pair in pairs))


def build_bye(ssrc: int) -> bytes:
    """Say that one stream ended."""
    return _packet(BYE, 1, struct.pack("!I", ssrc))


def build_transport_feedback(ssrc: int, media_ssrc: int, body: bytes) -> bytes:
    """Wrap a transport-wide feedback control information block, padded to a word."""
    padding = -len(body) % 4
    if padding:
        body += b"\x00" * (padding - 1) + bytes([padding])
    packet = _packet(RTPFB, _TRANSPORT_CC, struct.pack("!II", ssrc, media_ssrc) + body)
    return bytes([packet[0] | 0x20]) + packet[1:] if padding else packet

"""Offers and answers of the server (RFC 3264, RFC 8829): what is decided about each media section.

The server is ICE-lite and bundles everything; which codecs, `formats.py` decides. An answer repeats the
header extensions it knows on every section, inactive ones too, because the first answer limits what
Chromium offers later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from signaling.protocol.formats import (
    ANY,
    SendWish,
    offered_codecs,
    publisher_codecs,
    supported_codecs,
    with_stereo,
)
from signaling.protocol.sdp import Attribute, Codec, MediaSection, SessionDescription

DEPENDENCY = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_EXTENSIONS = (
    "urn:ietf:params:rtp-hdrext:sdes:mid",
    "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    TRANSPORT_CC,
    ABS_SEND_TIME,
    AUDIO_LEVEL,
    DEPENDENCY,
)
# The ids under which the server's own offers name what a subscriber's video may carry: its sending time
# for REMB, a counter for probes, AV1's dependency descriptors.
_OFFERED_EXTENSIONS = {ABS_SEND_TIME: 3, TRANSPORT_CC: 4, DEPENDENCY: 12}
REMB = "goog-remb"
# Publishers are told of arrival times; subscribers are asked for their estimate too.
_RECEIVE_FEEDBACK = ("transport-cc", "ccm fir", "nack", "nack pli")
_SEND_FEEDBACK = (REMB, *_RECEIVE_FEEDBACK)
MAX_MESSAGE_SIZE = 65536


@dataclass(frozen=True, slots=True)
class LocalTransport:
    """Our side of the transport, the same for every bundled section."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receive:
    """The client sends here; `rids` are the layers accepted, `wish` is how it should send."""

    rids: tuple[str, ...] = ()
    wish: SendWish = ANY


@dataclass(frozen=True, slots=True)
class Send:
    """The server sends a track here."""

    stream_id: str
    track_id: str
    ssrc: int
    rtx_ssrc: int
    cname: str
    stereo: bool = False


SectionPlan = Receive | Send | None
"""What happens on a section; None leaves it inactive."""


@dataclass(frozen=True, slots=True)
class SubscriberExtensions:
    """The ids a subscriber gave header extensions in a section, 0 where it does not take them."""

    abs_send_time: int = 0
    transport_cc: int = 0


def subscriber_extensions(section: MediaSection) -> SubscriberExtensions:
    """What a section's video may carry so that its line can be estimated."""
    feedback = {each for codec in supported_codecs(section) for each in codec.feedback}
    if section.kind != "video":
        return SubscriberExtensions()
    return SubscriberExtensions(
        section.extensions.get(ABS_SEND_TIME, 0) if REMB in feedback else 0,
        section.extensions.get(TRANSPORT_CC, 0) if "transport-cc" in feedback else 0,
    )


def _codec_attributes(codec: Codec, feedback: Sequence[str]) -> list[Attribute]:
    channels = f"/{codec.channels}" if codec.channels > 1 else ""
    attributes: list[Attribute] = [
        ("rtpmap", f"{codec.payload_type} {codec.name}/{codec.clock_rate}{channels}")
    ]
    attributes += [("rtcp-fb", f"{codec.payload_type} {each}") for each in codec.feedback if each in feedback]
    if codec.parameters:
        attributes.append(("fmtp", f"{codec.payload_type} {codec.parameters}"))
    if codec.rtx is not None:
        attributes.append(("rtpmap", f"{codec.rtx} rtx/{codec.clock_rate}"))
        attributes.append(("fmtp", f"{codec.rtx} apt={codec.payload_type}"))
    return attributes


def _formats(codecs: Sequence[Codec]) -> list[str]:
    formats = []
    for codec in codecs:
        formats.append(str(codec.payload_type))
        if codec.rtx is not None:
            formats.append(str(codec.rtx))
    return formats


_CANDIDATES = ("candidate", "end-of-candidates")


def _transport_attributes(local: LocalTransport, setup: str) -> list[Attribute]:
    return [
        ("ice-ufrag", local.ufrag),
        ("ice-pwd", local.password),
        ("fingerprint", f"sha-256 {local.fingerprint}"),
        ("setup", setup),
        *(("candidate", each) for each in local.candidates),
        ("end-of-candidates", None),
    ]


def _send_attributes(plan: Send, with_rtx: bool) -> list[Attribute]:
    attributes: list[Attribute] = [("msid", f"{plan.stream_id} {plan.track_id}")]
    if with_rtx:
        attributes.append(("ssrc-group", f"FID {plan.ssrc} {plan.rtx_ssrc}"))
    for ssrc in (plan.ssrc, plan.rtx_ssrc) if with_rtx else (plan.ssrc,):
        attributes.append(("ssrc", f"{ssrc} cname:{plan.cname}"))
        attributes.append(("ssrc", f"{ssrc} msid:{plan.stream_id} {plan.track_id}"))
    return attributes


def _header(session_id: int, version: int) -> list[str]:
    return ["v=0", f"o=- {session_id} {version} IN IP4 127.0.0.1", "s=-", "t=0 0"]


def _session_attributes(mids: Sequence[str]) -> list[Attribute]:
    return [
        ("group", " ".join(["BUNDLE", *mids])),
        ("ice-lite", None),
        ("extmap-allow-mixed", None),
        ("msid-semantic", " WMS *"),
    ]


def build_answer(
    offer: SessionDescription,
    local: LocalTransport,
    plans: Mapping[str, SectionPlan],
    session: tuple[int, int],
    setup: str = "passive",
) -> SessionDescription:
    """Answer an offer section by section; `plans` is by mid, `session` is (id, version).

    A section the offerer stopped (port 0), or of which no codec is supported, is rejected.
    """
    media = []
    for section in offer.media:
        if section.kind == "application" and section.port:
            media.append(_answer_data(section, local, setup))
        elif section.port == 0 or not supported_codecs(section):
            media.append(_reject(section))
        else:
            media.append(_answer_media(section, local, plans.get(section.mid), setup))
    return _bundled(media, session)


def _bundled(media: list[MediaSection], session: tuple[int, int]) -> SessionDescription:
    """A description of sections that share one transport.

    Candidates are in its first section alone (RFC 9143 section 7.1): in every one of hundreds they
    would be most of a large meeting's signalling.
    """
    live = [section for section in media if section.port]
    for section in live[1:]:
        section.attributes[:] = [each for each in section.attributes if each[0] not in _CANDIDATES]
    mids = [section.mid for section in live]
    return SessionDescription(_header(*session), _session_attributes(mids), media)


def _reject(section: MediaSection) -> MediaSection:
    attributes: list[Attribute] = [("mid", section.mid), ("inactive", None)]
    return MediaSection(
        section.kind, 0, section.protocol, section.formats[:1], attributes, ["c=IN IP4 0.0.0.0"]
    )


def _answer_data(section: MediaSection, local: LocalTransport, setup: str) -> MediaSection:
    attributes: list[Attribute] = [
        ("mid", section.mid),
        *_transport_attributes(local, setup),
        ("sctp-port", "5000"),
        ("max-message-size", str(MAX_MESSAGE_SIZE)),
    ]
    return MediaSection(section.kind, 9, section.protocol, section.formats, attributes, ["c=IN IP4 0.0.0.0"])


def _answered_codecs(section: MediaSection, plan: SectionPlan) -> list[Codec]:
    if isinstance(plan, Receive):
        return publisher_codecs(section, plan.wish)
    codecs = supported_codecs(section)
    return with_stereo(codecs) if plan is not None and plan.stereo else codecs


def _carries_dependencies(plan: SectionPlan) -> bool:
    """Publishers describe dependencies of AV1 only: other codecs would pay bytes for what nobody reads."""
    return not isinstance(plan, Receive) or plan.wish.codec == "av1"


def _answer_media(
    section: MediaSection, local: LocalTransport, plan: SectionPlan, setup: str
) -> MediaSection:
    codecs = _answered_codecs(section, plan)
    extensions: list[Attribute] = [
        ("extmap", f"{number} {uri}")
        for uri, number in section.extensions.items()
        if uri in _EXTENSIONS and (uri != DEPENDENCY or _carries_dependencies(plan))
    ]
    direction = "recvonly" if isinstance(plan, Receive) else "sendonly" if plan else "inactive"
    attributes: list[Attribute] = [
        ("mid", section.mid),
        *_transport_attributes(local, setup),
        *extensions,
        (direction, None),
        ("rtcp-mux", None),
        ("rtcp-rsize", None),
    ]
    feedback = _RECEIVE_FEEDBACK if isinstance(plan, Receive) else _SEND_FEEDBACK
    for codec in codecs:
        attributes += _codec_attributes(codec, feedback)
    if isinstance(plan, Receive) and plan.rids:
        attributes += [("rid", f"{rid} recv") for rid in plan.rids]
        attributes.append(("simulcast", f"recv {';'.join(plan.rids)}"))
    if isinstance(plan, Send):
        attributes += _send_attributes(plan, any(codec.rtx is not None for codec in codecs))
    return MediaSection(section.kind, 9, section.protocol, _formats(codecs), attributes, ["c=IN IP4 0.0.0.0"])


@dataclass(frozen=True, slots=True)
class OfferedSection:
    """A section of the server's own offer: a sending slot (inactive when `plan` is None), or data."""

    mid: str
    kind: str
    plan: Send | None = None


def build_offer(
    sections: Sequence[OfferedSection], local: LocalTransport, session: tuple[int, int]
) -> SessionDescription:
    """The server's offer, sections in the order they were first offered (RFC 3264 section 8)."""
    media = [
        _offer_data(each, local) if each.kind == "application" else _offer_media(each, local)
        for each in sections
    ]
    return _bundled(media, session)


def _offer_data(section: OfferedSection, local: LocalTransport) -> MediaSection:
    template = MediaSection("application", 9, "UDP/DTLS/SCTP", ["webrtc-datachannel"], [("mid", section.mid)])
    return _answer_data(template, local, "actpass")


def _offered_extensions(kind: str) -> list[Attribute]:
    if kind != "video":
        return []
    return [("extmap", f"{number} {uri}") for uri, number in _OFFERED_EXTENSIONS.items()]


def _offer_media(section: OfferedSection, local: LocalTransport) -> MediaSection:
    codecs = offered_codecs(section.kind)
    if section.plan is not None and section.plan.stereo:
        codecs = with_stereo(codecs)
    attributes: list[Attribute] = [
        ("mid", section.mid),
        *_transport_attributes(local, "actpass"),
        *_offered_extensions(section.kind),
        ("sendonly" if section.plan else "inactive", None),
        ("rtcp-mux", None),
        ("rtcp-rsize", None),
    ]
    for codec in codecs:
        attributes += _codec_attributes(codec, _SEND_FEEDBACK)
    if section.plan is not None:
        attributes += _send_attributes(section.plan, section.kind == "video")
    return MediaSection(
        section.kind, 9, "UDP/TLS/RTP/SAVPF", _formats(codecs), attributes, ["c=IN IP4 0.0.0.0"]
    )

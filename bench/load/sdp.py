"""As much SDP (RFC 8866, RFC 8839, RFC 8829) as the synthetic client needs of a server's descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
FEEDBACK = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
_SUPPORTED = ("opus", "vp8")
_PORT = 9


@dataclass
class Section:
    """One media section: its first line's fields, and its attributes as (name, value)."""

    kind: str
    port: int
    protocol: str
    formats: list[str]
    attributes: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str:
        """The first attribute of that name; empty when there is none."""
        return next((value for key, value in self.attributes if key == name), "")

    def values(self, name: str) -> list[str]:
        """Every attribute of that name."""
        return [value for key, value in self.attributes if key == name]

    @property
    def mid(self) -> str:
        return self.value("mid")

    def repairs(self) -> set[int]:
        """SSRCs of retransmissions."""
        groups = [value.split() for value in self.values("ssrc-group")]
        return {int(group[2]) for group in groups if group[0] == "FID" and len(group) > 2}

    def ssrcs(self) -> set[int]:
        """Every SSRC that is announced."""
        return {int(value.split(" ", 1)[0]) for value in self.values("ssrc")}

    def extensions(self) -> dict[str, int]:
        """Header extension numbers by URI."""
        pairs = [value.split()[:2] for value in self.values("extmap")]
        return {uri: int(number.split("/")[0]) for number, uri in pairs}


@dataclass
class Description:
    """A session description."""

    attributes: Section
    sections: list[Section]

    def transport(self, name: str) -> str:
        """An attribute of the transport, of the first live section or of the session."""
        live = [section for section in self.sections if section.port]
        found = [section.value(name) for section in [*live, self.attributes] if section.value(name)]
        return found[0] if found else ""

    @property
    def lite(self) -> bool:
        return ("ice-lite", "") in self.attributes.attributes

    def candidates(self) -> list[str]:
        """Candidate lines without their name."""
        return [value for section in self.sections for value in section.values("candidate")]


def parse(text: str) -> Description:
    """Read a description; lines of no interest are skipped."""
    current = Section("session", 0, "", [])
    description = Description(current, [])
    for line in text.splitlines():
        if line.startswith("m="):
            kind, port, protocol, *formats = line[2:].split()
            current = Section(kind, int(port), protocol, formats)
            description.sections.append(current)
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            current.attributes.append((name, value))
    return description


@dataclass(frozen=True)
class Local:
    """Our side of a transport. `setup` is active, passive or actpass."""

    ufrag: str
    password: str
    fingerprint: str
    port: int
    setup: str

    def lines(self) -> list[str]:
        """Attribute lines for a section."""
        return [
            f"a=ice-ufrag:{self.ufrag}",
            f"a=ice-pwd:{self.password}",
            f"a=fingerprint:sha-256 {self.fingerprint}",
            f"a=setup:{self.setup}",
            f"a=candidate:1 1 udp 2130706431 127.0.0.1 {self.port} typ host",
            "a=rtcp-mux",
        ]


def _head(mids: Sequence[str]) -> list[str]:
    return [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {' '.join(mids)}",
        "a=msid-semantic: WMS *",
    ]


def _text(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"


def answer(offer: Description, local: Local) -> str:
    """Receive all that is offered: Opus, VP8 and data channels."""
    lines = []
    for section in offer.sections:
        codecs = _kept_formats(section)
        declined = not codecs or not section.port
        formats = section.formats[:1] if declined else codecs
        lines.append(f"m={section.kind} {0 if declined else _PORT} {section.protocol} {' '.join(formats)}")
        lines += ["c=IN IP4 0.0.0.0", f"a=mid:{section.mid}"]
        lines += ["a=inactive"] if declined else _answered(section, codecs, local)
    mids = [section.mid for section in offer.sections if section.port and _kept_formats(section)]
    return _text(_head(mids) + lines)


def _answered(section: Section, formats: list[str], local: Local) -> list[str]:
    if section.kind == "application":
        return [*local.lines(), "a=sctp-port:5000", "a=max-message-size:65536"]
    direction = "inactive" if section.attributes.count(("inactive", "")) else "recvonly"
    kept = [
        f"a={name}:{value}"
        for name, value in section.attributes
        if (name in ("rtpmap", "fmtp", "rtcp-fb") and value.split()[0] in formats)
        or (name == "extmap" and value.split()[1] == SEND_TIME)
    ]
    return [*local.lines(), f"a={direction}", *kept]


def _kept_formats(section: Section) -> list[str]:
    if section.kind == "application":
        return section.formats
    names = {value.split()[0]: value.split()[1].split("/")[0].lower() for value in section.values("rtpmap")}
    wanted = {number for number, name in names.items() if name in _SUPPORTED}
    for value in section.values("fmtp"):
        number, _, repaired = value.partition(" apt=")
        if repaired in wanted:
            wanted.add(number)
    return [each for each in section.formats if each in wanted]


@dataclass(frozen=True)
class Sent:
    """A track to offer: its cid, the SSRC of each layer, and the rids of the layers (none for sound)."""

    cid: str
    ssrcs: tuple[int, ...]
    rids: tuple[str, ...] = ()


_VIDEO = [
    "a=rtpmap:96 VP8/90000",
    *(f"a=rtcp-fb:96 {each}" for each in ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")),
    "a=rtpmap:97 rtx/90000",
    "a=fmtp:97 apt=96",
]
_AUDIO = ["a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtcp-fb:111 transport-cc"]
EXTENSIONS = {MID: 1, RID: 2, REPAIRED_RID: 3, FEEDBACK: 4, LEVEL: 5}


def offer(tracks: Sequence[Sent], local: Local) -> str:
    """Offer to send `tracks`, the section numbers being their positions."""
    lines = []
    for mid, track in enumerate(tracks):
        kind, formats, codec = ("video", "96 97", _VIDEO) if track.rids else ("audio", "111", _AUDIO)
        known = [uri for uri in EXTENSIONS if track.rids or uri in (MID, FEEDBACK, LEVEL)]
        lines += [
            f"m={kind} {_PORT} UDP/TLS/RTP/SAVPF {formats}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            *local.lines(),
            "a=sendonly",
            "a=rtcp-rsize",
            f"a=msid:- {track.cid}",
            *(f"a=extmap:{EXTENSIONS[uri]} {uri}" for uri in known),
            *codec,
            *(f"a=rid:{rid} send" for rid in track.rids),
        ]
        if track.rids:
            lines.append(f"a=simulcast:send {';'.join(track.rids)}")
        else:
            # Layers are told apart by their rids alone, as browsers do it.
            lines.append(f"a=ssrc:{track.ssrcs[0]} cname:load")
    return _text(_head([str(mid) for mid in range(len(tracks))]) + lines)

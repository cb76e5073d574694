"""Session descriptions (RFC 8866) as WebRTC uses them (RFC 8829): a small reader and writer.

Attributes are kept in order and unread ones untouched, so that writing what was read gives the
same text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Attribute = tuple[str, str | None]

_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_MAX_SECTIONS = 512
# Chromium describes a section in about a hundred lines. What one section holds is searched many times.
_MAX_ATTRIBUTES = 1000
_MAX_PAYLOAD_TYPE = 127


class SdpError(ValueError):
    """The text is not a session description this server can read."""


def whole_number(text: str, maximum: int) -> int | None:
    """The number ASCII digits stand for; None for anything else, and for more than `maximum`."""
    # Other scripts have digits too, and Python refuses to read thousands of them.
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        return None
    number = int(text)
    return number if number <= maximum else None


@dataclass(slots=True)
class Codec:
    """One payload type of a section. `name` keeps the case of the client; `rtx` repairs this type."""

    payload_type: int
    name: str
    clock_rate: int
    channels: int = 1
    parameters: str = ""
    feedback: list[str] = field(default_factory=list)
    rtx: int | None = None

    def parameter(self, name: str) -> str | None:
        """One format parameter of `a=fmtp`, None when absent."""
        for pair in self.parameters.split(";"):
            key, _, value = pair.strip().partition("=")
            if key.lower() == name:
                return value
        return None


@dataclass(slots=True)
class MediaSection:
    """One `m=` section. `other` holds its `c=` and `b=` lines."""

    kind: str
    port: int
    protocol: str
    formats: list[str]
    attributes: list[Attribute] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        """The value of the first attribute of that name; None when absent or a flag."""
        return next((value for key, value in self.attributes if key == name), None)

    def values(self, name: str) -> list[str]:
        """The values of every attribute of that name."""
        return [value for key, value in self.attributes if key == name and value is not None]

    @property
    def mid(self) -> str:
        """The section's identifier (RFC 5888)."""
        return self.value("mid") or ""

    @property
    def direction(self) -> str:
        """One of sendrecv, sendonly, recvonly, inactive."""
        return next((key for key, _ in self.attributes if key in _DIRECTIONS), "sendrecv")

    @property
    def extensions(self) -> dict[str, int]:
        """Header extension ids by URI (RFC 8285)."""
        found = {}
        for value in self.values("extmap"):
            head, _, rest = value.partition(" ")
            number = whole_number(head.partition("/")[0], 255)
            uri = rest.split(" ")[0]
            if number and uri:
                found[uri] = number
        return found

    @property
    def send_rids(self) -> list[str]:
        """Restriction identifiers the offerer sends (RFC 8851), in the order given."""
        split = [value.split(" ") for value in self.values("rid")]
        return [parts[0] for parts in split if len(parts) > 1 and parts[1] == "send"]

    @property
    def stream_id(self) -> str | None:
        """First token of `a=msid` (RFC 8830)."""
        value = self.value("msid")
        return value.split(" ")[0] if value else None

    @property
    def track_id(self) -> str | None:
        """Last token of `a=msid`: the client's own id of the track."""
        value = self.value("msid")
        return value.split(" ")[-1] if value else None

    @property
    def ssrcs(self) -> dict[int, bool]:
        """SSRCs announced, in order; True for those that carry retransmissions (RFC 5576, RFC 4588)."""
        repairs = set()
        for value in self.values("ssrc-group"):
            semantics, *members = value.split(" ")
            if semantics == "FID":
                repairs.update(members[1:2])
        found: dict[int, bool] = {}
        for value in self.values("ssrc"):
            text = value.split(" ")[0]
            number = whole_number(text, 0xFFFFFFFF)
            if number is not None:
                found[number] = text in repairs
        return found

    @property
    def codecs(self) -> list[Codec]:
        """The payload types in order of preference, retransmission types folded into their originals."""
        described: dict[int, Codec] = {}
        for value in self.values("rtpmap"):
            codec = _parse_rtpmap(value)
            if codec is not None:
                described[codec.payload_type] = codec
        self._read_parameters(described)
        numbers = dict.fromkeys(_payload_type(each) for each in self.formats)
        ordered = [described[each] for each in numbers if each in described]
        for codec in ordered:
            original = codec.parameter("apt") if codec.name.lower() == "rtx" else None
            repaired = described.get(_payload_type(original or ""))
            if repaired is not None:
                repaired.rtx = codec.payload_type
        return [codec for codec in ordered if codec.name.lower() != "rtx"]

    def _read_parameters(self, described: dict[int, Codec]) -> None:
        for name in ("fmtp", "rtcp-fb"):
            for value in self.values(name):
                number, _, rest = value.partition(" ")
                targets = list(described.values()) if number == "*" else []
                if _payload_type(number) in described:
                    targets = [described[_payload_type(number)]]
                for codec in targets:
                    if name == "fmtp":
                        codec.parameters = rest
                    else:
                        codec.feedback.append(rest)


def _payload_type(text: str) -> int:
    """A payload type, -1 for what is none: it must fit the seven bits of an RTP packet."""
    number = whole_number(text, _MAX_PAYLOAD_TYPE)
    return -1 if number is None else number


def _parse_rtpmap(value: str) -> Codec | None:
    number, _, rest = value.partition(" ")
    parts = rest.split("/")
    payload_type = _payload_type(number)
    rate = whole_number(parts[1], 0xFFFFFFFF) if len(parts) > 1 else None
    if payload_type < 0 or not rate:
        return None
    channels = whole_number(parts[2], 255) if len(parts) > 2 else None
    return Codec(payload_type, parts[0], rate, channels or 1)


@dataclass(slots=True)
class SessionDescription:
    """A whole description. `header` holds the session's lines other than attributes, in order."""

    header: list[str]
    attributes: list[Attribute] = field(default_factory=list)
    media: list[MediaSection] = field(default_factory=list)

    def value(self, section: MediaSection, name: str) -> str | None:
        """An attribute of the section, or of the session where the section has none."""
        found = section.value(name)
        if found is not None:
            return found
        return next((value for key, value in self.attributes if key == name), None)

    def fingerprints(self, section: MediaSection) -> list[tuple[str, str]]:
        """(algorithm, value) of every `a=fingerprint` that applies (RFC 8122)."""
        values = section.values("fingerprint")
        values = values or [v for k, v in self.attributes if k == "fingerprint" and v is not None]
        pairs = [value.partition(" ") for value in values]
        return [(algorithm.lower(), digest.strip()) for algorithm, _, digest in pairs if digest]


def parse_sdp(text: str) -> SessionDescription:
    """Read a description; raises SdpError when a line is not `type=value` or there are too many."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    if not lines or lines[0] != "v=0":
        raise SdpError("a description starts with v=0")
    description = SessionDescription(header=[])
    section: MediaSection | None = None
    for line in lines:
        if line[1:2] != "=":
            raise SdpError(f"not a line of a description: {line[:40]!r}")
        kind, value = line[0], line[2:]
        if kind == "m":
            section = _parse_media_line(value)
            description.media.append(section)
        elif kind == "a":
            key, separator, rest = value.partition(":")
            _add_attribute((section or description).attributes, (key, rest if separator else None))
        elif section is not None:
            section.other.append(line)
        else:
            description.header.append(line)
    if len(description.media) > _MAX_SECTIONS:
        raise SdpError("too many media sections")
    return description


def _add_attribute(attributes: list[Attribute], attribute: Attribute) -> None:
    if len(attributes) == _MAX_ATTRIBUTES:
        raise SdpError("too many attributes")
    attributes.append(attribute)


def _parse_media_line(value: str) -> MediaSection:
    parts = value.split(" ")
    port = whole_number(parts[1].partition("/")[0], 65535) if len(parts) > 1 else None
    if len(parts) < 4 or port is None:
        raise SdpError(f"not a media line: {value[:40]!r}")
    return MediaSection(parts[0], port, parts[2], parts[3:])


def write_sdp(description: SessionDescription) -> str:
    """The text of a description, lines ended as RFC 8866 wants."""
    lines = list(description.header)
    lines.extend(_attribute_line(each) for each in description.attributes)
    for section in description.media:
        lines.append(f"m={section.kind} {section.port} {section.protocol} {' '.join(section.formats)}")
        lines.extend(section.other)
        lines.extend(_attribute_line(each) for each in section.attributes)
    return "\r\n".join(lines) + "\r\n"


def _attribute_line(attribute: Attribute) -> str:
    key, value = attribute
    return f"a={key}" if value is None else f"a={key}:{value}"

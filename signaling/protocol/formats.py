"""Which codecs are forwarded, which of a subscriber's formats fits a publisher's, and what is asked of a
publisher: its codec, redundancy, stereo and silence suppression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from signaling.protocol.sdp import Codec, MediaSection

_SUPPORTED = {"audio": ("opus", "red"), "video": ("vp8", "h264", "vp9", "av1")}
_MIMES = {
    "opus": "audio/opus",
    "red": "audio/red",
    "vp8": "video/VP8",
    "h264": "video/H264",
    "vp9": "video/VP9",
    "av1": "video/AV1",
}
ENABLED_MIMES = tuple(_MIMES.values())
# The parameter that tells one profile of a codec from another, and its value where it is left out
# (RFC 9628 section 6, AV1 RTP payload section 7.2).
_PROFILES = {"vp9": ("profile-id", "0"), "av1": ("profile", "0")}
_VIDEO_FEEDBACK = ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"]


@dataclass(frozen=True, slots=True)
class SendWish:
    """How a publisher should send a track. `codec` is an encoding name in lower case, empty if it chooses."""

    codec: str = ""
    red: bool = True
    stereo: bool = False
    dtx: bool = True


ANY = SendWish()


def name_of(codec: str) -> str:
    """The encoding name in lower case of a codec given by name or MIME type; empty when not supported."""
    name = codec.lower().rpartition("/")[2]
    return name if name in _MIMES else ""


def mime_of(codec: str) -> str:
    """The MIME type LiveKit writes for a codec name; empty for an unknown one."""
    return _MIMES.get(name_of(codec), "")


def supported_codecs(section: MediaSection) -> list[Codec]:
    """The codecs of a section this server can forward, in the client's order."""
    names = _SUPPORTED.get(section.kind, ())
    return [codec for codec in section.codecs if codec.name.lower() in names]


def publisher_codecs(section: MediaSection, wish: SendWish) -> list[Codec]:
    """The codecs answered to a publisher: it sends the first one, with the parameters given here."""
    codecs = supported_codecs(section)
    if section.kind == "audio":
        return _audio_codecs(codecs, wish)
    return sorted(codecs, key=lambda codec: codec.name.lower() != wish.codec)


def _audio_codecs(codecs: Sequence[Codec], wish: SendWish) -> list[Codec]:
    opus = [_tuned(codec, wish) for codec in codecs if codec.name.lower() == "opus"]
    numbers = {str(codec.payload_type) for codec in opus}
    red = [c for c in codecs if c.name.lower() == "red" and set(c.parameters.split("/")) <= numbers]
    return [*red, *opus] if wish.red else opus


def _tuned(opus: Codec, wish: SendWish) -> Codec:
    """Opus as the receiver wants it (RFC 7587 section 6.1), whatever the offer says of its own receiving."""
    kept = [
        each
        for each in opus.parameters.split(";")
        if each and each.strip().partition("=")[0] not in ("stereo", "usedtx", "maxaveragebitrate")
    ]
    if wish.dtx:
        kept.append("usedtx=1")
    if wish.stereo:
        kept += ["stereo=1", "maxaveragebitrate=510000"]
    return replace(opus, parameters=";".join(kept))


def with_stereo(codecs: Sequence[Codec]) -> list[Codec]:
    """The codecs of a section that carries stereo: a receiver plays one channel unless told of two."""
    return [
        replace(codec, parameters=";".join(filter(None, (codec.parameters, "sprop-stereo=1"))))
        if codec.name.lower() == "opus" and "sprop-stereo=1" not in codec.parameters
        else codec
        for codec in codecs
    ]


def match_codec(offered: Sequence[Codec], name: str, parameters: str) -> Codec | None:
    """The codec of a subscriber that can decode a publisher's format.

    RED names payload types inside its packets: it fits only where they mean the same (RFC 2198).
    """
    same = [codec for codec in offered if codec.name.lower() == name]
    if name == "h264":
        return _match_h264(same, parameters)
    if name == "red":
        return next((codec for codec in same if codec.parameters == parameters), None)
    if name in _PROFILES:
        key, default = _PROFILES[name]
        profile = Codec(0, name, 90000, parameters=parameters).parameter(key) or default
        return next((codec for codec in same if (codec.parameter(key) or default) == profile), None)
    return same[0] if same else None


def _match_h264(offered: Sequence[Codec], parameters: str) -> Codec | None:
    """The packetization mode must suffice: mode 1 takes all of mode 0 too. The profile should agree.

    RFC 6184 sections 6.2 and 8.1.
    """
    wanted = Codec(0, "h264", 90000, parameters=parameters)
    mode = wanted.parameter("packetization-mode") or "0"
    fits = [c for c in offered if (c.parameter("packetization-mode") or "0") == mode]
    if mode == "0":
        fits += [c for c in offered if c.parameter("packetization-mode") == "1"]
    profile = _h264_profile(wanted)
    for codec in fits:
        if _h264_profile(codec) == profile:
            return codec
    return fits[0] if fits else None


def _h264_profile(codec: Codec) -> str:
    return (codec.parameter("profile-level-id") or "42e01f").lower()[:4]


def offered_codecs(kind: str) -> list[Codec]:
    """What the server offers when it is the offerer (the subscriber connection of protocol v0)."""
    if kind == "audio":
        opus = Codec(111, "opus", 48000, 2, "minptime=10;useinbandfec=1", ["transport-cc"])
        return [opus, Codec(63, "red", 48000, 2, "111/111")]
    codecs = [Codec(96, "VP8", 90000, feedback=_VIDEO_FEEDBACK, rtx=97)]
    variants = [("1", "42e01f", 102), ("1", "42001f", 104), ("0", "42e01f", 106), ("1", "640032", 112)]
    for mode, profile, number in variants:
        parameters = f"level-asymmetry-allowed=1;packetization-mode={mode};profile-level-id={profile}"
        codecs.append(Codec(number, "H264", 90000, 1, parameters, _VIDEO_FEEDBACK, number + 1))
    codecs.append(Codec(98, "VP9", 90000, 1, "profile-id=0", _VIDEO_FEEDBACK, 99))
    codecs.append(Codec(45, "AV1", 90000, 1, "level-idx=5;profile=0;tier=0", _VIDEO_FEEDBACK, 46))
    return codecs

"""Which format of a subscriber fits a publisher's, what publishers are asked for, where pictures start."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.protocol.formats import (
    SendWish,
    match_codec,
    offered_codecs,
    publisher_codecs,
    supported_codecs,
    with_stereo,
)
from signaling.protocol.sdp import Codec, MediaSection, parse_sdp
from signaling.sfu.codecs import red_primary, starts_keyframe

GOLDEN = Path(__file__).parent / "golden"


def section(name: str, index: int) -> MediaSection:
    return parse_sdp((GOLDEN / name).read_text()).media[index]


@pytest.fixture
def audio() -> MediaSection:
    return section("chromium156-v1-publish-simulcast-offer.sdp", 7)


@pytest.fixture
def video() -> MediaSection:
    return section("chromium156-v1-publish-simulcast-offer.sdp", 8)


def named(codecs: list[Codec]) -> list[str]:
    return [codec.name.lower() for codec in codecs]


def test_the_codec_announced_for_a_track_is_answered_first(video: MediaSection) -> None:
    for codec in ("vp8", "h264", "vp9", "av1"):
        answered = named(publisher_codecs(video, SendWish(codec)))
        assert answered[0] == codec
        assert sorted(answered) == sorted(named(supported_codecs(video)))


def test_without_an_announcement_the_client_chooses(video: MediaSection) -> None:
    assert publisher_codecs(video, SendWish()) == supported_codecs(video)


def test_redundancy_is_asked_for_unless_the_track_has_none(audio: MediaSection) -> None:
    assert named(publisher_codecs(audio, SendWish()))[:2] == ["red", "opus"]
    assert named(publisher_codecs(audio, SendWish(red=False))) == ["opus"]


def test_redundancy_of_an_unknown_payload_type_is_left_out() -> None:
    strange = MediaSection("audio", 9, "UDP/TLS/RTP/SAVPF", ["111", "63"])
    strange.attributes = [
        ("rtpmap", "111 opus/48000/2"),
        ("rtpmap", "63 red/48000/2"),
        ("fmtp", "63 9/9"),
    ]
    assert named(publisher_codecs(strange, SendWish())) == ["opus"]


@pytest.mark.parametrize(
    ("wish", "present", "absent"),
    [
        (SendWish(), ["usedtx=1"], ["stereo=1"]),
        (SendWish(dtx=False), [], ["usedtx=1", "stereo=1"]),
        (SendWish(stereo=True, dtx=False), ["stereo=1"], ["usedtx=1"]),
    ],
)
def test_stereo_and_silence_suppression_are_as_the_track_says(
    audio: MediaSection, wish: SendWish, present: list[str], absent: list[str]
) -> None:
    opus = next(c for c in publisher_codecs(audio, wish) if c.name == "opus")
    parameters = opus.parameters.split(";")
    assert "useinbandfec=1" in parameters
    assert set(present) <= set(parameters)
    assert not set(absent) & set(parameters)


def test_a_stereo_track_is_offered_as_such() -> None:
    opus, red = with_stereo(offered_codecs("audio"))
    assert opus.parameters.endswith(";sprop-stereo=1")
    assert red.parameters == "111/111"
    assert with_stereo([opus]) == [opus]


def test_redundancy_fits_only_where_the_numbers_inside_mean_the_same() -> None:
    offered = offered_codecs("audio")
    assert match_codec(offered, "red", "111/111") == offered[1]
    assert match_codec(offered, "red", "109/109") is None


@pytest.mark.parametrize(
    ("name", "parameters", "number"),
    [
        ("vp9", "profile-id=0", 98),
        ("vp9", "", 98),
        ("vp9", "profile-id=2", None),
        ("av1", "level-idx=5;profile=0;tier=0", 45),
        ("av1", "profile=1", None),
        ("h264", "packetization-mode=1;profile-level-id=42e01f", 102),
        ("h264", "packetization-mode=1;profile-level-id=64001f", 112),
        ("h264", "packetization-mode=0;profile-level-id=42e01f", 106),
        ("h264", "profile-level-id=42001f", 104),
        ("vp8", "", 96),
        ("h265", "", None),
    ],
)
def test_a_profile_is_matched(name: str, parameters: str, number: int | None) -> None:
    found = match_codec(offered_codecs("video"), name, parameters)
    assert (found.payload_type if found else None) == number


def test_h264_without_fragments_fits_a_receiver_that_takes_them_but_not_the_reverse() -> None:
    whole = Codec(1, "H264", 90000, parameters="packetization-mode=0;profile-level-id=42e01f")
    parts = Codec(2, "H264", 90000, parameters="packetization-mode=1;profile-level-id=42e01f")
    assert match_codec([parts], "h264", whole.parameters) == parts
    assert match_codec([whole], "h264", parts.parameters) is None


@pytest.mark.parametrize(
    ("codec", "payload", "keyframe"),
    [
        # VP9: I P L F B E V Z, picture id, then TID U SID D.
        ("vp9", bytes([0x8C, 0x80, 0x01]), True),
        ("vp9", bytes([0xCC, 0x80, 0x01]), False),
        ("vp9", bytes([0x84, 0x80, 0x01]), False),
        ("vp9", bytes([0xAC, 0x80, 0x01, 0x00, 0x00]), True),
        ("vp9", bytes([0xAC, 0x80, 0x01, 0x02, 0x00]), False),
        ("vp9", bytes([0xAC, 0x01, 0x00, 0x00]), True),
        ("vp9", bytes([0x28, 0x00]), True),
        ("vp9", bytes([0xA8]), False),
        ("vp9", b"", False),
        # AV1: Z Y W W N - - -.
        ("av1", bytes([0x18, 0x0A]), True),
        ("av1", bytes([0x10, 0x0A]), False),
        ("av1", bytes([0x98, 0x0A]), False),
        ("av1", b"", False),
        ("opus", b"\x08", False),
    ],
)
def test_where_a_picture_without_predecessors_starts(codec: str, payload: bytes, keyframe: bool) -> None:
    assert starts_keyframe(codec, payload) is keyframe


def red(blocks: list[bytes], primary: bytes) -> bytes:
    heads = b"".join(bytes([0x80 | 111]) + (960 * 4 << 8 | len(block)).to_bytes(3, "big") for block in blocks)
    return heads + bytes([111]) + b"".join(blocks) + primary


@pytest.mark.parametrize("blocks", [[], [b"old"], [b"older", b"old" * 300]])
def test_the_newest_block_of_a_redundant_packet(blocks: list[bytes]) -> None:
    assert red_primary(red(blocks, b"newest")) == b"newest"


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\xef\x00\x00\x05", b"\xef\x00\x00\x05\xef"])
def test_a_redundant_packet_cut_short_has_none(payload: bytes) -> None:
    assert red_primary(payload) == b""


@given(st.sampled_from(["h264", "vp9", "av1"]), st.binary(max_size=40))
def test_any_payload_opens_a_picture_or_does_not(codec: str, payload: bytes) -> None:
    assert starts_keyframe(codec, payload) in (True, False)


@given(st.binary(max_size=40))
def test_the_newest_block_of_any_payload_is_its_end(payload: bytes) -> None:
    assert payload.endswith(red_primary(payload))

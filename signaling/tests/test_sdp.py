"""The SDP reader and writer, on descriptions recorded from real clients."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.protocol.formats import match_codec, supported_codecs
from signaling.protocol.negotiation import (
    ABS_SEND_TIME,
    REMB,
    TRANSPORT_CC,
    LocalTransport,
    OfferedSection,
    Receive,
    Send,
    SubscriberExtensions,
    build_answer,
    build_offer,
    subscriber_extensions,
)
from signaling.protocol.sdp import SdpError, SessionDescription, parse_sdp, write_sdp

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.sdp"))
OFFERS = [path for path in GOLDEN if path.stem.endswith("-offer")]
LOCAL = LocalTransport("ufrag", "password", "AA:BB", ("1 1 udp 1 127.0.0.1 7882 typ host",))


def read(path: Path) -> SessionDescription:
    return parse_sdp(path.read_text())


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_writing_what_was_read_gives_the_same_text(path: Path) -> None:
    text = path.read_text().replace("\r\n", "\n").strip("\n")
    assert write_sdp(parse_sdp(text)).replace("\r\n", "\n").strip("\n") == text


def test_a_chromium_publisher_is_understood() -> None:
    offer = read(Path(__file__).parent / "golden" / "chromium156-v1-publish-simulcast-offer.sdp")
    audio, video = offer.media[7], offer.media[8]
    assert (audio.kind, audio.direction, audio.ssrcs) == ("audio", "sendonly", {2401026958: False})
    assert audio.track_id == "5b12e6b9-7020-4460-9fc1-904ab3e21de2"
    assert video.send_rids == ["q", "h", "f"]
    assert [(codec.name, codec.rtx) for codec in supported_codecs(video)][:2] == [("VP8", 97), ("H264", 103)]
    assert offer.value(video, "ice-ufrag") == "Kkjj"
    assert offer.fingerprints(video)[0][0] == "sha-256"


def test_the_native_client_lists_its_layers_high_first() -> None:
    offer = read(Path(__file__).parent / "golden" / "livekit-python121-v1-publish-simulcast-offer.sdp")
    assert offer.media[8].send_rids == ["f", "h", "q"]
    assert offer.media[8].stream_id == "-"
    assert offer.media[8].track_id == "466f23d1-6e6d-41aa-b591-f4946f952ec8"


@pytest.mark.parametrize("path", OFFERS, ids=lambda path: path.stem)
def test_an_answer_mirrors_the_offer(path: Path) -> None:
    offer = read(path)
    plans = {m.mid: Receive(tuple(m.send_rids)) for m in offer.media if m.direction == "sendonly"}
    answer = parse_sdp(write_sdp(build_answer(offer, LOCAL, plans, (1, 1))))
    assert [(m.kind, m.mid) for m in answer.media] == [(m.kind, m.mid) for m in offer.media]
    assert ("ice-lite", None) in answer.attributes
    for asked, given_ in zip(offer.media, answer.media, strict=True):
        if asked.kind == "application":
            assert given_.value("sctp-port") == "5000"
            continue
        assert given_.direction == ("recvonly" if asked.direction == "sendonly" else "inactive")
        assert set(given_.formats) <= set(asked.formats)
        assert set(given_.extensions.items()) <= set(asked.extensions.items())
        assert "urn:ietf:params:rtp-hdrext:sdes:mid" in given_.extensions
        received = [value.split(" ") for value in given_.values("rid")]
        assert received == [[rid, "recv"] for rid in asked.send_rids]


def test_a_sending_section_names_its_track() -> None:
    offer = read(OFFERS[0])
    video = next(section for section in offer.media if section.kind == "video")
    plan = Send("PA_1|TR_1", "TR_1", 11, 12, "PA_1")
    answer = parse_sdp(write_sdp(build_answer(offer, LOCAL, {video.mid: plan}, (1, 2))))
    section = next(each for each in answer.media if each.mid == video.mid)
    assert (section.direction, section.stream_id, section.track_id) == ("sendonly", "PA_1|TR_1", "TR_1")
    assert section.ssrcs == {11: False, 12: True}


def test_a_stopped_section_is_rejected() -> None:
    offer = read(OFFERS[0])
    offer.media[0].port = 0
    answer = build_answer(offer, LOCAL, {}, (1, 1))
    assert answer.media[0].port == 0
    group = next(value for key, value in answer.attributes if key == "group")
    assert group is not None
    assert offer.media[0].mid not in group.split(" ")[1:]


@pytest.mark.parametrize("stopped", [0, 1])
def test_candidates_are_told_once(stopped: int) -> None:
    offer = read(OFFERS[0])
    for section in offer.media[:stopped]:
        section.port = 0
    answer = build_answer(offer, LOCAL, {}, (1, 1))
    told = [section.values("candidate") for section in answer.media]
    assert told[stopped] == list(LOCAL.candidates)
    assert sum(map(len, told)) == len(LOCAL.candidates)


def test_the_servers_own_offer_is_answered_by_chromium_with_the_same_sections() -> None:
    sections = [
        OfferedSection("0", "application"),
        OfferedSection("1", "audio", Send("PA|TR_a", "TR_a", 1, 2, "PA")),
        OfferedSection("2", "video"),
    ]
    offer = parse_sdp(write_sdp(build_offer(sections, LOCAL, (1, 1))))
    assert [m.direction for m in offer.media[1:]] == ["sendonly", "inactive"]
    assert all(m.value("setup") == "actpass" for m in offer.media)


def test_h264_is_matched_by_mode_and_profile() -> None:
    offer = read(Path(__file__).parent / "golden" / "chromium156-v1-join-offer.sdp")
    offered = supported_codecs(offer.media[3])
    found = match_codec(offered, "h264", "packetization-mode=1;profile-level-id=42e01f")
    assert found is not None
    assert found.parameter("packetization-mode") == "1"
    assert str(found.parameter("profile-level-id")).startswith("42e0")
    assert match_codec(offered, "h265", "") is None
    plain = match_codec(offered, "h264", "packetization-mode=0;profile-level-id=42001f")
    assert plain is not None
    assert plain.parameter("packetization-mode") == "0"


@pytest.mark.parametrize("text", ["", "hello", "v=0\r\nx", "v=0\r\nm=audio", "v=0\r\nm=audio x RTP 0"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(SdpError):
        parse_sdp(text)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        description = parse_sdp("v=0\n" + text)
    except SdpError:
        return
    assert parse_sdp(write_sdp(description)).media == description.media


@given(st.sampled_from(OFFERS), st.data())
def test_a_damaged_offer_is_answered_or_refused(path: Path, data: st.DataObject) -> None:
    lines = path.read_text().splitlines()
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(1, len(lines) - 1))
        line = lines[at]
        cut = data.draw(st.integers(0, len(line)))
        lines[at] = line[:cut] + data.draw(st.sampled_from(["", " ", ":", "99999", "x"])) + line[cut + 1 :]
    try:
        offer = parse_sdp("\n".join(lines))
    except SdpError:
        return
    plans = {section.mid: Receive(tuple(section.send_rids)) for section in offer.media}
    answer = write_sdp(build_answer(offer, LOCAL, plans, (1, 1)))
    assert len(parse_sdp(answer).media) == len(offer.media)


def _feedback(description: SessionDescription, kind: str, direction: str) -> set[str]:
    section = next(each for each in description.media if (each.kind, each.direction) == (kind, direction))
    return {each for codec in section.codecs for each in codec.feedback}


def test_subscribers_are_asked_for_their_estimate_and_publishers_are_not() -> None:
    golden = Path(__file__).parent / "golden"
    offer = read(golden / "chromium156-v1-join-offer.sdp")
    slot = next(m for m in offer.media if m.kind == "video")
    plan = Send("PA_x|TR_y", "TR_y", 11, 12, "PA_x")
    answer = parse_sdp(write_sdp(build_answer(offer, LOCAL, {slot.mid: plan}, (1, 1))))
    assert REMB in _feedback(answer, "video", "sendonly")
    extensions = subscriber_extensions(slot)
    assert extensions.abs_send_time == slot.extensions[ABS_SEND_TIME] > 0
    assert extensions.transport_cc == slot.extensions[TRANSPORT_CC] > 0
    offer = read(golden / "chromium156-v1-publish-simulcast-offer.sdp")
    plans = {m.mid: Receive(tuple(m.send_rids)) for m in offer.media if m.direction == "sendonly"}
    answer = parse_sdp(write_sdp(build_answer(offer, LOCAL, plans, (1, 1))))
    assert REMB not in _feedback(answer, "video", "recvonly")


def test_the_servers_own_offer_asks_video_for_the_same_and_sound_for_nothing() -> None:
    sections = [
        OfferedSection("0", "application"),
        OfferedSection("1", "video"),
        OfferedSection("2", "audio"),
    ]
    offer = parse_sdp(write_sdp(build_offer(sections, LOCAL, (1, 1))))
    video, audio = offer.media[1], offer.media[2]
    assert {ABS_SEND_TIME, TRANSPORT_CC} <= set(video.extensions)
    assert subscriber_extensions(video) == SubscriberExtensions(
        video.extensions[ABS_SEND_TIME], video.extensions[TRANSPORT_CC]
    )
    assert subscriber_extensions(audio) == SubscriberExtensions()

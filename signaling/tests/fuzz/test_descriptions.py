"""Session descriptions: whatever is read can be answered, and what is written is read back the same."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.protocol.negotiation import LocalTransport, Receive, SectionPlan, Send, build_answer
from signaling.protocol.sdp import MediaSection, SdpError, parse_sdp, whole_number, write_sdp
from signaling.rooms.negotiator import remote_parameters
from signaling.tests.fuzz.growth import feed
from signaling.tests.fuzz.mutate import mutants, share
from signaling.tests.fuzz.seeds import descriptions

LOCAL = LocalTransport("ufrag", "password", "AA:BB", ("1 1 udp 1 192.0.2.1 7882 typ host",))


def _read_everything(section: MediaSection) -> None:
    for codec in section.codecs:
        assert 0 <= codec.payload_type <= 127
        assert codec.rtx is None or 0 <= codec.rtx <= 127
    assert all(0 <= ssrc <= 0xFFFFFFFF for ssrc in section.ssrcs)
    assert all(0 < number < 256 for number in section.extensions.values())
    assert section.direction in ("sendrecv", "sendonly", "recvonly", "inactive")
    assert isinstance((section.mid, section.send_rids, section.stream_id, section.track_id), tuple)


def test_descriptions_are_read_or_refused() -> None:
    read = 0

    def take(data: bytes) -> None:
        nonlocal read
        try:
            description = parse_sdp(data.decode("utf-8", "replace"))
        except SdpError:
            return
        read += 1
        for section in description.media:
            _read_everything(section)
        assert parse_sdp(write_sdp(description)) == description

    assert feed(mutants(descriptions(), share("sdp"), seed=7), take) == share("sdp")
    assert read > share("sdp") // 10


def _plan(source: random.Random, section: MediaSection) -> SectionPlan:
    kind = source.randrange(3)
    if kind == 0:
        return Receive(tuple(section.send_rids[:3]))
    return Send("PA_1|TR_1", "TR_1", 1, 2, "PA_1") if kind == 1 else None


def test_any_offer_is_answered_section_by_section() -> None:
    source = random.Random(8)
    answered = 0

    def take(data: bytes) -> None:
        nonlocal answered
        try:
            offer = parse_sdp(data.decode("utf-8", "replace"))
            remote = remote_parameters(offer)
        except SdpError:
            return
        assert remote.sctp_port is None or 0 < remote.sctp_port < 65536
        plans = {section.mid: _plan(source, section) for section in offer.media}
        answer = parse_sdp(write_sdp(build_answer(offer, LOCAL, plans, (1, 1))))
        assert [(each.kind, each.mid) for each in answer.media] == [(e.kind, e.mid) for e in offer.media]
        answered += 1

    assert feed(mutants(descriptions(), share("negotiation"), seed=9), take) == share("negotiation")
    assert answered > share("negotiation") // 10


_HOSTILE = {
    "every payload type twenty thousand times": "m=video 9 UDP/TLS/RTP/SAVPF 96\n"
    + "".join(f"a=rtpmap:{n % 128} VP8/90000\n" for n in range(20_000)),
    "feedback for all of everything": "m=video 9 UDP/TLS/RTP/SAVPF 96\n"
    + "".join(f"a=rtpmap:{n} VP8/90000\na=rtcp-fb:* nack\n" for n in range(128))
    + "a=rtcp-fb:* nack\n" * 20_000,
    "streams without end": "m=video 9 UDP/TLS/RTP/SAVPF 96\n"
    + "".join(f"a=ssrc:{n} cname:x\n" for n in range(20_000)),
    "sections without end": "m=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:0\n" * 10_000,
}


@pytest.mark.parametrize("body", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_a_description_without_end_is_refused(body: str) -> None:
    begun = time.process_time()
    with pytest.raises(SdpError, match="too many"):
        parse_sdp("v=0\n" + body)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "line", ["m=audio ² x 1", "m=audio " + "9" * 5000 + " x 1", "m=audio -1 x 1", "m=audio"]
)
def test_a_port_is_a_number(line: str) -> None:
    with pytest.raises(SdpError):
        parse_sdp(f"v=0\n{line}")


def test_payload_types_fit_a_packet() -> None:
    text = "v=0\nm=video 9 UDP/TLS/RTP/SAVPF 96 300 ٣ 97\na=rtpmap:300 VP8/90000\na=rtpmap:٣ VP8/90000\n"
    [section] = parse_sdp(text + "a=rtpmap:96 VP8/90000\na=rtpmap:97 rtx/90000\na=fmtp:97 apt=96\n").media
    assert [(codec.payload_type, codec.rtx) for codec in section.codecs] == [(96, 97)]


@given(st.text(max_size=30), st.integers(0, 1 << 70))
def test_numbers_are_read_as_they_are_written(text: str, maximum: int) -> None:
    number = whole_number(text, maximum)
    assert number is None or (number <= maximum and number == int(text))
    assert whole_number(str(maximum), maximum) == (maximum if maximum < 10**20 else None)

"""Hostile packets on their whole way: through the keys of a publisher, to a subscriber and back."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator

from livekit.protocol.rtc import AddTrackRequest, SessionDescription, SignalRequest

from signaling.private_aiortc import Certificate, SecureTransport, SrtpError
from signaling.protocol.sdp import parse_sdp
from signaling.sfu import rtcp
from signaling.sfu.paths import Path
from signaling.sfu.rtp import RtpPacket, build_extended_rtp
from signaling.tests.fuzz.growth import feed_slowly
from signaling.tests.fuzz.mutate import mutants, share
from signaling.tests.fuzz.patience import until
from signaling.tests.fuzz.rooms import House, Member, open_house
from signaling.tests.fuzz.seeds import check, recorded

_SSRC, _MID, _TRANSPORT_CC = 77, 1, 2
_VIDEO = (
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\n"
    "a=fmtp:97 apt=96\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=mid:0\r\n"
    f"a=extmap:{_MID} urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
    f"a=extmap:{_TRANSPORT_CC} http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
)
_SENDS = f"a=sendonly\r\na=msid:s camera\r\na=ssrc:{_SSRC} cname:x\r\n"


class Line(Path):
    """A member's client: its end of ICE, DTLS and SRTP, joined to the server's peer without a network."""

    __slots__ = ("_certificate", "_member", "arrived", "secure")

    def __init__(self, member: Member, port: int) -> None:
        super().__init__(("192.0.2.9", port), port)
        self._member = member
        self._certificate = Certificate()
        self.secure = SecureTransport(self._certificate, self._to_server)
        self.arrived = 0

    def send(self, datagram: bytes) -> None:
        """What the server sends."""
        if 20 <= datagram[0] <= 63:
            self.secure.feed(datagram)
        else:
            self.arrived += 1

    def _to_server(self, datagram: bytes) -> None:
        self._member.house.plane.mux.dispatch(datagram, self)

    async def connect(self, section: str) -> None:
        """Offer a section and complete ICE and DTLS."""
        head = f"v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:{'p' * 24}\r\na=setup:active\r\n"
        head += f"a=fingerprint:sha-256 {self._certificate.fingerprint}\r\n"
        self._member.say(SignalRequest(offer=SessionDescription(type="offer", sdp=head + section)))
        answer = parse_sdp(self._member.heard("answer")[-1].sdp)
        credentials = self._member.participant.negotiator.publisher.credentials
        self._to_server(check(credentials.ufrag, credentials.password))
        assert await self.secure.handshake(answer.fingerprints(answer.media[0]), server=False)
        await until(lambda: self._member.participant.negotiator.publisher.connected)

    def say(self, packet: bytes, *, control: bool) -> bool:
        """Encrypt and send a packet; False when even libsrtp calls it none."""
        try:
            protected = self.secure.protect_rtcp(packet) if control else self.secure.protect(packet)
        except SrtpError:
            return False
        self._to_server(protected)
        return True


def _media(source: random.Random, count: int) -> Iterator[tuple[bool, bytes]]:
    frames = [
        RtpPacket(
            96,
            True,
            n,
            n * 3000,
            _SSRC,
            b"\x90\x80\x05" + bytes(60),
            {_MID: b"0", _TRANSPORT_CC: b"\0%c" % n},
        )
        for n in range(20)
    ]
    repair = RtpPacket(97, True, 5, 9000, _SSRC + 1, b"\x00\x03\x90\x80\x05" + bytes(60), {_MID: b"0"})
    report = rtcp.build_sender_report(rtcp.SenderReport(_SSRC, 1 << 40, 9000, 5, 500), "x")
    media = [build_extended_rtp(each) for each in (*frames, repair)]
    control = [report, rtcp.build_receiver_report(1, ()) + rtcp.build_bye(_SSRC), *recorded("rtcp")]
    streams = mutants(media, count, seed=21), mutants(control, count, seed=22)
    for _ in range(count):
        is_control = source.random() < 0.3
        yield is_control, next(streams[is_control])


async def _joined(house: House) -> tuple[Line, Line]:
    alice, bob, _ = house.members
    alice.say(SignalRequest(add_track=AddTrackRequest(cid="camera", type=1, source=1)))  # type: ignore[arg-type]
    publisher, subscriber = Line(alice, 1), Line(bob, 2)
    await publisher.connect(_VIDEO + _SENDS)
    await subscriber.connect(_VIDEO + "a=recvonly\r\n")
    assert bob.participant.subscriptions.by_track
    return publisher, subscriber


def _show(publisher: Line, subscriber: Line, first: int) -> int:
    """Send three pictures of a camera that nothing hostile touches; how many packets the subscriber got."""
    before = subscriber.arrived
    for number in range(first, first + 3):
        good = RtpPacket(96, True, number, number * 3000, 4242, b"\x90\x80\x05" + bytes(60), {_MID: b"0"})
        assert publisher.say(build_extended_rtp(good), control=False)
    return subscriber.arrived - before


async def test_packets_under_the_right_keys() -> None:
    """Nothing a publisher or a subscriber sends is a fault, or grows, or keeps good packets from passing.

    The camera sends before as after it: a number of streams over the cap is refused, whoever comes last.
    """
    source = random.Random(23)
    async with open_house() as house:
        publisher, subscriber = await _joined(house)
        peers = [member.participant.negotiator.publisher for member in house.members[:2]]
        taken = 0
        assert _show(publisher, subscriber, 0)

        async def take(item: tuple[bool, bytes]) -> None:
            nonlocal taken
            control, packet = item
            taken += (subscriber if control and source.random() < 0.5 else publisher).say(
                packet, control=control
            )
            for peer in peers:
                peer.intake.renew(1)
            if taken % 50 == 0:
                for peer in peers:
                    peer.tick(time.monotonic())
                await asyncio.sleep(0)

        assert await feed_slowly(_media(source, share("path")), take) == share("path")
        # The rest is refused by the sender's own libsrtp: no packet, or a number sent before.
        assert taken > share("path") // 3
        assert _show(publisher, subscriber, 3), "a good picture after it all did not pass"
        await publisher.secure.close()
        await subscriber.secure.close()

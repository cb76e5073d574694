"""One peer connection of the synthetic client: ICE (RFC 8445), DTLS, then the packet engine."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import struct
import time
from typing import TYPE_CHECKING

from aioice import stun
from OpenSSL import SSL
from pylibsrtp import Error as SrtpError
from pylibsrtp import Policy, Session

from bench.load import rtcp
from bench.load.data import DataChannels
from bench.load.dtls import Handshake, Keys
from bench.load.engine import LoadError, StreamReport
from bench.load.sdp import Description, Local

if TYPE_CHECKING:
    from bench.load.generator import Generator

logger = logging.getLogger(__name__)

_RECEIVE_BUFFER = 2 << 20
_CHECK_INTERVAL = 0.05
_CONSENT_INTERVAL = 2.5
_REPORT_INTERVAL = 1.0
_PRIORITY = 2130706431
_ESTIMATE = 50_000_000


class Transport:
    """A UDP socket on its way from the first check to media. `connected` is set when media may flow.

    `with_data` opens the data channels' association too.
    """

    def __init__(self, generator: Generator, with_data: bool) -> None:
        self._generator = generator
        self._with_data = with_data
        self._data: DataChannels | None = None
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self.sock.bind(("127.0.0.1", 0))
        self.ssrc = secrets.randbits(31) | 1
        self.connected = asyncio.Event()
        self.number = -1
        self.keys: Keys | None = None
        self.failure: str | None = None
        self._remote: Description | None = None
        self._address: tuple[str, int] | None = None
        self._controlling = False
        self._server = False
        self._checked = False
        self._handshake: Handshake | None = None
        self._checked_at = 0.0
        self._reported_at = time.monotonic() + secrets.randbelow(1000) / 1000
        self._tie_breaker = secrets.token_bytes(8)
        self._out: Session | None = None
        self._in: Session | None = None
        self._before: dict[int, tuple[int, int]] = {}
        self._heard: dict[int, tuple[int, float]] = {}
        self.publications: dict[int, tuple[int, int, str]] = {}
        asyncio.get_running_loop().add_reader(self.sock, self._readable)

    def local(self, setup: str) -> Local:
        """Our transport parameters for a description."""
        port = int(self.sock.getsockname()[1])
        return Local(self.ufrag, self.password, self._generator.identity.fingerprint, port, setup)

    # -- ICE -------------------------------------------------------------------------------------

    def set_remote(self, remote: Description, *, we_offered: bool) -> None:
        """Take the server's description; checks begin as soon as a candidate is known."""
        if self._remote is not None:
            return
        self._remote = remote
        self._controlling = we_offered or remote.lite
        # An offer is answered as DTLS client; our own offer leaves the choice to the server.
        self._server = we_offered and remote.transport("setup") == "active"
        for line in remote.candidates():
            self.add_candidate(line)

    def add_candidate(self, line: str) -> None:
        """Take a candidate (the part after its name); the first one over UDP and IPv4 is used."""
        fields = line.split(":", 1)[-1].split()
        usable = len(fields) > 7 and fields[1] == "1" and fields[2].lower() == "udp" and "." in fields[4]
        if self._address is None and usable:
            self._use((fields[4], int(fields[5])))

    def _use(self, address: tuple[str, int]) -> None:
        self._address = address
        self.sock.connect(address)
        self._check()

    def _check(self) -> None:
        if self._remote is None or self._address is None:
            return
        request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self._remote.transport('ice-ufrag')}:{self.ufrag}"
        request.attributes["PRIORITY"] = _PRIORITY
        role = "ICE-CONTROLLING" if self._controlling else "ICE-CONTROLLED"
        request.attributes[role] = int.from_bytes(self._tie_breaker, "big")
        if self._controlling:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self._remote.transport("ice-pwd").encode())
        self._checked_at = time.monotonic()
        self.send(bytes(request))

    def _on_stun(self, datagram: bytes) -> None:
        try:
            message = stun.parse_message(datagram)
        except ValueError:
            return
        if message.message_class == stun.Class.REQUEST:
            self._answer(message)
        elif message.message_class == stun.Class.RESPONSE and not self._checked:
            self._checked = True
            self._begin_handshake()

    def _answer(self, request: stun.Message) -> None:
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=request.transaction_id,
        )
        response.attributes["XOR-MAPPED-ADDRESS"] = self._address
        response.add_message_integrity(self.password.encode())
        self.send(bytes(response))

    # -- DTLS ------------------------------------------------------------------------------------

    def _begin_handshake(self) -> None:
        if self._remote is None or self._handshake is not None:
            return
        fingerprint = self._remote.transport("fingerprint").split(" ", 1)[-1]
        self._handshake = Handshake(self._generator.identity, self._server, fingerprint, self.send)
        self._handshake.start()

    def _on_dtls(self, datagram: bytes) -> None:
        if self._handshake is None:
            self._begin_handshake()
        if self._handshake is None:
            return
        if self.keys is not None:
            for packet in self._handshake.read(datagram):
                if self._data is not None:
                    self._data.feed(packet)
            return
        try:
            if self._handshake.feed(datagram):
                self._complete(self._handshake.keys)
        except (SSL.Error, ValueError) as error:
            self.failure = f"DTLS failed: {error!r}"
            logger.warning(self.failure)

    def _complete(self, keys: Keys | None) -> None:
        assert keys is not None
        self.keys = keys
        profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
        self._out = Session(Policy(keys.outgoing_master, Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile))
        self._in = Session(Policy(keys.incoming_master, Policy.SSRC_ANY_INBOUND, srtp_profile=profile))
        asyncio.get_running_loop().remove_reader(self.sock)
        self.number = self._generator.adopt(self)
        if self._with_data and self._handshake is not None:
            self._data = DataChannels(self._server, self._handshake.write)
        self.connected.set()

    # -- datagrams -------------------------------------------------------------------------------

    def send(self, datagram: bytes) -> None:
        """Put a datagram on the wire; lost when the socket is full or nobody listens."""
        try:
            self.sock.send(datagram)
        except (BlockingIOError, ConnectionRefusedError) as error:
            logger.debug("a datagram was not sent: %s", error)

    def _readable(self) -> None:
        while self.keys is None:
            try:
                datagram, source = self.sock.recvfrom(2048)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if self._address is None:
                # A check that overtook the server's candidates: it tells the address as well as they do.
                self._use(source)
            self.take(datagram)

    def take(self, datagram: bytes) -> None:
        """Take what is not media."""
        if len(datagram) < 2:
            return
        if datagram[0] < 4:
            self._on_stun(datagram)
        elif 20 <= datagram[0] <= 63:
            self._on_dtls(datagram)
        elif self._in is not None:
            self._on_rtcp(self._in, datagram)

    def _on_rtcp(self, session: Session, datagram: bytes) -> None:
        try:
            heard = rtcp.parse(session.unprotect_rtcp(datagram))
        except (SrtpError, struct.error) as error:
            logger.debug("a control packet could not be read: %s", error)
            return
        for ssrc, middle in heard.reports.items():
            self._heard[ssrc] = (middle, time.monotonic())
        for ssrc in heard.keyframes:
            if ssrc in self.publications:
                self._generator.engine.keyframe(self.publications[ssrc][0])

    # -- periodic --------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Checks, consent (RFC 7675), retransmissions and reports; to be called every 50 ms."""
        interval = _CONSENT_INTERVAL if self._checked else _CHECK_INTERVAL
        if now - self._checked_at >= interval:
            self._check()
        if self._handshake is not None and self.keys is None:
            self._handshake.retransmit()
        if self._out is not None and now - self._reported_at >= _REPORT_INTERVAL:
            self._reported_at = now
            self._report(self._out, now)

    def _report(self, session: Session, now: float) -> None:
        compound = b"".join(self._sender_report(ssrc) for ssrc in self.publications)
        if compound:
            self.send(session.protect_rtcp(compound))
        received = [each for each in self._generator.engine.streams(self.number) if each.kind]
        if received:
            blocks = [self._block(each, now) for each in received]
            estimate = rtcp.bandwidth_estimate(self.ssrc, _ESTIMATE, [each.ssrc for each in received][:31])
            # Apart: with the blocks of a large meeting one packet would be too long.
            for page in range(0, len(blocks), 31):
                report = rtcp.receiver_report(self.ssrc, blocks[page : page + 31])
                self.send(session.protect_rtcp(report))
            self.send(session.protect_rtcp(rtcp.receiver_report(self.ssrc, ()) + estimate))

    def _sender_report(self, ssrc: int) -> bytes:
        number, clock_rate, _ = self.publications[ssrc]
        sent = self._generator.engine.publication(number)
        if not sent.packets or not sent.active:
            return b""
        at = rtcp.now()
        elapsed = at - sent.begun_ns / 1e9
        timestamp = sent.timestamp + int(elapsed * clock_rate)
        return rtcp.sender_report(ssrc, at, timestamp, sent.packets, sent.bytes)

    def _block(self, stream: StreamReport, now: float) -> rtcp.Block:
        expected = stream.highest - stream.base + 1
        had, got = self._before.get(stream.ssrc, (0, 0))
        self._before[stream.ssrc] = (expected, stream.packets)
        due = max(1, expected - had)
        missing = max(0, due - (stream.packets - got))
        middle, heard_at = self._heard.get(stream.ssrc, (0, now))
        return rtcp.Block(
            stream.ssrc,
            min(255, missing * 256 // due),
            expected - stream.packets,
            stream.highest,
            middle,
            now - heard_at,
        )

    async def close(self) -> None:
        """Stop and free the socket."""
        if self._data is not None:
            await self._data.close()
        if self.number >= 0:
            self._generator.engine.disconnect(self.number)
        else:
            asyncio.get_running_loop().remove_reader(self.sock)
        self.sock.close()

    def raise_failure(self) -> None:
        """Raises LoadError when the transport failed."""
        if self.failure is not None:
            raise LoadError(self.failure)

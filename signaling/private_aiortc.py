"""DTLS, SRTP and SCTP of aiortc, without its RTCPeerConnection.

This is the only file that touches names aiortc does not promise to keep. aiortc is pinned, and
tests/test_private_aiortc.py fails when one of these names is gone: RTCDtlsTransport's `_set_role`,
`_srtp_profiles`, `_rx_srtp`, `_tx_srtp`, RTCCertificate's `_create_ssl_context`, and
RTCSctpTransport's `_handle_data`, `_advertised_rwnd`,
`_inbound_streams`, `_data_channels` and `_remote_max_message_size`.
"""

from __future__ import annotations

import asyncio
import logging
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pylibsrtp
from aiortc.exceptions import InvalidStateError
from aiortc.rtcdatachannel import RTCDataChannel, RTCDataChannelParameters
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from aiortc.rtcsctptransport import RTCSctpCapabilities, RTCSctpTransport
from OpenSSL import SSL

from signaling.sfu.chunks import check_chunks

logger = logging.getLogger(__name__)

# 128-bit GCM is the cheapest profile by measure, and every client offers it or the mandatory CM.
_PROFILES = [p for p in (SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80) if p in SRTP_PROFILES]
_DTLS_QUEUE = 256
_IN_ONE_TURN = 16
_MAX_PAUSE = 10.0
SCTP_PORT = 5000
MAX_MESSAGE_SIZE = 65536

# Chunks and channels one peer may make this server hold: a full window of small messages, and some more.
_MAX_CHUNKS = 4096
_MAX_CHANNELS = 32
_WINDOW_EXCESS = 256 * 1024

SrtpError = (pylibsrtp.Error, ValueError)


@dataclass(frozen=True, slots=True)
class SrtpContext:
    """An outgoing SRTP session of libsrtp: its C pointer, valid while `owner` lives.

    `trailer` is the number of bytes SRTP appends to a packet.
    """

    pointer: Any
    trailer: int
    owner: Any


class SrtpLibrary:
    """libsrtp as pylibsrtp links it, for packets in memory of our own.

    `protect(pointer, packet, length)` and `move(to, from, bytes)` are C functions; the length is
    read and written. Any exception while this is built means that pylibsrtp is not as expected.
    """

    def __init__(self) -> None:
        binding: Any = __import__("pylibsrtp._binding", fromlist=["ffi", "lib"])
        self._ffi = binding.ffi
        self.protect: Callable[[Any, Any, Any], int] = binding.lib.srtp_protect
        self.move: Callable[[Any, Any, int], None] = self._ffi.memmove
        self._prove()

    def allocate(self, size: int) -> Any:
        """Zeroed bytes; pointer arithmetic leads to their parts."""
        return self._ffi.new("char[]", size)

    def integers(self, count: int) -> tuple[memoryview, list[Any]]:
        """C integers, as a writable view and as pointers to each; they live as long as the pointers."""
        memory = self._ffi.new("int[]", count)
        # A pointer made by addition owns nothing: the first element keeps the memory itself.
        pointers = [memory, *(memory + index for index in range(1, count))]
        return memoryview(self._ffi.buffer(memory)).cast("B").cast("i"), pointers

    def address(self, pointer: Any) -> int:
        """The address a pointer holds."""
        return int(self._ffi.cast("uintptr_t", pointer))

    def view(self, pointer: Any, size: int) -> memoryview:
        """The bytes a pointer leads to."""
        return memoryview(self._ffi.buffer(pointer, size)).cast("B")

    def context(self, session: Any) -> SrtpContext:
        """The context of a pylibsrtp session; its trailer is found out on a stream that no packet has."""
        probe = bytes([0x80]) + bytes(11)
        trailer = len(session.protect(probe)) - len(probe)
        session.remove_stream(0)
        return SrtpContext(session._srtp[0], trailer, session)

    def _prove(self) -> None:
        policies = [_probe_policy(), _probe_policy()]
        expected = pylibsrtp.Session(policies[0]).protect(_PROBE)
        session = pylibsrtp.Session(policies[1])
        memory = self.allocate(len(expected))
        self.view(memory, len(_PROBE))[:] = _PROBE
        lengths, pointers = self.integers(1)
        lengths[0] = len(_PROBE)
        status = self.protect(session._srtp[0], memory, pointers[0])
        if status or self.view(memory, lengths[0]) != expected:
            raise ValueError("libsrtp does not encrypt in place as expected")


_PROBE = bytes([0x80, 96, 0, 1]) + bytes(8) + b"payload"


def _probe_policy() -> pylibsrtp.Policy:
    return pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)


def load_srtp_library() -> SrtpLibrary | None:
    """libsrtp for packets in place; None when pylibsrtp is not built as this server knows it."""
    try:
        return SrtpLibrary()
    except Exception as error:  # noqa: BLE001 - whatever is missing or different, the public way remains
        logger.warning("encryption in place is not available: %s", error)
        return None


class _SharedContext(RTCCertificate):
    """A certificate whose TLS context is made once, not for every peer: it costs a millisecond and 50 KB."""

    _context: Any = None

    def _create_ssl_context(self, srtp_profiles: Any) -> Any:
        if self._context is None:
            self._context = super()._create_ssl_context(srtp_profiles)
            # No session is ever resumed; OpenSSL would keep them all.
            self._context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        return self._context


class Certificate:
    """The self-signed certificate of this process (RFC 8827 section 6.5)."""

    def __init__(self) -> None:
        self.native = _SharedContext.generateCertificate()
        digests = {f.algorithm: f.value for f in self.native.getFingerprints()}
        self.fingerprint = digests["sha-256"]


class _IceStandIn:
    """What RTCDtlsTransport needs of an ICE transport: a role, and datagrams in and out."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send_now = send
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(_DTLS_QUEUE)
        self.resume_at = 0.0
        self._taken = 0

    async def _recv(self) -> bytes:
        self._taken += 1
        wait = self.resume_at - time.monotonic()
        if wait > 0 or self._taken % _IN_ONE_TURN == 0:
            # A full queue must not keep everything else waiting.
            await asyncio.sleep(max(0.0, wait))
        datagram = await self.queue.get()
        if datagram is None:
            raise ConnectionError("the peer was closed")
        return datagram

    async def _send(self, data: bytes) -> None:
        self._send_now(data)


class SecureTransport:
    """One DTLS association with its SRTP keys.

    `send` puts a datagram on the wire. DTLS datagrams are handed to `feed`; SRTP never passes
    through here, its caller uses protect/unprotect directly.
    """

    def __init__(self, certificate: Certificate, send: Callable[[bytes], None]) -> None:
        self._ice = _IceStandIn(send)
        self.native = RTCDtlsTransport(cast(Any, self._ice), [certificate.native])
        self.native._srtp_profiles = list(_PROFILES)

    def feed(self, datagram: bytes) -> None:
        """Take one DTLS datagram; dropped when the association is too far behind (DTLS retransmits)."""
        try:
            self._ice.queue.put_nowait(datagram)
        except asyncio.QueueFull:
            logger.debug("a DTLS datagram was dropped: the association does not keep up")

    def pause(self, seconds: float) -> None:
        """Read nothing for so long, at most ten seconds; what arrives waits in a short queue or is lost."""
        if seconds > 0:
            self._ice.resume_at = time.monotonic() + min(seconds, _MAX_PAUSE)

    async def handshake(self, fingerprints: Sequence[tuple[str, str]], server: bool) -> bool:
        """Complete the handshake; True when encrypted and the peer's certificate has these fingerprints."""
        self.native._set_role("server" if server else "client")
        parameters = RTCDtlsParameters([RTCDtlsFingerprint(*each) for each in fingerprints])
        await self.native.start(parameters)
        return self.native.state == "connected"

    @property
    def closed(self) -> bool:
        """True once the association failed or either side ended it."""
        return self.native.state in ("closed", "failed")

    def protect(self, packet: bytes) -> bytes:
        """SRTP for one RTP packet of at most 1356 bytes; raises one of SrtpError."""
        return self.native._tx_srtp.protect(packet)

    def protect_rtcp(self, packet: bytes) -> bytes:
        """SRTCP for one compound packet; raises one of SrtpError."""
        return self.native._tx_srtp.protect_rtcp(packet)

    def unprotect(self, packet: bytes) -> bytes:
        """RTP from SRTP; raises one of SrtpError (bad tag, replay)."""
        return self.native._rx_srtp.unprotect(packet)

    def unprotect_rtcp(self, packet: bytes) -> bytes:
        """RTCP from SRTCP; raises one of SrtpError."""
        return self.native._rx_srtp.unprotect_rtcp(packet)

    def outgoing_context(self, library: SrtpLibrary) -> SrtpContext:
        """What encrypts for this peer; the handshake must be complete."""
        return library.context(self.native._tx_srtp)

    async def close(self) -> None:
        """Send close_notify and end the association's task."""
        task = self.native._task
        await self.native.stop()
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)


class _BoundedSctp(RTCSctpTransport):
    """An association that ends, instead of growing or failing, when its peer breaks the protocol.

    aiortc trusts the peer to keep to the window it was given, to open few channels, and to
    acknowledge only what was sent.
    """

    async def _handle_data(self, data: bytes) -> None:
        try:
            check_chunks(data)
        except ValueError as error:
            logger.debug("an SCTP packet was dropped: %s", error)
            return
        try:
            await super()._handle_data(data)
        except (AssertionError, ValueError, LookupError, struct.error, InvalidStateError) as error:
            raise ConnectionError(f"the peer broke SCTP: {error!r}") from error
        if self._overflows():
            raise ConnectionError("the peer sent more than it may")

    def _overflows(self) -> bool:
        streams = self._inbound_streams.values()
        held = sum(len(each.reassembly) for each in streams)
        return (
            self._advertised_rwnd < -_WINDOW_EXCESS
            or held > _MAX_CHUNKS
            or len(streams) > _MAX_CHANNELS
            or len(self._data_channels) > _MAX_CHANNELS
        )


DataHandler = Callable[[str, bytes], None]


class DataAssociation:
    """The data channels of one peer (RFC 8831, RFC 8832), by label.

    `on_message` is called with a label and a binary message. Labels announced by the peer and
    those opened here with `open_channel` are the same to the caller.
    """

    def __init__(
        self, transport: SecureTransport, on_message: DataHandler, on_open: Callable[[], None]
    ) -> None:
        self._sctp = _BoundedSctp(transport.native, SCTP_PORT)
        self._on_message = on_message
        self._on_open = on_open
        self._channels: dict[str, RTCDataChannel] = {}
        self._sctp.on("datachannel", self._adopt)

    async def start(self, remote_port: int, remote_max_message_size: int) -> None:
        """Open the association; the DTLS transport must be connected."""
        size = min(remote_max_message_size, MAX_MESSAGE_SIZE) or MAX_MESSAGE_SIZE
        await self._sctp.start(RTCSctpCapabilities(size), remote_port)

    def open_channel(self, label: str, *, ordered: bool, max_retransmits: int | None) -> None:
        """Announce a channel to the peer."""
        parameters = RTCDataChannelParameters(label=label, ordered=ordered, maxRetransmits=max_retransmits)
        self._adopt(RTCDataChannel(self._sctp, parameters))

    def _adopt(self, channel: RTCDataChannel) -> None:
        label = channel.label
        if label not in self._channels and len(self._channels) >= _MAX_CHANNELS:
            return
        self._channels[label] = channel
        channel.on("message", lambda message: self._receive(label, message))
        channel.on("open", self._on_open)
        if channel.readyState == "open":
            self._on_open()

    def _receive(self, label: str, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self._on_message(label, message)

    def is_open(self, label: str) -> bool:
        """Whether messages can be sent under that label now."""
        channel = self._channels.get(label)
        return channel is not None and channel.readyState == "open"

    def send(self, label: str, message: bytes, buffer_limit: int) -> bool:
        """Queue one message; False when the channel is not open or holds more than `buffer_limit` bytes."""
        channel = self._channels.get(label)
        if channel is None or channel.readyState != "open" or channel.bufferedAmount > buffer_limit:
            return False
        channel.send(message)
        return True

    async def stop(self) -> None:
        """Abort the association and free its timers."""
        await self._sctp.stop()

"""The server's end of one RTCPeerConnection: ICE-lite, DTLS, SRTP, and which stream is which."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable

from signaling.private_aiortc import Certificate, DataAssociation, SecureTransport, SrtpError
from signaling.sfu import rtcp
from signaling.sfu.audience import Outlet
from signaling.sfu.downlink import DownlinkTrack, OutgoingFormat
from signaling.sfu.ice import BindingRequest, Credentials, answer_binding_request
from signaling.sfu.intake import Intake
from signaling.sfu.mux import UdpMux
from signaling.sfu.paths import Path, PathChoice
from signaling.sfu.peering import PeerEvents, RemoteParameters
from signaling.sfu.reception import Reception, with_report
from signaling.sfu.rtp import is_rtcp, parse_rtp
from signaling.sfu.steering import Steering
from signaling.sfu.streams import UplinkBinding
from signaling.sfu.uplink import PayloadFormat, UplinkTrack

logger = logging.getLogger(__name__)

__all__ = ["CONSENT_TIMEOUT", "Peer", "PeerEvents", "RemoteParameters"]

# A peer that sends no connectivity check for this long has lost its network (RFC 7675 section 5.1
# lets consent expire after 30 s; clients here check every 2.5 s or faster).
CONSENT_TIMEOUT = 15.0
# Far above what meetings need, far below what would stop the process. A data channel whose
# datagrams are refused slows down by itself (RFC 9260 section 7).
_MAX_MEDIA_BYTES, _MAX_MEDIA_DATAGRAMS = 8_000_000, 12_000
_MAX_DTLS_BYTES, _MAX_DTLS_DATAGRAMS = 2_000_000, 4_000


class Peer:
    """One peer connection. `events` is told of its life; all calls happen on the event loop."""

    def __init__(
        self,
        mux: UdpMux,
        certificate: Certificate,
        events: PeerEvents,
        limited: set[Steering] | None = None,
    ) -> None:
        self._mux = mux
        self._events = events
        self.credentials = Credentials()
        self._previous: Credentials | None = None
        self.remote: RemoteParameters | None = None
        self.connected = False
        self.closed = False
        self.last_check_at = time.monotonic()
        self.downlinks: dict[int, DownlinkTrack] = {}
        self.steering = Steering(
            self.downlinks, lambda states: events.peer_stream_states(self, states), limited
        )
        self.intake = Intake(_MAX_MEDIA_BYTES, _MAX_MEDIA_DATAGRAMS)
        self.data_intake = Intake(_MAX_DTLS_BYTES, _MAX_DTLS_DATAGRAMS)
        self._ticked_at = time.monotonic()
        self._paths = PathChoice()
        self._path: Path | None = None
        self._outlet: Outlet | None = None
        self._generation = 0
        self.checked = False
        self._heard_at = 0.0
        self._ssrc = secrets.randbits(32) | 1
        self._reception = Reception(self._ssrc, mux.traffic, self.send_rtcp, lambda: self.connected)
        self._secure = SecureTransport(certificate, self._send_datagram)
        self.data = DataAssociation(self._secure, self._on_data, lambda: events.peer_data_open(self))
        self._server = True
        self._start_task: asyncio.Task[None] | None = None
        mux.register(self.credentials.ufrag, self)

    # -- transport -------------------------------------------------------------------------------

    def set_remote(self, remote: RemoteParameters) -> bool:
        """Take the other side's parameters; True when its new ufrag restarted ICE.

        After a restart `credentials` are new and must be sent in the next description.
        """
        restarted = self.remote is not None and self.remote.ufrag != remote.ufrag
        self.remote = remote
        if restarted:
            self.restart_ice()
        return restarted

    def restart_ice(self) -> None:
        """Change our own credentials; an offer that carries them makes the client restart too.

        The previous ones are still answered: media goes on over the old pair until the client has
        checked a new one (RFC 8445 section 9).
        """
        if self._previous is not None:
            self._mux.forget_ufrag(self._previous.ufrag)
        self._previous = self.credentials
        self.credentials = Credentials()
        self._generation += 1
        self._mux.register(self.credentials.ufrag, self)
        self.last_check_at = time.monotonic()

    def start(self) -> None:
        """Begin the DTLS handshake once; the remote parameters must be set."""
        if self._start_task is None and self.remote is not None:
            self._server = self.remote.setup != "passive"
            self._start_task = asyncio.get_running_loop().create_task(self._start(self.remote))

    @property
    def started(self) -> bool:
        """Whether `start` was called."""
        return self._start_task is not None

    async def _start(self, remote: RemoteParameters) -> None:
        if not await self._secure.handshake(remote.fingerprints, self._server):
            logger.info("a DTLS handshake failed")
            self._events.peer_failed(self)
            return
        self.connected = True
        for downlink in self.downlinks.values():
            self._resume(downlink)
        self._events.peer_connected(self)
        if remote.sctp_port is not None:
            try:
                await self.data.start(remote.sctp_port, remote.max_message_size)
            except ConnectionError:
                self._events.peer_failed(self)

    def on_check(self, request: BindingRequest, path: Path) -> bytes | None:
        """Answer a connectivity check and follow the pair the client nominates."""
        known = (self.credentials, self._previous)
        credentials = next((each for each in known if each and each.ufrag == request.local_ufrag), None)
        if credentials is None or self.closed:
            return None
        response = answer_binding_request(request, credentials, path.address)
        if response is None:
            return None
        self.checked = True
        self.last_check_at = now = time.monotonic()
        generation = self._generation if credentials is self.credentials else self._generation - 1
        self._use(self._paths.checked(path, generation, request.nominates, now, self._heard_at))
        return response

    def on_path_closed(self, path: Path) -> None:
        """A path cannot be used any more: go on by another that the client still checks."""
        self._use(self._paths.closed(path, time.monotonic()))

    def _use(self, path: Path | None) -> None:
        if path is not self._path:
            replaced, self._path, self._outlet = self._path, path, None
            for downlink in self.downlinks.values():
                downlink.route_changed()
            if replaced is not None and path is not None:
                # Not now: the answer to the check goes first. Chromium closes a TCP connection on
                # which anything else does.
                asyncio.get_running_loop().call_soon(self._renew_pictures)

    def _renew_pictures(self) -> None:
        """Ask for keyframes in both directions: much was lost on the path that is no more used."""
        for downlink in self.downlinks.values():
            downlink.keyframe_wanted()
        self._reception.renew_pictures()

    @property
    def path(self) -> Path | None:
        """The way to the client that is used now."""
        return self._path

    def outlet(self) -> Outlet | None:
        """How packets leave together with those for other peers, None when they leave alone."""
        fast_path = self._mux.fast_path
        if self._outlet is None and fast_path is not None and self._path is not None and self.connected:
            self._outlet = fast_path.outlet(self._secure, self._path)
        return self._outlet

    def on_dtls(self, datagram: bytes) -> None:
        """Take a DTLS datagram."""
        if self.data_intake.takes(datagram):
            self._secure.feed(datagram)

    def pause_data(self, seconds: float) -> None:
        """Take no data channel messages for a while."""
        self._secure.pause(seconds)

    def _send_datagram(self, datagram: bytes) -> None:
        if self._path is not None:
            self._path.send(datagram)

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send one RTP packet; packets over the SRTP buffer are dropped."""
        if not self.connected or self._path is None:
            return
        try:
            self._path.send(self._secure.protect(packet))
        except SrtpError as error:
            logger.debug("a packet could not be protected: %s", error)

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send one compound RTCP packet."""
        if not self.connected or self._path is None:
            return
        try:
            self._path.send(self._secure.protect_rtcp(packet))
        except SrtpError as error:
            logger.debug("a control packet could not be protected: %s", error)

    # -- receiving -------------------------------------------------------------------------------

    def bind_uplink(self, binding: UplinkBinding) -> None:
        """Receive a track on a media section."""
        self._reception.bind(binding)

    def unbind_uplink(self, mid: str) -> None:
        """Stop receiving on a media section."""
        self._reception.unbind(mid)

    def on_media(self, datagram: bytes) -> None:
        """Take an SRTP or SRTCP datagram."""
        if not self.connected or not self.intake.takes(datagram):
            return
        now = time.monotonic()
        control = is_rtcp(datagram)
        ssrc = datagram[4:8] if control else datagram[8:12]
        if not self.intake.knows(ssrc):
            return
        try:
            data = self._secure.unprotect_rtcp(datagram) if control else self._secure.unprotect(datagram)
            self.intake.authentic(ssrc)
            self._heard_at = now
            if control:
                self._on_rtcp(data, now)
            else:
                self._reception.take(parse_rtp(data), now)
        except SrtpError as error:
            # ValueError of the parsers is among them: a packet that cannot be read is dropped.
            logger.debug("a packet was dropped: %s", error)

    def _on_rtcp(self, data: bytes, now: float) -> None:
        for packet in rtcp.parse_compound(data):
            if isinstance(packet, rtcp.SenderReport):
                self._reception.take_report(packet, now)
                self.steering.reports(packet.reports, now)
            elif isinstance(packet, rtcp.ReceiverReport):
                self.steering.reports(packet.reports, now)
            else:
                self._heed(packet, now)

    def _heed(self, packet: rtcp.RtcpPacket, now: float) -> None:
        """Take what a subscriber asks for, and count it."""
        traffic = self._mux.traffic
        if isinstance(packet, rtcp.KeyframeRequest):
            traffic.plis_in += 1
        if not isinstance(packet, rtcp.Nack):
            self.steering.feedback(packet, now)
            return
        traffic.nacked_by_clients += len(packet.sequences)
        downlink = self.downlinks.get(packet.media_ssrc)
        before = downlink.packets_resent if downlink else 0
        self.steering.feedback(packet, now)
        traffic.resent += downlink.packets_resent - before if downlink else 0

    # -- sending ---------------------------------------------------------------------------------

    def add_downlink(
        self, uplink: UplinkTrack, choose_format: Callable[[PayloadFormat], OutgoingFormat | None], cname: str
    ) -> DownlinkTrack:
        """Begin forwarding a track to this peer under fresh SSRCs, paused until connected."""
        ssrc, rtx_ssrc = self._free_ssrc(), self._free_ssrc()
        downlink = DownlinkTrack(
            uplink,
            ssrc,
            rtx_ssrc,
            choose_format,
            self.send_rtp,
            lambda report: self._send_report(report, cname),
            self.outlet,
        )
        self.downlinks[ssrc] = downlink
        downlink.attach()
        if self.connected:
            self._resume(downlink)
        return downlink

    def _send_report(self, report: rtcp.SenderReport, cname: str) -> None:
        self.steering.report_sent(report, time.monotonic())
        self.send_rtcp(rtcp.build_sender_report(report, cname))

    def remove_downlink(self, downlink: DownlinkTrack) -> None:
        """Stop forwarding a track."""
        downlink.detach()
        if self.downlinks.pop(downlink.ssrc, None) is not None:
            self.steering.removed(downlink)
            self.send_rtcp(with_report(self._ssrc, rtcp.build_bye(downlink.ssrc)))

    def _resume(self, downlink: DownlinkTrack) -> None:
        downlink.paused = False
        downlink.restart()
        downlink.choose_layer(time.monotonic())

    def _free_ssrc(self) -> int:
        while True:
            ssrc = secrets.randbits(32)
            if ssrc and ssrc not in self.downlinks:
                return ssrc

    # -- periodic --------------------------------------------------------------------------------

    def healthy(self, now: float) -> bool:
        """Whether neither the association nor the client's connectivity checks have ended."""
        silent = self.checked and now - self.last_check_at > CONSENT_TIMEOUT
        return not (self._secure.closed or silent)

    @property
    def heard_at(self) -> float:
        """When a check or media came last from the client (monotonic time)."""
        return max(self.last_check_at, self._heard_at)

    def tick(self, now: float) -> None:
        """Health and reports; to be called every second."""
        if self.closed:
            return
        passed, self._ticked_at = now - self._ticked_at, now
        self.intake.renew(passed)
        self.data_intake.renew(passed)
        if not self.healthy(now):
            self._events.peer_failed(self)
        elif self.connected:
            self._reception.send_reports(now)

    @property
    def receives(self) -> bool:
        """Whether media comes in, so that `feedback` has something to do."""
        return self.connected and self._reception.begun

    def feedback(self, now: float) -> None:
        """What the client as a publisher must hear soon, and its tracks' layers; every 100 ms."""
        self._reception.feedback(now)

    def _on_data(self, label: str, message: bytes) -> None:
        self._events.peer_data(self, label, message)

    def uplink_loss(self) -> float:
        """The worst share of packets missing among the incoming streams, 0 to 1."""
        return self._reception.loss()

    def downlink_loss(self) -> float:
        """The worst share of packets the subscriber reported lost, 0 to 1."""
        return max((each.fraction_lost / 256 for each in self.downlinks.values()), default=0.0)

    def stop_media(self) -> None:
        """Forward nothing any more, in either direction."""
        for downlink in list(self.downlinks.values()):
            downlink.detach()
        self.downlinks.clear()
        self.steering.end()
        self._reception.end()

    async def close(self) -> None:
        """End every stream and association; safe to call twice."""
        if self.closed:
            return
        self.closed = True
        self.stop_media()
        if self._start_task is not None and not self._start_task.done():
            self._start_task.cancel()
            await asyncio.gather(self._start_task, return_exceptions=True)
        await self.data.stop()
        await self._secure.close()
        self.connected = False
        self._mux.unregister(self)

"""Offers and answers of one participant, over one peer connection (protocol v1) or two (v0)."""

from __future__ import annotations

import secrets
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from livekit.protocol.rtc import MediaSectionsRequirement, SignalResponse
from livekit.protocol.rtc import SessionDescription as Description

from signaling.protocol.formats import supported_codecs
from signaling.protocol.negotiation import (
    LocalTransport,
    OfferedSection,
    SectionPlan,
    build_answer,
    build_offer,
)
from signaling.protocol.sdp import (
    MediaSection,
    SdpError,
    SessionDescription,
    parse_sdp,
    whole_number,
    write_sdp,
)
from signaling.protocol.session import ProtocolError
from signaling.rooms import publishing
from signaling.sfu.peer import Peer, RemoteParameters

if TYPE_CHECKING:
    from signaling.rooms.participant import Participant
    from signaling.rooms.subscriptions import Subscription

_ASK_AGAIN = 5.0
_SCTP_PORT = 5000
RELIABLE, LOSSY = "_reliable", "_lossy"


def remote_parameters(description: SessionDescription) -> RemoteParameters:
    """The other side's transport as its first bundled section tells it; raises SdpError."""
    sections = [section for section in description.media if section.port]
    if not sections:
        raise SdpError("no media section")
    first = sections[0]
    ufrag = description.value(first, "ice-ufrag")
    fingerprints = tuple(description.fingerprints(first))
    if not ufrag or not fingerprints:
        raise SdpError("no ICE credentials or fingerprint")
    data = next((section for section in sections if section.kind == "application"), None)
    port = whole_number(data.value("sctp-port") or "", 65535) if data else None
    size = whole_number(data.value("max-message-size") or "", 1 << 62) if data else None
    return RemoteParameters(
        ufrag,
        fingerprints,
        description.value(first, "setup") or "actpass",
        port or (_SCTP_PORT if data else None),
        65536 if size is None else size,
    )


class Negotiator(ABC):
    """The peer connections of a participant. `publisher` receives its media, `subscriber` sends to it."""

    publisher: Peer
    subscriber: Peer

    def __init__(self, participant: Participant) -> None:
        self._participant = participant
        self._session_id = secrets.randbits(62)
        self._version = 0

    @property
    def peers(self) -> list[Peer]:
        """Every peer once, the primary one (whose connection makes the participant active) first."""
        return list(dict.fromkeys([self.subscriber, self.publisher]))

    def local(self, peer: Peer) -> LocalTransport:
        """Our transport parameters of a peer."""
        plane = self._participant.room.plane
        return LocalTransport(
            peer.credentials.ufrag,
            peer.credentials.password,
            plane.certificate.fingerprint,
            tuple(plane.candidates),
        )

    def _next_session(self) -> tuple[int, int]:
        self._version += 1
        return self._session_id, self._version

    def on_offer(self, message: Description) -> None:
        """Answer the client's offer; raises ProtocolError when it cannot be read."""
        try:
            offer = parse_sdp(message.sdp)
            remote = remote_parameters(offer)
        except SdpError as error:
            raise ProtocolError(f"unreadable offer: {error}") from error
        self.publisher.set_remote(remote)
        plans = self._plan(offer)
        # Who publishes must be known to the client before its track arrives.
        self._participant.room.flush_publishers()
        answer = build_answer(offer, self.local(self.publisher), plans, self._next_session())
        response = Description(type="answer", sdp=write_sdp(answer), id=message.id)
        response.mid_to_track_id.update(self.mid_to_track_id())
        self._participant.send(SignalResponse(answer=response))
        self.publisher.start()
        self.after_answer()

    def _plan(self, offer: SessionDescription) -> dict[str, SectionPlan]:
        plans: dict[str, SectionPlan] = {}
        for section in offer.media:
            if section.kind not in ("audio", "video"):
                continue
            if section.port and section.direction in ("sendonly", "sendrecv"):
                plans[section.mid] = publishing.receive_section(self._participant, self.publisher, section)
            else:
                publishing.stop_section(self._participant, section.mid)
                plans[section.mid] = self.plan_slot(section)
        return plans

    def plan_slot(self, section: MediaSection) -> SectionPlan:
        """What to send on a section the client does not send on."""
        return None

    def after_answer(self) -> None:
        """Called when an offer was answered."""
        return

    def on_answer(self, message: Description) -> None:
        """Take the client's answer to our offer."""
        raise ProtocolError("an answer where none was expected")

    @abstractmethod
    def mid_to_track_id(self) -> dict[str, str]:
        """Track sids by section, of everything sent to the client."""

    @abstractmethod
    def subscriptions_changed(self) -> None:
        """Subscriptions came or went: renegotiate when possible."""

    @abstractmethod
    def release(self, mid: str) -> None:
        """The subscription in this section ended."""

    @abstractmethod
    def resume(self) -> None:
        """The client came back on a new signalling connection."""

    def connected(self, peer: Peer) -> None:
        """A peer connection is up."""
        return


class SinglePeerNegotiator(Negotiator):
    """Protocol v1: the client always offers; we fill its idle receiving sections.

    A section whose subscription ended must be answered inactive once before it carries another
    track, or the browser would not announce the new one.
    """

    def __init__(self, participant: Participant) -> None:
        super().__init__(participant)
        self.publisher = self.subscriber = participant.room.plane.create_peer(participant.room)
        self._slots: dict[str, Subscription | None] = {}
        self._idle = {"audio": 0, "video": 0}
        self._seen: set[str] = set()
        # Sections the client was asked to add and has not offered yet.
        self._awaited = {"audio": 0, "video": 0}
        self._asked_at: float | None = None
        self._dirty = False

    def mid_to_track_id(self) -> dict[str, str]:
        return {mid: sub.track.sid for mid, sub in self._slots.items() if sub is not None}

    def release(self, mid: str) -> None:
        self._slots[mid] = None

    def plan_slot(self, section: MediaSection) -> SectionPlan:
        mid = section.mid
        if mid not in self._seen and section.kind in self._awaited:
            self._seen.add(mid)
            self._awaited[section.kind] = max(0, self._awaited[section.kind] - 1)
        subscription = self._slots.get(mid)
        if not section.port or section.direction == "inactive":
            self._close_slot(mid, subscription)
            return None
        if mid in self._slots and subscription is None:
            del self._slots[mid]
            self._idle[section.kind] += 1
            return None
        if subscription is None:
            waiting = self._participant.subscriptions.waiting(section.kind)
            if not waiting or not supported_codecs(section):
                self._idle[section.kind] += 1
                return None
            subscription = waiting[0]
            subscription.attach(self.publisher, mid)
            self._slots[mid] = subscription
        subscription.negotiated(section)
        return subscription.plan()

    def _close_slot(self, mid: str, subscription: Subscription | None) -> None:
        self._slots.pop(mid, None)
        if subscription is not None:
            subscription.detach()

    def _plan(self, offer: SessionDescription) -> dict[str, SectionPlan]:
        self._idle = {"audio": 0, "video": 0}
        self._asked_at = None
        self._dirty = False
        self._forget_others({section.mid for section in offer.media})
        return super()._plan(offer)

    def _forget_others(self, mids: set[str]) -> None:
        # A section once offered is in every later offer (RFC 3264 section 8), except of a broken client.
        self._seen &= mids
        for mid in [each for each in self._slots if each not in mids]:
            self._close_slot(mid, self._slots[mid])

    def after_answer(self) -> None:
        if self._needs_offer():
            self.subscriptions_changed()

    def _needs_offer(self) -> bool:
        waiting = self._participant.subscriptions.waiting
        draining = any(subscription is None for subscription in self._slots.values())
        return draining or bool(waiting("audio")) or bool(waiting("video"))

    def subscriptions_changed(self) -> None:
        if self._dirty:
            return
        self._dirty = True
        self._participant.room.soon(self._ask_for_offer)

    def _ask_for_offer(self) -> None:
        participant = self._participant
        self._dirty = False
        if participant.gone or not self._needs_offer():
            return
        now = time.monotonic()
        if self._asked_at is not None and now - self._asked_at < _ASK_AGAIN:
            return
        if not self.publisher.started:
            # Before its first offer the client cannot be asked; that offer will be planned with these.
            return
        missing = {kind: self._missing(kind) for kind in self._awaited}
        if any(self._awaited.values()) and not any(missing.values()):
            # An offer with the sections asked for is on its way already.
            return
        self._asked_at = now
        for kind, count in missing.items():
            self._awaited[kind] += count
        participant.room.flush_publishers()
        requirement = MediaSectionsRequirement(num_audios=missing["audio"], num_videos=missing["video"])
        participant.send(SignalResponse(media_sections_requirement=requirement))

    def _missing(self, kind: str) -> int:
        waiting = len(self._participant.subscriptions.waiting(kind))
        return max(0, waiting - self._idle[kind] - self._awaited[kind])

    def resume(self) -> None:
        # The client restarts ICE by an offer of its own; what it was asked for before is forgotten.
        self._asked_at = None
        self._awaited = {"audio": 0, "video": 0}


class DualPeerNegotiator(Negotiator):
    """Protocol v0: the client offers what it publishes, the server offers what it sends."""

    def __init__(self, participant: Participant) -> None:
        super().__init__(participant)
        plane = participant.room.plane
        self.publisher = plane.create_peer(participant.room)
        self.subscriber = plane.create_peer(participant.room)
        self.subscriber.data.open_channel(LOSSY, ordered=False, max_retransmits=0)
        self.subscriber.data.open_channel(RELIABLE, ordered=True, max_retransmits=None)
        self._sections: list[OfferedSection] = [OfferedSection("0", "application")]
        self._slots: dict[str, Subscription] = {}
        self._free: set[str] = set()
        self._offer_id = 0
        self._outstanding = False
        self._again = False
        self._dirty = False

    def mid_to_track_id(self) -> dict[str, str]:
        return {mid: subscription.track.sid for mid, subscription in self._slots.items()}

    def release(self, mid: str) -> None:
        self._slots.pop(mid, None)

    def subscriptions_changed(self) -> None:
        if not self._dirty:
            self._dirty = True
            self._participant.room.soon(self.offer)

    def offer(self) -> None:
        """Send an offer of everything subscribed, or remember to do so after the pending answer."""
        self._dirty = False
        participant = self._participant
        if participant.gone or participant.session is None:
            return
        if self._outstanding:
            self._again = True
            return
        self._place_waiting()
        self._sections = [self._replanned(each) for each in self._sections]
        self._offer_id += 1
        self._outstanding = True
        participant.room.flush_publishers()
        offer = build_offer(self._sections, self.local(self.subscriber), self._next_session())
        message = Description(type="offer", sdp=write_sdp(offer), id=self._offer_id)
        message.mid_to_track_id.update(self.mid_to_track_id())
        participant.send(SignalResponse(offer=message))

    def _replanned(self, section: OfferedSection) -> OfferedSection:
        subscription = self._slots.get(section.mid)
        return OfferedSection(section.mid, section.kind, subscription.plan() if subscription else None)

    def _place_waiting(self) -> None:
        for kind in ("audio", "video"):
            for subscription in self._participant.subscriptions.waiting(kind):
                mid = self._free_section(kind)
                subscription.attach(self.subscriber, mid)
                self._slots[mid] = subscription

    def _free_section(self, kind: str) -> str:
        for section in self._sections:
            if section.kind == kind and section.mid in self._free:
                self._free.discard(section.mid)
                return section.mid
        mid = str(len(self._sections))
        self._sections.append(OfferedSection(mid, kind))
        return mid

    def on_answer(self, message: Description) -> None:
        if message.id and message.id != self._offer_id:
            return
        try:
            answer = parse_sdp(message.sdp)
            remote = remote_parameters(answer)
        except SdpError as error:
            raise ProtocolError(f"unreadable answer: {error}") from error
        self._outstanding = False
        self.subscriber.set_remote(remote)
        for section in answer.media:
            subscription = self._slots.get(section.mid)
            if subscription is not None:
                subscription.negotiated(section)
            elif section.kind != "application":
                self._free.add(section.mid)
        self.subscriber.start()
        if self._again:
            self._again = False
            self.offer()

    def resume(self) -> None:
        self._outstanding = False
        self.subscriber.restart_ice()
        self.offer()

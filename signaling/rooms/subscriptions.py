"""What one participant receives: which tracks, in which section, at which quality."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from livekit.protocol.models import AudioTrackFeature

from signaling.protocol.formats import match_codec, name_of, supported_codecs
from signaling.protocol.negotiation import DEPENDENCY, Send, subscriber_extensions
from signaling.protocol.sdp import Codec, MediaSection
from signaling.rooms.tracks import HIGH, OFF, PublishedTrack
from signaling.sfu.downlink import DownlinkTrack, OutgoingFormat
from signaling.sfu.uplink import PayloadFormat

if TYPE_CHECKING:
    from livekit.protocol.rtc import UpdateTrackSettings

    from signaling.rooms.participant import Participant
    from signaling.sfu.peer import Peer


# Wishes about tracks are kept though the track is not here yet; a client may name only so many.
_MAX_WISHES = 2000


class Subscription:
    """One track on its way to one subscriber.

    `mid` is the section that carries it once negotiated; `codecs` are what the subscriber decodes there.
    """

    def __init__(self, track: PublishedTrack) -> None:
        self.track = track
        self.mid: str | None = None
        self.codecs: list[Codec] = []
        self.downlink: DownlinkTrack | None = None
        self.disabled = False
        self.quality = HIGH
        self.pixels = 0
        self._peer: Peer | None = None
        track.subscriptions.append(self)

    def attach(self, peer: Peer, mid: str) -> None:
        """Take a section of `peer` and begin forwarding there."""
        self.mid = mid
        self._peer = peer
        uplink = self.track.uplink_for(self.codec)
        self.downlink = peer.add_downlink(uplink, self._choose_format, self.track.publisher.sid)
        self.apply_settings()

    def negotiated(self, section: MediaSection) -> None:
        """Take what the subscriber decodes and reports in its section."""
        self._set_codecs(supported_codecs(section))
        if self.downlink is None or self._peer is None:
            return
        extensions = subscriber_extensions(section)
        rtx = next((codec.rtx for codec in self.codecs if codec.rtx is not None), None)
        self.downlink.abs_send_time_id = extensions.abs_send_time
        self.downlink.dependency_id = section.extensions.get(DEPENDENCY, 0)
        self._peer.steering.negotiated(self.downlink, rtx, extensions.transport_cc)

    def _set_codecs(self, codecs: list[Codec]) -> None:
        """Forwarding starts over when they changed."""
        if codecs != self.codecs:
            self.codecs = codecs
            if self.downlink is not None:
                self.downlink.restart()
            self.choose_codec()

    @property
    def codec(self) -> str:
        """The name of the codec, of those the track can be had in, that the subscriber decodes."""
        decoded = {codec.name.lower() for codec in self.codecs}
        names = [name_of(each.mime_type) for each in self.track.info.codecs]
        return next((name for name in names if name in decoded), names[0])

    def choose_codec(self) -> None:
        """Forward the track in the codec the subscriber decodes, as soon as the publisher sends it."""
        uplink = self.track.uplink_for(self.codec)
        if self.downlink is not None and self.downlink.uplink is not uplink:
            self.downlink.follow(uplink)
            self.apply_settings()

    def detach(self) -> None:
        """Stop forwarding."""
        if self._peer is not None and self.downlink is not None:
            self._peer.remove_downlink(self.downlink)
        self.downlink = None
        self.mid = None

    def plan(self) -> Send | None:
        """The section's description, None before `attach`."""
        if self.downlink is None:
            return None
        stream = f"{self.track.publisher.sid}|{self.track.sid}"
        return Send(
            stream,
            self.track.sid,
            self.downlink.ssrc,
            self.downlink.rtx_ssrc,
            self.track.publisher.sid,
            AudioTrackFeature.TF_STEREO in self.track.info.audio_features,
        )

    def apply_settings(self) -> None:
        """Carry the subscriber's wishes to the stream."""
        if self.downlink is None:
            return
        resumed = self.downlink.disabled and not self.disabled
        self.downlink.disabled = self.disabled
        self.downlink.max_quality = self.quality
        self.downlink.wanted_pixels = self.pixels
        if resumed:
            self.downlink.restart()
        now = time.monotonic()
        self.downlink.choose_layer(now)
        if self._peer is not None:
            self._peer.steering.changed(now)

    @property
    def takes(self) -> int:
        """The highest quality that is of use: the subscriber's wish, as far as its line allows; or OFF."""
        if self.disabled:
            return OFF
        allowed = HIGH if self.downlink is None else self.downlink.allowed_quality
        return OFF if allowed == OFF else min(self.quality, allowed)

    def _choose_format(self, incoming: PayloadFormat) -> OutgoingFormat | None:
        codec = match_codec(self.codecs, incoming.name, incoming.parameters)
        if codec is None and incoming.name == "red":
            opus = match_codec(self.codecs, "opus", "")
            return OutgoingFormat(opus.payload_type, None, primary_only=True) if opus is not None else None
        return OutgoingFormat(codec.payload_type, codec.rtx) if codec is not None else None


class Subscriptions:
    """All subscriptions of one participant, kept equal to what it may and wants to receive."""

    def __init__(self, participant: Participant) -> None:
        self._participant = participant
        self.by_track: dict[str, Subscription] = {}
        self._wishes: dict[str, bool] = {}
        self._disabled: set[str] = set()

    def track_published(self, track: PublishedTrack) -> None:
        """Subscribe to a new track, if it is wanted."""
        if self._wanted(track) and track.sid not in self.by_track:
            self._begin(track)
            self._participant.negotiator.subscriptions_changed()

    def track_unpublished(self, track: PublishedTrack) -> None:
        """End the subscription to a track that is gone."""
        self._wishes.pop(track.sid, None)
        self._disabled.discard(track.sid)
        subscription = self.by_track.get(track.sid)
        if subscription is not None:
            self.end(subscription)
            self._participant.negotiator.subscriptions_changed()

    def _begin(self, track: PublishedTrack) -> None:
        subscription = Subscription(track)
        subscription.disabled = track.sid in self._disabled
        self.by_track[track.sid] = subscription

    def wish(self, track_sids: list[str], subscribe: bool) -> None:
        """Subscribe to or unsubscribe from these tracks, now or when they appear."""
        for sid in track_sids:
            self._wishes[sid] = subscribe
        while len(self._wishes) > _MAX_WISHES:
            self._wishes.pop(next(iter(self._wishes)))
        self.reconcile()

    def disable(self, track_sids: list[str]) -> None:
        """Note tracks the client does not want to be sent for now (kept over a resume)."""
        known = [sid for sid in track_sids if sid in self.by_track]
        self._disabled.update(known)

    def _wanted(self, track: PublishedTrack) -> bool:
        participant = self._participant
        return (
            participant.grant.can_subscribe
            and track.publisher is not participant
            and track.allows(participant.identity)
            and self._wishes.get(track.sid, participant.auto_subscribe)
        )

    def reconcile(self) -> None:
        """Begin what is wanted and end what is not, then renegotiate if anything changed."""
        wanted = {
            track.sid: track
            for other in self._participant.room.participants.values()
            for track in other.tracks.values()
            if self._wanted(track)
        }
        changed = self._end_unwanted(wanted)
        for sid, track in wanted.items():
            if sid not in self.by_track:
                self._begin(track)
                changed = True
        if changed:
            self._participant.negotiator.subscriptions_changed()

    def _end_unwanted(self, wanted: dict[str, PublishedTrack]) -> bool:
        ended = [sub for sid, sub in self.by_track.items() if sid not in wanted]
        for subscription in ended:
            self.end(subscription)
        return bool(ended)

    def end(self, subscription: Subscription) -> None:
        """Stop one subscription and give its section back."""
        self._forget(subscription)
        mid = subscription.mid
        subscription.detach()
        if mid is not None:
            self._participant.negotiator.release(mid)

    def end_all(self) -> None:
        """Stop everything, without renegotiating: the participant leaves."""
        for subscription in list(self.by_track.values()):
            self._forget(subscription)
            subscription.detach()

    def _forget(self, subscription: Subscription) -> None:
        self.by_track.pop(subscription.track.sid, None)
        if subscription in subscription.track.subscriptions:
            subscription.track.subscriptions.remove(subscription)

    def of_downlink(self, downlink: DownlinkTrack) -> Subscription | None:
        """The subscription a stream belongs to."""
        return next((each for each in self.by_track.values() if each.downlink is downlink), None)

    def waiting(self, kind: str) -> list[Subscription]:
        """Subscriptions of a kind that have no section yet, oldest first."""
        return [s for s in self.by_track.values() if s.mid is None and s.track.kind == kind]

    def apply(self, settings: UpdateTrackSettings) -> None:
        """Take the client's settings for some tracks: paused, or a quality or picture size."""
        for sid in settings.track_sids:
            subscription = self.by_track.get(sid)
            if subscription is None:
                continue
            (self._disabled.add if settings.disabled else self._disabled.discard)(sid)
            subscription.disabled = settings.disabled
            subscription.pixels = settings.width * settings.height
            if settings.width and settings.height:
                subscription.quality = subscription.track.quality_for(settings.width, settings.height)
            else:
                subscription.quality = int(settings.quality) if settings.quality <= HIGH else HIGH
            subscription.apply_settings()

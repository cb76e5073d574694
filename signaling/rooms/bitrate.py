"""The cap on what one participant publishes, measured in what arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signaling.rooms import publishing
from signaling.rooms.tracks import PublishedTrack

if TYPE_CHECKING:
    from signaling.rooms.participant import Participant

# Encoders overshoot for a moment, and probe for bandwidth.
_WINDOW = 2.0
# A client that is told stops sending within this time.
_GRACE = 5.0
# Retransmissions and probing come on top of what is published; an honest client doubles it for a moment at
# most, when it begins or finds its line again.
_TOLERATED = 2


def exceeded(participant: Participant, now: float) -> bool:
    """Hold a participant to the cap; True when it goes on sending twice as much, published or not.

    Called at least every second. When its tracks are over the cap for two seconds, the heaviest is
    muted and its publisher told LIMIT_EXCEEDED. It may unmute it, and will be heard if it then sends less.
    """
    limit = participant.room.limits.publish_kbps * 125
    seen = participant.published
    if not limit or (seen.at is not None and now - seen.at < _WINDOW):
        return False
    total = participant.negotiator.publisher.intake.bytes_in
    octets = {sid: _octets(track) for sid, track in participant.tracks.items() if not track.info.muted}
    grown = {sid: max(0, count - seen.tracks.get(sid, count)) for sid, count in octets.items()}
    allowed = limit * (now - seen.at) if seen.at is not None else float("inf")
    flood = total - seen.peer > allowed * _TOLERATED
    seen.flood_since = (seen.flood_since or now) if flood else None
    seen.at, seen.peer, seen.tracks = now, total, octets
    if sum(grown.values()) > allowed:
        heaviest = participant.tracks[max(grown, key=lambda sid: grown[sid])]
        text = f"more than {participant.room.limits.publish_kbps} kbit/s published"
        publishing.mute_over_limit(heaviest, text)
        seen.muted_at = now
        return False
    since = seen.flood_since
    return since is not None and now - max(since, seen.muted_at) > _GRACE


def _octets(track: PublishedTrack) -> int:
    return sum(layer.octets for layer in track.uplink.layers.values())

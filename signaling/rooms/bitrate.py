"""The cap on what one participant publishes, measured in what arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livekit.protocol.rtc import RequestResponse

from signaling.rooms import publishing
from signaling.rooms.tracks import PublishedTrack

if TYPE_CHECKING:
    from signaling.rooms.participant import Participant

# Encoders overshoot for a moment, and probe for bandwidth.
_WINDOW = 2.0


def exceeded(participant: Participant, now: float) -> bool:
    """Hold a participant to the cap; True when it goes on sending too much with nothing published.

    Called at least every second. Over the cap for two seconds, the heaviest track is unpublished and
    its publisher told LIMIT_EXCEEDED.
    """
    limit = participant.room.limits.publish_kbps * 125
    seen = participant.published
    total = participant.negotiator.publisher.intake.bytes_in
    if seen.at is not None and now - seen.at < _WINDOW:
        return False
    over = limit and seen.at is not None and (total - seen.peer) / (now - seen.at) > limit
    heaviest = _heaviest(participant) if over else None
    seen.at, seen.peer = now, total
    seen.tracks = {sid: _octets(track) for sid, track in participant.tracks.items()}
    if heaviest is not None:
        text = f"more than {participant.room.limits.publish_kbps} kbit/s published"
        publishing.withdraw(heaviest, RequestResponse.LIMIT_EXCEEDED, text)
        return False
    return bool(over)


def _octets(track: PublishedTrack) -> int:
    return sum(layer.octets for layer in track.uplink.layers.values())


def _heaviest(participant: Participant) -> PublishedTrack | None:
    before = participant.published.tracks
    return max(
        participant.tracks.values(),
        key=lambda track: _octets(track) - before.get(track.sid, 0),
        default=None,
    )

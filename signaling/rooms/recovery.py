"""Media that died while the signalling lives: the client is asked to look for another way at once.

Left to itself a client finds out after 15 s or more that none of its paths works.
"""

from __future__ import annotations

from signaling.rooms.participant import Participant

# Clients check a path every 2.5 s (Firefox 6 s at most), and many times a second when nobody answers.
MEDIA_SILENCE = 6.5
# Signalling heard this long after the last of the media: the line itself is not down.
_OUTLIVED = 2.5
# One restart that did not help is not helped by more; the consent timeout follows.
_ASK_AGAIN = 30.0


def wants_resume(participant: Participant, now: float) -> bool:
    """Whether a connected client sends no media, reports or checks any more, but still signals."""
    session = participant.session
    peers = [peer for peer in participant.negotiator.peers if peer.connected and peer.checked]
    if session is None or not peers or now - participant.asked_to_resume_at < _ASK_AGAIN:
        return False
    silent_since = min(peer.heard_at for peer in peers)
    return now - silent_since > MEDIA_SILENCE and session.last_heard - silent_since > _OUTLIVED


def ask_to_resume(participant: Participant, now: float) -> None:
    """End the signalling connection without a word: clients resume then, which restarts ICE.

    Told to resume, the SDK for Python would join anew instead.
    """
    participant.asked_to_resume_at = now
    session = participant.session
    if session is not None:
        participant.detach_session(session)
        session.end()

"""Data packets: from one participant, or from the RoomService, to those they are meant for."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError
from livekit.protocol.models import DataPacket

from signaling.rooms.negotiator import LOSSY, RELIABLE

if TYPE_CHECKING:
    from signaling.rooms.participant import Participant
    from signaling.rooms.room import Room

MAX_PACKET = 64_000
# What sending one copy costs besides its bytes, in bytes: headers, encryption, the system call.
_OVERHEAD = 500
_RELIABLE_BUFFER = 4 << 20
_LOSSY_BUFFER = 128 << 10


def receive_packet(participant: Participant, label: str, message: bytes) -> None:
    """Take a message of a participant's data channel and pass it on; invalid ones are dropped.

    The sender's names are written by the server, so that nobody can speak for another. What is
    inside (chat, RPC, streams) is opaque.
    """
    if label not in (RELIABLE, LOSSY) or len(message) > MAX_PACKET or not participant.grant.can_publish_data:
        return
    try:
        packet = DataPacket.FromString(message)
    except DecodeError:
        return
    if label == RELIABLE and packet.sequence:
        if packet.sequence <= participant.last_reliable_sequence:
            return
        participant.last_reliable_sequence = packet.sequence
    now = time.monotonic()
    if label == LOSSY and participant.data_budget.debt(now) > 0:
        return
    packet.participant_sid = participant.sid
    packet.participant_identity = participant.identity
    packet.kind = DataPacket.RELIABLE if label == RELIABLE else DataPacket.LOSSY
    if packet.WhichOneof("value") == "user":
        _complete_user_packet(participant, packet)
    copies = deliver(participant.room, packet, sender=participant)
    participant.data_budget.spend(copies * (len(message) + _OVERHEAD), now)
    # What is reliable is never dropped: over its share the sender is not listened to for a while,
    # and its own congestion control slows it down.
    participant.negotiator.publisher.pause_data(participant.data_budget.debt(now))


def _complete_user_packet(participant: Participant, packet: DataPacket) -> None:
    user = packet.user
    user.participant_sid = participant.sid
    user.participant_identity = participant.identity
    # Older clients address by the inner lists.
    if user.destination_identities and not packet.destination_identities:
        packet.destination_identities.extend(user.destination_identities)


def deliver(room: Room, packet: DataPacket, sender: Participant | None) -> int:
    """Send a packet to its destinations: the identities named, or everybody but the sender.

    Returns the number of copies.
    """
    label = RELIABLE if packet.kind == DataPacket.RELIABLE else LOSSY
    encoded = packet.SerializeToString()
    recipients = [each for each in _recipients(room, packet) if each is not sender]
    for participant in recipients:
        send_encoded(participant, label, encoded)
    return len(recipients)


def _recipients(room: Room, packet: DataPacket) -> Iterable[Participant]:
    identities = set(packet.destination_identities)
    sids = set(packet.user.destination_sids) if packet.WhichOneof("value") == "user" else set()
    for participant in list(room.participants.values()):
        if not (identities or sids) or participant.identity in identities or participant.sid in sids:
            yield participant


def send_encoded(participant: Participant, label: str, encoded: bytes) -> None:
    """Send one message; reliable ones wait, in a short queue, for a channel that is not open yet."""
    association = participant.negotiator.subscriber.data
    limit = _RELIABLE_BUFFER if label == RELIABLE else _LOSSY_BUFFER
    if association.is_open(label):
        association.send(label, encoded, limit)
    elif label == RELIABLE:
        participant.waiting_data.append((label, encoded))


def flush_waiting(participant: Participant) -> None:
    """Send what waited for a channel, in order."""
    association = participant.negotiator.subscriber.data
    waiting = participant.waiting_data
    while waiting and association.is_open(waiting[0][0]):
        label, encoded = waiting.popleft()
        association.send(label, encoded, _RELIABLE_BUFFER)

"""What a peer is told of its other side, and what it tells its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from signaling.sfu.downlink import DownlinkTrack
    from signaling.sfu.peer import Peer


@dataclass(frozen=True, slots=True)
class RemoteParameters:
    """What the other side's description says of its transport. `fingerprints` are (algorithm, value)."""

    ufrag: str
    fingerprints: tuple[tuple[str, str], ...]
    setup: str = "actpass"
    sctp_port: int | None = None
    max_message_size: int = 65536


class PeerEvents(Protocol):
    """What the owner of a peer is told."""

    def peer_connected(self, peer: Peer) -> None: ...
    def peer_failed(self, peer: Peer) -> None: ...
    def peer_data(self, peer: Peer, label: str, message: bytes) -> None: ...
    def peer_data_open(self, peer: Peer) -> None: ...
    def peer_stream_states(self, peer: Peer, states: list[tuple[DownlinkTrack, bool]]) -> None: ...

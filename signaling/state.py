"""What the process shows of itself: its load, its rooms, and how each participant's line is."""

from __future__ import annotations

import os
import re
import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livekit.protocol.models import ConnectionQuality, ParticipantInfo

from signaling.rooms.participant import Participant
from signaling.rooms.registry import Rooms
from signaling.rooms.room import Room
from signaling.sfu.peer import Peer
from signaling.sfu.plane import MediaPlane
from signaling.sfu.tcp import TcpPath

SAMPLE_SECONDS = 2.0


@dataclass
class _Sample:
    """Octets at a moment, by stream, and the bits per second since the moment before."""

    at: float
    octets_in: int = 0
    octets_out: dict[int, int] = field(default_factory=dict)
    bitrate_in: int = 0
    bitrate_out: int = 0


class State:
    """Reads what the objects count; `sample` must be called every SAMPLE_SECONDS."""

    def __init__(self, rooms: Rooms, plane: MediaPlane, turn_hosts: frozenset[str] = frozenset()) -> None:
        self._rooms = rooms
        self._turn_hosts = turn_hosts
        self._plane = plane
        self._began = time.time()
        self._samples: dict[str, _Sample] = {}
        self._cpu = (time.monotonic(), time.process_time())
        self.load = 0.0

    def sample(self, now: float) -> None:
        """Measure bit rates and load since the last call; `now` is monotonic."""
        before, cpu = self._cpu
        self._cpu = now, time.process_time()
        if now > before:
            self.load = (self._cpu[1] - cpu) / (now - before)
        known = self._samples
        self._samples = {each.sid: _sample(each, known.get(each.sid), now) for each in self._everybody()}

    def _everybody(self) -> Iterable[Participant]:
        return (each for room in self._rooms.by_name.values() for each in room.participants.values())

    def server(self) -> dict[str, Any]:
        """The process: load 1 is one core; seconds, bytes, bits per second."""
        samples = self._samples.values()
        return {
            "started_at": self._began,
            "load": round(self.load, 3),
            "loop_lag": round(self._plane.ticker.worst_lag, 4),
            "memory": resident_bytes(),
            "fast_path": self._plane.mux.fast_path is not None,
            "dropped_sends": self._plane.mux.traffic.dropped,
            "bitrate_in": sum(each.bitrate_in for each in samples),
            "bitrate_out": sum(each.bitrate_out for each in samples),
            "rooms": len(self._rooms.by_name),
            "participants": sum(len(room.participants) for room in self._rooms.by_name.values()),
        }

    def rooms(self) -> list[dict[str, Any]]:
        """Every room with its counts, by name."""
        return [_room(room) for _, room in sorted(self._rooms.by_name.items())]

    def participants(self, name: str) -> list[dict[str, Any]] | None:
        """Everybody in a room by name, None when there is no such room."""
        room = self._rooms.by_name.get(name)
        if room is None:
            return None
        found = [self._participant(each) for each in room.participants.values()]
        return sorted(found, key=lambda each: (each["name"], each["identity"]))

    def _participant(self, participant: Participant) -> dict[str, Any]:
        sample = self._samples.get(participant.sid)
        peers = participant.negotiator.peers
        return {
            "identity": participant.identity,
            "name": participant.claims.name,
            "active": participant.state == ParticipantInfo.ACTIVE,
            "joined_at": participant.joined_at,
            "quality": _quality(participant),
            "loss_in": round(max(peer.uplink_loss() for peer in peers), 3),
            "loss_out": round(max(peer.downlink_loss() for peer in peers), 3),
            "bitrate_in": sample.bitrate_in if sample else 0,
            "bitrate_out": sample.bitrate_out if sample else 0,
            "tracks": len(participant.tracks),
            **self._path(peers),
        }

    def _path(self, peers: Iterable[Peer]) -> dict[str, str]:
        """How media reaches the first peer that is reached, and the address it comes from."""
        path = next((peer.path for peer in peers if peer.path is not None), None)
        if path is None:
            return {"transport": "", "address": ""}
        host, port = path.address[0], path.address[1]
        transport = "tcp" if isinstance(path, TcpPath) else "turn" if host in self._turn_hosts else "udp"
        return {"transport": transport, "address": f"[{host}]:{port}" if ":" in host else f"{host}:{port}"}


def turn_hosts(urls: Iterable[str]) -> frozenset[str]:
    """The hosts of TURN addresses (RFC 7065), as they stand there."""
    matches = (re.match(r"turns?:(?:\[([^]]+)]|([^:?]+))", url) for url in urls)
    return frozenset(match[1] or match[2] for match in matches if match)


def _room(room: Room) -> dict[str, Any]:
    info = room.info()
    tracks = sum(len(each.tracks) for each in room.participants.values())
    return {
        "name": room.name,
        "sid": info.sid,
        "created_at": info.creation_time,
        "participants": len(room.participants),
        "tracks": tracks,
    }


def _quality(participant: Participant) -> str:
    if participant.signal_lost_at is not None:
        return "lost"
    known = participant.quality in ConnectionQuality.values()
    return ConnectionQuality.Name(participant.quality).lower() if known else "unknown"


def _sample(participant: Participant, before: _Sample | None, now: float) -> _Sample:
    peers = participant.negotiator.peers
    octets_in = sum(peer.intake.bytes_in for peer in peers)
    octets_out = {ssrc: each.octets for peer in peers for ssrc, each in peer.downlinks.items()}
    sample = _Sample(now, octets_in, octets_out)
    if before is not None and now > before.at:
        passed = now - before.at
        sent = sum(count - before.octets_out.get(ssrc, 0) for ssrc, count in octets_out.items())
        sample.bitrate_in = int(max(0, octets_in - before.octets_in) * 8 / passed)
        sample.bitrate_out = int(max(0, sent) * 8 / passed)
    return sample


def resident_bytes() -> int:
    """The memory that the process holds; where the system does not tell that, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return pages * os.sysconf("SC_PAGE_SIZE")

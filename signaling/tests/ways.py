"""By which way the media of a participant goes, as the SDK's statistics tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from livekit import rtc
from livekit.rtc._proto.stats_pb2 import IceCandidateType


@dataclass(frozen=True)
class Way:
    """The selected pair: protocol and type of the client's candidate, address of the server's."""

    protocol: str
    kind: str
    server: str


async def ways(room: rtc.Room) -> list[Way]:
    """Of every transport of the room that has selected a pair."""
    stats = await room.get_rtc_stats()
    found = [_way(list(each)) for each in (stats.publisher_stats, stats.subscriber_stats)]
    return list(dict.fromkeys(way for way in found if way is not None))


def _way(stats: list[Any]) -> Way | None:
    by_id = {_body(each).rtc.id: _body(each) for each in stats}
    for transport in (each.transport for each in stats if each.WhichOneof("stats") == "transport"):
        entry = by_id.get(transport.transport.selected_candidate_pair_id)
        if entry is not None:
            pair = entry.candidate_pair
            local, remote = (
                by_id[pair.local_candidate_id].candidate,
                by_id[pair.remote_candidate_id].candidate,
            )
            kind = IceCandidateType.Name(local.candidate_type)
            return Way(local.protocol, kind, remote.address)
    return None


def _body(entry: Any) -> Any:
    return getattr(entry, entry.WhichOneof("stats"))

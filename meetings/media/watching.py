"""What the media server shows of itself, for administrators: its load, its rooms, everybody's line.

The embedded server tells all of it on a page of its own (signaling/README.md, `GET /state`). A LiveKit server
has no such page: there RoomService tells who is in which room, and nothing of their lines.
"""

import time
from typing import Any, Literal
from urllib.parse import quote

import aiohttp
import jwt
from django.conf import settings
from livekit import api
from livekit.protocol import models, room

from ecabinet import mediaserver
from meetings.media.client import MediaUnreachable

# A page waits for it, and asks again in a moment.
PATIENCE_SECONDS = 3.0
TOKEN_SECONDS = 60

Engine = Literal["own", "livekit"]
# What a cluster's RoomService does not tell of a participant.
LINE = ("quality", "loss_in", "loss_out", "bitrate_in", "bitrate_out", "transport", "address")


async def overview() -> tuple[Engine, dict[str, Any] | None, list[dict[str, Any]]]:
    """Which server it is, its load (None: it does not tell), and its rooms. Raises MediaUnreachable."""
    told = await _ask("")
    if told is not None:
        return "own", told["server"], told["rooms"]
    answer = await _of_cluster("list_rooms", room.ListRoomsRequest())
    return "livekit", None, [_room(one) for one in answer.rooms] if answer else []


async def everybody(name: str) -> list[dict[str, Any]]:
    """The participants of a room; nobody where there is no such room. Raises MediaUnreachable."""
    told = await _ask(f"/{quote(name, safe='')}")
    if told is not None:
        return list(told["participants"])
    if await _ask("") is not None:
        return []
    answer = await _of_cluster("list_participants", room.ListParticipantsRequest(room=name))
    return [_participant(one) for one in answer.participants] if answer else []


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
        connector=aiohttp.TCPConnector(ssl=mediaserver.trusted()),
    )


async def _ask(path: str) -> dict[str, Any] | None:
    """A page of the server's state, None when it has none."""
    now = int(time.time())
    grants = {"roomList": True, "roomAdmin": True}
    claims = {"iss": settings.LIVEKIT_API_KEY, "nbf": now - 10, "exp": now + TOKEN_SECONDS, "video": grants}
    token = jwt.encode(claims, settings.LIVEKIT_API_SECRET, algorithm="HS256")
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with _session() as session:
            async with session.get(f"{mediaserver.api_url()}/state{path}", headers=headers) as answer:
                if answer.status == 404:
                    return None
                answer.raise_for_status()
                told: dict[str, Any] = await answer.json()
                return told
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise MediaUnreachable(f"state: {type(error).__name__} {error}") from error


async def _of_cluster(method: str, request: Any) -> Any:
    """What RoomService answers, None when what is asked for does not exist."""
    account = mediaserver.api_url(), settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET
    try:
        async with _session() as session:
            service = api.room_service.RoomService(session, *account, failover=False)
            return await getattr(service, method)(request)
    except api.TwirpError as error:
        if error.code == api.TwirpErrorCode.NOT_FOUND:
            return None
        raise MediaUnreachable(f"{method}: {error}") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise MediaUnreachable(f"{method}: {type(error).__name__} {error}") from error


def _room(one: models.Room) -> dict[str, Any]:
    return {
        "name": one.name,
        "created_at": one.creation_time,
        "participants": one.num_participants,
        "tracks": None,
    }


def _participant(one: models.ParticipantInfo) -> dict[str, Any]:
    return {
        "identity": one.identity,
        "name": one.name,
        "active": one.state == models.ParticipantInfo.State.ACTIVE,
        "joined_at": one.joined_at,
        "tracks": len(one.tracks),
        **dict.fromkeys(LINE, None),
    }

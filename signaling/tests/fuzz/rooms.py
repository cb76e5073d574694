"""Rooms without sockets: the real rooms, peers and RoomService, and participants spoken for by tests."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from livekit import api
from livekit.protocol.models import DisconnectReason, RoomEndReason
from livekit.protocol.rtc import AddTrackRequest, SessionDescription, SignalRequest, SignalResponse

from signaling.config import Configuration
from signaling.protocol.joinrequest import JoinParameters
from signaling.protocol.session import ProtocolError, SignalSession
from signaling.rooms import requests
from signaling.rooms.limits import DEFAULT_LIMITS, Limits
from signaling.rooms.participant import Participant
from signaling.rooms.registry import Rooms
from signaling.roomservice import RoomService
from signaling.sfu.plane import MediaPlane
from signaling.tests.fuzz.seeds import GOLDEN
from signaling.tests.harness import KEY, SECRET
from signaling.tokens import Keys
from signaling.webhooks import Webhooks

ROOM = "hall"


class Faults(logging.Handler):
    """Collects what is logged as an error: faults of callbacks, tasks and periodic work."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note one record."""
        self.texts.append(self.format(record))


class Member:
    """A participant of a House: what it was told, and a mouth."""

    def __init__(self, house: House, identity: str, **grants: Any) -> None:
        self.house = house
        self.identity = identity
        self.room_name = grants.pop("room", ROOM)
        self._grants = grants
        self.told: list[SignalResponse] = []
        self.closed: list[int] = []
        self.session: SignalSession
        self.participant: Participant
        self.join()

    def token(self) -> str:
        """A token with the member's grants."""
        video = api.VideoGrants(room_join=True, room=self.room_name, **self._grants)
        return api.AccessToken(KEY, SECRET).with_identity(self.identity).with_grants(video).to_jwt()

    def enter(self, join: JoinParameters) -> Participant | None:
        """Speak over a new connection."""
        self.told.clear()
        self.closed.clear()
        self.session = SignalSession(
            lambda data: self.told.append(SignalResponse.FromString(data)), self.closed.append
        )
        return self.house.rooms.enter(self.house.rooms.check(join), join, self.session)

    def join(self) -> None:
        """Enter, or enter anew."""
        participant = self.enter(JoinParameters(self.token(), single_peer=True))
        assert participant is not None
        self.participant = participant

    def say(self, request: SignalRequest | bytes) -> bool:
        """Send a message as the consumer hands it on; False when it broke the protocol."""
        data = request if isinstance(request, bytes) else request.SerializeToString()
        try:
            action = self.session.receive(data)
            if action is not None and self.participant.session is self.session:
                requests.handle(self.participant, action)
        except ProtocolError:
            self.session.end(4008)
            return False
        return True

    def publish(self, cid: str = "microphone", source: Any = 2, kind: Any = 0) -> bool:
        """Announce a track and offer its section; whether it was published."""
        before = set(self.participant.tracks)
        self.say(SignalRequest(add_track=AddTrackRequest(cid=cid, type=kind, source=source)))
        self.say(SignalRequest(offer=SessionDescription(type="offer", sdp=offer(cid, kind, len(before)))))
        return bool(set(self.participant.tracks) - before)

    def heard(self, field: str) -> list[Any]:
        """The messages of a kind this member was told."""
        return [getattr(each, field) for each in self.told if each.WhichOneof("message") == field]


def offer(cid: str, kind: int = 0, position: int = 0) -> str:
    """An offer that sends one more section, the sections before it idle."""
    media = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n"
    if kind:
        media = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n"
    fingerprint = ":".join(["AB"] * 32)
    head = f"v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:{'p' * 24}\r\na=fingerprint:sha-256 {fingerprint}\r\n"
    head += "a=setup:actpass\r\n"
    return f"{head}{media}a=mid:new{position}{cid}\r\na=sendonly\r\na=msid:s {cid}\r\n"


class House:
    """One room with three members, and its RoomService."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        configuration = Configuration("127.0.0.1", 0, 0, KEY, SECRET, limits=limits)
        self.plane = MediaPlane()
        keys = Keys({KEY: SECRET})
        self.rooms = Rooms(configuration, self.plane, keys, Webhooks((), keys))
        self.service = RoomService(self.rooms, limits.rooms)
        self.members = [Member(self, name) for name in ("alice", "bob", "carol")]
        grants: list[dict[str, Any]] = [
            {"room_admin": True, "room": ROOM, "room_create": True, "room_list": True},
            {"room_admin": True, "room": "another"},
            {"room_join": True, "room": ROOM},
        ]
        tokens = [
            api.AccessToken(KEY, SECRET).with_identity("i").with_grants(api.VideoGrants(**each)).to_jwt()
            for each in grants
        ]
        self.authorizations = [
            *(f"Bearer {each}" for each in tokens + tokens[:1] * 3),
            "Bearer x",
            "Basic",
            "",
        ]

    @property
    def known(self) -> list[str]:
        """Every name that means something here."""
        participants = [member.participant for member in self.members]
        tracks = [sid for each in participants for sid in each.tracks]
        infos = [info.sid for each in participants for info in each.pending.values()]
        return [
            ROOM,
            ROOM,
            *tracks,
            *infos,
            *(p.sid for p in participants),
            *(p.identity for p in participants),
        ]

    def as_json(self, kind: type[Message], encoded: bytes) -> bytes:
        """A message in the JSON form."""
        try:
            return json_format.MessageToJson(kind.FromString(encoded)).encode()
        except json_format.SerializeToJsonError:
            return b"{}"

    def tidy(self) -> None:
        """Bring everybody back and end what was opened besides."""
        for room in list(self.rooms.by_name.values()):
            if room.name != ROOM:
                self.rooms.close(room, DisconnectReason.ROOM_CLOSED, RoomEndReason.ROOM_END_IDLE_TIMEOUT)
        for member in self.members:
            if member.participant.gone or not member.session.open:
                member.join()
            del member.told[:-20]

    def tick(self) -> None:
        """Everything periodic, now."""
        self.plane.ticker.advance(time.monotonic() + 1000)

    def sizes(self) -> dict[str, int]:
        """Sizes of the tables that could grow."""
        participants = [member.participant for member in self.members]
        return {
            "rooms": len(self.rooms.by_name),
            "participants": sum(len(room.participants) for room in self.rooms.by_name.values()),
            "pending": max(len(each.pending) for each in participants),
            "tracks": max(len(each.tracks) for each in participants),
            "subscriptions": max(len(each.subscriptions.by_track) for each in participants),
        }

    async def rest(self) -> None:
        """Everybody leaves, whatever was put off is done, and everybody comes back."""
        for member in self.members:
            self.rooms.remove(member.participant, DisconnectReason.PARTICIPANT_REMOVED)
            member.told.clear()
        self.tick()
        while self.plane._closing:
            await asyncio.wait(self.plane._closing)
        self.tidy()
        await asyncio.sleep(0)

    async def close(self) -> None:
        """End everything."""
        self.rooms.shut_down()
        await self.plane.close()


@asynccontextmanager
async def open_house(limits: Limits = DEFAULT_LIMITS) -> AsyncIterator[House]:
    """A house, closed at the end. Fails when any part of it logged an error or a callback raised."""
    faults = Faults()
    logger = logging.getLogger()
    logger.addHandler(faults)
    # pytest keeps every record, which would look like growth of the server.
    logging.disable(logging.WARNING)
    house = House(limits)
    try:
        yield house
        await house.close()
    finally:
        logging.disable(logging.NOTSET)
        logger.removeHandler(faults)
    assert faults.texts == []


OFFERS = [path.read_text() for path in sorted(GOLDEN.glob("*offer.sdp"))]


async def rested(house: House, number: int) -> None:
    """Let the loop do what was put off; now and then everything periodic, and everybody comes back."""
    await asyncio.sleep(0)
    if number % 20 == 0:
        house.tick()
    if number % 500 == 0:
        for member in house.members:
            member.join()
    house.tidy()

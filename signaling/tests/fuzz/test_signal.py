"""Hostile participants of a room: every message of the signalling protocol, and data packets."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

from livekit.protocol.models import DataPacket
from livekit.protocol.rtc import SignalRequest

from signaling.protocol.session import ProtocolError, SignalSession
from signaling.rooms import data
from signaling.rooms.limits import Budget
from signaling.rooms.negotiator import LOSSY, RELIABLE
from signaling.tests.fuzz.growth import feed, feed_slowly
from signaling.tests.fuzz.messages import fill, hostile
from signaling.tests.fuzz.mutate import mutants, share
from signaling.tests.fuzz.rooms import OFFERS, open_house, rested
from signaling.tests.fuzz.seeds import recorded

_KINDS = [field.name for field in SignalRequest.DESCRIPTOR.fields if field.message_type is not None]


def test_messages_are_actions_or_errors() -> None:
    kinds: Counter[str] = Counter()

    def take(message: bytes) -> None:
        session = SignalSession(lambda data: None, lambda code: None)
        try:
            action = session.receive(message)
        except ProtocolError:
            kinds["refused"] += 1
            return
        kinds[action.kind if action else ""] += 1

    assert feed(mutants(recorded("signal"), share("signal"), seed=15), take) == share("signal")
    assert kinds["refused"] > 100
    assert len(kinds) > 5


def _request(source: random.Random, known: list[str]) -> SignalRequest:
    request = SignalRequest()
    kind = source.choice(_KINDS)
    message = getattr(request, kind)
    message.SetInParent()
    fill(source, message, known)
    if kind in ("offer", "answer") and source.random() < 0.9:
        text = source.choice(OFFERS)
        if source.random() < 0.7:
            text = next(mutants([text.encode()], 1, source.randrange(1 << 30))).decode("utf-8", "replace")
        message.sdp = text
    if kind == "add_track" and source.random() < 0.5:
        message.cid, message.type = source.choice(known), source.randrange(2)
    return request


async def test_a_room_outlives_its_members_messages() -> None:
    """Any member says anything: no fault, no table grows, and the others are still served."""
    source, done = random.Random(16), Counter[tuple[str | None, bool]]()
    async with open_house() as house:

        async def take(number: int) -> None:
            member = source.choice(house.members)
            member.participant.work = Budget(0, 0)
            request = _request(source, house.known)
            done[request.WhichOneof("message"), member.say(request)] += 1
            await rested(house, number)

        assert await feed_slowly(range(share("room")), take, house.rest) == share("room")
        assert all(done[kind, True] for kind in _KINDS if kind != "answer"), done
        sizes = house.sizes()
        assert sizes["participants"] == 3
        assert sizes["tracks"] <= 32
        assert sizes["pending"] <= 32
        assert all(member.participant.room is house.rooms.by_name["hall"] for member in house.members)
        bob = house.members[1]
        bob.join()
        assert bob.publish("after it all")


async def test_data_packets_pass_or_are_dropped() -> None:
    source = random.Random(17)
    async with open_house() as house:
        alice = house.members[0].participant
        seeds = [*recorded("data"), *(hostile(source, DataPacket, house.known) for _ in range(50))]

        async def take(message: bytes) -> None:
            label = source.choice((RELIABLE, LOSSY, "chat", ""))
            data.receive_packet(alice, label, message)
            for member in house.members[1:]:
                _check_sender(member.participant.waiting_data, alice.sid, alice.identity)
            await asyncio.sleep(0)

        inputs = mutants(seeds, share("data"), seed=18)
        assert await feed_slowly(inputs, take) == share("data")
        assert any(member.participant.waiting_data for member in house.members[1:])


def _check_sender(waiting: Sequence[tuple[str, bytes]], sid: str, identity: str) -> None:
    if waiting:
        packet = DataPacket.FromString(waiting[-1][1])
        assert (packet.participant_sid, packet.participant_identity) == (sid, identity)


def test_every_kind_of_message_is_among_them() -> None:
    source, seen = random.Random(16), set[str]()
    for _ in range(2000):
        seen.add(_request(source, ["alice"]).WhichOneof("message") or "")
    assert seen == set(_KINDS)

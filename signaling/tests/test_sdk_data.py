"""Data packets between unmodified SDK clients."""

import asyncio

import pytest

from signaling.tests.sdk import Cast

pytestmark = pytest.mark.both_engines


@pytest.mark.parametrize("single_peer", [True, False], ids=["v1", "v0"])
async def test_data_reaches_everybody_else(cast: Cast, single_peer: bool) -> None:
    alice, bob, carol = [await cast.join(name, single_peer=single_peer) for name in ("alice", "bob", "carol")]
    await alice.room.local_participant.publish_data(b"good morning", topic="greeting")
    for person in (bob, carol):
        await person.saw("data", "good morning")
        packet = person.data[0]
        assert packet.topic == "greeting"
        assert packet.participant is not None
        assert packet.participant.identity == "alice"
    assert alice.data == []


async def test_data_for_one_reaches_only_that_one(cast: Cast) -> None:
    alice, bob, carol = [await cast.join(name) for name in ("alice", "bob", "carol")]
    await alice.room.local_participant.publish_data(b"for bob", destination_identities=["bob"])
    await alice.room.local_participant.publish_data(b"for all")
    await bob.saw("data", "for bob")
    await carol.saw("data", "for all")
    assert [packet.data for packet in carol.data] == [b"for all"]


async def test_lossy_data_arrives_too(cast: Cast) -> None:
    alice, bob = await cast.join("alice"), await cast.join("bob")
    seen = asyncio.create_task(bob.saw("data", "quick"))
    while not seen.done():  # one sent before bob's channel is open is lost, as its name says
        await alice.room.local_participant.publish_data(b"quick", reliable=False)
        await asyncio.wait({seen}, timeout=0.1)
    await seen
    assert bob.data[0].data == b"quick"


async def test_a_large_reliable_message_arrives_whole(cast: Cast) -> None:
    alice, bob = await cast.join("alice"), await cast.join("bob")
    message = b"x" * 14_000
    await alice.room.local_participant.publish_data(message)
    await bob.saw("data", message.decode())


async def test_data_is_refused_without_the_permission(cast: Cast) -> None:
    mute = await cast.join("mute", can_publish_data=False)
    alice, bob = await cast.join("alice"), await cast.join("bob")
    await mute.room.local_participant.publish_data(b"not allowed")
    await alice.room.local_participant.publish_data(b"allowed")
    await bob.saw("data", "allowed")
    assert [packet.data for packet in bob.data] == [b"allowed"]


async def test_remote_procedure_calls_pass_through(cast: Cast) -> None:
    alice, bob = await cast.join("alice"), await cast.join("bob")

    async def answer(invocation: object) -> str:
        return "here"

    bob.room.local_participant.register_rpc_method("presence", answer)
    response = await alice.room.local_participant.perform_rpc(
        destination_identity="bob", method="presence", payload="?"
    )
    assert response == "here"

"""What else the unmodified Python SDK and livekit-api expect of a server, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest
from livekit import api, rtc

from signaling.tests.harness import KEY, SECRET, MediaServer, WebhookSink
from signaling.tests.sdk import Cast, Person

pytestmark = pytest.mark.both_engines

SCENARIO = rtc.SimulateScenarioKind


async def _pair(cast: Cast, *, single_peer: bool = True, **grants: Any) -> tuple[Person, Person]:
    alice = await cast.join("alice", single_peer=single_peer, **grants)
    bob = await cast.join("bob", single_peer=single_peer)
    await bob.until(lambda: "alice" in bob.room.remote_participants)
    return alice, bob


@pytest.mark.parametrize("single_peer", [True, False], ids=["v1", "v0"])
async def test_streams_of_text_and_bytes_arrive_whole(cast: Cast, single_peer: bool) -> None:
    alice, bob = await _pair(cast, single_peer=single_peer)
    arrived: asyncio.Queue[tuple[str, str, bytes]] = asyncio.Queue(10)
    reading: list[asyncio.Task[None]] = []

    async def read_text(reader: rtc.TextStreamReader, sender: str) -> None:
        arrived.put_nowait((sender, reader.info.topic, (await reader.read_all()).encode()))

    async def read_bytes(reader: rtc.ByteStreamReader, sender: str) -> None:
        arrived.put_nowait((sender, reader.info.topic, b"".join([chunk async for chunk in reader])))

    def start(coroutine: Coroutine[Any, Any, None]) -> None:
        reading.append(asyncio.create_task(coroutine))

    bob.room.register_text_stream_handler("minutes", lambda r, who: start(read_text(r, who)))
    bob.room.register_byte_stream_handler("file", lambda r, who: start(read_bytes(r, who)))
    text = "Nghị quyết số 1. " * 3000
    await alice.room.local_participant.send_text(text, topic="minutes", destination_identities=["bob"])
    content = bytes(range(256)) * 600
    writer = await alice.room.local_participant.stream_bytes(
        "paper.pdf", topic="file", total_size=len(content)
    )
    await writer.write(content)
    await writer.aclose()
    async with asyncio.timeout(15):
        found = {await arrived.get(), await arrived.get()}
    assert found == {("alice", "minutes", text.encode()), ("alice", "file", content)}
    await asyncio.gather(*reading)


async def test_procedures_are_called_both_ways_and_errors_come_back(cast: Cast) -> None:
    alice, bob = await _pair(cast)

    async def shout(call: rtc.RpcInvocationData) -> str:
        if not call.payload:
            raise rtc.RpcError(4001, "nothing to shout")
        return f"{call.caller_identity}: {call.payload.upper()}"

    for person in (alice, bob):
        person.room.local_participant.register_rpc_method("shout", shout)

    async def call(caller: Person, to: str, payload: str, method: str = "shout") -> str:
        return await caller.room.local_participant.perform_rpc(
            destination_identity=to, method=method, payload=payload
        )

    assert await call(alice, "bob", "xin chào") == "alice: XIN CHÀO"
    assert await call(bob, "alice", "x" * 9000) == f"bob: {'X' * 9000}"
    with pytest.raises(rtc.RpcError) as refused:
        await call(alice, "bob", "")
    assert (refused.value.code, refused.value.message) == (4001, "nothing to shout")
    with pytest.raises(rtc.RpcError) as unknown:
        await call(alice, "bob", "", method="no such method")
    assert unknown.value.code == rtc.RpcError.ErrorCode.UNSUPPORTED_METHOD


async def test_reliable_data_keeps_its_order_over_a_resume_and_is_not_repeated(cast: Cast) -> None:
    alice, bob = await _pair(cast)
    sent = [f"number {index}" for index in range(60)]
    for index, text in enumerate(sent):
        if index == 30:
            await alice.room.simulate_scenario(SCENARIO.SIMULATE_SIGNAL_RECONNECT)
        await alice.room.local_participant.publish_data(text.encode())
    await alice.saw("reconnected", "")
    await bob.saw("data", sent[-1])
    assert [packet.data.decode() for packet in bob.data] == sent


async def test_name_metadata_and_attributes_are_changed_by_the_participant_itself(cast: Cast) -> None:
    alice, bob = await _pair(cast, can_update_own_metadata=True)
    me = alice.room.local_participant
    await me.set_metadata("chair of the meeting")
    await me.set_name("Bà Chủ toạ")
    await me.set_attributes({"hand": "raised", "seat": "1"})
    await bob.saw("own words", "alice: chair of the meeting")
    await bob.saw("name", "Bà Chủ toạ")
    await bob.until(
        lambda: bob.room.remote_participants["alice"].attributes == {"hand": "raised", "seat": "1"}
    )
    await me.set_attributes({"hand": ""})
    await bob.until(lambda: bob.room.remote_participants["alice"].attributes == {"seat": "1"})


async def test_permissions_change_live_and_the_token_with_them(cast: Cast, livekit: api.LiveKitAPI) -> None:
    alice, bob = await _pair(cast)
    microphone = await alice.speak()
    await bob.hears(microphone.sid)
    permission = api.ParticipantPermission(can_subscribe=True, can_publish=False, can_publish_data=True)
    request = api.UpdateParticipantRequest(room=cast.room_name, identity="alice", permission=permission)
    await livekit.room.update_participant(request)
    await alice.saw("permissions", "False")
    await alice.saw("token", "")
    await bob.saw("unpublished", microphone.sid)
    request.permission.can_publish = True
    await livekit.room.update_participant(request)
    await alice.saw("permissions", "True")
    again = await alice.speak()
    await bob.hears(again.sid)


async def test_who_is_hidden_sees_and_is_not_seen(cast: Cast, livekit: api.LiveKitAPI) -> None:
    observer = await cast.join("observer", hidden=True)
    alice, bob = await _pair(cast)
    camera = await alice.show()
    await observer.watches(camera.sid)
    await bob.watches(camera.sid)
    assert "observer" not in bob.room.remote_participants
    assert "observer" not in alice.room.remote_participants
    listed = await livekit.room.list_participants(api.ListParticipantsRequest(room=cast.room_name))
    assert "alice" in [each.identity for each in listed.participants]


async def test_kinds_and_claims_of_the_token_reach_the_others(cast: Cast) -> None:
    alice = await cast.join("alice")
    token = (
        api.AccessToken(KEY, SECRET)
        .with_identity("phone")
        .with_name("Phone")
        .with_kind("sip")
        .with_metadata("dialled in")
        .with_attributes({"sip.callID": "7"})
        .with_ttl(timedelta(minutes=5))
        .with_grants(api.VideoGrants(room_join=True, room=cast.room_name))
    )
    await cast.join("phone", token=token.to_jwt())
    await alice.saw("joined", "phone")
    phone = alice.room.remote_participants["phone"]
    assert (phone.kind, phone.name) == (rtc.ParticipantKind.PARTICIPANT_KIND_SIP, "Phone")
    assert (phone.metadata, phone.attributes["sip.callID"]) == ("dialled in", "7")


@pytest.mark.parametrize(
    ("scenario", "reason"),
    [(SCENARIO.SIMULATE_SERVER_LEAVE, "SERVER_SHUTDOWN")],
)
async def test_a_client_told_to_leave_says_why(cast: Cast, scenario: int, reason: str) -> None:
    alice = await cast.join("alice")
    await alice.room.simulate_scenario(scenario)  # type: ignore[arg-type]
    await alice.saw("disconnected", reason)


@pytest.mark.parametrize("single_peer", [True, False], ids=["v1", "v0"])
async def test_a_full_reconnect_brings_back_what_was_published(cast: Cast, single_peer: bool) -> None:
    alice, bob = await _pair(cast, single_peer=single_peer)
    await alice.show()
    await bob.until(lambda: any(count > 5 for count in bob.frames.values()))
    before = set(bob.frames)
    await alice.room.simulate_scenario(SCENARIO.SIMULATE_NODE_FAILURE)
    await alice.saw("reconnected", "", within=30)
    await bob.until(
        lambda: any(count > 5 for sid, count in bob.frames.items() if sid not in before), within=30
    )


@pytest.mark.embedded_only("LiveKit names only speakers with a microphone")
async def test_a_speaker_is_simulated(cast: Cast) -> None:
    alice, bob = await _pair(cast)
    await alice.room.simulate_scenario(SCENARIO.SIMULATE_SPEAKER)
    await bob.saw("speaks", "alice")


async def test_a_publisher_learns_of_its_first_subscriber(cast: Cast) -> None:
    alice, _ = await _pair(cast)
    microphone = await alice.speak()
    async with asyncio.timeout(10):
        await microphone.wait_for_subscription()
    assert microphone.sid.startswith("TR_")


@pytest.mark.embedded_only("the SDK takes 15 s to end there")
@pytest.mark.parametrize("single_peer", [True, False], ids=["v1", "v0"])
async def test_what_is_encrypted_from_end_to_end_passes_untouched(cast: Cast, single_peer: bool) -> None:
    alice, bob = [
        await cast.join(name, single_peer=single_peer, key=b"secret of two") for name in ("alice", "bob")
    ]
    stranger = await cast.join("stranger", key=b"a wrong key")
    await bob.until(lambda: "alice" in bob.room.remote_participants)
    camera, microphone = await alice.show(), await alice.speak()
    await bob.watches(camera.sid)
    await bob.hears(microphone.sid)
    published = bob.room.remote_participants["alice"].track_publications[camera.sid]
    assert published.encryption_type == rtc.EncryptionType.GCM
    await alice.room.local_participant.publish_data(b"sealed")
    await bob.saw("data", "sealed")
    assert camera.sid not in stranger.frames
    assert stranger.data == []


async def test_every_codec_is_decoded_at_the_far_side(cast: Cast) -> None:
    alice, bob = await _pair(cast)
    for codec in ("VP8", "H264", "VP9", "AV1"):
        camera = await alice.show(320, 180, codec=getattr(rtc.VideoCodec, codec))
        await bob.watches(camera.sid)
        mime = bob.room.remote_participants["alice"].track_publications[camera.sid].mime_type
        assert mime.lower() == f"video/{codec.lower()}"


async def test_a_room_tells_its_numbers_and_ends_when_it_is_empty(
    server: MediaServer, cast: Cast, livekit: api.LiveKitAPI, webhooks: WebhookSink
) -> None:
    await livekit.room.create_room(
        api.CreateRoomRequest(name=cast.room_name, metadata="first", empty_timeout=60, departure_timeout=1)
    )
    alice, _ = await _pair(cast)
    assert alice.room.metadata == "first"
    assert (alice.room.empty_timeout, alice.room.departure_timeout) == (60, 1)
    await alice.until(lambda: alice.room.num_participants == 2)
    await cast.leave()
    event = await asyncio.to_thread(
        webhooks.wait_for, lambda e: e.event == "room_finished" and e.room.name == cast.room_name, 30
    )
    assert event.room.sid.startswith("RM_")

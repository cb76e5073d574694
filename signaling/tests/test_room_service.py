"""RoomService and webhooks as an application uses them: livekit.api against a running server."""

import asyncio

import pytest
from livekit import api, rtc

from signaling.tests.harness import KEY, SECRET, MediaServer, WebhookSink
from signaling.tests.sdk import Cast

pytestmark = pytest.mark.both_engines


async def test_rooms_are_created_listed_and_deleted(livekit: api.LiveKitAPI, room_name: str) -> None:
    made = await livekit.room.create_room(
        api.CreateRoomRequest(name=room_name, metadata="m", max_participants=5)
    )
    again = await livekit.room.create_room(api.CreateRoomRequest(name=room_name))
    assert made.sid.startswith("RM_")
    assert again.sid == made.sid
    listed = await livekit.room.list_rooms(api.ListRoomsRequest(names=[room_name, "no-such-room"]))
    assert [(room.name, room.metadata, room.max_participants) for room in listed.rooms] == [
        (room_name, "m", 5)
    ]
    await livekit.room.delete_room(api.DeleteRoomRequest(room=room_name))
    listed = await livekit.room.list_rooms(api.ListRoomsRequest(names=[room_name]))
    assert list(listed.rooms) == []


async def test_deleting_a_room_sends_everybody_away(livekit: api.LiveKitAPI, cast: Cast) -> None:
    alice = await cast.join("alice")
    await livekit.room.delete_room(api.DeleteRoomRequest(room=cast.room_name))
    await alice.saw("disconnected", "ROOM_DELETED")


async def test_participants_are_listed_and_read(
    livekit: api.LiveKitAPI, cast: Cast, webhooks: WebhookSink
) -> None:
    alice = await cast.join("alice")
    microphone = await alice.speak()
    await asyncio.to_thread(webhooks.wait_for, lambda event: event.track.sid == microphone.sid)
    listed = await livekit.room.list_participants(api.ListParticipantsRequest(room=cast.room_name))
    assert [(p.identity, p.sid) for p in listed.participants] == [("alice", alice.room.local_participant.sid)]
    identity = api.RoomParticipantIdentity(room=cast.room_name, identity="alice")
    read = await livekit.room.get_participant(identity)
    assert [track.sid for track in read.tracks] == [microphone.sid]
    assert read.tracks[0].source == api.TrackSource.MICROPHONE


async def test_a_removed_participant_is_out(livekit: api.LiveKitAPI, cast: Cast) -> None:
    alice, bob = await cast.join("alice"), await cast.join("bob")
    await alice.saw("joined", "bob")
    identity = api.RoomParticipantIdentity(room=cast.room_name, identity="bob")
    await livekit.room.remove_participant(identity)
    await bob.saw("disconnected", "PARTICIPANT_REMOVED")
    await alice.saw("left", "bob")
    with pytest.raises(api.TwirpError) as refused:
        await livekit.room.get_participant(identity)
    assert (refused.value.code, refused.value.status) == ("not_found", 404)


async def test_a_track_is_muted_from_afar(livekit: api.LiveKitAPI, cast: Cast) -> None:
    alice, bob = await cast.join("alice"), await cast.join("bob")
    microphone = await alice.speak()
    await bob.hears(microphone.sid)
    request = api.MuteRoomTrackRequest(
        room=cast.room_name, identity="alice", track_sid=microphone.sid, muted=True
    )
    answer = await livekit.room.mute_published_track(request)
    assert answer.track.muted
    await bob.saw("muted", microphone.sid)
    await alice.saw("muted", microphone.sid)


async def test_withdrawing_the_microphone_unpublishes_it(livekit: api.LiveKitAPI, cast: Cast) -> None:
    alice, bob = await cast.join("alice"), await cast.join("bob")
    microphone, camera = await alice.speak(), await alice.show()
    await bob.hears(microphone.sid)
    await bob.watches(camera.sid)
    await _permit(livekit, cast, ["CAMERA"])
    await bob.saw("unpublished", microphone.sid)
    await bob.watches(camera.sid)
    me = await livekit.room.get_participant(
        api.RoomParticipantIdentity(room=cast.room_name, identity="alice")
    )
    assert [track.sid for track in me.tracks] == [camera.sid]
    assert list(me.permission.can_publish_sources) == [api.TrackSource.CAMERA]


@pytest.mark.embedded_only("once is enough: the SDK waits 10 s after a refusal")
async def test_the_microphone_may_be_given_back(livekit: api.LiveKitAPI, cast: Cast) -> None:
    alice = await cast.join("alice", can_publish_sources=["camera"])
    bob = await cast.join("bob")
    with pytest.raises(rtc.participant.PublishTrackError):
        await alice.speak()
    await _permit(livekit, cast, ["CAMERA", "MICROPHONE"])
    microphone = await alice.speak()
    await bob.hears(microphone.sid)


async def _permit(livekit: api.LiveKitAPI, cast: Cast, sources: list[str]) -> None:
    permission = api.ParticipantPermission(
        can_subscribe=True,
        can_publish=True,
        can_publish_data=True,
        can_publish_sources=list(sources),
    )
    await livekit.room.update_participant(
        api.UpdateParticipantRequest(room=cast.room_name, identity="alice", permission=permission)
    )


async def test_losing_subscribe_ends_what_was_received(livekit: api.LiveKitAPI, cast: Cast) -> None:
    bob = await cast.join("bob")
    alice = await cast.join("alice")
    camera = await bob.show()
    await alice.watches(camera.sid)
    permission = api.ParticipantPermission(can_subscribe=False, can_publish=True, can_publish_data=True)
    request = api.UpdateParticipantRequest(room=cast.room_name, identity="alice", permission=permission)
    info = await livekit.room.update_participant(request)
    assert not info.permission.can_subscribe
    request.permission.can_subscribe = True
    await livekit.room.update_participant(request)
    await alice.watches(camera.sid)


async def test_name_metadata_and_attributes_change_for_everybody(livekit: api.LiveKitAPI, cast: Cast) -> None:
    bob = await cast.join("bob")
    await cast.join("alice")
    await bob.saw("joined", "alice")
    await livekit.room.update_participant(
        api.UpdateParticipantRequest(
            room=cast.room_name, identity="alice", name="Alice B.", attributes={"hand": "raised"}
        )
    )
    await bob.saw("name", "Alice B.")
    await bob.saw("attributes", "{'hand': 'raised'}")
    assert bob.room.remote_participants["alice"].attributes["hand"] == "raised"
    await livekit.room.update_room_metadata(
        api.UpdateRoomMetadataRequest(room=cast.room_name, metadata='{"item": 3}')
    )
    await bob.saw("metadata", '{"item": 3}')


async def test_data_is_sent_by_the_server(livekit: api.LiveKitAPI, cast: Cast) -> None:
    alice, bob = await cast.join("alice"), await cast.join("bob")
    for text, to in ((b"only bob", ["bob"]), (b"all", [])):
        await livekit.room.send_data(
            api.SendDataRequest(room=cast.room_name, data=text, destination_identities=to, topic="notice")
        )
    await bob.saw("data", "all")
    await alice.saw("data", "all")
    assert [packet.data for packet in bob.data] == [b"only bob", b"all"]
    assert [packet.data for packet in alice.data] == [b"all"]


async def test_subscriptions_are_changed_from_afar(livekit: api.LiveKitAPI, cast: Cast) -> None:
    alice = await cast.join("alice")
    bob = await cast.join("bob", auto=False)
    camera = await alice.show()
    await bob.until(lambda: "alice" in bob.room.remote_participants)
    await livekit.room.update_subscriptions(
        api.UpdateSubscriptionsRequest(
            room=cast.room_name, identity="bob", track_sids=[camera.sid], subscribe=True
        )
    )
    await bob.watches(camera.sid)


async def test_webhooks_tell_the_life_of_a_room(
    livekit: api.LiveKitAPI, cast: Cast, webhooks: WebhookSink
) -> None:
    alice = await cast.join("alice")
    microphone = await alice.speak()
    await asyncio.to_thread(webhooks.wait_for, lambda event: event.track.sid == microphone.sid)
    await alice.room.local_participant.unpublish_track(microphone.sid)
    await asyncio.to_thread(
        webhooks.wait_for, lambda e: e.event == "track_unpublished" and e.track.sid == microphone.sid
    )
    await livekit.room.remove_participant(api.RoomParticipantIdentity(room=cast.room_name, identity="alice"))
    await livekit.room.delete_room(api.DeleteRoomRequest(room=cast.room_name))
    await alice.saw("disconnected", "PARTICIPANT_REMOVED")

    await asyncio.to_thread(
        webhooks.wait_for, lambda e: e.event == "room_finished" and e.room.name == cast.room_name
    )
    told = [event for event in webhooks.events if event.room.name == cast.room_name]
    assert [event.event for event in told] == [
        "room_started",
        "participant_joined",
        "track_published",
        "track_unpublished",
        "participant_left",
        "room_finished",
    ]
    assert told[1].participant.identity == "alice"
    assert told[2].track.sid == microphone.sid
    assert len({event.id for event in told}) == len(told)


async def test_a_webhook_is_sent_again_until_it_is_taken(
    livekit: api.LiveKitAPI, room_name: str, webhooks: WebhookSink
) -> None:
    webhooks.failures_left = 2
    await livekit.room.create_room(api.CreateRoomRequest(name=room_name))
    event = await asyncio.to_thread(
        webhooks.wait_for, lambda e: e.event == "room_started" and e.room.name == room_name
    )
    assert webhooks.failures_left == 0
    assert event.room.sid.startswith("RM_")


def _token(**grants: object) -> str:
    return api.AccessToken(KEY, SECRET).with_grants(api.VideoGrants(**grants)).to_jwt()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "token", "status", "code"),
    [
        ("ListRooms", _token(room_admin=True, room="r"), 401, "unauthenticated"),
        ("CreateRoom", _token(room_list=True), 401, "unauthenticated"),
        ("DeleteRoom", _token(room_list=True), 401, "unauthenticated"),
        ("ListParticipants", _token(room_admin=True, room="other"), 401, "unauthenticated"),
        ("GetParticipant", _token(room_admin=True, room="r"), 404, "not_found"),
        ("RemoveParticipant", _token(room_list=True), 401, "unauthenticated"),
        ("NoSuchMethod", _token(room_list=True), 404, "bad_route"),
    ],
)
def test_the_service_refuses(server: MediaServer, method: str, token: str, status: int, code: str) -> None:
    answer = server.twirp_json(method, {"room": "r", "name": "r", "identity": "i"}, token)
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert answer[1]["msg"]


def test_the_service_speaks_json(server: MediaServer, room_name: str) -> None:
    token = _token(room_create=True, room_list=True)
    status, made = server.twirp_json("CreateRoom", {"name": room_name, "emptyTimeout": 60}, token)
    assert (status, made["name"], made["empty_timeout"]) == (200, room_name, 60)
    status, listed = server.twirp_json("ListRooms", {"names": [room_name]}, token)
    assert [room["sid"] for room in listed["rooms"]] == [made["sid"]]


@pytest.mark.embedded_only("LiveKit answers in plain text")
@pytest.mark.parametrize("token", ["", "forged"])
def test_a_missing_or_forged_token_is_refused_in_the_form_of_twirp(server: MediaServer, token: str) -> None:
    status, answer = server.twirp_json("ListRooms", {}, token)
    assert (status, answer["code"]) == (401, "unauthenticated")


@pytest.mark.embedded_only("LiveKit has these services")
@pytest.mark.parametrize("service", ["livekit.Egress/ListEgress", "livekit.SIP/ListSIPTrunk"])
def test_a_service_that_is_not_here_is_refused_in_the_form_of_twirp(
    server: MediaServer, service: str
) -> None:
    status, answer = server.twirp_json(f"../{service}", {}, _token(room_list=True))
    assert (status, answer["code"]) == (404, "bad_route")
    assert service in answer["msg"]


@pytest.mark.embedded_only("the cap is this server's")
def test_a_request_that_is_too_large_is_refused_in_the_form_of_twirp(server: MediaServer) -> None:
    status, answer = server.twirp_json("CreateRoom", {"name": "r" * 600_000}, _token(room_create=True))
    assert (status, answer["code"]) == (429, "resource_exhausted")


@pytest.mark.embedded_only("LiveKit makes a room without a name")
def test_a_room_needs_a_name(server: MediaServer) -> None:
    answer = server.twirp_json("CreateRoom", {"name": ""}, _token(room_create=True))
    assert answer[1]["code"] == "invalid_argument"

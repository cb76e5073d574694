"""Nobody reads, mutes or speaks for another beyond its token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from livekit import api
from livekit.protocol import room as calls
from livekit.protocol.models import DataPacket, UserPacket, VideoLayer
from livekit.protocol.rtc import (
    AddTrackRequest,
    LeaveRequest,
    MuteTrackRequest,
    RequestResponse,
    SessionDescription,
    SignalRequest,
    SimulcastCodec,
    SubscriptionPermission,
    TrackPermission,
    UpdateLocalAudioTrack,
    UpdateLocalVideoTrack,
    UpdateParticipantMetadata,
    UpdateSubscription,
    UpdateTrackSettings,
    UpdateVideoLayers,
)

from signaling.private_aiortc import SrtpError
from signaling.protocol.joinrequest import JoinParameters
from signaling.rooms import data
from signaling.rooms.negotiator import RELIABLE
from signaling.sfu.ice import Credentials
from signaling.sfu.mux import UdpMux
from signaling.sfu.peer import Peer
from signaling.tests.fuzz.rooms import ROOM, House, Member, offer, open_house
from signaling.tests.fuzz.seeds import check
from signaling.tests.fuzz.test_packets import Way
from signaling.tests.harness import KEY, SECRET
from signaling.tests.test_transport import Pair
from signaling.tokens import Keys
from signaling.webhooks import sign_body

AUDIO, VIDEO = 0, 1
CAMERA, MICROPHONE = 1, 2
_METHODS = (
    "ListRooms",
    "CreateRoom",
    "DeleteRoom",
    "ListParticipants",
    "GetParticipant",
    "RemoveParticipant",
    "MutePublishedTrack",
    "UpdateParticipant",
    "UpdateSubscriptions",
    "SendData",
    "UpdateRoomMetadata",
)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as opened:
        yield opened


def track_of(member: Member) -> Any:
    """The member's only track."""
    [track] = member.participant.tracks.values()
    return track


async def test_a_track_is_received_only_by_those_its_publisher_names(house: House) -> None:
    alice, bob, carol = house.members
    only_carol = SubscriptionPermission(
        track_permissions=[TrackPermission(participant_identity="carol", all_tracks=True)]
    )
    alice.say(SignalRequest(subscription_permission=only_carol))
    assert alice.publish()
    sid = track_of(alice).sid
    bob.say(SignalRequest(subscription=UpdateSubscription(track_sids=[sid], subscribe=True)))
    assert sid not in bob.participant.subscriptions.by_track
    assert sid in carol.participant.subscriptions.by_track
    alice.say(SignalRequest(subscription_permission=SubscriptionPermission()))
    assert sid not in carol.participant.subscriptions.by_track


async def test_without_the_right_nothing_is_received(house: House) -> None:
    deaf = Member(house, "deaf", can_subscribe=False)
    house.members[0].publish()
    sid = track_of(house.members[0]).sid
    deaf.say(SignalRequest(subscription=UpdateSubscription(track_sids=[sid], subscribe=True)))
    assert not deaf.participant.subscriptions.by_track


async def test_another_ones_track_is_not_touched(house: House) -> None:
    alice, bob, _ = house.members
    alice.publish("camera", CAMERA, VIDEO)
    track = track_of(alice)
    before = track.info.SerializeToString()
    for request in (
        SignalRequest(mute=MuteTrackRequest(sid=track.sid, muted=True)),
        SignalRequest(update_layers=UpdateVideoLayers(track_sid=track.sid, layers=[VideoLayer(width=1)])),
        SignalRequest(update_audio_track=UpdateLocalAudioTrack(track_sid=track.sid, features=[1])),  # type: ignore[list-item]
        SignalRequest(update_video_track=UpdateLocalVideoTrack(track_sid=track.sid, width=1, height=1)),
        SignalRequest(track_setting=UpdateTrackSettings(track_sids=[track.sid], disabled=True)),
        SignalRequest(add_track=AddTrackRequest(sid=track.sid, cid="mine", type=VIDEO, source=CAMERA)),  # type: ignore[arg-type]
        SignalRequest(offer=SessionDescription(type="offer", sdp=offer("other"))),
    ):
        bob.say(request)
    assert track.info.SerializeToString() == before
    assert not track.uplink.muted
    assert alice.participant.tracks == {track.sid: track}


@pytest.mark.parametrize(
    ("grants", "source", "kind"),
    [
        ({"can_publish": False}, MICROPHONE, AUDIO),
        ({"can_publish_sources": ["camera"]}, MICROPHONE, AUDIO),
        ({"can_publish_sources": ["camera"]}, CAMERA, AUDIO),
        ({"can_publish_sources": ["camera"]}, 0, AUDIO),
        ({"can_publish_sources": ["camera"]}, 77, AUDIO),
        ({"can_publish_sources": ["microphone"]}, MICROPHONE, VIDEO),
    ],
)
async def test_what_may_not_be_published_is_refused_at_once(
    house: House, grants: dict[str, Any], source: int, kind: int
) -> None:
    member = Member(house, "dave", **grants)
    assert not member.publish("sound", source, kind)
    [answer] = member.heard("request_response")
    assert answer.reason == RequestResponse.NOT_ALLOWED
    assert not member.participant.tracks


async def test_sound_is_not_the_second_codec_of_a_camera(house: House) -> None:
    member = Member(house, "dave", can_publish_sources=["camera"])
    request = AddTrackRequest(cid="camera", source=CAMERA, type=VIDEO)  # type: ignore[arg-type]
    request.simulcast_codecs.extend([SimulcastCodec(codec="vp8", cid="camera"), SimulcastCodec(codec="opus")])
    member.say(SignalRequest(add_track=request))
    member.say(SignalRequest(offer=SessionDescription(type="offer", sdp=offer("camera", VIDEO))))
    track = track_of(member)
    again = AddTrackRequest(sid=track.sid, cid="sound", source=CAMERA, type=VIDEO)  # type: ignore[arg-type]
    member.say(SignalRequest(add_track=again))
    member.say(SignalRequest(offer=SessionDescription(type="offer", sdp=offer("sound", AUDIO, 1))))
    assert track.backup is None
    assert list(member.participant.tracks) == [track.sid]


async def test_data_needs_its_right_and_carries_the_senders_name(house: House) -> None:
    mute = Member(house, "mute", can_publish_data=False)
    alice, bob, _ = house.members
    forged = DataPacket(
        participant_identity="carol",
        participant_sid=house.members[2].participant.sid,
        user=UserPacket(payload=b"x", participant_identity="carol", participant_sid="PA_x"),
    )
    data.receive_packet(mute.participant, RELIABLE, forged.SerializeToString())
    assert not bob.participant.waiting_data
    data.receive_packet(alice.participant, RELIABLE, forged.SerializeToString())
    [(_, encoded)] = bob.participant.waiting_data
    packet = DataPacket.FromString(encoded)
    assert (packet.participant_identity, packet.user.participant_identity) == ("alice", "alice")
    assert packet.participant_sid == packet.user.participant_sid == alice.participant.sid


async def test_metadata_needs_its_right(house: House) -> None:
    alice = house.members[0]
    update = UpdateParticipantMetadata(
        name="The Chair", metadata="{}", attributes={"role": "chair"}, request_id=7
    )
    alice.say(SignalRequest(update_metadata=update))
    [answer] = alice.heard("request_response")
    assert (answer.request_id, answer.reason) == (7, RequestResponse.NOT_ALLOWED)
    assert (alice.participant.info().name, dict(alice.participant.info().attributes)) == ("", {})


async def test_nobody_is_told_of_who_is_hidden(house: House) -> None:
    hidden = Member(house, "guard", hidden=True)
    sid = hidden.participant.sid
    late = Member(house, "late")
    house.tick()
    hidden.participant.signal_lost_at = 1.0
    house.tick()
    await asyncio.sleep(0.05)
    for member in (*house.members, late):
        assert all(sid.encode() not in message.SerializeToString() for message in member.told)
    assert late.heard("join")[0].room.num_participants == len(house.members) + 1


async def test_another_rooms_names_mean_nothing(house: House) -> None:
    alice = house.members[0]
    alice.publish()
    sid = track_of(alice).sid
    stranger = Member(house, "alice", room="elsewhere")
    assert alice.participant.room.participants["alice"] is alice.participant
    stranger.say(SignalRequest(subscription=UpdateSubscription(track_sids=[sid], subscribe=True)))
    stranger.say(SignalRequest(mute=MuteTrackRequest(sid=sid, muted=True)))
    packet = DataPacket(destination_identities=["bob"], user=UserPacket(payload=b"x"))
    data.receive_packet(stranger.participant, RELIABLE, packet.SerializeToString())
    assert not stranger.participant.subscriptions.by_track
    assert not track_of(alice).info.muted
    assert not house.members[1].participant.waiting_data


@pytest.mark.parametrize(("identity", "room"), [("alice", "elsewhere"), ("mallory", ROOM), ("bob", ROOM)])
async def test_a_session_is_resumed_only_with_its_own_token(house: House, identity: str, room: str) -> None:
    alice = house.members[0]
    thief = Member(house, identity, room=room)
    victim = alice.participant.sid
    join = JoinParameters(thief.token(), single_peer=True, reconnect=True, participant_sid=victim)
    assert thief.enter(join) is None
    [leave] = thief.heard("leave")
    assert leave.action == LeaveRequest.RECONNECT
    assert not thief.heard("reconnect")
    assert alice.participant.session is alice.session


@pytest.mark.parametrize("method", _METHODS)
async def test_a_participants_token_opens_no_call(house: House, method: str) -> None:
    assert set(house.service._methods) == {*_METHODS}
    body = calls.UpdateParticipantRequest(room=ROOM, identity="alice").SerializeToString()
    mine = f"Bearer {house.members[1].token()}"
    video = api.VideoGrants(room_admin=True, room="elsewhere")
    other = f"Bearer {api.AccessToken(KEY, SECRET).with_identity('a').with_grants(video).to_jwt()}"
    for authorization in (mine, other):
        refused = house.service.call(method, "application/protobuf", authorization, body)
        # livekit-server answers 401 here, and so do we.
        assert refused.status == 401
        assert b"permissions denied" in refused.body
    assert house.service.call(method, "application/protobuf", "", body).status == 401


def test_a_webhook_is_believed_only_as_it_was_sent() -> None:
    receiver = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET))
    body = '{"event": "room_started", "room": {"name": "hall"}}'
    assert receiver.receive(body, sign_body(Keys({KEY: SECRET}), body.encode())).room.name == "hall"
    with pytest.raises(Exception, match="hash mismatch"):
        receiver.receive(body.replace("hall", "HALL"), sign_body(Keys({KEY: SECRET}), body.encode()))
    with pytest.raises(Exception, match=r"[Ss]ignature"):
        receiver.receive(body, sign_body(Keys({KEY: SECRET[::-1]}), body.encode()))


async def test_another_ones_fragment_needs_its_password(house: House) -> None:
    alice, bob, _ = house.members
    mux: UdpMux = house.plane.mux
    victim, own = (each.participant.negotiator.publisher.credentials for each in (alice, bob))
    way = Way(1)
    assert not mux.dispatch(check(victim.ufrag, own.password), way)
    assert not mux.dispatch(check(victim.ufrag, Credentials().password), way)
    assert way.sent == 0
    assert mux.dispatch(check(own.ufrag, own.password), way)
    reached: list[bytes] = []
    peer: Peer = alice.participant.negotiator.publisher
    peer.on_media = reached.append  # type: ignore[method-assign,assignment]
    assert mux.dispatch(b"\x80\x60" + bytes(30), way)
    assert not reached


async def test_what_was_sent_once_is_not_taken_again() -> None:
    pair, stranger = Pair(), Pair()
    await asyncio.gather(pair.connect(), stranger.connect())
    packet = bytes([0x80, 96, 0, 1]) + bytes(4) + b"SSRCpayload"
    protected = pair.client.protect(packet)
    assert pair.server.unprotect(protected) == packet
    with pytest.raises(SrtpError):
        pair.server.unprotect(protected)
    with pytest.raises(SrtpError):
        pair.server.unprotect(stranger.client.protect(packet))
    await pair.close()
    await stranger.close()

"""Requests that the SDKs send seldom, written by hand on the wire, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from livekit.protocol import rtc
from livekit.protocol.models import AudioTrackFeature, TrackSource, TrackType
from livekit.protocol.rtc import RequestResponse, SignalRequest, SignalResponse

from signaling.tests.harness import MediaServer

pytestmark = pytest.mark.both_engines


class Wire:
    """A signalling connection: requests out, responses in."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.join = rtc.JoinResponse()

    async def send(self, **request: Any) -> None:
        await self._socket.send_bytes(SignalRequest(**request).SerializeToString())

    async def receive(self, kind: str, wanted: Callable[[Any], bool] = lambda _: True) -> Any:
        """The next response of a kind that fits; others are passed over."""
        async with asyncio.timeout(10):
            while True:
                message = await self._socket.receive()
                assert message.type == aiohttp.WSMsgType.BINARY, f"closed while waiting for {kind}: {message}"
                response = SignalResponse.FromString(message.data)
                if response.WhichOneof("message") == kind and wanted(getattr(response, kind)):
                    return getattr(response, kind)


@pytest.fixture
async def wire(server: MediaServer, room_name: str) -> AsyncIterator[Wire]:
    token = server.token("hand", room_name, can_publish_sources=["microphone", "camera"])
    address = f"{server.http_url}/rtc?access_token={token}&protocol=16&sdk=python&version=1.2.1"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        connection = Wire(socket)
        connection.join = await connection.receive("join")
        yield connection


async def test_the_first_message_tells_all_a_client_needs(wire: Wire, room_name: str) -> None:
    join = wire.join
    assert (join.room.name, join.room.sid[:3], join.participant.sid[:3]) == (room_name, "RM_", "PA_")
    assert (join.participant.identity, join.subscriber_primary) == ("hand", True)
    assert 0 < join.ping_interval < join.ping_timeout
    assert tuple(map(int, join.server_info.version.split(".")[:2])) >= (1, 8)
    mimes = {codec.mime.lower() for codec in join.enabled_publish_codecs}
    assert {"audio/opus", "audio/red", "video/vp8", "video/h264", "video/vp9", "video/av1"} <= mimes
    token = await wire.receive("refresh_token")
    assert token.count(".") == 2


async def test_pings_of_both_forms_are_answered(wire: Wire) -> None:
    await wire.send(ping_req=rtc.Ping(timestamp=1234, rtt=5))
    answer = await wire.receive("pong_resp")
    assert answer.last_ping_timestamp == 1234
    assert answer.timestamp > 1_700_000_000_000
    await wire.send(ping=1)
    assert await wire.receive("pong") > 0


async def test_a_change_of_oneself_without_the_permission_is_refused(wire: Wire) -> None:
    await wire.send(update_metadata=rtc.UpdateParticipantMetadata(metadata="I preside", request_id=7))
    answer = await wire.receive("request_response")
    assert (answer.request_id, answer.reason) == (7, RequestResponse.NOT_ALLOWED)
    assert answer.update_metadata.metadata == "I preside"


@pytest.mark.parametrize("field", ["mute", "update_audio_track"])
async def test_a_request_about_an_unknown_track_is_answered(wire: Wire, field: str) -> None:
    if field == "mute":
        await wire.send(mute=rtc.MuteTrackRequest(sid="TR_unknown", muted=True))
    else:
        feature = AudioTrackFeature.TF_NOISE_SUPPRESSION
        update = rtc.UpdateLocalAudioTrack(track_sid="TR_unknown", features=[feature])
        await wire.send(update_audio_track=update)
    answer = await wire.receive("request_response")
    assert (answer.reason, answer.WhichOneof("request")) == (RequestResponse.NOT_FOUND, field)


async def test_a_track_is_announced_or_refused_at_once(wire: Wire) -> None:
    allowed = rtc.AddTrackRequest(cid="mic", type=TrackType.AUDIO, source=TrackSource.MICROPHONE, stereo=True)
    await wire.send(add_track=allowed)
    published = await wire.receive("track_published")
    assert (published.cid, published.track.sid[:3]) == ("mic", "TR_")
    assert AudioTrackFeature.TF_STEREO in published.track.audio_features
    await wire.send(mute=rtc.MuteTrackRequest(sid=published.track.sid, muted=True))
    refused = rtc.AddTrackRequest(cid="screen", type=TrackType.VIDEO, source=TrackSource.SCREEN_SHARE)
    await wire.send(add_track=refused)
    answer = await wire.receive("request_response", lambda each: each.HasField("add_track"))
    assert (answer.reason, answer.add_track.cid) == (RequestResponse.NOT_ALLOWED, "screen")


async def test_what_a_client_may_say_at_any_time_disturbs_nothing(wire: Wire) -> None:
    await wire.send(sync_state=rtc.SyncState(track_sids_disabled=["TR_unknown"]))
    await wire.send(subscription=rtc.UpdateSubscription(track_sids=["TR_unknown"], subscribe=True))
    await wire.send(track_setting=rtc.UpdateTrackSettings(track_sids=["TR_unknown"], disabled=True))
    await wire.send(subscription_permission=rtc.SubscriptionPermission(all_participants=False))
    await wire.send(update_layers=rtc.UpdateVideoLayers(track_sid="TR_unknown"))
    await wire.send(trickle=rtc.TrickleRequest(candidateInit='{"candidate": ""}', target=rtc.PUBLISHER))
    await wire.send(simulate=rtc.SimulateScenario(subscriber_bandwidth=100_000))
    await wire.send(ping_req=rtc.Ping(timestamp=9))
    assert (await wire.receive("pong_resp")).last_ping_timestamp == 9


@pytest.mark.embedded_only("LiveKit has data tracks")
async def test_what_is_left_for_later_is_answered_as_such(wire: Wire) -> None:
    await wire.send(publish_data_track_request=rtc.PublishDataTrackRequest(pub_handle=1, name="pen"))
    answer = await wire.receive("request_response")
    assert answer.reason == RequestResponse.UNSUPPORTED_TYPE


async def test_leaving_is_the_clients_own_act(wire: Wire) -> None:
    await wire.send(leave=rtc.LeaveRequest())
    with pytest.raises(AssertionError, match="closed while waiting"):
        await wire.receive("mute")

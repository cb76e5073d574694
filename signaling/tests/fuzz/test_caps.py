"""Caps refuse with a clear status; what is within them goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from livekit import rtc
from livekit.protocol.models import DataPacket, UserPacket
from livekit.protocol.rtc import (
    AddTrackRequest,
    MuteTrackRequest,
    RequestResponse,
    SignalRequest,
    UpdateParticipantMetadata,
)

from signaling.rooms import bitrate, data
from signaling.rooms.limits import Budget, Limits, PublishedBytes
from signaling.rooms.negotiator import LOSSY, RELIABLE
from signaling.rooms.registry import AdmissionError
from signaling.sfu.intake import MAX_STREAMS, Intake
from signaling.tests.fuzz.rooms import Member, open_house
from signaling.tests.harness import MediaServer
from signaling.tests.sdk import Cast, Person


@pytest.mark.parametrize(
    ("limits", "room", "text"),
    [
        (Limits(room_participants=3), "hall", "room is full"),
        (Limits(participants=3), "elsewhere", "too many participants"),
        (Limits(rooms=1), "elsewhere", "too many rooms"),
    ],
)
async def test_a_full_house_answers_503(limits: Limits, room: str, text: str) -> None:
    async with open_house(limits) as house:
        with pytest.raises(AdmissionError, match=text) as refused:
            Member(house, "dave", room=room)
        assert refused.value.status == 503
        house.members[0].join()
        assert house.sizes()["participants"] == 3


async def test_no_more_tracks_than_allowed() -> None:
    async with open_house(Limits(tracks=2)) as house:
        alice = house.members[0]
        assert alice.publish("one")
        alice.say(SignalRequest(add_track=AddTrackRequest(cid="two")))
        alice.say(SignalRequest(add_track=AddTrackRequest(cid="three")))
        [refused] = alice.heard("request_response")
        assert (refused.reason, refused.add_track.cid) == (RequestResponse.LIMIT_EXCEEDED, "three")
        assert [each.cid for each in alice.heard("track_published")] == ["one", "two"]


async def test_no_more_requests_than_allowed() -> None:
    """What makes the server tell everybody something is limited per participant, over its connections."""
    async with open_house() as house:
        alice, bob, _ = house.members
        alice.publish()
        [sid] = alice.participant.tracks
        for number in range(400):
            alice.say(SignalRequest(mute=MuteTrackRequest(sid=sid, muted=bool(number % 2))))
        refusals = alice.heard("request_response")
        assert 150 <= len(refusals) <= 250
        assert {each.reason for each in refusals} == {RequestResponse.LIMIT_EXCEEDED}
        alice.say(SignalRequest(update_metadata=UpdateParticipantMetadata(request_id=9)))
        assert alice.heard("request_response")[-1].request_id == 9
        assert bob.publish("still possible")


async def test_lossy_data_over_the_share_is_dropped_and_reliable_data_slows_its_sender() -> None:
    async with open_house(Limits(data_kbps=8)) as house:
        alice, bob, _ = house.members
        pauses: list[float] = []
        alice.participant.negotiator.publisher.pause_data = pauses.append  # type: ignore[method-assign,assignment]
        packet = DataPacket(user=UserPacket(payload=bytes(400))).SerializeToString()
        for _ in range(10):
            data.receive_packet(alice.participant, RELIABLE, packet)
        assert len(bob.participant.waiting_data) == 10
        assert pauses[0] == 0
        assert pauses[-1] > pauses[-2] > 5
        data.receive_packet(alice.participant, LOSSY, packet)
        assert len(pauses) == 10


def test_a_budget_grows_back() -> None:
    budget = Budget(10, 20)
    assert [budget.take(15, now) for now in (0, 0, 0.5, 2)] == [True, True, False, True]
    assert budget.debt(2) == pytest.approx(0.5)
    assert budget.take(1, 100)
    endless = Budget(0, 0)
    assert all(endless.take(1e9, 0) for _ in range(3))


def test_what_a_peer_sends_is_counted() -> None:
    intake = Intake(1000, 5)
    assert [intake.takes(bytes(600)) for _ in range(3)] == [True, True, False]
    intake.renew(0.5)
    assert intake.takes(bytes(10))
    assert (intake.bytes_in, intake.refused) == (1210, 1)
    for number in range(MAX_STREAMS):
        intake.authentic(number.to_bytes(4))
    assert intake.knows((5).to_bytes(4))
    assert not intake.knows(MAX_STREAMS.to_bytes(4))


@pytest.fixture(scope="module")
def narrow() -> Iterator[MediaServer]:
    media = MediaServer(
        MEDIA_MAX_PUBLISH_KBPS="300",
        MEDIA_MAX_TRACKS="2",
        MEDIA_MAX_ROOM_PARTICIPANTS="2",
        MEDIA_TCP_PORT="off",
    )
    media.start()
    yield media
    media.stop()


async def test_an_sdk_is_told_that_it_publishes_too_much(narrow: MediaServer) -> None:
    cast = Cast(narrow, "narrow")
    alice, bob = await cast.join("alice"), await cast.join("bob")
    microphone = await alice.speak()
    await bob.hears(microphone.sid)
    noisy = await _noise(alice)
    await alice.saw("muted", noisy.sid, within=30)
    await bob.saw("muted", noisy.sid)
    await bob.hears(microphone.sid)
    await cast.leave()


async def _noise(person: Person) -> rtc.LocalTrackPublication:
    """Publish a camera whose picture cannot be compressed."""
    source = rtc.VideoSource(640, 480)
    track = rtc.LocalVideoTrack.create_video_track("noise", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=False)
    options.video_encoding.max_bitrate = 2_000_000
    options.video_encoding.max_framerate = 30
    publication = await person.room.local_participant.publish_track(track, options)
    picture = np.random.default_rng(1).integers(0, 255, (8, 480, 640, 4), np.uint8)

    async def play() -> None:
        count = 0
        while True:
            count += 1
            frame = picture[count % 8].tobytes()
            source.capture_frame(rtc.VideoFrame(640, 480, rtc.VideoBufferType.RGBA, frame))
            await asyncio.sleep(1 / 20)

    person._spawn(play())
    return publication


async def test_an_sdk_is_told_that_the_room_is_full(narrow: MediaServer) -> None:
    cast = Cast(narrow, "full")
    await cast.join("alice")
    await cast.join("bob")
    with pytest.raises(rtc.ConnectError, match=r"503|full|ServiceUnavailable|[Uu]navailable"):
        await cast.join("carol")
    status, text, _ = await asyncio.to_thread(_validate, narrow)
    assert (status, text) == (503, "the room is full")
    await cast.leave()


def _validate(server: MediaServer) -> tuple[int, str, dict[str, str]]:
    return server.get(f"/rtc/v1/validate?access_token={server.token('carol', 'full')}")


async def test_an_sdk_is_told_that_it_has_too_many_tracks(narrow: MediaServer) -> None:
    cast = Cast(narrow, "tracks")
    alice = await cast.join("alice")
    await alice.speak()
    await alice.speak()
    with pytest.raises(rtc.participant.PublishTrackError):
        await alice.speak()
    await cast.leave()


class _Intake:
    """What a participant's peer has taken in, and nothing else of it: enough for the cap."""

    def __init__(self) -> None:
        self.bytes_in = 0


def _flooding(kbps: int) -> tuple[Any, _Intake]:
    intake = _Intake()
    publisher = SimpleNamespace(intake=intake)
    return (
        SimpleNamespace(
            room=SimpleNamespace(limits=Limits(publish_kbps=kbps)),
            published=PublishedBytes(),
            negotiator=SimpleNamespace(publisher=publisher),
            tracks={},
        ),
        intake,
    )


def _seconds_until_removed(kbps_sent: list[int]) -> int | None:
    participant, intake = _flooding(300)
    for second, kbps in enumerate(kbps_sent):
        if bitrate.exceeded(participant, float(second)):
            return second
        intake.bytes_in += kbps * 125
    return None


def test_who_goes_on_flooding_is_removed_and_who_probes_for_a_moment_is_not() -> None:
    assert _seconds_until_removed([900] * 20) in range(5, 12)
    assert _seconds_until_removed([100, 2000, 2000, 100, 100, 100] * 4) is None
    assert _seconds_until_removed([500] * 20) is None

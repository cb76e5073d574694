"""Joining, publishing and subscribing with the unmodified Python SDK against a running server."""

import pytest
from livekit import rtc

from signaling.tests.sdk import Cast

pytestmark = pytest.mark.both_engines


@pytest.mark.parametrize("single_peer", [True, False], ids=["v1", "v0"])
async def test_sound_and_picture_reach_the_other_side(cast: Cast, single_peer: bool) -> None:
    alice = await cast.join("alice", single_peer=single_peer)
    bob = await cast.join("bob", single_peer=single_peer)
    microphone, camera = await alice.speak(), await alice.show()
    await bob.hears(microphone.sid)
    await bob.watches(camera.sid)
    await alice.saw("joined", "bob")


async def test_both_protocol_versions_meet_in_one_room(cast: Cast) -> None:
    old = await cast.join("old", single_peer=False)
    new = await cast.join("new", single_peer=True)
    from_old, from_new = await old.show(), await new.show()
    await new.watches(from_old.sid)
    await old.watches(from_new.sid)


async def test_someone_who_comes_late_gets_what_is_already_published(cast: Cast) -> None:
    alice = await cast.join("alice")
    microphone, camera = await alice.speak(), await alice.show()
    bob = await cast.join("bob")
    await bob.hears(microphone.sid)
    await bob.watches(camera.sid)


@pytest.mark.parametrize("codec", [rtc.VideoCodec.VP8, rtc.VideoCodec.H264], ids=["vp8", "h264"])
async def test_simulcast_shows_the_highest_layer(cast: Cast, codec: rtc.VideoCodec) -> None:
    alice = await cast.join("alice")
    bob = await cast.join("bob")
    camera = await alice.show(1280, 720, simulcast=True, codec=codec)
    await bob.until(lambda: bob.widths.get(camera.sid, 0) >= 1280, within=40)
    published = alice.room.local_participant.track_publications[camera.sid]
    assert published.simulcasted


async def test_mute_and_unmute(cast: Cast) -> None:
    alice = await cast.join("alice")
    bob = await cast.join("bob")
    microphone = await alice.speak()
    await bob.hears(microphone.sid)
    assert microphone.track is not None
    microphone.track.mute()
    await bob.saw("muted", microphone.sid)
    microphone.track.unmute()
    await bob.saw("unmuted", microphone.sid)
    await bob.hears(microphone.sid)


async def test_an_unpublished_track_goes_and_its_section_is_used_again(cast: Cast) -> None:
    alice = await cast.join("alice")
    bob = await cast.join("bob")
    for _ in range(3):
        camera = await alice.show()
        await bob.watches(camera.sid)
        await alice.room.local_participant.unpublish_track(camera.sid)
        await bob.saw("unpublished", camera.sid)


async def test_many_tracks_get_more_sections(cast: Cast) -> None:
    people = [await cast.join(f"person-{number}") for number in range(5)]
    watcher = await cast.join("watcher")
    cameras = [await person.show(320, 180) for person in people]
    microphones = [await person.speak() for person in people]
    for camera in cameras:
        await watcher.watches(camera.sid, more=3, within=30)
    for microphone in microphones:
        await watcher.hears(microphone.sid, more=3, within=30)


async def test_nothing_is_sent_to_whom_did_not_subscribe(cast: Cast) -> None:
    alice = await cast.join("alice")
    bob = await cast.join("bob", auto=False)
    carol = await cast.join("carol")
    camera = await alice.show()
    await carol.watches(camera.sid)
    assert camera.sid not in bob.frames
    bob.room.remote_participants["alice"].track_publications[camera.sid].set_subscribed(True)
    await bob.watches(camera.sid)


async def test_a_publisher_chooses_who_may_subscribe(cast: Cast) -> None:
    alice, bob, carol = [await cast.join(name) for name in ("alice", "bob", "carol")]
    camera = await alice.show()
    await bob.watches(camera.sid)
    await carol.watches(camera.sid)
    only_bob = rtc.ParticipantTrackPermission(participant_identity="bob", allow_all=True)
    alice.room.local_participant.set_track_subscription_permissions(
        allow_all_participants=False, participant_permissions=[only_bob]
    )
    await bob.watches(camera.sid)
    seen = dict(carol.frames)
    await bob.watches(camera.sid)
    assert carol.frames == seen
    alice.room.local_participant.set_track_subscription_permissions(allow_all_participants=True)
    await carol.watches(camera.sid)


async def test_the_speaker_is_named(cast: Cast) -> None:
    alice = await cast.join("alice")
    bob = await cast.join("bob")
    await alice.speak()
    await bob.saw("speaks", "alice")


@pytest.mark.embedded_only("LiveKit tells of participants whose media one has")
async def test_everybody_learns_how_good_a_connection_is(cast: Cast) -> None:
    alice = await cast.join("alice")
    await cast.join("bob")
    await alice.saw("quality", f"bob {rtc.ConnectionQuality.QUALITY_EXCELLENT}")
    await alice.until(lambda: alice.room.num_participants == 2)


@pytest.mark.embedded_only("LiveKit tells of a new participant after up to 3 s")
async def test_leaving_is_seen_at_once(cast: Cast) -> None:
    alice = await cast.join("alice")
    bob = await cast.join("bob")
    await alice.saw("joined", "bob")
    await bob.leave()
    await alice.saw("left", "bob", within=3)


async def test_the_same_identity_replaces_the_older_connection(cast: Cast) -> None:
    first = await cast.join("alice")
    watcher = await cast.join("watcher")
    second = await cast.join("alice")
    await first.saw("disconnected", "DUPLICATE_IDENTITY")
    camera = await second.show()
    await watcher.watches(camera.sid)
    assert len(watcher.room.remote_participants) == 1

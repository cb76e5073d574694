"""The unmodified livekit-client in Chromium against a running server."""

from __future__ import annotations

import pytest
from livekit import api

from signaling.tests.browser_client import BrowserPerson, Stage
from signaling.tests.harness import MediaServer
from signaling.tests.protocols import ON_BAD_WAYS
from signaling.tests.sdk import Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("single", [True, False], ids=["v1", "v0"])
async def test_a_page_is_seen_and_heard_by_another(stage: Stage, single: bool) -> None:
    a = await stage.enter("a", singlePeerConnection=single)
    b = await stage.enter("b", singlePeerConnection=single)
    await a.publish()
    await b.until("s.frames > 20 && s.energy > 0.01")
    await b.until("s.width >= 640")
    layers = (await a.stats())["layers"]
    assert set(layers) == {"q", "h", "f"}


async def test_a_page_and_the_python_sdk_meet(stage: Stage, cast: Cast) -> None:
    page = await stage.enter("page")
    alice = await cast.join("alice")
    camera, microphone = await alice.show(), await alice.speak()
    await page.publish()
    await page.until("s.frames > 10 && s.energy > 0.001")
    await alice.until(lambda: len(alice.frames) == 1 and len(alice.loud) == 1)
    assert {camera.sid, microphone.sid}.isdisjoint(alice.frames)


async def test_a_page_receives_more_people_than_it_first_made_room_for(stage: Stage, cast: Cast) -> None:
    page = await stage.enter("page")
    people = [await cast.join(f"person-{number}") for number in range(6)]
    for person in people:
        await person.show(320, 180)
        await person.speak()
    await page.until("(await receiving()) === '6 pictures, 6 sounds'", within=40)


async def test_layers_nobody_takes_are_turned_off(stage: Stage) -> None:
    a, b = await stage.enter("a"), await stage.enter("b")
    await a.publish()
    await b.until("s.frames > 10")
    await b.page.evaluate("wish(0)")
    await a.until("!(await encoding('f')) && !(await encoding('h')) && await encoding('q')", within=30)
    await b.until("s.width <= 320 && s.frames > 20")
    await b.page.evaluate("wish(2)")
    await a.until("await encoding('f')", within=30)
    await b.until("s.frames > 40")


async def test_a_camera_goes_and_comes_back(stage: Stage) -> None:
    a, b = await stage.enter("a"), await stage.enter("b")
    await a.publish()
    for call in ("muted", "republished"):
        await b.until("s.frames > 10")
        await a.page.evaluate(f"{call}()")
        await b.until("s.energy > 0.001")
    before = (await b.stats())["frames"]
    await b.until(f"s.frames > {before + 20}")


async def test_a_picture_that_is_not_wanted_is_not_sent(stage: Stage) -> None:
    a, b = await stage.enter("a"), await stage.enter("b")
    await a.publish()
    await b.until("s.frames > 10")
    await b.page.evaluate("enable(false)")
    await b.until("await still()")
    await b.page.evaluate("enable(true)")
    before = (await b.stats())["frames"]
    await b.until(f"s.frames > {before + 20}")


async def test_adaptive_streams_follow_the_size_of_the_element(stage: Stage) -> None:
    a = await stage.enter("a")
    b = await stage.enter("b", adaptiveStream=True)
    await a.publish()
    await b.page.evaluate("show(160, 90)")
    await b.until("s.frames > 20 && s.width === 320")
    await b.page.evaluate("show(1280, 720)")
    await b.until("s.width > 320", within=30)


@pytest.mark.parametrize("single", [True, False], ids=["v1", "v0"])
async def test_the_floor_is_taken_and_given_back(stage: Stage, livekit: api.LiveKitAPI, single: bool) -> None:
    a = await stage.enter("a", singlePeerConnection=single)
    b = await stage.enter("b", singlePeerConnection=single)
    await a.publish()
    for turn in range(1, 4):
        await b.until("(await receiving()) === '1 pictures, 1 sounds'")
        await _permit(livekit, stage.room, ["CAMERA"])
        await a.until(f"events.filter((e) => e === 'localTrackUnpublished').length === {turn}")
        assert await a.page.evaluate("probe.room.localParticipant.isMicrophoneEnabled") is False
        await b.until("(await receiving()) === '1 pictures, 0 sounds'")
        await _permit(livekit, stage.room, ["CAMERA", "MICROPHONE"])
        await a.page.wait_for_function(
            "probe.room.localParticipant.permissions.canPublishSources.length === 2"
        )
        await a.page.evaluate("probe.room.localParticipant.setMicrophoneEnabled(true)")
    await b.until("(await receiving()) === '1 pictures, 1 sounds'")


async def _permit(livekit: api.LiveKitAPI, room: str, sources: list[str]) -> None:
    permission = api.ParticipantPermission(
        can_subscribe=True, can_publish=True, can_publish_data=True, can_publish_sources=list(sources)
    )
    await livekit.room.update_participant(
        api.UpdateParticipantRequest(room=room, identity="a", permission=permission)
    )


@ON_BAD_WAYS
async def test_a_lost_signalling_connection_is_resumed(stage: Stage, single: bool) -> None:
    a = await stage.enter("a", singlePeerConnection=single)
    b = await stage.enter("b", singlePeerConnection=single)
    await a.publish()
    await b.until("s.frames > 10")
    for person in (a, b):
        await person.page.evaluate("probe.room.simulateScenario('signal-reconnect')")
        await person.until("events.includes('signalReconnecting') && events.includes('reconnected')")
        assert ["reconnecting", ""] not in await person.page.evaluate("probe.events")
    frames = (await b.stats())["frames"]
    await b.until(f"s.frames > {frames + 20}")
    assert ["participantDisconnected", "a"] not in await b.page.evaluate("probe.events")


async def test_a_full_reconnect_publishes_again(stage: Stage) -> None:
    a, b = await stage.enter("a"), await stage.enter("b")
    await a.publish()
    await b.until("s.frames > 10")
    await a.page.evaluate("probe.room.simulateScenario('full-reconnect')")
    await a.until("events.includes('reconnected')")
    await b.until("events.includes('participantDisconnected') && s.frames > 10 && s.energy > 0.001")


@pytest.mark.parametrize("crash", [True, False], ids=["kill -9", "SIGTERM"])
async def test_pages_come_back_by_themselves_after_a_restart(
    pages: list[BrowserPerson], room_name: str, crash: bool
) -> None:
    server = MediaServer()
    server.start()
    try:
        stage = Stage(server, room_name, pages)
        a, b = await stage.enter("a"), await stage.enter("b")
        await a.publish()
        await b.until("s.frames > 10")
        if crash:
            server.kill()
        else:
            server.stop()
        server.start()
        for person in (a, b):
            await person.until("events.includes('reconnected')", within=12)
        await b.until("s.frames > 20 && s.energy > 0.01", within=12)
    finally:
        server.stop()


async def test_a_refused_token_is_reported_as_such(stage: Stage, pages: list[BrowserPerson]) -> None:
    with pytest.raises(Exception, match="invalid API key"):
        await pages[0].join(stage.server.url, _foreign_token())


def _foreign_token() -> str:
    grants = api.VideoGrants(room_join=True, room="r")
    token = api.AccessToken("another-key", "a-secret-that-this-server-does-not-know")
    return token.with_identity("i").with_grants(grants).to_jwt()

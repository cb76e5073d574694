"""Codecs, encryption and layers between the unmodified livekit-client in Chromium and the Python SDK."""

from __future__ import annotations

import json

import pytest
from livekit import rtc

from signaling.tests.browser_client import BrowserPerson, Stage
from signaling.tests.sdk import Cast

pytestmark = pytest.mark.browser


async def _shows(person: BrowserPerson, wanted: dict[str, object], frames: int = 20) -> None:
    """Wait until every received picture of these values was decoded so often."""
    values = " && ".join(f"p[{json.dumps(key)}] === {json.dumps(value)}" for key, value in wanted.items())
    await person.until(f"(await playing()).some((p) => {values} && p.frames > {frames})", within=40)


@pytest.mark.parametrize(
    ("codec", "single"), [("VP9", True), ("AV1", False), ("H264", True)], ids=["vp9-v1", "av1-v0", "h264-v1"]
)
async def test_a_codec_is_decoded_by_pages_and_sdks(
    stage: Stage, cast: Cast, codec: str, single: bool
) -> None:
    defaults = {"videoCodec": codec.lower()}
    a = await stage.enter("a", singlePeerConnection=single, publishDefaults=defaults)
    b = await stage.enter("b", singlePeerConnection=single)
    sdk = await cast.join("sdk", single_peer=single)
    camera = await sdk.show(codec=getattr(rtc.VideoCodec, codec))
    await a.publish()
    await _shows(b, {"codec": f"video/{codec}"})
    await b.until(
        f"(await playing()).filter((p) => p.codec === 'video/{codec}' && p.frames > 10).length === 2"
    )
    await sdk.until(lambda: any(count > 10 for count in sdk.frames.values()), within=40)
    assert camera.sid not in sdk.frames
    sound = await b.page.evaluate(
        "[...probe.room.remoteParticipants.get('a').audioTrackPublications.values()][0].mimeType"
    )
    assert sound == "audio/red"
    assert all(each["codec"] == f"video/{codec}" for each in await a.page.evaluate("sending()"))


async def test_who_lacks_the_codec_gets_the_track_in_another(stage: Stage, cast: Cast) -> None:
    a = await stage.enter("a", publishDefaults={"videoCodec": "vp9", "backupCodec": True})
    await a.publish()
    sdk = await cast.join("sdk")
    await sdk.until(lambda: any(count > 10 for count in sdk.frames.values()), within=40)
    assert {each["codec"] for each in await a.page.evaluate("sending()")} == {"video/VP9"}
    b = await stage.enter("b", decodes=["VP8", "rtx"])
    await _shows(b, {"codec": "video/VP8"})
    assert {each["codec"] for each in await a.page.evaluate("sending()")} == {"video/VP9", "video/VP8"}
    before = dict(sdk.frames)
    await sdk.until(lambda: all(sdk.frames[sid] > count + 10 for sid, count in before.items()))


async def test_what_is_encrypted_from_end_to_end_is_understood_by_both_kinds_of_clients(
    stage: Stage, cast: Cast
) -> None:
    a = await stage.enter("a", e2eeKey="secret of two")
    sdk = await cast.join("sdk", key=b"secret of two")
    await a.publish()
    await sdk.show()
    await sdk.until(lambda: any(count > 10 for count in sdk.frames.values()), within=40)
    await sdk.until(lambda: any(count > 10 for count in sdk.loud.values()))
    await _shows(a, {"source": "camera"})


async def test_layers_change_without_a_visible_break_and_a_dead_one_is_left(stage: Stage) -> None:
    a, b = await stage.enter("a"), await stage.enter("b")
    await a.publish()
    # How large the best layer is, a busy machine decides: the encoder gives way.
    await b.until("(await playing()).some((p) => p.width > 320 && p.frames > 60)", within=40)
    [start] = await b.page.evaluate("playing()")
    for quality, width in ((0, "=== 320"), (2, "> 320"), (0, "=== 320"), (2, "> 320")):
        await b.page.evaluate(f"wish({quality})")
        await b.until(f"(await playing()).some((p) => p.width {width})", within=40)
    [end] = await b.page.evaluate("playing()")
    assert end["longest"] - start["longest"] < 0.5
    assert end["dropped"] - start["dropped"] <= 2
    await a.page.evaluate("silence('f')")
    await b.until("(await playing()).some((p) => p.width <= 640)", within=40)
    [fallen] = await b.page.evaluate("playing()")
    assert fallen["longest"] - end["longest"] < 3
    await a.page.evaluate("shareScreen(1280, 720)")
    await _shows(b, {"source": "screen_share"})
    await b.page.evaluate("wish(0)")
    await b.until("(await playing()).some((p) => p.source === 'screen_share' && p.width < 1280)")


# Sound early, sound late: the limits of what is acceptable (ITU-R BT.1359-1), in milliseconds.
_EARLIEST, _LATEST = -90, 185


async def test_a_beep_is_heard_with_its_flash_after_changes_of_layers_and_mutes(stage: Stage) -> None:
    a, b = await stage.enter("a"), await stage.enter("b")
    await a.page.evaluate("flashAndBeep()")
    await b.until(
        "s.width > 320 && s.frames > 20 && (await receiving()) === '1 pictures, 1 sounds'", within=40
    )
    in_step = f"await skew(5).then((late) => late !== null && late > {_EARLIEST} && late < {_LATEST})"
    await b.until(in_step, within=60)
    await b.page.evaluate("wish(0)")
    await b.until("(await playing())[0].width === 320")
    await b.page.evaluate("wish(2)")
    await b.until("(await playing())[0].width > 320", within=40)
    await b.until(in_step, within=20)
    await a.page.evaluate("pauseAll(1500)")
    await b.until(in_step, within=20)

"""A participant played by the unmodified LiveKit SDK for Python, in a process (and namespace) of its own.

    python -m tests.link.actor URL TOKEN ROLES

ROLES holds any of `publish` (a camera and a microphone that never stop), `large` (that camera is one of three
layers instead of two) and `subscribe`. Every 100 ms a
line of JSON tells what was decoded since the last one, in seconds of the machine's monotonic clock:

    {"t": …, "frames": […], "sounds": […], "width": …, "concealed": …, "samples": …, "events": [[t, name], …]}

`frames` and `sounds` are the moments of decoded pictures and of audible sound, one for each; `concealed` of
`samples` audio samples were made up because packets were missing. It leaves when its standard input ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Coroutine
from typing import Any

import numpy as np
from livekit import rtc

_REPORT_SECONDS = 0.1
_LEAVE_SECONDS = 3.0
_STATS_SECONDS, _STATS_PATIENCE = 0.05, 2.0
_LOUD = 1000
# The SDK makes two layers of the first and three of the second, the lowest of 160 kbit/s.
_SMALL, _LARGE, _RATE = (640, 360), (960, 540), 15
# More than the narrow line of the tests carries, so that somebody has to choose.
_MAX_BITRATE = 1_200_000


class Actor:
    """What one participant does and notices."""

    def __init__(self) -> None:
        self.room = rtc.Room()
        self._frames: list[float] = []
        self._sounds: list[float] = []
        self._events: list[tuple[float, str]] = []
        self._width = 0
        self._received: dict[str, rtc.Track] = {}
        self._counted: dict[str, tuple[int, int, int]] = {}
        self._concealed = self._samples = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        for name in ("reconnecting", "reconnected", "disconnected"):
            self.room.on(name, lambda *_, name=name: self._note(name))
        self.room.on("track_subscribed", self._subscribed)
        self.room.on("track_unsubscribed", lambda track, *_: self._received.pop(track.sid, None))

    def _note(self, name: str) -> None:
        self._events.append((time.monotonic(), name))

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def play(self, url: str, token: str, roles: str) -> None:
        """Join, and stay until standard input ends."""
        options = rtc.RoomOptions(auto_subscribe="subscribe" in roles)
        await self.room.connect(url, token, options)
        self._note("connected")
        if "publish" in roles:
            await self._publish(*(_LARGE if "large" in roles else _SMALL))
        self._spawn(self._count_all())
        self._spawn(self._report())
        await asyncio.to_thread(sys.stdin.read)
        await self._leave()

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.room.disconnect(), _LEAVE_SECONDS)

    async def _publish(self, width: int, height: int) -> None:
        sound = rtc.AudioSource(48000, 1)
        picture = rtc.VideoSource(width, height)
        me = self.room.local_participant
        await me.publish_track(
            rtc.LocalAudioTrack.create_audio_track("microphone", sound),
            # Silence suppression is off: each packet must be accounted for.
            rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False, red=False),
        )
        await me.publish_track(
            rtc.LocalVideoTrack.create_video_track("camera", picture),
            rtc.TrackPublishOptions(
                source=rtc.TrackSource.SOURCE_CAMERA,
                simulcast=True,
                video_codec=rtc.VideoCodec.VP8,
                video_encoding=rtc.VideoEncoding(max_bitrate=_MAX_BITRATE, max_framerate=_RATE),
            ),
        )
        self._spawn(_speak(sound))
        self._spawn(_move(picture, width, height))

    def _subscribed(self, track: rtc.Track, *_: Any) -> None:
        self._received[track.sid] = track
        if track.kind == rtc.TrackKind.KIND_AUDIO:
            self._spawn(self._hear(track))

    async def _hear(self, track: rtc.Track) -> None:
        async for event in rtc.AudioStream(track):
            if np.abs(np.frombuffer(event.frame.data, np.int16)).max() > _LOUD:
                self._sounds.append(time.monotonic())

    async def _count_all(self) -> None:
        # Counters of the decoder: a video stream handed to Python would lose pictures when this process lags.
        while True:
            await asyncio.sleep(_STATS_SECONDS)
            for sid, track in list(self._received.items()):
                # A track that ends while it is asked never answers.
                with contextlib.suppress(TimeoutError):
                    self._count(sid, await asyncio.wait_for(track.get_stats(), _STATS_PATIENCE))

    def _count(self, sid: str, stats: list[Any]) -> None:
        for each in stats:
            if each.WhichOneof("stats") != "inbound_rtp":
                continue
            inbound = each.inbound_rtp.inbound
            now = inbound.frames_decoded, inbound.concealed_samples, inbound.total_samples_received
            before = self._counted.get(sid, now)
            self._counted[sid] = now
            self._frames += [time.monotonic()] * (now[0] - before[0])
            self._concealed += max(0, now[1] - before[1])
            self._samples += max(0, now[2] - before[2])
            self._width = inbound.frame_width or self._width

    async def _report(self) -> None:
        while True:
            frames, sounds, events = self._frames, self._sounds, self._events
            self._frames, self._sounds, self._events = [], [], []
            line = {
                "t": time.monotonic(),
                "frames": frames,
                "sounds": sounds,
                "events": events,
                "width": self._width,
                "concealed": self._concealed,
                "samples": self._samples,
            }
            print(json.dumps(line), flush=True)
            await asyncio.sleep(_REPORT_SECONDS)


async def _speak(source: rtc.AudioSource) -> None:
    phase = 0
    while True:
        samples = np.sin(2 * np.pi * 440 * (np.arange(480) + phase) / 48000) * 10000
        phase += 480
        await source.capture_frame(rtc.AudioFrame(samples.astype(np.int16).tobytes(), 48000, 1, 480))


def _pictures(width: int, height: int, count: int = 24) -> list[bytes]:
    """Frames (I420) that all differ everywhere, so that the encoder uses what bitrate it may.

    The grain is so fine that a small layer, where it is averaged, is cheap.
    """
    random = np.random.default_rng(1)
    frames = []
    for _ in range(count):
        blocks = random.integers(100, 156, (height // 4, width // 4), dtype=np.uint8)
        luma = np.kron(blocks, np.ones((4, 4), np.uint8))
        chroma = np.full(width * height // 2, 128, np.uint8)
        frames.append(luma.tobytes() + chroma.tobytes())
    return frames


async def _move(source: rtc.VideoSource, width: int, height: int) -> None:
    frames = _pictures(width, height)
    due, count = time.monotonic(), 0
    while True:
        frame = rtc.VideoFrame(width, height, rtc.VideoBufferType.I420, frames[count % len(frames)])
        source.capture_frame(frame)
        count += 1
        due = max(due + 1 / _RATE, time.monotonic() - 1)
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def _main(url: str, token: str, roles: str) -> None:
    # The SDK's Room binds itself to the running loop when it is made.
    await Actor().play(url, token, roles)


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:4]))

"""People in a room, played by the unmodified LiveKit SDK for Python."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
from livekit import rtc
from livekit.rtc.e2ee import KeyProviderOptions

from signaling.tests.harness import MediaServer

TIMEOUT = 15.0
LEAVE_TIMEOUT = 5.0


class Person:
    """One participant: what it heard and saw, and the means to wait for it."""

    def __init__(self, identity: str) -> None:
        self.room = rtc.Room()
        self.identity = identity
        self.frames: dict[str, int] = {}
        self.widths: dict[str, int] = {}
        self.loud: dict[str, int] = {}
        self.data: list[rtc.DataPacket] = []
        self.log: list[tuple[str, str]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._happened = asyncio.Condition()
        self._listen()

    def _listen(self) -> None:
        on = self.room.on
        on("track_subscribed", self._subscribed)
        on("data_received", self._data)
        on("participant_connected", lambda p: self.note("joined", p.identity))
        on("participant_disconnected", lambda p: self.note("left", p.identity))
        on("track_muted", lambda p, pub: self.note("muted", pub.sid))
        on("track_unmuted", lambda p, pub: self.note("unmuted", pub.sid))
        on("track_unpublished", lambda pub, p: self.note("unpublished", pub.sid))
        on("local_track_unpublished", lambda pub: self.note("local unpublished", pub.sid))
        on("disconnected", lambda reason: self.note("disconnected", rtc.DisconnectReason.Name(reason)))
        on("room_metadata_changed", lambda old, new: self.note("metadata", new))
        on("participant_attributes_changed", lambda changed, p: self.note("attributes", str(changed)))
        on("participant_name_changed", lambda p, old, new: self.note("name", new))
        on("active_speakers_changed", self._speakers)
        on("connection_quality_changed", lambda p, q: self.note("quality", f"{p.identity} {q}"))
        on("reconnecting", lambda: self.note("reconnecting", ""))
        on("reconnected", lambda: self.note("reconnected", ""))
        on("participant_metadata_changed", lambda p, old, new: self.note("own words", f"{p.identity}: {new}"))
        on("participant_permissions_changed", lambda old, new: self.note("permissions", str(new.can_publish)))
        on("token_refreshed", lambda: self.note("token", ""))

    def note(self, what: str, who: str) -> None:
        """Remember an event and wake those who wait."""
        self.log.append((what, who))
        self._spawn(self._wake())

    async def _wake(self) -> None:
        async with self._happened:
            self._happened.notify_all()

    def _spawn(self, coroutine: Any) -> None:
        self._tasks.append(asyncio.get_running_loop().create_task(coroutine))

    def _speakers(self, speakers: list[rtc.Participant]) -> None:
        for speaker in speakers:
            self.note("speaks", speaker.identity)

    def _data(self, packet: rtc.DataPacket) -> None:
        self.data.append(packet)
        self.note("data", packet.data.decode())

    def _subscribed(self, track: rtc.Track, publication: Any, participant: Any) -> None:
        self.note("subscribed", publication.sid)
        watch = self._watch if track.kind == rtc.TrackKind.KIND_VIDEO else self._hear
        self._spawn(watch(track, publication.sid))

    async def _watch(self, track: rtc.Track, sid: str) -> None:
        async for event in rtc.VideoStream(track):
            self.frames[sid] = self.frames.get(sid, 0) + 1
            self.widths[sid] = event.frame.width
            await self._wake()

    async def _hear(self, track: rtc.Track, sid: str) -> None:
        async for event in rtc.AudioStream(track):
            if np.abs(np.frombuffer(event.frame.data, np.int16)).max() > 1000:
                self.loud[sid] = self.loud.get(sid, 0) + 1
                await self._wake()

    async def until(self, condition: Callable[[], bool], within: float = TIMEOUT) -> None:
        """Wait until something this person noticed makes the condition true."""
        async with self._happened:
            try:
                async with asyncio.timeout(within):
                    while not condition():  # some of what the room shows changes without an event
                        await self._moment()
            except TimeoutError as error:
                raise AssertionError(
                    f"{self.identity} waited in vain; log {self.log}, frames {self.frames}, "
                    f"widths {self.widths}, sound {self.loud}"
                ) from error

    async def _moment(self) -> None:
        """Until something is noticed, or a moment has passed. The condition's lock is held."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._happened.wait(), 0.2)

    async def saw(self, what: str, who: str, within: float = TIMEOUT) -> None:
        """Wait for an event."""
        await self.until(lambda: (what, who) in self.log, within)

    async def watches(self, sid: str, more: int = 10, within: float = TIMEOUT) -> None:
        """Wait until this many more frames of a track were decoded."""
        goal = self.frames.get(sid, 0) + more
        await self.until(lambda: self.frames.get(sid, 0) >= goal, within)

    async def hears(self, sid: str, more: int = 20, within: float = TIMEOUT) -> None:
        """Wait until this many more loud frames of a track were played."""
        goal = self.loud.get(sid, 0) + more
        await self.until(lambda: self.loud.get(sid, 0) >= goal, within)

    async def speak(self) -> rtc.LocalTrackPublication:
        """Publish a microphone with a steady tone."""
        source = rtc.AudioSource(48000, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        publication = await self.room.local_participant.publish_track(track, options)
        self._spawn(_tone(source))
        return publication

    async def show(
        self, width: int = 640, height: int = 360, *, simulcast: bool = False, codec: Any = rtc.VideoCodec.VP8
    ) -> rtc.LocalTrackPublication:
        """Publish a camera with a moving picture."""
        source = rtc.VideoSource(width, height)
        track = rtc.LocalVideoTrack.create_video_track("camera", source)
        options = rtc.TrackPublishOptions(
            source=rtc.TrackSource.SOURCE_CAMERA, simulcast=simulcast, video_codec=codec
        )
        publication = await self.room.local_participant.publish_track(track, options)
        self._spawn(_picture(source, width, height))
        return publication

    async def leave(self) -> None:
        """End every task, then disconnect.

        In this order: a source that is fed while its room goes can keep the SDK from ever answering. That is
        the SDK's own affair, so a disconnect without an answer is left behind.
        """
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.room.disconnect(), LEAVE_TIMEOUT)


async def _tone(source: rtc.AudioSource) -> None:
    phase = 0
    while True:
        samples = np.sin(2 * np.pi * 440 * (np.arange(480) + phase) / 48000) * 10000
        phase += 480
        await source.capture_frame(rtc.AudioFrame(samples.astype(np.int16).tobytes(), 48000, 1, 480))


async def _picture(source: rtc.VideoSource, width: int, height: int) -> None:
    count = 0
    while True:
        frame = np.full((height, width, 4), count % 255, np.uint8)
        frame[: height // 2, (count * 8) % width :, 0] = 255
        count += 1
        source.capture_frame(rtc.VideoFrame(width, height, rtc.VideoBufferType.RGBA, frame.tobytes()))
        await asyncio.sleep(1 / 15)


class Cast:
    """The people of one room."""

    def __init__(self, server: MediaServer, room_name: str) -> None:
        self.server = server
        self.room_name = room_name
        self._people: list[Person] = []

    async def join(
        self,
        identity: str,
        *,
        single_peer: bool = True,
        auto: bool = True,
        only_relayed: bool = False,
        key: bytes = b"",
        token: str = "",
        **grants: Any,
    ) -> Person:
        """Let somebody in; with `only_relayed` by nothing but TURN servers, with `key` all is encrypted."""
        person = Person(identity)
        self._people.append(person)
        options = rtc.RoomOptions(auto_subscribe=auto, single_peer_connection=single_peer)
        if only_relayed:
            options.rtc_config = rtc.RtcConfiguration(ice_transport_type=rtc.IceTransportType.TRANSPORT_RELAY)
        if key:
            options.encryption = rtc.E2EEOptions(KeyProviderOptions(shared_key=key))
        token = token or self.server.token(identity, self.room_name, **grants)
        await person.room.connect(self.server.url, token, options)
        return person

    async def leave(self) -> None:
        """Everybody leaves."""
        for person in self._people:
            await person.leave()

"""One synthetic participant: LiveKit signalling (protocol v0) over a WebSocket, and its two transports."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from livekit.protocol import models, rtc

from bench.load import sdp
from bench.load.engine import AUDIO, REPAIR, VIDEO, LoadError, Publication, StreamReport
from bench.load.generator import Generator
from bench.load.profile import CAMERA, MICROPHONE, Layer
from bench.load.transport import Transport

logger = logging.getLogger(__name__)

_PROTOCOL = 15
_PATIENCE = 20.0
_PING = 5.0
_QUALITY = {"q": models.VideoQuality.LOW, "h": models.VideoQuality.MEDIUM, "f": models.VideoQuality.HIGH}
_KINDS = {"audio": AUDIO, "video": VIDEO}


@dataclass(frozen=True)
class Wish:
    """What a participant sends and takes: `small` asks for the lowest layer, as a wall of tiles does."""

    microphone: bool = False
    camera: bool = False
    subscribe: bool = True
    small: bool = False


class Client:
    """A participant. `connect_ns` is the real-time clock when its TCP connection was begun."""

    def __init__(self, generator: Generator, wish: Wish = Wish()) -> None:
        self._generator = generator
        self._wish = wish
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._subscriber: Transport | None = None
        self._publisher: Transport | None = None
        self._published: asyncio.Queue[rtc.TrackPublishedResponse] = asyncio.Queue(4)
        self._joined = asyncio.Event()
        self._layers: dict[str, dict[int, int]] = {}
        self._settled: set[str] = set()
        self._candidates: list[tuple[int, str]] = []
        self.sid = ""
        self.connect_ns = 0
        self.failure: str | None = None
        self._leaving = False

    async def connect(self, url: str, token: str) -> None:
        """Join and publish what was wished; raises LoadError. Subscriptions go on by themselves."""
        subscribe = int(self._wish.subscribe)
        told = {"protocol": _PROTOCOL, "auto_subscribe": subscribe, "sdk": "python", "version": "1.0"}
        query = urlencode({"access_token": token, **told})
        self.connect_ns = time.time_ns()
        try:
            async with asyncio.timeout(_PATIENCE):
                self._socket = await self._generator.http.ws_connect(
                    f"{url}/rtc?{query}", max_msg_size=1 << 24
                )
                self._begin(self._read(self._socket))
                self._begin(self._ping())
                await self._joined.wait()
                if self._wish.microphone or self._wish.camera:
                    await self._publish()
        except aiohttp.WSServerHandshakeError as error:
            raise LoadError(f"a participant was refused: {error.status} {error.message}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise LoadError(f"a participant could not join: {self.failure or repr(error)}") from error

    async def leave(self) -> None:
        """Say goodbye and free everything."""
        self._leaving = True
        if self._socket is not None:
            with contextlib.suppress(ConnectionError, aiohttp.ClientError, TimeoutError):
                async with asyncio.timeout(2):
                    await self._send(leave=rtc.LeaveRequest(reason=models.DisconnectReason.CLIENT_INITIATED))
                    await self._socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transport in (self._subscriber, self._publisher):
            if transport is not None:
                await self._generator.drop(transport)

    def sent(self) -> dict[str, int]:
        """Packets sent so far, by the rid of the layer; the microphone's under an empty name."""
        if self._publisher is None:
            return {}
        publications = self._publisher.publications.values()
        return {rid: self._generator.engine.publication(number).packets for number, _, rid in publications}

    def _media(self) -> list[StreamReport]:
        if self._subscriber is None or self._subscriber.number < 0:
            return []
        streams = self._generator.engine.streams(self._subscriber.number)
        return [each for each in streams if each.kind in (AUDIO, VIDEO)]

    def received(self) -> int:
        """Packets of sound and picture received so far."""
        return sum(each.packets for each in self._media())

    def first_picture_ns(self) -> int:
        """When the first packet of a picture arrived (real-time clock), 0 while none has."""
        return min((each.first_ns for each in self._media() if each.kind == VIDEO), default=0)

    def first_media_ns(self) -> int:
        """When the first packet of sound or picture arrived (real-time clock), 0 while none has."""
        return min((each.first_ns for each in self._media()), default=0)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and self.failure is None and not self._leaving:
            self.failure = repr(error)
            logger.warning("a participant failed: %s", self.failure)

    # -- signalling ------------------------------------------------------------------------------

    async def _send(self, **message: Any) -> None:
        if self._socket is not None:
            await self._socket.send_bytes(rtc.SignalRequest(**message).SerializeToString())

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(_PING)
            await self._send(ping_req=rtc.Ping(timestamp=time.time_ns() // 1_000_000, rtt=1))

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.BINARY:
                continue
            response = rtc.SignalResponse.FromString(message.data)
            kind = response.WhichOneof("message")
            handler = getattr(self, f"_on_{kind}", None)
            if handler is not None:
                await handler(getattr(response, kind))

    async def _on_join(self, message: Any) -> None:
        self.sid = message.participant.sid
        await self._settle([message.participant, *message.other_participants])
        self._joined.set()

    async def _on_update(self, message: Any) -> None:
        await self._settle(message.participants)

    async def _on_leave(self, message: Any) -> None:
        self.failure = f"the server ended the session ({models.DisconnectReason.Name(message.reason)})"
        logger.warning(self.failure)

    async def _on_track_published(self, message: Any) -> None:
        self._published.put_nowait(message)

    async def _on_offer(self, message: Any) -> None:
        offer = sdp.parse(message.sdp)
        transport = self._subscriber = self._subscriber or self._generator.transport(with_data=True)
        answer = sdp.answer(offer, transport.local("active"))
        await self._send(answer=rtc.SessionDescription(type="answer", sdp=answer, id=message.id))
        transport.set_remote(offer, we_offered=False)
        self._take_candidates()
        self._expect_when_connected(transport, offer)

    def _expect_when_connected(self, transport: Transport, offer: sdp.Description) -> None:
        async def expect() -> None:
            await transport.connected.wait()
            for section in offer.sections:
                for ssrc in section.ssrcs() if section.kind in _KINDS else ():
                    kind = REPAIR if ssrc in section.repairs() else _KINDS[section.kind]
                    self._generator.engine.expect(transport.number, ssrc, kind)

        self._begin(expect())

    async def _on_trickle(self, message: Any) -> None:
        candidate = json.loads(message.candidateInit).get("candidate", "") if message.candidateInit else ""
        if candidate:
            self._candidates.append((message.target, candidate))
            self._take_candidates()

    def _take_candidates(self) -> None:
        for target, candidate in self._candidates:
            transport = self._subscriber if target == rtc.SignalTarget.SUBSCRIBER else self._publisher
            if transport is not None:
                transport.add_candidate(candidate)

    async def _on_answer(self, message: Any) -> None:
        if self._publisher is not None:
            self._publisher.set_remote(sdp.parse(message.sdp), we_offered=True)
            self._take_candidates()

    async def _on_subscribed_quality_update(self, message: Any) -> None:
        """Dynacast: send only the layers somebody takes."""
        codecs = [each for each in message.subscribed_codecs if each.codec.lower().endswith("vp8")]
        qualities = codecs[0].qualities if codecs else message.subscribed_qualities
        for each in qualities:
            number = self._layers.get(message.track_sid, {}).get(each.quality)
            if number is not None:
                self._generator.engine.steer(number, each.enabled)

    async def _settle(self, participants: Sequence[Any]) -> None:
        if not self._wish.small:
            return
        for participant in participants:
            for track in participant.tracks:
                mine = participant.sid == self.sid
                if track.type == models.TrackType.VIDEO and not mine and track.sid not in self._settled:
                    self._settled.add(track.sid)
                    small = CAMERA[0]
                    settings = rtc.UpdateTrackSettings(
                        track_sids=[track.sid],
                        quality=models.VideoQuality.LOW,
                        width=small.width,
                        height=small.height,
                    )
                    await self._send(track_setting=settings)

    # -- publishing ------------------------------------------------------------------------------

    async def _publish(self) -> None:
        tracks = [_track((MICROPHONE,))] if self._wish.microphone else []
        tracks += [_track(CAMERA)] if self._wish.camera else []
        sids = [await self._announce(track) for track in tracks]
        transport = self._publisher = self._generator.transport()
        offer = rtc.SessionDescription(type="offer", sdp=sdp.offer(tracks, transport.local("actpass")), id=1)
        await self._send(offer=offer)
        await transport.connected.wait()
        for mid, (track, sid) in enumerate(zip(tracks, sids, strict=True)):
            self._start(transport, str(mid), track, sid)

    async def _announce(self, track: sdp.Sent) -> str:
        request = rtc.AddTrackRequest(
            cid=track.cid, name="microphone", source=models.TrackSource.MICROPHONE, disable_red=True
        )
        if track.rids:
            full = CAMERA[-1]
            request = rtc.AddTrackRequest(
                cid=track.cid,
                name="camera",
                type=models.TrackType.VIDEO,
                source=models.TrackSource.CAMERA,
                width=full.width,
                height=full.height,
                layers=[_announced(layer) for layer in CAMERA],
                simulcast_codecs=[rtc.SimulcastCodec(codec="vp8", cid=track.cid)],
            )
        await self._send(add_track=request)
        published = await self._published.get()
        return str(published.track.sid)

    def _start(self, transport: Transport, mid: str, track: sdp.Sent, sid: str) -> None:
        for layer, ssrc in zip(CAMERA if track.rids else (MICROPHONE,), track.ssrcs, strict=True):
            publication = _publication(layer, mid, ssrc)
            number = self._generator.engine.publish(transport.number, publication)
            transport.publications[ssrc] = (number, publication.clock_rate, layer.rid)
            if layer.rid:
                self._layers.setdefault(sid, {})[_QUALITY[layer.rid]] = number


def _track(layers: Sequence[Layer]) -> sdp.Sent:
    rids = tuple(layer.rid for layer in layers if layer.rid)
    return sdp.Sent(secrets.token_hex(8), tuple(secrets.randbits(31) | 1 for _ in layers), rids)


def _announced(layer: Layer) -> Any:
    return models.VideoLayer(
        quality=_QUALITY[layer.rid], width=layer.width, height=layer.height, bitrate=layer.bits_per_second
    )


def _publication(layer: Layer, mid: str, ssrc: int) -> Publication:
    video = bool(layer.rid)
    return Publication(
        active=1,
        keyframe_wanted=int(video),
        ssrc=ssrc,
        clock_rate=90000 if video else 48000,
        payload_type=96 if video else 111,
        kind=VIDEO if video else AUDIO,
        mid_extension=sdp.EXTENSIONS[sdp.MID],
        rid_extension=sdp.EXTENSIONS[sdp.RID] if video else 0,
        feedback_extension=sdp.EXTENSIONS[sdp.FEEDBACK] if video else 0,
        level_extension=0 if video else sdp.EXTENSIONS[sdp.LEVEL],
        mid=mid.encode(),
        rid=layer.rid.encode(),
        interval_ns=layer.interval_ns,
        packets=layer.packets,
        key_packets=layer.key_packets,
        size=layer.size,
    )

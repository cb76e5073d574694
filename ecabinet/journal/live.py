"""The live socket: every later event that this viewer may see. It takes no commands, only `{"seen": n}`.

Daphne's send never blocks, so slowness is seen by acknowledgement only: a screen more than 500 events or
256 KB behind is closed with 4408 and resyncs from the snapshot.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from ecabinet.directory.principal import Principal, principal_of_session
from ecabinet.journal.audience import Viewer
from ecabinet.journal.frames import BATCH, Batch, Frame, read_frames
from ecabinet.journal.hub import hub, in_thread
from ecabinet.journal.passing import Word, passing
from ecabinet.journal.snapshot import last_visible, stream_kind, stream_name
from ecabinet.wire import WIRE, text_message

log = logging.getLogger(__name__)

PING_SECONDS = 10
MOST_UNSEEN_FRAMES = 500
MOST_UNSEEN_BYTES = 256 * 1024
# Passing words that a screen may leave unanswered (it answers every ten seconds); then only the newest waits.
MOST_UNHEARD_WORDS = 200
# Single rights that were given, taken back or ran out: who holds them stays signed in.
RIGHTS_GIVEN = {"right.given", "right.withdrawn", "right.expired"}
NOT_SIGNED_IN, NO_RIGHT, TOO_FAR_BEHIND = 4401, 4404, 4408
BROKEN = 1011  # RFC 6455 section 7.4.1: the screen connects again and goes on where it was


def session_digest(session_key: str) -> str:
    """How events name a session without giving it away."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


class Backlog:
    """What was sent and not yet acknowledged."""

    def __init__(self) -> None:
        self._unseen: deque[tuple[int, int]] = deque()
        self._bytes = 0

    def sent(self, seq: int, size: int) -> None:
        self._unseen.append((seq, size))
        self._bytes += size

    def seen(self, seq: int) -> None:
        while self._unseen and self._unseen[0][0] <= seq:
            self._bytes -= self._unseen.popleft()[1]

    @property
    def too_long(self) -> bool:
        return len(self._unseen) > MOST_UNSEEN_FRAMES or self._bytes > MOST_UNSEEN_BYTES


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One screen. The hub writes news to the socket by itself while nothing else is to be done for it.

    Otherwise (before the first news, when rights are looked up, on servers without `WIRE`) it fills an inbox,
    which one task writes to the socket in order.
    """

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take messages of the socket alone: the usual consumer also listens to a channel of its own."""
        self.scope, self.base_send = scope, send
        with contextlib.suppress(StopConsumer):
            while True:
                await self.dispatch(await receive())

    async def dispatch(self, message: dict[str, Any]) -> None:
        """An acknowledgement touches no database, so nothing is done for connections around it."""
        if message["type"] == "websocket.receive":
            await self.receive(message.get("text"))
        else:
            await super().dispatch(message)

    async def connect(self) -> None:
        self._backlog = Backlog()
        self._inbox: deque[Frame] = deque()
        self._words: dict[str, Word] = {}
        self._unheard = 0
        self._look_again = False
        self._look_anew = False
        self._woken = asyncio.Event()
        self._closed = self._failed = False
        self._principal: Principal | None = None
        self._rests = False  # the writing task has nothing to do
        self._viewer: Viewer | None = None
        self._position = self._prev = 0
        self._wire: Callable[[bytes], None] | None = self.scope.get("extensions", {}).get(WIRE)
        self._tasks: list[asyncio.Task[None]] = []
        self._subject = str(self.scope["url_route"]["kwargs"]["subject"])
        self._stream = stream_name(self.kind, self._subject)
        await self.accept()
        try:
            # Watch first: a right lost while it is being looked up must not be missed.
            await hub.watch(self._stream, self)
            passing.watch(self._stream, self)
            if await self._admit():
                self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._ping())]
        except Exception:  # whatever kept it from beginning, the screen shall come again
            log.exception("a live socket could not begin")
            await self._end(BROKEN)

    async def _admit(self) -> bool:
        self._principal = await in_thread(principal_of_session, self.scope["session"])
        if self._principal is None:
            await self._end(NOT_SIGNED_IN)
            return False
        viewer = await self._find_viewer()
        if viewer is None:
            await self._end(NO_RIGHT)
            return False
        self._viewer = viewer
        return True

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        self._unheard = 0
        if self._words:
            self._woken.set()
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            seen = json.loads(text_data or "").get("seen")
            if isinstance(seen, int):
                self._backlog.seen(seen)

    async def disconnect(self, code: int) -> None:
        self._closed = True
        hub.unwatch(self._stream, self)
        passing.unwatch(self._stream, self)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # What the hub calls: in the event loop, never blocking.

    def news(self, batch: Batch) -> None:
        if self._closed:
            return
        if self._rests and self._wire is not None and not self._woken.is_set():
            self._write_now(self._wire, batch)
        else:
            self._inbox.extend(batch.frames)
            self._woken.set()

    def heard(self, word: Word) -> None:
        if self._closed:
            return
        self._words[word.kind] = word
        if self._rests and not self._woken.is_set() and self._wire is not None:
            for newest in self._words_to_say():
                self._wire(newest.message)
        else:
            self._woken.set()

    def rights_changed(self, frame: Frame) -> None:
        if self._viewer is None or frame.may_concern(self._viewer):
            self._look_again = True
            self._woken.set()

    def directory_news(self, frame: Frame) -> None:
        mine = session_digest(self.scope["session"].session_key or "")
        if self._viewer is None:  # who it is, is being looked up, perhaps as it was before this news
            self._look_anew = self._look_again = self._look_again or frame.session_digest in (None, mine)
            return
        concerns_me = self._principal is not None and frame.account_id == self._principal.account_id
        if concerns_me and frame.type in RIGHTS_GIVEN:
            self._look_anew = self._look_again = True
            self._woken.set()
        elif concerns_me and frame.session_digest in (None, mine):
            self._principal = None
            self._woken.set()

    def failed(self) -> None:
        self._failed = True
        self._woken.set()

    def _write_now(self, wire: Callable[[bytes], None], batch: Batch) -> None:
        """All news that this viewer may see, in one write."""
        seen = [shown for frame in batch.frames if (shown := self._taken(frame)) is not None]
        if seen:
            wire(batch.messages(self._prev, seen))
            self._prev = seen[-1].seq
            for frame in seen:
                self._backlog.sent(frame.seq, len(frame.tail))
        self._position = batch.frames[-1].seq
        if self._backlog.too_long:
            self._woken.set()

    def _words_to_say(self) -> list[Word]:
        """The words that wait and are for this viewer; none for a screen that does not say that it hears."""
        if self._viewer is None or self._unheard >= MOST_UNHEARD_WORDS:
            return []
        words = [word for word in self._words.values() if word.is_for(self._viewer)]
        self._words.clear()
        self._unheard += len(words)
        return words

    # The one writer.

    async def _write(self) -> None:
        try:
            await self._write_all()
        except Exception:  # whatever it was: a line that pings and brings no news would be believed
            log.exception("a live socket could not go on")
            await self._end(BROKEN)

    async def _write_all(self) -> None:
        if self._look_again:
            await self._check_rights()
        await self._send_missed()
        for word in await passing.newest(self._stream):
            self._words.setdefault(word.kind, word)
        await self._say_words()
        while not self._closed:
            self._rests = True
            await self._woken.wait()
            self._rests = False
            self._woken.clear()
            if self._failed:
                await self._end(BROKEN)
            elif self._principal is None:
                await self._end(NOT_SIGNED_IN)
            elif self._look_again:
                await self._check_rights()
            while self._inbox and not self._closed:
                await self._send_frame(self._inbox.popleft())
            await self._say_words()
            await self._end_if_behind()

    async def _say_words(self) -> None:
        if not self._closed and not self._look_again:
            for word in self._words_to_say():
                await self._put(word.text)

    async def _send_missed(self) -> None:
        """What was committed after the screen's snapshot and before the hub's news."""
        asked = parse_qs(self.scope.get("query_string", b"").decode("latin-1")).get("after", ["0"])[0]
        self._position = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
        assert self._viewer is not None
        self._prev = await in_thread(last_visible, self._stream, self._viewer, self._position + 1)
        while not self._closed:
            frames = await in_thread(read_frames, self._stream, self._position)
            for frame in frames:
                await self._send_frame(frame)
            if len(frames) < BATCH:
                return

    def _taken(self, frame: Frame) -> Frame | None:
        """The frame as this screen shall have it; None when it is not for it, or was sent already."""
        if self._closed or self._viewer is None or frame.seq <= self._position:
            return None
        return frame.seen_by(self._viewer)

    async def _send_frame(self, frame: Frame) -> None:
        if frame.closes_item and frame.seq > self._position:
            await self._check_rights()
        shown = self._taken(frame)
        self._position = max(self._position, frame.seq)
        if shown is None:
            return
        text = shown.text(self._prev)
        self._prev = frame.seq
        self._backlog.sent(frame.seq, len(text))
        await self._put(text)
        await self._end_if_behind()

    async def _put(self, text: str) -> None:
        if self._wire is None:
            await self.send(text_data=text)
        else:
            self._wire(text_message(text))

    async def _end_if_behind(self) -> None:
        if self._backlog.too_long or len(self._inbox) > MOST_UNSEEN_FRAMES:
            await self._end(TOO_FAR_BEHIND)

    async def _check_rights(self) -> None:
        self._look_again = False
        if self._look_anew:
            self._look_anew = False
            self._principal = await in_thread(principal_of_session, self.scope["session"])
        viewer = await self._find_viewer()
        if viewer is None:
            await self._end(NOT_SIGNED_IN if self._principal is None else NO_RIGHT)
        elif self._viewer is None or viewer.tags != self._viewer.tags:
            await self._end(TOO_FAR_BEHIND)

    async def _find_viewer(self) -> Viewer | None:
        if self._principal is None:
            return None
        return await in_thread(stream_kind(self.kind).find_viewer, self._principal, self._subject)

    async def _ping(self) -> None:
        while not self._closed:
            await self._put(json.dumps({"ping": timezone.now().isoformat()}))
            await asyncio.sleep(PING_SECONDS)

    async def _end(self, code: int) -> None:
        if not self._closed:
            self._closed = True
            await self.close(code)

"""Keeps every media room as its meeting wants it: on news, on hints, and every few seconds anyway.

It runs in each web process. Two of them doing the same is harmless, since every action and every record
is idempotent; a media server that is down is normal and tried again.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from ecabinet import background, mediaserver
from meetings.attendance.rules import Presence
from meetings.media import services
from meetings.media.client import MediaUnreachable, RoomClient
from meetings.media.plan import Seen, plan
from meetings.media.shares import permitted, record_shares
from meetings.media.state import open_meetings

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

EVERY_SECONDS = 10.0
GAP_SECONDS = 0.1
AT_ONCE = 4
FORGET_AFTER_LOOKS = 6
# A shared screen that is gone from the room while its sender is there, and while the sender is away too.
SHARE_GRACE = timedelta(seconds=2)
SHARER_GRACE = timedelta(seconds=12)


@dataclass
class Watch:
    """What is remembered of one meeting between two looks; `looked_at` is a time of the loop.

    `share_missed`: since when the shared screen that our tables know is not in the room.
    """

    presence: Presence = field(default_factory=Presence)
    cursor: int | None = None
    looked_at: float = 0.0
    idle_looks: int = 0
    share_missed: datetime | None = None


class Reconciler:
    """One kept task. `start` and `stop` belong to one event loop, `notice` may come from any thread."""

    def __init__(self, client: RoomClient, every_seconds: float = EVERY_SECONDS) -> None:
        self._client = client
        self._every = every_seconds
        self._watched: dict[UUID, Watch] = {}
        self._due: dict[UUID, float] = {}
        self._hinted: set[UUID] = set()
        self._begun: set[UUID] = set()
        self._wake = asyncio.Event()
        self._rest = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._unreachable = False

    async def start(self) -> None:
        """Begin; returns at once."""
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run(), name="media reconciler")
        self._task.add_done_callback(_tell_end)

    async def stop(self) -> None:
        """End and wait for the end."""
        task, self._task, self._loop = self._task, None, None
        if task is not None:
            await background.end([task])

    def notice(self, meeting_id: UUID, *, hinted: bool = False, begun: bool = False) -> None:
        """Look at a meeting soon. `hinted`: the media server itself says that something happened there.

        `begun`: its room is new there, which in the middle of a meeting means that the server is.
        """
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile: nobody is left to look
                self._loop.call_soon_threadsafe(self._note, meeting_id, hinted, begun)

    def notice_all(self) -> None:
        """Look at every watched meeting soon: rights outside of meetings changed."""
        for meeting_id in list(self._watched):
            self.notice(meeting_id, hinted=True)

    async def settled(self) -> None:
        """Wait until nothing is due now or a moment from now."""
        self._rest.clear()
        self._wake.set()
        await self._rest.wait()

    def _note(self, meeting_id: UUID, hinted: bool, begun: bool) -> None:
        watch = self._watched.get(meeting_id)
        self._plan_look(meeting_id, max(self._time(), watch.looked_at + GAP_SECONDS if watch else 0.0))
        if hinted:
            self._hinted.add(meeting_id)
        if begun:
            self._begun.add(meeting_id)
        self._wake.set()

    def _plan_look(self, meeting_id: UUID, at: float) -> None:
        self._due[meeting_id] = min(at, self._due.get(meeting_id, at))

    def _time(self) -> float:
        return asyncio.get_running_loop().time()

    async def _run(self) -> None:
        async with self._client:
            next_sweep = self._time()
            while True:
                if self._time() >= next_sweep:
                    await self._sweep()
                    next_sweep = self._time() + self._every
                await self._look_at_due()
                await self._sleep_until(min([next_sweep, *self._due.values()]))

    async def _sleep_until(self, at: float) -> None:
        if at > self._time() + GAP_SECONDS:
            self._rest.set()
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            # Not wait_for: in Python 3.11 it may swallow a cancellation that comes with the wake-up.
            async with asyncio.timeout(max(0.0, at - self._time())):
                await self._wake.wait()

    async def _sweep(self) -> None:
        try:
            found = await _in_database(open_meetings, timezone.now())
        except DatabaseError as error:
            log.warning("the open meetings could not be read: %s", error)
            return
        for meeting_id in {*found, *self._watched}:
            self._plan_look(meeting_id, self._time())
            self._hinted.add(meeting_id)

    async def _look_at_due(self) -> None:
        now = self._time()
        due = [meeting_id for meeting_id, at in self._due.items() if at <= now]
        for meeting_id in due:
            del self._due[meeting_id]
        hinted = self._hinted.intersection(due)
        self._hinted -= hinted
        await asyncio.gather(*(self._guarded(meeting_id, meeting_id in hinted) for meeting_id in due))

    async def _guarded(self, meeting_id: UUID, hinted: bool) -> None:
        async with self._places:
            try:
                await self._look(meeting_id, hinted)
            except DatabaseError as error:
                log.warning("meeting %s could not be read for its media room: %s", meeting_id, error)
            except Exception:  # one meeting's trouble must not end the care for all others
                log.exception("the media room of meeting %s could not be looked after", meeting_id)

    async def _look(self, meeting_id: UUID, hinted: bool) -> None:
        watch = self._watched.setdefault(meeting_id, Watch())
        watch.looked_at = self._time()
        look = await _in_database(services.look, meeting_id, watch.cursor, timezone.now(), anyway=hinted)
        watch.cursor = look.cursor
        if not look.matters:
            return
        there = await self._apply(meeting_id, look)
        await self._keep_presence(meeting_id, watch, look, there)
        if there is not None and look.state is not None:
            await self._keep_shares(meeting_id, watch, look, there)
        self._forget_when_over(meeting_id, watch, look, there)

    async def _apply(self, meeting_id: UUID, look: services.Look) -> list[Seen] | None:
        """Make the room as it should be; who is rightly there, None when the media server does not answer."""
        try:
            there = await self._client.look(meeting_id)
            for action in plan(look.state, there, look.mute):
                await self._client.act(meeting_id, action)
        except MediaUnreachable as error:
            self._tell_unreachable(error)
            return None
        self._tell_reachable()
        members = look.state.members if look.state else {}
        return [who for who in there if who.managed and who.identity in members]

    async def _keep_presence(
        self, meeting_id: UUID, watch: Watch, look: services.Look, there: Iterable[Seen] | None
    ) -> None:
        joined = None if there is None else {who.identity: who.joined_at for who in there if who.on_line}
        now = timezone.now()
        if meeting_id in self._begun:
            self._begun.discard(meeting_id)
            watch.presence.shaken(now)
        change = watch.presence.look(now, look.believed, joined)
        if change.found or change.lost:
            await _in_database(services.record, meeting_id, change)
        if change.again is not None:
            self._look_again(meeting_id, (change.again - now).total_seconds())

    async def _keep_shares(
        self, meeting_id: UUID, watch: Watch, look: services.Look, there: Iterable[Seen]
    ) -> None:
        """Write down whose screen the room shows; one that is missed for a moment may be reconnecting."""
        assert look.state is not None
        sharing = frozenset(w.identity for w in there if w.shares and permitted(look.state, w.identity))
        now, gone = timezone.now(), {}
        if look.sharing is None or look.sharing in sharing:
            watch.share_missed = None
        else:
            watch.share_missed = watch.share_missed or now
            grace = SHARE_GRACE if any(w.identity == look.sharing for w in there) else SHARER_GRACE
            if now - watch.share_missed >= grace:
                gone = {look.sharing: watch.share_missed}
            else:
                self._look_again(meeting_id, (watch.share_missed + grace - now).total_seconds())
        if gone or sharing - {look.sharing}:
            await _in_database(record_shares, meeting_id, sharing - {look.sharing}, gone)

    def _look_again(self, meeting_id: UUID, seconds: float) -> None:
        self._plan_look(meeting_id, self._time() + max(seconds, GAP_SECONDS))
        self._hinted.add(meeting_id)

    def _forget_when_over(
        self, meeting_id: UUID, watch: Watch, look: services.Look, there: list[Seen] | None
    ) -> None:
        over = look.state is None and not look.believed and there == []
        watch.idle_looks = watch.idle_looks + 1 if over else 0
        if watch.idle_looks >= FORGET_AFTER_LOOKS:
            del self._watched[meeting_id]

    def _tell_unreachable(self, error: MediaUnreachable) -> None:
        if not self._unreachable:
            log.warning("the media server does not answer, trying again: %s", error)
        self._unreachable = True

    def _tell_reachable(self) -> None:
        if self._unreachable:
            log.info("the media server answers again")
        self._unreachable = False


async def _in_database(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run in a thread of its own: waiting for a lock here holds up nobody else of the process."""
    run = database_sync_to_async(function, thread_sensitive=False)
    return cast(R, await run(*args, **kwargs))


def _tell_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("the media rooms are not looked after any more", exc_info=error)


_running: Reconciler | None = None


async def start() -> None:
    """Start the reconciler of this process in the running loop."""
    global _running
    client = RoomClient(mediaserver.api_url(), settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET)
    _running = Reconciler(client)
    await _running.start()


async def stop() -> None:
    """Stop the reconciler of this process."""
    global _running
    running, _running = _running, None
    if running is not None:
        await running.stop()


def notice(meeting_id: UUID, *, hinted: bool = False, begun: bool = False) -> None:
    """Look at a meeting's room soon; from any thread, and harmless where no reconciler runs."""
    if _running is not None:
        _running.notice(meeting_id, hinted=hinted, begun=begun)


def on_commit(streams: list[str]) -> None:
    """Listener of the journal: a meeting's events, and changed rights, are looked at at once."""
    for name in streams:
        kind, _, subject = name.partition(":")
        if kind == "meeting":
            notice(UUID(subject))
        elif kind == "directory" and _running is not None:
            _running.notice_all()

"""Commands: one transaction, one or more events appended to their streams at its end.

    with command("poll.open", actor) as cmd:
        poll = …                                   # change rows
        cmd.append(stream, "poll.opened", data={…}, state={"polls": {…}})

Locks are taken in this order: answered command, meeting, item, poll or request, job, and last the streams
by name. Subscribers run when an event is appended, inside the transaction, and may append more.
"""

import json
import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from ecabinet.journal import chain
from ecabinet.journal.audience import ALL
from ecabinet.journal.models import Event, Stream

State = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Actor:
    """Who acts. `kind` is person, site_device or system."""

    kind: str
    name: str
    account_id: str | None = None
    person_id: str | None = None


SYSTEM = Actor("system", "e-Cabinet")


@dataclass(eq=False)
class Draft:
    """An event before it has its place in the chain."""

    stream: str
    type: str
    data: dict[str, Any]
    state: State
    audience: tuple[str, ...]
    version: int = 1


Subscriber = Callable[["Command", Draft], None]
_subscribers: dict[str, list[Subscriber]] = {}
_after_commit: list[Callable[[list[str]], None]] = []


def subscribe(event_type: str, subscriber: Subscriber) -> None:
    """Call `subscriber(cmd, draft)` in the same transaction whenever that type is appended.

    For effects that run upward in the layers. Register in AppConfig.ready().
    """
    known = _subscribers.setdefault(event_type, [])
    if subscriber not in known:
        known.append(subscriber)


def after_commit(listener: Callable[[list[str]], None]) -> None:
    """Call `listener(names of streams)` after every commit that appended events (a hint, may be lost)."""
    if listener not in _after_commit:
        _after_commit.append(listener)


@dataclass
class Command:
    """One act in progress. `at` is the time that all its rows and events carry."""

    name: str
    actor: Actor
    at: datetime
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    drafts: list[Draft] = field(default_factory=list)

    def append(
        self,
        stream: str,
        event_type: str,
        *,
        data: dict[str, Any],
        state: State | None = None,
        audience: tuple[str, ...] = ALL,
        version: int = 1,
    ) -> None:
        """Record an event. `data` explains it by itself; `state` is what it changed in the snapshot."""
        draft = Draft(stream, event_type, _plain(data), _plain(state or {}), audience, version)
        self.drafts.append(draft)
        for subscriber in _subscribers.get(event_type, ()):
            subscriber(self, draft)

    def amend(self, draft: Draft, state: State) -> None:
        """Add to the state of an event of this command (a subscriber's own effect on the same act).

        Events that other subscribers appended meanwhile come later in the stream: where they show the same
        rows, they show them as they are now.
        """
        plain = _plain(state)
        later = self.drafts[self.drafts.index(draft) + 1 :]
        for part, rows in plain.items():
            draft.state.setdefault(part, {}).update(rows)
            for other in later:
                shown = other.state.get(part, {}) if other.stream == draft.stream else {}
                shown.update({key: row for key, row in rows.items() if key in shown})


@contextmanager
def command(
    name: str, actor: Actor, *, command_id: uuid.UUID | None = None, at: datetime | None = None
) -> Iterator[Command]:
    """Open the transaction of one act; on leaving, its events are chained and committed with its rows."""
    with transaction.atomic():
        cmd = Command(name, actor, at or timezone.now(), command_id or uuid.uuid4())
        yield cmd
        _chain(cmd)


def erase(stream: str, event_type: str, **which: Any) -> int:
    """Take the payload out of events where the law or a retention rule asks for it; gives how many.

    What is left proves that something was said then, and by whom; the chain still holds. Whoever erases sees
    to it that later events put right what the erased ones changed in the snapshot.
    """
    events = Event.objects.filter(stream_id=stream, type=event_type, **which)
    return events.update(data=None, state=None)


def _plain(value: Any) -> Any:
    """`value` as JSON gives it back, so that what is hashed is what is stored."""
    return json.loads(_encode(value))


_encode = DjangoJSONEncoder(ensure_ascii=False).encode


def _chain(cmd: Command) -> None:
    names = sorted({draft.stream for draft in cmd.drafts})
    if not names:
        return
    streams = {name: _locked_stream(name) for name in names}
    Event.objects.bulk_create([_next(streams[draft.stream], draft, cmd) for draft in cmd.drafts])
    for stream in streams.values():
        stream.save(update_fields=["seq", "head"])
    transaction.on_commit(lambda: _tell(names))


def _locked_stream(name: str) -> Stream:
    streams = Stream.objects.select_for_update().filter(name=name)
    found = streams.first()
    if found is not None:
        return found
    Stream.objects.get_or_create(name=name, defaults={"head": chain.genesis(name)})
    return streams.get()


def _next(stream: Stream, draft: Draft, cmd: Command) -> Event:
    salt = secrets.token_hex(16)
    envelope = chain.Envelope(
        stream=stream.name,
        seq=stream.seq + 1,
        type=draft.type,
        version=draft.version,
        at=cmd.at,
        actor=asdict(cmd.actor),
        causation=str(cmd.id),
        audience=list(draft.audience),
        digest=chain.payload_digest(salt, draft.data, draft.state),
    )
    previous, stream.head, stream.seq = stream.head, chain.link(stream.head, envelope), envelope.seq
    fields = {name: value for name, value in envelope.__dict__.items() if name != "stream"}
    return Event(
        stream=stream,
        data=draft.data,
        state=draft.state,
        salt=salt,
        previous=previous,
        hash=stream.head,
        **fields,
    )


def _tell(names: list[str]) -> None:
    for listener in _after_commit:
        listener(names)

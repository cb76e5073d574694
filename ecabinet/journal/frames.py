"""Events as live sockets send them: read once, encoded once for all screens that see the same."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ecabinet.journal.audience import Viewer
from ecabinet.journal.chain import instant
from ecabinet.journal.models import Event
from ecabinet.wire import text_message

BATCH = 500
# Events of this beginning name in this part of their state whom they are about.
NAMING = {"participant": "participants", "guest": "lobby"}


@dataclass(frozen=True)
class Frame:
    """An event, encoded once. `tail` is the JSON after the `prev` member, which differs by viewer.

    `concerns` holds the ids of the persons and sites whose rights it may change; None: anybody's.
    """

    stream: str
    seq: int
    type: str
    audience: tuple[str, ...]
    tail: str
    account_id: str | None = None
    session_digest: str | None = None
    concerns: frozenset[str] | None = None
    body: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    is_veiled: bool = False

    def text(self, prev: int) -> str:
        return f'{{"prev":{prev},{self.tail}'

    @property
    def closes_item(self) -> bool:
        """Whether a matter may be closed to viewers from this event on: who they are is looked up before."""
        return self.type == "item.access_changed" or bool((self.body.get("data") or {}).get("is_restricted"))

    def seen_by(self, viewer: Viewer) -> "Frame | None":
        """The frame as this viewer gets it; None when it is not for them."""
        if not viewer.sees(self.audience):
            return None
        if viewer.veil is None:
            return self
        data, state = self.body.get("data"), self.body.get("state")
        shown = viewer.veil.event(data, state)
        if shown is None or shown == (data, state or {}):
            return self if shown else None
        body = {**self.body, "data": shown[0], "state": shown[1]}
        return replace(self, tail=_tail(body), body=body, is_veiled=True)

    def may_concern(self, viewer: Viewer) -> bool:
        """Whether the rights of this viewer may have changed by it."""
        return self.concerns is None or not self.concerns.isdisjoint((viewer.person_id, viewer.site_id))


def _tail(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))[1:]


@dataclass
class Batch:
    """Later and later frames of one stream, handed out together."""

    frames: Sequence[Frame]
    _messages: dict[tuple[int, ...], bytes] = field(default_factory=dict)

    def messages(self, prev: int, seen: Sequence[Frame]) -> bytes:
        """The messages (ecabinet.wire) for a viewer who sees these frames of it and last saw `prev`."""
        key = (prev, *[frame.seq for frame in seen])
        if any(frame.is_veiled for frame in seen):
            return _joined(key, seen)
        found = self._messages.get(key)
        if found is None:
            found = self._messages[key] = _joined(key, seen)
        return found


def _joined(key: tuple[int, ...], seen: Sequence[Frame]) -> bytes:
    """The messages of these frames; `key`: what was seen before the first, and their sequences."""
    texts = (frame.text(last) for frame, last in zip(seen, key[:-1], strict=True))
    return b"".join(map(text_message, texts))


def frame_of(event: Event) -> Frame:
    """The frame of an event as docs/contract.md describes it."""
    body = {
        "seq": event.seq,
        "type": event.type,
        "version": event.version,
        "at": instant(event.at),
        "actor": event.actor,
        "data": event.data,
        "state": event.state,
    }
    data: dict[str, Any] = event.data or {}
    return Frame(
        event.stream_id,
        event.seq,
        event.type,
        tuple(event.audience),
        _tail(body),
        data.get("account_id"),
        data.get("session_digest"),
        _concerned(event),
        body,
    )


def _concerned(event: Event) -> frozenset[str] | None:
    """The ids of the persons or the site that an event is about; None where that is unknown."""
    data: dict[str, Any] = event.data or {}
    if event.type == "site.removed" and "site_id" in data:
        return frozenset([str(data["site_id"])])
    part = NAMING.get(event.type.partition(".")[0])
    if part is None or event.state is None:
        return None
    rows = (event.state.get(part) or {}).values()
    people = {row["person_id"] for row in rows if row}
    if "person_id" in data:
        people.add(data["person_id"])
    return frozenset(people) or None


def read_frames(stream: str, after: int, limit: int = BATCH) -> list[Frame]:
    """The next frames of a stream after a sequence, oldest first."""
    events = Event.objects.filter(stream_id=stream, seq__gt=after).order_by("seq")[:limit]
    return [frame_of(event) for event in events]

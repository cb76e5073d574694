"""The snapshot and the events of a meeting as one viewer gets them."""

import json
from types import GenericAlias
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from ninja import Schema
from pydantic import BaseModel, create_model

from ecabinet.gzipped import Piece
from ecabinet.journal.audience import Viewer
from ecabinet.journal.chain import instant
from ecabinet.journal.frames import frame_of
from ecabinet.journal.heads import sign_head
from ecabinet.journal.models import Event
from ecabinet.journal.shelf import shelf
from ecabinet.journal.snapshot import last_visible, sees_event, stream_kind, stream_name, take_snapshot
from meetings.lifecycle.rows import Instant

EVENTS_A_PAGE = 200


class ViewerOut(Schema):
    """As whom the meeting is seen. `can` names the acts that this role may do, whatever the status."""

    account_id: UUID
    kind: str
    full_name: str
    person_id: UUID | None
    participant_id: UUID | None
    role: str | None
    site_id: UUID | None
    site_name: str | None
    can: list[str]


class HeadOut(Schema):
    """The signed head of the stream (docs/contract.md, Journal)."""

    seq: int
    hash: str
    key_id: str
    signature: str
    signed_at: str


def parts_model() -> type[BaseModel]:
    """All registered parts as one model, so that the API's description names every row."""
    parts = stream_kind("meeting").parts.values()
    fields: dict[str, Any] = {part.name: (GenericAlias(dict, (str, part.row)), ...) for part in parts}
    return create_model("MeetingParts", __base__=Schema, **fields)


def snapshot_model() -> type[BaseModel]:
    """The answer of the snapshot's endpoint. Ask when all apps are ready."""
    return create_model(
        "MeetingSnapshot",
        __base__=Schema,
        stream=(str, ...),
        seq=(int, ...),
        viewer_seq=(int, ...),
        head=(HeadOut, ...),
        now=(Instant, ...),
        viewer=(ViewerOut, ...),
        parts=(parts_model(), ...),
    )


def snapshot_for(viewer: Viewer, meeting_id: UUID) -> list[Piece]:
    """The snapshot as JSON, in pieces: thousands of rows of a large meeting are the same for everybody."""
    taken = take_snapshot("meeting", str(meeting_id), viewer, shelf)
    head = sign_head(taken.stream, taken.seq, taken.head)
    body = {
        "stream": taken.stream,
        "seq": taken.seq,
        "viewer_seq": taken.viewer_seq,
        "head": HeadOut(**head.__dict__).model_dump(mode="json"),
        "now": instant(timezone.now()),
        "viewer": ViewerOut(**_shown(viewer)).model_dump(mode="json"),
        "parts": taken.parts,
    }
    pieces = [Piece(_encode(body)[:-2].encode())]
    before = "," if taken.parts else ""
    for name, piece in taken.encoded.items():
        pieces += [Piece(f'{before}"{name}":'.encode()), piece]
        before = ","
    return [*pieces, Piece(b"}}")]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _shown(viewer: Viewer) -> dict[str, Any]:
    return {name: getattr(viewer, name) for name in ViewerOut.model_fields}


class ActorOut(Schema):
    kind: str
    name: str
    account_id: str | None
    person_id: str | None


class EventOut(Schema):
    """An event that the viewer may see; `prev` is the sequence of the one before that the viewer may see."""

    seq: int
    prev: int
    type: str
    version: int
    at: str
    actor: ActorOut
    data: dict[str, Any] | None
    state: dict[str, dict[str, Any]] | None


class EventsOut(Schema):
    """A page of events; `next` is the value of `after` for the following page, None at the end."""

    items: list[EventOut]
    next: int | None


def events_for(
    viewer: Viewer, subject: UUID, after: int, limit: int, kind: str = "meeting"
) -> dict[str, Any]:
    """At most `limit` visible events of that stream after the sequence `after`, oldest first."""
    stream = stream_name(kind, subject)
    prev = last_visible(stream, viewer, after + 1)
    found, reached_end = _visible(stream, viewer, after, limit)
    items = []
    for event in found:
        frame = frame_of(event).seen_by(viewer)
        if frame is not None:
            items.append(json.loads(frame.text(prev)))
            prev = event.seq
    return {"items": items, "next": None if reached_end or not found else found[-1].seq}


def _visible(stream: str, viewer: Viewer, after: int, limit: int) -> tuple[list[Event], bool]:
    found: list[Event] = []
    events: QuerySet[Event] = Event.objects.filter(stream_id=stream, seq__gt=after).order_by("seq")
    for event in events.iterator(chunk_size=EVENTS_A_PAGE):
        if sees_event(viewer, event):
            if len(found) == limit:
                return found, False
            found.append(event)
    return found, True

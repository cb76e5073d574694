"""Verification of the journal: chain, signed heads and projections. Reads only; reports every finding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ecabinet.journal import chain
from ecabinet.journal.audience import Viewer
from ecabinet.journal.heads import Head, exported_heads, signing_key
from ecabinet.journal.models import Event, SignedHead, Stream
from ecabinet.journal.snapshot import consistent_read, stream_kind, take_snapshot

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Finding:
    """Something that contradicts the journal. `kind` is chain, payload, tail, head or projection."""

    stream: str
    seq: int
    kind: str
    text: str


def verify_all() -> list[Finding]:
    """Every finding in every stream; empty when all is well."""
    with consistent_read():
        names = list(Stream.objects.order_by("name").values_list("name", flat=True))
        findings = [finding for name in names for finding in verify_stream(name)]
        findings += [finding for head in _known_heads() for finding in _check_head(head)]
        findings += [finding for name in names for finding in check_projection(name)]
    return findings


def verify_stream(name: str) -> Iterator[Finding]:
    """Chain and payloads of one stream."""
    previous, expected = chain.genesis(name), 1
    for event in Event.objects.filter(stream_id=name).order_by("seq").iterator(chunk_size=500):
        if event.seq != expected:
            yield Finding(name, expected, "chain", f"event {expected} is missing")
        yield from _check_event(event, previous)
        previous, expected = event.hash, event.seq + 1
    row = Stream.objects.get(name=name)
    if (row.seq, row.head) != (expected - 1, previous):
        yield Finding(
            name, row.seq, "tail", f"the stream says {row.seq} events, the chain ends at {expected - 1}"
        )


def _check_event(event: Event, previous: str) -> Iterator[Finding]:
    stream, seq = event.stream_id, event.seq
    erased = event.data is None and event.state is None
    if not erased and chain.payload_digest(event.salt, event.data, event.state) != event.digest:
        yield Finding(stream, seq, "payload", "the payload is not the one that was recorded")
    if event.previous != previous:
        yield Finding(stream, seq, "chain", "it does not follow the event before it")
    if chain.link(event.previous, _envelope(event)) != event.hash:
        yield Finding(stream, seq, "chain", "its envelope was changed")


def _envelope(event: Event) -> chain.Envelope:
    return chain.Envelope(
        stream=event.stream_id,
        seq=event.seq,
        type=event.type,
        version=event.version,
        at=event.at,
        actor=event.actor,
        causation=str(event.causation),
        audience=event.audience,
        digest=event.digest,
    )


def _known_heads() -> list[Head]:
    rows = SignedHead.objects.order_by("stream", "seq")
    stored = [
        Head(r.stream, r.seq, r.hash, r.key_id, r.signature, chain.instant(r.signed_at))
        for r in rows.iterator()
    ]
    return list({(h.stream, h.seq, h.hash): h for h in [*stored, *exported_heads()]}.values())


def _check_head(head: Head) -> Iterator[Finding]:
    public = signing_key().public_key()
    statement = chain.head_statement(head.stream, head.seq, head.hash, datetime.fromisoformat(head.signed_at))
    if head.key_id == chain.key_id(public) and not chain.signature_holds(public, statement, head.signature):
        yield Finding(head.stream, head.seq, "head", "the signature of a kept head does not hold")
    elif _hash_at(head.stream, head.seq) != head.hash:
        yield Finding(head.stream, head.seq, "head", "a signed head says that this history was another")


def _hash_at(stream: str, seq: int) -> str | None:
    if seq == 0:
        return chain.genesis(stream)
    return Event.objects.filter(stream_id=stream, seq=seq).values_list("hash", flat=True).first()


def replay(stream: str) -> Rows:
    """The state that the events alone give, as any client builds it; empty parts are left out."""
    parts: Rows = {}
    for state in Event.objects.filter(stream_id=stream).order_by("seq").values_list("state", flat=True):
        apply_state(parts, state or {})
    return {name: rows for name, rows in parts.items() if rows}


def apply_state(parts: Rows, state: Rows) -> None:
    """The one reducer: a row replaces the row under its key, null removes it."""
    for name, changes in state.items():
        rows = parts.setdefault(name, {})
        for key, row in changes.items():
            if row is None:
                rows.pop(key, None)
            else:
                rows[key] = row


def check_projection(stream: str) -> Iterator[Finding]:
    """The tables say what the events say, for streams that have snapshots and no erased payload."""
    kind, _, subject = stream.partition(":")
    if not subject or Event.objects.filter(stream_id=stream, state=None).exists():
        return
    try:
        personal = {part.name for part in stream_kind(kind).parts.values() if part.personal}
    except KeyError:
        return
    tables = take_snapshot(kind, subject, Viewer("", "system", _Everyone())).parts
    told = replay(stream)
    for name, rows in tables.items():
        if name not in personal and rows != told.get(name, {}):
            where = _where(rows, told.get(name, {}))
            yield Finding(stream, 0, "projection", f"{name}: the tables differ from the events ({where})")


def _where(rows: dict[str, Any], told: dict[str, Any]) -> str:
    keys = sorted(k for k in rows.keys() | told.keys() if rows.get(k) != told.get(k))
    return ", ".join(keys[:5])


class _Everyone(frozenset[str]):
    """The tags of one who may see everything."""

    def __contains__(self, _tag: object) -> bool:
        return True

    def isdisjoint(self, _other: object) -> bool:
        return False

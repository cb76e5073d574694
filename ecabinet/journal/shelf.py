"""Rows that are the same for everybody, kept encoded from one snapshot to the next.

The journal says what changed since: its states are applied as every screen applies them. A kept state is
trusted only while the journal still holds the event at which it was read, by hash; so rolled back commands
and databases that were restored do no harm.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ecabinet.gzipped import Piece
from ecabinet.journal.models import Event, Stream

MOST_STREAMS = 16
MOST_BYTES = 64_000_000
MOST_EVENTS = 400

Rows = Mapping[str, Mapping[str, Any]]


@dataclass
class _Kept:
    """What is kept of a stream: each row as a JSON member, by part and key, as of the event `seq`."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seq: int = -1
    head: str = ""
    members: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, Piece] = field(default_factory=dict)
    size: int = 0

    def fill(self, stream: Stream, rows: Rows) -> None:
        self.seq, self.head = stream.seq, stream.head
        self.members = {
            part: {key: _member(key, row) for key, row in some.items()} for part, some in rows.items()
        }
        self.texts = {}

    def apply(self, state: Rows) -> None:
        for part, changes in state.items():
            members = self.members.get(part)
            if members is None:
                continue
            self.texts.pop(part, None)
            for key, row in changes.items():
                if row is None:
                    members.pop(key, None)
                else:
                    members[key] = _member(key, row)

    def encoded(self) -> dict[str, Piece]:
        for part, members in self.members.items():
            if part not in self.texts:
                self.texts[part] = Piece(("{" + ",".join(members.values()) + "}").encode())
        self.size = 2 * sum(len(text.plain) for text in self.texts.values())
        return dict(self.texts)


class Shelf:
    """Keeps the streams that were looked at last, bounded in number and size; safe from any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def parts(self, stream: Stream, read: Callable[[], Rows]) -> dict[str, Piece]:
        """The JSON object of each part as of `stream`'s row, inside the consistent read that gave it.

        `read` gives all rows by part from the tables; it is asked where nothing kept can be used.
        """
        kept = self._of(stream.name)
        with kept.lock:
            if kept.seq > stream.seq:  # another's view is newer; this one must stay consistent
                kept = _Kept()
            if not _brought_up_to(stream, kept):
                kept.fill(stream, read())
            texts = kept.encoded()
        self._tidy()
        return texts

    def _of(self, name: str) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(name, _Kept())
            self._kept.move_to_end(name)
            return kept

    def _tidy(self) -> None:
        with self._lock:
            while len(self._kept) > MOST_STREAMS or (
                len(self._kept) > 1 and sum(one.size for one in self._kept.values()) > MOST_BYTES
            ):
                self._kept.popitem(last=False)


def _brought_up_to(stream: Stream, kept: _Kept) -> bool:
    """Apply what the journal says since; False where it does not go on from what is kept, or is too much."""
    missing = stream.seq - kept.seq
    if kept.seq < 0 or missing > MOST_EVENTS:
        return False
    if missing == 0:
        return kept.head == stream.head
    since = Event.objects.filter(stream_id=stream.name, seq__gte=kept.seq, seq__lte=stream.seq)
    events = list(since.order_by("seq").values_list("hash", "state"))
    if len(events) != missing + 1 or events[0][0] != kept.head or events[-1][0] != stream.head:
        return False
    states = [state for _, state in events[1:] if state is not None]
    if len(states) < missing:  # erased: what it changed is in the tables only
        return False
    for state in states:
        kept.apply(state)
    kept.seq, kept.head = stream.seq, stream.head
    return True


def _member(key: str, row: Any) -> str:
    return (
        f"{json.dumps(key, ensure_ascii=False)}:{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}"
    )


shelf = Shelf()

"""Notes, comments and changes as the API answers them. None of this is part of a snapshot."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema

from agenda.notes.anchors import How, Place
from agenda.notes.matching import Change, Kind, Pair
from agenda.notes.models import Comment, PrivateNote
from agenda.notes.rules import Color, NoteKind, Outcome, Sharing
from agenda.notes.sync import Settled
from ecabinet.pagination import Page
from ecabinet.shapes import INLINE
from meetings.lifecycle.rows import Instant


class PrivateNoteRow(Schema):
    """One's own note. `shape` in ten-thousandths of the page: x, y, pressure of each point (ink); left, top,
    width, height of each stretch (highlight); x, y (text). `revision` is what the next change is based on.
    """

    id: UUID
    kind: Annotated[NoteKind, INLINE]
    version: int
    page: int
    shape: list[int]
    color: Annotated[Color, INLINE]
    width: int
    quote: str
    before: str
    after: str
    text: str
    copy_of: UUID | None
    revision: int
    changed_at: Instant
    is_deleted: bool


class NotesPulled(Schema):
    """What changed since the cursor; ask again with `cursor`, at once while there is `more`."""

    items: list[PrivateNoteRow]
    cursor: int
    more: bool


class SettledRow(Schema):
    """What became of a change: saved, known (applied before), copied (saved, and the text that it would have
    overwritten is a note of its own), newer (not deleted, because it was changed elsewhere), full."""

    id: UUID
    outcome: Annotated[Outcome, INLINE]
    revision: int


class NotesSettled(Schema):
    items: list[SettledRow]


class NotePlaceRow(Schema):
    """Where a note of another version belongs: by its text (`quote` is the text there), by its position, or
    lost, without a page."""

    id: UUID
    how: Annotated[How, INLINE]
    page: int | None
    quote: str


class PlacesRow(Schema):
    version: int
    items: list[NotePlaceRow]


class ChangedPageRow(Schema):
    """A page that is not the same in both versions; numbers from 1, none where it has no other side."""

    kind: Annotated[Kind, INLINE]
    old_page: int | None
    new_page: int | None
    is_moved: bool


class ChangedPages(Page[ChangedPageRow]):
    """Version `since` compared with `version`: the pages that differ, in the order of the newer one, and how
    many are the `same`. `has_text`: the older or the newer one has text; without it nothing can be said."""

    since: int
    version: int
    same: int
    has_text: bool


class DifferenceRow(Schema):
    """A run of words that stands in both pages, only in the older one, or only in the newer one."""

    change: Annotated[Change, INLINE]
    text: str


class ComparedPage(Schema):
    since: int
    version: int
    pieces: list[DifferenceRow]


class CommentRow(Schema):
    """An opinion. `region`: left, top, width, height in ten-thousandths of the page, or nothing. A removed
    one has no text. `sharing`: who reads it."""

    id: UUID
    document_id: UUID
    parent_id: UUID | None
    version: int
    page: int | None
    region: list[int]
    quote: str
    text: str
    sharing: Annotated[Sharing, INLINE]
    person_id: UUID
    full_name: str
    position: str
    unit_name: str
    made_at: Instant
    resolved_at: Instant | None
    resolved_by: str
    is_removed: bool


class ThreadRow(CommentRow):
    """An opinion with what was answered to it, oldest first."""

    replies: list[CommentRow]


class CommentsPage(Page[ThreadRow]):
    """`sharing` is for what is said from now on; `may_comment`: one may say something now."""

    sharing: Annotated[Sharing, INLINE]
    may_comment: bool


_NOTE = (
    *("kind", "version", "page", "shape", "color", "width", "quote", "before", "after", "text", "copy_of"),
    *("revision", "changed_at", "is_deleted"),
)


def private_note_row(note: PrivateNote) -> PrivateNoteRow:
    return PrivateNoteRow(id=note.key, **{name: getattr(note, name) for name in _NOTE})


def settled_row(settled: Settled) -> SettledRow:
    return SettledRow(id=settled.key, outcome=settled.outcome, revision=settled.revision)


def place_row(note: PrivateNote, place: Place) -> NotePlaceRow:
    return NotePlaceRow(id=note.key, how=place.how, page=place.page, quote=place.quote)


def changed_page_row(pair: Pair) -> ChangedPageRow:
    return ChangedPageRow(kind=pair.kind, old_page=pair.old, new_page=pair.new, is_moved=pair.is_moved)


_COMMENT = (
    *("id", "document_id", "parent_id", "version", "page", "region", "quote", "text", "sharing", "person_id"),
    *("full_name", "position", "unit_name", "made_at", "resolved_at", "resolved_by"),
)


def comment_row(comment: Comment) -> CommentRow:
    return CommentRow(**_of(comment))


def thread_row(comment: Comment) -> ThreadRow:
    """A thread whose replies are loaded."""
    return ThreadRow(**_of(comment), replies=[comment_row(reply) for reply in comment.replies.all()])


def _of(comment: Comment) -> dict[str, Any]:
    fields = {name: getattr(comment, name) for name in _COMMENT}
    return {**fields, "is_removed": comment.removed_at is not None}

"""Private notes and comments without I/O: limits, shapes, how two devices' changes become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

from ecabinet.problems import Problem

MOST_NOTES = 3000  # of a person on a document, ink stroke by stroke
MOST_OF_A_PERSON = 60_000
MOST_CHANGES = 100  # in one request
NOTES_A_PULL = 200
LONGEST_NOTE, LONGEST_QUOTE, LONGEST_CONTEXT = 4000, 1000, 80
MOST_POINTS, MOST_QUADS = 2000, 200
EDGE = 10_000  # places on a page are ten-thousandths of its width and height
PRESSURE = 100
WIDEST_PEN = 200
CHANGES_KEPT = 8

LONGEST_COMMENT = 2000
COMMENTS_A_MINUTE = 20
MOST_COMMENTS = 5000  # on a document


class NoteKind(StrEnum):
    """Each stroke of the pen is a note of its own, so that ink of two devices adds up."""

    INK = "ink"
    HIGHLIGHT = "highlight"
    TEXT = "text"
    BOOKMARK = "bookmark"


class Color(StrEnum):
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    RED = "red"
    BLACK = "black"


class Sharing(StrEnum):
    """Who reads a comment beside its author and the chair and secretaries."""

    ORGANISERS = "organisers"
    UNIT = "unit"
    ALL = "all"


class Outcome(StrEnum):
    """What became of a change that a device sent."""

    SAVED = "saved"
    KNOWN = "known"
    COPIED = "copied"
    NEWER = "newer"
    FULL = "full"


# Numbers of `shape` that belong together: x, y, pressure; left, top, width, height; x, y.
STEP = {NoteKind.INK: 3, NoteKind.HIGHLIGHT: 4, NoteKind.TEXT: 2, NoteKind.BOOKMARK: 1}
MOST = {NoteKind.INK: MOST_POINTS, NoteKind.HIGHLIGHT: MOST_QUADS, NoteKind.TEXT: 1, NoteKind.BOOKMARK: 0}


def check_shape(kind: NoteKind, shape: Sequence[int]) -> None:
    """Raise Problem note_shape (422) unless `shape` is what a note of `kind` consists of."""
    step, most = STEP[kind], MOST[kind]
    whole = len(shape) % step == 0
    least = 0 if kind == NoteKind.BOOKMARK else 1
    if not whole or not least <= len(shape) // step <= most:
        raise Problem("note_shape")


@dataclass(frozen=True)
class Kept:
    """A note as the server has it: `changes` are the last ones that were applied to it."""

    revision: int
    text: str
    is_deleted: bool
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """A change that a device sends: to the note as it was at revision `base` (0: it is new)."""

    change: UUID
    base: int
    text: str
    is_deleted: bool


def settle(kept: Kept | None, wanted: Wanted) -> Outcome:
    """What becomes of a change. The last one to come wins; text that it would overwrite unseen is copied.

    A note that was changed is not deleted by who did not see the change; a deleted one comes back when it
    was changed elsewhere.
    """
    if kept is None:
        return Outcome.KNOWN if wanted.is_deleted else Outcome.SAVED
    if str(wanted.change) in kept.changes:
        return Outcome.KNOWN
    if wanted.base >= kept.revision:
        return Outcome.SAVED
    if wanted.is_deleted:
        return Outcome.KNOWN if kept.is_deleted else Outcome.NEWER
    if kept.is_deleted or kept.text in ("", wanted.text):
        return Outcome.SAVED
    return Outcome.COPIED


def copy_id(note_id: UUID, change: UUID) -> UUID:
    """The id of the copy that a change makes of what it overwrites: the same however often it is sent."""
    return uuid5(note_id, str(change))


def remembered(changes: Sequence[str], change: UUID) -> list[str]:
    """The changes to be known again, the newest last."""
    return [*changes, str(change)][-CHANGES_KEPT:]


def check_place(page: int | None, region: Sequence[int]) -> None:
    """Raise Problem comment_place (422) for a region without a page, or that is none."""
    if region and (page is None or len(region) != STEP[NoteKind.HIGHLIGHT]):
        raise Problem("comment_place")

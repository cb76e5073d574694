"""A person's own notes on a document, kept the same on all devices of that person. No events, no log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from agenda.documents.models import Document
from agenda.notes.models import Notebook, PrivateNote
from agenda.notes.rules import (
    MOST_NOTES,
    MOST_OF_A_PERSON,
    NOTES_A_PULL,
    Color,
    Kept,
    NoteKind,
    Outcome,
    Wanted,
    check_shape,
    copy_id,
    remembered,
    settle,
)


@dataclass(frozen=True)
class Change:
    """One note as a device wants it. `base` is the revision that the device had changed (0: it is new)."""

    key: UUID
    wanted: Wanted
    kind: NoteKind
    version: int
    page: int
    shape: Sequence[int] = ()
    color: Color = Color.YELLOW
    width: int = 0
    quote: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Settled:
    """What became of a change, and the revision that the note has now (0: there is none)."""

    key: UUID
    outcome: Outcome
    revision: int


@dataclass
class _Writer:
    """The notebook is locked: changes of all devices of a person come one after the other."""

    notebook: Notebook
    document: Document
    at: datetime
    free: int
    known: dict[UUID, PrivateNote] = field(default_factory=dict)

    def apply(self, change: Change) -> Settled:
        note = self.known.get(change.key)
        outcome = settle(_kept(note), change.wanted)
        if outcome == Outcome.SAVED and note is None:
            outcome = Outcome.SAVED if self.free > 0 else Outcome.FULL
        if outcome in (Outcome.SAVED, Outcome.COPIED):
            if note is not None and outcome == Outcome.COPIED:
                self._copy(note, change.wanted.change)
            note = self._write(change, note)
        return Settled(change.key, outcome, note.revision if note else 0)

    def _write(self, change: Change, note: PrivateNote | None) -> PrivateNote:
        if note is None:
            note = PrivateNote(person_id=self.notebook.person_id, document=self.document, key=change.key)
            note.revision = 0
            self.free -= 1
        for name, value in _fields(change).items():
            setattr(note, name, value)
        note.revision += 1
        note.changes = remembered(note.changes, change.wanted.change)
        self._keep(note)
        return note

    def _copy(self, note: PrivateNote, change: UUID) -> None:
        """What another device wrote stays beside what takes its place."""
        same = ("person_id", "document", "kind", "version", "page", "shape", "color", "width")
        copy = PrivateNote(**{name: getattr(note, name) for name in (*same, "quote", "before", "after")})
        copy.key, copy.copy_of, copy.text = copy_id(note.key, change), note.key, note.text
        self._keep(copy)

    def _keep(self, note: PrivateNote) -> None:
        self.notebook.last += 1
        note.changed, note.changed_at = self.notebook.last, self.at
        note.save()
        self.known[note.key] = note


def _kept(note: PrivateNote | None) -> Kept | None:
    if note is None:
        return None
    return Kept(note.revision, note.text, note.is_deleted, tuple(note.changes))


_BLANK: dict[str, Any] = {"shape": [], "quote": "", "before": "", "after": "", "text": ""}


def _fields(change: Change) -> dict[str, Any]:
    names = ("kind", "version", "page", "color", "width", "quote", "before", "after")
    fields = {name: getattr(change, name) for name in names}
    fields |= {"shape": list(change.shape), "text": change.wanted.text}
    fields["is_deleted"] = change.wanted.is_deleted
    return {**fields, **_BLANK} if change.wanted.is_deleted else fields


def save_changes(
    document: Document, person_id: str, changes: Sequence[Change], at: datetime
) -> list[Settled]:
    """Apply what a device sends, in its order; sending it again changes nothing. Inside a transaction.

    Raises Problem note_shape (422).
    """
    for change in changes:
        if not change.wanted.is_deleted:
            check_shape(change.kind, change.shape)
    Notebook.objects.get_or_create(person_id=person_id)
    notebook = Notebook.objects.select_for_update().get(person_id=person_id)
    mine = PrivateNote.objects.filter(person_id=person_id)
    free = min(
        MOST_NOTES - mine.filter(document=document, is_deleted=False).count(),
        MOST_OF_A_PERSON - mine.count(),
    )
    known = mine.filter(document=document, key__in=[change.key for change in changes])
    writer = _Writer(notebook, document, at, free, {note.key: note for note in known})
    settled = [writer.apply(change) for change in changes]
    notebook.save(update_fields=["last"])
    return settled


def own_notes(document: Document, person_id: str, after: int) -> tuple[list[PrivateNote], bool]:
    """What changed in one's notes since the cursor `after`, oldest first, and whether there is more."""
    notes = PrivateNote.objects.filter(person_id=person_id, document=document, changed__gt=after)
    found = list(notes.order_by("changed")[: NOTES_A_PULL + 1])
    return found[:NOTES_A_PULL], len(found) > NOTES_A_PULL


def kept_notes(document: Document, person_id: str, version: int) -> Iterable[PrivateNote]:
    """One's notes that were made on other versions than this one."""
    notes = PrivateNote.objects.filter(person_id=person_id, document=document, is_deleted=False)
    return notes.exclude(version=version)

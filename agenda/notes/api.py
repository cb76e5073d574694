"""One's own notes on a document, and what changed in it, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from agenda.documents.access import access_version
from agenda.documents.models import DocumentVersion
from agenda.notes import comments_api, sync
from agenda.notes.access import access_compared, access_own_notes, readable_versions
from agenda.notes.changes import has_text, pairs_of, places_of, text_of
from agenda.notes.matching import Kind, pieces_of
from agenda.notes.rows import (
    ChangedPages,
    ComparedPage,
    DifferenceRow,
    NotesPulled,
    NotesSettled,
    PlacesRow,
    changed_page_row,
    place_row,
    private_note_row,
    settled_row,
)
from agenda.notes.rules import (
    EDGE,
    LONGEST_CONTEXT,
    LONGEST_NOTE,
    LONGEST_QUOTE,
    MOST_CHANGES,
    MOST_POINTS,
    STEP,
    WIDEST_PEN,
    Color,
    NoteKind,
    Wanted,
)
from ecabinet.commands import SignedInRequest
from ecabinet.pagination import page_of_list
from ecabinet.shapes import INLINE
from meetings.lifecycle.fields import PageNumber

router = Router(tags=["notes"])
router.add_router("", comments_api.router)

# Lines may break; nothing else that does not show.
LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
VersionNumber = Annotated[int, Field(ge=1, le=1000)]
PageOfPaper = Annotated[int, Field(ge=1, le=100_000)]
Place = Annotated[int, Field(ge=0, le=EDGE)]
Cursor = Annotated[int, Query(ge=0, le=2**62)]
Number = Annotated[int | None, Query(ge=1, le=1000)]
AnyPage = Annotated[int | None, Query(ge=1, le=100_000)]


def _text(most: int) -> Any:
    return StringConstraints(max_length=most, pattern=LINES)


class NoteChange(Schema):
    """A note as this device wants it; the id is the device's own. `change` names this very change, so that it
    counts once; `base` is the revision that the device had changed, 0 for a new note."""

    id: UUID
    change: UUID
    base: int = Field(ge=0, le=2**31 - 1)
    kind: Annotated[NoteKind, INLINE]
    version: VersionNumber
    page: PageOfPaper
    shape: list[Place] = Field([], max_length=MOST_POINTS * STEP[NoteKind.INK])
    color: Annotated[Color, INLINE] = Color.YELLOW
    width: int = Field(0, ge=0, le=WIDEST_PEN)
    quote: Annotated[str, _text(LONGEST_QUOTE)] = ""
    before: Annotated[str, _text(LONGEST_CONTEXT)] = ""
    after: Annotated[str, _text(LONGEST_CONTEXT)] = ""
    text: Annotated[str, _text(LONGEST_NOTE)] = ""
    is_deleted: bool = False


class NoteChanges(Schema):
    items: list[NoteChange] = Field(min_length=1, max_length=MOST_CHANGES)


def _change(sent: NoteChange) -> sync.Change:
    names = ("kind", "version", "page", "shape", "color", "width", "quote", "before", "after")
    wanted = Wanted(sent.change, sent.base, sent.text, sent.is_deleted)
    return sync.Change(sent.id, wanted, **{name: getattr(sent, name) for name in names})


@router.get(
    "/documents/{document_id}/notes",
    response=NotesPulled,
    operation_id="pull_own_notes",
    summary="One's own notes on a document that changed since a cursor; nobody else ever sees them",
)
def pull(request: SignedInRequest, document_id: UUID, after: Cursor = 0) -> NotesPulled:
    own = access_own_notes(request.principal, document_id)
    notes, more = sync.own_notes(own.document, own.person_id, after)
    cursor = notes[-1].changed if notes else after
    return NotesPulled(items=[private_note_row(note) for note in notes], cursor=cursor, more=more)


@router.post(
    "/documents/{document_id}/notes",
    response=NotesSettled,
    operation_id="push_own_notes",
    summary="Keep one's own notes, in the order they were written (no command, not in the journal)",
)
def push(request: SignedInRequest, document_id: UUID, changes: NoteChanges) -> NotesSettled:
    own = access_own_notes(request.principal, document_id)
    with transaction.atomic():
        wanted = [_change(sent) for sent in changes.items]
        settled = sync.save_changes(own.document, own.person_id, wanted, timezone.now())
    return NotesSettled(items=[settled_row(one) for one in settled])


@router.get(
    "/documents/{document_id}/notes/places",
    response=PlacesRow,
    operation_id="place_own_notes",
    summary="Where one's notes of other versions belong in this one, found by their text and position",
)
def places(request: SignedInRequest, document_id: UUID, version: Number = None) -> PlacesRow:
    own = access_own_notes(request.principal, document_id)
    new = access_version(request.principal, document_id, version)
    notes = sync.kept_notes(own.document, own.person_id, new.number)
    versions: dict[int, DocumentVersion] = {
        v.number: v for v in readable_versions(request.principal, document_id)
    }
    found = places_of(notes, versions, new)
    return PlacesRow(version=new.number, items=[place_row(note, place) for note, place in found])


@router.get(
    "/documents/{document_id}/changes",
    response=ChangedPages,
    operation_id="list_changes",
    summary="Which pages differ from the version one has read, or from another one",
)
def changes(
    request: SignedInRequest,
    document_id: UUID,
    since: Number = None,
    version: Number = None,
    page: PageNumber = 1,
) -> dict[str, Any]:
    compared = access_compared(request.principal, document_id, since, version)
    pairs = pairs_of(compared.old, compared.new)
    differing = [changed_page_row(pair) for pair in pairs if pair.kind != Kind.SAME]
    return {
        **page_of_list(differing, page),
        "since": compared.old.number,
        "version": compared.new.number,
        "same": len(pairs) - len(differing),
        "has_text": has_text(compared.old) or has_text(compared.new),
    }


@router.get(
    "/documents/{document_id}/changes/page",
    response=ComparedPage,
    operation_id="compare_page",
    summary="A page of two versions word by word",
)
def compare_page(
    request: SignedInRequest,
    document_id: UUID,
    since: Number = None,
    version: Number = None,
    old_page: AnyPage = None,
    new_page: AnyPage = None,
) -> ComparedPage:
    compared = access_compared(request.principal, document_id, since, version)
    pieces = pieces_of(text_of(compared.old, old_page), text_of(compared.new, new_page))
    return ComparedPage(
        since=compared.old.number,
        version=compared.new.number,
        pieces=[DifferenceRow(change=change, text=text) for change, text in pieces],
    )

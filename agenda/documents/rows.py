"""The rows of documents and of their readers as snapshots, events and lists show them."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Count, F, Q
from ninja import Schema

from agenda.documents.audience import is_laid, laid_before, preparers_of, recused_by_item
from agenda.documents.models import (
    Approval,
    Document,
    DocumentOpening,
    DocumentSettings,
    DocumentVersion,
    Group,
    PageText,
)
from agenda.documents.rules import Status
from agenda.documents.stages import Stage
from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant, State


class DocumentRow(Schema):
    """A document as its readers have it: the shown version, of which `sha256` and `size` are the original's.

    `version` counts from 1; `note` says what changed in it; `rejected_reason` is Vietnamese; `uploader_id` is
    the person who uploaded it. `is_limited`: only those read it whom its rights name; `rights` counts their
    changes, so that a screen asks anew.
    """

    id: UUID
    item_id: UUID
    title: str
    group: Annotated[Group, INLINE]
    kind: str
    agency: str
    unit_name: str
    is_limited: bool
    rights: int
    version: int
    note: str
    filename: str
    pages: int | None
    size: int
    sha256: str
    status: Annotated[Status, INLINE]
    rejected_code: str
    rejected_reason: str
    uploaded_at: Instant
    uploaded_by: str
    uploader_id: UUID | None


class DraftRow(Schema):
    """A version on its way: newer than the one that is shown. Chair, secretaries and its unit see it."""

    id: UUID
    document_id: UUID
    item_id: UUID
    title: str
    group: Annotated[Group, INLINE]
    unit_id: UUID | None
    unit_name: str
    version: int
    note: str
    filename: str
    pages: int | None
    size: int
    sha256: str
    status: Annotated[Status, INLINE]
    rejected_code: str
    rejected_reason: str
    approval: Annotated[Approval, INLINE]
    approval_note: str
    decided_at: Instant | None
    decided_by: str
    uploaded_at: Instant
    uploaded_by: str
    uploader_id: UUID | None


class VersionRow(Schema):
    """One version in a document's history."""

    id: UUID
    version: int
    note: str
    filename: str
    pages: int | None
    size: int
    sha256: str
    status: Annotated[Status, INLINE]
    rejected_reason: str
    approval: Annotated[Approval, INLINE]
    approval_note: str
    decided_at: Instant | None
    decided_by: str
    declared_at: Instant | None
    declared_by: str
    uploaded_at: Instant
    uploaded_by: str
    uploader_id: UUID | None
    is_shown: bool


class ProgressRow(Schema):
    """How far the preparation of the newest version has come: the last stage that is behind, and percent."""

    version: int
    status: Annotated[Status, INLINE]
    stage: Stage
    percent: int


class BookmarkRow(Schema):
    """An entry of an outline; `page` from 1, empty when it leads nowhere; `level` from 0."""

    title: str
    page: int | None
    level: int


class OutlineRow(Schema):
    """The bookmarks of a version in reading order; `labels` is empty when pages go by their numbers."""

    version: int
    pages: int
    items: list[BookmarkRow]
    labels: list[str]


class PageTextRow(Schema):
    """The text of one page; `is_recognised`: read from its picture, so it may be wrong."""

    version: int
    number: int
    text: str
    is_recognised: bool


class PageTextsRow(Schema):
    """The text of pages in a row, those without any left out; ask on after `next` until it is null."""

    version: int
    items: list[PageTextRow]
    next: int | None


class QuarantineRow(Schema):
    """A refused version that bears a stamp; `is_kept`: its file is there still, so it may be released."""

    id: UUID
    document_id: UUID
    title: str
    version: int
    filename: str
    sha256: str
    reason: str
    meeting_title: str
    uploaded_at: Instant
    uploaded_by: str
    is_kept: bool


class DocumentSettingsRow(Schema):
    """What holds for all documents of a meeting. `is_watermarked`: they bear the name of who reads them."""

    is_watermarked: bool


class ReceiptRow(Schema):
    """When one has opened a document; empty for who is no participant (a site's screen, an observer)."""

    first_at: Instant | None
    last_at: Instant | None
    times: int


_OWN = ("id", "item_id", "title", "group", "kind", "agency", "unit_name", "rights")


def document_row(document: Document) -> DocumentRow:
    """The row of a document that is laid; needs no further query when its shown version is loaded."""
    version = document.shown
    if version is None:
        raise ValueError("a document without a version to show has no row")
    return DocumentRow(
        **{name: getattr(document, name) for name in _OWN},
        is_limited=document.readers is not None,
        **_of_version(version, DocumentRow),
    )


def draft_row(document: Document, version: DocumentVersion) -> DraftRow:
    """The row of a version on its way."""
    own = {name: getattr(document, name) for name in ("item_id", "title", "group", "unit_id", "unit_name")}
    return DraftRow(id=version.id, document_id=document.id, **own, **_of_version(version, DraftRow))


def version_row(document: Document, version: DocumentVersion) -> VersionRow:
    """The row of a version in the document's history."""
    is_shown = document.shown_id == version.id
    return VersionRow(id=version.id, is_shown=is_shown, **_of_version(version, VersionRow))


_VERSION = (
    "note", "filename", "pages", "size", "sha256", "status", "rejected_code", "rejected_reason", "approval",
    "approval_note", "decided_at", "decided_by", "declared_at", "declared_by", "uploaded_at", "uploaded_by",
    "uploader_id",
)  # fmt: skip


def _of_version(version: DocumentVersion, row: type[Schema]) -> dict[str, Any]:
    fields = {name: getattr(version, name) for name in _VERSION if name in row.model_fields}
    return {"version": version.number, **fields}


def page_text_row(version: int, number: int, page: PageText | None) -> PageTextRow:
    """The text of a page that exists; empty when there is none, or the document has too much of it."""
    return PageTextRow(
        version=version,
        number=number,
        text=page.text if page else "",
        is_recognised=page is not None and page.is_recognised,
    )


TEXTS_AT_ONCE = 50


def page_texts_row(version: DocumentVersion, after: int) -> PageTextsRow:
    """The text of the next 50 pages of a version."""
    last = after + TEXTS_AT_ONCE
    pages = version.page_texts.filter(number__gt=after, number__lte=last)
    return PageTextsRow(
        version=version.number,
        items=[
            PageTextRow(
                version=version.number, number=page.number, text=page.text, is_recognised=page.is_recognised
            )
            for page in pages
        ],
        next=last if last < (version.pages or 0) else None,
    )


def quarantine_row(version: DocumentVersion, *, is_kept: bool) -> QuarantineRow:
    """The row of a version whose document and meeting are loaded."""
    names = ("id", "document_id", "filename", "sha256", "uploaded_at", "uploaded_by")
    return QuarantineRow(
        **{name: getattr(version, name) for name in names},
        title=version.document.title,
        version=version.number,
        reason=version.rejected_reason,
        meeting_title=version.document.meeting.title,
        is_kept=is_kept,
    )


def document_state(document: Document) -> State:
    """What an event says when the document's row changed; null when it is not laid (any more)."""
    row = document_row(document).model_dump(mode="json") if is_laid(document) else None
    return {"documents": {str(document.id): row}}


def draft_state(document: Document, version: DocumentVersion) -> State:
    """What an event for those who prepare says of a version; null once it is shown or overtaken."""
    row = draft_row(document, version).model_dump(mode="json") if is_draft(document, version) else None
    return {"drafts": {str(version.id): row}}


def is_draft(document: Document, version: DocumentVersion) -> bool:
    """Whether the version is on its way: newer than what is shown, of a document that was not recalled."""
    shown = document.shown.number if document.shown else 0
    return document.recalled_at is None and version.number > shown


def read_documents(meeting_id: str, viewer: Viewer) -> dict[str, DocumentRow]:
    """The part `documents` of a snapshot: what this viewer reads."""
    documents = laid_before(viewer, Document.objects.all(), meeting_id)
    return {str(document.id): document_row(document) for document in documents}


def read_settings(meeting_id: str, _viewer: Viewer) -> dict[str, DocumentSettingsRow]:
    """The part `document_settings` of a snapshot; empty as long as nobody set anything."""
    found = DocumentSettings.objects.filter(meeting_id=meeting_id).first()
    return {"meeting": DocumentSettingsRow(is_watermarked=found.is_watermarked)} if found else {}


def read_drafts(meeting_id: str, viewer: Viewer) -> dict[str, DraftRow]:
    """The part `drafts` of a snapshot: versions on their way that this viewer prepares."""
    keepers = recused_by_item(meeting_id)
    newer = Q(document__shown=None) | Q(number__gt=F("document__shown__number"))
    versions = DocumentVersion.objects.filter(
        newer, document__meeting_id=meeting_id, document__recalled_at=None
    )
    return {
        str(version.id): draft_row(version.document, version)
        for version in versions.select_related("document__shown")
        if viewer.sees(preparers_of(version.document, keepers))
    }


def opened_by_person(meeting: Meeting, people: Iterable[UUID] | None) -> dict[UUID, int]:
    """How many documents of the meeting these people (None: all) have opened; who opened none is left out."""
    openings = DocumentOpening.objects.filter(document__meeting=meeting)
    if people is not None:
        openings = openings.filter(person_id__in=list(people))
    return dict(openings.order_by().values_list("person_id").annotate(documents=Count("document_id")))


def receipt_row(opening: DocumentOpening | None) -> ReceiptRow:
    if opening is None:
        return ReceiptRow(first_at=None, last_at=None, times=0)
    return ReceiptRow(first_at=opening.first_at, last_at=opening.last_at, times=opening.times)

"""What differs between two versions of a document, and where notes of one belong in the other."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from agenda.documents.models import DocumentPage, DocumentReading, DocumentVersion
from agenda.documents.rules import Status
from agenda.notes.anchors import Anchor, Place, Placing
from agenda.notes.matching import Pair, pair_pages
from agenda.notes.models import PrivateNote
from ecabinet.problems import Problem
from meetings.lifecycle.access import NOBODY

PAIRINGS_KEPT = 64


def earlier_version(
    versions: "QuerySet[DocumentVersion]", version: DocumentVersion, person_id: str | None
) -> int:
    """Which of `versions` a person compares with: the one read last, else the one before.

    Raises Problem nothing_to_compare (409) for a first version.
    """
    earlier = versions.filter(number__lt=version.number, status=Status.READY)
    read = DocumentReading.objects.filter(person_id=person_id or NOBODY, version__in=earlier)
    last_read = read.order_by("-version__number").values_list("version__number", flat=True).first()
    before = earlier.order_by("-number").values_list("number", flat=True).first()
    if before is None:
        raise Problem("nothing_to_compare")
    return last_read or before


def pairs_of(old: DocumentVersion, new: DocumentVersion) -> tuple[Pair, ...]:
    """The pages of two versions side by side."""
    return _pairs(old.id, old.pages or 0, new.id, new.pages or 0)


@lru_cache(maxsize=PAIRINGS_KEPT)
def _pairs(old_id: UUID, old_count: int, new_id: UUID, new_count: int) -> tuple[Pair, ...]:
    # The text of a version that is ready never changes, so what was found stays true.
    return tuple(pair_pages(texts_of(old_id, old_count), texts_of(new_id, new_count)))


def texts_of(version_id: UUID, count: int) -> list[str]:
    """The text of each page; empty where there is none."""
    pages = DocumentPage.objects.filter(version_id=version_id, number__lte=count)
    known = dict(pages.values_list("number", "text"))
    return [known.get(number, "") for number in range(1, count + 1)]


def text_of(version: DocumentVersion, page: int | None) -> str:
    """The text of one page; empty for None."""
    found = DocumentPage.objects.filter(version=version, number=page).first() if page else None
    return found.text if found else ""


def places_of(
    notes: Iterable[PrivateNote], versions: dict[int, DocumentVersion], new: DocumentVersion
) -> list[tuple[PrivateNote, Place]]:
    """Where each note belongs in `new`; one that was made on an unknown version is not placed."""
    by_version: dict[int, list[PrivateNote]] = {}
    for note in notes:
        by_version.setdefault(note.version, []).append(note)
    texts = texts_of(new.id, new.pages or 0) if by_version else []
    found: list[tuple[PrivateNote, Place]] = []
    for number, some in sorted(by_version.items()):
        old = versions.get(number)
        pairs = pairs_of(old, new) if old else ()
        placing = Placing(texts, pairs)
        found += [(note, placing.place(_anchor(note))) for note in some]
    return found


def _anchor(note: PrivateNote) -> Anchor:
    return Anchor(note.page, note.quote, note.before, note.after)


def has_text(version: DocumentVersion) -> bool:
    """Whether any page has text, by which versions can be compared."""
    return DocumentPage.objects.filter(version=version).exclude(text="").exists()

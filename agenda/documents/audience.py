"""Who sees a document: the one rule behind events, snapshots, lists and files."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from agenda.documents.models import Document, Group, ReadingRight
from agenda.documents.rules import Status
from ecabinet.directory.principal import Principal
from ecabinet.journal import audience
from ecabinet.journal.audience import Viewer
from meetings.attendance.models import Recusal
from meetings.attendance.recusals import in_force
from meetings.invitations.models import Participant

Keepers = Mapping[UUID, frozenset[UUID]]
ORGANISERS = audience.role("chair", "secretary")


def recused_by_item(meeting_id: UUID | str) -> Keepers:
    """The persons who keep out of each item of a meeting."""
    found: dict[UUID, frozenset[UUID]] = {}
    for item_id, person_id in in_force(meeting_id).values_list("item_id", "participant__person_id"):
        found[item_id] = found.get(item_id, frozenset()) | {person_id}
    return found


def readers_of(
    document: Document, keepers: Keepers | None = None, at: datetime | None = None
) -> tuple[str, ...]:
    """The tags of who reads the shown version.

    Without `at` as events have told it so far; with it by the clock, which ends a right by the second even
    where the job that tells of it is late.
    """
    return _but_recused(_whom(document, at), document, keepers)


def _whom(document: Document, at: datetime | None) -> tuple[str, ...]:
    if document.group == Group.INTERNAL:
        return ORGANISERS
    if document.readers is None:
        return audience.ALL
    return (*ORGANISERS, *(document.readers if at is None else named_at(document, at)))


def named_at(document: Document, at: datetime) -> list[str]:
    """Whom the reading rights of a limited document name at a time."""
    return [right.whom for right in document.reading_rights.all() if right.is_open(at)]


def losing(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """The audience of those who belong to `before` and not to `after`; empty where nobody can."""
    named = [tag for tag in after if not tag.startswith(audience.NOT)]
    if set(before) <= set(after) or "all" in named:
        return ()
    return (*before, *(f"{audience.NOT}{tag}" for tag in named))


def preparers_of(document: Document, keepers: Keepers | None = None) -> tuple[str, ...]:
    """The tags of who sees versions on their way: chair, secretaries, and the unit that delivers it."""
    unit = (f"unit:{document.unit_id}",) if document.unit_id else ()
    return _but_recused((*ORGANISERS, *unit), document, keepers)


def _but_recused(whom: tuple[str, ...], document: Document, keepers: Keepers | None) -> tuple[str, ...]:
    known = recused_by_item(document.meeting_id) if keepers is None else keepers
    return audience.without(whom, known.get(document.item_id, frozenset()))


def is_laid(document: Document) -> bool:
    """Whether there is a version for its readers, and it was not recalled."""
    return document.shown_id is not None and document.recalled_at is None


def sees(viewer: Viewer, document: Document, keepers: Keepers | None = None) -> bool:
    """Whether the viewer reads the document, or prepares it."""
    if is_laid(document) and viewer.sees(readers_of(document, keepers)):
        return True
    return viewer.sees(preparers_of(document, keepers))


def laid_before(
    viewer: Viewer, documents: "QuerySet[Document]", meeting_id: UUID | str, at: datetime | None = None
) -> list[Document]:
    """Those of a meeting's documents that the viewer reads (`at`: see readers_of), shown versions loaded."""
    keepers = recused_by_item(meeting_id)
    laid = documents.filter(meeting_id=meeting_id, shown__isnull=False, recalled_at=None)
    if at is not None:
        laid = laid.prefetch_related("reading_rights")
    return [
        d
        for d in laid.select_related("shown")
        if viewer.sees(readers_of(d, keepers, at)) and not viewer.is_kept_from(d.item_id)
    ]


def laid_for(principal: Principal) -> "QuerySet[Document]":
    """The papers that the principal reads among meetings that they see, in one query: `readers_of` at once.

    What is closed as a matter (agenda.items.closing) and who waits before the door is not asked here.
    """
    laid = Document.objects.filter(shown__status=Status.READY, recalled_at=None).order_by()
    open_to_me = Q(readers__isnull=True) | Q(id__in=_naming(principal).values("document"))
    if principal.person_id is None:
        return laid.filter(open_to_me).exclude(group=Group.INTERNAL)
    mine = Participant.objects.filter(person_id=principal.person_id, role__in=["chair", "secretary"])
    organised = Q(meeting__in=mine.values("meeting"))
    if principal.is_secretary:
        organised |= Q(meeting__unit_id__in=principal.unit_ids)
    recused = Recusal.objects.filter(participant__person_id=principal.person_id, withdrawn_at=None)
    open_to_me &= ~Q(group=Group.INTERNAL)
    return laid.filter(open_to_me | organised).exclude(item_id__in=recused.values("item_id"))


def _naming(principal: Principal) -> "QuerySet[ReadingRight]":
    """The reading rights that name the principal now, by the clock."""
    now = timezone.now()
    rights = ReadingRight.objects.filter(
        Q(since=None) | Q(since__lte=now), Q(until=None) | Q(until__gt=now)
    ).order_by()
    if principal.person_id is None:
        return rights.filter(whom="role:site")
    named = Q(whom=f"person:{principal.person_id}")
    named |= Q(whom__in=[f"unit:{unit_id}" for unit_id in principal.unit_ids])
    parts = Participant.objects.filter(person_id=principal.person_id)
    for role in ("member", "delegate", "guest"):
        named |= Q(whom=f"role:{role}", document__meeting__in=parts.filter(role=role).values("meeting"))
    return rights.filter(named)

"""Keeping the index. What is indexed says nothing of rights: those are asked when somebody searches."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from agenda.searching.backends import backend
from agenda.searching.models import Entry
from agenda.searching.sources import Source, Subject, sources
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import Command

PAGES_JOB = "search.pages"
REINDEX_JOB = "search.reindex"
PAGES_AT_ONCE = 100


def index(source: Source, subject_id: UUID, cmd: Command) -> None:
    """Take a subject into the index as it is now, or out of it; its further pages follow by a job."""
    subject = next(iter(source.describe([subject_id])), None)
    _forget(source, subject_id)
    if subject is None:
        return
    _put(source, subject, [1])
    if subject.pages > 1:
        payload = {"source": source.name, "subject": str(subject_id)}
        enqueue(cmd, PAGES_JOB, f"{source.name}:{subject_id}:{subject.edition}", payload)


def index_pages(source: Source, subject_id: UUID) -> None:
    """Take in what is missing of a subject's pages, some at a time, so that nobody waits long for a lock."""
    before: str | None = None
    while True:
        with transaction.atomic():
            subject = next(iter(source.describe([subject_id])), None)
            if subject is None or before not in {None, subject.edition}:
                return
            before, missing = subject.edition, _missing(source, subject)
            _put(source, subject, missing[:PAGES_AT_ONCE])
        if len(missing) <= PAGES_AT_ONCE:
            return


def _missing(source: Source, subject: Subject) -> list[int]:
    known = Entry.objects.select_for_update().filter(source=source.name, subject=subject.id)
    there = set(known.values_list("page", flat=True))
    return [page for page in range(1, subject.pages + 1) if page not in there]


def _forget(source: Source, subject_id: UUID) -> None:
    Entry.objects.filter(source=source.name, subject=subject_id).delete()


def _put(source: Source, subject: Subject, pages: Iterable[int]) -> None:
    entries = [
        Entry(
            source=source.name,
            subject=subject.id,
            page=page,
            edition=subject.edition,
            meeting_id=subject.meeting_id,
            item_id=subject.item_id,
            at=subject.at,
        )
        for page in pages
    ]
    texts = source.texts([(subject.id, entry.page) for entry in entries]) if entries else {}
    Entry.objects.bulk_create(entries)
    backend().put(
        (entry.pk, subject.title if entry.page == 1 else "", texts.get((subject.id, entry.page), ""))
        for entry in entries
    )


def reindex() -> int:
    """Make the whole index anew, subject by subject; gives how many. Doing it again does no harm."""
    done = 0
    for source in sources().values():
        known = set(Entry.objects.filter(source=source.name).values_list("subject", flat=True))
        there = list(source.everything())
        for gone in known - set(there):
            _forget(source, gone)
        for subject_id in there:
            with transaction.atomic():
                _forget(source, subject_id)
            index_pages(source, subject_id)
        done += len(there)
    return done

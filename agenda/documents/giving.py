"""The commands of reading rights: naming who reads a document, and opening and closing their windows.

Every function runs inside a command whose meeting row is locked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from agenda.documents.audience import ORGANISERS, is_laid, losing, named_at, readers_of
from agenda.documents.models import Document, ReadingRight
from agenda.documents.services import require_not_recalled, tell_readers
from ecabinet.directory.models import Person, Unit
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.lifecycle.rows import State, stream_of

WINDOW_JOB = "document.window"


@dataclass(frozen=True)
class Wanted:
    """One right as it is asked for; `whom` is a tag of audiences."""

    whom: str
    since: datetime | None = None
    until: datetime | None = None
    may_print: bool = False
    may_download: bool = False


def set_rights(cmd: Command, document: Document, wanted: Sequence[Wanted] | None) -> None:
    """Let those read whom `wanted` names, beside chair and secretaries; None: as the document's group says.

    Appends document.closed for those who lose it, document.rights_changed for its readers and
    document.rights_set for chair and secretaries. Raises Problem document_recalled (409), bad_input (422) for
    a window that is over, or whom nobody knows.
    """
    require_not_recalled(document)
    before = {right.whom: right for right in document.reading_rights.all()}
    names = _names([one.whom for one in wanted or ()])
    _require_ahead(cmd, wanted or (), before)
    document.reading_rights.all().delete()
    rights = [_right(cmd, document, one, names[one.whom]) for one in wanted or ()]
    ReadingRight.objects.bulk_create(rights)
    _tell_organisers(cmd, document, None if wanted is None else rights)
    _turn(cmd, document, is_limited=wanted is not None)
    for at in {at for right in rights for at in (right.since, right.until) if at is not None and at > cmd.at}:
        payload = {"document_id": str(document.id)}
        enqueue(cmd, WINDOW_JOB, f"{document.id}:{at.isoformat()}", payload, at)


def turn_windows(cmd: Command, document: Document) -> None:
    """Bring the readers in line with the clock; nothing is told where nothing changed."""
    if document.readers is not None and document.readers != named_at(document, cmd.at):
        _turn(cmd, document, is_limited=True)


def _turn(cmd: Command, document: Document, *, is_limited: bool) -> None:
    before = readers_of(document)
    document.readers = named_at(document, cmd.at) if is_limited else None
    document.rights += 1
    document.save(update_fields=["readers", "rights"])
    if not is_laid(document) or document.shown is None:
        return
    lost = losing(before, readers_of(document))
    if lost:
        gone: State = {"documents": {str(document.id): None}}
        cmd.append(
            stream_of(document.meeting), "document.closed", data=_told(document), state=gone, audience=lost
        )
    tell_readers(cmd, document, document.shown, "document.rights_changed")


def _tell_organisers(cmd: Command, document: Document, rights: Sequence[ReadingRight] | None) -> None:
    keepers = [tag for tag in readers_of(document) if tag.startswith("not:")]
    data = {
        **_told(document),
        "is_limited": rights is not None,
        "readers": [_described(right) for right in rights or ()],
        "names": ", ".join(right.name for right in rights or ()),
    }
    cmd.append(
        stream_of(document.meeting), "document.rights_set", data=data, audience=(*ORGANISERS, *keepers)
    )


def _told(document: Document) -> dict[str, Any]:
    return {
        "document_id": document.id,
        "item_id": document.item_id,
        "item_title": document.item.title,
        "title": document.title,
    }


def _described(right: ReadingRight) -> dict[str, Any]:
    names = ("whom", "name", "since", "until", "may_print", "may_download")
    return {name: getattr(right, name) for name in names}


def _right(cmd: Command, document: Document, wanted: Wanted, name: str) -> ReadingRight:
    return ReadingRight(
        document=document,
        whom=wanted.whom,
        name=name[:200],
        since=wanted.since,
        until=wanted.until,
        may_print=wanted.may_print,
        may_download=wanted.may_download,
        given_at=cmd.at,
        given_by=cmd.actor.name[:120],
    )


ROLE_NAMES = {
    "member": "Thành viên",
    "delegate": "Đại biểu",
    "guest": "Khách mời",
    "site": "Màn hình điểm cầu",
}


def _names(whom: Sequence[str]) -> dict[str, str]:
    """What each tag is called. Raises Problem bad_input (422) for a unit or a person that does not exist."""
    ids: dict[str, set[UUID]] = {"unit": set(), "person": set()}
    names: dict[str, str] = {}
    for tag in whom:
        kind, _, value = tag.partition(":")
        if kind == "role":
            names[tag] = ROLE_NAMES[value]
        else:
            ids[kind].add(UUID(value))
    units = Unit.objects.filter(id__in=ids["unit"]).values_list("id", "name")
    people = Person.objects.filter(id__in=ids["person"]).values_list("id", "full_name")
    names |= {f"unit:{unit_id}": name for unit_id, name in units}
    names |= {f"person:{person_id}": name for person_id, name in people}
    if not names.keys() >= set(whom):
        raise Problem("bad_input", errors=(FieldError("rights", "reader_unknown"),))
    return names


def _require_ahead(cmd: Command, wanted: Iterable[Wanted], known: dict[str, ReadingRight]) -> None:
    """A window that is over is refused, unless it was there before and stays."""
    for one in wanted:
        before = known.get(one.whom)
        if one.until is not None and one.until <= cmd.at and (before is None or before.until != one.until):
            raise Problem("bad_input", errors=(FieldError("until", "window_over"),))

"""The commands of duties: asking units for documents, and what the units deliver.

Every function runs inside a command whose meeting row is locked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from agenda.assignments.models import Duty
from agenda.assignments.rows import standings
from agenda.assignments.rules import Standing, reminder_times, usual_due
from agenda.documents import approval
from agenda.documents import services as documents
from agenda.documents.audience import ORGANISERS
from agenda.documents.models import Approval, Document, DocumentVersion
from agenda.items.models import AgendaItem
from ecabinet.directory.models import Unit
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.lifecycle.models import Holiday, Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import ARRANGEABLE, require_status

REMIND_JOB = "duty.remind"
NOT_SOONER_THAN = timedelta(hours=1)
MOST_DOCUMENTS = 50


@dataclass(frozen=True)
class Asked:
    """What a unit is asked for; without a time it is due as many working days before as the notice has."""

    wanted: str
    count: int = 1
    due_at: datetime | None = None


def assign(cmd: Command, item: AgendaItem, units: Sequence[Unit], asked: Asked) -> list[Duty]:
    """Ask units for documents of an item. Appends duty.assigned; reminders follow by themselves.

    Raises Problem meeting_wrong_status, duty_exists (409), bad_input (422) for a time that is past.
    """
    meeting = item.meeting
    require_status("edit", meeting.status, ARRANGEABLE)
    known = Duty.objects.filter(item=item, unit__in=units).first()
    if known is not None:
        raise Problem("duty_exists", unit=known.unit_name)
    due_at = asked.due_at or _usual_due(meeting, cmd.at)
    _require_ahead(cmd, due_at)
    duties = [
        Duty(
            meeting=meeting,
            item=item,
            unit=unit,
            unit_name=unit.name,
            wanted=asked.wanted,
            count=asked.count,
            due_at=due_at,
            assigned_at=cmd.at,
            assigned_by=cmd.actor.name[:120],
        )
        for unit in units
    ]
    Duty.objects.bulk_create(duties)
    _tell(cmd, "duty.assigned", meeting, duties)
    _set_reminders(cmd, duties)
    return duties


def edit(cmd: Command, duty: Duty, changes: dict[str, Any]) -> None:
    """Change what is wanted, how many or until when. Appends duty.edited.

    Raises Problem meeting_wrong_status (409), bad_input (422) for a time that is past.
    """
    require_status("edit", duty.meeting.status, ARRANGEABLE)
    changed = {name: value for name, value in changes.items() if getattr(duty, name) != value}
    if not changed:
        return
    if "due_at" in changed:
        _require_ahead(cmd, changed["due_at"])
    told = {name: {"from": getattr(duty, name), "to": value} for name, value in changed.items()}
    for name, value in changed.items():
        setattr(duty, name, value)
    duty.save(update_fields=list(changed))
    _tell(cmd, "duty.edited", duty.meeting, [duty], changes=told)
    if "due_at" in changed:
        _set_reminders(cmd, [duty])


def remove(cmd: Command, duty: Duty) -> None:
    """Ask a unit no more; what it has delivered stays. Appends duty.removed.

    Raises Problem meeting_wrong_status (409).
    """
    require_status("edit", duty.meeting.status, ARRANGEABLE)
    _tell(cmd, "duty.removed", duty.meeting, [duty])
    duty.delete()


def deliver(cmd: Command, duty: Duty, received: documents.Upload, about: documents.About) -> Document:
    """A draft of the unit for the duty's item. Raises as `documents.upload`, and too_many_delivered (409)."""
    if Document.objects.filter(item=duty.item, unit=duty.unit).count() >= MOST_DOCUMENTS:
        raise Problem("too_many_delivered", most=MOST_DOCUMENTS)
    return documents.upload(cmd, duty.item, received, about, duty.unit)


def revise(cmd: Command, document: Document, received: documents.Upload) -> DocumentVersion:
    """A next version of what the unit delivers, as a draft. Raises as `documents.add_version`."""
    return documents.add_version(cmd, document, received, Approval.DRAFT)


def submit(cmd: Command, document: Document) -> DocumentVersion:
    """The newest version goes to chair and secretaries. Raises as `approval.submit`."""
    version = document.versions.latest("number")
    version.document = document
    approval.submit(cmd, version)
    return version


def withdraw(cmd: Command, document: Document) -> None:
    """Take away a document that was never submitted. Raises Problem document_submitted (409)."""
    if document.versions.exclude(approval=Approval.DRAFT).exists():
        raise Problem("document_submitted")
    documents.remove(cmd, document)


def remind_now(cmd: Command, meeting: Meeting) -> list[Duty]:
    """A letter to each unit that owes something.

    Raises Problem meeting_wrong_status, nothing_owed, or duties_reminded_lately (409) within the hour.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    duties = list(Duty.objects.filter(meeting=meeting).select_related("item__parent", "unit"))
    last = max((duty.reminded_at for duty in duties if duty.reminded_at), default=None)
    if last is not None and cmd.at - last < NOT_SOONER_THAN:
        raise Problem("duties_reminded_lately", minutes=int((cmd.at - last).total_seconds() // 60))
    reminded = remind(cmd, meeting, duties)
    if not reminded:
        raise Problem("nothing_owed")
    return reminded


def remind(cmd: Command, meeting: Meeting, duties: Iterable[Duty]) -> list[Duty]:
    """Remind of those duties for which something is missing; gives them. Appends duty.reminded."""
    found = standings(meeting)
    owed = [duty for duty in duties if found.of(duty).standing == Standing.OWED]
    for duty in owed:
        duty.reminded_at = cmd.at
    Duty.objects.bulk_update(owed, ["reminded_at"])
    if owed:
        _tell(cmd, "duty.reminded", meeting, owed)
    return owed


def usual_due_of(meeting: Meeting) -> datetime:
    """When documents are due where nothing else is said."""
    return _usual_due(meeting, timezone.now())


def _usual_due(meeting: Meeting, now: datetime) -> datetime:
    holidays = set(Holiday.objects.values_list("day", flat=True))
    start = timezone.localtime(meeting.scheduled_start)
    return usual_due(start, timezone.localtime(now), meeting.notice_days, holidays)


def _require_ahead(cmd: Command, due_at: datetime) -> None:
    if due_at <= cmd.at:
        raise Problem("bad_input", errors=(FieldError("due_at", "due_in_past"),))


def _set_reminders(cmd: Command, duties: list[Duty]) -> None:
    """A reminder is for the time that it was set for: a duty with another time has others."""
    for duty in duties:
        due = time_of(duty)
        for when in reminder_times(timezone.localtime(duty.due_at), cmd.at):
            key = f"{duty.id} {when.timestamp():.0f} {due}"
            enqueue(cmd, REMIND_JOB, key, {"duty_id": str(duty.id), "due_at": due}, when)


def time_of(duty: Duty) -> str:
    """When the duty is due, as its reminders name it."""
    return duty.due_at.astimezone(UTC).isoformat()


def _tell(cmd: Command, event: str, meeting: Meeting, duties: list[Duty], **more: Any) -> None:
    told = [
        {
            "duty_id": duty.id,
            "item_id": duty.item_id,
            "item_title": duty.item.title,
            "unit_id": duty.unit_id,
            "unit_name": duty.unit_name,
            "wanted": duty.wanted,
            "count": duty.count,
            "due_at": duty.due_at,
        }
        for duty in duties
    ]
    names = ", ".join(sorted({duty.unit_name for duty in duties}))
    data = {"duties": told, "units": names, "item_title": duties[0].item.title, **more}
    cmd.append(stream_of(meeting), event, data=data, audience=ORGANISERS)

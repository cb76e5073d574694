"""The way from an id in a request to a duty, and to what was delivered for it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from agenda.assignments.models import Duty
from agenda.documents.access import access_document_of, delivering_units
from agenda.documents.audience import recused_by_item
from agenda.documents.models import Document
from agenda.documents.services import require_changeable
from ecabinet.directory.principal import Principal
from ecabinet.problems import NotFound
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import ARRANGEABLE, Status


def own_duties(principal: Principal) -> "QuerySet[Duty]":
    """What the units owe for which `principal` delivers; nothing of meetings that were called off."""
    duties = Duty.objects.filter(unit_id__in=delivering_units(principal))
    return duties.exclude(meeting__status=Status.CANCELLED).select_related("meeting", "item__parent", "unit")


def open_meetings() -> list[str]:
    """The states of a meeting in which documents may still be delivered."""
    return [status.value for status in ARRANGEABLE]


def access_duty(principal: Principal, duty_id: UUID | str, *, lock: bool = False) -> Duty:
    """A duty of a unit for which `principal` delivers; `lock` holds the meeting's row. Raises NotFound."""
    duty = own_duties(principal).filter(id=duty_id).first()
    if duty is None or principal.person_id in _recused(duty):
        raise NotFound
    if lock:
        duty.meeting = Meeting.objects.select_for_update().get(id=duty.meeting_id)
    duty.item.meeting = duty.meeting
    return duty


def _recused(duty: Duty) -> set[str]:
    return set(map(str, recused_by_item(duty.meeting_id).get(duty.item_id, ())))


def access_delivered(duty: Duty, document_id: UUID | str) -> Document:
    """A document, locked, that was delivered for an accessed duty. Raises NotFound (404)."""
    document = access_document_of(duty.meeting, document_id)
    if (document.item_id, document.unit_id) != (duty.item_id, duty.unit_id):
        raise NotFound
    return document


def access_duty_of(meeting: Meeting, duty_id: UUID | str) -> Duty:
    """A duty of a meeting that has been accessed already. Raises NotFound (404)."""
    duty = Duty.objects.select_related("item__parent", "unit").filter(meeting=meeting, id=duty_id).first()
    if duty is None:
        raise NotFound
    duty.meeting = meeting
    return duty


def check_delivery(principal: Principal, fields: dict[str, Any]) -> None:
    """Whether a file may be sent for the duty; before the file is read."""
    duty = access_duty(principal, fields["duty_id"])
    require_changeable(duty.meeting)
    known = Document.objects.filter(item=duty.item, unit=duty.unit)
    if "document_id" in fields and not known.filter(id=fields["document_id"]).exists():
        raise NotFound

"""What units owe, over HTTP: asking for it, and delivering it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Field, Form, Router, Schema
from pydantic import StringConstraints

from agenda.assignments import services
from agenda.assignments.access import (
    access_delivered,
    access_duty,
    access_duty_of,
    check_delivery,
    open_meetings,
    own_duties,
)
from agenda.assignments.models import Duty
from agenda.assignments.rows import DutyRow, OwnDutyRow, duty_row, own_duty_row, standings
from agenda.documents.models import Group
from agenda.documents.receiving import SentFile, SentHash, SentUpload, UploadRequest, received_after
from agenda.documents.services import About
from agenda.items.access import access_item
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.models import Unit
from ecabinet.pagination import Page, page_of
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import PRINTABLE, Moment, PageNumber, Words
from meetings.lifecycle.lookup import all_existing
from meetings.lifecycle.rows import Instant
from meetings.lifecycle.schemas import Gone

router = Router(tags=["duties"])

Wanted = Annotated[str, Words, StringConstraints(min_length=1, max_length=500)]
Count = Annotated[int, Field(ge=1, le=20)]


class DutyIn(Schema):
    """What the units are asked for; without `due_at` it is due by the notice of the meeting's kind."""

    unit_ids: list[UUID] = Field(min_length=1, max_length=100)
    wanted: Wanted
    count: Count = 1
    due_at: Moment | None = None


class DutyEdit(Schema):
    """What is left out stays."""

    wanted: Wanted = ""
    count: Count = 1
    due_at: Moment | None = None


class DutiesOut(Schema):
    items: list[DutyRow]


class DutyPage(Page[DutyRow]):
    """`usual_due_at` is when documents are due where nothing else is said."""

    usual_due_at: Instant


def _rows(duties: list[Duty]) -> DutiesOut:
    found, now = standings(*{duty.meeting_id for duty in duties}), timezone.now()
    return DutiesOut(items=[duty_row(duty, found, now) for duty in duties])


def _own_row(duty: Duty) -> OwnDutyRow:
    is_open = duty.meeting.status in open_meetings()
    return own_duty_row(duty, standings(duty.meeting_id), timezone.now(), is_open)


@router.get(
    "/meetings/{meeting_id}/duties",
    response=DutyPage,
    operation_id="list_duties",
    summary="What units owe a meeting, and what they have delivered; for chair and secretaries",
)
def list_duties(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    meeting = access_meeting(request.principal, meeting_id, "approve_document").meeting
    found, now = standings(meeting), timezone.now()
    duties = Duty.objects.filter(meeting=meeting).select_related("item__parent")
    rows = page_of(duties, page, lambda duty: duty_row(duty, found, now))
    return {**rows, "usual_due_at": services.usual_due_of(meeting)}


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/duties",
    response=DutiesOut,
    operation_id="assign_duties",
    summary="Ask units for documents of an item",
)
@as_command("duty.assign")
def assign(request: CommandRequest, meeting_id: UUID, item_id: UUID, asked: DutyIn) -> DutiesOut:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    item = access_item(meeting, item_id)
    units = all_existing(Unit.objects.all(), dict.fromkeys(asked.unit_ids), "unit_ids")
    what = services.Asked(asked.wanted, asked.count, asked.due_at)
    return _rows(services.assign(request.command, item, units, what))


@router.post(
    "/meetings/{meeting_id}/duties/{duty_id}/edit",
    response=DutiesOut,
    operation_id="edit_duty",
    summary="Change what a unit owes, or by when",
)
@as_command("duty.edit")
def edit(request: CommandRequest, meeting_id: UUID, duty_id: UUID, changes: DutyEdit) -> DutiesOut:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    duty = access_duty_of(meeting, duty_id)
    wanted = {name: getattr(changes, name) for name in changes.model_fields_set}
    services.edit(request.command, duty, {k: v for k, v in wanted.items() if v is not None})
    return _rows([duty])


@router.post(
    "/meetings/{meeting_id}/duties/{duty_id}/remove",
    response=Gone,
    operation_id="remove_duty",
    summary="Ask a unit for documents no more; what it has delivered stays",
)
@as_command("duty.remove")
def remove(request: CommandRequest, meeting_id: UUID, duty_id: UUID) -> Gone:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    services.remove(request.command, access_duty_of(meeting, duty_id))
    return Gone(id=duty_id)


@router.post(
    "/meetings/{meeting_id}/duties/remind",
    response=DutiesOut,
    operation_id="remind_duties",
    summary="Write to every unit that owes something; once an hour",
)
@as_command("duty.remind")
def remind(request: CommandRequest, meeting_id: UUID) -> DutiesOut:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting", lock=True).meeting
    return _rows(services.remind_now(request.command, meeting))


@router.get(
    "/duties",
    response=Page[OwnDutyRow],
    operation_id="list_own_duties",
    summary="What the units owe for which one delivers, the next first",
)
def list_own_duties(
    request: SignedInRequest, scope: Literal["open", "past"] = "open", page: PageNumber = 1
) -> dict[str, Any]:
    duties, states = own_duties(request.principal), open_meetings()
    is_open, now = scope == "open", timezone.now()
    asked = (
        duties.filter(meeting__status__in=states) if is_open else duties.exclude(meeting__status__in=states)
    )
    shown = page_of(asked.order_by("due_at" if is_open else "-due_at", "id"), page, lambda duty: duty)
    found = standings(*{duty.meeting_id for duty in shown["items"]})
    return {**shown, "items": [own_duty_row(duty, found, now, is_open) for duty in shown["items"]]}


@router.post(
    "/duties/{duty_id}/documents",
    response=OwnDutyRow,
    operation_id="deliver_document",
    summary="Upload a document that one's unit owes, as a draft",
)
@received_after(check_delivery)
@as_command("duty.deliver")
def deliver(
    request: UploadRequest,
    duty_id: UUID,
    declared_not_secret: Form[bool],
    file: SentFile = None,
    upload: SentUpload = None,
    sha256: SentHash = "",
    title: Annotated[str, Form(max_length=300, pattern=PRINTABLE)] = "",
    group: Form[Group] = Group.MAIN,
    kind: Annotated[str, Form(max_length=160, pattern=PRINTABLE)] = "",
    agency: Annotated[str, Form(max_length=200, pattern=PRINTABLE)] = "",
) -> OwnDutyRow:
    duty = access_duty(request.principal, duty_id, lock=True)
    services.deliver(request.command, duty, request.received, About(group, kind.strip(), agency.strip()))
    return _own_row(duty)


@router.post(
    "/duties/{duty_id}/documents/{document_id}/versions",
    response=OwnDutyRow,
    operation_id="deliver_version",
    summary="A next version of what one's unit delivers, as a draft, with what changed",
)
@received_after(check_delivery)
@as_command("duty.revise")
def revise(
    request: UploadRequest,
    duty_id: UUID,
    document_id: UUID,
    declared_not_secret: Form[bool],
    file: SentFile = None,
    upload: SentUpload = None,
    sha256: SentHash = "",
    note: Annotated[str, Form(max_length=500, pattern=PRINTABLE)] = "",
) -> OwnDutyRow:
    duty = access_duty(request.principal, duty_id, lock=True)
    services.revise(request.command, access_delivered(duty, document_id), request.received)
    return _own_row(duty)


@router.post(
    "/duties/{duty_id}/documents/{document_id}/submit",
    response=OwnDutyRow,
    operation_id="submit_document",
    summary="Send the newest version to chair and secretaries for their decision",
)
@as_command("duty.submit")
def submit(request: CommandRequest, duty_id: UUID, document_id: UUID) -> OwnDutyRow:
    duty = access_duty(request.principal, duty_id, lock=True)
    services.submit(request.command, access_delivered(duty, document_id))
    return _own_row(duty)


@router.post(
    "/duties/{duty_id}/documents/{document_id}/remove",
    response=OwnDutyRow,
    operation_id="withdraw_document",
    summary="Take away a document of one's unit that was never submitted",
)
@as_command("duty.withdraw")
def withdraw(request: CommandRequest, duty_id: UUID, document_id: UUID) -> OwnDutyRow:
    duty = access_duty(request.principal, duty_id, lock=True)
    services.withdraw(request.command, access_delivered(duty, document_id))
    return _own_row(duty)

"""Queueing letters when a meeting is announced, changed or called off, and sending each of them once."""

import re
import smtplib
from collections.abc import Iterable
from datetime import timedelta
from email.message import Message
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone

from agenda.assignments.models import Duty
from agenda.assignments.rows import standings
from agenda.assignments.rules import Standing
from agenda.items.models import AgendaItem
from ecabinet.jobs.models import Job
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import SYSTEM, Command, command
from ecabinet.papers.pdf import write_pdf
from ecabinet.papers.wording import named_person
from ecabinet.problems import Problem
from meetings.exchange import transport
from meetings.exchange.invitation import invitation_paper
from meetings.exchange.letter import write_letter
from meetings.exchange.models import Delivery
from meetings.exchange.notice import CANCEL, REQUEST, Matter, Notice, Paper
from meetings.exchange.recipients import Recipient, among
from meetings.exchange.rows import AUDIENCE, deliveries_state
from meetings.invitations.models import MeetingSite, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of

JOB = "invitation.deliver"
METHODS: dict[str, str] = {
    Delivery.Purpose.INVITATION: REQUEST,
    Delivery.Purpose.REMINDER: REQUEST,
    Delivery.Purpose.NO_LONGER_INVITED: CANCEL,
    Delivery.Purpose.MEETING_CANCELLED: CANCEL,
    Delivery.Purpose.DUTY: REQUEST,
}
CLAIM_LASTS = timedelta(seconds=60)


class InFlight(Exception):
    """Another worker is sending this letter; the job comes back to see what became of it."""


def queue(cmd: Command, meeting: Meeting, purpose: str, recipients: Iterable[Recipient]) -> list[Delivery]:
    """A delivery for each recipient, under the meeting's next sequence number, and a job where an address is.

    Who has no address gets a delivery too, so that the secretaries see who was not written to.
    """
    sequence = _next_sequence(meeting, purpose)
    deliveries = [
        Delivery(
            meeting=meeting,
            method=METHODS[purpose],
            purpose=purpose,
            sequence=sequence,
            to_kind=one.kind,
            to_id=one.id,
            to_name=one.name,
            sits_at=one.sits_at,
            address=one.address,
            status=Delivery.Status.QUEUED if one.address else Delivery.Status.NO_ADDRESS,
            created_at=cmd.at,
        )
        for one in recipients
    ]
    if not deliveries:
        return []
    Delivery.objects.bulk_create(deliveries)
    _hand_over(cmd, meeting, deliveries)
    return deliveries


def send_again(cmd: Command, delivery: Delivery) -> Delivery:
    """Try a letter that failed once more, one whose job was given up with its worker, or one whose addressee
    has an address by now.

    Raises Problem delivery_not_failed or delivery_no_address (409).
    """
    if delivery.status == Delivery.Status.SENT or _is_under_way(delivery):
        raise Problem("delivery_not_failed")
    if not delivery.address:
        delivery.address = _address_now(delivery)
    delivery.status, delivery.claimed_at, delivery.error = Delivery.Status.QUEUED, None, ""
    delivery.save(update_fields=["status", "claimed_at", "error", "address"])
    _hand_over(cmd, delivery.meeting, [delivery])
    return delivery


def _address_now(delivery: Delivery) -> str:
    (found,) = among(delivery.to_kind, [delivery.to_id])
    if not found.address:
        raise Problem("delivery_no_address", name=delivery.to_name)
    return found.address


def _is_under_way(delivery: Delivery) -> bool:
    jobs = Job.objects.filter(kind=JOB, key=str(delivery.id))
    return jobs.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).exists()


def _hand_over(cmd: Command, meeting: Meeting, deliveries: list[Delivery]) -> None:
    """Tell the secretaries of letters of one kind, and give each that waits its job."""
    first = deliveries[0]
    waiting = [delivery for delivery in deliveries if delivery.status == Delivery.Status.QUEUED]
    told = {
        "method": first.method,
        "purpose": first.purpose,
        "sequence": first.sequence,
        "to": [delivery.to_name for delivery in waiting],
        "no_address": [delivery.to_name for delivery in deliveries if delivery not in waiting],
    }
    cmd.append(
        stream_of(meeting),
        "invitation.queued",
        data=told,
        state=deliveries_state(deliveries),
        audience=AUDIENCE,
    )
    for delivery in waiting:
        enqueue(cmd, JOB, str(delivery.id), {"delivery_id": str(delivery.id)})


RESTRICTED = "Nội dung hạn chế"


def _next_sequence(meeting: Meeting, purpose: str) -> int:
    """Letters about documents leave no gap in the numbers of the invitation."""
    alike = Q(purpose=Delivery.Purpose.DUTY)
    letters = Delivery.objects.filter(alike if purpose == Delivery.Purpose.DUTY else ~alike, meeting=meeting)
    last = letters.aggregate(last=Max("sequence"))["last"]
    return 0 if last is None else last + 1


def deliver(delivery_id: str, *, is_last_try: bool) -> None:
    """Send a delivery unless it has gone. Raises InFlight, or what hindered it when it is worth another try.

    A worker that dies between sending and noting it makes the next one send again: the Message-ID and the
    file name are the same, so it stays one letter.
    """
    if not _claim(delivery_id):
        if Delivery.objects.filter(id=delivery_id, status=Delivery.Status.QUEUED).exists():
            raise InFlight
        return
    delivery = Delivery.objects.select_related("meeting__unit__parent").get(id=delivery_id)
    try:
        notice = notice_of(delivery)
        file_name = transport.send(compose(notice), delivery_id)
    except transport.Refused as error:
        _note_failure(delivery, str(error))
    except (OSError, smtplib.SMTPException) as error:
        if is_last_try:
            _note_failure(delivery, f"{type(error).__name__}: {error}")
            return
        Delivery.objects.filter(id=delivery_id).update(claimed_at=None)
        raise
    else:
        _note_sent(delivery, file_name, notice.subject)


def _claim(delivery_id: str) -> bool:
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    waiting = Delivery.objects.filter(free, id=delivery_id, status=Delivery.Status.QUEUED)
    return waiting.update(claimed_at=now) == 1


def compose(notice: Notice) -> Message:
    """The letter with its paper; a cancellation has none, nor one that asks for documents."""
    paper = None if notice.method == CANCEL or notice.asks_papers else write_pdf(invitation_paper(notice))
    return write_letter(notice, paper)


def notice_of(delivery: Delivery) -> Notice:
    """Everything that the letter says, read from the meeting as it stands."""
    meeting, unit = delivery.meeting, delivery.meeting.unit
    sites = MeetingSite.objects.filter(meeting=meeting).order_by("name")
    return Notice(
        delivery_id=str(delivery.id),
        meeting_id=str(meeting.id),
        method=delivery.method,
        purpose=delivery.purpose,
        sequence=delivery.sequence,
        title=meeting.title,
        kind=meeting.kind,
        unit_name=meeting.unit_name,
        superior_name=unit.parent.name if unit.parent else "",
        notation=unit.short_name,
        issuing_place=issuing_place(meeting.unit_name),
        place=meeting.place,
        sites=tuple(sites.values_list("name", flat=True)),
        start=meeting.scheduled_start,
        end=meeting.scheduled_end,
        chair=_chair(meeting),
        agenda=_agenda(meeting.id),
        papers=_papers(delivery),
        to_name=delivery.to_name,
        address=delivery.address,
        sits_at=delivery.sits_at,
        sender=settings.DEFAULT_FROM_EMAIL,
        written_at=delivery.created_at,
        zone=ZoneInfo(settings.TIME_ZONE),
    )


def _chair(meeting: Meeting) -> str:
    chair = Participant.objects.filter(meeting=meeting, role=Participant.Role.CHAIR).first()
    return named_person(meeting.chair_name, chair.position if chair else "")


def _agenda(meeting_id: UUID) -> tuple[Matter, ...]:
    """The agenda as letters tell it to everybody: of a restricted item only its number, or nothing."""
    items = AgendaItem.objects.select_related("parent").filter(meeting_id=meeting_id).order_by("position")
    return tuple(matter for item in items if (matter := _matter(item)) is not None)


def _matter(item: AgendaItem) -> Matter | None:
    closed = [one for one in (item, item.parent) if one is not None and one.is_restricted]
    if any(one.is_hidden for one in closed):
        return None
    if closed:
        return Matter(item.number, RESTRICTED, "", item.planned_minutes)
    return Matter(item.number, item.title, item.presenter, item.planned_minutes)


def _papers(delivery: Delivery) -> tuple[Paper, ...]:
    """What the unit still owes when the letter is written."""
    if delivery.purpose != Delivery.Purpose.DUTY:
        return ()
    duties = Duty.objects.filter(meeting=delivery.meeting, unit_id=delivery.to_id).select_related(
        "item__parent"
    )
    found = standings(delivery.meeting)
    owed = [duty for duty in duties if found.of(duty).standing == Standing.OWED]
    zone = ZoneInfo(settings.TIME_ZONE)
    return tuple(Paper(d.item.number, d.item.title, d.wanted, d.count, d.due_at, zone) for d in owed)


def issuing_place(unit_name: str) -> str:
    """The place that stands before a paper's date: the province in the office's name, else the setting."""
    found = re.search(r"(?:tỉnh|thành phố) (?P<name>.+)$", unit_name)
    return found["name"] if found else settings.ISSUING_PLACE


def _note_sent(delivery: Delivery, file_name: str, subject: str) -> None:
    with command(JOB, SYSTEM) as cmd:
        row = _locked(delivery)
        if row.status != Delivery.Status.QUEUED:
            return
        row.status, row.sent_at, row.error = Delivery.Status.SENT, cmd.at, ""
        row.file_name, row.subject = file_name, subject[:400]
        row.save()
        _tell(cmd, row, "invitation.sent")


def _note_failure(delivery: Delivery, error: str) -> None:
    with command(JOB, SYSTEM) as cmd:
        row = _locked(delivery)
        if row.status != Delivery.Status.QUEUED:
            return
        row.status, row.error = Delivery.Status.FAILED, error[:500]
        row.save()
        _tell(cmd, row, "invitation.failed")


def _locked(delivery: Delivery) -> Delivery:
    Meeting.objects.select_for_update().get(id=delivery.meeting_id)
    return Delivery.objects.select_related("meeting").select_for_update(of=("self",)).get(id=delivery.id)


def _tell(cmd: Command, delivery: Delivery, event_type: str) -> None:
    data = {
        "to_name": delivery.to_name,
        "address": delivery.address,
        "method": delivery.method,
        "purpose": delivery.purpose,
        "sequence": delivery.sequence,
        "error": delivery.error,
    }
    state = deliveries_state([delivery])
    cmd.append(stream_of(delivery.meeting), event_type, data=data, state=state, audience=AUDIENCE)

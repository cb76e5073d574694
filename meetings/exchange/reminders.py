"""Writing once more to those who have not answered their invitation."""

from datetime import timedelta

from ecabinet.journal.services import Command
from ecabinet.problems import Problem
from meetings.exchange.models import Delivery
from meetings.exchange.recipients import everybody
from meetings.exchange.services import queue
from meetings.invitations.models import InvitedUnit, Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import Status, require_status

NOT_SOONER_THAN = timedelta(hours=1)
OFFICERS = (Participant.Role.CHAIR, Participant.Role.SECRETARY)


def remind(cmd: Command, meeting: Meeting) -> list[Delivery]:
    """A letter to each person and unit without an answer, except chair and secretaries; each goes by a job.

    Raises Problem meeting_wrong_status, everybody_answered, or reminded_lately (409) within the hour.
    """
    require_status("remind", meeting.status, {Status.PUBLISHED})
    _require_quiet(cmd, meeting)
    silent = Participant.objects.filter(meeting=meeting, rsvp=Participant.Rsvp.PENDING)
    ids = set(silent.exclude(role__in=OFFICERS).values_list("person_id", flat=True))
    pending = InvitedUnit.objects.filter(meeting=meeting, answer=InvitedUnit.Answer.PENDING)
    asked = {Delivery.To.PERSON: ids, Delivery.To.UNIT: set(pending.values_list("unit_id", flat=True))}
    found = [one for one in everybody(meeting) if one.id in asked.get(Delivery.To(one.kind), ())]
    if not found:
        raise Problem("everybody_answered")
    return queue(cmd, meeting, Delivery.Purpose.REMINDER, found)


def _require_quiet(cmd: Command, meeting: Meeting) -> None:
    reminders = Delivery.objects.filter(meeting=meeting, purpose=Delivery.Purpose.REMINDER)
    last = reminders.order_by("-created_at").first()
    if last is not None and cmd.at - last.created_at < NOT_SOONER_THAN:
        raise Problem("reminded_lately", minutes=int((cmd.at - last.created_at).total_seconds() // 60))

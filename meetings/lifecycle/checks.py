"""What the meeting itself still lacks before it is published, and when it is opened."""

from collections.abc import Iterator

from django.utils import timezone

from ecabinet.journal.services import Command
from meetings.invitations.models import PRESENT, MeetingSite, Participant
from meetings.lifecycle.models import Holiday, Meeting
from meetings.lifecycle.readiness import Finding
from meetings.lifecycle.rules import working_days_between
from meetings.lifecycle.starting import Lack


def check_meeting(meeting: Meeting) -> Iterator[Finding]:
    """Chair and secretary, and whether the time leaves the notice that the rules ask for."""
    if meeting.chair_id is None:
        yield Finding("no_chair", "people")
    if meeting.secretary_id is None:
        yield Finding("no_secretary", "people", blocking=False)
    if meeting.scheduled_start < timezone.now():
        yield Finding("start_in_past", "general", blocking=False)
    elif not meeting.is_ad_hoc and meeting.notice_days:
        yield from _notice(meeting)


def _notice(meeting: Meeting) -> Iterator[Finding]:
    today, day = timezone.localdate(), timezone.localdate(meeting.scheduled_start)
    holidays = set(Holiday.objects.filter(day__range=(today, day)).values_list("day", flat=True))
    days = working_days_between(today, day, holidays)
    if days < meeting.notice_days:
        values = {"days": days, "needed": meeting.notice_days}
        yield Finding("short_notice", "general", blocking=False, values=values)


def lacking_at_start(meeting: Meeting, cmd: Command) -> Iterator[Lack]:
    """Officers who are not there, but for the one who opens the meeting, and sites without a line."""
    for role, is_grave in (("chair", True), ("secretary", False)):
        officers = list(Participant.objects.filter(meeting=meeting, role=role))
        is_there = any(
            one.attendance in PRESENT or str(one.person_id) == str(cmd.actor.person_id) for one in officers
        )
        if officers and not is_there:
            yield Lack(role, is_grave, {"full_name": ", ".join(one.full_name for one in officers)})
    offline = MeetingSite.objects.filter(meeting=meeting, status=MeetingSite.Status.OFFLINE)
    names = list(offline.order_by("name").values_list("name", flat=True))
    if names:
        yield Lack("sites", False, {"names": names})

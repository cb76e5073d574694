"""What the meeting itself still lacks before it is published."""

from collections.abc import Iterator

from django.utils import timezone

from meetings.lifecycle.models import Holiday, Meeting
from meetings.lifecycle.readiness import Finding
from meetings.lifecycle.rules import working_days_between


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

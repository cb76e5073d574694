"""What units still owe before a meeting is published."""

from collections.abc import Iterator

from django.utils import timezone

from agenda.assignments.models import Duty
from agenda.assignments.rows import standings
from agenda.assignments.rules import Standing
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.readiness import Finding


def check_duties(meeting: Meeting) -> Iterator[Finding]:
    """Every duty is fulfilled; a warning, since papers may follow."""
    duties = list(Duty.objects.filter(meeting=meeting).select_related("item__parent"))
    found = standings(meeting) if duties else None
    for duty in duties:
        if found is None or found.of(duty).standing == Standing.DONE:
            continue
        delivered = found.of(duty)
        values = {
            "unit": duty.unit_name,
            "title": duty.item.title,
            "accepted": delivered.accepted,
            "count": duty.count,
            "due": f"{timezone.localtime(duty.due_at):%H:%M %d/%m/%Y}",
        }
        code = "duty_to_decide" if delivered.standing == Standing.DECIDE else "duty_owed"
        yield Finding(code, "agenda", blocking=False, item_id=duty.item_id, values=values)

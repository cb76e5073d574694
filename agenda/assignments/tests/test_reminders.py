"""Letters to units that owe something: when they are asked, by themselves before the time, and on demand."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from agenda.assignments.rules import reminder_times
from agenda.assignments.services import REMIND_JOB
from agenda.assignments.tests.conftest import Desk
from conftest import Cast
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from meetings.exchange.models import Delivery
from meetings.exchange.services import compose, notice_of


def letters() -> list[Delivery]:
    return list(Delivery.objects.filter(purpose="duty").order_by("sequence"))


def run_reminders() -> int:
    """Run those reminders as if their time had come."""
    waiting = list(Job.objects.filter(kind=REMIND_JOB, status="queued"))
    Job.objects.filter(id__in=[job.id for job in waiting]).update(run_after=timezone.now())
    return sum(jobs.run(job.id) for job in waiting)


def moments() -> list[datetime]:
    return list(Job.objects.filter(kind=REMIND_JOB).order_by("run_after").values_list("run_after", flat=True))


def test_reminders_wait_a_day_before_and_on_the_day(desk: Desk) -> None:
    desk.assign()
    duty = desk.duty
    assert moments() == sorted(reminder_times(timezone.localtime(duty.due_at), duty.assigned_at))
    assert len(moments()) == 2


def test_the_first_letter_says_what_is_wanted_and_is_no_invitation(desk: Desk) -> None:
    desk.assign(wanted="Báo cáo & phụ lục")
    (letter,) = letters()
    assert (letter.to_name, letter.sequence) == (desk.cast.department.name, 0)
    message = compose(notice_of(letter))
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    words = text.get_payload(decode=True)
    assert isinstance(words, bytes)
    assert "Báo cáo & phụ lục (1 tài liệu), hạn" in words.decode()
    assert "text/calendar" not in {part.get_content_type() for part in message.walk()}


def test_who_owes_is_reminded(desk: Desk) -> None:
    desk.assign()
    assert run_reminders() == 2
    assert len(letters()) == 3
    assert Event.objects.filter(type="duty.reminded").count() == 2
    assert desk.duty.reminded_at is not None


def test_submitted_papers_end_the_reminders(desk: Desk) -> None:
    desk.assign()
    desk.submit(desk.delivered())
    assert run_reminders() == 2
    assert len(letters()) == 1


def test_another_time_has_other_reminders(desk: Desk, cast: Cast) -> None:
    desk.assign()
    first = moments()
    due = (desk.duty.due_at - timedelta(days=2)).isoformat()
    assert (
        cast.secretary.post(f"/meetings/{desk.meeting.id}/duties/{desk.duty.id}/edit", {"due_at": due}).status
        == 200
    )
    assert len(moments()) == 4
    Job.objects.exclude(run_after__in=first).delete()
    assert run_reminders() == 2
    assert len(letters()) == 1


def test_on_demand_once_an_hour(desk: Desk, cast: Cast) -> None:
    path = f"/meetings/{desk.meeting.id}/duties/remind"
    assert cast.anonymous.post(path).status == 401
    assert cast.outsider.post(path).status == 404
    assert cast.chair.post(path).code == "not_allowed"
    assert cast.secretary.post(path).code == "nothing_owed"
    desk.assign()
    assert cast.secretary.post(path).status == 200
    assert cast.secretary.post(path).code == "duties_reminded_lately"
    assert len(letters()) == 2


@pytest.mark.parametrize("status", ["cancelled", "ended"])
def test_a_meeting_that_is_over_reminds_nobody(desk: Desk, status: str) -> None:
    desk.assign()
    desk.over(status)
    assert run_reminders() == 2
    assert len(letters()) == 1

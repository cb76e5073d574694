"""The job that reminds a unit of what it owes."""

from agenda.assignments.models import Duty
from agenda.assignments.services import REMIND_JOB, remind, time_of
from ecabinet.jobs.services import RunningJob, job_handler
from ecabinet.journal.services import SYSTEM, command
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import ARRANGEABLE


@job_handler(REMIND_JOB)
def run_reminder(job: RunningJob) -> None:
    """Remind of the duty unless it is fulfilled, was removed, or is due at another time by now."""
    with command(REMIND_JOB, SYSTEM) as cmd:
        meeting = Meeting.objects.select_for_update().filter(duties=job.payload["duty_id"]).first()
        if meeting is None or meeting.status not in ARRANGEABLE:
            return
        duties = Duty.objects.filter(id=job.payload["duty_id"]).select_related("item__parent", "unit")
        remind(cmd, meeting, [duty for duty in duties if time_of(duty) == job.payload["due_at"]])

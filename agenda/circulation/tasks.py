"""The jobs of circulations: closing at the deadline, reminding before it, reporting to the next session.

A job only asks whether its time has come by the stored deadline: run late, twice, after a restart or under a
clock that was set back, it does what is right at that moment or nothing.
"""

from uuid import UUID

from agenda.circulation.letters import LETTER_JOB, deliver
from agenda.circulation.models import Circulation
from agenda.circulation.reporting import report
from agenda.circulation.rules import Status
from agenda.circulation.running import REPORT_JOB, close, is_due, remind
from agenda.circulation.services import CLOSE_JOB, REMIND_JOB, time_of
from ecabinet.jobs.services import GiveUp, RunningJob, job_handler
from ecabinet.journal.services import SYSTEM, command
from meetings.exchange.transport import Refused


def _locked(job: RunningJob) -> Circulation | None:
    """The circulation, unless its deadline is another by now."""
    found = Circulation.objects.select_for_update().filter(id=job.payload["circulation_id"]).first()
    is_meant = found is not None and time_of(found) == job.payload["due_at"]
    return found if is_meant else None


@job_handler(CLOSE_JOB)
def run_close(job: RunningJob) -> None:
    """Close it when its deadline is over."""
    with command(CLOSE_JOB, SYSTEM) as cmd:
        circulation = _locked(job)
        if circulation is not None and is_due(circulation, cmd.at):
            close(cmd, circulation, "deadline")


@job_handler(REMIND_JOB)
def run_reminder(job: RunningJob) -> None:
    """Remind those who have not answered, before the deadline."""
    with command(REMIND_JOB, SYSTEM) as cmd:
        circulation = _locked(job)
        if circulation is None or circulation.status != Status.OPEN:
            return
        if cmd.at < circulation.due_at:
            remind(cmd, circulation)


@job_handler(REPORT_JOB)
def run_report(job: RunningJob) -> None:
    """Lay the result before the next session of the unit, if one is planned."""
    with command(REPORT_JOB, SYSTEM) as cmd:
        report(cmd, UUID(job.payload["circulation_id"]))


@job_handler(LETTER_JOB)
def run_letter(job: RunningJob) -> None:
    """Send one letter. What hinders it makes the job try again; a refusal for good ends it."""
    try:
        deliver(job.payload)
    except Refused as error:
        raise GiveUp(str(error)) from error

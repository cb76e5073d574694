"""The job that closes a poll at its planned end."""

from uuid import UUID

from agenda.voting import ending
from agenda.voting.ballots import close
from agenda.voting.models import Poll
from ecabinet.jobs.services import RunningJob, job_handler
from ecabinet.journal.services import SYSTEM, command
from meetings.lifecycle.models import Meeting


@job_handler(ending.CLOSE_JOB)
def close_at_the_end(job: RunningJob) -> None:
    """Close the poll unless it is over, waits for a line, or was extended by now."""
    poll_id = UUID(job.payload["poll_id"])
    with command(ending.CLOSE_JOB, SYSTEM) as cmd:
        meeting = Meeting.objects.select_for_update().filter(polls=poll_id).first()
        poll = Poll.objects.select_for_update().filter(id=poll_id).first()
        if meeting is None or poll is None or not ending.due(poll_id, cmd.at):
            return
        poll.meeting = meeting
        close(cmd, poll, reason="time_up")

"""The planned end of an open poll: set, moved, shifted by a waiting, and kept by a job.

The time is a stored one: a worker that comes back late closes at once what is over, and no ballot is taken
from that time on, whoever is alive.
"""

from datetime import datetime, timedelta
from uuid import UUID

from agenda.voting.models import Poll
from ecabinet.jobs.services import enqueue
from ecabinet.journal.services import Command

CLOSE_JOB = "poll.close"


def set_end(cmd: Command, poll: Poll, closes_at: datetime) -> None:
    """The poll, still to be saved, closes by itself then. A job for a time that was moved does nothing."""
    poll.closes_at = closes_at
    key = f"{poll.id} {closes_at.timestamp():.3f}"
    enqueue(cmd, CLOSE_JOB, key, {"poll_id": str(poll.id)}, closes_at)


def shift_end(cmd: Command, poll: Poll, waited: timedelta) -> None:
    """The time that a poll waited for a line is given back to it."""
    if poll.closes_at is not None:
        set_end(cmd, poll, poll.closes_at + waited)


def due(poll_id: UUID, now: datetime) -> bool:
    """Whether the open poll has come to its planned end; while it waits for a line it has not."""
    running = Poll.objects.filter(id=poll_id, status="open", paused_at=None)
    return running.filter(closes_at__lte=now).exists()

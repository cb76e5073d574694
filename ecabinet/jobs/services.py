"""Recording and running jobs. A broker may lose every message and nothing is lost: the row is the truth.

A handler is a function `handler(job: RunningJob) -> None`, registered with `@job_handler("kind")`. It may run
more than once (a worker can die at any moment), so what it does must be idempotent.
"""

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ecabinet.jobs.models import Job
from ecabinet.journal.services import Command

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(seconds=10)
MOST_ATTEMPTS = 6
BACKOFF_SECONDS = (1, 5, 20, 60, 300, 900)
SEND_AT_ONCE = 200
SEND_AGAIN_SECONDS = 30.0


@dataclass(frozen=True)
class RunningJob:
    """What a handler gets: its payload, and a way to report progress (0 to 100)."""

    id: uuid.UUID
    kind: str
    payload: dict[str, Any]
    claim: uuid.UUID

    def progress(self, percent: int) -> None:
        Job.objects.filter(id=self.id, claim=self.claim).update(progress=percent, heartbeat=timezone.now())


class GiveUp(Exception):
    """Raised by a handler when trying again cannot help; its text is kept as the job's error."""


Handler = Callable[[RunningJob], None]
_handlers: dict[str, Handler] = {}
_send: list[Callable[[uuid.UUID], None]] = []
_held: set[uuid.UUID] = set()  # the claims of the jobs that this process is running


def job_handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that runs jobs of `kind`."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def set_sender(send: Callable[[uuid.UUID], None]) -> None:
    """How a job's id reaches a worker (Celery, set in AppConfig.ready()); losing it is harmless."""
    _send[:] = [send]


def enqueue(
    cmd: Command, kind: str, key: str, payload: dict[str, Any], run_after: datetime | None = None
) -> Job:
    """Record a job in the command's transaction; an unfinished one with the same kind and key is reused."""
    fields = {"payload": payload, "run_after": run_after or cmd.at, "created_at": cmd.at}
    unfinished = Job.objects.filter(kind=kind, key=key, status__in=["queued", "running"])
    job = unfinished.first()
    if job is None:
        try:
            with transaction.atomic():
                job = Job.objects.create(kind=kind, key=key, **fields)
        except IntegrityError:
            job = unfinished.get()
    job_id = job.id
    transaction.on_commit(lambda: send(job_id))
    return job


def send(job_id: uuid.UUID) -> None:
    """Hint a worker that the job is there. A broker that is down is only logged: the sweep sends again."""
    for sender in _send:
        try:
            sender(job_id)
        except OSError as error:
            log.warning("job %s was not handed to the broker: %s", job_id, error)


def run(job_id: uuid.UUID) -> bool:
    """Run the job if it is due and nobody else has it. True when this call ran it to its end."""
    job = _claim(job_id)
    if job is None:
        return False
    _held.add(job.claim)
    try:
        _handlers[job.kind](job)
    except GiveUp as reason:
        _finish(job, Job.Status.FAILED, str(reason))
    except Exception as error:  # a job may fail in any way; its row must say so and the worker live on
        log.exception("job %s %s failed", job.kind, job.id)
        _again(job, f"{type(error).__name__}: {error}")
    else:
        _finish(job, Job.Status.DONE, "")
    finally:
        _held.discard(job.claim)
    return True


def _claim(job_id: uuid.UUID) -> RunningJob | None:
    claim, now = uuid.uuid4(), timezone.now()
    due = Job.objects.filter(id=job_id, status=Job.Status.QUEUED, run_after__lte=now)
    taken = due.update(status=Job.Status.RUNNING, claim=claim, heartbeat=now, attempts=F("attempts") + 1)
    if not taken:
        return None
    row = Job.objects.get(id=job_id)
    return RunningJob(row.id, row.kind, row.payload, claim)


def _finish(job: RunningJob, status: Job.Status, error: str) -> None:
    fields: dict[str, Any] = {"status": status, "error": error[:2000], "finished_at": timezone.now()}
    if status == Job.Status.DONE:
        fields["progress"] = 100
    Job.objects.filter(id=job.id, claim=job.claim).update(**fields)


def _again(job: RunningJob, error: str) -> None:
    attempts = Job.objects.values_list("attempts", flat=True).get(id=job.id)
    if attempts >= MOST_ATTEMPTS:
        _finish(job, Job.Status.FAILED, error)
        return
    wait = timedelta(seconds=BACKOFF_SECONDS[attempts - 1])
    Job.objects.filter(id=job.id, claim=job.claim).update(
        status=Job.Status.QUEUED, error=error[:2000], run_after=timezone.now() + wait
    )


def sweep() -> int:
    """Take back what dead workers held and send what is due and was not taken; how many were sent."""
    requeue_stale()
    return send_due()


def requeue_stale() -> None:
    """Queue again the jobs of workers that died; give up on one that has ended every worker it met."""
    stale = Job.objects.filter(status=Job.Status.RUNNING, heartbeat__lt=timezone.now() - STALE_AFTER)
    if not stale.exists():
        return
    stale.filter(attempts__gte=MOST_ATTEMPTS).update(
        status=Job.Status.FAILED, error="the worker ended while running it", finished_at=timezone.now()
    )
    stale.update(status=Job.Status.QUEUED, claim=None, run_after=timezone.now())


def send_due() -> int:
    """Send what is due and was not sent lately; how many were sent."""
    due = Job.objects.filter(status=Job.Status.QUEUED, run_after__lte=timezone.now()).order_by("run_after")
    fresh = _sent.fresh(due.values_list("id", "run_after")[:SEND_AT_ONCE])
    for job_id in fresh:
        send(job_id)
    return len(fresh)


def keep_claims() -> None:
    """Say that the jobs this process is running are alive."""
    if held := set(_held):
        Job.objects.filter(claim__in=held, status=Job.Status.RUNNING).update(heartbeat=timezone.now())


def give_back() -> None:
    """Queue again the jobs this process is running, for another to take; an ordered end is no attempt."""
    if held := set(_held):
        Job.objects.filter(claim__in=held, status=Job.Status.RUNNING).update(
            status=Job.Status.QUEUED, claim=None, attempts=F("attempts") - 1, run_after=timezone.now()
        )


class SentLately:
    """Which jobs were sent a short while ago: a long queue must not be sent again with every sweep."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[tuple[uuid.UUID, datetime], float] = {}

    def fresh(self, due: Iterable[tuple[uuid.UUID, datetime]]) -> list[uuid.UUID]:
        """The ids of `due` (id, due time) that were not sent lately; they count as sent from now on."""
        now = self._clock()
        self._until = {job: until for job, until in self._until.items() if until > now}
        fresh = [job for job in due if job not in self._until]
        self._until |= dict.fromkeys(fresh, now + SEND_AGAIN_SECONDS)
        return [job_id for job_id, _ in fresh]


_sent = SentLately()

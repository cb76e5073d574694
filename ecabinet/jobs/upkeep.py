"""What a worker does beside its jobs: a sign of life, and finding the jobs that nobody brings it.

Runs as a thread of the worker process. A database that is away is waited for, never a reason to end.
"""

import logging
import os
import socket
import threading
import time
from datetime import datetime

from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from ecabinet.jobs import services
from ecabinet.jobs.models import Job, WorkerBeat
from ecabinet.jobs.tasks import HOURLY

log = logging.getLogger(__name__)

SWEEP_SECONDS = 0.5
BEAT_SECONDS = 2.0


class Upkeep(threading.Thread):
    """Beats and sweeps until `end()`."""

    def __init__(self) -> None:
        super().__init__(name="upkeep", daemon=True)
        self.worker = f"{socket.gethostname()[:60]}:{os.getpid()}"
        self._ending = threading.Event()
        self._next_beat = 0.0
        self._hour = ""

    def run(self) -> None:
        while not self._ending.wait(SWEEP_SECONDS):
            try:
                self.once()
            except Error as error:
                log.warning("the database is away: %s", error)
                connection.close()
        connection.close()

    def once(self) -> None:
        """One round: a beat when it is time, and whatever is due."""
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + BEAT_SECONDS
            self.beat(timezone.now())
        services.send_due()

    def end(self) -> None:
        """Stop, give back the jobs that this worker holds and take its sign of life away."""
        self._ending.set()
        self.join(timeout=1)
        services.give_back()
        WorkerBeat.objects.filter(worker=self.worker).delete()

    def beat(self, now: datetime) -> None:
        """Give a sign of life for the worker and the jobs it runs; take dead workers' jobs back."""
        WorkerBeat.objects.update_or_create(worker=self.worker, defaults={"at": now})
        services.keep_claims()
        services.requeue_stale()
        hour = now.strftime("%Y-%m-%dT%H")
        if hour != self._hour:
            _ask_hourly(hour, now)
            self._hour = hour


def _ask_hourly(hour: str, now: datetime) -> None:
    if Job.objects.filter(kind=HOURLY, key=hour).exists():
        return
    try:
        with transaction.atomic():
            Job.objects.create(kind=HOURLY, key=hour, run_after=now, created_at=now)
    except IntegrityError:
        log.debug("another worker asked for the hour %s", hour)

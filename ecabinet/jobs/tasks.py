"""What a worker runs: the one Celery task, and the hourly job of the house itself."""

import uuid
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import close_old_connections
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ecabinet.celery import app
from ecabinet.jobs import services
from ecabinet.jobs.models import Job, WorkerBeat
from ecabinet.journal.heads import keep_head
from ecabinet.journal.models import AnsweredCommand, SignedHead, Stream

HOURLY = "house.hourly"
KEEP_ANSWERS = timedelta(days=7)
KEEP_JOBS = timedelta(days=30)


@app.task(name="ecabinet.jobs.tasks.run")
def run(job_id: str) -> None:
    """Run the job of that id if it is due and nobody has it."""
    try:
        services.run(uuid.UUID(job_id))
    finally:
        close_old_connections()


@services.job_handler(HOURLY)
def hourly(job: services.RunningJob) -> None:
    """Keep the signed heads of the streams that moved; forget old answers, jobs, beats and sessions."""
    for name in _moved_streams():
        keep_head(name)
    now = timezone.now()
    AnsweredCommand.objects.filter(at__lt=now - KEEP_ANSWERS).delete()
    Job.objects.filter(status=Job.Status.DONE, finished_at__lt=now - KEEP_JOBS).delete()
    WorkerBeat.objects.filter(at__lt=now - timedelta(hours=1)).delete()
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    store.clear_expired()


def _moved_streams() -> list[str]:
    kept = SignedHead.objects.filter(stream=OuterRef("name"), seq=OuterRef("seq"))
    moved = Stream.objects.filter(~Exists(kept), seq__gt=0).order_by("name")
    return list(moved.values_list("name", flat=True))

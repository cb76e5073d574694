"""The worker process: a Celery worker with threads, and the upkeep of the jobs beside it."""

import os
import threading
import warnings
from typing import Any

import django
from celery import signals
from celery.exceptions import SecurityWarning

from ecabinet import env

# A job that goes on longer is given back to the queue; its thread ends with the process.
ENDING_SECONDS = 2.0


def main() -> None:
    """Work until SIGTERM; what still runs ENDING_SECONDS later is left to the next worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
    django.setup()
    from django.utils.module_loading import autodiscover_modules

    from ecabinet.celery import app
    from ecabinet.jobs.upkeep import Upkeep

    # The messages are plain JSON; nothing is gained for an attacker by who runs the worker.
    warnings.simplefilter("ignore", SecurityWarning)
    autodiscover_modules("tasks")
    upkeep = Upkeep()

    @signals.worker_ready.connect(weak=False)
    def _ready(**_: Any) -> None:
        upkeep.start()

    @signals.worker_shutting_down.connect(weak=False)
    def _shutting_down(**_: Any) -> None:
        timer = threading.Timer(ENDING_SECONDS, leave)
        timer.daemon = True
        timer.start()

    def leave() -> None:
        upkeep.end()
        os._exit(0)

    threads = env.number("JOB_THREADS", 4)
    worker = app.Worker(pool="threads", concurrency=threads, loglevel="WARNING", quiet=True)
    worker.start()
    leave()


if __name__ == "__main__":
    main()

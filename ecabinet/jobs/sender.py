"""Hands job ids to the broker from a thread of its own, so that no request waits for a broker.

Celery is imported by that thread when the first job is sent: a web process starts without it. What does not
fit into the queue, or is lost with the process, is sent again by the sweep.
"""

import logging
import queue
import threading
import time
import uuid

MOST_WAITING = 1000
log = logging.getLogger(__name__)


class Sender:
    """`send(job_id)` returns at once."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[uuid.UUID] = queue.Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def send(self, job_id: uuid.UUID) -> None:
        """Ask for the job's id to be sent; dropped when too many wait."""
        try:
            self._waiting.put_nowait(job_id)
        except queue.Full:
            log.warning("the broker is slow: job %s is left to the sweep", job_id)
            return
        self._start()

    def wait_sent(self, seconds: float) -> bool:
        """Wait until nothing is left to send, for processes that end after a command; True when so."""
        deadline = time.monotonic() + seconds
        with self._waiting.all_tasks_done:
            while self._waiting.unfinished_tasks:
                if not self._waiting.all_tasks_done.wait(max(0.0, deadline - time.monotonic())):
                    return False
        return True

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="job sender", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        from kombu.exceptions import KombuError, OperationalError

        from ecabinet.jobs.tasks import run

        while True:
            job_id = self._waiting.get()
            try:
                run.apply_async((str(job_id),))
            except (KombuError, OperationalError, OSError) as error:
                log.warning("job %s was not handed to the broker: %s", job_id, error)
            finally:
                self._waiting.task_done()


sender = Sender()

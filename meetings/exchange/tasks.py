"""The job that sends one letter."""

from ecabinet.jobs.models import Job
from ecabinet.jobs.services import MOST_ATTEMPTS, RunningJob, job_handler
from meetings.exchange.services import JOB, deliver


@job_handler(JOB)
def run_delivery(job: RunningJob) -> None:
    """Send the delivery that the payload names; the last try notes a failure instead of raising it."""
    attempts = Job.objects.values_list("attempts", flat=True).get(id=job.id)
    deliver(job.payload["delivery_id"], is_last_try=attempts >= MOST_ATTEMPTS)

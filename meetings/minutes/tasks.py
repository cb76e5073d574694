"""The job that produces minutes."""

from ecabinet.jobs.services import RunningJob, job_handler
from meetings.minutes.services import JOB, produce


@job_handler(JOB)
def run_production(job: RunningJob) -> None:
    """Produce the revision that the payload names."""
    produce(job.payload["minutes_id"])

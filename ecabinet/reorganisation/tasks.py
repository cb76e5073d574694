"""The job that carries a decision out on its day."""

from uuid import UUID

from ecabinet.jobs.services import RunningJob, job_handler
from ecabinet.reorganisation.services import JOB, carry_out


@job_handler(JOB)
def run_reorganisation(job: RunningJob) -> None:
    """Carry out the decision that the payload names."""
    carry_out(UUID(job.payload["reorganisation_id"]))

"""How far a job has come."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from ecabinet.jobs.models import Job
from ecabinet.problems import NotFound

router = Router(tags=["jobs"])


class JobRow(Schema):
    """`progress` is in percent. What a job works on and why it failed is told where it belongs."""

    id: UUID
    kind: str
    status: str
    progress: int
    created_at: datetime
    finished_at: datetime | None


@router.get("/jobs/{job_id}", response=JobRow)
def get_job(request: HttpRequest, job_id: UUID) -> Job:
    """The state of a job. Its id is told only to those whose command asked for it."""
    job = Job.objects.filter(id=job_id).first()
    if job is None:
        raise NotFound
    return job

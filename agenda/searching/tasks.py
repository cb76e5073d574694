"""The jobs of the index."""

from uuid import UUID

from agenda.searching import indexing
from agenda.searching.sources import sources
from ecabinet.jobs.services import RunningJob, job_handler


@job_handler(indexing.PAGES_JOB)
def pages(job: RunningJob) -> None:
    """The further pages of a long paper."""
    indexing.index_pages(sources()[job.payload["source"]], UUID(job.payload["subject"]))


@job_handler(indexing.REINDEX_JOB)
def everything(_job: RunningJob) -> None:
    """The whole index anew."""
    indexing.reindex()

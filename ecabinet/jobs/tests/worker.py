"""A real worker process with jobs for tests, and short times.

`test.waits` leaves the file `started-<attempt>` in the folder that its payload names, waits for the file `go`
there, and leaves `done-<attempt>`.
"""

import time
from datetime import timedelta
from pathlib import Path

from deploy import worker

STALE_SECONDS = 1.5
BEAT_SECONDS = 0.3


def main() -> None:
    """Work as the product's worker does, until SIGTERM."""
    import django

    django.setup()
    from ecabinet.jobs import services, upkeep
    from ecabinet.jobs.models import Job

    services.STALE_AFTER = timedelta(seconds=STALE_SECONDS)
    upkeep.BEAT_SECONDS = BEAT_SECONDS

    @services.job_handler("test.waits")
    def waits(job: services.RunningJob) -> None:
        folder = Path(job.payload["folder"])
        attempt = Job.objects.get(id=job.id).attempts
        (folder / f"started-{attempt}").touch()
        while not (folder / "go").exists():
            time.sleep(0.02)
        (folder / f"done-{attempt}").touch()

    worker.main()


if __name__ == "__main__":
    main()

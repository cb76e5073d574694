"""What a web process does with jobs, as a process of its own:

python -m ecabinet.jobs.tests.client enqueue|record KIND KEY FOLDER     enqueue, or leave the broker out
python -m ecabinet.jobs.tests.client show KEY                           prints the job as JSON
"""

import json
import sys
import time

import django


def main(act: str, *arguments: str) -> None:
    django.setup()
    if act == "show":
        show(*arguments)
    else:
        enqueue(*arguments, send=act == "enqueue")


def enqueue(kind: str, key: str, folder: str, *, send: bool) -> None:
    from ecabinet.jobs import services
    from ecabinet.jobs.sender import sender
    from ecabinet.journal.services import SYSTEM, command

    if not send:
        services.set_sender(lambda job_id: None)
    with command("test", SYSTEM) as cmd:
        services.enqueue(cmd, kind, key, {"folder": folder})
    committed = time.time()
    sender.wait_sent(5)
    print(json.dumps({"committed": committed}))


def show(key: str) -> None:
    from ecabinet.jobs.models import Job

    job = Job.objects.get(key=key)
    print(json.dumps({"status": job.status, "attempts": job.attempts, "error": job.error}))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Claims, retries and sweeping, one process."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from ecabinet.jobs import services
from ecabinet.jobs.models import Job
from ecabinet.journal.services import SYSTEM, command

pytestmark = pytest.mark.django_db


class Runs:
    """A handler that notes its runs and fails as it is told."""

    def __init__(self) -> None:
        self.jobs: list[services.RunningJob] = []
        self.failure: Exception | None = None

    def __call__(self, job: services.RunningJob) -> None:
        self.jobs.append(job)
        if self.failure:
            raise self.failure


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    handler = Runs()
    monkeypatch.setattr(services, "_handlers", {"test": handler})
    return handler


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    ids: list[uuid.UUID] = []
    monkeypatch.setattr(services, "_send", [ids.append])
    monkeypatch.setattr(services, "_sent", services.SentLately())
    return ids


def enqueue(key: str = "k") -> Job:
    with command("test", SYSTEM) as cmd:
        return services.enqueue(cmd, "test", key, {"x": 1})


def make_due(job: Job) -> None:
    Job.objects.filter(id=job.id).update(run_after=timezone.now())


def test_a_job_runs_once(runs: Runs) -> None:
    job = enqueue()
    assert services.run(job.id) is True
    assert services.run(job.id) is False
    job.refresh_from_db()
    assert (job.status, job.progress, job.attempts) == ("done", 100, 1)
    assert [run.payload for run in runs.jobs] == [{"x": 1}]


def test_progress_is_written_under_the_claim_only(runs: Runs) -> None:
    job = enqueue()
    services.run(job.id)
    (ran,) = runs.jobs
    Job.objects.filter(id=job.id).update(claim=uuid.uuid4(), progress=0)
    ran.progress(50)
    job.refresh_from_db()
    assert job.progress == 0


def test_an_unfinished_job_of_the_same_key_is_reused() -> None:
    assert enqueue().id == enqueue().id
    assert enqueue("other").id != enqueue().id
    assert Job.objects.count() == 2


def test_a_finished_key_can_be_asked_for_again(runs: Runs) -> None:
    first = enqueue()
    services.run(first.id)
    assert enqueue().id != first.id


def test_a_job_is_sent_when_its_transaction_commits(
    sent: list[uuid.UUID], django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        job = enqueue()
        assert sent == []
    assert sent == [job.id]


def test_a_command_that_fails_leaves_no_job(sent: list[uuid.UUID]) -> None:
    def fail() -> None:
        with transaction.atomic(), command("test", SYSTEM) as cmd:
            services.enqueue(cmd, "test", "k", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Job.objects.exists()
    assert sent == []


def test_a_failing_job_is_tried_again_later_and_given_up_at_last(runs: Runs) -> None:
    runs.failure = ValueError("no paper")
    job = enqueue()
    for attempt in range(1, services.MOST_ATTEMPTS):
        before = timezone.now()
        assert services.run(job.id) is True
        job.refresh_from_db()
        pause = timedelta(seconds=services.BACKOFF_SECONDS[attempt - 1])
        assert (job.status, job.attempts, job.error) == ("queued", attempt, "ValueError: no paper")
        assert job.run_after >= before + pause
        assert services.run(job.id) is False, "not due yet"
        make_due(job)
    services.run(job.id)
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == ("failed", services.MOST_ATTEMPTS, "ValueError: no paper")
    assert job.finished_at is not None


def test_a_job_may_give_up_at_once(runs: Runs) -> None:
    runs.failure = services.GiveUp("not a PDF")
    job = enqueue()
    services.run(job.id)
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == ("failed", 1, "not a PDF")


def test_the_sweep_sends_what_is_due_and_only_once_in_a_while(sent: list[uuid.UUID]) -> None:
    due, later = enqueue("due"), enqueue("later")
    Job.objects.filter(id=later.id).update(run_after=timezone.now() + timedelta(hours=1))
    assert services.sweep() == 1
    assert services.sweep() == 0
    assert sent == [due.id]


def test_a_job_put_off_is_sent_anew_when_it_is_due(sent: list[uuid.UUID]) -> None:
    job = enqueue()
    services.sweep()
    make_due(job)
    services.sweep()
    assert sent == [job.id, job.id]


def test_what_was_sent_lately_is_forgotten_in_time() -> None:
    now = [0.0]
    lately = services.SentLately(lambda: now[0])
    due = [(uuid.uuid4(), timezone.now())]
    assert lately.fresh(due) == [due[0][0]]
    now[0] = services.SEND_AGAIN_SECONDS - 1
    assert lately.fresh(due) == []
    now[0] = services.SEND_AGAIN_SECONDS + 1
    assert lately.fresh(due) == [due[0][0]]


def stale_job(attempts: int) -> Job:
    job = enqueue()
    silent = timezone.now() - services.STALE_AFTER - timedelta(seconds=1)
    Job.objects.filter(id=job.id).update(
        status="running", claim=uuid.uuid4(), heartbeat=silent, attempts=attempts
    )
    return job


def test_a_silent_workers_job_is_queued_again(sent: list[uuid.UUID]) -> None:
    job = stale_job(attempts=1)
    services.sweep()
    job.refresh_from_db()
    assert (job.status, job.claim) == ("queued", None)
    assert sent == [job.id]


def test_a_job_that_ends_every_worker_is_given_up(sent: list[uuid.UUID]) -> None:
    job = stale_job(attempts=services.MOST_ATTEMPTS)
    services.sweep()
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "the worker ended while running it")
    assert sent == []


def test_a_kind_that_nobody_knows_is_a_failure_that_is_told(runs: Runs) -> None:
    with command("test", SYSTEM) as cmd:
        job = services.enqueue(cmd, "unknown", "k", {})
    services.run(job.id)
    job.refresh_from_db()
    assert job.status == "queued"
    assert "unknown" in job.error

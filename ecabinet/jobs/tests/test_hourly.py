"""What the house does every hour."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from ecabinet.jobs import services, upkeep
from ecabinet.jobs.models import Job, WorkerBeat
from ecabinet.jobs.tasks import HOURLY, hourly
from ecabinet.journal.heads import exported_heads
from ecabinet.journal.models import AnsweredCommand, SignedHead
from ecabinet.journal.services import SYSTEM, command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_heads(tmp_path: Path, settings: Any) -> None:
    """Heads of streams that end with the test must not stay for others to verify against."""
    settings.DATA = tmp_path


def run_hourly() -> None:
    hourly(services.RunningJob(uuid.uuid4(), HOURLY, {}, uuid.uuid4()))


def test_the_heads_of_streams_that_moved_are_kept_outside_the_database() -> None:
    stream = f"probe:{uuid.uuid4()}"
    with command("test", SYSTEM) as cmd:
        cmd.append(stream, "probe.noted", data={})
    run_hourly()
    run_hourly()
    assert [head.seq for head in exported_heads() if head.stream == stream] == [1]
    with command("test", SYSTEM) as cmd:
        cmd.append(stream, "probe.noted", data={})
    run_hourly()
    assert [head.seq for head in exported_heads() if head.stream == stream] == [1, 2]
    assert SignedHead.objects.filter(stream=stream).count() == 2


def test_answers_are_kept_for_a_week() -> None:
    for days in (6, 8):
        answer = AnsweredCommand.objects.create(
            account=uuid.uuid4(), key=uuid.uuid4(), route=f"/{days}", body_digest=""
        )
        AnsweredCommand.objects.filter(id=answer.id).update(at=timezone.now() - timedelta(days=days))
    run_hourly()
    assert list(AnsweredCommand.objects.values_list("route", flat=True)) == ["/6"]


def test_every_hour_is_asked_for_once_by_all_workers_together() -> None:
    one, two = upkeep.Upkeep(), upkeep.Upkeep()
    now = timezone.now()
    one.beat(now)
    two.beat(now)
    one.beat(now + timedelta(hours=1))
    assert Job.objects.filter(kind=HOURLY).count() == 2
    assert WorkerBeat.objects.get(worker=one.worker).at == now + timedelta(hours=1)

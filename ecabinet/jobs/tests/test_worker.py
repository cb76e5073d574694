"""Real worker processes on a database of their own: killed, stopped, left without messages."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.plan import ROOT
from tests.product import server_profile

PATIENCE = 60.0


@dataclass
class House:
    """A data folder and database, the workers on it, and a folder where jobs leave their traces."""

    folder: Path
    environment: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def traces(self) -> Path:
        return self.folder / "traces"

    def start_worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "ecabinet.jobs.tests.worker"]
        with (self.folder / "log").open("ab") as log:
            worker = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        self.workers.append(worker)
        return worker

    def client(self, *arguments: str) -> dict[str, object]:
        answer = self._run("-m", "ecabinet.jobs.tests.client", *arguments)
        return dict(json.loads(answer.splitlines()[-1]))

    def migrate(self) -> None:
        self._run("manage.py", "migrate", "--verbosity=0")

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def wait_for(self, trace: str) -> Path:
        path = self.traces / trace
        self.wait_until(path.exists)
        return path

    def wait_until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, (self.folder / "log").read_text(errors="replace")
            time.sleep(0.02)

    def wait_status(self, key: str, status: str) -> dict[str, object]:
        deadline = time.monotonic() + PATIENCE
        while (job := self.client("show", key))["status"] != status:
            assert time.monotonic() < deadline, (self.folder / "log").read_text(errors="replace")
        return job


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with server_profile() as profile:
        settings = {"ECABINET_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "ecabinet.settings"}
        it = House(tmp_path, {**os.environ, **settings, **profile})
        it.traces.mkdir()
        it.migrate()
        yield it
        for worker in it.workers:
            worker.kill()
            worker.wait()


def test_a_job_outlives_the_worker_that_was_killed_while_running_it(house: House) -> None:
    first = house.start_worker()
    house.client("enqueue", "test.waits", "a", str(house.traces))
    house.wait_for("started-1")
    first.kill()
    first.wait()
    house.start_worker()
    house.wait_for("started-2")
    (house.traces / "go").touch()
    house.wait_for("done-2")
    assert house.wait_status("a", "done") == {"status": "done", "attempts": 2, "error": ""}
    assert not (house.traces / "done-1").exists()


def test_a_long_job_is_not_taken_for_stale_while_its_worker_lives(house: House) -> None:
    house.start_worker()
    house.start_worker()
    house.client("enqueue", "test.waits", "a", str(house.traces))
    started = house.wait_for("started-1").stat().st_mtime
    house.wait_until(lambda: time.time() > started + 2.5)  # longer than a worker of these tests may be silent
    (house.traces / "go").touch()
    assert house.wait_status("a", "done")["attempts"] == 1
    assert not (house.traces / "started-2").exists()


def test_a_job_whose_message_was_lost_is_found(house: House) -> None:
    house.client("record", "test.waits", "a", str(house.traces))
    (house.traces / "go").touch()
    house.start_worker()
    house.wait_for("done-1")
    assert house.wait_status("a", "done")["attempts"] == 1


def test_a_job_starts_soon_after_its_commit(house: House) -> None:
    house.start_worker()
    (house.traces / "go").touch()
    house.client("enqueue", "test.waits", "warm", str(house.traces))
    house.wait_for("done-1").unlink()
    (house.traces / "started-1").unlink()
    committed = house.client("enqueue", "test.waits", "a", str(house.traces))["committed"]
    started = house.wait_for("started-1").stat().st_mtime
    assert isinstance(committed, float)
    assert started - committed < 1.5  # 0.2 s on a machine that is not busy


def test_an_ordered_end_gives_the_running_job_back_at_once(house: House) -> None:
    worker = house.start_worker()
    house.client("enqueue", "test.waits", "a", str(house.traces))
    house.wait_for("started-1")
    asked = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    worker.wait(10)
    assert time.monotonic() - asked < 3.4
    assert house.client("show", "a") == {"status": "queued", "attempts": 0, "error": ""}

"""How far a job has come, asked over HTTP."""

import uuid

import pytest

from ecabinet.directory.tests.conftest import Office, office
from ecabinet.jobs import services
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import ApiClient

__all__ = ["office"]


@pytest.mark.django_db
def test_get_job(office: Office) -> None:
    with command("test", SYSTEM) as cmd:
        job = services.enqueue(cmd, "minutes.produce", "k", {"secret": "payload"})
    assert ApiClient().get(f"/jobs/{job.id}").status == 401
    assert office.member.get(f"/jobs/{uuid.uuid4()}").status == 404
    answer = office.member.get(f"/jobs/{job.id}")
    assert answer.status == 200
    assert answer.body | {"created_at": ""} == {
        "id": str(job.id),
        "kind": "minutes.produce",
        "status": "queued",
        "progress": 0,
        "created_at": "",
        "finished_at": None,
    }

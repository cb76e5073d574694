"""A consistent read inside another one, as the verification does it, outside of any test's transaction."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from ecabinet.journal.services import SYSTEM, command
from ecabinet.journal.snapshot import consistent_read
from ecabinet.journal.verify import verify_all


@pytest.mark.django_db(transaction=True)
def test_a_read_within_a_read_adds_nothing_and_leaves_nothing_open(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    with command("test.write", SYSTEM) as cmd:
        cmd.append("directory", "unit.created", data={"name": "Sở"})
    with consistent_read(), consistent_read():
        assert verify_all() == []
    assert verify_all() == []
    assert not connection.in_atomic_block
    with command("test.write", SYSTEM) as cmd:
        cmd.append("directory", "unit.created", data={"name": "Phòng"})
    assert verify_all() == []

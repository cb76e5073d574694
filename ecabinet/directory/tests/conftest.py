"""People of two units and an administrator."""

from dataclasses import dataclass
from typing import Any

import pytest

from ecabinet.directory import principal as principals
from ecabinet.directory import services
from ecabinet.directory.models import Account, Unit
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import ApiClient

PASSWORD = "dài-và-khó-đoán-1"


@dataclass
class Office:
    """One unit with an administrator, a secretary and a member, each signed in."""

    unit: Unit
    administrator: ApiClient
    secretary: ApiClient
    member: ApiClient


@pytest.fixture
def office(db: None) -> Office:
    principals.cache.clear()
    with command("test.office", SYSTEM) as cmd:
        unit = services.create_unit(cmd, code="VP", name="Văn phòng", short_name="VP", kind="department")
        for username, duties in DUTIES.items():
            person = services.create_person(
                cmd, full_name=f"Đồng chí {username}", position="Chuyên viên", unit=unit
            )
            services.create_account(cmd, username, PASSWORD, person=person, **duties)
    return Office(unit, *(signed_in(username) for username in DUTIES))


DUTIES: dict[str, dict[str, Any]] = {
    "quantri": {"is_administrator": True},
    "thuky": {"is_secretary": True},
    "daibieu": {},
}


def signed_in(username: str) -> ApiClient:
    client = ApiClient()
    assert client.sign_in(username, PASSWORD).status == 200
    return client


def account(username: str) -> Account:
    return Account.objects.get(username=username)

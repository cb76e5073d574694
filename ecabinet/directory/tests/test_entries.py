"""Units, people, sites and accounts: who reads, who writes, what is refused."""

import uuid
from typing import Any

import pytest

from ecabinet.directory.models import Account, Person, Site, Unit
from ecabinet.directory.tests.conftest import PASSWORD, Office, account
from ecabinet.journal.models import Event
from ecabinet.testing import ApiClient

ADMINISTRATION = ["/accounts", "/sign-ins"]
DIRECTORY = ["/units", "/people", "/sites"]


@pytest.mark.parametrize("path", DIRECTORY + ADMINISTRATION)
def test_who_may_read(office: Office, path: str) -> None:
    assert ApiClient().get(path).status == 401
    assert office.member.get(path).status == 404
    assert office.secretary.get(path).status == (200 if path in DIRECTORY else 404)
    answer = office.administrator.get(path)
    assert answer.status == 200
    assert answer.body.keys() == {"items", "page", "pages", "total"}


def test_people_are_found_by_words_in_name_and_position(office: Office) -> None:
    found = office.secretary.get("/people", query="đồng chí thuky").body
    assert [p["full_name"] for p in found["items"]] == ["Đồng chí thuky"]
    assert office.secretary.get("/people", query="không ai").body["total"] == 0
    assert office.secretary.get("/people", unit=office.unit.id).body["total"] == 3
    assert office.secretary.get("/people", unit=uuid.uuid4()).body["total"] == 0


def new_entries(office: Office) -> dict[str, dict[str, Any]]:
    unit_id = str(office.unit.id)
    return {
        "/units": {"code": "BKH", "name": "Bộ KH&CN", "short_name": "Bộ KH&CN", "kind": "ministry"},
        "/people": {"full_name": "Thứ trưởng", "position": "Thứ trưởng", "unit_id": unit_id},
        "/sites": {"name": "Điểm cầu mới", "unit_id": unit_id},
    }


@pytest.mark.parametrize(("path", "model"), [("/units", Unit), ("/people", Person), ("/sites", Site)])
def test_only_administrators_add_entries(office: Office, path: str, model: Any) -> None:
    body, before = new_entries(office)[path], model.objects.count()
    assert ApiClient().post(path, body).status == 401
    assert office.secretary.post(path, body).status == 404
    assert office.administrator.post(path, {}).status == 422
    assert model.objects.count() == before
    answer = office.administrator.post(path, body)
    assert answer.status == 200
    assert model.objects.filter(id=answer.body["id"]).exists()
    assert Event.objects.filter(stream_id="directory").last().type.endswith(".created")  # type: ignore[union-attr]


@pytest.mark.parametrize(("path", "code"), [("/units", "unit_code_taken"), ("/sites", "site_name_taken")])
def test_the_same_entry_twice_is_refused(office: Office, path: str, code: str) -> None:
    assert office.administrator.post(path, new_entries(office)[path]).status == 200
    answer = office.administrator.post(path, new_entries(office)[path])
    assert (answer.status, answer.code) == (409, code)


def test_an_unknown_unit_is_named_as_the_wrong_field(office: Office) -> None:
    body = {**new_entries(office)["/people"], "unit_id": str(uuid.uuid4())}
    answer = office.administrator.post("/people", body)
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "unit_id")


def test_an_account_for_a_site_signs_in_as_its_device(office: Office) -> None:
    site = Site.objects.create(name="Điểm cầu", unit=office.unit)
    body = {"username": "diemcau", "password": PASSWORD, "site_id": str(site.id)}
    answer = office.administrator.post("/accounts", body)
    assert (answer.status, answer.body["kind"]) == (200, "site_device")
    device = ApiClient()
    user = device.sign_in("diemcau", PASSWORD).body["user"]
    assert (user["kind"], user["site"]["name"], user["permissions"]) == ("site_device", "Điểm cầu", [])


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"username": "thuky"}, 409, "username"),
        ({"username": "Có dấu"}, 422, "account_in.username"),
        ({"password": "ngắn"}, 422, "password"),
        ({"person_id": None}, 422, "person_id"),
        ({"site_id": str(uuid.uuid4())}, 422, "person_id"),
    ],
)
def test_accounts_that_cannot_be(office: Office, change: dict[str, Any], status: int, field: str) -> None:
    person = Person.objects.create(full_name="X", position="Y", unit=office.unit)
    body = {"username": "moi", "password": PASSWORD, "person_id": str(person.id), **change}
    answer = office.administrator.post("/accounts", body)
    assert answer.status == status
    assert answer.body["errors"][0]["field"] in {field, "username"}
    assert Account.objects.count() == 3


def test_resetting_a_password_ends_the_sessions_and_is_recorded(office: Office) -> None:
    answer = office.administrator.post(
        f"/accounts/{account('daibieu').id}/password", {"new": "khác-và-khó-đoán"}
    )
    assert answer.status == 200
    assert ApiClient().sign_in("daibieu", "khác-và-khó-đoán").status == 200
    event = Event.objects.get(type="account.password_changed")
    assert event.data is not None
    assert event.data["username"] == "daibieu"
    assert "khác" not in str(event.data)


def test_the_sign_in_log_is_read_by_account(office: Office) -> None:
    ApiClient().sign_in("daibieu", "sai")
    rows = office.administrator.get("/sign-ins", query="daibieu").body["items"]
    assert [row["outcome"] for row in rows] == ["wrong", "accepted"]
    assert rows[0]["display_name"] == "Đồng chí daibieu"

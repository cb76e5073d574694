"""An administrator of one unit manages it and what is below, and reaches nothing beyond."""

from typing import Any

import pytest

from conftest import PASSWORD, Cast, Member
from ecabinet.directory.models import Account, Person, Site, Unit, UnitPast
from ecabinet.journal.models import Event


@pytest.fixture
def clerk(cast: Cast) -> Member:
    """Administers the department; a unit below it exists."""
    account = cast.member.account
    account.administers = cast.department
    account.save()
    Unit.objects.create(
        code="PHONG", name="Phòng A", short_name="A", kind="department", parent=cast.department
    )
    return cast.member


def below(cast: Cast) -> Unit:
    return Unit.objects.get(parent=cast.department)


def test_sees_only_what_is_managed(cast: Cast, clerk: Member) -> None:
    assert {unit["code"] for unit in clerk.get("/units").body["items"]} == {"SO", "PHONG"}
    assert {person["full_name"] for person in clerk.get("/people").body["items"]} == {"Phạm Thành Viên"}
    assert clerk.get("/sites").body["total"] == 0
    assert [account["username"] for account in clerk.get("/accounts").body["items"]] == ["thanhvien"]
    cast.outsider.client.sign_in("thuky", "sai")
    assert clerk.get("/sign-ins", query="thuky").body["total"] == 0
    permissions = clerk.get("/session").body["user"]["permissions"]
    assert set(permissions) == {"manage_directory", "pair_devices", "manage_rooms"}


def test_adds_people_sites_units_and_accounts_of_its_own(cast: Cast, clerk: Member) -> None:
    own, other = str(below(cast).id), str(cast.commune.id)
    for path, body in (
        ("/people", {"full_name": "Mới", "position": "Chuyên viên"}),
        ("/sites", {"name": "Điểm cầu mới"}),
    ):
        assert clerk.post(path, {**body, "unit_id": own}).status == 200
        refused = clerk.post(path, {**body, "unit_id": other})
        assert (refused.status, refused.body["errors"][0]["field"]) == (422, "unit_id")
    unit = {"code": "P2", "name": "Phòng B", "short_name": "B", "kind": "department"}
    assert clerk.post("/units", {**unit, "parent_id": own}).status == 200
    for parent in (other, None):
        assert clerk.post("/units", {**unit, "code": "P3", "parent_id": parent}).status == 422
    assert Person.objects.get(full_name="Mới").unit == below(cast)
    assert not Unit.objects.filter(code="P3").exists()


def test_gives_no_duty_beyond_its_own(cast: Cast, clerk: Member) -> None:
    person = Person.objects.create(full_name="Mới", position="X", unit=below(cast))
    body: dict[str, Any] = {"username": "moi", "password": PASSWORD, "person_id": str(person.id)}
    refused = clerk.post("/accounts", {**body, "is_administrator": True})
    assert (refused.status, refused.code) == (403, "duty_not_yours")
    assert clerk.post("/accounts", {**body, "administers_id": str(cast.unit.id)}).status == 422
    stranger = {**body, "person_id": str(cast.delegate.person.id)}
    assert clerk.post("/accounts", stranger).status == 422
    made = clerk.post("/accounts", {**body, "is_secretary": True, "administers_id": str(below(cast).id)})
    assert (made.status, made.body["administers_name"]) == (200, "Phòng A")


def test_cannot_touch_accounts_and_entries_of_others(cast: Cast, clerk: Member) -> None:
    for act in ("activate", "deactivate"):
        assert clerk.post(f"/accounts/{cast.secretary.account.id}/{act}").status == 404
        assert clerk.post(f"/accounts/{cast.administrator.account.id}/{act}").status == 404
    new = {"new": "mật-khẩu-khác-1"}
    assert clerk.post(f"/accounts/{cast.secretary.account.id}/password", new).status == 404
    person = {"full_name": "X", "position": "Y", "unit_id": str(cast.department.id)}
    assert clerk.post(f"/people/{cast.delegate.person.id}/edit", person).status == 404
    site = {"name": "X", "unit_id": str(cast.department.id)}
    assert clerk.post(f"/sites/{cast.remote_site.id}/edit", site).status == 404
    unit = {"name": "X", "short_name": "X", "kind": "commune"}
    assert clerk.post(f"/units/{cast.commune.id}/edit", unit).status == 404
    assert clerk.get("/reorganisations").status == 404
    assert clerk.get("/exports/units").status == 404
    assert Person.objects.get(id=cast.delegate.person.id).full_name == "Đỗ Đại Biểu"


def test_an_administrator_of_the_system_in_the_unit_is_out_of_reach(cast: Cast, clerk: Member) -> None:
    cast.administrator.person.unit = cast.department
    cast.administrator.person.save()
    answer = clerk.post(f"/accounts/{cast.administrator.account.id}/password", {"new": "mật-khẩu-khác-1"})
    assert answer.status == 404


def test_a_unit_is_corrected_and_remembers_where_it_stood(cast: Cast) -> None:
    body = {
        "name": "UBND xã An Bình",
        "short_name": "An Bình",
        "kind": "commune",
        "parent_id": str(cast.department.id),
        "email": "",
    }
    path = f"/units/{cast.commune.id}/edit"
    assert cast.anonymous.post(path, body).status == 401
    assert cast.secretary.post(path, body).status == 404
    assert cast.administrator.post(path, {}).status == 422
    answer = cast.administrator.post(path, body)
    assert (answer.status, answer.body["name"]) == (200, "UBND xã An Bình")
    assert UnitPast.objects.get().parent == cast.unit
    assert Event.objects.get(type="unit.edited").data["changes"].keys() == {  # type: ignore[index]
        "name",
        "short_name",
        "parent_id",
        "email",
    }
    circle = {**body, "parent_id": str(cast.commune.id)}
    refused = cast.administrator.post(path, circle)
    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "parent_id")


def test_a_person_who_moves_has_the_rights_of_the_new_unit_at_once(cast: Cast) -> None:
    assert cast.outsider.get("/meetings").status == 200
    body = {"full_name": "Người Ngoài", "position": "Thư ký", "unit_id": str(cast.unit.id)}
    path = f"/people/{cast.outsider.person.id}/edit"
    assert cast.secretary.post(path, body).status == 404
    assert cast.administrator.post(path, {**body, "full_name": ""}).status == 422
    assert cast.administrator.post(path, body).status == 200
    assert Person.objects.get(id=cast.outsider.person.id).unit == cast.unit
    assert cast.outsider.get("/session").body["user"]["person"]["unit_name"] == cast.unit.name


def test_a_site_is_corrected_but_never_takes_the_name_of_another(cast: Cast) -> None:
    Site.objects.create(name="Phòng họp 2", unit=cast.commune)
    body = {"name": "Điểm cầu xã", "unit_id": str(cast.commune.id), "place": "Tầng 1"}
    path = f"/sites/{cast.remote_site.id}/edit"
    assert cast.anonymous.post(path, body).status == 401
    assert cast.secretary.post(path, body).status == 404
    assert cast.administrator.post(path, body).body["place"] == "Tầng 1"
    taken = cast.administrator.post(path, {**body, "name": "Phòng họp 2"})
    assert (taken.status, taken.code) == (409, "site_name_taken")


def test_a_device_administers_nothing(cast: Cast) -> None:
    body = {
        "username": "may-moi",
        "password": PASSWORD,
        "site_id": str(Site.objects.create(name="Khác", unit=cast.unit).id),
        "administers_id": str(cast.unit.id),
    }
    assert cast.administrator.post("/accounts", body).status in {409, 422}
    assert not Account.objects.filter(username="may-moi").exists()

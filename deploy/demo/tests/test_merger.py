"""The merger of three provinces into one city with 168 communes, played on the demo data through the API."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from ecabinet.directory.models import Person, Site, Unit
from ecabinet.imports.sheets import write
from ecabinet.journal.verify import verify_all
from ecabinet.testing import ApiClient

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-nghiem"
TODAY = timezone.localdate()
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
# Communes after the arrangement, by the province in which they lay before: 168 in all.
COMMUNES = {"HCM": 102, "BD": 36, "BRVT": 30}
NAMES = {"BD": "UBND tỉnh Bình Dương", "BRVT": "UBND tỉnh Bà Rịa - Vũng Tàu"}


def _client(username: str) -> ApiClient:
    client = ApiClient()
    assert client.sign_in(username, PASSWORD).status == 200
    return client


def _import(admin: ApiClient, kind: str, heading: list[str], rows: list[list[str]]) -> None:
    for dry_run in ("true", "false"):
        file = SimpleUploadedFile(f"{kind}.csv", write("csv", heading, rows))
        answer = admin.upload("/imports", kind=kind, dry_run=dry_run, file=file)
        assert (answer.status, answer.body["faults"]) == (200, [])
    assert answer.body["created"] == len(rows)


def _arrange(admin: ApiClient) -> None:
    """The two other provinces with their communes, a person and a connection point in each commune."""
    codes = [(f"{code}-{n:03}", code) for code, count in COMMUNES.items() for n in range(1, count + 1)]
    provinces = [
        [code, name, name.removeprefix("UBND tỉnh "), "province", "CP"] for code, name in NAMES.items()
    ]
    communes = [[code, f"UBND xã {code}", f"Xã {code}", "commune", above] for code, above in codes]
    unit_columns = ["Mã", "Tên cơ quan", "Tên viết tắt", "Loại", "Mã cấp trên"]
    _import(admin, "units", unit_columns, provinces + communes)
    heads = [[f"Chủ tịch UBND xã {code}", "Chủ tịch", code] for code, _ in codes]
    officers = [[f"Chuyên viên {name}", "Chuyên viên", code] for code, name in NAMES.items()]
    _import(admin, "people", ["Họ và tên", "Chức vụ", "Mã cơ quan"], heads + officers)
    points = [[f"Điểm cầu xã {code}", code, "Trụ sở UBND xã"] for code, _ in codes]
    own = [[f"Điểm cầu {name.removeprefix('UBND tỉnh ')}", code, "Trụ sở"] for code, name in NAMES.items()]
    _import(admin, "sites", ["Tên điểm cầu", "Mã cơ quan", "Địa điểm"], points + own)


def _officer(admin: ApiClient, code: str) -> ApiClient:
    """The secretary of a province, with an account of their own."""
    person = Person.objects.get(unit__code=code, position="Chuyên viên")
    body = {"username": f"thuky-{code.lower()}", "password": PASSWORD, "person_id": str(person.id)}
    assert admin.post("/accounts", {**body, "is_secretary": True}).status == 200
    return _client(body["username"])


def _meeting(secretary: ApiClient, title: str, start: datetime, code: str) -> dict[str, Any]:
    chair = Person.objects.get(unit__code=f"{code}-001")
    body = {
        "title": title,
        "place": "Hội trường",
        "scheduled_start": start.isoformat(),
        "scheduled_end": (start + timedelta(hours=2)).isoformat(),
        "chair_person_id": str(chair.id),
        "central_site_id": str(Site.objects.get(unit__code=f"{code}-001").id),
        "is_ad_hoc": True,
    }
    answer = secretary.post("/meetings", body)
    assert answer.status == 200, answer.body
    made: dict[str, Any] = answer.body
    return made


def _hold(secretary: ApiClient, meeting_id: str, site_id: str) -> None:
    """The meeting is announced, held and over."""
    item = {"title": "Tình hình chuyển đổi số cấp xã", "kind": "report", "planned_minutes": 30}
    delegate = {"person_id": str(Person.objects.get(unit__code="BD-002").id), "role": "delegate"}
    acts = [("items", item), ("sites", {"site_ids": [site_id]}), ("participants", {"people": [delegate]})]
    for path, body in [*acts, ("publish", {}), ("start", {"reason": "họp gấp"}), ("end", {})]:
        answer = secretary.post(f"/meetings/{meeting_id}/{path}", body)
        assert answer.status == 200, (path, answer.body)


def _units(client: ApiClient, **query: str) -> set[str]:
    return {unit["code"] for unit in _all(client, "/units", **query)}


def _all(client: ApiClient, path: str, **query: str) -> Iterator[dict[str, Any]]:
    page, pages = 1, 1
    while page <= pages:
        body = client.get(path, page=str(page), **query).body
        yield from body["items"]
        page, pages = page + 1, body["pages"]


def _codes_below(client: ApiClient, code: str, on: str = "") -> set[str]:
    parent = {"parent": str(Unit.objects.get(code=code).id)}
    return _units(client, **parent, **({"on": on} if on else {}))


@pytest.fixture
def admin(settings: Any) -> ApiClient:
    settings.DEMO_PASSWORD = PASSWORD
    call_command("seed_demo", verbosity=0)
    return _client("quantri")


def test_three_provinces_become_one_city_with_168_communes(admin: ApiClient) -> None:
    _arrange(admin)
    clerk, city_clerk, outsider = _officer(admin, "BD"), _officer_of_the_city(admin), _client("ngoai")
    soon = timezone.now() + timedelta(days=20)
    held = _meeting(clerk, "Họp giao ban tháng trước", soon, "BD")["id"]
    to_come = _meeting(clerk, "Hội nghị chuyển đổi số cấp xã", soon, "BD")["id"]
    _hold(clerk, held, str(Site.objects.get(unit__code="BD").id))
    assert {code: len(_codes_below(admin, code)) for code in COMMUNES} == COMMUNES
    assert city_clerk.get(f"/meetings/{held}").status == 404
    ended = [Unit.objects.get(code=code) for code in NAMES]
    city = Unit.objects.get(code="HCM")
    body = {
        "kind": "merge",
        "on": TODAY.isoformat(),
        "decision": "Nghị quyết 202/2025/QH15",
        "predecessor_ids": [str(unit.id) for unit in ended],
        "successors": [{"unit_id": str(city.id), "keeps_records": True}],
    }
    drafted = admin.post("/reorganisations", body).body
    effects = admin.get(f"/reorganisations/{drafted['id']}/effects").body
    assert (effects["people"], effects["sites"]) == (2, 2)
    assert [meeting["title"] for meeting in effects["meetings"]] == ["Hội nghị chuyển đổi số cấp xã"]
    assert len(_codes_below(admin, "HCM")) == COMMUNES["HCM"]

    assert admin.post(f"/reorganisations/{drafted['id']}/confirm").body["status"] == "done"

    _lists_are_right(admin)
    _rights_are_right(clerk, city_clerk, outsider, held)
    moved = clerk.get(f"/meetings/{to_come}").body
    assert (moved["unit_id"], moved["unit_name"]) == (str(city.id), city.name)
    assert city_clerk.post(f"/meetings/{to_come}/edit", {"place": "Hội trường Thành phố"}).status == 200
    assert outsider.get(f"/meetings/{to_come}").status == 404
    assert verify_all() == []


def _officer_of_the_city(admin: ApiClient) -> ApiClient:
    unit = Unit.objects.get(code="HCM")
    body = {"full_name": "Chuyên viên Thành phố", "position": "Chuyên viên", "unit_id": str(unit.id)}
    assert admin.post("/people", body).status == 200
    return _officer(admin, "HCM")


def _lists_are_right(admin: ApiClient) -> None:
    """The day before every list is as it was, from the day on the city has all 168 communes."""
    below = _codes_below(admin, "HCM")
    assert len({code for code in below if "-" in code}) == 168
    assert len(_codes_below(admin, "HCM", YESTERDAY)) == COMMUNES["HCM"]
    assert len(_codes_below(admin, "BD", YESTERDAY)) == COMMUNES["BD"]
    assert _codes_below(admin, "BD") == set()
    assert set(NAMES) <= _units(admin, on=YESTERDAY)
    assert not set(NAMES) & _units(admin)
    assert Site.objects.filter(unit__code="HCM").count() == 3
    assert Person.objects.filter(unit__code="BRVT").count() == 0


def _rights_are_right(clerk: ApiClient, city_clerk: ApiClient, outsider: ApiClient, held: str) -> None:
    """The past meeting keeps the unit that held it; who came over and the heir's clerk both have it."""
    for client in (clerk, city_clerk):
        body = client.get(f"/meetings/{held}").body
        assert (body["unit_name"], body["status"]) == (NAMES["BD"], "ended")
        assert held in {row["id"] for row in _all(client, "/meetings", scope="past")}
        assert "edit_meeting" in client.get(f"/meetings/{held}/snapshot").body["viewer"]["can"]
    assert outsider.get(f"/meetings/{held}").status == 404

"""Importing and exporting the directory through the API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Cast, Member
from ecabinet.directory.models import Person, Site, Unit
from ecabinet.imports.sheets import read, write
from ecabinet.journal.models import Event
from ecabinet.testing import Answer

UNITS = ["Mã", "Tên cơ quan", "Tên viết tắt", "Loại", "Mã cấp trên"]
PEOPLE = ["Họ và tên", "Chức vụ", "Mã cơ quan", "Thư điện tử", "Điện thoại"]
SITES = ["Tên điểm cầu", "Mã cơ quan", "Địa điểm"]


def bring(
    member: Member,
    kind: str,
    heading: list[str],
    rows: list[list[str]],
    *,
    dry_run: bool = False,
    form: str = "csv",
) -> Answer:
    file = SimpleUploadedFile(f"{kind}.{form}", write(form, heading, rows))
    return member.upload("/imports", kind=kind, dry_run=str(dry_run).lower(), file=file)


def test_only_administrators_import_and_export(cast: Cast) -> None:
    rows = [["M1", "Xã một", "X1", "commune", "UBND"]]
    for member in (cast.secretary, cast.member, cast.outsider, cast.site_device):
        assert bring(member, "units", UNITS, rows).status == 404
        assert member.get("/exports/units").status == 404
    assert cast.anonymous.get("/exports/units").status == 401
    assert not Unit.objects.filter(code="M1").exists()


def test_units_come_with_their_tree_in_any_order(cast: Cast) -> None:
    rows = [
        ["THON", "Thôn Đông", "TĐ", "commune", "PHUONG"],
        ["PHUONG", "Phường Mới", "PM", "Xã, phường", "UBND"],
        ["XA", "Ủy ban nhân dân xã An Bình", "An Bình", "commune", "UBND"],
    ]
    dry = bring(cast.administrator, "units", UNITS, rows, dry_run=True)
    assert (dry.status, dry.body["created"], dry.body["changed"], dry.body["applied"]) == (200, 2, 1, False)
    assert not Unit.objects.filter(code="THON").exists()
    done = bring(cast.administrator, "units", UNITS, rows)
    assert (done.status, done.body["created"], done.body["applied"]) == (200, 2, True)
    hamlet = Unit.objects.get(code="THON")
    assert hamlet.parent is not None
    assert (hamlet.parent.code, hamlet.parent.parent) == ("PHUONG", cast.unit)
    assert Unit.objects.get(code="XA").short_name == "An Bình"
    assert Event.objects.get(type="units.imported").data["created"] == 2  # type: ignore[index]
    again = bring(cast.administrator, "units", UNITS, rows)
    assert (again.body["created"], again.body["changed"], again.body["same"]) == (0, 0, 3)
    assert cast.administrator.get("/units", query="phuong moi").body["total"] == 1


def test_people_are_known_by_their_address_and_sites_by_their_unit(cast: Cast) -> None:
    rows = [
        ["Phạm Thành Viên", "Phó Chủ tịch", "UBND", cast.member.person.email, ""],
        ["Người Mới", "Chuyên viên", "SO", "", "024 3943 5137"],
    ]
    answer = bring(cast.administrator, "people", PEOPLE, rows, form="xlsx")
    assert (answer.status, answer.body["created"], answer.body["changed"]) == (200, 1, 1)
    moved = Person.objects.get(id=cast.member.person.id)
    assert (moved.unit, moved.position) == (cast.unit, "Phó Chủ tịch")
    site = bring(cast.administrator, "sites", SITES, [[cast.remote_site.name, "XA", "Tầng 2"]])
    assert (site.body["created"], site.body["changed"]) == (0, 1)
    assert Site.objects.get(id=cast.remote_site.id).place == "Tầng 2"
    found = cast.administrator.get("/people", query="nguoi moi").body["items"]
    assert [person["unit_name"] for person in found] == [cast.department.name]


def test_ten_thousand_rows_with_three_faults_name_the_three_and_import_nothing(cast: Cast) -> None:
    rows = [[f"Người {n}", "Chuyên viên", "SO", f"n{n}@example.vn", ""] for n in range(10_000)]
    rows[10][2] = "KHONG-CO"
    rows[5000][3] = "không phải thư"
    rows[9999][0] = ""
    before = Person.objects.count()
    dry = bring(cast.administrator, "people", PEOPLE, rows, dry_run=True).body
    assert [(fault["row"], fault["column"]) for fault in dry["faults"]] == [
        (12, "Mã cơ quan"),
        (5002, "Thư điện tử"),
        (10001, "Họ và tên"),
    ]
    assert "KHONG-CO" in dry["faults"][0]["message"]
    refused = bring(cast.administrator, "people", PEOPLE, rows)
    assert (refused.status, refused.code) == (422, "import_faulty")
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([["XA", "X", "X", "commune", "XA"]], "Mã cấp trên"),
        ([["UBND", "U", "U", "province", "XA"]], "Mã cấp trên"),
        ([["M1", "M", "M", "commune", "KHONG-CO"]], "Mã cấp trên"),
    ],
)
def test_trees_that_cannot_be(cast: Cast, rows: list[list[str]], column: str) -> None:
    dry = bring(cast.administrator, "units", UNITS, rows, dry_run=True).body
    assert [fault["column"] for fault in dry["faults"]] == [column]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\xff", "import_not_utf8"),
        (b"A,B\n1,2\n", "import_columns_missing"),
        (b"", "import_empty"),
    ],
)
def test_files_that_are_refused(cast: Cast, content: bytes, code: str) -> None:
    file = SimpleUploadedFile("x.csv", content)
    answer = cast.administrator.upload("/imports", kind="units", dry_run="true", file=file)
    assert (answer.status, answer.code) == (422, code)


def test_a_file_over_the_limit_is_refused(cast: Cast) -> None:
    file = SimpleUploadedFile("x.csv", bytes((10 << 20) + 1))
    answer = cast.administrator.upload("/imports", kind="units", dry_run="true", file=file)
    assert (answer.status, answer.code) == (413, "too_large")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["units", "people", "sites"])
def test_what_is_exported_is_imported_again_and_changes_nothing(cast: Cast, kind: str, form: str) -> None:
    answer: Any = cast.administrator.client.http.get(f"/api/exports/{kind}?form={form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'{kind}.{form}"')
    rows = len(read(answer.content)) - 1
    file = SimpleUploadedFile("x", answer.content)
    dry = cast.administrator.upload("/imports", kind=kind, dry_run="true", file=file).body
    assert (dry["rows"], dry["same"], dry["faults"]) == (rows, rows, [])

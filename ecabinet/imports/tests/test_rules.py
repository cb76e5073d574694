"""Reading tables: what is a row, what is a fault, and that no file does harm."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ecabinet.imports import sheets
from ecabinet.imports.rules import COLUMNS, circles, read_table
from ecabinet.problems import Problem

UNIT_HEADING = ["Mã", "Tên cơ quan", "Tên viết tắt", "Loại"]


def faults(kind: str, *rows: list[str], heading: list[str] | None = None) -> list[tuple[int, str, str]]:
    table = read_table(kind, [heading or [c.heading for c in COLUMNS[kind]], *rows])
    return [(fault.row, fault.column, fault.code) for fault in table.faults]


def test_headings_are_understood_in_both_forms_and_any_order() -> None:
    rows = [["LOẠI", "name", "mã", "short_name"], ["Tỉnh, thành phố", "Tỉnh A", "A", "A"]]
    (record,) = read_table("units", rows).records
    assert (record.row, record.values["code"], record.values["kind"]) == (2, "A", "province")


def test_every_fault_is_named_by_row_and_column() -> None:
    found = faults(
        "units",
        ["A", "Tên", "T", "province", "", "", "2025-07-01", "01/07/2025"],
        ["", "Tên", "T", "làng", "", "không-phải-thư", "hôm nay", ""],
        [],
        ["B", "x" * 201, "T", "commune"],
        ["A2", "Tên", "T", "commune", "", "", "31/02/2025", ""],
    )
    assert found == [
        (2, "Đến ngày", "import_dates_crossed"),
        (3, "Mã", "field_missing"),
        (3, "Loại", "field_not_a_choice"),
        (3, "Thư điện tử", "import_no_email"),
        (3, "Từ ngày", "field_not_a_time"),
        (5, "Tên cơ quan", "field_too_long"),
        (6, "Từ ngày", "field_not_a_time"),
    ]


def test_a_row_that_comes_twice_names_the_first() -> None:
    row = ["An", "Giám đốc", "SO", "an@example.vn"]
    assert faults("people", row, row) == [(3, "Họ và tên", "import_row_twice")]
    other = ["An", "Phó Giám đốc", "SO", "AN@example.vn"]
    assert faults("people", row, other) == [(3, "Họ và tên", "import_row_twice")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "import_empty"),
        ([UNIT_HEADING], "import_empty"),
        ([UNIT_HEADING, ["", ""]], "import_empty"),
        ([["Mã", "Loại"], ["A", "commune"]], "import_columns_missing"),
    ],
)
def test_what_is_no_table(rows: list[list[str]], code: str) -> None:
    with pytest.raises(Problem) as refused:
        read_table("units", rows)
    assert refused.value.code == code


def test_circles_are_found_and_nothing_else() -> None:
    assert circles({"a": "b", "b": "c", "c": ""}) == set()
    assert circles({"a": "a"}) == {"a"}
    assert circles({"a": "b", "b": "a", "c": "a"}) == {"a", "b"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", *"abcdef"])))
def test_without_the_circles_every_way_up_ends(parents: dict[str, str]) -> None:
    caught = circles(parents)
    for start in parents:
        at, steps = start, 0
        while at and at not in caught and steps <= len(parents) + 1:
            at, steps = parents.get(at, ""), steps + 1
        assert steps <= len(parents) + 1


CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8),
    st.sampled_from(["csv", "xlsx"]),
)
def test_what_is_written_is_read_again(rows: list[list[str]], form: str) -> None:
    content = sheets.write(form, ["Một", "Hai"], rows)
    table = sheets.read(content)
    read = [[sheets.plain(cell) for cell in row] for row in table[1:]]
    assert [row + [""] * (2 - len(row)) for row in read] == rows


def test_formulas_are_written_as_text() -> None:
    assert sheets.read(sheets.write("csv", ["A"], [["=1+1"]]))[1] == ["'=1+1"]


def test_semicolons_utf16_and_numbers_of_spreadsheets_are_read() -> None:
    assert sheets.read("Mã;Tên\nA;Tỉnh, A\n".encode("utf-8-sig"))[1] == ["A", "Tỉnh, A"]
    assert sheets.read("Mã\tTên\nA\tB\n".encode("utf-16"))[1] == ["A", "B"]
    book = Workbook()
    assert book.active is not None
    book.active.append([1.0, "x", None])
    out = io.BytesIO()
    book.save(out)
    assert sheets.read(out.getvalue())[0] == ["1", "x", ""]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Mã,Tên".encode("utf-16-le")[1:] + b"\xff", "import_not_utf8"),
        (b"a\0b", "import_unreadable"),
        (b"PK\x03\x04 nothing", "import_unreadable"),
        (b"A\n" * (sheets.MOST_ROWS + 2), "import_too_many_rows"),
    ],
)
def test_files_that_are_no_tables(content: bytes, code: str) -> None:
    with pytest.raises(sheets.BadSheet) as refused:
        sheets.read(content)
    assert refused.value.code == code


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
            for _ in range(201):
                entry.write(bytes(1 << 20))
    with pytest.raises(sheets.BadSheet) as refused:
        sheets.read(out.getvalue())
    assert refused.value.code == "import_too_many_rows"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_told_fault(content: bytes) -> None:
    table: list[list[str]] = []
    with contextlib.suppress(sheets.BadSheet):
        table = sheets.read(content)
    assert all(isinstance(cell, str) for row in table for cell in row)

"""Tables in files: CSV as spreadsheet programs write it, and XLSX. Every cell is text."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

CSV = "csv"
XLSX = "xlsx"
MOST_ROWS = 20_000
MOST_COLUMNS = 40
MOST_UNPACKED = 200 << 20
# A cell that begins so is run as a formula by the program that opens the file.
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BadSheet(Exception):
    """The file is no table that can be read; `code` names the text that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(content: bytes) -> list[list[str]]:
    """The rows of the first sheet, cells trimmed, empty rows kept so that numbers agree with the program's.

    Raises BadSheet: import_unreadable, import_not_utf8, import_too_many_rows.
    """
    rows = _read_xlsx(content) if content[:4] == b"PK\x03\x04" else _read_csv(content)
    table: list[list[str]] = []
    for row in rows:
        if len(table) > MOST_ROWS:
            raise BadSheet("import_too_many_rows")
        table.append([_text(cell) for cell in row[:MOST_COLUMNS]])
    return table


def _read_csv(content: bytes) -> Iterator[Sequence[object]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSheet("import_not_utf8") from error
    if "\0" in text:
        raise BadSheet("import_unreadable")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise BadSheet("import_unreadable") from error


def _read_xlsx(content: bytes) -> Iterator[Sequence[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise BadSheet("import_too_many_rows")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        raise BadSheet("import_unreadable") from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def write(kind: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file of `kind` with these rows; what would run as a formula is written as text."""
    return _write_xlsx(heading, rows) if kind == XLSX else _write_csv(heading, rows)


def _write_csv(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RUNS_AS_FORMULA) else cell


def plain(cell: str) -> str:
    """A cell as it was before `write` made it harmless."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(RUNS_AS_FORMULA) else cell


def _write_xlsx(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(heading))
    for row in rows:
        sheet.append([_harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

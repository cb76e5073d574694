"""The bounded process that opens files (pdf_process), as the rest of the program calls it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agenda.documents.bounded import Unreadable, ignore, run_module
from agenda.documents.kinds import Kind
from ecabinet.problems import Problem

CHECK_SECONDS = 30.0
PREPARE_SECONDS = 180.0
RENDER_SECONDS = 30.0
STAMP_SECONDS = 120.0
PROCESS = "agenda.documents.pdf_process"


@dataclass(frozen=True)
class Prepared:
    """What `prepare` wrote into its folder, and what it found.

    `upper_lines` are in the upper half of page 1, `shown` the numbers of pages that hold no text but show
    something; `has_pictures` is of page 1. `pictures` holds `<size>/<number>.webp`.
    """

    pages: int
    upper_lines: list[str]
    shown: list[int]
    has_pictures: bool
    outline: list[dict[str, Any]]
    labels: list[str]
    view: Path
    first_page: Path
    pictures: Path
    text: str


@dataclass(frozen=True)
class Checked:
    """What a file is by its content; an Office file has its pages counted when it has become a PDF."""

    kind: Kind
    pages: int | None


def check(path: Path) -> Checked:
    """The kind of a file that may be laid before a meeting.

    Raises Problem (422): document_type_unknown, document_old_office, document_two_kinds, document_not_pdf,
    document_damaged, document_encrypted, document_active, document_linked, document_bomb,
    document_picture_too_large, document_too_many_pages.
    """
    try:
        found = run_module(PROCESS, ["inspect", str(path)], CHECK_SECONDS, ignore)
    except Unreadable as error:
        raise Problem("document_damaged") from error
    if code := found.pop("error", None):
        raise Problem(code, **found)
    return Checked(Kind(found["kind"]), found["pages"])


def from_picture(path: Path, target: Path, beat: Callable[[], None]) -> None:
    """A picture or a scan of several pages as a PDF. Raises Unreadable."""
    run_module(PROCESS, ["picture", str(path), str(target)], PREPARE_SECONDS, beat)


def prepare(path: Path, folder: Path, beat: Callable[[], None]) -> Prepared:
    """Make viewing copy, picture and text in `folder`; `beat` is called every two seconds meanwhile.

    Raises Unreadable.
    """
    found = run_module(PROCESS, ["prepare", str(path), str(folder)], PREPARE_SECONDS, beat)
    text = (folder / "text.txt").read_text(encoding="utf-8")
    view, first_page = folder / "view.pdf", folder / "first-page.webp"
    return Prepared(**found, view=view, first_page=first_page, pictures=folder / "pictures", text=text)


def render(path: Path, folder: Path, size: str, first: int, count: int) -> None:
    """`<number>.webp` of pages `first` and on, in `folder`. Raises Unreadable."""
    run_module(
        PROCESS, ["pages", str(path), str(folder), size, str(first), str(count)], RENDER_SECONDS, ignore
    )


def scan(path: Path, folder: Path, names: list[str], beat: Callable[[], None]) -> None:
    """`<name>.png` for each page number or "upper", to be recognised. Raises Unreadable."""
    run_module(PROCESS, ["scan", str(path), str(folder), *names], PREPARE_SECONDS, beat)


def stamp(path: Path, mark: Path, target: Path, beat: Callable[[], None]) -> None:
    """A copy of a PDF with the pages of `mark` (upright, lying) over its own. Raises Unreadable."""
    run_module(PROCESS, ["stamp", str(path), str(mark), str(target)], STAMP_SECONDS, beat)

"""The bounded process that opens PDF files (pdf_process), as the rest of the program calls it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from agenda.documents.rules import MOST_PAGES
from ecabinet.problems import Problem

CHECK_SECONDS = 30.0
PREPARE_SECONDS = 180.0
BEAT_SECONDS = 2.0


class Unreadable(Exception):
    """The process did not come to an answer: out of time or memory, or the file made it fail."""


@dataclass(frozen=True)
class Prepared:
    """What `prepare` wrote into its folder, and the lines in the upper half of page 1."""

    pages: int
    upper_lines: list[str]
    view: Path
    first_page: Path
    text: str


def check(path: Path) -> int:
    """The number of pages of a PDF that may be laid before a meeting.

    Raises Problem document_not_pdf, document_encrypted or document_too_many_pages (422).
    """
    if not _has_magic(path):
        raise Problem("document_not_pdf")
    try:
        found = _run(["check", str(path)], CHECK_SECONDS, _ignore)
    except Unreadable as error:
        raise Problem("document_not_pdf") from error
    if found.get("encrypted"):
        raise Problem("document_encrypted")
    if "error" in found or not found["pages"]:
        raise Problem("document_not_pdf")
    if found["pages"] > MOST_PAGES:
        raise Problem("document_too_many_pages", pages=found["pages"], most=MOST_PAGES)
    return int(found["pages"])


def prepare(path: Path, folder: Path, beat: Callable[[], None]) -> Prepared:
    """Make viewing copy, picture and text in `folder`; `beat` is called every two seconds meanwhile.

    Raises Unreadable.
    """
    found = _run(["prepare", str(path), str(folder)], PREPARE_SECONDS, beat)
    text = (folder / "text.txt").read_text(encoding="utf-8")
    view, first_page = folder / "view.pdf", folder / "first-page.webp"
    return Prepared(int(found["pages"]), list(found["upper_lines"]), view, first_page, text)


def _has_magic(path: Path) -> bool:
    """The header within the first 1024 bytes, where readers look for it (ISO 32000-1, annex H.3.4.1)."""
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _ignore() -> None:
    """Nobody waits for signs of life of a short check."""


def _run(arguments: list[str], seconds: float, beat: Callable[[], None]) -> dict[str, Any]:
    command = [sys.executable, "-m", "agenda.documents.pdf_process", *arguments]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        output, errors = _wait(process, seconds, beat)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode != 0:
        raise Unreadable(errors.decode(errors="replace")[-500:])
    answer: dict[str, Any] = json.loads(output)
    return answer


def _wait(
    process: "subprocess.Popen[bytes]", seconds: float, beat: Callable[[], None]
) -> tuple[bytes, bytes]:
    end = time.monotonic() + seconds
    while True:
        try:
            return process.communicate(timeout=min(BEAT_SECONDS, seconds))
        except subprocess.TimeoutExpired as error:
            if time.monotonic() >= end:
                raise Unreadable(f"no answer after {seconds} s") from error
            beat()

"""Reading the text of scanned pages by Tesseract, in Vietnamese and English, within bounds."""

import functools
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from agenda.documents import pdf
from agenda.documents.bounded import Bounds, Unreadable, run_program

LANGUAGES = ("vie", "eng")
A_PAGE = Bounds(seconds=60.0, cpu_seconds=40, memory_bytes=1024**3)
MOST_PAGES = 100
MOST_SECONDS = 600.0
AT_ONCE = 5
PAGE_MODE, SPARSE_MODE = "3", "11"  # a page of text; words anywhere, as in a stamp


@dataclass(frozen=True)
class Read:
    """The texts of scanned pages by number, and lines in the upper half of page 1 when it shows pictures."""

    texts: dict[int, str] = field(default_factory=dict)
    upper_lines: list[str] = field(default_factory=list)


@functools.cache
def languages() -> str:
    """What Tesseract reads here of `LANGUAGES`, as its option wants it; empty without Tesseract."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=10, check=False
    )
    return "+".join(language for language in LANGUAGES if language in listed.stdout.split())


def read(path: Path, found: pdf.Prepared, folder: Path, beat: Callable[[], None]) -> Read:
    """What the pages of a PDF that only show say, a hundred pages and ten minutes at most.

    Nothing on a machine without Tesseract. A page that cannot be read stays without text.
    """
    if not languages() or not (found.shown or found.has_pictures):
        return Read()
    upper = _pages(path, folder, ["upper"], SPARSE_MODE, beat).get("upper", "")
    texts: dict[int, str] = {}
    end = time.monotonic() + MOST_SECONDS
    wanted = [str(number) for number in found.shown[:MOST_PAGES]]
    for first in range(0, len(wanted), AT_ONCE):
        if time.monotonic() > end:
            break
        batch = _pages(path, folder, wanted[first : first + AT_ONCE], PAGE_MODE, beat)
        texts |= {int(name): text for name, text in batch.items()}
    return Read(texts, upper.splitlines())


def _pages(path: Path, folder: Path, names: list[str], mode: str, beat: Callable[[], None]) -> dict[str, str]:
    """The texts of the pages that hold any."""
    try:
        pdf.scan(path, folder, names, beat)
    except Unreadable:
        return {}
    read = {name: _recognise(folder / f"{name}.png", mode, beat) for name in names}
    return {name: text for name, text in read.items() if text}


def _recognise(picture: Path, mode: str, beat: Callable[[], None]) -> str:
    command = ["tesseract", str(picture), "stdout", "-l", languages(), "--psm", mode]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"}
    try:
        output = run_program(command, A_PAGE, beat, environment)
    except Unreadable:
        return ""
    finally:
        picture.unlink(missing_ok=True)
        beat()
    return output.decode(errors="replace").replace("\f", " ").strip()

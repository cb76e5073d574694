"""Pictures of pages, kept beside the store under the hash of the viewing copy, and drawn when first wanted.

They can be made anew at any time, so the oldest go when together they take more than `MOST_BYTES`.
"""

import contextlib
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

from django.conf import settings

from agenda.documents import pdf
from agenda.documents.bounded import Unreadable
from agenda.documents.rules import THUMB
from agenda.documents.storage import fetch
from ecabinet.problems import NotFound, Problem

MOST_BYTES = 4 * 1024**3
LOOK_AFTER_SECONDS = 600.0
AT_ONCE = 2
WAIT_SECONDS = 20.0
TOGETHER = {THUMB: 24}  # who wants one wants its neighbours
TOGETHER_ELSE = 3
FOLDER = "pictures"
_drawing = threading.BoundedSemaphore(AT_ONCE)
_looked = {"at": float("-inf")}


def place(view_sha256: str, size: str, number: int) -> str:
    """Where in the store the picture of a page lies; it is there when this returns.

    Raises NotFound when the viewing copy is gone, Problem document_pictures_busy (503).
    """
    found = f"{_folder(view_sha256)}/{size}/{number}.webp"
    if not (_root() / found).exists():
        _draw(view_sha256, size, number, _root() / found)
    return found


def keep(view_sha256: str, made: Path) -> None:
    """Take over a folder of `<size>/<number>.webp`."""
    for picture in made.glob("*/*.webp"):
        _move(picture, _root() / _folder(view_sha256) / picture.parent.name / picture.name)


def forget(view_sha256: str) -> None:
    """Remove every picture of a viewing copy; nothing happens when there is none."""
    shutil.rmtree(_root() / _folder(view_sha256), ignore_errors=True)


def _folder(view_sha256: str) -> str:
    return f"{FOLDER}/{view_sha256[:2]}/{view_sha256}"


def _root() -> Path:
    return Path(settings.FILES)


def _draw(view_sha256: str, size: str, number: int, wanted: Path) -> None:
    if not _drawing.acquire(timeout=WAIT_SECONDS):
        raise Problem("document_pictures_busy", headers={"Retry-After": "2"})
    try:
        if not wanted.exists():  # drawn meanwhile for somebody else
            _draw_from(view_sha256, size, number, wanted)
    finally:
        _drawing.release()
    _stay_bounded()


def _draw_from(view_sha256: str, size: str, number: int, wanted: Path) -> None:
    try:
        view = fetch(view_sha256)
    except FileNotFoundError as error:
        raise NotFound from error
    with tempfile.TemporaryDirectory() as folder:
        try:
            pdf.render(view, Path(folder), size, number, TOGETHER.get(size, TOGETHER_ELSE))
        except Unreadable as error:
            raise Problem("document_pictures_busy", headers={"Retry-After": "10"}) from error
        for picture in Path(folder).glob("*.webp"):
            _move(picture, wanted.parent / picture.name)


def _move(picture: Path, target: Path) -> None:
    """Whole or not at all: it is copied beside its place first, which may be another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    shutil.copyfile(picture, beside)
    beside.replace(target)


def _stay_bounded() -> None:
    """Every ten minutes at most, see that the pictures together take no more than they may."""
    now = time.monotonic()
    if now - _looked["at"] >= LOOK_AFTER_SECONDS:
        _looked["at"] = now
        shrink(MOST_BYTES)


def shrink(most: int) -> None:
    """Remove the oldest pictures until they take at most `most` bytes."""
    known = []
    for path in (_root() / FOLDER).glob("*/*/*/*"):
        with contextlib.suppress(FileNotFoundError):  # forgotten meanwhile
            about = path.stat()
            known.append((about.st_mtime_ns, about.st_size, path))
    left = sum(size for _at, size, _path in known)
    for _at, size, path in sorted(known):
        if left <= most:
            return
        path.unlink(missing_ok=True)
        left -= size

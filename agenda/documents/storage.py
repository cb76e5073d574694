"""Files found by their content: `FILES/ab/cd/<sha256>`, written to a temporary file, synced, then renamed."""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LEFT_BEHIND_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived but has no name yet. Whoever holds it calls `keep` or `discard`."""

    path: Path
    sha256: str
    size: int


def receive(chunks: Iterable[bytes]) -> Incoming:
    """Write `chunks` to a synced temporary file in the store. What was written is gone if reading fails."""
    folder = Path(settings.FILES) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    handle, name = tempfile.mkstemp(dir=folder)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink()
        raise
    return Incoming(Path(name), digest.hexdigest(), size)


def _clear(folder: Path) -> None:
    """Remove what a process that died left behind a day ago or longer."""
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another upload clears too
            if time.time() - path.stat().st_mtime > LEFT_BEHIND_SECONDS:
                path.unlink()


def keep(incoming: Incoming) -> Path:
    """Give the file its place, and a fresh time so that a clean-up passes it by."""
    path = path_of(incoming.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    incoming.path.replace(path)
    path.chmod(0o440)
    os.utime(path)
    _sync_folder(path.parent)
    return path


def discard(incoming: Incoming) -> None:
    """Forget a file that was not kept."""
    incoming.path.unlink(missing_ok=True)


def keep_file(path: Path) -> str:
    """Store a copy of `path`; the SHA-256 (hex) by which it is found."""
    with path.open("rb") as file:
        incoming = receive(iter(lambda: file.read(1024 * 1024), b""))
    keep(incoming)
    return incoming.sha256


def path_of(sha256: str) -> Path:
    """Where the content lies, whether it is there or not. Raises ValueError for what is no SHA-256."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in hex")
    return Path(settings.FILES) / place_of(sha256)


def place_of(sha256: str) -> str:
    """The path inside the store, also for a front server that sends the file itself."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def touched_lately(sha256: str) -> bool:
    """Whether the content was stored, or stored again, within the last hour."""
    path = path_of(sha256)
    return path.exists() and time.time() - path.stat().st_mtime < 3600


def delete(sha256: str) -> None:
    """Remove the content for good; nothing happens when it is gone already."""
    path_of(sha256).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

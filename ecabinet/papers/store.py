"""Finished papers kept by what they contain: the name of a file is the SHA-256 of its bytes."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def keep(content: bytes) -> str:
    """Store `content` (once) and give its SHA-256; it is on disk and whole when this returns."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        write_whole(path, content)
    return digest


def path_of(digest: str) -> Path:
    """Where the file of that digest lies. Raises ValueError for what is no digest."""
    if not SHA256.match(digest):
        raise ValueError("not a SHA-256 digest")
    return Path(settings.FILES) / "papers" / digest[:2] / digest


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that others see whole or not at all, even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

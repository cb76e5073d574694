"""Files found by their content: `FILES/ab/cd/<sha256>`, written to a temporary file, synced, then renamed.

Pieces of files that are still on their way lie in `FILES/unfinished/<upload>/<offset>`. With an S3 store
(objects.py) all of it lies there under the same names, and the folder is a cache of what was fetched lately.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from agenda.documents import objects
from ecabinet.problems import Problem

LEFT_BEHIND_SECONDS = 24 * 3600
LOOK_AFTER_SECONDS = 600.0
CHUNK_BYTES = 1024 * 1024
_looked = {"at": float("-inf")}


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
    digest = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as file:
            size = write(file, _hashed(chunks, digest))
    except BaseException:  # whatever ended it, a part of a file must not stay behind
        Path(name).unlink()
        raise
    return Incoming(Path(name), digest.hexdigest(), size)


def _hashed(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def write(file: BinaryIO, chunks: Iterable[bytes]) -> int:
    """Every byte that is uploaded or kept goes this way, and is on the disk when this returns; how many."""
    size = 0
    for chunk in chunks:
        size += file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return size


@contextlib.contextmanager
def room_on_disk() -> Iterator[None]:
    """Raises Problem document_disk_full (507) where there is no room, or no more for this program."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Problem("document_disk_full") from error
        raise


def _clear(folder: Path) -> None:
    """Remove what a process that died left behind a day ago or longer."""
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another upload clears too
            if time.time() - path.stat().st_mtime > LEFT_BEHIND_SECONDS:
                path.unlink()


def keep(incoming: Incoming) -> None:
    """Give the file its place, and a fresh time so that a clean-up passes it by."""
    if objects.is_on():
        objects.put(place_of(incoming.sha256), incoming.path)
    _place(incoming.path, path_of(incoming.sha256))


def _place(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    source.replace(path)
    path.chmod(0o440)
    os.utime(path)
    _sync_folder(path.parent)


def fetch(sha256: str) -> Path:
    """Where the content lies now, on this machine. Raises FileNotFoundError, and Problem store_away (503)."""
    path = path_of(sha256)
    if objects.is_on():
        try:
            os.utime(path)
        except FileNotFoundError:
            _fetch(sha256, path)
    elif not path.exists():
        raise FileNotFoundError(sha256)
    return path


def _fetch(sha256: str, path: Path) -> None:
    incoming = receive(objects.chunks(place_of(sha256), CHUNK_BYTES))
    if incoming.sha256 != sha256:
        discard(incoming)
        raise FileNotFoundError(f"the store has another content as {sha256}")
    _place(incoming.path, path)
    _stay_bounded()


def exists(sha256: str) -> bool:
    """Whether the content is in the store."""
    if objects.is_on():
        return objects.modified(place_of(sha256)) is not None
    return path_of(sha256).exists()


def discard(incoming: Incoming) -> None:
    """Forget a file that was not kept."""
    incoming.path.unlink(missing_ok=True)


def keep_file(path: Path) -> str:
    """Store a copy of `path`; the SHA-256 (hex) by which it is found."""
    with path.open("rb") as file:
        incoming = receive(iter(lambda: file.read(CHUNK_BYTES), b""))
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
    if objects.is_on():
        at = objects.modified(place_of(sha256))
        return at is not None and time.time() - at.timestamp() < 3600
    path = path_of(sha256)
    return path.exists() and time.time() - path.stat().st_mtime < 3600


def delete(sha256: str) -> None:
    """Remove the content for good; nothing happens when it is gone already.

    Caches of other machines forget it within a day.
    """
    if objects.is_on():
        objects.delete(place_of(sha256))
    path_of(sha256).unlink(missing_ok=True)


def _stay_bounded() -> None:
    """Every ten minutes at most, forget what was fetched a day ago, and the oldest beyond S3_CACHE_MB."""
    now = time.monotonic()
    if now - _looked["at"] >= LOOK_AFTER_SECONDS:
        _looked["at"] = now
        shrink_cache(settings.S3_CACHE_MB << 20)


def shrink_cache(most: int) -> None:
    """Remove what was last used a day ago, and of the rest the oldest until it takes at most `most` bytes."""
    known = []
    for path in Path(settings.FILES).glob("[0-9a-f][0-9a-f]/*/*"):
        with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
            about = path.stat()
            known.append((about.st_mtime, about.st_size, path))
    left = sum(size for _at, size, _path in known)
    for at, size, path in sorted(known):
        if left <= most and time.time() - at < LEFT_BEHIND_SECONDS:
            return
        path.unlink(missing_ok=True)
        left -= size


def keep_piece(upload: UUID, offset: int, content: bytes) -> None:
    """Keep a piece of a file on its way, whole or not at all; the same piece again takes its place."""
    name = f"{offset:012}"
    if objects.is_on():
        objects.put_bytes(f"{_unfinished(upload)}/{name}", content)
        return
    folder = Path(settings.FILES) / _unfinished(upload)
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file, [content])
        Path(temporary).replace(folder / name)
    except BaseException:  # whatever ended it, a part of a file must not stay behind
        Path(temporary).unlink()
        raise


def piece(upload: UUID, offset: int) -> bytes | None:
    """The piece that begins at `offset`, None when there is none."""
    place = f"{_unfinished(upload)}/{offset:012}"
    try:
        if objects.is_on():
            return b"".join(objects.chunks(place, CHUNK_BYTES))
        return (Path(settings.FILES) / place).read_bytes()
    except FileNotFoundError:
        return None


def pieces(upload: UUID, size: int) -> Iterator[bytes]:
    """All pieces of a file of `size` bytes in their order. Raises FileNotFoundError where one is missing."""
    offset = 0
    while offset < size:
        content = piece(upload, offset)
        if not content:
            raise FileNotFoundError(f"{upload} has no piece at {offset}")
        yield content
        offset += len(content)


def drop_pieces(upload: UUID) -> None:
    """Forget the pieces; nothing happens when there are none."""
    if objects.is_on():
        objects.delete_below(f"{_unfinished(upload)}/")
    shutil.rmtree(Path(settings.FILES) / _unfinished(upload), ignore_errors=True)


def _unfinished(upload: UUID) -> str:
    return f"unfinished/{upload}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The store: content finds its place, a broken upload leaves nothing, and what was left behind goes."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from agenda.documents.storage import delete, discard, fetch, keep, keep_file, path_of, receive, touched_lately

CONTENT = "Nội dung".encode()


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "FILES", tmp_path)
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_content_is_found_by_its_hash_and_kept_once(own_store: Path) -> None:
    first = receive([CONTENT[:3], CONTENT[3:]])
    assert (first.sha256, first.size) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    keep(first)
    assert fetch(first.sha256).read_bytes() == CONTENT
    keep(receive([CONTENT]))
    assert files(own_store) == [path_of(first.sha256)]
    assert touched_lately(first.sha256)
    delete(first.sha256)
    delete(first.sha256)
    assert files(own_store) == []


def test_a_copy_of_a_file_is_the_same_content(
    own_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = tmp_path_factory.mktemp("source") / "page"
    source.write_bytes(CONTENT)
    assert path_of(keep_file(source)).read_bytes() == CONTENT


def test_a_reader_that_fails_leaves_nothing(own_store: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield CONTENT
        raise ConnectionError

    with pytest.raises(ConnectionError):
        receive(broken())
    discard(receive([CONTENT]))
    assert files(own_store) == []


def test_what_a_dead_process_left_is_cleared_by_the_next_upload(own_store: Path) -> None:
    left, under_way = receive([b"old"]), receive([b"new"])
    os.utime(left.path, (0, 0))
    receive([CONTENT])
    assert not left.path.exists()
    assert under_way.path.exists()


@pytest.mark.parametrize("name", ["", "../etc/passwd", "A" * 64, "g" * 64, "0" * 63])
def test_only_hashes_name_files(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        path_of(name)

"""Files in pieces: what is sent again, goes on, is refused, expires; and that nothing is ever half there."""

import errno
import hashlib
import shutil
import uuid
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from django.conf import settings

from agenda.documents import storage, unfinished
from agenda.documents.models import Document, UnfinishedUpload
from agenda.documents.services import PREPARE_JOB
from agenda.documents.storage import path_of
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import paper, run_jobs
from conftest import Cast, Member
from ecabinet.jobs.models import Job
from ecabinet.testing import Answer

CONTENT = paper("Tệp gửi từng phần")
PIECE = len(CONTENT) // 5 + 1
HASH = hashlib.sha256(CONTENT).hexdigest()
NAMED = {"name": "bao-cao.pdf", "size": len(CONTENT), "fingerprint": "ab" * 32, "declared_not_secret": True}


@pytest.fixture(autouse=True)
def nothing_lies_about() -> None:
    shutil.rmtree(Path(settings.FILES) / "unfinished", ignore_errors=True)


def start(who: Member, **changes: object) -> Answer:
    return who.post("/uploads", {**NAMED, **changes}, key=None)


def send(who: Member, upload: str, offset: int, content: bytes = CONTENT) -> Answer:
    path = f"/uploads/{upload}/bytes?offset={offset}"
    return who.client.put_bytes(path, content[offset : offset + PIECE])


def send_all(who: Member, upload: str, content: bytes = CONTENT) -> None:
    for offset in range(0, len(content), PIECE):
        assert send(who, upload, offset, content).status == 200


def finish(desk: Desk, upload: str, sha256: str = HASH, who: Member | None = None, key: str = "") -> Answer:
    form = {"upload": upload, "sha256": sha256, "declared_not_secret": "true", "title": "Báo cáo"}
    return (who or desk.cast.secretary).client.upload(desk.path, key=key, **form)


def lying() -> set[str]:
    folder = Path(settings.FILES) / "unfinished"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_lost_at_sixty_percent_it_goes_on_where_it_was(desk: Desk) -> None:
    secretary = desk.cast.secretary
    first = start(secretary).body
    assert (first["received"], first["size"]) == (0, len(CONTENT))
    for offset in (0, PIECE, 2 * PIECE):
        assert send(secretary, first["id"], offset).status == 200
    found = start(secretary).body
    assert (found["id"], found["received"]) == (first["id"], 3 * PIECE)
    assert secretary.get("/uploads").body["items"] == [found]
    early = finish(desk, first["id"])
    assert (early.status, early.code) == (409, "upload_incomplete")
    for offset in (3 * PIECE, 4 * PIECE):
        assert send(secretary, first["id"], offset).status == 200
    row = finish(desk, first["id"]).body
    assert (row["sha256"], row["size"], row["title"]) == (HASH, len(CONTENT), "Báo cáo")
    assert path_of(HASH).read_bytes() == CONTENT
    assert run_jobs(PREPARE_JOB) == 1
    assert desk.rows()[row["id"]]["status"] == "ready"
    assert secretary.get("/uploads").body["items"] == []
    assert not lying()


def test_who_sends(desk: Desk, cast: Cast) -> None:
    assert cast.anonymous.post("/uploads", NAMED, key=None).status == 401
    assert start(cast.site_device).status == 404
    assert cast.site_device.get("/uploads").status == 404
    assert start(cast.secretary, declared_not_secret=False).code == "document_not_declared"
    assert start(cast.secretary, fingerprint="x").status == 422
    assert start(cast.secretary, size=0).status == 422
    assert start(cast.secretary, size=settings.UPLOAD_LIMIT_BYTES + 1).code == "too_large"
    upload = start(cast.secretary).body["id"]
    for other in (cast.member, cast.outsider, cast.administrator, cast.site_device):
        assert send(other, upload, 0).status == 404
        assert other.get(f"/uploads/{upload}").status == 404
        assert other.client.delete(f"/uploads/{upload}").status == 404
    send_all(cast.secretary, upload)
    assert finish(desk, upload, who=cast.member).code == "not_allowed"
    stolen = start(cast.outsider).body["id"]
    assert stolen != upload
    assert finish(desk, stolen).status == 404
    assert finish(desk, upload, sha256="").status == 422


def test_the_same_piece_twice_and_a_wrong_place(desk: Desk) -> None:
    who = desk.cast.secretary
    upload = start(who).body["id"]
    assert send(who, upload, 0).body["received"] == PIECE
    assert send(who, upload, 0).body["received"] == PIECE
    other = who.client.put_bytes(f"/uploads/{upload}/bytes?offset=0", b"other")
    ahead = send(who, upload, 2 * PIECE)
    for wrong in (other, ahead):
        assert (wrong.status, wrong.code) == (409, "upload_wrong_offset")
        assert wrong.headers["Upload-Offset"] == str(PIECE)
    for offset in range(PIECE, len(CONTENT), PIECE):
        assert send(who, upload, offset).status == 200
    beyond = who.client.put_bytes(f"/uploads/{upload}/bytes?offset={len(CONTENT)}", b"more")
    assert (beyond.status, beyond.code) == (422, "upload_too_many_bytes")
    assert finish(desk, upload).status == 200


def test_a_piece_has_its_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agenda.documents.unfinished_api.MOST_PIECE_BYTES", PIECE - 1)
    answer = send(desk.cast.secretary, start(desk.cast.secretary).body["id"], 0)
    assert (answer.status, answer.code) == (413, "upload_piece_too_large")


def test_two_windows_send_one_file(desk: Desk) -> None:
    who = desk.cast.secretary
    one, other = start(who).body["id"], start(who).body["id"]
    assert one == other
    for offset in range(0, len(CONTENT), PIECE):
        assert send(who, one, offset).status == send(who, other, offset).status == 200
    key = str(uuid.uuid4())
    laid = finish(desk, one, key=key)
    again = finish(desk, one, key=key)
    assert (again.body, again.headers["Idempotent-Replayed"]) == (laid.body, "true")
    second = finish(desk, other)
    assert (second.status, second.code) == (409, "document_duplicate")
    assert Document.objects.count() == 1


def test_what_came_wrong_is_not_kept(desk: Desk) -> None:
    who = desk.cast.secretary
    upload = start(who).body["id"]
    send_all(who, upload)
    answer = finish(desk, upload, "0" * 64)
    assert (answer.status, answer.code) == (422, "upload_damaged")
    assert not lying()
    assert finish(desk, upload).status == 404
    text = b"xin chao" * 100
    bad = start(who, size=len(text), name="../../a\u202e.txt").body
    assert bad["name"] == "a.txt"
    send_all(who, bad["id"], text)
    refused = finish(desk, bad["id"], hashlib.sha256(text).hexdigest())
    assert (refused.status, refused.code) == (422, "document_type_unknown")
    assert not lying()
    assert not path_of(hashlib.sha256(text).hexdigest()).exists()
    assert not UnfinishedUpload.objects.exists()


def test_a_full_disk_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    who = desk.cast.secretary
    upload = start(who).body["id"]
    assert send(who, upload, 0).status == 200
    before = lying()

    def full(_file: BinaryIO, _chunks: Iterable[bytes]) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "write", full)
        answer = send(who, upload, PIECE)
        assert (answer.status, answer.code) == (507, "document_disk_full")
        assert "quản trị viên" in answer.body["action"]
    assert lying() == before
    for offset in range(PIECE, len(CONTENT), PIECE):
        assert send(who, upload, offset).status == 200
    with monkeypatch.context() as patch:
        patch.setattr(storage, "write", full)
        assert finish(desk, upload).code == "document_disk_full"
    assert finish(desk, upload).status == 200


def test_one_person_has_so_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfinished, "MOST_AT_ONCE", 2)
    who = desk.cast.secretary
    first = start(who).body["id"]
    assert start(who, name="hai.pdf").status == 200
    third = start(who, name="ba.pdf")
    assert (third.status, third.code) == (409, "too_many_uploads")
    assert start(who).body["id"] == first
    assert start(desk.cast.member, name="ba.pdf").status == 200
    assert who.client.delete(f"/uploads/{first}").body == {"id": first}
    large = start(who, name="ba.pdf", size=settings.UPLOAD_LIMIT_BYTES)
    assert large.status == 200
    monkeypatch.setattr(unfinished, "MOST_AT_ONCE", 20)
    monkeypatch.setattr(unfinished, "MOST_FILES_BYTES", 1)
    assert start(who, name="bon.pdf").code == "too_many_uploads"


def test_after_a_day_without_a_piece_it_is_forgotten(desk: Desk) -> None:
    who = desk.cast.secretary
    upload = start(who).body["id"]
    row = UnfinishedUpload.objects.get(id=upload)
    (job,) = Job.objects.filter(kind=unfinished.EXPIRE_JOB)
    assert job.run_after - row.started_at == unfinished.KEPT
    send(who, upload, 0)
    unfinished.expire(row.id, row.started_at + unfinished.KEPT)
    assert Job.objects.filter(kind=unfinished.EXPIRE_JOB).count() == 2
    assert lying()
    UnfinishedUpload.objects.update(touched_at=row.started_at - timedelta(days=2))
    Job.objects.filter(kind=unfinished.EXPIRE_JOB).update(run_after=job.created_at)
    assert run_jobs(unfinished.EXPIRE_JOB) == 2
    assert not UnfinishedUpload.objects.exists()
    assert not lying()

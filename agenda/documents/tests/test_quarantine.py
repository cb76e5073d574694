"""A stamp that was a false alarm: who sees the file, who releases it, and what is written down of it."""

import errno

import pytest

from agenda.documents.models import Document, DocumentVersion
from agenda.documents.services import PREPARE_JOB
from agenda.documents.storage import delete
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import paper, run_jobs
from conftest import Cast
from ecabinet.journal.models import Event

STAMP = "*MẬT*"
WHY = {"reason": "Chữ trong tên đề tài, không phải dấu"}


@pytest.fixture
def stamped(desk: Desk) -> DocumentVersion:
    version = desk.laid(paper(STAMP), title="Đề án")
    assert version.rejected_code == "document_stamped"
    return version


def test_only_administrators_see_and_release(desk: Desk, cast: Cast, stamped: DocumentVersion) -> None:
    where = f"/quarantine/{stamped.id}/release"
    assert cast.anonymous.get("/quarantine").status == 401
    for name in ("outsider", "secretary", "chair", "member", "delegate"):
        assert getattr(cast, name).get("/quarantine").status == 404
        assert getattr(cast, name).post(where, WHY).status == 404
    assert cast.administrator.post(where, {"reason": ""}).status == 422
    assert desk.read(stamped, cast.administrator).code == "document_rejected"
    (row,) = cast.administrator.get("/quarantine").body["items"]
    assert (row["id"], row["title"], row["is_kept"]) == (str(stamped.id), "Đề án", True)
    assert cast.administrator.get("/quarantine", query="khác").body["items"] == []


def test_a_false_alarm_is_released_prepared_and_audited(
    desk: Desk, cast: Cast, stamped: DocumentVersion
) -> None:
    assert cast.administrator.post(f"/quarantine/{stamped.id}/release", WHY).status == 200
    assert desk.rows()[str(stamped.document_id)]["status"] == "processing"
    assert run_jobs(PREPARE_JOB) == 1
    version = DocumentVersion.objects.get(id=stamped.id)
    assert (version.status, version.release_reason) == ("ready", WHY["reason"])
    assert desk.read(version).status == 200
    types = Event.objects.filter(stream_id=f"meeting:{desk.meeting.id}", type__startswith="document.")
    told = list(types.order_by("seq").values_list("type", flat=True))
    assert told == ["document.uploaded", "document.rejected", "document.released", "document.ready"]
    audit = Event.objects.get(stream_id="audit", type="document.stamp_released")
    assert audit.data is not None
    assert (audit.data["sha256"], audit.data["reason"]) == (version.sha256, WHY["reason"])
    assert cast.administrator.get("/quarantine").body["items"] == []
    again = cast.administrator.post(f"/quarantine/{stamped.id}/release", WHY)
    assert (again.status, again.code) == (409, "quarantine_over")


def test_after_a_week_there_is_nothing_to_release(cast: Cast, stamped: DocumentVersion) -> None:
    delete(stamped.sha256)
    assert cast.administrator.get("/quarantine").body["items"][0]["is_kept"] is False
    assert cast.administrator.post(f"/quarantine/{stamped.id}/release", WHY).code == "quarantine_over"


def test_a_full_disk_is_told_and_nothing_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    laid = desk.laid()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = desk.upload(paper("Bản hai"))
    assert (answer.status, answer.code) == (507, "document_disk_full")
    assert Document.objects.count() == 1
    assert desk.read(laid).status == 200

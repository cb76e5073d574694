"""Uploading through the API: who, what is refused, what is stored, what the preparation makes of it."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from agenda.documents import pdf
from agenda.documents.models import Document, DocumentPage, DocumentVersion
from agenda.documents.services import DISCARD_JOB, PREPARE_JOB
from agenda.documents.storage import path_of
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.corpus import many_pages
from agenda.documents.tests.papers import changed, encrypted, paper, run_jobs
from conftest import Cast
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from ecabinet.journal.services import command
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting


def events(desk: Desk) -> list[Event]:
    stream = f"meeting:{desk.meeting.id}"
    return list(Event.objects.filter(stream_id=stream, type__startswith="document.").order_by("seq"))


def stored() -> set[str]:
    return {path.name for path in Path(settings.FILES).rglob("*") if path.is_file()}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_only_the_secretary_uploads(desk: Desk, cast: Cast) -> None:
    before = stored()
    anonymous = cast.anonymous.upload(desk.path, declared_not_secret="true")
    assert anonymous.status in {401, 422}
    assert desk.upload(who=cast.outsider).status == 404
    for name in ("chair", "member", "delegate", "site_device", "administrator"):
        assert desk.upload(who=getattr(cast, name)).code == "not_allowed"
    assert stored() == before
    assert not Document.objects.exists()


def test_an_upload_is_stored_by_content_and_announced(desk: Desk) -> None:
    answer = desk.upload(name="Báo cáo số 1.pdf", title="Báo cáo chuyển đổi số")
    assert answer.status == 200
    row = answer.body
    assert (row["status"], row["pages"], row["size"]) == ("processing", 2, len(paper()))
    assert (row["title"], row["filename"]) == ("Báo cáo chuyển đổi số", "Báo cáo số 1.pdf")
    assert row["sha256"] == digest(paper())
    assert path_of(row["sha256"]).read_bytes() == paper()
    event = events(desk)[-1]
    assert event.type == "document.uploaded"
    assert event.state is not None
    assert event.state["documents"] == desk.rows()
    assert Job.objects.get(kind=PREPARE_JOB).key == str(DocumentVersion.objects.get().id)


def test_sent_twice_it_is_laid_once(desk: Desk) -> None:
    key = "6a0f8f0e-6a5b-4f0a-9d4e-0d5b1d8a8c11"
    first, again = desk.upload(key=key), desk.upload(key=key)
    assert again.body == first.body
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Document.objects.count() == 1


def test_the_same_key_for_another_content_is_refused(desk: Desk) -> None:
    key = "7a0f8f0e-6a5b-4f0a-9d4e-0d5b1d8a8c11"
    assert desk.upload(key=key, content=paper() + b"\n% a\n").status == 200
    answer = desk.upload(key=key, content=paper() + b"\n% b\n")
    assert (answer.status, answer.code) == (409, "idempotency_key_reused")
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document_type_unknown"),
        (b"PK\x03\x04 a Word file under another name", "document_damaged"),
        (b"%PDF-1.7\n" + b"nothing of a PDF behind its first line" * 50, "document_not_pdf"),
        (paper()[:900], "document_not_pdf"),
        (encrypted(paper(), "mở"), "document_encrypted"),
        (encrypted(paper(), ""), "document_encrypted"),
    ],
    ids=["empty", "word", "lies", "cut", "password", "encrypted"],
)
def test_what_is_no_readable_pdf_is_refused_and_not_stored(desk: Desk, content: bytes, code: str) -> None:
    before = stored()
    answer = desk.upload(content)
    assert (answer.status, answer.code) == (422, code)
    assert answer.body["detail"]
    assert answer.body["action"]
    assert stored() == before
    assert not Document.objects.exists()
    assert not events(desk)


def test_too_many_pages(desk: Desk) -> None:
    answer = desk.upload(many_pages(3001))
    assert (answer.status, answer.code) == (422, "document_too_many_pages")
    assert "3001 trang" in answer.body["detail"]


def test_the_declaration_is_required(desk: Desk) -> None:
    assert desk.upload(declared_not_secret="false").code == "document_not_declared"
    missing = desk.cast.secretary.upload(desk.path, title="Không có tệp")
    assert missing.status == 422
    assert {e["field"] for e in missing.body["errors"]} == {"declared_not_secret"}
    missing = desk.cast.secretary.upload(desk.path, declared_not_secret="true")
    assert (missing.status, [e["field"] for e in missing.body["errors"]]) == (422, ["file"])


def test_too_large_is_413(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOAD_LIMIT_BYTES", len(paper()) - 1)
    answer = desk.upload()
    assert (answer.status, answer.code) == (413, "too_large")


def test_the_same_content_twice_under_an_item_is_refused_by_name(desk: Desk) -> None:
    desk.laid(title="Báo cáo")
    answer = desk.upload(title="Bản khác")
    assert (answer.status, answer.code) == (409, "document_duplicate")
    assert "Báo cáo" in answer.body["detail"]
    other = desk.upload(changed(paper(), linearize=True))
    assert other.status == 200


def test_after_the_meeting_nothing_is_added(desk: Desk) -> None:
    with command("test", desk.cast.secretary.actor) as cmd:
        lifecycle.cancel(cmd, Meeting.objects.get(id=desk.meeting.id), "Hoãn")
    assert desk.upload().code == "meeting_wrong_status"


def test_preparation_makes_copy_picture_and_text(desk: Desk) -> None:
    document = desk.laid()
    assert document.status == "ready"
    assert document.view_sha256 != document.sha256
    with pikepdf.open(path_of(document.view_sha256)) as view:
        assert len(view.pages) == 2
        assert not view.is_linearized
    assert path_of(document.sha256).read_bytes() == paper()
    assert path_of(document.first_page_sha256).read_bytes()[8:12] == b"WEBP"
    first, second = DocumentPage.objects.filter(version=document)
    assert "Báo cáo về chuyển đổi số." in first.text
    assert "Trang hai" in second.text
    assert [e.type for e in events(desk)] == ["document.uploaded", "document.ready"]
    assert desk.rows()[str(document.document_id)]["status"] == "ready"


def test_preparing_again_changes_nothing(desk: Desk) -> None:
    document = desk.laid()
    Job.objects.filter(kind=PREPARE_JOB).update(status="queued")
    assert run_jobs(PREPARE_JOB) == 1
    again = DocumentVersion.objects.get(id=document.id)
    assert (again.view_sha256, again.first_page_sha256) == (document.view_sha256, document.first_page_sha256)
    assert len(events(desk)) == 2


@pytest.mark.parametrize(
    ("upper", "grade"),
    [
        ("#box(stroke: 1pt, inset: 4pt)[*MẬT*]", "MẬT"),
        ("#grid(columns: (1fr, 1fr), [TỐI MẬT], [Số: 05/BC-UBND])", "TỐI MẬT"),
        ("#text(tracking: 6pt)[TUYỆT MẬT]", "TUYỆT MẬT"),
    ],
)
def test_a_stamp_of_secrecy_is_refused_audited_and_its_content_deleted_after_a_week(
    desk: Desk, upper: str, grade: str
) -> None:
    document = desk.laid(paper(upper))
    assert (document.status, document.rejected_code) == ("rejected", "document_stamped")
    assert grade in document.rejected_reason
    assert events(desk)[-1].type == "document.rejected"
    audit = Event.objects.get(stream_id="audit", type="document.refused_as_secret")
    assert audit.data is not None
    assert (audit.data["grade"], audit.data["sha256"]) == (grade, document.sha256)
    assert run_jobs(DISCARD_JOB) == 0
    job = Job.objects.get(kind=DISCARD_JOB, key=document.sha256)
    assert job.run_after - job.created_at == timedelta(days=7)
    Job.objects.filter(id=job.id).update(run_after=job.created_at)
    assert run_jobs(DISCARD_JOB) == 1
    assert not path_of(document.sha256).exists()
    assert desk.read(document).code == "document_rejected"
    assert not DocumentPage.objects.exists()


@pytest.mark.parametrize(
    ("upper", "lower"),
    [("#align(center)[*BẢO* MẬT]", ""), ("Về việc bảo đảm BÍ MẬT nhà nước", ""), ("", "MẬT"), ("Mật", "")],
)
def test_what_only_speaks_of_secrecy_passes(desk: Desk, upper: str, lower: str) -> None:
    assert desk.laid(paper(upper, lower)).status == "ready"


def test_a_stamp_on_a_turned_page_is_found(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "turned.pdf"
    (tmp_path / "straight.pdf").write_bytes(paper("", "MẬT"))
    with pikepdf.open(tmp_path / "straight.pdf") as opened:
        opened.pages[0].Rotate = 180
        opened.save(target)
    assert desk.laid(target.read_bytes()).rejected_code == "document_stamped"


def test_a_file_that_kills_its_reader_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = desk.upload()
    monkeypatch.setattr(pdf, "PREPARE_SECONDS", 0.01)
    assert run_jobs(PREPARE_JOB) == 1
    document = DocumentVersion.objects.get(document_id=answer.body["id"])
    assert (document.status, document.rejected_code) == ("rejected", "document_unreadable")
    assert desk.upload().status == 200


def test_a_document_removed_while_it_is_prepared_stays_removed(desk: Desk) -> None:
    row = desk.upload().body
    removed = desk.cast.secretary.post(f"/meetings/{desk.meeting.id}/documents/{row['id']}/remove")
    assert removed.status == 200
    assert run_jobs(PREPARE_JOB) == 1
    assert desk.rows() == {}
    assert [e.type for e in events(desk)] == ["document.uploaded", "document.removed"]

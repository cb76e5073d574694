"""Copies that bear their taker's name: made by a job, for one person, for a day; and bundles of them."""

import hashlib
import io
import zipfile
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from django.core import signing
from django.utils import timezone

from agenda.documents import copies
from agenda.documents.models import Document, DocumentVersion, StampedCopy
from agenda.documents.storage import path_of
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.made import readable
from agenda.documents.tests.papers import run_jobs
from conftest import Member
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from ecabinet.testing import Answer, ApiClient


@pytest.fixture
def version(desk: Desk) -> DocumentVersion:
    return readable(desk.item, sheets(), pages=3)


def sheets() -> bytes:
    """Three pages: upright, lying, and upright but turned."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        for size in ((595, 842), (842, 595), (595, 842)):
            pdf.add_blank_page(page_size=size)
        pdf.pages[2].obj["/Rotate"] = 90
        pdf.save(target)
    return target.getvalue()


def mark(desk: Desk, *, on: bool = True, who: Member | ApiClient | None = None) -> Answer:
    path = f"/meetings/{desk.meeting.id}/documents/settings"
    return (who or desk.cast.secretary).post(path, {"is_watermarked": on})


def ask(version: DocumentVersion, who: Member) -> Answer:
    return who.post(f"/documents/{version.document_id}/copies", {})


def made(version: DocumentVersion, who: Member) -> Answer:
    """The copy of somebody, ready."""
    asked = ask(version, who)
    assert asked.status == 200, asked.content
    assert run_jobs(copies.STAMP_JOB) == 1
    return who.get(f"/documents/{version.document_id}/copies/{asked.body['id']}")


def fetch(answer: Answer, who: Member) -> Answer:
    return who.get(answer.body["url"].removeprefix("/api"))


def texts(content: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_bounded() for page in pdf]
    finally:
        pdf.close()


def test_every_page_bears_the_takers_name(desk: Desk, version: DocumentVersion) -> None:
    member = desk.cast.member
    before = path_of(version.sha256).read_bytes()
    asked = ask(version, member)
    assert (asked.body["status"], asked.body["percent"], asked.body["url"]) == ("waiting", 0, None)
    ready = made(version, member)
    assert (ready.body["status"], ready.body["percent"]) == ("ready", 100)
    content = fetch(ready, member).content
    name, unit = member.person.full_name, member.person.unit.name
    pages = texts(content)
    assert len(pages) == 3
    assert all(name in page and unit in page and f"Bản sao của {name}" in page for page in pages)
    assert path_of(version.sha256).read_bytes() == before
    assert hashlib.sha256(before).hexdigest() == version.sha256


def test_the_mark_fits_each_page(desk: Desk, version: DocumentVersion) -> None:
    content = fetch(made(version, desk.cast.member), desk.cast.member).content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        boxes = []
        for page in pdf.pages:
            (form,) = page.obj.Resources.XObject.values()
            boxes.append((float(form.BBox[2]), float(form.BBox[3])))
    upright, lying = (595.28, 841.89), (841.89, 595.28)
    assert boxes == [upright, lying, lying]


def test_a_copy_is_kept_for_its_taker_and_told_once(desk: Desk, version: DocumentVersion) -> None:
    cast = desk.cast
    first = made(version, cast.member)
    again = ask(version, cast.member)
    assert (again.body["id"], again.body["status"]) == (first.body["id"], "ready")
    assert Job.objects.filter(kind=copies.STAMP_JOB).count() == 1
    (told,) = Event.objects.filter(type="document.copied")
    assert told.data
    assert told.data["full_name"] == cast.member.person.full_name
    assert set(told.audience) == {"role:chair", "role:secretary", f"person:{cast.member.person.id}"}
    where = f"/documents/{version.document_id}/copies/{first.body['id']}"
    for who in (cast.secretary, cast.member2):
        assert who.get(where).status == 404
        assert fetch(first, who).status == 404
    other = made(version, cast.member2)
    assert other.body["id"] != first.body["id"]


def test_addresses_are_short_lived_and_ones_own(desk: Desk, version: DocumentVersion) -> None:
    member = desk.cast.member
    ready = made(version, member)
    where = f"/documents/{version.document_id}/copies/{ready.body['id']}/file"
    copy = StampedCopy.objects.get()
    account = str(member.account.id)
    assert member.get(where).status == 404
    assert member.get(where, ticket="x").status == 404
    assert member.get(where, ticket=signing.dumps([str(copy.id), "other"], salt=copies.SALT)).status == 404
    old = signing.TimestampSigner(salt=copies.SALT)
    old.timestamp = lambda: signing.b62_encode(int(timezone.now().timestamp()) - 121)  # type: ignore[method-assign]
    stale = old.sign_object([str(copy.id), account])
    assert member.get(where, ticket=stale).status == 404
    assert member.get(where, ticket=copies.ticket_of(copy, account)).status == 200


def test_a_right_that_was_lost_closes_the_copy_too(desk: Desk, version: DocumentVersion) -> None:
    member = desk.cast.member
    ready = made(version, member)
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/reading-rights"
    named = {"whom": f"person:{member.person.id}"}
    assert desk.cast.secretary.post(path, {"is_limited": True, "rights": [named]}).status == 200
    assert fetch(ready, member).code == "document_copy_closed"
    assert ask(version, member).status == 403
    assert desk.cast.secretary.post(path, {"is_limited": True, "rights": []}).status == 200
    assert fetch(ready, member).status == 404


def test_a_recall_closes_the_copy(desk: Desk, version: DocumentVersion) -> None:
    ready = made(version, desk.cast.secretary)
    Document.objects.filter(id=version.document_id).update(recalled_at=timezone.now())
    assert fetch(ready, desk.cast.secretary).status == 404


def test_after_a_day_it_is_gone_and_made_anew(desk: Desk, version: DocumentVersion) -> None:
    member = desk.cast.member
    ready = made(version, member)
    file = path_of(StampedCopy.objects.get().sha256)
    assert file.exists()
    StampedCopy.objects.update(asked_at=timezone.now() - copies.KEPT - timedelta(seconds=1))
    assert member.get(f"/documents/{version.document_id}/copies/{ready.body['id']}").status == 404
    assert ask(version, member).body["id"] != ready.body["id"]
    assert not file.exists()


def test_the_job_of_the_day_removes_what_the_document_left(desk: Desk, version: DocumentVersion) -> None:
    made(version, desk.cast.member)
    file = path_of(StampedCopy.objects.get().sha256)
    Document.objects.get(id=version.document_id).delete()
    Job.objects.filter(kind=copies.OVER_JOB).update(run_after=timezone.now())
    assert run_jobs(copies.OVER_JOB) == 1
    assert not file.exists()


def test_a_copy_that_cannot_be_made_says_so(desk: Desk, version: DocumentVersion) -> None:
    asked = ask(version, desk.cast.member)
    path_of(version.view_sha256).unlink()
    assert run_jobs(copies.STAMP_JOB) == 1
    where = f"/documents/{version.document_id}/copies/{asked.body['id']}"
    assert desk.cast.member.get(where).body["status"] == "failed"
    assert ask(version, desk.cast.member).body["id"] != asked.body["id"]


def test_who_may_set_the_watermark_and_what_it_closes(desk: Desk, version: DocumentVersion) -> None:
    cast = desk.cast
    assert mark(desk, who=cast.anonymous).status == 401
    assert mark(desk, who=cast.outsider).status == 404
    assert mark(desk, who=cast.chair).status == 403
    original = f"/documents/{version.document_id}/original"
    assert cast.member.get(original).status == 200
    assert mark(desk).body == {"is_watermarked": True}
    assert mark(desk).status == 200
    assert Event.objects.filter(type="documents.settings_changed").count() == 1
    snapshot = cast.member.get(f"/meetings/{desk.meeting.id}/snapshot").body
    assert snapshot["parts"]["document_settings"] == {"meeting": {"is_watermarked": True}}
    assert cast.member.get(original).code == "document_original_closed"
    assert cast.chair.get(original).status == 200
    mark(desk, on=False)
    assert cast.member.get(original).status == 200


def test_a_marked_bundle_holds_stamped_copies(desk: Desk, version: DocumentVersion) -> None:
    mark(desk)
    member = desk.cast.member
    answer = member.get(f"/meetings/{desk.meeting.id}/documents.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    path, index = archive.namelist()
    content = archive.read(path)
    assert all(member.person.full_name in page for page in texts(content))
    assert hashlib.sha256(content).hexdigest() in archive.read(index).decode()

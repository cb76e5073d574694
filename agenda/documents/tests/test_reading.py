"""Reading through the API: ranges, versions, names, who may, and who has."""

import hashlib
import os
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import AsyncClient

from agenda.documents import rules, serving
from agenda.documents.models import DocumentOpening, DocumentVersion
from agenda.documents.services import DISCARD_JOB
from agenda.documents.storage import path_of
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import paper, run_jobs
from agenda.items.models import AgendaItem
from conftest import Cast
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event
from ecabinet.journal.verify import verify_all
from meetings.lifecycle.models import Meeting


def test_who_may_read(desk: Desk, cast: Cast) -> None:
    document = desk.laid()
    assert cast.anonymous.get(f"/documents/{document.document_id}/file").status == 401
    assert desk.read(document, cast.outsider).code == "not_found"
    for name in ("chair", "secretary", "delegate", "site_device", "administrator"):
        assert desk.read(document, getattr(cast, name), range="bytes=0-4").content == b"%PDF-"
    assert cast.member.get(f"/documents/{uuid4()}/file").status == 404


def test_while_it_is_processed_it_cannot_be_read(desk: Desk) -> None:
    row = desk.upload().body
    answer = desk.read(DocumentVersion.objects.get(document_id=row["id"]))
    assert (answer.status, answer.code) == (409, "document_processing")


def test_the_pieces_are_the_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    document = desk.laid()
    monkeypatch.setattr(rules, "MOST_BYTES_A_RANGE", 5000)
    view = path_of(document.view_sha256).read_bytes()
    pieces, at = b"", 0
    while at < len(view):
        answer = desk.read(document, range=f"bytes={at}-")
        assert answer.status == 206
        assert answer.headers["Content-Range"] == f"bytes {at}-{at + len(answer.content) - 1}/{len(view)}"
        assert len(answer.content) <= 5000
        pieces, at = pieces + answer.content, at + len(answer.content)
    assert pieces == view
    assert hashlib.sha256(pieces).hexdigest() == document.view_sha256


def test_headers_of_an_answer(desk: Desk) -> None:
    document = desk.laid(name='Báo cáo "quý III".pdf')
    answer = desk.read(document, range="bytes=-10")
    assert answer.status == 206
    assert len(answer.content) == 10
    assert answer.headers["ETag"] == f'"{document.view_sha256}"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    named = answer.headers["Content-Disposition"]
    assert named.startswith('inline; filename="B_o c_o')
    assert "filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20" in named


def test_versions_and_impossible_ranges(desk: Desk) -> None:
    document = desk.laid()
    etag, size = f'"{document.view_sha256}"', path_of(document.view_sha256).stat().st_size
    assert desk.read(document, if_none_match=etag).status == 304
    outside = desk.read(document, range=f"bytes={size}-")
    assert (outside.status, outside.headers["Content-Range"]) == (416, f"bytes */{size}")
    same = desk.read(document, range="bytes=0-9", if_range=etag)
    assert same.status == 206
    other = desk.read(document, range="bytes=0-9", if_range='"older"')
    assert other.status == 200
    assert int(other.headers["Content-Length"]) == size


@pytest.mark.django_db(transaction=True)
async def test_without_a_range_the_whole_comes_in_small_chunks(desk_async: Desk) -> None:
    document = await DocumentVersion.objects.aget(document__meeting=desk_async.meeting)
    client = AsyncClient()
    await client.aforce_login(desk_async.cast.member.account)
    response = await client.get(f"/api/documents/{document.document_id}/file")
    assert response.status_code == 200
    chunks = [chunk async for chunk in response.streaming_content]  # type: ignore[attr-defined]
    assert max(len(chunk) for chunk in chunks) <= serving.CHUNK_BYTES
    assert hashlib.sha256(b"".join(chunks)).hexdigest() == document.view_sha256


@pytest.fixture
def desk_async(transactional_db: None, cast: Cast, published_meeting: Meeting) -> Desk:
    desk = Desk(cast, published_meeting)
    desk.laid()
    return desk


def test_a_front_server_may_send_the_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    document = desk.laid()
    monkeypatch.setattr(settings, "X_ACCEL_PREFIX", "/protected/")
    answer = desk.read(document, range="bytes=0-9")
    sha = document.view_sha256
    assert (answer.status, answer.content) == (200, b"")
    assert answer.headers["X-Accel-Redirect"] == f"/protected/{sha[:2]}/{sha[2:4]}/{sha}"


def test_the_original_and_the_picture(desk: Desk) -> None:
    document = desk.laid()
    original = desk.cast.member.get(f"/documents/{document.document_id}/original")
    assert original.content == paper()
    assert original.headers["Content-Disposition"].startswith("attachment;")
    picture = desk.cast.member.get(f"/documents/{document.document_id}/first-page.webp")
    assert picture.headers["Content-Type"] == "image/webp"
    assert picture.content[8:12] == b"WEBP"
    assert desk.cast.outsider.get(f"/documents/{document.document_id}/first-page.webp").status == 404


def test_receipts_are_rows_and_no_events(desk: Desk, cast: Cast) -> None:
    document = desk.laid()
    where, events = f"/documents/{document.document_id}/opened", Event.objects.count()
    assert cast.anonymous.post(where, key=None).status == 401
    assert cast.outsider.post(where, key=None).status == 404
    first = cast.member.post(where, key=None).body
    again = cast.member.post(where, key=None).body
    assert (first["times"], again["times"]) == (1, 2)
    assert again["first_at"] == first["first_at"]
    assert cast.site_device.post(where, key=None).body["times"] == 0
    assert cast.administrator.post(where, key=None).body["times"] == 0
    assert DocumentOpening.objects.count() == 1
    assert Event.objects.count() == events


def test_chair_and_secretary_see_who_has_read(desk: Desk, cast: Cast) -> None:
    document = desk.laid(title="Báo cáo")
    where = f"/meetings/{desk.meeting.id}/readers"
    cast.member.post(f"/documents/{document.document_id}/opened", key=None)
    assert cast.member.get(where).code == "not_allowed"
    assert cast.outsider.get(where).status == 404
    for who in (cast.chair, cast.secretary):
        page = who.get(where).body
        assert page["total"] == 1
        row = page["items"][0]
        assert [reader["full_name"] for reader in row["opened"]] == ["Phạm Thành Viên"]
        assert row["opened"][0]["first_at"]
        assert cast.chair.person.full_name in {reader["full_name"] for reader in row["not_opened"]}


def test_a_removed_document_is_gone_and_its_files_later(desk: Desk, cast: Cast) -> None:
    document = desk.laid()
    where = f"/meetings/{desk.meeting.id}/documents/{document.document_id}/remove"
    assert cast.member.post(where).code == "not_allowed"
    assert cast.secretary.post(where).status == 200
    assert desk.read(document).status == 404
    assert cast.secretary.post(where).status == 404
    assert desk.rows() == {}
    assert path_of(document.sha256).exists()
    assert run_jobs(DISCARD_JOB) == 0
    jobs = Job.objects.filter(kind=DISCARD_JOB)
    assert jobs.count() == 3
    age(document)
    jobs.update(run_after=jobs[0].created_at)
    assert run_jobs(DISCARD_JOB) == 3
    assert not path_of(document.sha256).exists()
    assert not path_of(document.view_sha256).exists()


def test_a_content_that_is_used_again_is_not_discarded(desk: Desk, cast: Cast) -> None:
    document = desk.laid()
    cast.secretary.post(f"/meetings/{desk.meeting.id}/documents/{document.document_id}/remove")
    again = desk.laid()
    age(again)
    jobs = Job.objects.filter(kind=DISCARD_JOB)
    jobs.update(run_after=jobs[0].created_at)
    run_jobs(DISCARD_JOB)
    assert desk.read(again, range="bytes=0-4").content == b"%PDF-"


def age(document: DocumentVersion) -> None:
    """Make its files look as if they had been stored long ago."""
    for sha256 in (document.sha256, document.view_sha256, document.first_page_sha256):
        os.utime(path_of(sha256), (0, 0))


def test_a_report_without_a_document_is_told_before_publishing(cast: Cast, meeting: Meeting) -> None:
    def missing() -> list[str]:
        answer = cast.secretary.get(f"/meetings/{meeting.id}/readiness")
        return [finding["code"] for finding in answer.body["missing"]]

    assert "report_without_document" in missing()
    Desk(cast, meeting).laid()
    assert "report_without_document" not in missing()


def test_an_item_with_documents_stays(desk: Desk, cast: Cast) -> None:
    last = AgendaItem.objects.filter(meeting=desk.meeting).last()
    assert last is not None
    desk.item = last
    document = desk.laid()
    where = f"/meetings/{desk.meeting.id}/items/{last.id}/remove"
    assert cast.secretary.post(where).code == "item_in_use"
    cast.secretary.post(f"/meetings/{desk.meeting.id}/documents/{document.document_id}/remove")
    assert cast.secretary.post(where).status == 200


def test_events_and_tables_agree(desk: Desk) -> None:
    desk.laid()
    desk.laid(paper("MẬT"))
    wrong = [finding.text for finding in verify_all() if finding.text.startswith("documents:")]
    assert wrong == []

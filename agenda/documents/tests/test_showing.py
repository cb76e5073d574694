"""In which form somebody reads: bare, or with their name on every page, by ranges and as pictures."""

import io
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image, ImageChops

from agenda.documents import copies, marked_pictures
from agenda.documents.models import DocumentVersion, StampedCopy
from agenda.documents.storage import path_of
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import run_jobs
from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.testing import Answer

PIECE = {"Range": "bytes=0-99999999"}


@pytest.fixture
def laid(desk: Desk) -> DocumentVersion:
    return desk.laid()


def mark(desk: Desk, *, on: bool = True) -> None:
    path = f"/meetings/{desk.meeting.id}/documents/settings"
    assert desk.cast.secretary.post(path, {"is_watermarked": on}).status == 200


def limit(desk: Desk, version: DocumentVersion, **right: Any) -> None:
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/reading-rights"
    named = {"whom": f"person:{desk.cast.member.person.id}", **right}
    assert desk.cast.secretary.post(path, {"is_limited": True, "rights": [named]}).status == 200


def read(version: DocumentVersion, who: Member, **headers: str) -> Answer:
    return Answer(who.client.http.get(f"/api/documents/{version.document_id}/file", headers=headers))


def read_made(version: DocumentVersion, who: Member) -> Answer:
    """A piece of the copy that bears the name, once it is made."""
    waiting = read(version, who, **PIECE)
    assert (waiting.status, waiting.code) == (503, "document_copy_being_made")
    assert waiting.headers["Retry-After"] == "1"
    assert run_jobs(copies.STAMP_JOB) == 1
    return read(version, who, **PIECE)


def words(content: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_bounded() for page in pdf]
    finally:
        pdf.close()


def test_without_a_mark_or_a_limit_it_is_bare(desk: Desk, cast: Cast, laid: DocumentVersion) -> None:
    view = path_of(laid.view_sha256).read_bytes()
    for who in (cast.chair, cast.member, cast.technician, cast.site_device):
        assert read(laid, who).content == view
    assert not cast.member.get(f"/documents/{laid.document_id}/rights").body["is_marked"]


def test_in_a_marked_meeting_each_reads_a_copy_with_their_name(
    desk: Desk, cast: Cast, laid: DocumentVersion
) -> None:
    mark(desk)
    view = path_of(laid.view_sha256).read_bytes()
    for who in (cast.secretary, cast.chair):
        assert read(laid, who).content == view
    for who in (cast.member, cast.technician):
        mine = read_made(laid, who)
        assert mine.status == 206
        assert all(who.person.full_name in page for page in words(mine.content))
        assert who.get(f"/documents/{laid.document_id}/rights").body["is_marked"]
    assert not Event.objects.filter(type="document.copied").exists()
    mark(desk, on=False)
    assert read(laid, cast.member).content == view


def test_the_copy_that_is_read_is_the_one_that_is_taken_along_and_told_then(
    desk: Desk, cast: Cast, laid: DocumentVersion
) -> None:
    mark(desk)
    read_made(laid, cast.member)
    copy = StampedCopy.objects.get()
    assert cast.member.get(f"/documents/{laid.document_id}/copies/{copy.id}").status == 404
    taken = cast.member.post(f"/documents/{laid.document_id}/copies", {}).body
    assert (taken["id"], taken["status"]) == (str(copy.id), "ready")
    assert Event.objects.filter(type="document.copied").count() == 1


def test_who_may_not_take_it_along_gets_pieces_for_the_reader_alone(
    desk: Desk, cast: Cast, laid: DocumentVersion
) -> None:
    limit(desk, laid)
    mine = read_made(laid, cast.member)
    assert all(cast.member.person.full_name in page for page in words(mine.content))
    for headers in ({}, {**PIECE, "Sec-Fetch-Dest": "document"}, {**PIECE, "Sec-Fetch-Dest": "iframe"}):
        answer = read(laid, cast.member, **headers)
        assert (answer.status, answer.code) == (403, "document_copy_closed")
        assert answer.body["action"]
    assert read(laid, cast.member, **PIECE, **{"Sec-Fetch-Dest": "empty"}).status == 206
    limit(desk, laid, may_print=True)
    assert read(laid, cast.member).content == path_of(laid.view_sha256).read_bytes()


def test_the_screen_of_a_site_reads_by_pieces(desk: Desk, cast: Cast, laid: DocumentVersion) -> None:
    mark(desk)
    assert read(laid, cast.site_device).code == "document_copy_closed"
    assert read(laid, cast.site_device, **PIECE).content == path_of(laid.view_sha256).read_bytes()
    assert not cast.site_device.get(f"/documents/{laid.document_id}/rights").body["is_marked"]


def test_a_copy_is_made_anew_after_a_day(desk: Desk, cast: Cast, laid: DocumentVersion) -> None:
    mark(desk)
    read_made(laid, cast.member)
    StampedCopy.objects.update(asked_at=timezone.now() - copies.KEPT - timedelta(seconds=1))
    assert read_made(laid, cast.member).status == 206


def test_a_copy_that_cannot_be_made_is_told_and_tried_again(
    desk: Desk, cast: Cast, laid: DocumentVersion
) -> None:
    mark(desk)
    view = path_of(laid.view_sha256)
    content = view.read_bytes()
    view.unlink()
    failed = read_made(laid, cast.member)
    assert (failed.status, failed.code) == (409, "document_mark_failed")
    view.write_bytes(content)
    assert read(laid, cast.member, **PIECE).code == "document_mark_failed"
    StampedCopy.objects.update(asked_at=timezone.now() - copies.AFTER_FAILURE)
    assert read_made(laid, cast.member).status == 206


def picture(version: DocumentVersion, who: Member, path: str) -> Image.Image:
    answer = who.get(f"/documents/{version.document_id}/{path}")
    assert answer.status == 200, answer.content
    assert answer.headers["Content-Type"] == "image/webp"
    with Image.open(io.BytesIO(answer.content)) as opened:
        return opened.convert("RGB")


@pytest.mark.parametrize("path", ["first-page.webp", "pages/1.webp", "pages/2.webp"])
def test_pictures_of_pages_bear_the_name(desk: Desk, cast: Cast, laid: DocumentVersion, path: str) -> None:
    mark(desk)
    bare, marked = picture(laid, cast.chair, path), picture(laid, cast.member, path)
    assert bare.size == marked.size
    changed = ImageChops.difference(bare, marked).convert("L").point(lambda shade: 255 * (shade > 20))
    box = changed.getbbox()
    assert box is not None
    assert box[2] - box[0] > bare.width // 2
    assert box[3] - box[1] > bare.height // 2


def test_small_pictures_are_the_same_for_all(desk: Desk, cast: Cast, laid: DocumentVersion) -> None:
    mark(desk)
    path = f"/documents/{laid.document_id}/pages/1.webp"
    assert cast.member.get(path, size="thumb").content == cast.chair.get(path, size="thumb").content


def test_too_many_pictures_at_once_are_told(
    desk: Desk, cast: Cast, laid: DocumentVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(desk)
    monkeypatch.setattr(marked_pictures, "WAIT_SECONDS", 0.0)
    for _one in range(marked_pictures.AT_ONCE):
        assert marked_pictures.at_once.acquire(blocking=False)
    try:
        busy = cast.member.get(f"/documents/{laid.document_id}/first-page.webp")
    finally:
        for _one in range(marked_pictures.AT_ONCE):
            marked_pictures.at_once.release()
    assert (busy.status, busy.code) == (503, "document_pictures_busy")

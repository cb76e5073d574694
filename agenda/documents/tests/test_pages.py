"""Pictures, outline and text of pages; scans are read, also for stamps."""

import io
import os
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.conf import settings
from PIL import Image

from agenda.documents import page_pictures, recognition, rows
from agenda.documents.models import DocumentPage, DocumentVersion
from agenda.documents.rules import recognised_grade
from agenda.documents.tests import corpus
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import paper
from conftest import Cast
from ecabinet.testing import Answer
from tests.needs import need_program


def scanned(content: bytes) -> bytes:
    """Page 1 of a PDF as a machine scans it at 150 dots an inch."""
    with pypdfium2.PdfDocument(content) as opened:
        image = opened[0].render(scale=150 / 72).to_pil()
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def get(desk: Desk, version: DocumentVersion, path: str, **headers: str) -> Answer:
    address = f"/api/documents/{version.document_id}/{path}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(desk.cast.member.client.http.get(address, headers=named))


def width(picture: bytes) -> int:
    with Image.open(io.BytesIO(picture)) as image:
        return image.width


def drawn() -> set[str]:
    root = Path(settings.FILES) / page_pictures.FOLDER
    return {str(path.relative_to(root)) for path in root.rglob("*.webp")}


def test_the_first_pages_are_drawn_before_anybody_asks(desk: Desk) -> None:
    version = desk.laid()
    ours = {name.partition(version.view_sha256 + "/")[2] for name in drawn()}
    assert {"thumb/1.webp", "thumb/2.webp", "full/1.webp", "full/2.webp"} <= ours
    answers = {size: get(desk, version, f"pages/2.webp?size={size}") for size in ("thumb", "full")}
    assert {size: width(answer.content) for size, answer in answers.items()} == {"thumb": 240, "full": 1600}
    tag = answers["thumb"].headers["ETag"]
    assert tag != answers["full"].headers["ETag"]
    assert get(desk, version, "pages/2.webp?size=thumb", If_None_Match=tag).status == 304


def test_later_pages_are_drawn_when_wanted_with_their_neighbours(desk: Desk) -> None:
    version = desk.laid(corpus.many_pages(12))
    before = drawn()
    assert width(get(desk, version, "pages/9.webp").content) == 1600
    assert {name.rpartition("/")[2] for name in drawn() - before} == {"9.webp", "10.webp", "11.webp"}


def test_who_may_not_read_gets_no_page(desk: Desk, cast: Cast) -> None:
    version = desk.laid()
    for path in ("pages/1.webp", "pages/1/text", "outline"):
        address = f"/documents/{version.document_id}/{path}"
        assert cast.anonymous.get(address).status == 401
        assert cast.outsider.get(address).status == 404
    assert get(desk, version, "pages/3.webp").status == 404
    assert get(desk, version, "pages/3/text").status == 404
    assert get(desk, version, "pages/0.webp").status == 422
    assert get(desk, version, "pages/1.webp?size=huge").status == 422
    where = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/recall"
    assert cast.secretary.post(where, {"reason": "Nhầm bản"}).status == 200
    for path in ("pages/1.webp", "pages/1/text", "outline"):
        assert get(desk, version, path).status == 404


def test_a_busy_machine_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    version = desk.laid(corpus.many_pages(12))
    monkeypatch.setattr(page_pictures, "WAIT_SECONDS", 0.01)
    for _ in range(page_pictures.AT_ONCE):
        assert page_pictures._drawing.acquire(timeout=1)
    try:
        answer = get(desk, version, "pages/8.webp")
    finally:
        for _ in range(page_pictures.AT_ONCE):
            page_pictures._drawing.release()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


def test_the_oldest_pictures_go_first(desk: Desk) -> None:
    version = desk.laid()
    page_pictures.shrink(0)
    assert not drawn()
    for size, at in (("thumb", 1), ("full", 2)):
        path = Path(settings.FILES) / page_pictures.place(version.view_sha256, size, 2)
        os.utime(path, (at, at))
    page_pictures.shrink(sum(path.stat().st_size for path in Path(settings.FILES).rglob("full/*.webp")))
    assert {name.split("/")[2] for name in drawn()} == {"full"}


def test_pictures_go_with_their_document(desk: Desk) -> None:
    version = desk.laid()
    page_pictures.forget(version.view_sha256)
    assert not any(version.view_sha256 in name for name in drawn())
    assert get(desk, version, "pages/1.webp?size=thumb").status == 200


def with_outline(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        first = pikepdf.OutlineItem("Phần I", 0)
        first.children.append(pikepdf.OutlineItem("Mục 1", 1))
        outline.root.append(first)
    opened.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.r)])


def with_a_circle(opened: pikepdf.Pdf) -> None:
    with_outline(opened)
    first = opened.Root.Outlines.First
    first.Next = first
    first.First.First = first


def test_the_outline_and_the_labels(desk: Desk) -> None:
    version = desk.laid(corpus.with_pdf(with_outline))
    rows = [
        {"title": "Phần I", "page": 1, "level": 0},
        {"title": "Mục 1", "page": 2, "level": 1},
    ]
    told = {"version": 1, "pages": 2, "items": rows, "labels": ["i", "ii"]}
    assert get(desk, version, "outline").body == told


def test_an_outline_that_goes_in_a_circle_ends(desk: Desk) -> None:
    version = desk.laid(corpus.with_pdf(with_a_circle))
    assert version.status == "ready"
    titles = [row["title"] for row in get(desk, version, "outline").body["items"]]
    assert titles[:2] == ["Phần I", "Mục 1"]
    assert len(titles) < 10


def test_the_text_of_a_page(desk: Desk) -> None:
    version = desk.laid()
    told = get(desk, version, "pages/2/text").body
    assert told == {"version": 1, "number": 2, "text": "Trang hai", "is_recognised": False}


def test_the_texts_of_many_pages_come_in_parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "TEXTS_AT_ONCE", 1)
    version = desk.laid()
    first, second = (get(desk, version, f"texts?after={after}").body for after in (0, 1))
    assert (first["next"], second["next"]) == (1, None)
    assert [page["number"] for page in first["items"] + second["items"]] == [1, 2]
    assert second["items"][0]["text"] == "Trang hai"


def test_a_scan_is_read_and_marked_so(desk: Desk) -> None:
    need_program("tesseract")
    version = desk.laid(scanned(paper()), name="quet.png")
    page = DocumentPage.objects.get(version=version)
    assert page.is_recognised
    assert "chuyển đổi số" in page.text
    assert get(desk, version, "pages/1/text").body["is_recognised"] is True


@pytest.mark.parametrize(
    "stamp",
    [
        "#box(stroke: 1pt, inset: 4pt)[*MẬT*]",
        "#box(stroke: 2pt + red, inset: 6pt)[#text(size: 28pt, fill: red)[*TỐI MẬT*]]",
    ],
)
def test_a_stamp_in_a_scan_is_found(desk: Desk, stamp: str) -> None:
    need_program("tesseract")
    version = desk.laid(scanned(paper(stamp)), name="quet.png")
    assert (version.status, version.rejected_code) == ("rejected", "document_stamped")


def test_without_tesseract_a_scan_has_no_text(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "languages", lambda: "")
    version = desk.laid(corpus.picture(size=(300, 400)), name="quet.png")
    assert version.status == "awaiting_declaration"
    assert not DocumentPage.objects.filter(version=version, is_recognised=True).exists()


@pytest.mark.parametrize(
    ("line", "grade"),
    [
        ("MAT", "MẬT"),
        ("| TỐI MẠT |", "TỐI MẬT"),
        ("TUYET MAT", "TUYỆT MẬT"),
        ("BẢO MẬT", None),
        ("Mat", None),
    ],
)
def test_marks_that_recognition_loses(line: str, grade: str | None) -> None:
    assert recognised_grade([line]) == grade

"""Every kind of file that may come, and those that may not: a clear answer, and nothing stays behind."""

import resource
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from agenda.documents import office, pdf, pdf_process, stages
from agenda.documents.kinds import Kind, plain_name, promised, viewing_name
from agenda.documents.models import Document, DocumentPage
from agenda.documents.services import PREPARE_JOB
from agenda.documents.storage import path_of
from agenda.documents.tests import corpus
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import encrypted, paper, run_jobs
from conftest import Cast
from ecabinet.jobs.models import Job
from ecabinet.problems import Problem
from tests.needs import need_program

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED_WORD = OLD_WORD + "EncryptedPackage".encode("utf-16-le")
BAD: dict[str, tuple[bytes, str]] = {
    "text": (b"xin chao", "document_type_unknown"),
    "program": (b"MZ" + b"\0" * 200, "document_type_unknown"),
    "page_with_pdf_in_it": (b"<html>" + paper(), "document_type_unknown"),
    "zip": (corpus.zipped({"a.txt": "a"}), "document_type_unknown"),
    "old_word": (OLD_WORD, "document_old_office"),
    "locked_word": (LOCKED_WORD, "document_encrypted"),
    "locked_pdf": (encrypted(paper(), "mở"), "document_encrypted"),
    "cut_pdf": (paper()[:900], "document_not_pdf"),
    "cut_word": (corpus.word()[:-40], "document_damaged"),
    "cut_picture": (corpus.picture()[:200], "document_damaged"),
    "pdf_and_zip": (paper() + corpus.zipped({"a.txt": "a"}), "document_two_kinds"),
    "picture_and_zip": (corpus.picture() + corpus.zipped({"a.txt": "a"}), "document_two_kinds"),
    "script": (corpus.with_pdf(corpus.script), "document_active"),
    "launch": (corpus.with_pdf(corpus.launch), "document_active"),
    "enclosed_program": (corpus.with_pdf(corpus.program), "document_active"),
    "xfa": (corpus.with_pdf(corpus.form), "document_active"),
    "macros": (corpus.word(kind="docm"), "document_active"),
    "hidden_macros": (corpus.word(more={"word/vbaProject.bin": b"1"}), "document_active"),
    "ole": (corpus.word(more={"word/embeddings/oleObject1.bin": b"1"}), "document_active"),
    "dde": (
        corpus.word(body="<w:p><w:r><w:instrText>DDEAUTO c</w:instrText></w:r></w:p>"),
        "document_active",
    ),
    "remote_template": (corpus.linked("attachedTemplate", "http://a.example/b.dotm"), "document_linked"),
    "remote_picture": (corpus.linked("image", "\\\\may\\anh.png"), "document_linked"),
    "climbing_names": (corpus.word(more={"../../etc/passwd": "x"}), "document_damaged"),
    "entities": (corpus.entities(), "document_damaged"),
    "too_many_pages": (corpus.many_pages(3001), "document_too_many_pages"),
    "ten_thousand_pages": (corpus.many_pages(10_000), "document_too_many_pages"),
    "page_in_pdf": (paper().replace(b"%PDF-", b"<html>%PDF-", 1), "document_type_unknown"),
    "too_many_pixels": (corpus.picture(size=(10_000, 8_001)), "document_picture_too_large"),
}


@pytest.fixture
def stored_file(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_told_apart(stored_file: Path, name: str) -> None:
    content, code = BAD[name]
    stored_file.write_bytes(content)
    with pytest.raises(Problem) as refused:
        pdf.check(stored_file)
    assert refused.value.code == code
    assert refused.value.body("vi")["action"]


@pytest.mark.parametrize(
    ("content", "kind", "pages"),
    [
        (paper(), Kind.PDF, 2),
        (b"\xef\xbb\xbf\n" + paper(), Kind.PDF, 2),
        (corpus.with_pdf(corpus.data), Kind.PDF, 2),
        (corpus.word(), Kind.DOCX, None),
        (corpus.linked("hyperlink", "https://chinhphu.vn"), Kind.DOCX, None),
        (corpus.linked("attachedTemplate", "file:///C:\\Mau\\a.dotx"), Kind.DOCX, None),
        (corpus.picture("JPEG"), Kind.JPEG, 1),
        (corpus.picture("PNG"), Kind.PNG, 1),
        (corpus.picture("WEBP"), Kind.WEBP, 1),
        (corpus.picture("TIFF", frames=3), Kind.TIFF, 3),
    ],
)
def test_good_files_are_known_by_content(
    stored_file: Path, content: bytes, kind: Kind, pages: int | None
) -> None:
    stored_file.write_bytes(content)
    assert pdf.check(stored_file) == pdf.Checked(kind, pages)


def test_a_bomb_takes_little_memory(stored_file: Path) -> None:
    content = corpus.bomb()
    assert len(content) < 1024**2
    stored_file.write_bytes(content)
    with pytest.raises(Problem) as refused:
        pdf.check(stored_file)
    assert refused.value.code == "document_bomb"
    assert (
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1024**2
    )  # KiB, the most of any child so far


def test_a_bad_file_leaves_nothing(desk: Desk) -> None:
    folder = Path(settings.FILES)
    before = {path for path in folder.rglob("*") if path.is_file()}
    for name in ("script", "macros", "pdf_and_zip"):
        assert desk.upload(BAD[name][0]).code == BAD[name][1]
    assert desk.upload(corpus.word(), name="to-trinh.pdf").code == "document_wrong_name"
    assert {path for path in folder.rglob("*") if path.is_file()} == before
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/bao-cao.pdf", "bao-cao.pdf"),
        ("bao\u202ecao.pdf", "baocao.pdf"),
        ("bao\x07cao.pdf", "baocao.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_that_deceives_is_plain_when_it_is_stored(desk: Desk, name: str, plain: str) -> None:
    assert desk.upload(name=name).body["filename"] == plain


def test_a_circle_in_the_outline_ends(desk: Desk) -> None:
    version = desk.laid(corpus.with_pdf(corpus.circle))
    assert version.status == "ready"
    assert {mark["title"] for mark in version.outline} <= {"Phần một", "Phần hai"}
    assert len(version.outline) <= 2000


def test_what_opens_files_stays_within_its_memory(stored_file: Path, tmp_path: Path) -> None:
    """As the bounded process is now; the worker itself lives on and prepares the next."""
    stored_file.write_bytes(corpus.many_pages(3000))
    pdf.prepare(stored_file, tmp_path, lambda: None)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert most < pdf_process.MOST_MEMORY_BYTES / 3
    assert pdf.check(stored_file).pages == 3000


def test_a_machine_without_libreoffice_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    answer = desk.upload(corpus.word(), name="to-trinh.docx")
    assert (answer.status, answer.code) == (422, "document_office_missing")
    assert "libreoffice-writer-nogui" in answer.body["action"]


def test_a_word_file_becomes_readable_and_stays_as_it_came(desk: Desk) -> None:
    need_program("soffice")
    version = desk.laid(corpus.word("Báo cáo quý ba"), name="to-trinh.docx")
    assert (version.status, version.pages, version.filename) == ("ready", 1, "to-trinh.docx")
    assert path_of(version.sha256).read_bytes() == corpus.word("Báo cáo quý ba")
    assert "Báo cáo quý ba" in DocumentPage.objects.get(version=version).text
    assert desk.read(version).headers["Content-Type"] == "application/pdf"
    original = desk.cast.member.client.http.get(f"/api/documents/{version.document_id}/original")
    assert original.headers["Content-Type"].endswith("wordprocessingml.document")
    assert "to-trinh.docx" in original.headers["Content-Disposition"]


def test_a_stamp_in_a_word_file_is_found(desk: Desk) -> None:
    need_program("soffice")
    version = desk.laid(corpus.word("TUYỆT MẬT"), name="to-trinh.docx")
    assert (version.status, version.rejected_code) == ("rejected", "document_stamped")


def test_a_scan_of_several_pages_becomes_a_pdf(desk: Desk) -> None:
    version = desk.laid(corpus.picture("TIFF", size=(1240, 1754), frames=2), name="quet.tiff")
    assert (version.status, version.pages, version.filename) == ("awaiting_declaration", 2, "quet.tif")
    with pikepdf.open(path_of(version.view_sha256)) as view:
        _left, _bottom, width, height = (float(side) for side in view.pages[0].MediaBox)
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize(
    ("given", "kind", "plain"),
    [
        ("../../etc/báo cáo.pdf", Kind.PDF, "báo cáo.pdf"),
        ("C:\\tai lieu\\a.PDF", Kind.PDF, "a.pdf"),
        ("bao\u202efdp.exe", Kind.PDF, "baofdp.exe.pdf"),
        ("a\r\nb\x00.docx", Kind.DOCX, "ab.docx"),
        ("ảnh.JPEG", Kind.JPEG, "ảnh.jpg"),
        ("", Kind.XLSX, "tai-lieu.xlsx"),
        ("x" * 400 + ".pdf", Kind.PDF, "x" * 196 + ".pdf"),
    ],
)
def test_names_lose_what_deceives(given: str, kind: Kind, plain: str) -> None:
    assert plain_name(given, kind) == plain


def test_what_a_name_promises() -> None:
    assert (promised("a.JPEG"), promised("a.exe"), promised("a")) == (Kind.JPEG, None, None)
    assert (viewing_name("a.docx"), viewing_name("a.pdf")) == ("a.pdf", "a.pdf")


def test_the_progress_names_the_stages(desk: Desk, cast: Cast) -> None:
    row = desk.upload().body
    path = f"/documents/{row['id']}/progress"
    assert cast.anonymous.get(path).status == 401
    assert cast.outsider.get(path).status == 404
    job = Job.objects.filter(kind=PREPARE_JOB)
    seen = []
    for percent in (0, stages.CHECKED, stages.CONVERTED, stages.COPIED, stages.PAGES, stages.TEXT):
        job.update(progress=percent)
        seen.append(cast.member.get(path).body["stage"])
    assert seen == ["waiting", "checked", "converted", "copied", "pages", "text"]
    assert run_jobs(PREPARE_JOB) == 1
    assert cast.secretary.get(path).body == {"version": 1, "status": "ready", "stage": "done", "percent": 100}


def test_the_bounded_process_tells_its_stages(tmp_path: Path) -> None:
    assert stages.reached(tmp_path) == stages.CONVERTED
    source = tmp_path / "a.pdf"
    source.write_bytes(paper())
    pdf.prepare(source, tmp_path, lambda: None)
    assert stages.reached(tmp_path) == stages.PAGES

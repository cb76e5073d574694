"""A scan without text is looked through by a second person before anybody reads it."""

import pytest

from agenda.documents import recognition
from agenda.documents.checks import check_documents
from agenda.documents.models import DocumentVersion
from agenda.documents.rules import is_wordless
from agenda.documents.services import PREPARE_JOB
from agenda.documents.tests import corpus
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import run_jobs
from conftest import Cast
from ecabinet.journal.models import Event
from ecabinet.testing import Answer

SAID = {"declared_not_secret": True}


@pytest.fixture
def scan(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> DocumentVersion:
    """A picture without a word, uploaded by the secretary."""
    monkeypatch.setattr(recognition, "languages", lambda: "")
    version = desk.laid(corpus.picture(size=(300, 400)), name="quet.png", title="Bản quét")
    assert version.status == "awaiting_declaration"
    return version


def where(desk: Desk, version: DocumentVersion, act: str = "declare") -> str:
    return f"/meetings/{desk.meeting.id}/documents/{version.document_id}/versions/{version.number}/{act}"


def told(desk: Desk) -> list[str]:
    events = Event.objects.filter(stream_id=f"meeting:{desk.meeting.id}", type__startswith="document.")
    return list(events.order_by("seq").values_list("type", flat=True))


def page(desk: Desk, version: DocumentVersion, who: str) -> Answer:
    answer: Answer = getattr(desk.cast, who).get(f"/documents/{version.document_id}/pages/1.webp")
    return answer


def test_until_then_only_who_may_declare_it_looks_at_it(desk: Desk, scan: DocumentVersion) -> None:
    for who in ("member", "delegate", "site_device", "administrator"):
        assert page(desk, scan, who).code == "document_awaiting_declaration"
        assert desk.read(scan, getattr(desk.cast, who)).code == "document_awaiting_declaration"
    assert page(desk, scan, "outsider").status == 404
    assert page(desk, scan, "chair").status == page(desk, scan, "secretary").status == 200
    assert desk.cast.member.get("/search", query="Bản quét").body["items"] == []
    row = desk.rows()[str(scan.document_id)]
    assert (row["status"], row["uploader_id"]) == (scan.status, str(desk.cast.secretary.person.id))
    found = [finding.code for finding in check_documents(desk.meeting)]
    assert found == ["paper_not_looked_through"]


def test_who_declares(desk: Desk, cast: Cast, scan: DocumentVersion) -> None:
    for act, body in (("declare", SAID), ("doubt", {"reason": "có dấu mờ"})):
        assert cast.anonymous.post(where(desk, scan, act), body).status == 401
        assert cast.outsider.post(where(desk, scan, act), body).status == 404
        for who in ("member", "delegate", "site_device", "administrator"):
            assert getattr(cast, who).post(where(desk, scan, act), body).code == "not_allowed"
        own = cast.secretary.post(where(desk, scan, act), body)
        assert (own.status, own.code) == (403, "declaration_by_uploader")
    assert cast.chair.post(where(desk, scan)).status == 422
    refused = cast.chair.post(where(desk, scan), {"declared_not_secret": False})
    assert (refused.status, refused.code) == (422, "document_not_declared")
    scan.refresh_from_db()
    assert (scan.status, scan.declared_by) == ("awaiting_declaration", "")


def test_declared_it_is_read(desk: Desk, cast: Cast, scan: DocumentVersion) -> None:
    answer = cast.chair.post(where(desk, scan), SAID)
    assert (answer.status, answer.body["status"]) == (200, "ready")
    assert answer.body["declared_by"] == cast.chair.person.full_name
    assert desk.read(scan).status == page(desk, scan, "member").status == 200
    assert desk.rows()[str(scan.document_id)]["status"] == "ready"
    assert told(desk) == [
        "document.uploaded", "document.awaiting_declaration", "document.declared", "document.ready",
    ]  # fmt: skip
    event = Event.objects.get(type="document.declared")
    assert event.data is not None
    assert (event.data["declared_by"], event.data["title"]) == (cast.chair.person.full_name, "Bản quét")
    again = cast.chair.post(where(desk, scan), SAID)
    assert (again.status, again.code) == (409, "document_not_awaiting")


def test_held_for_secret_it_goes_to_quarantine(desk: Desk, cast: Cast, scan: DocumentVersion) -> None:
    assert cast.chair.post(where(desk, scan, "doubt"), {"reason": ""}).status == 422
    answer = cast.chair.post(where(desk, scan, "doubt"), {"reason": "có dấu mờ ở góc"})
    assert (answer.status, answer.body["status"]) == (200, "rejected")
    assert "có dấu mờ ở góc" in answer.body["rejected_reason"]
    assert page(desk, scan, "chair").code == "document_rejected"
    audit = Event.objects.get(stream_id="audit", type="document.refused_as_secret")
    assert audit.data is not None
    assert (audit.data["by"], audit.data["sha256"]) == (cast.chair.person.full_name, scan.sha256)
    (row,) = cast.administrator.get("/quarantine").body["items"]
    assert (row["id"], row["is_kept"]) == (str(scan.id), True)


def test_what_an_administrator_released_needs_no_further_look(
    desk: Desk, cast: Cast, scan: DocumentVersion
) -> None:
    assert cast.chair.post(where(desk, scan, "doubt"), {"reason": "có dấu mờ"}).status == 200
    why = {"reason": "chỉ là vết bẩn"}
    assert cast.administrator.post(f"/quarantine/{scan.id}/release", why).status == 200
    assert run_jobs(PREPARE_JOB) == 1
    assert desk.read(scan).status == 200


def test_a_next_version_waits_while_the_first_is_read(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "languages", lambda: "")
    first = desk.laid()
    path = f"/meetings/{desk.meeting.id}/documents/{first.document_id}/versions"
    file = corpus.picture(size=(300, 400))
    assert desk.next_version(path, file).status == 200
    assert run_jobs(PREPARE_JOB) == 1
    second = DocumentVersion.objects.get(number=2)
    assert second.status == "awaiting_declaration"
    assert desk.rows()[str(first.document_id)]["version"] == 1
    assert cast.chair.post(where(desk, second), SAID).status == 200
    assert desk.rows()[str(first.document_id)]["version"] == 2


@pytest.mark.parametrize(
    ("texts", "shown", "wordless"),
    [(["", ""], [1], True), (["| . ; — —"], [1], True), (["Báo cáo số 1"], [], False), ([""], [], False)],
)
def test_what_is_wordless(texts: list[str], shown: list[int], wordless: bool) -> None:
    assert is_wordless(texts, shown) is wordless

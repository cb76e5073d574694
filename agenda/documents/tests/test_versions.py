"""Versions of a document through the API: what is shown when, to whom, and what a recall ends."""

import pytest

from agenda.documents.models import Document, DocumentVersion
from agenda.documents.services import PREPARE_JOB
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import changed, paper, run_jobs, upload_of
from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.testing import Answer

NEXT = changed(paper(), linearize=True)


@pytest.fixture
def laid(desk: Desk) -> DocumentVersion:
    return desk.laid(title="Báo cáo")


def revise(desk: Desk, version: DocumentVersion, who: Member | None = None, content: bytes = NEXT) -> Answer:
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/versions"
    client, file = (who or desk.cast.secretary).client, upload_of(content)
    return client.upload(path, file=file, declared_not_secret="true", note="Cập nhật số liệu")


def recall(
    desk: Desk, version: DocumentVersion, who: Member | None = None, reason: str = "Sai số liệu"
) -> Answer:
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/recall"
    return (who or desk.cast.secretary).post(path, {"reason": reason})


def drafts(desk: Desk, who: Member) -> dict[str, dict[str, object]]:
    parts = who.get(f"/meetings/{desk.meeting.id}/snapshot").body["parts"]
    found: dict[str, dict[str, object]] = parts["drafts"]
    return found


def test_who_may_revise_and_recall(desk: Desk, laid: DocumentVersion, cast: Cast) -> None:
    where = f"/meetings/{desk.meeting.id}/documents/{laid.document_id}"
    assert cast.anonymous.post(f"{where}/recall", {"reason": "Sai"}).status == 401
    file = upload_of(NEXT)
    assert cast.anonymous.upload(f"{where}/versions", file=file, declared_not_secret="true").status == 401
    for act in (revise, recall):
        assert act(desk, laid, cast.outsider).status == 404
        for who in (cast.chair, cast.member, cast.delegate, cast.site_device, cast.administrator):
            assert act(desk, laid, who).code == "not_allowed"
    assert DocumentVersion.objects.count() == 1
    assert Document.objects.get().recalled_at is None


def test_a_next_version_is_shown_when_it_is_ready_and_not_before(
    desk: Desk, laid: DocumentVersion, cast: Cast
) -> None:
    answer = revise(desk, laid)
    assert (answer.status, answer.body["version"], answer.body["note"]) == (200, 2, "Cập nhật số liệu")
    key = str(laid.document_id)
    assert desk.rows()[key]["version"] == 1
    assert desk.read(laid, range="bytes=0-4").status == 206
    assert drafts(desk, cast.member) == {}
    assert [row["version"] for row in drafts(desk, cast.secretary).values()] == [2]
    assert run_jobs(PREPARE_JOB) == 1
    assert (desk.rows()[key]["version"], desk.rows()[key]["note"]) == (2, "Cập nhật số liệu")
    assert drafts(desk, cast.secretary) == {}
    newest = DocumentVersion.objects.get(number=2)
    assert desk.read(laid, range="bytes=0-4").headers["ETag"] == f'"{newest.view_sha256}"'


def test_an_earlier_version_stays_readable_by_its_number(
    desk: Desk, laid: DocumentVersion, cast: Cast
) -> None:
    revise(desk, laid)
    where = f"/documents/{laid.document_id}/file?version="
    assert cast.secretary.get(f"{where}2").code == "document_processing"
    run_jobs(PREPARE_JOB)
    assert cast.member.get(f"{where}1").headers["ETag"] == f'"{laid.view_sha256}"'
    assert cast.member.get(f"{where}3").status == 404
    assert cast.outsider.get(f"{where}1").status == 404
    rows = cast.member.get(f"/documents/{laid.document_id}/versions").body["items"]
    assert [(row["version"], row["is_shown"]) for row in rows] == [(2, True), (1, False)]


def test_a_refused_version_leaves_the_old_one(desk: Desk, laid: DocumentVersion) -> None:
    revise(desk, laid, content=paper("MẬT"))
    run_jobs(PREPARE_JOB)
    assert desk.rows()[str(laid.document_id)]["version"] == 1
    row = next(iter(drafts(desk, desk.cast.secretary).values()))
    assert (row["status"], row["rejected_code"]) == ("rejected", "document_stamped")
    told = Event.objects.get(type="draft.rejected")
    assert told.audience == ["role:chair", "role:secretary"]


def test_the_same_content_is_no_new_version(desk: Desk, laid: DocumentVersion) -> None:
    answer = revise(desk, laid, content=paper())
    assert (answer.status, answer.code) == (409, "document_duplicate")


def test_a_recalled_document_is_closed_to_everybody_and_its_reason_stays(
    desk: Desk, laid: DocumentVersion, cast: Cast
) -> None:
    assert recall(desk, laid, reason="").status == 422
    assert recall(desk, laid).status == 200
    assert desk.rows() == {}
    assert desk.read(laid).status == 404
    assert desk.read(laid, cast.secretary).status == 404
    again = recall(desk, laid)
    assert (again.status, again.code) == (409, "document_recalled")
    assert "Sai số liệu" in again.body["detail"]
    assert revise(desk, laid).code == "document_recalled"
    event = Event.objects.get(type="document.recalled")
    assert event.data is not None
    assert (event.data["reason"], event.state) == (
        "Sai số liệu",
        {"documents": {str(laid.document_id): None}},
    )


def test_an_internal_paper_is_for_chair_and_secretaries(desk: Desk, cast: Cast) -> None:
    version = desk.laid(group="internal", title="Gợi ý điều hành")
    assert str(version.document_id) in desk.rows(cast.chair)
    for who in (cast.member, cast.delegate, cast.site_device, cast.administrator):
        assert desk.rows(who) == {}
        assert desk.read(version, who).status == 404
        assert who.get(f"/documents/{version.document_id}/first-page.webp").status == 404
        assert who.get(f"/documents/{version.document_id}/versions").status == 404
    assert desk.read(version, cast.chair, range="bytes=0-4").status == 206


def test_kind_and_agency_are_told(desk: Desk) -> None:
    version = desk.laid(kind="Tờ trình", agency="Sở Tài chính", group="reference")
    row = desk.rows()[str(version.document_id)]
    assert (row["kind"], row["agency"], row["group"]) == ("Tờ trình", "Sở Tài chính", "reference")
    assert desk.upload(group="secret").status == 422

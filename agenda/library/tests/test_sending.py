"""Between one's own papers and a meeting's: laid before an item, delivered for a unit, kept from there."""

from typing import Any

import pytest

from agenda.assignments.tests.conftest import Desk as Duties
from agenda.documents.models import Document, Group
from agenda.documents.services import PREPARE_JOB
from agenda.documents.tests.conftest import Desk
from agenda.documents.tests.papers import paper, run_jobs
from agenda.library.models import Paper
from agenda.library.tests.conftest import Shelf
from conftest import Cast
from ecabinet.journal.models import Event
from ecabinet.testing import Answer
from meetings.lifecycle.models import Meeting


@pytest.fixture
def desk(cast: Cast, published_meeting: Meeting) -> Desk:
    return Desk(cast, published_meeting)


@pytest.fixture
def own(cast: Cast) -> Shelf:
    return Shelf(cast.secretary)


def lay(desk: Desk, shelf: Shelf, mine: Paper, **more: Any) -> Answer:
    body = {"paper_id": str(mine.id), "declared_not_secret": True, **more}
    return shelf.owner.post(f"{desk.path}/from-library", body)


def test_who_may_lay_a_paper_of_their_own(desk: Desk, cast: Cast, own: Shelf) -> None:
    mine = own.made("Tờ trình")
    body = {"paper_id": str(mine.id), "declared_not_secret": True}
    assert cast.anonymous.post(f"{desk.path}/from-library", body).status == 401
    assert cast.outsider.post(f"{desk.path}/from-library", body).status == 404
    for name in ("chair", "member", "delegate", "site_device", "administrator"):
        assert getattr(cast, name).post(f"{desk.path}/from-library", body).code == "not_allowed"
    theirs = Shelf(cast.member).made("Của người khác")
    assert lay(desk, own, theirs).status == 404
    assert lay(desk, own, mine, declared_not_secret=False).code == "document_not_declared"
    assert lay(desk, own, own.made("Chưa xong", status="processing")).code == "document_processing"
    assert not Document.objects.exists()


def test_a_paper_is_laid_with_its_very_file(desk: Desk, own: Shelf) -> None:
    mine = own.prepared(title="Tờ trình của tôi")
    answer = lay(desk, own, mine, title="Tờ trình", group="reference", kind="Tờ trình", agency="Sở A")
    assert answer.status == 200, answer.body
    row = answer.body
    assert (row["sha256"], row["title"], row["group"]) == (mine.sha256, "Tờ trình", "reference")
    event = Event.objects.get(type="document.uploaded")
    assert event.data is not None
    assert event.data["declared_not_secret"] is True
    assert "Tờ trình của tôi" not in str(event.data)
    assert run_jobs(PREPARE_JOB) == 1
    laid = Document.objects.get(id=row["id"])
    assert laid.shown is not None
    assert (laid.shown.status, laid.shown.view_sha256) == ("ready", mine.view_sha256)
    assert lay(desk, own, mine).code == "document_duplicate"
    assert desk.cast.member.get(f"/documents/{laid.id}/original").content == paper()


def test_a_clerk_delivers_a_paper_of_their_own(cast: Cast, published_meeting: Meeting) -> None:
    duties = Duties(cast, published_meeting)
    assert duties.assign().status == 200
    mine = Shelf(duties.clerk).made("Báo cáo của Sở")
    path = f"/duties/{duties.duty.id}/documents/from-library"
    body = {"paper_id": str(mine.id), "declared_not_secret": True}
    assert duties.other_clerk.post(path, body).status == 404
    assert cast.secretary.post(path, body).status == 404
    assert duties.clerk.post(path, {**body, "declared_not_secret": False}).code == "document_not_declared"
    row = duties.clerk.post(path, body).body
    version = row["documents"][0]["versions"][0]
    assert (version["sha256"], version["approval"]) == (mine.sha256, "draft")


def keep(shelf: Shelf, document: Any, **where: Any) -> Answer:
    return shelf.owner.post(f"/documents/{document}/keep", where)


def test_a_paper_of_a_meeting_is_kept_without_a_copy(desk: Desk, shelf: Shelf) -> None:
    version = desk.laid(title="Báo cáo chính")
    folder = shelf.folder("Từ phiên họp")
    row = keep(shelf, version.document_id, folder_id=folder).body
    assert (row["document_id"], row["meeting_id"]) == (str(version.document_id), str(desk.meeting.id))
    assert (row["title"], row["pages"], row["size"]) == ("Báo cáo chính", 2, version.size)
    assert shelf.state["used"] == 0
    assert shelf.owner.get(f"/library/papers/{row['id']}/file").status == 404
    assert keep(shelf, version.document_id).code == "library_duplicate"
    secretary = Shelf(desk.cast.secretary)
    kept = Paper.objects.get(id=keep(secretary, version.document_id).body["id"])
    assert lay(desk, secretary, kept).code == "library_not_own"


def test_who_may_not_read_may_not_keep(desk: Desk, cast: Cast) -> None:
    version = desk.laid()
    assert keep(Shelf(cast.outsider), version.document_id).status == 404
    assert keep(Shelf(cast.site_device), version.document_id).status == 404
    Document.objects.update(group=Group.INTERNAL)
    assert keep(Shelf(cast.member), version.document_id).status == 404
    assert not Paper.objects.exists()


def test_what_is_kept_goes_with_the_right_and_with_the_recall(desk: Desk, shelf: Shelf) -> None:
    version = desk.laid(title="Báo cáo")
    assert keep(shelf, version.document_id).status == 200
    Document.objects.update(group=Group.INTERNAL)
    shut = shelf.owner.get("/library/papers").body["items"][0]
    assert (shut["is_open"], shut["pages"], shut["meeting_title"], shut["sha256"]) == (False, None, "", "")
    Document.objects.update(group=Group.MAIN)
    assert shelf.owner.get("/library/papers").body["items"][0]["is_open"]
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}"
    assert desk.cast.secretary.post(f"{path}/recall", {"reason": "Số liệu sai"}).status == 200
    assert shelf.titles() == []


def test_what_is_kept_goes_when_it_is_taken_off_the_table(desk: Desk, shelf: Shelf) -> None:
    version = desk.laid()
    assert keep(shelf, version.document_id).status == 200
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}"
    assert desk.cast.secretary.post(f"{path}/remove").status == 200
    assert shelf.titles() == []


def test_what_is_kept_is_taken_along_by_the_rights_of_its_document(desk: Desk, shelf: Shelf) -> None:
    version = desk.laid(title="Báo cáo")
    assert keep(shelf, version.document_id).status == 200

    def row() -> dict[str, Any]:
        found: dict[str, Any] = shelf.owner.get("/library/papers").body["items"][0]
        return found

    assert (row()["taking"], row()["mark"]) == ("original", "")
    path = f"/meetings/{desk.meeting.id}/documents"
    assert desk.cast.secretary.post(f"{path}/settings", {"is_watermarked": True}).status == 200
    assert (row()["taking"], row()["mark"]) == ("copy", "")
    original = f"/documents/{version.document_id}/original"
    assert shelf.owner.get(original).code == "document_original_closed"
    rights = {"is_limited": True, "rights": [{"whom": f"person:{shelf.owner.person.id}"}]}
    where = f"{path}/{version.document_id}/reading-rights"
    assert desk.cast.secretary.post(where, rights).status == 200
    assert row()["taking"] == "none"
    assert shelf.owner.post(f"/documents/{version.document_id}/copies", {}).code == "document_copy_closed"
    chairs = Shelf(desk.cast.chair)
    assert keep(chairs, version.document_id).status == 200
    bare = chairs.owner.get("/library/papers").body["items"][0]
    assert bare["taking"] == "original"
    assert bare["mark"].startswith(f"{desk.cast.chair.person.full_name} · ")

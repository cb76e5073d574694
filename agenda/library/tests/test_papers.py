"""Papers of one's own: the same checks and pipeline as a meeting's, a quota, found and read."""

import hashlib
from datetime import timedelta

import pytest
from django.conf import settings

from agenda.documents.services import DISCARD_JOB
from agenda.documents.storage import path_of
from agenda.documents.tests.papers import paper, run_jobs
from agenda.library.models import Paper
from agenda.library.services import PREPARE_JOB
from agenda.library.tests.conftest import Shelf
from conftest import Cast
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event


def test_from_upload_to_reading(shelf: Shelf) -> None:
    folder = shelf.folder("Sổ tay")
    answer = shelf.upload(title="Sổ tay của tôi", folder_id=folder)
    assert answer.status == 200, answer.body
    row = answer.body
    assert (row["title"], row["folder_id"], row["status"]) == ("Sổ tay của tôi", folder, "processing")
    path = f"/library/papers/{row['id']}"
    assert shelf.owner.get(f"{path}/file").code == "document_processing"
    assert shelf.owner.get(f"{path}/progress").body["stage"] == "waiting"
    assert run_jobs(PREPARE_JOB) == 1
    assert shelf.owner.get(f"{path}/progress").body["percent"] == 100
    ready = shelf.owner.get(path).body
    assert (ready["status"], ready["pages"], ready["is_open"]) == ("ready", 2, True)
    assert shelf.owner.get(f"{path}/file").content.startswith(b"%PDF-")
    assert shelf.owner.get(f"{path}/original").content == paper()
    for picture in ("first-page.webp", "pages/2.webp"):
        assert shelf.owner.get(f"{path}/{picture}").content[8:12] == b"WEBP"
    assert "Trang hai" in shelf.owner.get(f"{path}/pages/2/text").body["text"]
    assert shelf.owner.get(f"{path}/pages/3/text").status == 404
    assert shelf.owner.get(f"{path}/outline").body == {"version": 1, "pages": 2, "items": [], "labels": []}
    assert (shelf.state["used"], shelf.state["papers"]) == (len(paper()), 1)


def test_the_same_checks_as_for_a_meeting(shelf: Shelf) -> None:
    assert shelf.upload(declared_not_secret="false").code == "document_not_declared"
    assert shelf.upload(b"khong phai PDF").code == "document_type_unknown"
    assert shelf.upload(folder_id="00000000-0000-4000-8000-000000000000").status == 404
    assert not Paper.objects.exists()


def test_a_quota(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.made("Đã có", size=3000)
    monkeypatch.setattr(settings, "LIBRARY_QUOTA_BYTES", 3000 + len(paper()) - 1)
    answer = shelf.upload()
    assert (answer.status, answer.code) == (409, "library_full")
    monkeypatch.setattr(settings, "LIBRARY_QUOTA_BYTES", 3000 + len(paper()))
    assert shelf.upload().status == 200
    assert shelf.state["used"] == shelf.state["quota"]


def test_a_file_may_come_in_pieces(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    content = paper("Gửi từng phần")
    named = {"name": "so-tay.pdf", "size": len(content), "fingerprint": "cd" * 32}
    upload = shelf.owner.post("/uploads", {**named, "declared_not_secret": True}, key=None).body["id"]
    assert shelf.owner.client.put_bytes(f"/uploads/{upload}/bytes?offset=0", content).status == 200
    form = {"upload": upload, "sha256": hashlib.sha256(content).hexdigest(), "declared_not_secret": "true"}
    monkeypatch.setattr(settings, "LIBRARY_QUOTA_BYTES", len(content) - 1)
    assert shelf.owner.upload("/library/papers", **form).code == "library_full"
    monkeypatch.setattr(settings, "LIBRARY_QUOTA_BYTES", len(content))
    row = shelf.owner.upload("/library/papers", **form).body
    assert (row["filename"], row["size"], row["sha256"]) == ("so-tay.pdf", len(content), form["sha256"])


def test_the_same_content_is_kept_once(shelf: Shelf, cast: Cast) -> None:
    assert shelf.upload(title="Lần một").status == 200
    again = shelf.upload(title="Lần hai")
    assert (again.status, again.code) == (409, "library_duplicate")
    assert "Lần một" in again.body["detail"]
    assert Shelf(cast.member2).upload().status == 200


def test_rename_move_find_and_undo(shelf: Shelf) -> None:
    folder = shelf.folder("Nghị quyết")
    mine = shelf.made("Đề án cây xanh")
    shelf.made("Sổ tay")
    path = f"/library/papers/{mine.id}"
    row = shelf.owner.post(f"{path}/edit", {"title": "Đề án đô thị xanh", "folder_id": folder}).body
    assert (row["title"], row["folder_id"]) == ("Đề án đô thị xanh", folder)
    assert shelf.titles(query="do thi") == ["Đề án đô thị xanh"]
    assert (shelf.titles(folder_id=folder), shelf.titles(top="true")) == (["Đề án đô thị xanh"], ["Sổ tay"])
    assert shelf.titles(order="title") == ["Đề án đô thị xanh", "Sổ tay"]
    assert shelf.owner.post(f"{path}/bin").status == 200
    assert shelf.owner.get(path).status == 404
    assert shelf.owner.post(f"{path}/bin").status == 404
    assert shelf.owner.post(f"{path}/restore").status == 200
    assert shelf.titles(folder_id=folder) == ["Đề án đô thị xanh"]


def test_found_by_page_by_its_owner_alone(shelf: Shelf, cast: Cast) -> None:
    mine = shelf.made("Ghi chép", "trang đầu", "bàn về đê điều sông Hồng")
    rows = shelf.owner.get("/search", query="de dieu song hong").body["items"]
    assert [(row["source"], row["id"], row["page"]) for row in rows] == [("own_paper", str(mine.id), 2)]
    assert rows[0]["meeting_id"] is None
    assert any(piece["hit"] for piece in rows[0]["text"])
    assert shelf.owner.get("/search/suggestions", query="ghi chep").body[0]["total"] == 1
    for narrow in ({"status": "draft"}, {"source": "document"}, {"until": "2020-01-01"}):
        assert shelf.owner.get("/search", query="de dieu", **narrow).body["total"] == 0
    for name in ("administrator", "secretary", "member2", "site_device"):
        assert getattr(cast, name).get("/search", query="de dieu").body["total"] == 0
    assert shelf.owner.post(f"/library/papers/{mine.id}/bin").status == 200
    assert shelf.owner.get("/search", query="de dieu").body["total"] == 0
    assert shelf.owner.post(f"/library/papers/{mine.id}/restore").status == 200
    assert shelf.owner.get("/search", query="de dieu").body["total"] == 1


def test_a_stamp_of_secrecy_is_refused_and_told_without_its_name(shelf: Shelf) -> None:
    mine = shelf.prepared(paper("#box(stroke: 1pt, inset: 4pt)[*MẬT*]"), title="Tên riêng tư")
    assert (mine.status, mine.rejected_code) == ("rejected", "document_stamped")
    assert shelf.owner.get(f"/library/papers/{mine.id}/original").code == "document_rejected"
    event = Event.objects.get(type="own_paper.refused_as_secret")
    assert event.data is not None
    assert (event.stream_id, event.data["grade"]) == ("audit", "MẬT")
    assert event.data["full_name"] == shelf.owner.person.full_name
    assert "Tên riêng tư" not in str(event.data)
    assert run_jobs(DISCARD_JOB) == 1
    assert not path_of(mine.sha256).exists()
    assert shelf.state["used"] == 0


def test_a_content_stays_as_long_as_somebody_keeps_it(shelf: Shelf, cast: Cast) -> None:
    other = Shelf(cast.member2)
    mine, theirs = shelf.upload().body, other.upload().body
    assert run_jobs(PREPARE_JOB) == 2
    path_of(mine["sha256"]).touch()
    for keeper, row, is_there in ((shelf, mine, True), (other, theirs, False)):
        assert keeper.owner.post(f"/library/papers/{row['id']}/bin").status == 200
        assert keeper.owner.post("/library/bin/empty").status == 200
        jobs = Job.objects.filter(kind=DISCARD_JOB, status="queued")
        assert jobs.count() == 3
        for job in jobs:
            assert job.run_after - job.created_at == timedelta(days=1)
            payload = {**job.payload, "at_once": True}
            Job.objects.filter(id=job.id).update(run_after=job.created_at, payload=payload)
        assert run_jobs(DISCARD_JOB) == 3
        assert path_of(mine["sha256"]).exists() is is_there


def test_a_paper_deleted_while_it_is_prepared_stays_deleted(shelf: Shelf) -> None:
    row = shelf.upload().body
    assert shelf.owner.post(f"/library/papers/{row['id']}/bin").status == 200
    assert shelf.owner.post("/library/bin/empty").status == 200
    assert run_jobs(PREPARE_JOB) == 1
    assert shelf.titles() == []

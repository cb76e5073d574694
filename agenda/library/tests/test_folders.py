"""Folders: made, renamed, moved, put in the bin with all that is in them, and taken out again."""

from datetime import timedelta

from agenda.documents.services import DISCARD_JOB
from agenda.documents.tests.papers import run_jobs
from agenda.library.models import Folder, Paper
from agenda.library.services import PURGE_JOB
from agenda.library.tests.conftest import Shelf
from ecabinet.jobs.models import Job


def edit(shelf: Shelf, folder: str, **changes: str | None) -> str | None:
    return shelf.owner.post(f"/library/folders/{folder}/edit", changes).code


def test_a_tree_of_six_levels(shelf: Shelf) -> None:
    parent: str | None = None
    for level in range(1, 7):
        parent = shelf.folder(f"Cấp {level}", parent)
    answer = shelf.owner.post("/library/folders", {"name": "Cấp 7", "parent_id": parent})
    assert (answer.status, answer.code) == (409, "library_too_deep")
    assert len(shelf.state["folders"]) == 6


def test_names_are_told_apart_by_marks_and_case(shelf: Shelf) -> None:
    first = shelf.folder("Báo cáo")
    same = shelf.owner.post("/library/folders", {"name": " Báo cáo "})
    assert (same.status, same.code) == (409, "library_name_taken")
    assert "Báo cáo" in same.body["detail"]
    others = [shelf.folder("báo cáo"), shelf.folder("Bao cao"), shelf.folder("Báo cáo", first)]
    assert len({first, *others}) == 4
    assert edit(shelf, others[0], name="Báo cáo") == "library_name_taken"
    assert edit(shelf, others[2], parent_id=None) == "library_name_taken"
    assert edit(shelf, first, name="Báo cáo") is None


def test_no_folder_is_moved_into_itself(shelf: Shelf) -> None:
    top = shelf.folder("Trên")
    low = shelf.folder("Dưới", top)
    assert edit(shelf, top, parent_id=low) == "library_circle"
    assert edit(shelf, top, parent_id=top) == "library_circle"
    assert edit(shelf, low, parent_id=None) is None
    assert edit(shelf, top, parent_id=low, name="Trong") is None
    assert {(f["name"], f["parent_id"]) for f in shelf.state["folders"]} == {("Dưới", None), ("Trong", low)}


def test_bad_names_are_refused(shelf: Shelf) -> None:
    for name in ("", "  ", "a\nb", "a" * 121):
        assert shelf.owner.post("/library/folders", {"name": name}).status == 422
    assert shelf.names() == []


def test_a_folder_goes_and_comes_back_with_all_that_is_in_it(shelf: Shelf) -> None:
    outer = shelf.folder("Ngoài")
    inner = shelf.folder("Trong", outer)
    kept = shelf.made("Ở lại")
    shelf.made("Trong cùng", folder_id=inner)
    alone = shelf.made("Bỏ trước", folder_id=inner)
    assert shelf.owner.post(f"/library/papers/{alone.id}/bin").status == 200
    assert shelf.owner.post(f"/library/folders/{outer}/bin").status == 200
    assert (shelf.names(), shelf.titles()) == ([], ["Ở lại"])
    assert shelf.binned() == [("Ngoài", 1), ("Bỏ trước", 1)]
    assert shelf.owner.get("/library/papers", folder_id=inner).status == 404
    assert shelf.owner.post(f"/library/folders/{inner}/restore").status == 404

    shelf.folder("Ngoài")
    assert shelf.owner.post(f"/library/folders/{outer}/restore").body["name"] == "Ngoài (2)"
    assert shelf.titles(folder_id=inner) == ["Trong cùng"]
    assert shelf.owner.post(f"/library/papers/{alone.id}/restore").body["folder_id"] == inner
    assert shelf.binned() == []
    assert set(shelf.titles()) == {kept.title, "Trong cùng", "Bỏ trước"}


def test_what_comes_back_to_a_folder_that_is_gone_lies_at_the_top(shelf: Shelf) -> None:
    outer = shelf.folder("Ngoài")
    inner = shelf.folder("Trong", outer)
    paper = shelf.made("Tờ", folder_id=outer)
    for path in (f"folders/{inner}", f"papers/{paper.id}", f"folders/{outer}"):
        assert shelf.owner.post(f"/library/{path}/bin").status == 200
    assert shelf.owner.post(f"/library/folders/{inner}/restore").body["parent_id"] is None
    assert shelf.owner.post(f"/library/papers/{paper.id}/restore").body["folder_id"] is None


def test_the_bin_is_emptied_by_hand_and_by_itself(shelf: Shelf) -> None:
    folder = shelf.folder("Cũ")
    shelf.made("Trong thư mục", folder_id=folder)
    fresh = shelf.made("Mới bỏ")
    assert shelf.owner.post(f"/library/folders/{folder}/bin").status == 200
    job = Job.objects.get(kind=PURGE_JOB)
    assert timedelta(days=30) < job.run_after - job.created_at <= timedelta(days=31, hours=1)
    for model in (Paper, Folder):
        model.objects.exclude(binned_at=None).update(binned_at=job.created_at - timedelta(days=31))
    assert shelf.owner.post(f"/library/papers/{fresh.id}/bin").status == 200
    Job.objects.filter(id=job.id).update(run_after=job.created_at)
    assert run_jobs(PURGE_JOB) == 1
    assert shelf.binned() == [("Mới bỏ", 1)]
    assert not Folder.objects.exists()

    state = shelf.owner.post("/library/bin/empty").body
    assert (state["binned"], state["used"]) == (0, 0)
    assert not Paper.objects.exists()
    assert Job.objects.filter(kind=DISCARD_JOB).count() == 2

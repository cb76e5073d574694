"""Only the owner sees them: no other person, no device, no list, no search, no journal."""

from agenda.library.tests.conftest import Shelf
from conftest import Cast, Member
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event

OTHERS = ["administrator", "secretary", "chair", "member2", "technician", "outsider", "site_device"]
READS = [
    "", "/progress", "/file", "/original", "/first-page.webp", "/pages/1.webp", "/pages/1/text", "/outline",
]  # fmt: skip
SECRET = "Chuyện riêng của tôi"


def statuses(who: Member, paper: str, folder: str) -> set[int]:
    """What somebody gets who knows the ids."""
    reads = [who.get(f"/library/papers/{paper}{path}").status for path in READS]
    reads.append(who.get("/library/papers", folder_id=folder).status)
    acts = [
        *(who.post(f"/library/papers/{paper}/{act}", {"title": "x"}) for act in ("edit", "bin", "restore")),
        *(who.post(f"/library/folders/{folder}/{act}", {"name": "x"}) for act in ("edit", "bin", "restore")),
        who.post("/library/folders", {"name": "x", "parent_id": folder}),
    ]
    return {*reads, *(answer.status for answer in acts)}


def test_everybody_else_gets_404(shelf: Shelf, cast: Cast) -> None:
    folder = shelf.folder(SECRET)
    paper = str(shelf.made(SECRET, SECRET, folder_id=folder).id)
    for name in OTHERS:
        assert statuses(getattr(cast, name), paper, folder) == {404}, name
    assert cast.anonymous.get(f"/library/papers/{paper}").status == 401
    assert shelf.titles() == [SECRET]


def test_ones_own_lists_hold_nothing_of_others(shelf: Shelf, cast: Cast) -> None:
    shelf.made(SECRET, folder_id=shelf.folder(SECRET))
    for name in OTHERS[:-1]:
        other = Shelf(getattr(cast, name))
        assert (other.titles(), other.names(), other.binned(), other.state["used"]) == ([], [], [], 0)
    assert cast.site_device.get("/library").status == 404
    assert cast.site_device.get("/library/papers").status == 404


def test_nothing_of_them_is_in_the_journal_or_in_a_job(shelf: Shelf) -> None:
    before = Event.objects.count()
    folder = shelf.folder(SECRET)
    paper = shelf.prepared(title=SECRET, folder_id=folder)
    assert shelf.owner.post(f"/library/papers/{paper.id}/edit", {"title": f"{SECRET}!"}).status == 200
    assert shelf.owner.post(f"/library/folders/{folder}/bin").status == 200
    assert shelf.owner.post("/library/bin/empty").status == 200
    assert Event.objects.count() == before
    assert not [job for job in Job.objects.all() if SECRET in str(job.payload) or SECRET in job.error]


def test_no_table_of_the_administrators_has_them(shelf: Shelf, cast: Cast) -> None:
    shelf.made(SECRET, SECRET, folder_id=shelf.folder(SECRET))
    for path in (
        "/exports/people?form=csv",
        "/exports/units?form=csv",
        "/quarantine",
        "/people",
        "/accounts",
        "/sign-ins",
    ):
        answer = cast.administrator.get(path)
        assert answer.status == 200, path
        assert SECRET.encode() not in answer.content

"""Papers on the matter: the same checks as for a meeting, read by those who are asked."""

from agenda.circulation.models import CirculationPaper
from agenda.circulation.papers import PREPARE_JOB
from agenda.circulation.tests.conftest import Round
from agenda.documents.tests.papers import paper, run_jobs, upload_of
from agenda.documents.uses import in_use
from agenda.library.services import PREPARE_JOB as PREPARE_OWN
from agenda.library.tests.conftest import Shelf
from conftest import Cast
from ecabinet.testing import Answer


def lay(asked: Round, text: str = "TỜ TRÌNH", **form: str) -> Answer:
    fields = {"declared_not_secret": "true", **form}
    return asked.cast.secretary.upload(f"{asked.path}/papers", file=upload_of(paper(text)), **fields)


def test_a_paper_is_laid_prepared_and_read(asked: Round, cast: Cast) -> None:
    asked.create()
    assert (
        cast.member.upload(f"{asked.path}/papers", file=upload_of(paper()), declared_not_secret="true").status
        == 404
    )
    assert lay(asked, declared_not_secret="false").code == "document_not_declared"
    laid = lay(asked)
    assert laid.body["status"] == "processing"
    assert asked.act("send").code == "circulation_not_whole"
    assert lay(asked).code == "circulation_paper_twice"
    assert run_jobs(PREPARE_JOB) == 1
    found = CirculationPaper.objects.get(id=laid.body["id"])
    assert (found.status, found.pages) == ("ready", 2)
    assert in_use(found.sha256)
    file = f"{asked.path}/papers/{found.id}"
    assert cast.member.get(f"{file}/file").status == 404
    assert asked.act("send").status == 200
    for who in (cast.member, cast.delegate, cast.technician, cast.secretary):
        assert who.get(f"{file}/file").content.startswith(b"%PDF")
    assert "TỜ TRÌNH" in cast.member.get(f"{file}/pages/1/text").body["text"]
    assert cast.member.get(f"{file}/pages/3/text").status == 404
    assert cast.outsider.get(f"{file}/original").status == 404
    assert lay(asked, "KHÁC").code == "circulation_open"
    assert asked.act(f"papers/{found.id}/remove").code == "circulation_open"


def test_a_stamp_of_secrecy_stops_it(asked: Round, cast: Cast) -> None:
    asked.create()
    laid = lay(asked, "#align(center)[TUYỆT MẬT]")
    run_jobs(PREPARE_JOB)
    shown = asked.parts(cast.secretary)["papers"][laid.body["id"]]
    assert shown["status"] == "rejected"
    assert asked.act("send").code == "circulation_not_whole"
    assert asked.act(f"papers/{laid.body['id']}/remove").status == 200
    assert asked.act("send").status == 200


def test_a_paper_of_ones_own_is_laid(asked: Round, cast: Cast) -> None:
    asked.create()
    shelf = Shelf(cast.secretary)
    shelf.upload(paper("CỦA TÔI"))
    run_jobs(PREPARE_OWN)
    own = shelf.owner.get("/library/papers").body["items"][0]["id"]
    path = f"{asked.path}/papers/from-library"
    assert cast.secretary.post(path, {"paper_id": own, "declared_not_secret": False}).status == 422
    assert cast.secretary.post(path, {"paper_id": own, "declared_not_secret": True}).status == 200
    assert run_jobs(PREPARE_JOB) == 1
    assert CirculationPaper.objects.get().status == "ready"


def test_a_paper_without_text_needs_a_second_person(asked: Round, cast: Cast) -> None:
    asked.create(approver_id=str(cast.chair.person.id))
    laid = lay(asked)
    run_jobs(PREPARE_JOB)
    CirculationPaper.objects.update(status="awaiting_declaration")
    declare = f"papers/{laid.body['id']}/declare"
    assert asked.act(declare).code == "declaration_by_uploader"
    assert asked.act("send").code == "circulation_not_whole"
    assert asked.act("submit").status == 200
    assert cast.chair.get(f"{asked.path}/{declare.rpartition('/')[0]}/file").status == 200
    assert asked.act(declare, None, cast.chair).body["declared_by"] == cast.chair.person.full_name
    assert asked.act(declare, None, cast.chair).code == "document_not_awaiting"
    assert asked.act("approve", None, cast.chair).status == 200

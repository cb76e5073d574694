"""Asking units for documents, delivering, deciding: who may, and what the readers see meanwhile."""

from datetime import timedelta

from django.utils import timezone

from agenda.assignments.models import Duty
from agenda.assignments.tests.conftest import Desk, clerk_of
from agenda.documents.models import Document, DocumentVersion
from agenda.documents.services import PREPARE_JOB
from agenda.documents.tests.papers import run_jobs
from conftest import Cast
from ecabinet.journal.models import Event


def test_who_may_ask(desk: Desk, cast: Cast) -> None:
    path = f"/meetings/{desk.meeting.id}/items/{desk.item.id}/duties"
    assert cast.anonymous.post(path, {}).status == 401
    assert desk.assign(cast.outsider).status == 404
    assert desk.assign(desk.clerk).status == 404
    for who in (cast.chair, cast.member, cast.delegate, cast.site_device, cast.administrator):
        assert desk.assign(who).code == "not_allowed"
    assert desk.assign(wanted=" ").status == 422
    assert desk.assign(count=0).status == 422
    past = (timezone.now() - timedelta(minutes=1)).isoformat()
    assert desk.assign(due_at=past).body["errors"][0]["field"] == "due_at"
    assert not Duty.objects.exists()
    answer = desk.assign(count=2)
    assert answer.status == 200
    (row,) = answer.body["items"]
    assert (row["unit_name"], row["count"], row["standing"], row["is_late"]) == (
        cast.department.name,
        2,
        "owed",
        False,
    )
    assert timezone.now() < desk.duty.due_at < desk.meeting.scheduled_start
    event = Event.objects.get(type="duty.assigned")
    assert event.audience == ["role:chair", "role:secretary"]
    assert desk.assign().code == "duty_exists"


def test_a_duty_is_changed_and_taken_back(desk: Desk, cast: Cast) -> None:
    desk.assign()
    path = f"/meetings/{desk.meeting.id}/duties/{desk.duty.id}"
    for step in ("edit", "remove"):
        assert cast.anonymous.post(f"{path}/{step}", {}).status == 401
        assert cast.outsider.post(f"{path}/{step}", {}).status == 404
        assert cast.chair.post(f"{path}/{step}", {}).code == "not_allowed"
    due = desk.meeting.scheduled_start - timedelta(hours=20)
    answer = cast.secretary.post(f"{path}/edit", {"wanted": "Tờ trình", "due_at": due.isoformat()})
    assert answer.status == 200
    assert (desk.duty.wanted, desk.duty.due_at, desk.duty.count) == ("Tờ trình", due, 1)
    assert Event.objects.filter(type="duty.edited").count() == 1
    assert (
        cast.secretary.post(f"/meetings/{desk.meeting.id}/items/{desk.item.id}/remove").code == "item_in_use"
    )
    assert cast.secretary.post(f"{path}/remove").status == 200
    assert not Duty.objects.exists()
    assert cast.secretary.post(f"{path}/remove").status == 404


def test_only_the_units_clerk_sees_and_delivers(desk: Desk, cast: Cast) -> None:
    desk.assign()
    assert [row["id"] for row in desk.clerk.get("/duties").body["items"]] == [str(desk.duty.id)]
    assert cast.anonymous.get("/duties").status == 401
    assert cast.anonymous.upload(f"/duties/{desk.duty.id}/documents").status == 401
    for who in (desk.other_clerk, cast.outsider, cast.chair, cast.delegate, cast.site_device):
        assert who.get("/duties").body["items"] == []
        assert desk.deliver(who).status == 404
    # The department's own director holds no right to deliver for it.
    assert desk.deliver(cast.member).status == 404
    assert desk.deliver(declared_not_secret="false").code == "document_not_declared"
    assert not Document.objects.exists()


def test_the_walk_from_draft_to_reader(desk: Desk, cast: Cast) -> None:
    desk.assign()
    document = desk.delivered()
    assert desk.rows("documents") == {}
    assert desk.rows("drafts") == {}
    assert desk.decide(document, 1, "approve").code == "version_wrong_step"
    assert desk.submit(document, desk.other_clerk).status == 404
    assert desk.submit(document, cast.secretary).status == 404
    assert desk.submit(document).status == 200
    assert desk.submit(document).code == "version_wrong_step"
    assert desk.decide(document, 1, "return").status == 422
    assert desk.decide(document, 1, "return", reason="Thiếu phụ lục").status == 200
    (row,) = desk.rows("drafts", cast.secretary).values()
    assert (row["approval"], row["approval_note"]) == ("returned", "Thiếu phụ lục")
    assert desk.submit(document).code == "version_wrong_step"
    assert (
        desk.revise(document, "BÁO CÁO LẦN HAI").body["documents"][0]["versions"][0]["note"] == "Sửa số liệu"
    )
    assert desk.submit(document).status == 200
    assert desk.decide(document, 2, "approve").code == "document_processing"
    run_jobs(PREPARE_JOB)
    assert desk.decide(document, 2, "approve").status == 200
    assert desk.rows("documents")[document]["version"] == 2
    assert desk.rows("documents")[document]["unit_name"] == cast.department.name
    assert desk.rows("drafts", cast.secretary) == {}
    (duty,) = desk.clerk.get("/duties").body["items"]
    assert (duty["standing"], duty["accepted"]) == ("done", 1)
    types = list(Event.objects.filter(type__startswith="draft.").values_list("type", flat=True))
    assert types.count("draft.submitted") == 2
    assert {"draft.returned", "draft.approved"} <= set(types)
    told = Event.objects.filter(type__startswith="draft.").values_list("audience", flat=True)
    assert all("all" not in audience for audience in told)


def test_who_may_decide(desk: Desk, cast: Cast) -> None:
    desk.assign()
    document = desk.delivered()
    desk.submit(document)
    path = f"/meetings/{desk.meeting.id}/documents/{document}/versions/1"
    for step in ("approve", "return"):
        body = {"reason": "Thiếu"}
        assert cast.anonymous.post(f"{path}/{step}", body).status == 401
        for who in (cast.outsider, desk.clerk, desk.other_clerk):
            assert who.post(f"{path}/{step}", body).status == 404
        for who in (cast.member, cast.delegate, cast.site_device, cast.administrator):
            assert who.post(f"{path}/{step}", body).code == "not_allowed"
    assert desk.decide(document, 9, "approve").status == 404
    assert desk.decide(document, 1, "approve", cast.chair).status == 200
    assert DocumentVersion.objects.get().decided_by == cast.chair.person.full_name


def test_a_draft_is_read_by_its_unit_and_those_who_decide(desk: Desk, cast: Cast) -> None:
    desk.assign()
    document = desk.delivered()
    for path in (f"/documents/{document}/file", f"/documents/{document}/versions"):
        for who in (desk.clerk, cast.secretary, cast.chair, cast.member):
            assert who.client.http.get(f"/api{path}").status_code == 200
        for who in (desk.other_clerk, cast.outsider, cast.member2, cast.delegate, cast.site_device):
            assert who.get(path).status == 404


def test_an_approved_version_stays_while_the_next_is_decided(desk: Desk, cast: Cast) -> None:
    desk.assign()
    document = desk.delivered()
    desk.submit(document)
    desk.decide(document, 1, "approve")
    desk.revise(document, "BÁO CÁO LẦN HAI")
    run_jobs(PREPARE_JOB)
    assert desk.rows("documents")[document]["version"] == 1
    assert desk.clerk.post(f"/duties/{desk.duty.id}/documents/{document}/remove").code == "document_submitted"
    path = f"/meetings/{desk.meeting.id}/documents/{document}/recall"
    assert cast.secretary.post(path, {"reason": "Nhầm tệp"}).status == 200
    assert desk.rows("documents") == {}
    (duty,) = desk.clerk.get("/duties").body["items"]
    assert (duty["standing"], duty["documents"][0]["is_recalled"]) == ("owed", True)


def test_what_was_never_submitted_is_taken_away_unseen(desk: Desk) -> None:
    desk.assign()
    document = desk.delivered()
    path = f"/duties/{desk.duty.id}/documents/{document}/remove"
    assert desk.other_clerk.post(path).status == 404
    assert desk.clerk.post(path).status == 200
    assert not Document.objects.exists()
    assert not Event.objects.filter(type="document.removed").exists()


def test_the_red_list_and_readiness(desk: Desk, cast: Cast) -> None:
    desk.assign()
    path = f"/meetings/{desk.meeting.id}"
    assert cast.outsider.get(f"{path}/duties").status == 404
    assert cast.member.get(f"{path}/duties").code == "not_allowed"

    def codes() -> set[str]:
        return {row["code"] for row in cast.secretary.get(f"{path}/readiness").body["missing"]}

    assert "duty_owed" in codes()
    document = desk.delivered()
    desk.submit(document)
    assert "duty_to_decide" in codes()
    Duty.objects.update(due_at=timezone.now() - timedelta(days=1))
    (row,) = cast.chair.get(f"{path}/duties").body["items"]
    assert (row["standing"], row["is_late"], row["submitted"]) == ("decide", True, 1)
    desk.decide(document, 1, "approve")
    assert not codes() & {"duty_owed", "duty_to_decide"}


def test_a_single_right_is_enough_to_deliver(desk: Desk, cast: Cast) -> None:
    desk.assign()
    given = clerk_of(cast.department, "chuyenvien")
    assert desk.deliver(given).status == 404
    right = {"right": "upload_documents", "unit_id": str(cast.department.id)}
    assert cast.administrator.post(f"/accounts/{given.account.id}/grants", right).status == 200
    assert "upload_documents" in given.get("/session").body["user"]["permissions"]
    assert desk.deliver(given).status == 200


def test_nothing_is_delivered_after_the_end(desk: Desk) -> None:
    desk.assign()
    desk.over("ended")
    assert desk.deliver().code == "meeting_wrong_status"
    assert desk.clerk.get("/duties").body["items"] == []
    assert len(desk.clerk.get("/duties", scope="past").body["items"]) == 1

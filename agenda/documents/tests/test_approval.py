"""What is said of a document besides its file, and the table of steps to the readers."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.documents.models import Approval, Document, DocumentVersion
from agenda.documents.rules import Step, approval_after
from agenda.documents.tests.conftest import Desk
from conftest import Cast, Member
from ecabinet.journal.models import Event
from ecabinet.problems import Problem
from ecabinet.testing import Answer


@given(st.lists(st.sampled_from(list(Step)), max_size=6))
def test_readers_get_only_what_was_submitted_and_approved(steps: list[Step]) -> None:
    stands, done = "draft", []
    for step in steps:
        with suppress(Problem):
            stands = approval_after(step, stands)
            done.append(step)
    assert stands in Approval.values
    assert (stands == "approved") == (done == [Step.SUBMIT, Step.APPROVE])
    assert (stands == "returned") == (done == [Step.SUBMIT, Step.RETURN])


@pytest.fixture
def laid(desk: Desk) -> DocumentVersion:
    return desk.laid(title="Báo cáo")


def edit(desk: Desk, version: DocumentVersion, who: Member | None = None, **changes: str) -> Answer:
    path = f"/meetings/{desk.meeting.id}/documents/{version.document_id}/edit"
    return (who or desk.cast.secretary).post(path, changes)


def test_who_may_edit(desk: Desk, laid: DocumentVersion, cast: Cast) -> None:
    path = f"/meetings/{desk.meeting.id}/documents/{laid.document_id}/edit"
    assert cast.anonymous.post(path, {"title": "Khác"}).status == 401
    assert edit(desk, laid, cast.outsider, title="Khác").status == 404
    for who in (cast.chair, cast.member, cast.delegate, cast.site_device, cast.administrator):
        assert edit(desk, laid, who, title="Khác").code == "not_allowed"
    assert edit(desk, laid, title="  ").status == 422
    assert edit(desk, laid, group="secret").status == 422
    assert Document.objects.get().title == "Báo cáo"


def test_title_kind_and_agency_are_told_to_the_readers(desk: Desk, laid: DocumentVersion) -> None:
    assert edit(desk, laid, title="Tờ trình số 1", kind="Tờ trình", agency="Sở Tài chính").status == 200
    row = desk.rows()[str(laid.document_id)]
    assert (row["title"], row["kind"], row["agency"]) == ("Tờ trình số 1", "Tờ trình", "Sở Tài chính")
    event = Event.objects.get(type="document.edited")
    assert event.data is not None
    assert event.data["changes"]["title"] == {"from": "Báo cáo", "to": "Tờ trình số 1"}
    assert edit(desk, laid, title="Tờ trình số 1").status == 200
    assert Event.objects.filter(type="document.edited").count() == 1


def test_what_becomes_internal_is_taken_from_its_readers(
    desk: Desk, laid: DocumentVersion, cast: Cast
) -> None:
    assert edit(desk, laid, group="internal", title="Gợi ý điều hành").status == 200
    assert desk.rows() == {}
    assert desk.read(laid).status == 404
    assert str(laid.document_id) in desk.rows(cast.chair)
    gone = Event.objects.get(type="document.withdrawn")
    assert gone.data is not None
    assert (gone.audience, gone.data["title"]) == (["all"], "Báo cáo")
    assert Event.objects.get(type="document.edited").audience == ["role:chair", "role:secretary"]
    assert edit(desk, laid, group="reference").status == 200
    assert desk.rows()[str(laid.document_id)]["group"] == "reference"


def test_a_recalled_document_is_edited_no_more(desk: Desk, laid: DocumentVersion, cast: Cast) -> None:
    path = f"/meetings/{desk.meeting.id}/documents/{laid.document_id}/recall"
    assert cast.secretary.post(path, {"reason": "Sai"}).status == 200
    assert edit(desk, laid, title="Khác").code == "document_recalled"

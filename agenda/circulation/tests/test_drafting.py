"""Drafting, approving and sending: who may, in which state, with what bad input."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agenda.circulation.letters import LETTER_JOB
from agenda.circulation.models import Circulation
from agenda.circulation.tests.conftest import Round
from conftest import Cast
from ecabinet.jobs.models import Job


def test_only_who_prepares_for_a_unit_drafts(asked: Round, cast: Cast) -> None:
    assert cast.anonymous.post("/circulations", asked.body()).status == 401
    for nobody in (cast.member, cast.chair, cast.administrator, cast.site_device):
        assert nobody.post("/circulations", asked.body()).code == "not_allowed"
    answer = asked.create()
    assert (answer.status, answer.body["status"], answer.body["unit_name"]) == (200, "draft", cast.unit.name)
    assert [one["text"] for one in answer.body["questions"]] == ["Đồng ý chủ trương đầu tư?"]
    assert asked.events() == ["created"]


def test_a_draft_is_seen_by_its_secretaries_alone(asked: Round, cast: Cast) -> None:
    asked.create(approver_id=str(cast.chair.person.id))
    for nobody in (
        cast.member,
        cast.delegate,
        cast.technician,
        cast.chair,
        cast.outsider,
        cast.administrator,
    ):
        assert nobody.get(f"{asked.path}/snapshot").status == 404
        assert nobody.get("/circulations").body["total"] == 0
    assert len(asked.parts(cast.secretary)["members"]) == 3


def test_everything_is_said_anew(asked: Round, cast: Cast) -> None:
    asked.create()
    changed = asked.body(title="Tên khác", questions=["Một?", "Hai?"], members=[], threshold="2/3")
    assert asked.act("edit", changed, cast.outsider).status == 404
    assert asked.act("edit", changed).status == 200
    assert (asked.row.title, len(asked.row.questions), asked.row.threshold) == ("Tên khác", 2, "2/3")
    assert asked.parts(cast.secretary)["members"] == {}
    assert asked.act("send").code == "circulation_not_whole"
    assert asked.act("delete").status == 200
    assert not Circulation.objects.exists()
    assert cast.secretary.get(f"{asked.path}/snapshot").status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"questions": []}, "questions"),
        ({"questions": ["?"] * 21}, "questions"),
        ({"due_at": "2020-01-01T00:00:00Z"}, "due_at"),
        ({"silence": "count_as_agree"}, "legal_basis"),
        ({"silence": "như cũ"}, "silence"),
        ({"threshold": "1/3"}, "threshold"),
        ({"follower_id": "0b6f6a3e-52a4-4f0a-8a55-0a1f6c1f6b0e"}, "follower_id"),
        ({"members": [{"person_id": "0b6f6a3e-52a4-4f0a-8a55-0a1f6c1f6b0e"}]}, "members"),
    ],
)
def test_bad_input_names_its_field(asked: Round, change: dict[str, Any], field: str) -> None:
    answer = asked.create(**change)
    assert (answer.status, answer.code) == (422, "bad_input")
    assert field in {error["field"].split(".")[0] for error in answer.body["errors"]}
    assert not Circulation.objects.exists()


def test_nobody_is_asked_twice_or_is_their_own_aide(asked: Round, cast: Cast) -> None:
    one = str(cast.member.person.id)
    assert asked.create(members=[{"person_id": one}, {"person_id": one}]).status == 422
    assert asked.create(members=[{"person_id": one, "aide_id": one}]).status == 422


def test_sending_tells_the_members_and_cannot_be_taken_back_by_an_edit(asked: Round, cast: Cast) -> None:
    asked.open()
    assert asked.events() == ["created", "sent"]
    assert asked.row.first_due_at == asked.row.due_at
    for who in (cast.member, cast.delegate, cast.technician):
        assert len(asked.parts(who)["members"]) == 3
    assert cast.outsider.get(f"{asked.path}/snapshot").status == 404
    for act in ("edit", "delete", "send", "submit"):
        assert asked.act(act, asked.body()).code == "circulation_open"
    letters = Job.objects.filter(kind=LETTER_JOB)
    assert {job.payload["what"] for job in letters} == {"sent"}
    assert letters.count() == 4


def test_a_member_may_not_lead(asked: Round, cast: Cast) -> None:
    asked.open()
    later = {"due_at": (timezone.now() + timedelta(days=9)).isoformat()}
    for act, body in (("extend", later), ("recall", {"reason": "x"}), ("close", None), ("remind", None)):
        assert asked.act(act, body, cast.member).code == "not_allowed"
        assert asked.act(act, body, cast.outsider).status == 404
    assert asked.act("answer", {"answers": []}, cast.technician).code == "not_allowed"


def test_where_the_unit_wants_it_the_approver_comes_first(asked: Round, cast: Cast) -> None:
    asked.need_approval()
    asked.create()
    assert asked.act("send").code == "circulation_needs_approval"
    assert asked.act("submit").code == "bad_input"
    asked.act("edit", asked.body(approver_id=str(cast.chair.person.id)))
    assert asked.act("submit").body["status"] == "submitted"
    assert asked.act("edit", asked.body()).code == "circulation_submitted"
    assert cast.member.get(f"{asked.path}/snapshot").status == 404
    assert cast.chair.get("/circulations", scope="to_approve").body["total"] == 1
    assert asked.act("approve", None, cast.secretary).code == "not_allowed"
    assert asked.act("return", {"reason": ""}, cast.chair).status == 422
    assert asked.act("return", {"reason": "thiếu dự toán"}, cast.chair).body["status"] == "returned"
    assert asked.row.reason == "thiếu dự toán"
    assert asked.act("submit").status == 200
    assert asked.act("approve", None, cast.chair).body["status"] == "open"
    assert asked.events() == ["created", "edited", "submitted", "returned", "submitted", "sent"]
    assert len(asked.parts(cast.member)["members"]) == 3


def test_an_approval_after_the_deadline_sends_nothing(asked: Round, cast: Cast) -> None:
    asked.need_approval()
    asked.create(approver_id=str(cast.chair.person.id))
    asked.act("submit")
    asked.pass_deadline()
    answer = asked.act("approve", None, cast.chair)
    assert (answer.status, answer.code) == (409, "circulation_not_whole")
    assert [error["field"] for error in answer.body["errors"]] == ["due_at"]
    assert asked.row.status == "submitted"


def test_lists_filter_and_search(asked: Round, cast: Cast) -> None:
    asked.open()
    Round(cast).create(title="Việc khác")
    everything = cast.secretary.get("/circulations").body
    assert everything["total"] == 2
    assert cast.secretary.get("/circulations", query="dau tu").body["total"] == 1
    assert cast.secretary.get("/circulations", status="draft").body["items"][0]["title"] == "Việc khác"
    waiting = cast.member.get("/circulations", scope="waiting").body["items"]
    assert [(one["my_status"], one["members"], one["answered"]) for one in waiting] == [("unanswered", 3, 0)]
    assert cast.delegate.get("/circulations", scope="waiting").body["items"][0]["is_mine_to_draft"] is True
    asked.answer(cast.member)
    assert cast.member.get("/circulations", scope="waiting").body["total"] == 0
    assert cast.member.get("/circulations", scope="answered").body["items"][0]["my_status"] == "answered"

"""Answering, changing, drafting for somebody, deadlines, closing: what is counted and who sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agenda.circulation.running import REPORT_JOB
from agenda.circulation.services import CLOSE_JOB, REMIND_JOB, time_of
from agenda.circulation.tests.conftest import AGREE, Round
from conftest import Cast, make_meeting
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.models import Event

REFUSAL = {"question": 1, "choice": "disagree", "text": "Chưa rõ nguồn vốn"}
OTHER = {"question": 1, "choice": "other", "text": "Nên làm thành hai giai đoạn"}


def test_an_answer_is_ones_own_until_the_close(asked: Round, cast: Cast) -> None:
    asked.open()
    assert asked.answer(cast.member, REFUSAL).status == 200
    member = asked.member(cast.member)
    assert (member.times, member.is_late, member.answers) == (1, False, [REFUSAL])
    assert asked.parts(cast.member)["answers"][str(member.id)]["answers"] == [REFUSAL]
    assert asked.parts(cast.member2)["answers"] == {}
    assert asked.parts(cast.member2)["members"][str(member.id)]["answered_at"] is not None
    for follower in (cast.secretary, cast.technician):
        assert str(member.id) in asked.parts(follower)["answers"]
    whole = Event.objects.get(stream_id=f"circulation:{asked.id}", type="circulation.answered")
    assert "disagree" not in str(whole.data) + str(whole.state)


def test_shown_at_once_where_the_rule_says_so(asked: Round, cast: Cast) -> None:
    asked.open(shown="at_once")
    asked.answer(cast.member, REFUSAL)
    assert len(asked.parts(cast.member2)["answers"]) == 1


def test_an_answer_changes_until_the_deadline(asked: Round, cast: Cast) -> None:
    asked.open()
    asked.answer(cast.member, REFUSAL)
    assert asked.answer(cast.member, AGREE).status == 200
    assert (asked.member(cast.member).times, asked.member(cast.member).answers) == (
        2,
        [{**AGREE, "text": ""}],
    )
    asked.pass_deadline()
    assert asked.answer(cast.member, REFUSAL).code == "circulation_overdue"
    assert asked.member(cast.member).times == 2


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [AGREE, AGREE],
        [{"question": 2, "choice": "agree"}],
        [{"question": 1, "choice": "disagree"}],
        [{"question": 1, "choice": "other", "text": " "}],
        [{"question": 1, "choice": "option"}],
        [{"question": 1, "choice": "perhaps"}],
        [{"question": 1, "choice": "agree", "text": "x" * 2001}],
    ],
)
def test_bad_answers_leave_nothing(asked: Round, cast: Cast, answers: list[object]) -> None:
    asked.open()
    answer = asked.act("answer", {"answers": answers}, cast.member)
    assert (answer.status, answer.code) == (422, "bad_input")
    assert asked.member(cast.member).answered_at is None


def test_an_aide_drafts_and_the_member_submits(asked: Round, cast: Cast) -> None:
    asked.open()
    drafted = {"answers": [OTHER]}
    assert asked.act("draft", drafted, cast.technician).code == "not_allowed"
    assert asked.act("draft", drafted, cast.delegate).status == 200
    member = str(asked.member(cast.member).id)
    assert asked.parts(cast.member)["drafts"][member]["drafted_by"] == cast.delegate.person.full_name
    for other in (cast.secretary, cast.member2, cast.technician):
        assert asked.parts(other)["drafts"] == {}
    assert asked.act("answer", drafted, cast.delegate).code == "not_allowed"
    assert (
        asked.act("draft", {**drafted, "member_id": str(asked.member(cast.member2).id)}, cast.delegate).status
        == 404
    )
    assert asked.answer(cast.member, OTHER).status == 200
    assert asked.parts(cast.member)["drafts"] == {}
    assert asked.events()[-3:] == ["answered", "opinion_given", "draft_used"]


def test_the_last_answer_closes_it_and_silence_is_nobodys(asked: Round, cast: Cast) -> None:
    asked.open()
    asked.answer(cast.member)
    asked.answer(cast.member2, REFUSAL)
    assert asked.row.status == "open"
    asked.answer(cast.member3)
    assert asked.row.status == "closed"
    result = asked.result
    assert (result["members"], result["answered"], result["late"]) == (3, 3, 0)
    (question,) = result["questions"]
    assert (question["agree"], question["disagree"], question["silent"]) == (2, 1, 0)
    assert (question["required"], question["outcome"]) == (2, "adopted")
    assert len(asked.parts(cast.member2)["answers"]) == 3
    told = Event.objects.get(stream_id=f"circulation:{asked.id}", type="circulation.closed").data
    assert told is not None
    assert told["because"] == "all_answered"
    assert told["result"]["questions"][0]["sentence_vi"].startswith("Đồng ý 2/3")
    assert asked.answer(cast.member).code == "circulation_closed"


@pytest.mark.parametrize(
    ("silence", "counted", "outcome"),
    [("not_counted", 1, "rejected"), ("count_as_agree", 3, "adopted"), ("escalate", 1, "escalated")],
)
def test_the_deadline_closes_it_by_the_silence_policy(
    asked: Round, cast: Cast, silence: str, counted: int, outcome: str
) -> None:
    asked.open(silence=silence, legal_basis="Quy chế làm việc")
    asked.answer(cast.member)
    asked.pass_deadline()
    assert asked.run_due(CLOSE_JOB) == 1
    (question,) = asked.result["questions"]
    assert (question["counted"], question["silent"], question["outcome"]) == (counted, 2, outcome)
    assert asked.answer(cast.member2).code == "circulation_closed"


def test_a_job_that_runs_early_twice_or_for_another_deadline_does_nothing(asked: Round, cast: Cast) -> None:
    asked.open()
    job = Job.objects.get(kind=CLOSE_JOB)
    Job.objects.filter(id=job.id).update(run_after=timezone.now())
    jobs.run(job.id)
    assert asked.row.status == "open"
    later = timezone.now() + timedelta(days=9)
    assert asked.act("extend", {"due_at": later.isoformat(), "reason": "họp thêm"}).status == 200
    assert asked.row.due_at == later
    assert Job.objects.filter(kind=CLOSE_JOB, run_after=later).count() == 1
    assert Job.objects.get(id=job.id).payload["due_at"] != time_of(asked.row)
    asked.pass_deadline()
    asked.run_due(CLOSE_JOB)
    asked.run_due(CLOSE_JOB)
    assert asked.events().count("closed") == 1


def test_extending_only_makes_it_later(asked: Round, cast: Cast) -> None:
    asked.open()
    sooner = {"due_at": (timezone.now() + timedelta(hours=1)).isoformat()}
    assert asked.act("extend", sooner).status == 422
    asked.pass_deadline()
    assert asked.answer(cast.member).code == "circulation_overdue"
    assert asked.act("extend", {"due_at": (timezone.now() + timedelta(days=1)).isoformat()}).status == 200
    assert asked.answer(cast.member).status == 200
    assert asked.member(cast.member).is_late is False
    assert asked.row.first_due_at is not None
    assert asked.row.first_due_at != asked.row.due_at


def test_late_answers_are_marked_where_the_rule_takes_them(asked: Round, cast: Cast) -> None:
    asked.open(takes_late=True)
    asked.answer(cast.member)
    asked.pass_deadline()
    asked.run_due(CLOSE_JOB)
    assert asked.row.status == "open"
    lines = {one["my_status"] for one in cast.member2.get("/circulations").body["items"]}
    assert lines == {"overdue"}
    assert asked.answer(cast.member2).status == 200
    assert asked.member(cast.member2).is_late is True
    assert asked.act("close").status == 200
    assert (asked.result["answered"], asked.result["late"]) == (2, 1)


def test_it_is_not_closed_by_hand_before_its_time(asked: Round, cast: Cast) -> None:
    asked.open(closes_when_all_answered=False)
    assert asked.act("close").code == "circulation_not_over"
    for who in (cast.member, cast.member2, cast.member3):
        asked.answer(who)
    assert asked.row.status == "open"
    assert asked.act("close").body["status"] == "closed"


def test_recalled_it_counts_nothing(asked: Round, cast: Cast) -> None:
    asked.open()
    asked.answer(cast.member)
    assert asked.act("recall", {"reason": ""}).status == 422
    assert asked.act("recall", {"reason": "đổi nội dung"}).body["status"] == "recalled"
    assert asked.row.result is None
    assert asked.answer(cast.member2).code == "circulation_recalled"
    assert asked.parts(cast.member2)["answers"] == {}


def test_reminders_reach_those_who_are_missing(asked: Round, cast: Cast) -> None:
    evening = timezone.localtime(timezone.now() + timedelta(days=3)).replace(hour=17)
    asked.open(due_at=evening.isoformat())
    asked.answer(cast.member)
    assert asked.act("remind", None, cast.technician).status == 200
    assert asked.act("remind").code == "circulation_reminded_lately"
    told = Event.objects.get(stream_id=f"circulation:{asked.id}", type="circulation.reminded").data
    assert told is not None
    assert set(told["members"]) == {cast.member2.person.full_name, cast.member3.person.full_name}
    assert asked.run_due(REMIND_JOB) == 2
    assert asked.events().count("reminded") == 3
    asked.answer(cast.member2)
    asked.answer(cast.member3)
    assert asked.act("remind").code == "circulation_closed"


def test_the_result_goes_to_the_next_session_once(asked: Round, cast: Cast) -> None:
    asked.open()
    for who in (cast.member, cast.member2, cast.member3):
        asked.answer(who)
    asked.run_due(REPORT_JOB)
    start = timezone.now() + timedelta(days=7)
    meeting = make_meeting(cast, start)
    asked.run_due(REPORT_JOB)
    results = cast.secretary.get(f"/meetings/{meeting.id}/snapshot").body["parts"]["opinion_results"]
    assert results[asked.id]["result"]["questions"][0]["outcome"] == "adopted"
    assert asked.id in cast.chair.get(f"/meetings/{meeting.id}/snapshot").body["parts"]["opinion_results"]
    assert cast.administrator.get(f"/meetings/{meeting.id}/snapshot").body["parts"]["opinion_results"] == {}
    make_meeting(cast, start + timedelta(days=7))
    asked.run_due(REPORT_JOB)
    assert Event.objects.filter(type="circulation.reported").count() == 1
    assert cast.secretary.post(f"/meetings/{meeting.id}/cancel", {"reason": "bão"}).status == 200
    asked.run_due(REPORT_JOB)
    assert Event.objects.filter(type="circulation.reported").count() == 2

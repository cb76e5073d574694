"""The tally against hand-computed results, and what holds for every tally."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.circulation.rules import (
    TRANSITIONS,
    Act,
    Base,
    Choice,
    Outcome,
    Rule,
    Said,
    Silence,
    Status,
    after,
    is_late,
    require_whole,
    sentence,
    tally,
)
from agenda.voting.rules import Threshold
from ecabinet.problems import Problem

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
A, D, V, P = Choice.AGREE, Choice.DISAGREE, Choice.OTHER, Choice.OPTION
HALF, THIRDS, ALL = Threshold.HALF, Threshold.TWO_THIRDS, Threshold.UNANIMOUS
NOTHING, YES, SESSION = Silence.NOT_COUNTED, Silence.AGREE, Silence.ESCALATE
ADOPTED, REJECTED, ESCALATED = Outcome.ADOPTED, Outcome.REJECTED, Outcome.ESCALATED


@pytest.mark.parametrize(
    ("answers", "members", "rule", "counted", "base", "required", "outcome"),
    [
        ([A] * 6, 10, (HALF, Base.MEMBERS, NOTHING), 6, 10, 6, ADOPTED),
        ([A] * 5, 10, (HALF, Base.MEMBERS, NOTHING), 5, 10, 6, REJECTED),
        ([A] * 5, 10, (HALF, Base.MEMBERS, YES), 10, 10, 6, ADOPTED),
        ([A] * 3 + [D] * 2, 10, (HALF, Base.ANSWERED, NOTHING), 3, 5, 3, ADOPTED),
        ([A] * 2 + [D] * 2, 10, (HALF, Base.ANSWERED, NOTHING), 2, 4, 3, REJECTED),
        ([A, D, D, D], 10, (HALF, Base.ANSWERED, YES), 7, 10, 6, ADOPTED),
        ([D] * 6, 10, (HALF, Base.MEMBERS, YES), 4, 10, 6, REJECTED),
        ([A] * 9, 10, (HALF, Base.MEMBERS, SESSION), 9, 10, 6, ESCALATED),
        ([A] * 10, 10, (HALF, Base.MEMBERS, SESSION), 10, 10, 6, ADOPTED),
        ([A] * 7 + [V] * 3, 10, (THIRDS, Base.MEMBERS, NOTHING), 7, 10, 7, ADOPTED),
        ([A] * 6 + [P] * 4, 10, (THIRDS, Base.MEMBERS, NOTHING), 6, 10, 7, REJECTED),
        ([A] * 9, 10, (ALL, Base.MEMBERS, NOTHING), 9, 10, 10, REJECTED),
        ([A] * 9, 10, (ALL, Base.ANSWERED, NOTHING), 9, 9, 9, ADOPTED),
        ([], 3, (HALF, Base.ANSWERED, NOTHING), 0, 0, 1, REJECTED),
        ([], 3, (HALF, Base.MEMBERS, YES), 3, 3, 2, ADOPTED),
        ([A], 1, (ALL, Base.MEMBERS, NOTHING), 1, 1, 1, ADOPTED),
    ],
)
def test_the_result_is_as_counted_by_hand(
    answers: list[Choice],
    members: int,
    rule: tuple[Threshold, Base, Silence],
    counted: int,
    base: int,
    required: int,
    outcome: Outcome,
) -> None:
    found = tally(answers, members, Rule(*rule))
    assert (found.counted, found.base, found.required, found.outcome) == (counted, base, required, outcome)


RULES = st.sampled_from([Rule(t, b, s) for t in Threshold for b in Base for s in Silence])


@given(st.lists(st.sampled_from(Choice), max_size=40), st.integers(0, 20), RULES)
def test_nobody_is_lost_or_counted_twice(answers: list[Choice], silent: int, rule: Rule) -> None:
    found = tally(answers, len(answers) + silent, rule)
    assert found.agree + found.disagree + found.other + found.option + found.silent == found.members
    assert found.silent == silent
    assert found.agree <= found.counted <= found.base <= found.members or found.base < found.members
    assert found == tally(reversed(answers), len(answers) + silent, rule)


@given(st.lists(st.sampled_from(Choice), max_size=20), RULES)
def test_one_more_agreement_never_harms(answers: list[Choice], rule: Rule) -> None:
    before = tally(answers, len(answers) + 1, rule)
    later = tally([*answers, Choice.AGREE], len(answers) + 1, rule)
    assert not (before.outcome is Outcome.ADOPTED and later.outcome is not Outcome.ADOPTED)


def test_more_answers_than_members_are_no_result() -> None:
    with pytest.raises(ValueError, match="more answers"):
        tally([A, A], 1, Rule(HALF, Base.MEMBERS, NOTHING))


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("status", Status)
def test_every_act_in_every_state(act: Act, status: Status) -> None:
    if status in TRANSITIONS[act]:
        assert after(act, status) == TRANSITIONS[act][status]
    else:
        with pytest.raises(Problem) as told:
            after(act, status)
        assert told.value.code == f"circulation_{status.value}"


def test_an_answer_is_judged_by_the_stored_deadline() -> None:
    second = timedelta(seconds=1)
    assert is_late(NOW, NOW, False, False) is False
    assert is_late(NOW + second, NOW, False, True) is True
    for has_answered, takes_late in ((False, False), (True, False), (True, True)):
        with pytest.raises(Problem, match="circulation_overdue"):
            is_late(NOW + second, NOW, has_answered, takes_late)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ([], "answers"),
        ([Said(1, A), Said(1, A)], "answers"),
        ([Said(1, A), Said(3, A)], "answers"),
        ([Said(1, A), Said(2, D, "  ")], "answers.2.text"),
        ([Said(1, V), Said(2, A)], "answers.1.text"),
        ([Said(1, P), Said(2, A)], "answers.1.text"),
    ],
)
def test_what_is_not_whole_is_refused(said: list[Said], field: str) -> None:
    with pytest.raises(Problem) as told:
        require_whole(said, [1, 2])
    assert [error.field for error in told.value.errors] == [field]


def test_what_is_whole_passes_and_without_its_reason_does_not() -> None:
    require_whole([Said(2, D, "chưa rõ nguồn vốn"), Said(1, A)], [1, 2])
    with pytest.raises(Problem) as told:
        require_whole([Said(2, D), Said(1, A)], [1, 2])
    assert len(told.value.errors) == 1


def test_the_sentence_says_what_silence_meant() -> None:
    result = {"counted": 10, "base": 10, "required": 6, "silent": 5, "outcome": "adopted"}
    vi = sentence(result, YES, "vi")
    assert vi == (
        "Đồng ý 10/10; thông qua khi có từ 6. Trong đó 5 thành viên không trả lời, được tính là đồng ý. "
        "Kết quả: thông qua."
    )
    assert "counted as agreeing" in sentence(result, YES, "en")
    assert "không trả lời" not in sentence({**result, "silent": 0}, NOTHING, "vi")
    assert sentence({**result, "outcome": "escalated"}, SESSION, "vi").endswith("Kết quả: đưa ra phiên họp.")

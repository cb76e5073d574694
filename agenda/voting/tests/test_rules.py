"""The pure rules: every figure of a result against an independent recount, and the life of a poll."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.voting.rules import (
    TRANSITIONS,
    Act,
    Ballot,
    Base,
    Elector,
    Electorate,
    Outcome,
    Result,
    Rule,
    Status,
    Threshold,
    Tie,
    after,
    require_open,
    root_hash,
    tally,
    votes_required,
)
from agenda.voting.sentences import sentence
from agenda.voting.subjects import CHOICES, Choice, Content, PollKind
from ecabinet.problems import Problem

YES = Content(Choice.APPROVE)
RULE = Rule(Threshold.HALF, Base.ENTITLED, Electorate.MEMBERS, Tie.CHAIR, 2, 3, "Quy chế làm việc")


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    fraction = draw(st.sampled_from([(None, None), (1, 2), (2, 3), (3, 4), (5, 5)]))
    return Rule(
        draw(st.sampled_from(Threshold)),
        draw(st.sampled_from(Base)),
        draw(st.sampled_from(Electorate)),
        draw(st.sampled_from(Tie)),
        *fraction,
    )


@st.composite
def votes(draw: st.DrawFn) -> tuple[list[Ballot], list[Elector]]:
    """A roll of up to 12 members, at most one of them the chair, and the ballots of some."""
    count = draw(st.integers(0, 12))
    chair = draw(st.integers(-1, count - 1)) if count else -1
    roll = [
        Elector(
            f"m{n}",
            draw(st.integers(1, 4)),
            n == chair,
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for n in range(count)
    ]
    choices = st.sampled_from([None, *CHOICES[PollKind.APPROVAL]])
    given_votes = [(e.key, draw(choices)) for e in roll if e.may_cast]
    return [Ballot(key, Content(choice)) for key, choice in given_votes if choice is not None], roll


@given(votes(), rules())
def test_the_parts_are_the_whole(vote: tuple[list[Ballot], list[Elector]], rule: Rule) -> None:
    result = tally(vote[0], rule, vote[1])
    assert result.approve + result.reject + result.abstain == result.valid == result.cast
    assert result.cast + result.not_cast == result.entitled == sum(e.weight for e in vote[1])
    assert result.not_cast >= 0
    assert result.cast <= result.base or rule.base is Base.ENTITLED
    assert result.base <= result.entitled


@given(votes(), rules())
def test_the_outcome_agrees_with_fractions(vote: tuple[list[Ballot], list[Elector]], rule: Rule) -> None:
    ballots, roll = vote
    result = tally(ballots, rule, roll)
    chair_approves = any(
        b.content.choice is Choice.APPROVE and e.is_chair for b in ballots for e in roll if e.key == b.key
    )
    share = Fraction(result.approve, result.base) if result.base else Fraction(0)
    reached = {
        Threshold.HALF: share > Fraction(1, 2)
        or (share == Fraction(1, 2) and rule.tie is Tie.CHAIR and chair_approves),
        Threshold.TWO_THIRDS: share >= Fraction(2, 3),
        Threshold.THREE_QUARTERS: share >= Fraction(3, 4),
        Threshold.UNANIMOUS: share == 1,
    }[rule.threshold]
    has_quorum = in_number(roll, rule)
    expected = Outcome.VOID if not has_quorum else Outcome.ADOPTED if reached else Outcome.REJECTED
    assert result.outcome is expected
    assert result.quorum_met is has_quorum


def in_number(roll: list[Elector], rule: Rule) -> bool:
    """Whether enough members are present, by fractions."""
    if rule.quorum_numerator is None or rule.quorum_denominator is None:
        return True
    asked = Fraction(rule.quorum_numerator, rule.quorum_denominator) * len(roll)
    return bool(roll) and sum(e.present_at_close for e in roll) >= asked


@given(votes(), rules(), st.randoms(use_true_random=False))
def test_order_does_not_matter(vote: tuple[list[Ballot], list[Elector]], rule: Rule, random: Random) -> None:
    ballots, roll = list(vote[0]), list(vote[1])
    before = tally(ballots, rule, roll)
    random.shuffle(ballots)
    random.shuffle(roll)
    assert tally(ballots, rule, roll) == before


@given(votes(), rules())
def test_one_more_approval_never_loses(vote: tuple[list[Ballot], list[Elector]], rule: Rule) -> None:
    ballots, roll = vote
    before = tally(ballots, rule, roll)
    for n, ballot in enumerate(ballots):
        turned = [*ballots[:n], replace(ballot, content=Content(Choice.APPROVE)), *ballots[n + 1 :]]
        if before.outcome is Outcome.ADOPTED:
            assert tally(turned, rule, roll).outcome is Outcome.ADOPTED


@given(st.sampled_from(Threshold), st.integers(0, 400))
def test_required_is_the_smallest_that_adopts(threshold: Threshold, base: int) -> None:
    required = votes_required(threshold, base)
    assert 1 <= required <= max(base, 1)
    if threshold is Threshold.HALF:
        assert 2 * required > base
        assert required == 1 or 2 * (required - 1) <= base


@given(rules())
def test_a_rule_survives_its_json(rule: Rule) -> None:
    assert Rule.of(rule.plain()) == rule


def members(count: int, chair: int | None = 0) -> list[Elector]:
    return [Elector(f"m{n}", is_chair=n == chair) for n in range(count)]


def ballots(*choices: str) -> list[Ballot]:
    return [Ballot(f"m{n}", Content(Choice(choice))) for n, choice in enumerate(choices)]


@pytest.mark.parametrize(
    ("chair", "tie", "outcome"),
    [
        ("approve", Tie.CHAIR, Outcome.ADOPTED),
        ("reject", Tie.CHAIR, Outcome.REJECTED),
        ("approve", Tie.REJECTED, Outcome.REJECTED),
    ],
)
def test_a_tie_follows_the_rule(chair: str, tie: Tie, outcome: Outcome) -> None:
    other = "reject" if chair == "approve" else "approve"
    result = tally(ballots(chair, chair, other, other), replace(RULE, tie=tie), members(4))
    assert (result.tied, result.outcome) == (True, outcome)


def test_a_chair_who_did_not_vote_decides_no_tie() -> None:
    result = tally(ballots("approve", "approve"), RULE, members(4, chair=3))
    assert (result.tied, result.outcome) == (True, Outcome.REJECTED)


def test_pressing_nothing_is_not_abstaining() -> None:
    result = tally(ballots("approve", "abstain"), RULE, members(3))
    assert (result.abstain, result.not_cast, result.cast) == (1, 1, 2)


def test_a_lost_quorum_makes_void_not_rejected() -> None:
    roll = [replace(e, present_at_close=e.key == "m0") for e in members(3)]
    result = tally(ballots("approve", "approve", "approve"), RULE, roll)
    assert (result.outcome, result.quorum_required, result.present) == (Outcome.VOID, 2, 1)


def test_nobody_voting_adopts_nothing_whatever_the_base() -> None:
    for threshold in Threshold:
        for base in Base:
            rule = replace(RULE, threshold=threshold, base=base, quorum_numerator=None)
            assert tally([], rule, members(2)).outcome is Outcome.REJECTED


def test_a_member_who_came_late_and_voted_is_in_the_base_present() -> None:
    roll = [replace(members(3)[0], present_at_open=False), *members(3)[1:]]
    rule = replace(RULE, base=Base.PRESENT)
    assert tally(ballots(), rule, roll).base == 2
    assert tally(ballots("approve"), rule, roll).base == 3


@pytest.mark.parametrize(
    "cast",
    [
        [Ballot("stranger", YES)],
        [Ballot("m0", YES), Ballot("m0", Content(Choice.REJECT))],
        [Ballot("m1", YES)],
    ],
)
def test_a_ballot_that_cannot_be_counted_is_an_error(cast: list[Ballot]) -> None:
    roll = [Elector("m0"), Elector("m1", may_cast=False)]
    with pytest.raises(ValueError, match="cannot be counted"):
        tally(cast, RULE, roll)


def told(result: Result, rule: Rule = RULE) -> tuple[str, str]:
    return sentence(result, rule, "vi"), sentence(result, rule, "en")


def test_sentences_say_the_figures_in_both_languages() -> None:
    adopted = tally(ballots("approve", "approve", "approve"), RULE, members(3))
    assert told(adopted) == (
        "Tán thành 3/3 thành viên; thông qua khi có từ 2 phiếu. Kết quả: thông qua.",
        "3 of 3 members approve; adopted from 2 votes. Result: adopted.",
    )
    tie = tally(ballots("approve", "reject"), RULE, members(2))
    assert "Số phiếu ngang nhau, theo phiếu của chủ trì. Kết quả: thông qua." in told(tie)[0]
    void = tally(ballots("approve"), RULE, [replace(e, present_at_close=False) for e in members(3)])
    assert told(void)[0].endswith("Kết quả không có giá trị: có mặt 0, cần 2 thành viên.")
    assert told(void)[1].endswith("The result is void: 0 present, 2 members needed.")


def test_every_act_in_every_status_is_decided() -> None:
    for act in Act:
        for status in Status:
            if status in TRANSITIONS[act]:
                assert after(act, status) is TRANSITIONS[act][status]
                continue
            with pytest.raises(Problem) as refused:
                after(act, status)
            assert (refused.value.code, refused.value.status) == (f"poll_{status}", 409)


@pytest.mark.parametrize(
    ("status", "code"),
    [("draft", "poll_draft"), ("closed", "ballot_too_late"), ("cancelled", "poll_cancelled")],
)
def test_ballots_are_taken_only_while_open(status: str, code: str) -> None:
    require_open("open")
    with pytest.raises(Problem) as refused:
        require_open(status)
    assert refused.value.code == code


def test_the_root_hash_depends_on_content_not_on_order_of_keys() -> None:
    assert root_hash({"a": 1, "b": "ế"}) == root_hash({"b": "ế", "a": 1})
    assert root_hash({"a": 1}) != root_hash({"a": 2})

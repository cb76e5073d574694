"""Lists, elections and opinions: hand-computed tables, and properties that hold for every vote."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.voting.rules import (
    Ballot,
    Base,
    Elector,
    Electorate,
    Outcome,
    Result,
    Rule,
    Threshold,
    Tie,
    tally,
)
from agenda.voting.sentences import sentence
from agenda.voting.subjects import (
    Choice,
    Content,
    Option,
    PollKind,
    Standing,
    Subject,
    checked,
    standing,
    subject_wanted,
)
from ecabinet.problems import Problem

RULE = Rule(Threshold.HALF, Base.CAST, Electorate.MEMBERS, Tie.REJECTED, None, None)
BY_CHAIR = replace(RULE, tie=Tie.CHAIR)
OF_ALL = replace(RULE, base=Base.ENTITLED)


def subject(kind: PollKind, count: int, seats: int = 1) -> Subject:
    letters = "ABCDEFGH"[:count]
    return Subject(kind, tuple(Option(str(n), name) for n, name in enumerate(letters, 1)), seats)


ONE = subject(PollKind.ONE_OF, 3)
TWO = subject(PollKind.UP_TO, 4, seats=2)
ELECTED = subject(PollKind.ELECTION, 4, seats=2)
EACH = subject(PollKind.ELECTION_EACH, 3, seats=2)


def vote(marks: list[str], rule: Rule, asked: Subject, members: int | None = None) -> Result:
    """`12` marks the options 1 and 2, `1-3` is for 1 and against 3, `` is blank; the first is the chair's."""
    roll = [Elector(f"m{n}", is_chair=n == 0) for n in range(members or len(marks))]
    cast = []
    for n, text in enumerate(marks):
        pro, _, con = text.partition("-")
        cast.append(Ballot(f"m{n}", checked(asked, Content(options=tuple(pro), against=tuple(con)))))
    return tally(cast, rule, roll, asked)


def chosen(result: Result) -> str:
    return "".join(option.key for option in result.options if option.chosen)


@pytest.mark.parametrize(
    ("marks", "rule", "asked", "expected", "outcome"),
    [
        # One of three by more than half of the ballots: 3 of 5, then 2 of 5 are not enough.
        (["1", "1", "1", "2", "3"], RULE, ONE, "1", Outcome.ADOPTED),
        (["1", "1", "2", "2", "3"], RULE, ONE, "", Outcome.REJECTED),
        # A blank ballot is cast, so it raises what is needed: 2 of 4 is half, not more.
        (["1", "1", "2", ""], RULE, ONE, "", Outcome.REJECTED),
        (["1", "1", "2", ""], BY_CHAIR, ONE, "1", Outcome.ADOPTED),
        (["2", "1", "1", ""], BY_CHAIR, ONE, "", Outcome.REJECTED),
        # Two against two: the chair's side, where the rule says so.
        (["2", "2", "1", "1"], BY_CHAIR, ONE, "2", Outcome.ADOPTED),
        (["2", "2", "1", "1"], RULE, ONE, "", Outcome.REJECTED),
        # Up to two of four; two, then only one, have more than half of 5 ballots.
        (["12", "12", "12", "13", "3"], RULE, TWO, "12", Outcome.ADOPTED),
        (["1", "1", "12", "2", "4"], RULE, TWO, "1", Outcome.ADOPTED),
        # Two seats: both filled; one filled; none.
        (["12", "12", "12", "34"], RULE, ELECTED, "12", Outcome.ADOPTED),
        (["12", "13", "14", "1"], RULE, ELECTED, "1", Outcome.PARTLY),
        (["12", "34", "", ""], RULE, ELECTED, "", Outcome.REJECTED),
        # Three names for two seats: the ballot is invalid, cast and counted for nobody.
        (["123", "12", "12", "12"], RULE, ELECTED, "12", Outcome.ADOPTED),
        (["123", "123", "12", "12"], RULE, ELECTED, "", Outcome.REJECTED),
        # Each candidate by for and against; being against everybody is no blank ballot.
        (["1-23", "1-2", "12-3", "-123"], RULE, EACH, "1", Outcome.PARTLY),
        (["12", "12", "12-3", "-123"], RULE, EACH, "12", Outcome.ADOPTED),
    ],
)
def test_the_table(marks: list[str], rule: Rule, asked: Subject, expected: str, outcome: Outcome) -> None:
    result = vote(marks, rule, asked)
    assert (chosen(result), result.outcome) == (expected, outcome)


def test_equal_numbers_over_the_last_seat_leave_it_empty_unless_the_chair_parts_them() -> None:
    """Eight ballots for two seats: B has 6; A and C have 5 each."""
    asked = subject(PollKind.ELECTION, 3, seats=2)
    marks = ["12", "12", "12", "13", "13", "23"]
    result = vote([*marks, "23", "23"], replace(RULE, threshold=Threshold.HALF), asked)
    assert [option.votes for option in result.options] == [5, 6, 5]
    assert (chosen(result), result.tied, result.outcome) == ("2", True, Outcome.PARTLY)
    by_chair = vote([*marks, "23", "23"], BY_CHAIR, asked)
    assert (chosen(by_chair), by_chair.tied, by_chair.outcome) == ("12", True, Outcome.ADOPTED)


def test_blank_and_invalid_ballots_are_cast_and_not_cast_is_another_thing() -> None:
    result = vote(["12", "", "123", "3"], OF_ALL, ELECTED, members=7)
    figures = (result.valid, result.blank, result.invalid, result.cast, result.not_cast, result.entitled)
    assert figures == (2, 1, 1, 4, 3, 7)
    assert result.required == 4


def test_for_and_against_are_counted_apart() -> None:
    result = vote(["1-23", "1-2", "12-3", "-123"], RULE, EACH)
    assert [(option.votes, option.against) for option in result.options] == [(3, 1), (1, 3), (0, 3)]


def test_a_lost_quorum_chooses_nobody() -> None:
    rule = replace(RULE, quorum_numerator=2, quorum_denominator=3)
    roll = [Elector(f"m{n}", present_at_close=n == 0) for n in range(3)]
    cast = [Ballot(f"m{n}", Content(options=("1",))) for n in range(3)]
    result = tally(cast, rule, roll, ONE)
    assert (result.outcome, chosen(result), result.options[0].votes) == (Outcome.VOID, "", 3)


def test_an_opinion_counts_agreement_and_keeps_other_opinions_apart() -> None:
    asked = Subject(PollKind.OPINION)
    says = [
        Content(Choice.AGREE),
        Content(Choice.AGREE),
        Content(Choice.DISAGREE),
        Content(Choice.OTHER, "Sửa"),
    ]
    roll = [Elector(f"m{n}") for n in range(4)]
    result = tally([Ballot(f"m{n}", said) for n, said in enumerate(says)], RULE, roll, asked)
    assert (result.approve, result.reject, result.other, result.valid) == (2, 1, 1, 4)
    assert (result.outcome, result.required) == (Outcome.REJECTED, 3)
    assert sentence(result, RULE, "vi", asked).startswith("Đồng ý 2/4 phiếu đã biểu quyết")


def test_sentences_name_who_is_chosen_and_what_is_missing() -> None:
    result = vote(["12", "13", "14", ""], RULE, ELECTED)
    assert sentence(result, RULE, "vi", ELECTED) == (
        "Trúng cử: A (3); cần từ 3 phiếu, tính trên 4 phiếu đã biểu quyết. "
        "Phiếu trắng 1, phiếu không hợp lệ 0. Kết quả: mới được 1/2 người."
    )
    undecided = vote(["1", "2"], RULE, ONE)
    assert sentence(undecided, RULE, "en", ONE) == (
        "No option is chosen; 2 votes needed of 2 ballots cast. A tie. Result: undecided."
    )


@st.composite
def lists(draw: st.DrawFn) -> tuple[Subject, list[Content], Rule]:
    kind = draw(st.sampled_from([PollKind.ONE_OF, PollKind.UP_TO, PollKind.ELECTION, PollKind.ELECTION_EACH]))
    count = draw(st.integers(2, 6))
    asked = subject(kind, count, 1 if kind is PollKind.ONE_OF else draw(st.integers(1, count)))
    keys = st.lists(st.sampled_from([o.key for o in asked.options]), unique=True)
    most = count if kind in (PollKind.ELECTION, PollKind.ELECTION_EACH) else asked.seats
    said = []
    for _ in range(draw(st.integers(0, 9))):
        pro = draw(keys)[:most]
        con = draw(keys) if kind is PollKind.ELECTION_EACH else []
        said.append(
            checked(asked, Content(options=tuple(pro), against=tuple(k for k in con if k not in pro)))
        )
    rule = Rule(
        draw(st.sampled_from(Threshold)),
        draw(st.sampled_from(Base)),
        Electorate.MEMBERS,
        draw(st.sampled_from(Tie)),
        None,
        None,
    )
    return asked, said, rule


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(lists(), st.integers(0, 3))
def test_what_holds_for_every_list(vote: tuple[Subject, list[Content], Rule], silent: int) -> None:
    asked, said, rule = vote
    roll = [Elector(f"m{n}", is_chair=n == 0) for n in range(len(said) + silent)]
    cast = [Ballot(f"m{n}", content) for n, content in enumerate(said)]
    result = tally(cast, rule, roll, asked)
    assert result.valid + result.blank + result.invalid == result.cast
    assert result.cast + result.not_cast == result.entitled == len(roll)
    taken = [option for option in result.options if option.chosen]
    assert len(taken) <= asked.seats
    assert sum(option.votes for option in result.options) <= result.valid * asked.seats
    least = min((option.votes for option in taken), default=0)
    assert all(option.chosen or option.votes <= least for option in result.options if taken)
    assert all(2 * option.votes >= result.base for option in taken if rule.threshold is Threshold.HALF)
    assert tally(list(reversed(cast)), rule, list(reversed(roll)), asked) == result


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(lists())
def test_contents_survive_their_json_and_a_second_check(vote: tuple[Subject, list[Content], Rule]) -> None:
    asked, said, _ = vote
    for content in said:
        assert Content.of(content.plain()) == content == checked(asked, content)
        assert standing(asked, content) in Standing


@pytest.mark.parametrize(
    ("asked", "content", "code"),
    [
        (Subject(), Content(), "ballot_not_fitting"),
        (Subject(), Content(Choice.AGREE), "ballot_not_fitting"),
        (Subject(), Content(Choice.APPROVE, "vì sao"), "ballot_not_fitting"),
        (Subject(), Content(Choice.APPROVE, options=("1",)), "ballot_not_fitting"),
        (Subject(PollKind.OPINION), Content(Choice.ABSTAIN), "ballot_not_fitting"),
        (Subject(PollKind.OPINION), Content(Choice.OTHER, "  "), "opinion_without_words"),
        (ONE, Content(Choice.APPROVE), "ballot_not_fitting"),
        (ONE, Content(options=("9",)), "ballot_not_fitting"),
        (ONE, Content(options=("1", "2")), "too_many_marked"),
        (TWO, Content(options=("1", "1")), "ballot_not_fitting"),
        (TWO, Content(options=("1",), against=("2",)), "ballot_not_fitting"),
        (EACH, Content(options=("1",), against=("1",)), "ballot_not_fitting"),
    ],
)
def test_what_does_not_fit_is_refused(asked: Subject, content: Content, code: str) -> None:
    with pytest.raises(Problem) as refused:
        checked(asked, content)
    assert (refused.value.code, refused.value.status) == (code, 422)


@pytest.mark.parametrize(
    ("kind", "labels", "seats", "field"),
    [
        (PollKind.APPROVAL, ["A"], None, "options"),
        (PollKind.ONE_OF, ["A"], None, "options"),
        (PollKind.UP_TO, ["A", "a"], 1, "options"),
        (PollKind.UP_TO, ["A", "B"], 3, "seats"),
        (PollKind.ELECTION, [], 1, "options"),
        (PollKind.ELECTION, [str(n) for n in range(61)], 1, "options"),
    ],
)
def test_a_subject_that_cannot_be_names_the_field(
    kind: PollKind, labels: list[str], seats: int | None, field: str
) -> None:
    with pytest.raises(Problem) as refused:
        subject_wanted(kind, labels, seats)
    assert [error.field for error in refused.value.errors] == [field]

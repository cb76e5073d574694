"""The machine of requests and turns, walked through by hypothesis beside a naive model."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ecabinet.problems import Problem
from meetings.floor.rules import (
    ACTIVE,
    LONGEST_SECONDS,
    PRIORITIES,
    REFUSALS,
    REQUEST_STEPS,
    SHORTEST_SECONDS,
    TURN_STEPS,
    Clock,
    check_floor_open,
    check_limit,
    check_queue_open,
    check_running,
    next_request_status,
    sort_key,
    speaking_identity,
)

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
SECONDS = st.integers(0, 900)


def test_every_status_answers_every_step_or_says_why_not() -> None:
    for table in (REQUEST_STEPS, TURN_STEPS):
        statuses = {status for status, _ in table} | set(table.values())
        steps = {step for _, step in table}
        missing = {(a, b) for a in statuses for b in steps} - set(table) - set(REFUSALS)
        assert not missing


@pytest.mark.parametrize(
    ("status", "step", "code"),
    [
        ("speaking", "withdraw", "request_granted"),
        ("withdrawn", "grant", "request_withdrawn"),
        ("done", "grant", "request_done"),
        ("speaking", "grant", "request_granted"),
    ],
)
def test_a_refused_step_names_the_reason(status: str, step: str, code: str) -> None:
    with pytest.raises(Problem, match=code) as refused:
        next_request_status(status, step)
    assert refused.value.status == 409


def test_who_sits_at_a_site_is_heard_through_it() -> None:
    assert speaking_identity("p", "s") == "site:s"
    assert speaking_identity("p", None) == "person:p"


@pytest.mark.parametrize("seconds", [SHORTEST_SECONDS - 1, LONGEST_SECONDS + 1, 0, -5])
def test_a_turn_has_sensible_limits(seconds: int) -> None:
    with pytest.raises(Problem, match="bad_limit"):
        check_limit(seconds)


def test_nobody_speaks_in_a_break_but_requests_are_taken() -> None:
    check_running("paused")
    with pytest.raises(Problem, match="floor_closed"):
        check_floor_open("paused")
    with pytest.raises(Problem, match="meeting_not_running"):
        check_running("published")


@given(st.lists(SECONDS, min_size=1, max_size=9), SECONDS)
def test_spoken_and_paused_time_is_the_whole_time(spans: list[int], rest: int) -> None:
    clock, at, spoken = Clock(NOON, 300), NOON, 0
    for number, span in enumerate(spans):
        at += timedelta(seconds=span)
        spoken += span if number % 2 == 0 else 0
        clock = clock.pause(at) if number % 2 == 0 else clock.resume(at)
    at += timedelta(seconds=rest)
    spoken += rest if clock.status == "running" else 0

    ended = clock.end(at)

    assert ended.seconds_used(at) == spoken == clock.seconds_used(at)
    assert ended.seconds_used(at + timedelta(hours=1)) == spoken
    assert ended.paused_seconds == int((at - NOON).total_seconds()) - spoken


@given(
    st.lists(st.tuples(st.sampled_from(PRIORITIES), st.integers(0, 2), SECONDS), min_size=2, max_size=8),
    st.booleans(),
)
def test_a_queue_is_sorted_by_what_the_meeting_chose(
    asked: list[tuple[str, int, int]], first_timers_first: bool
) -> None:
    def key(one: tuple[str, int, int]) -> str:
        at = NOON + timedelta(seconds=one[2])
        return sort_key(one[0], one[1], at, place=None, first_timers_first=first_timers_first)

    for before, after in itertools.pairwise(sorted(asked, key=key)):
        ranks = PRIORITIES.index(before[0]), PRIORITIES.index(after[0])
        assert ranks[0] <= ranks[1]
        spoke = (before[1] > 0, after[1] > 0) if first_timers_first else (False, False)
        if ranks[0] == ranks[1]:
            assert spoke[0] <= spoke[1]
            assert spoke[0] < spoke[1] or before[2] <= after[2]


def test_who_was_placed_by_hand_comes_after_points_of_order_and_before_the_rest() -> None:
    def key(priority: str, place: int | None) -> str:
        return sort_key(priority, 0, NOON, place=place, first_timers_first=True)

    keys = [key("point_of_order", None), *(key("normal", n) for n in (0, 9, 10, 1999)), key("urgent", None)]
    assert keys == sorted(keys)


def test_a_closed_queue_takes_points_of_order_only() -> None:
    check_queue_open(False, "point_of_order")
    check_queue_open(True, "normal")
    with pytest.raises(Problem, match="queue_closed"):
        check_queue_open(False, "urgent")


class Floor(RuleBasedStateMachine):
    """Two requests and the clock of the one that speaks: only what the tables allow ever happens."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = {"first": "waiting", "second": "waiting"}
        self.clock: Clock | None = None
        self.at = NOON

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    @rule(name=st.sampled_from(["first", "second"]))
    def grant(self, name: str) -> None:
        before = self.requests[name]
        try:
            after = next_request_status(before, "grant")
        except Problem:
            assert before not in ACTIVE
            return
        self._end_running()
        self.requests[name], self.clock = after, Clock(self.at, 60)

    @rule(name=st.sampled_from(["first", "second"]))
    def withdraw(self, name: str) -> None:
        before = self.requests[name]
        try:
            self.requests[name] = next_request_status(before, "withdraw")
        except Problem:
            assert before not in ACTIVE

    @rule(
        name=st.sampled_from(["first", "second"]),
        step=st.sampled_from(["call", "accept", "put_back", "decline"]),
    )
    def other_step(self, name: str, step: str) -> None:
        before = self.requests[name]
        try:
            self.requests[name] = next_request_status(before, step)
        except Problem:
            assert (before, step) not in REQUEST_STEPS
        else:
            assert self.requests[name] in {*ACTIVE, "declined"}

    @precondition(lambda self: self.clock is not None)
    @rule(step=st.sampled_from(["pause", "resume"]))
    def stop_or_go(self, step: str) -> None:
        assert self.clock is not None
        before = self.clock.status
        try:
            self.clock = getattr(self.clock, step)(self.at)
        except Problem:
            assert (before, step) in {("paused", "pause"), ("running", "resume")}

    @precondition(lambda self: self.clock is not None)
    @rule(seconds=st.integers(10, 600))
    def extend(self, seconds: int) -> None:
        assert self.clock is not None
        before = self.clock
        self.clock = before.extend(seconds)
        assert self.clock.limit_seconds == before.limit_seconds + seconds
        assert self.clock.status == before.status

    @rule()
    def end(self) -> None:
        self._end_running()

    def _end_running(self) -> None:
        for name, status in self.requests.items():
            if status == "speaking":
                self.requests[name] = next_request_status(status, "end")
        if self.clock is not None:
            ended = self.clock.end(self.at)
            assert ended.status == "ended"
            assert 0 <= ended.seconds_used(self.at) <= (self.at - ended.started_at).total_seconds()
            self.clock = None

    @invariant()
    def at_most_one_speaks_and_only_with_a_clock(self) -> None:
        speaking = [name for name, status in self.requests.items() if status == "speaking"]
        assert len(speaking) == (0 if self.clock is None else 1)


TestFloor = Floor.TestCase

"""The table of rules: thresholds to findings to grades."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.problems import Problem
from meetings.rehearsal.rules import (
    CHECKLIST,
    ESSENTIAL,
    RULES,
    TESTS,
    Camera,
    Change,
    Grade,
    Limits,
    Line,
    Measured,
    Microphone,
    automatic_window,
    change,
    check_window,
    judge,
    overall,
)
from meetings.rehearsal.words import FINDINGS

GOOD = Measured(
    Camera("ok", 1280, 720, 120),
    Microphone("ok", 0.2),
    "heard",
    Line("measured", 1900, 3600, 0.0, 0.001, 8, 25, "udp"),
    frozenset(CHECKLIST),
)
LIMITS = Limits()
NOW = datetime(2026, 7, 1, 7, 0, tzinfo=UTC)


def test_a_site_in_order() -> None:
    verdict = judge(GOOD, LIMITS)
    assert (verdict.overall, verdict.findings) == (Grade.GOOD, ())
    assert set(verdict.tests.values()) == {Grade.GOOD}


def line(**change: object) -> Measured:
    return replace(GOOD, line=replace(GOOD.line, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measured", "test", "grade", "findings"),
    [
        (replace(GOOD, camera=Camera("denied")), "camera", "bad", ["camera_denied"]),
        (replace(GOOD, camera=Camera("ok", 640, 360, 9)), "camera", "bad", ["camera_dark", "camera_small"]),
        (replace(GOOD, camera=Camera("ok", 640, 360, 90)), "camera", "care", ["camera_small"]),
        (replace(GOOD, microphone=Microphone("ok", 0.001)), "microphone", "bad", ["microphone_silent"]),
        (replace(GOOD, microphone=Microphone("ok", 0.01)), "microphone", "care", ["microphone_quiet"]),
        (replace(GOOD, speaker="unheard"), "speaker", "bad", ["speaker_unheard"]),
        (replace(GOOD, line=Line("unreachable")), "line", "bad", ["line_unreachable"]),
        (line(up_kbps=499), "line", "bad", ["line_up_poor"]),
        (line(up_kbps=500), "line", "care", ["line_up_low"]),
        (line(up_kbps=1000), "line", "good", []),
        (line(down_kbps=1999), "line", "care", ["line_down_low"]),
        (line(loss_up=0.03, loss_down=0.05), "line", "bad", ["line_lossy"]),
        (line(jitter_ms=40, rtt_ms=300), "line", "care", ["line_some_jitter", "line_slow"]),
        (line(transport="tcp"), "line", "care", ["line_tcp"]),
        (replace(GOOD, done=frozenset(ESSENTIAL)), "checklist", "care", ["checklist_open"]),
        (replace(GOOD, done=frozenset()), "checklist", "bad", ["checklist_essential"]),
        (replace(GOOD, done=None), "checklist", "untested", []),
    ],
)
def test_what_is_found(measured: Measured, test: str, grade: str, findings: list[str]) -> None:
    verdict = judge(measured, LIMITS)
    assert verdict.tests[test] == grade  # type: ignore[index]
    assert list(verdict.findings) == findings
    expected = {"bad": Grade.BAD, "care": Grade.CARE, "untested": Grade.CARE, "good": Grade.GOOD}
    assert verdict.overall == expected[grade]


def test_nothing_was_tried() -> None:
    verdict = judge(Measured(), LIMITS)
    assert (verdict.overall, verdict.findings) == (Grade.UNTESTED, ())


def test_limits_are_settings() -> None:
    assert judge(GOOD, Limits(up_care=3000)).findings == ("line_up_low",)


rates = st.floats(0, 10_000)
lines = st.builds(
    Line,
    outcome=st.just("measured"),
    up_kbps=rates,
    down_kbps=rates,
    loss_up=st.floats(0, 1),
    loss_down=st.floats(0, 1),
    jitter_ms=rates,
    rtt_ms=rates,
    transport=st.sampled_from(["udp", "tcp", "turn"]),
)


@given(lines, st.floats(1, 3))
def test_a_better_line_is_never_judged_worse(found: Line, factor: float) -> None:
    better = replace(
        found,
        up_kbps=found.up_kbps * factor,
        down_kbps=found.down_kbps * factor,
        loss_up=found.loss_up / factor,
        loss_down=found.loss_down / factor,
        jitter_ms=found.jitter_ms / factor,
        rtt_ms=found.rtt_ms / factor,
    )
    before, after = (judge(replace(GOOD, line=one), LIMITS).overall for one in (found, better))
    assert change(before, after) in {Change.SAME, Change.BETTER}


@given(st.lists(st.sampled_from(list(Grade)), min_size=1, max_size=5))
def test_the_site_is_as_good_as_its_worst_test(grades: list[Grade]) -> None:
    site = overall(grades)
    assert (site == Grade.BAD) == (Grade.BAD in grades)
    assert (site == Grade.GOOD) == (set(grades) == {Grade.GOOD})
    assert (site == Grade.UNTESTED) == (set(grades) == {Grade.UNTESTED})


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, "good", "first"),
        ("untested", "bad", "first"),
        ("bad", "care", "better"),
        ("good", "care", "worse"),
        ("care", "care", "same"),
    ],
)
def test_rounds_are_compared(before: str | None, now: str, expected: str) -> None:
    assert change(before, Grade(now)) == expected


def test_a_window_ends_after_now_and_within_a_week() -> None:
    check_window(NOW + timedelta(days=7), NOW)
    for ends_at in (NOW, NOW - timedelta(hours=1), NOW + timedelta(days=7, seconds=1)):
        with pytest.raises(Problem, match="bad_input"):
            check_window(ends_at, NOW)


def test_a_site_opens_a_round_by_itself_only_shortly_before() -> None:
    hour = timedelta(hours=1)
    assert automatic_window(NOW + hour, NOW, hour) == NOW + hour
    assert automatic_window(NOW - hour, NOW, hour) == NOW + hour
    with pytest.raises(Problem, match="rehearsal_too_early"):
        automatic_window(NOW + hour + timedelta(seconds=1), NOW, hour)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_finding_has_words_and_advice(language: str) -> None:
    path = Path(__file__).parents[3] / f"frontend/src/i18n/{language}/rehearsal.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    codes = {rule.code for rule in RULES}
    assert codes == set(FINDINGS[language]) == set(told["finding"]) == set(told["advice"])
    assert {rule.test for rule in RULES} == set(TESTS) == set(told["test"])
    assert set(CHECKLIST) == set(told["item"])

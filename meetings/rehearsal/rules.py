"""What a rehearsal's figures mean, without I/O: a table of rules from thresholds to findings.

The texts of the findings and what to do about them are in the screens' language files (rehearsal.json).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from ecabinet.problems import FieldError, Problem


class Grade(StrEnum):
    """How a test or a site stands."""

    GOOD = "good"
    CARE = "care"
    BAD = "bad"
    UNTESTED = "untested"


class Change(StrEnum):
    """Against the round before; `first`: the site was not tested then."""

    FIRST = "first"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


Test = Literal["camera", "microphone", "speaker", "line", "checklist"]
TESTS: tuple[Test, ...] = ("camera", "microphone", "speaker", "line", "checklist")
Outcome = Literal["ok", "missing", "denied", "busy", "untested"]
Heard = Literal["heard", "unheard", "untested"]
Reached = Literal["measured", "unreachable", "untested"]
Transport = Literal["", "udp", "tcp", "turn"]
# The checklist where nobody wrote one; its items have words in both languages.
CHECKLIST = ("power", "screen", "contact", "spare_line", "light", "signage", "seats")
# Without these a meeting is not held at the site; the others are worth a word.
ESSENTIAL = frozenset({"power", "screen", "contact"})
MOST_ITEMS = 20

LONGEST_WINDOW = timedelta(days=7)
LATE_WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Limits:
    """The thresholds; rates in kbit/s, loss in per cent, times in ms, brightness 0-255, level 0-1000."""

    up_bad: int = 500
    up_care: int = 1000
    down_bad: int = 1000
    down_care: int = 2000
    loss_bad: int = 5
    loss_care: int = 2
    jitter_bad: int = 100
    jitter_care: int = 40
    rtt_bad: int = 600
    rtt_care: int = 300
    camera_height: int = 720
    dark: int = 20
    silent: int = 5
    quiet: int = 30


@dataclass(frozen=True)
class Camera:
    """`brightness` is the mean of the picture, 0 to 255."""

    outcome: Outcome = "untested"
    width: int = 0
    height: int = 0
    brightness: float = 255.0


@dataclass(frozen=True)
class Microphone:
    """`level` is the loudest root mean square while somebody spoke, 0 to 1."""

    outcome: Outcome = "untested"
    level: float = 0.0


@dataclass(frozen=True)
class Line:
    """What real pictures through the media server and back carried; loss 0 to 1."""

    outcome: Reached = "untested"
    up_kbps: float = 0.0
    down_kbps: float = 0.0
    loss_up: float = 0.0
    loss_down: float = 0.0
    jitter_ms: float = 0.0
    rtt_ms: float = 0.0
    transport: Transport = ""

    @property
    def loss_percent(self) -> float:
        """The worse direction."""
        return 100 * max(self.loss_up, self.loss_down)


@dataclass(frozen=True)
class Item:
    """One item of a checklist. `text` is empty for an item of the standard list in its own words."""

    key: str
    text: str
    is_essential: bool


STANDARD = tuple(Item(key, "", key in ESSENTIAL) for key in CHECKLIST)


@dataclass(frozen=True)
class Measured:
    """One run of all tests at a site. `done`: the ticked items of the checklist, None: not gone through;
    `listed` and `essential` say what was to be ticked.
    """

    camera: Camera = field(default_factory=Camera)
    microphone: Microphone = field(default_factory=Microphone)
    speaker: Heard = "untested"
    line: Line = field(default_factory=Line)
    done: frozenset[str] | None = None
    listed: frozenset[str] = frozenset(CHECKLIST)
    essential: frozenset[str] = ESSENTIAL


@dataclass(frozen=True)
class Rule:
    """`holds` says whether the finding applies; of one `figure` only the first that holds is told."""

    code: str
    test: Test
    grade: Grade
    figure: str
    holds: Callable[[Measured, Limits], bool]


def _camera(outcome: Outcome) -> Callable[[Measured, Limits], bool]:
    return lambda m, _: m.camera.outcome == outcome


def _microphone(outcome: Outcome) -> Callable[[Measured, Limits], bool]:
    return lambda m, _: m.microphone.outcome == outcome


def _seen(test: Callable[[Camera, Limits], bool]) -> Callable[[Measured, Limits], bool]:
    return lambda m, limits: m.camera.outcome == "ok" and test(m.camera, limits)


def _heard(test: Callable[[float, Limits], bool]) -> Callable[[Measured, Limits], bool]:
    return lambda m, limits: m.microphone.outcome == "ok" and test(1000 * m.microphone.level, limits)


def _line(test: Callable[[Line, Limits], bool]) -> Callable[[Measured, Limits], bool]:
    return lambda m, limits: m.line.outcome == "measured" and test(m.line, limits)


def _open_items(wanted: Callable[[Measured], Collection[str]]) -> Callable[[Measured, Limits], bool]:
    return lambda m, _: m.done is not None and not m.done.issuperset(wanted(m))


BAD, CARE = Grade.BAD, Grade.CARE
RULES: tuple[Rule, ...] = (
    Rule("camera_missing", "camera", BAD, "camera", _camera("missing")),
    Rule("camera_denied", "camera", BAD, "camera", _camera("denied")),
    Rule("camera_busy", "camera", BAD, "camera", _camera("busy")),
    Rule("camera_dark", "camera", BAD, "brightness", _seen(lambda c, x: c.brightness < x.dark)),
    Rule("camera_small", "camera", CARE, "size", _seen(lambda c, x: c.height < x.camera_height)),
    Rule("microphone_missing", "microphone", BAD, "microphone", _microphone("missing")),
    Rule("microphone_denied", "microphone", BAD, "microphone", _microphone("denied")),
    Rule("microphone_busy", "microphone", BAD, "microphone", _microphone("busy")),
    Rule("microphone_silent", "microphone", BAD, "level", _heard(lambda level, x: level < x.silent)),
    Rule("microphone_quiet", "microphone", CARE, "level", _heard(lambda level, x: level < x.quiet)),
    Rule("speaker_unheard", "speaker", BAD, "speaker", lambda m, _: m.speaker == "unheard"),
    Rule("line_unreachable", "line", BAD, "line", lambda m, _: m.line.outcome == "unreachable"),
    Rule("line_up_poor", "line", BAD, "up", _line(lambda n, x: n.up_kbps < x.up_bad)),
    Rule("line_up_low", "line", CARE, "up", _line(lambda n, x: n.up_kbps < x.up_care)),
    Rule("line_down_poor", "line", BAD, "down", _line(lambda n, x: n.down_kbps < x.down_bad)),
    Rule("line_down_low", "line", CARE, "down", _line(lambda n, x: n.down_kbps < x.down_care)),
    Rule("line_lossy", "line", BAD, "loss", _line(lambda n, x: n.loss_percent >= x.loss_bad)),
    Rule("line_some_loss", "line", CARE, "loss", _line(lambda n, x: n.loss_percent >= x.loss_care)),
    Rule("line_unsteady", "line", BAD, "jitter", _line(lambda n, x: n.jitter_ms >= x.jitter_bad)),
    Rule("line_some_jitter", "line", CARE, "jitter", _line(lambda n, x: n.jitter_ms >= x.jitter_care)),
    Rule("line_far", "line", BAD, "rtt", _line(lambda n, x: n.rtt_ms >= x.rtt_bad)),
    Rule("line_slow", "line", CARE, "rtt", _line(lambda n, x: n.rtt_ms >= x.rtt_care)),
    Rule("line_tcp", "line", CARE, "transport", _line(lambda n, _: n.transport == "tcp")),
    Rule("checklist_essential", "checklist", BAD, "checklist", _open_items(lambda m: m.essential)),
    Rule("checklist_open", "checklist", CARE, "checklist", _open_items(lambda m: m.listed)),
)


@dataclass(frozen=True)
class Verdict:
    """What a run comes to: a grade for each test and for the site, and the codes of what was found."""

    overall: Grade
    tests: Mapping[Test, Grade]
    findings: tuple[str, ...]


def judge(measured: Measured, limits: Limits) -> Verdict:
    """The verdict on one run, by the table."""
    found = _found(measured, limits)
    tests = {test: _grade(test, measured, found) for test in TESTS}
    return Verdict(overall(tests.values()), tests, tuple(rule.code for rule in found))


def _found(measured: Measured, limits: Limits) -> list[Rule]:
    told: dict[tuple[Test, str], Rule] = {}
    for rule in RULES:
        if rule.holds(measured, limits):
            told.setdefault((rule.test, rule.figure), rule)
    return list(told.values())


def _grade(test: Test, measured: Measured, found: Iterable[Rule]) -> Grade:
    grades = {rule.grade for rule in found if rule.test == test}
    if grades:
        return BAD if BAD in grades else CARE
    return Grade.GOOD if _was_tested(test, measured) else Grade.UNTESTED


def _was_tested(test: Test, measured: Measured) -> bool:
    outcomes = {
        "camera": measured.camera.outcome,
        "microphone": measured.microphone.outcome,
        "speaker": measured.speaker,
        "line": measured.line.outcome,
        "checklist": "untested" if measured.done is None else "done",
    }
    return outcomes[test] != "untested"


def overall(grades: Iterable[Grade]) -> Grade:
    """The site's grade: bad where one test is; good only when all were made and are good."""
    seen = set(grades)
    if BAD in seen:
        return BAD
    if seen == {Grade.UNTESTED}:
        return Grade.UNTESTED
    return Grade.GOOD if seen == {Grade.GOOD} else CARE


RANK = {Grade.BAD: 0, Grade.CARE: 1, Grade.GOOD: 2}


def change(before: Grade | str | None, now: Grade) -> Change:
    """How `now` compares with the round before."""
    if before is None or before == Grade.UNTESTED or now == Grade.UNTESTED:
        return Change.FIRST
    earlier, later = RANK[Grade(before)], RANK[now]
    if earlier == later:
        return Change.SAME
    return Change.BETTER if later > earlier else Change.WORSE


def check_items(items: Sequence[Item]) -> None:
    """Raises Problem bad_input (422) naming `items` unless there are some, at most MOST_ITEMS, each once and
    each with words."""
    keys, texts = {item.key for item in items}, [item.text.lower() for item in items if item.text]
    code = ""
    if not 1 <= len(items) <= MOST_ITEMS:
        code = "checklist_length"
    elif len(keys) < len(items) or len(set(texts)) < len(texts):
        code = "checklist_twice"
    elif any(not item.text and item.key not in CHECKLIST for item in items):
        code = "checklist_without_words"
    if code:
        raise Problem("bad_input", errors=(FieldError("items", code, {"most": MOST_ITEMS}),))


def check_ticked(done: Collection[str] | None, listed: Collection[str]) -> None:
    """Raises Problem bad_input (422) for a tick at what the round's checklist does not have."""
    if done is not None and not set(done) <= set(listed):
        raise Problem("bad_input", errors=(FieldError("checklist", "checklist_unknown"),))


def is_open(closed_at: datetime | None, ends_at: datetime, now: datetime) -> bool:
    """Whether sites may report: not closed, and within the window."""
    return closed_at is None and now < ends_at


def check_open(closed_at: datetime | None, ends_at: datetime, now: datetime) -> None:
    """Raises Problem rehearsal_closed (409)."""
    if not is_open(closed_at, ends_at, now):
        raise Problem("rehearsal_closed")


def check_not_closed(closed_at: datetime | None) -> None:
    """Raises Problem rehearsal_closed (409) once a round was closed; its window may be over."""
    if closed_at is not None:
        raise Problem("rehearsal_closed")


def check_over(ends_at: datetime, now: datetime) -> None:
    """Raises Problem rehearsal_already_open (409) while the window of the round before lasts."""
    if now < ends_at:
        raise Problem("rehearsal_already_open")


def check_window(ends_at: datetime, now: datetime) -> None:
    """Raises Problem bad_input (422) unless a round ends after now, within LONGEST_WINDOW."""
    if not now < ends_at <= now + LONGEST_WINDOW:
        raise Problem("bad_input", errors=(FieldError("ends_at", "rehearsal_window"),))


def automatic_window(start: datetime, now: datetime, before: timedelta) -> datetime:
    """When a round ends that a site opens by itself, from `before` the meeting's start.

    Raises Problem rehearsal_too_early (409) naming the minutes.
    """
    if now < start - before:
        raise Problem("rehearsal_too_early", minutes=int(before.total_seconds() // 60))
    return max(start, now + LATE_WINDOW)

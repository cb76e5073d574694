"""The rows of rehearsals as snapshots and events show them."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import StringConstraints

from ecabinet.journal import audience
from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.lifecycle.access import NOBODY
from meetings.lifecycle.fields import Words
from meetings.lifecycle.rows import Instant, State
from meetings.rehearsal.models import Oversight, Report, Result, Round
from meetings.rehearsal.rules import TESTS, Change, Grade, Item, Transport

# Who sees the readiness board. A site sees its own row beside.
BOARD = audience.role("secretary", "chair", "technician", "administrator", "overseer")
# Results of so many rounds are live; those of earlier ones are read from exports and lists.
LIVE_ROUNDS = 2


class RehearsalTally(Schema):
    """How many sites there were, and how they stood."""

    sites: int
    good: int
    care: int
    bad: int
    untested: int


class ChecklistItem(Schema):
    """One item of a checklist; `text` is empty for an item of the standard list in its own words."""

    key: Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,40}$")]
    text: Annotated[str, Words, StringConstraints(max_length=200)] = ""
    is_essential: bool = False

    def item(self) -> Item:
        """The same for the rules."""
        return Item(self.key, self.text, self.is_essential)


class RehearsalRow(Schema):
    """A trial round. Sites may report until `ends_at` or `closed_at`; `tally` is there once it is closed."""

    id: UUID
    number: int
    opened_at: Instant
    opened_by: str
    is_automatic: bool
    note: str
    ends_at: Instant
    checklist: list[ChecklistItem]
    closed_at: Instant | None
    closed_because: str
    tally: RehearsalTally | None


class LineFigures(Schema):
    """What the line test measured: kbit/s, loss of the worse direction in per cent, ms."""

    up_kbps: float
    down_kbps: float
    loss_percent: float
    jitter_ms: float
    rtt_ms: float
    transport: Transport


class RehearsalResultRow(Schema):
    """How a site stands in a round, by its last report; its key is `<number>:<site id>`."""

    round: int
    site_id: UUID
    reports: int
    reported_at: Instant | None
    overall: Annotated[Grade, INLINE]
    change: Annotated[Change, INLINE]
    camera: Annotated[Grade, INLINE]
    microphone: Annotated[Grade, INLINE]
    speaker: Annotated[Grade, INLINE]
    line: Annotated[Grade, INLINE]
    checklist: Annotated[Grade, INLINE]
    findings: list[str]
    figures: LineFigures | None
    open_items: list[str]
    note: str
    checked_at: Instant | None
    checked_by: str
    check_note: str


class OverseerRow(Schema):
    """Who watches over a site; its key is the id of the site."""

    site_id: UUID
    person_id: UUID
    full_name: str
    position: str


class RehearsalReportRow(Schema):
    """One of all reports of a site in a round."""

    id: UUID
    at: Instant
    screen_name: str
    overall: Annotated[Grade, INLINE]
    findings: list[str]
    measured: dict[str, Any]


def rehearsal_row(found: Round) -> RehearsalRow:
    return RehearsalRow(**{name: getattr(found, name) for name in RehearsalRow.model_fields})


def result_row(number: int, result: Result) -> RehearsalResultRow:
    """The row; needs no further query."""
    fields = RehearsalResultRow.model_fields.keys() - {"round", *TESTS}
    own = {name: getattr(result, name) for name in fields}
    tests: dict[str, Grade] = {test: result.tests.get(test, Grade.UNTESTED) for test in TESTS}
    return RehearsalResultRow(**{**own, **tests, "round": number})


def result_key(number: int, site_id: object) -> str:
    return f"{number}:{site_id}"


def overseer_row(oversight: Oversight) -> OverseerRow:
    return OverseerRow(**{name: getattr(oversight, name) for name in OverseerRow.model_fields})


def report_row(report: Report) -> RehearsalReportRow:
    return RehearsalReportRow(**{name: getattr(report, name) for name in RehearsalReportRow.model_fields})


def round_state(found: Round) -> State:
    return {"rehearsals": {str(found.id): rehearsal_row(found).model_dump(mode="json")}}


def result_state(number: int, result: Result) -> State:
    row = result_row(number, result).model_dump(mode="json")
    return {"rehearsal_results": {result_key(number, result.site_id): row}}


def overseers_state(site_ids: Iterable[UUID], found: Iterable[Oversight]) -> State:
    """The rows of these sites, null where nobody watches."""
    rows: dict[str, Any] = {str(site_id): None for site_id in site_ids}
    rows |= {str(one.site_id): overseer_row(one).model_dump(mode="json") for one in found}
    return {"overseers": rows}


def read_rounds(meeting_id: str, _viewer: Viewer) -> dict[str, RehearsalRow]:
    """The part `rehearsals` of a snapshot."""
    return {str(found.id): rehearsal_row(found) for found in Round.objects.filter(meeting_id=meeting_id)}


def read_results(meeting_id: str, viewer: Viewer) -> dict[str, RehearsalResultRow]:
    """The part `rehearsal_results`: the last rounds; to a site its own, to others off the board nothing."""
    rounds = Round.objects.filter(meeting_id=meeting_id).order_by("-number")[:LIVE_ROUNDS]
    numbers = dict(rounds.values_list("id", "number"))
    results = Result.objects.filter(round_id__in=numbers)
    if not viewer.sees(BOARD):
        if viewer.kind != "site_device":
            return {}
        results = results.filter(site_id=viewer.site_id or NOBODY)
    return {result_key(numbers[r.round_id], r.site_id): result_row(numbers[r.round_id], r) for r in results}


def read_overseers(meeting_id: str, viewer: Viewer) -> dict[str, OverseerRow]:
    """The part `overseers`: for who sees the board."""
    if not viewer.sees(BOARD):
        return {}
    return {str(o.site_id): overseer_row(o) for o in Oversight.objects.filter(meeting_id=meeting_id)}

"""The queue and the turn as snapshots and events show them."""

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema

from ecabinet.journal.audience import Viewer
from ecabinet.shapes import INLINE
from meetings.floor.models import FloorSettings, LostLine, SpeakRequest, Turn, UnitBudget
from meetings.floor.rules import ACTIVE
from meetings.lifecycle.rows import Instant, State

KEY = "turn"
SETTINGS_KEY = "it"


class FloorSettingsRow(Schema):
    """How the floor is run; no row means the usual: only speaking open, by time of asking."""

    speaking_open: bool
    interpellation_open: bool
    first_timers_first: bool
    loss_action: Annotated[FloorSettings.LossAction, INLINE]
    loss_return_seconds: int
    loss_people: int
    loss_voters: int


class LossRow(Schema):
    """A site whose line is lost now; its key is the id of the site. `holds_item`: the item waits for it."""

    site_id: UUID
    site_name: str
    lost_at: Instant
    people: int
    voters: int
    holds_item: bool


class BudgetRow(Schema):
    """The time a unit may speak, about one item or (`item_id` null) in the whole meeting.

    `used_seconds` are those of turns that ended; the one that runs comes on top.
    """

    id: UUID
    unit_name: str
    item_id: UUID | None
    minutes: int
    used_seconds: int


class QueueRow(Schema):
    """A request that waits or was called. `turn_count`: how often that person had the floor before.

    Within a `queue`, rows are called in the order of `sort_key`.
    """

    id: UUID
    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    site_id: UUID | None
    site_name: str
    unit_name: str
    item_id: UUID | None
    queue: Annotated[SpeakRequest.Queue, INLINE]
    priority: Annotated[SpeakRequest.Priority, INLINE]
    topic: str
    sort_key: str
    status: Literal["waiting", "called", "ready"]
    requested_at: Instant
    turn_count: int


class TurnRow(Schema):
    """The one who has the floor; `limit_seconds` may be overrun, `paused_seconds` are the ended pauses."""

    request_id: UUID
    participant_id: UUID
    person_id: UUID
    full_name: str
    position: str
    site_id: UUID | None
    site_name: str
    unit_name: str
    item_id: UUID | None
    queue: Annotated[SpeakRequest.Queue, INLINE]
    topic: str
    identity: str
    started_at: Instant
    limit_seconds: int
    paused_at: Instant | None
    paused_seconds: int
    line_lost_at: Instant | None


_WHO = (
    *("participant_id", "person_id", "full_name", "position", "site_id", "site_name", "unit_name"),
    *("item_id", "queue", "topic"),
)
_PLACE = ("priority", "sort_key", "status", "requested_at")
_CLOCK = ("identity", "started_at", "limit_seconds", "paused_at", "paused_seconds", "line_lost_at")


def queue_row(request: SpeakRequest) -> QueueRow:
    """The row of an active request; needs no further query."""
    return QueueRow(
        id=request.id,
        turn_count=request.turns_before,
        **{name: getattr(request, name) for name in (*_WHO, *_PLACE)},
    )


def turn_row(turn: Turn) -> TurnRow:
    """The row of a turn whose request is loaded."""
    return TurnRow(
        request_id=turn.request_id,
        **{name: getattr(turn.request, name) for name in _WHO},
        **{name: getattr(turn, name) for name in _CLOCK},
    )


def queue_state(requests: Iterable[SpeakRequest]) -> State:
    """What an event says when these requests changed: those not active any more leave the queue."""
    rows = {str(r.id): queue_row(r).model_dump(mode="json") if r.status in ACTIVE else None for r in requests}
    return {"queue": rows} if rows else {}


def turn_state(turn: Turn) -> State:
    """What an event says when the turn changed: once ended it leaves the floor."""
    return {"floor": {KEY: None if turn.ended_at else turn_row(turn).model_dump(mode="json")}}


def waiting(meeting_id: UUID | str) -> "QuerySet[SpeakRequest]":
    """The active requests of a meeting in the order in which they are called."""
    return SpeakRequest.objects.filter(meeting_id=meeting_id, status__in=ACTIVE)


def settings_of(meeting_id: UUID | str) -> FloorSettings:
    """How the floor of a meeting is run; not yet saved where nobody has chosen."""
    found = FloorSettings.objects.filter(meeting_id=meeting_id).first()
    return found or FloorSettings(meeting_id=meeting_id)


def settings_row(settings: FloorSettings) -> FloorSettingsRow:
    """The row of the settings."""
    return FloorSettingsRow(**{name: getattr(settings, name) for name in FloorSettingsRow.model_fields})


def settings_state(settings: FloorSettings) -> State:
    """What an event says when the settings changed."""
    return {"floor_settings": {SETTINGS_KEY: settings_row(settings).model_dump(mode="json")}}


def read_settings(meeting_id: str, _viewer: Viewer) -> dict[str, FloorSettingsRow]:
    """The part `floor_settings` of a snapshot: empty while the meeting has the usual."""
    found = FloorSettings.objects.filter(meeting_id=meeting_id).first()
    return {SETTINGS_KEY: settings_row(found)} if found else {}


def running_turn(meeting_id: UUID | str) -> Turn | None:
    """The turn of a meeting that has not ended, its request loaded."""
    return Turn.objects.filter(meeting_id=meeting_id, ended_at=None).select_related("request").first()


def read_queue(meeting_id: str, _viewer: Viewer) -> dict[str, QueueRow]:
    """The part `queue` of a snapshot."""
    return {str(request.id): queue_row(request) for request in waiting(meeting_id)}


def read_floor(meeting_id: str, _viewer: Viewer) -> dict[str, TurnRow]:
    """The part `floor` of a snapshot: empty when nobody has the floor."""
    turn = running_turn(meeting_id)
    return {KEY: turn_row(turn)} if turn else {}


def loss_row(line: LostLine) -> LossRow:
    """The row of a lost line; needs no further query."""
    return LossRow(**{name: getattr(line, name) for name in LossRow.model_fields})


def losses_state(lines: Iterable[LostLine], gone: Iterable[object] = ()) -> State:
    """What an event says when lines were lost, or those to the sites `gone` are no longer missed."""
    rows = {str(line.site_id): loss_row(line).model_dump(mode="json") for line in lines}
    return {"losses": {**rows, **{str(site_id): None for site_id in gone}}}


def read_losses(meeting_id: str, _viewer: Viewer) -> dict[str, LossRow]:
    """The part `losses` of a snapshot."""
    return {str(line.site_id): loss_row(line) for line in LostLine.objects.filter(meeting_id=meeting_id)}


def budget_rows(budgets: Iterable[UnitBudget]) -> dict[str, BudgetRow]:
    """The rows of budgets of one meeting, with what was used of each."""
    found = list(budgets)
    units = {budget.unit_name for budget in found}
    meetings = {budget.meeting_id for budget in found}
    ended = Turn.objects.filter(meeting_id__in=meetings, ended_at__isnull=False).select_related("request")
    turns = list(ended.filter(request__unit_name__in=units))
    return {str(budget.id): _budget_row(budget, turns) for budget in found}


def _budget_row(budget: UnitBudget, turns: Iterable[Turn]) -> BudgetRow:
    spoken = (
        turn.clock.seconds_used(turn.ended_at)
        for turn in turns
        if turn.ended_at
        and turn.request.unit_name == budget.unit_name
        and budget.item_id in (None, turn.request.item_id)
    )
    return BudgetRow(
        id=budget.id,
        unit_name=budget.unit_name,
        item_id=budget.item_id,
        minutes=budget.minutes,
        used_seconds=sum(spoken),
    )


def budgets_state(budgets: Iterable[UnitBudget]) -> State:
    """What an event says when these budgets, or what was used of them, changed."""
    rows = {key: row.model_dump(mode="json") for key, row in budget_rows(budgets).items()}
    return {"budgets": rows} if rows else {}


def read_budgets(meeting_id: str, _viewer: Viewer) -> dict[str, BudgetRow]:
    """The part `budgets` of a snapshot."""
    return budget_rows(UnitBudget.objects.filter(meeting_id=meeting_id))

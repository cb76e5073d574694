"""How long a unit may speak. Going over is shown and never stops anybody: the chair decides.

The caller has locked the meeting's row.
"""

from uuid import UUID

from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from meetings.floor.models import SpeakRequest, UnitBudget
from meetings.floor.rows import budgets_state
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of
from meetings.lifecycle.rules import ARRANGEABLE, RUNNING, require_status


def set_budget(cmd: Command, meeting: Meeting, unit_name: str, item_id: UUID | None, minutes: int) -> None:
    """Give a unit so many minutes for an item, or for the whole meeting; 0 takes the budget away.

    Raises Problem meeting_wrong_status (409), bad_input (422) when nobody of that unit takes part.
    """
    require_status("arrange_floor", meeting.status, ARRANGEABLE | RUNNING)
    if not Participant.objects.filter(meeting=meeting, unit_name=unit_name).exists():
        raise Problem("bad_input", errors=(FieldError("unit_name", "not_found"),))
    found = UnitBudget.objects.filter(meeting=meeting, unit_name=unit_name, item_id=item_id).first()
    if minutes == 0:
        _remove(cmd, meeting, found)
        return
    budget = found or UnitBudget(meeting=meeting, unit_name=unit_name, item_id=item_id)
    before, budget.minutes = (budget.minutes if found else None), minutes
    if before == minutes:
        return
    budget.save()
    data = {**_told(budget), "minutes_before": before}
    cmd.append(stream_of(meeting), "time_budget.set", data=data, state=budgets_state([budget]))


def _remove(cmd: Command, meeting: Meeting, budget: UnitBudget | None) -> None:
    if budget is None:
        return
    key = str(budget.id)
    budget.delete()
    state = {"budgets": {key: None}}
    cmd.append(stream_of(meeting), "time_budget.removed", data=_told(budget), state=state)


def used_by(request: SpeakRequest) -> State:
    """The budgets that a turn of this request counts for, as they are now."""
    unit = UnitBudget.objects.filter(meeting_id=request.meeting_id, unit_name=request.unit_name)
    return budgets_state(budget for budget in unit if budget.item_id in (None, request.item_id))


def _told(budget: UnitBudget) -> dict[str, object]:
    return {"unit_name": budget.unit_name, "item_id": budget.item_id, "minutes": budget.minutes}

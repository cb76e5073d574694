"""What sites check by hand: a meeting's own list, else the usual one of its unit, else the standard one."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal

from ecabinet.journal.services import Command
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import stream_of
from meetings.lifecycle.rules import EDITABLE, require_status
from meetings.rehearsal.models import Checklist, standard_items
from meetings.rehearsal.rows import BOARD
from meetings.rehearsal.rules import Item, check_items

Source = Literal["meeting", "unit", "standard"]


def checklist_of(meeting: Meeting) -> tuple[list[dict[str, Any]], Source]:
    """The items that the next round of the meeting is run with, and whose list they are."""
    own = Checklist.objects.filter(meeting=meeting).first()
    if own is not None:
        return own.items, "meeting"
    usual = Checklist.objects.filter(unit_id=meeting.unit_id).first()
    return (usual.items, "unit") if usual is not None else (standard_items(), "standard")


def set_checklist(cmd: Command, meeting: Meeting, items: Sequence[Item] | None, for_unit: bool) -> None:
    """Write the meeting's list, or its unit's; None takes it away. Rounds that were opened keep theirs.

    Raises Problem meeting_wrong_status (409), bad_input (422).
    """
    require_status("edit", meeting.status, EDITABLE)
    whose: dict[str, Any] = {"unit_id": meeting.unit_id} if for_unit else {"meeting": meeting}
    if items is None:
        Checklist.objects.filter(**whose).delete()
    else:
        check_items(items)
        Checklist.objects.update_or_create(**whose, defaults={"items": [asdict(item) for item in items]})
    data = {
        "for_unit": for_unit,
        "unit_name": meeting.unit_name,
        "number": None if items is None else len(items),
    }
    cmd.append(stream_of(meeting), "rehearsal.checklist_set", data=data, audience=BOARD)

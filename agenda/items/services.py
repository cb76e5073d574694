"""The commands of the agenda. Every function runs inside a command whose meeting row is locked."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from django.db.models import ProtectedError

from agenda.items.models import AgendaItem
from agenda.items.rows import item_row, items_state
from agenda.items.rules import check_numbers_stay, check_order, check_room
from ecabinet.journal.services import Command, Draft
from ecabinet.problems import Problem
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of
from meetings.lifecycle.rules import ARRANGEABLE, Status, require_status
from meetings.lifecycle.services import set_current_item


@dataclass(frozen=True)
class ItemFields:
    """What is said of an item when it is added or edited."""

    title: str
    kind: str
    presenter: str
    planned_minutes: int


def add(cmd: Command, meeting: Meeting, fields: ItemFields) -> AgendaItem:
    """Put a matter at the end of the agenda. Raises Problem agenda_full (409)."""
    require_status("edit", meeting.status, ARRANGEABLE)
    count = AgendaItem.objects.filter(meeting=meeting).count()
    check_room(count)
    item = AgendaItem.objects.create(meeting=meeting, position=count + 1, **asdict(fields))
    cmd.append(stream_of(meeting), "item.added", data=told(item), state=items_state([item]))
    return item


def edit(cmd: Command, meeting: Meeting, item: AgendaItem, changes: dict[str, Any]) -> None:
    """Change title, kind, presenter or planned minutes; an item that is done stays as it was.

    Raises Problem item_begun (409).
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    if item.status == AgendaItem.Status.DONE:
        raise Problem("item_begun")
    before = {name: getattr(item, name) for name in changes if getattr(item, name) != changes[name]}
    if not before:
        return
    for name in before:
        setattr(item, name, changes[name])
    item.save(update_fields=list(before))
    data = {**told(item), "before": before}
    cmd.append(stream_of(meeting), "item.edited", data=data, state=items_state([item]))


def remove(cmd: Command, meeting: Meeting, item: AgendaItem) -> None:
    """Take a matter off the agenda; those after it move up.

    Raises Problem item_begun (409) for one that has begun or would renumber one that has, item_in_use (409)
    while documents or polls point to it.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    if item.status != AgendaItem.Status.PENDING:
        raise Problem("item_begun")
    data, item_id = told(item), item.id
    try:
        item.delete()
    except ProtectedError as error:
        raise Problem("item_in_use") from error
    ids = list(AgendaItem.objects.filter(meeting=meeting).values_list("id", flat=True))
    moved = _renumber(meeting, ids)
    gone: State = {"items": {str(item_id): None}}
    cmd.append(stream_of(meeting), "item.removed", data=data, state=merged(gone, items_state(moved)))


def reorder(cmd: Command, meeting: Meeting, ids: Sequence[UUID]) -> list[AgendaItem]:
    """Put the agenda in the order of `ids`, which names every item once; gives all items in order.

    Raises Problem bad_input (422), item_begun (409) when an item that has begun would move.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    known = list(AgendaItem.objects.filter(meeting=meeting).values_list("id", flat=True))
    check_order(known, ids)
    moved = _renumber(meeting, ids)
    items = list(AgendaItem.objects.filter(meeting=meeting))
    if moved:
        order = [{"item_id": item.id, "number": item.number, "title": item.title} for item in items]
        cmd.append(stream_of(meeting), "item.reordered", data={"order": order}, state=items_state(moved))
    return items


def _renumber(meeting: Meeting, ids: Sequence[UUID]) -> list[AgendaItem]:
    """Give the items positions from 1 in the order of `ids`; gives those whose position changed.

    Done over negative positions, since a database checks uniqueness row by row.
    """
    items = {item.id: item for item in AgendaItem.objects.filter(meeting=meeting)}
    after = {item_id: position for position, item_id in enumerate(ids, start=1)}
    before = {item_id: item.position for item_id, item in items.items()}
    begun = {item.id for item in items.values() if item.status != AgendaItem.Status.PENDING}
    check_numbers_stay(before, after, begun)
    moved = [items[item_id] for item_id in ids if before[item_id] != after[item_id]]
    for sign in (-1, 1):
        for item in moved:
            item.position = sign * after[item.id]
        AgendaItem.objects.bulk_update(moved, ["position"])
    return moved


def open_item(cmd: Command, meeting: Meeting, item: AgendaItem) -> None:
    """Put a matter on the table; the one that was there is closed first. Opening it again changes nothing.

    A matter that is done may be taken up again. Raises Problem meeting_wrong_status (409) unless the meeting
    is in progress.
    """
    require_status("open_item", meeting.status, {Status.IN_PROGRESS})
    if item.status == AgendaItem.Status.CURRENT:
        return
    close_current(cmd, meeting)
    item.status, item.closed_at = AgendaItem.Status.CURRENT, None
    item.opened_at = item.opened_at or cmd.at
    item.save(update_fields=["status", "opened_at", "closed_at"])
    state = merged(set_current_item(cmd, meeting, item.id), items_state([item]))
    cmd.append(stream_of(meeting), "item.opened", data=told(item), state=state)


def close_item(cmd: Command, meeting: Meeting, item: AgendaItem) -> None:
    """Finish the matter on the table. Raises Problem item_not_open (409)."""
    require_status("close_item", meeting.status, {Status.IN_PROGRESS, Status.PAUSED, Status.ENDED})
    if item.status != AgendaItem.Status.CURRENT:
        raise Problem("item_not_open")
    item.status, item.closed_at = AgendaItem.Status.DONE, cmd.at
    item.save(update_fields=["status", "closed_at"])
    state = merged(set_current_item(cmd, meeting, None), items_state([item]))
    data = {**told(item), "opened_at": item.opened_at, "closed_at": item.closed_at}
    cmd.append(stream_of(meeting), "item.closed", data=data, state=state)


def close_current(cmd: Command, meeting: Meeting) -> None:
    """Finish the matter on the table, if there is one."""
    item = AgendaItem.objects.filter(meeting=meeting, status=AgendaItem.Status.CURRENT).first()
    if item is not None:
        close_item(cmd, meeting, item)


def told(item: AgendaItem) -> dict[str, Any]:
    """What events say of an item."""
    row = item_row(item)
    names = ("position", "number", "title", "kind", "presenter", "planned_minutes")
    return {"item_id": row.id, **{name: getattr(row, name) for name in names}}


def for_another_meeting(meeting: Meeting) -> list[dict[str, Any]]:
    """The items in order, as another meeting begins with them."""
    names = [each.name for each in fields(ItemFields)]
    return [
        {name: getattr(item, name) for name in names} for item in AgendaItem.objects.filter(meeting=meeting)
    ]


def fill_from_template(cmd: Command, draft: Draft) -> None:
    """Subscriber of meeting.created: the template's agenda becomes the meeting's."""
    meeting = Meeting.objects.get(id=draft.data["meeting_id"])
    for entry in draft.data["agenda"]:
        add(cmd, meeting, ItemFields(**entry))


def close_at_end(cmd: Command, draft: Draft) -> None:
    """Subscriber of meeting.ended: nothing stays on the table."""
    close_current(cmd, Meeting.objects.get(id=draft.stream.partition(":")[2]))

"""The commands of the agenda. Every function runs inside a command whose meeting row is locked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, ProtectedError, QuerySet

from agenda.items import rules
from agenda.items.models import AgendaItem
from agenda.items.rows import item_row, items_state
from agenda.items.rules import check_numbers_stay, check_order, check_room, laid_out
from ecabinet.journal.services import Command, Draft
from ecabinet.problems import Problem
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of
from meetings.lifecycle.rules import ARRANGEABLE, require_status

DONE = AgendaItem.Status.DONE


@dataclass(frozen=True)
class ItemFields:
    """What is said of an item when it is added or edited."""

    title: str
    kind: str
    presenter: str
    planned_minutes: int


@dataclass(frozen=True)
class Access:
    """To whom an item is open: `allowed` as agenda.items.closing has it; hidden ones leave no trace."""

    is_restricted: bool = False
    is_hidden: bool = False
    allowed: tuple[str, ...] = ()


OPEN = Access()


def add(
    cmd: Command,
    meeting: Meeting,
    fields: ItemFields,
    parent: AgendaItem | None = None,
    access: Access = OPEN,
    more: Mapping[str, Any] | None = None,
) -> AgendaItem:
    """Put a matter at the end of the agenda, or after those under `parent`; `more` goes into the event.

    Raises Problem agenda_full (409), bad_parent (422), item_begun (409) where one that has begun comes after.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    known = list(AgendaItem.objects.filter(meeting=meeting))
    check_room(len(known))
    if parent is not None:
        rules.check_parent(is_below=parent.parent_id is not None, has_below=False, same=False)
    item = AgendaItem.objects.create(
        meeting=meeting, parent=parent, position=len(known) + 1, **asdict(fields), **_closed(access)
    )
    moved = _renumber(meeting, [*(one.id for one in known), item.id])
    item.refresh_from_db()
    shown = [item, *(one for one in moved if one.id != item.id)]
    data = {**told(item), "is_restricted": item.is_restricted, **(more or {})}
    cmd.append(stream_of(meeting), "item.added", data=data, state=items_state(shown))
    return item


def _closed(access: Access) -> dict[str, Any]:
    if not access.is_restricted:
        return {}
    return {"is_restricted": True, "is_hidden": access.is_hidden, "allowed": list(access.allowed)}


def edit(cmd: Command, meeting: Meeting, item: AgendaItem, changes: dict[str, Any]) -> None:
    """Change title, kind, presenter, planned minutes or what it stands under (`parent`, an item or None).

    An item that is done stays as it was. Raises Problem item_begun (409), bad_parent (422).
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    if item.status == DONE:
        raise Problem("item_begun")
    before = {name: getattr(item, name) for name in changes if getattr(item, name) != changes[name]}
    if not before:
        return
    if "parent" in before:
        _check_move(item, changes["parent"])
    for name in before:
        setattr(item, name, changes[name])
    item.save(update_fields=list(before))
    moved = _renumber(meeting, list(_ids(meeting))) if "parent" in before else []
    item.refresh_from_db()
    said = {name: str(value.id) if isinstance(value, AgendaItem) else value for name, value in before.items()}
    shown = [item, *(one for one in moved if one.id != item.id)]
    data = {**told(item), "before": said}
    cmd.append(stream_of(meeting), "item.edited", data=data, state=items_state(shown))


def _check_move(item: AgendaItem, parent: AgendaItem | None) -> None:
    if item.status != AgendaItem.Status.PENDING:
        raise Problem("item_begun")
    if parent is not None:
        rules.check_parent(
            is_below=parent.parent_id is not None, has_below=item.below.exists(), same=parent.id == item.id
        )


def set_access(cmd: Command, meeting: Meeting, item: AgendaItem, access: Access) -> None:
    """Say to whom the item is open from now on; the same again changes nothing.

    Raises Problem meeting_wrong_status (409). Subscribers refuse it while a poll of the item is open.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    wanted = {"is_restricted": False, "is_hidden": False, "allowed": [], **_closed(access)}
    if all(getattr(item, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(item, name, value)
    item.save(update_fields=list(wanted))
    data = {**told(item), **wanted}
    cmd.append(stream_of(meeting), "item.access_changed", data=data, state=items_state([item]))


def remove(cmd: Command, meeting: Meeting, item: AgendaItem) -> None:
    """Take a matter off the agenda; those after it move up.

    Raises Problem item_begun (409) for one that has begun or would renumber one that has, item_in_use (409)
    while documents, polls or other items point to it.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    if item.opened_at is not None:
        raise Problem("item_begun")
    data, item_id = told(item), item.id
    try:
        item.delete()
    except ProtectedError as error:
        raise Problem("item_in_use") from error
    moved = _renumber(meeting, list(_ids(meeting)))
    gone: State = {"items": {str(item_id): None}}
    cmd.append(stream_of(meeting), "item.removed", data=data, state=merged(gone, items_state(moved)))


def reorder(cmd: Command, meeting: Meeting, ids: Sequence[UUID]) -> list[AgendaItem]:
    """Put the agenda in the order of `ids`, which names every item once; gives all items in order.

    Items under another stay under it. Raises Problem bad_input (422), item_begun (409) when an item that has
    begun would get another number.
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    check_order(list(_ids(meeting)), ids)
    moved = _renumber(meeting, ids)
    items = list(AgendaItem.objects.filter(meeting=meeting).prefetch_related("spans"))
    if moved:
        order = [{"item_id": item.id, "number": item.number, "title": item.title} for item in items]
        cmd.append(stream_of(meeting), "item.reordered", data={"order": order}, state=items_state(moved))
    return items


def _ids(meeting: Meeting) -> list[UUID]:
    return list(AgendaItem.objects.filter(meeting=meeting).values_list("id", flat=True))


def _renumber(meeting: Meeting, ids: Sequence[UUID]) -> list[AgendaItem]:
    """Give the items their places in the order of `ids`; gives those that moved."""
    items = {item.id: item for item in AgendaItem.objects.filter(meeting=meeting).prefetch_related("spans")}
    places = laid_out(ids, {item.id: item.parent_id for item in items.values()})
    begun = {item.id for item in items.values() if item.opened_at is not None}
    numbers = {item_id: number for item_id, (_, number) in places.items()}
    check_numbers_stay({item.id: item.number for item in items.values()}, numbers, begun)
    moved = [item for item in items.values() if (item.position, item.number) != places[item.id]]
    for sign in (-1, 1):
        for item in moved:
            position, item.number = places[item.id]
            item.position = sign * position
        AgendaItem.objects.bulk_update(moved, ["position", "number"])
    return sorted(moved, key=lambda item: item.position)


def told(item: AgendaItem) -> dict[str, Any]:
    """What events say of an item."""
    row = item_row(item)
    names = ("position", "number", "title", "kind", "presenter", "planned_minutes")
    return {"item_id": row.id, **{name: getattr(row, name) for name in names}}


def for_another_meeting(meeting: Meeting) -> list[dict[str, Any]]:
    """The items in order, as another meeting begins with them; restricted ones stay so."""
    return [_entry(item) for item in AgendaItem.objects.select_related("parent").filter(meeting=meeting)]


def _entry(item: AgendaItem) -> dict[str, Any]:
    entry: dict[str, Any] = {each.name: getattr(item, each.name) for each in fields(ItemFields)}
    if item.parent is not None:
        entry["under"] = item.parent.number
    if item.is_restricted:
        entry["access"] = {"is_hidden": item.is_hidden, "allowed": item.allowed}
    return entry


def fill_from_template(cmd: Command, draft: Draft) -> None:
    """Subscriber of meeting.created: the template's agenda becomes the meeting's."""
    meeting = Meeting.objects.get(id=draft.data["meeting_id"])
    for entry in draft.data["agenda"]:
        plain = ItemFields(**{each.name: entry[each.name] for each in fields(ItemFields)})
        above = AgendaItem.objects.filter(meeting=meeting, number=entry.get("under")).first()
        closed = entry.get("access")
        access = Access(True, closed["is_hidden"], tuple(closed["allowed"])) if closed else OPEN
        add(cmd, meeting, plain, above, access)


def _not_here(meeting: Meeting) -> "QuerySet[AgendaItem]":
    """What any other meeting postponed and this agenda does not have yet."""
    here = AgendaItem.objects.filter(meeting=meeting, carried_from__isnull=False).values("carried_from")
    postponed = AgendaItem.objects.filter(status=AgendaItem.Status.POSTPONED)
    return postponed.exclude(meeting=meeting).exclude(id__in=here)


def with_postponed(meeting: Meeting, sources: "QuerySet[Meeting]") -> "QuerySet[Meeting]":
    """Those of `sources` that postponed items which are not on this agenda, the last held first.

    Each has those items in `postponed`, in the order of its own agenda.
    """
    waiting = _not_here(meeting)
    found = sources.filter(id__in=waiting.values("meeting")).order_by("-scheduled_start", "id")
    return found.prefetch_related(
        Prefetch("items", queryset=waiting.order_by("position"), to_attr="postponed")
    )


def carry_over(cmd: Command, meeting: Meeting, source: Meeting) -> list[AgendaItem]:
    """Put the items that another meeting postponed on this agenda, each once; gives those that came.

    They keep to whom they are open. Raises Problem agenda_full, meeting_wrong_status (409).
    """
    require_status("edit", meeting.status, ARRANGEABLE)
    names = ("title", "kind", "presenter", "planned_minutes")
    came = []
    for item in list(_not_here(meeting).filter(meeting=source)):
        fields = ItemFields(**{name: getattr(item, name) for name in names})
        access = Access(item.is_restricted, item.is_hidden, tuple(item.allowed))
        more = {
            "carried_from": {"meeting_id": source.id, "meeting_title": source.title, "number": item.number}
        }
        new = add(cmd, meeting, fields, access=access, more=more)
        AgendaItem.objects.filter(id=new.id).update(carried_from=item)
        came.append(new)
    return came

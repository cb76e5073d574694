"""Endpoints of the agenda."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Router, Schema
from pydantic import StringConstraints

from agenda.items import services
from agenda.items.access import access_item
from agenda.items.rows import ItemRow, item_row
from agenda.items.rules import MOST_ITEMS
from ecabinet.commands import CommandRequest, as_command
from meetings.lifecycle.access import access_meeting
from meetings.lifecycle.fields import Words
from meetings.lifecycle.meanwhile import require_same
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.schemas import Gone

router = Router(tags=["agenda"])

Kind = Literal["opening", "report", "discussion", "decision", "other"]
ItemTitle = Annotated[str, Words, StringConstraints(min_length=1, max_length=400)]
Presenter = Annotated[str, Words, StringConstraints(max_length=200)]
MOST_MINUTES = 24 * 60


class ItemIn(Schema):
    title: ItemTitle
    kind: Kind = "report"
    presenter: Presenter = ""
    planned_minutes: int = Field(15, ge=1, le=MOST_MINUTES)


class ItemChange(Schema):
    """Fields of an item; those left out are not spoken of."""

    title: ItemTitle = ""
    kind: Kind = "report"
    presenter: Presenter = ""
    planned_minutes: int = Field(15, ge=1, le=MOST_MINUTES)

    def given(self) -> dict[str, Any]:
        """Only what the request named."""
        return self.model_dump(exclude_unset=True, exclude={"seen"})


class ItemEdit(ItemChange):
    """The fields to change. `seen` holds what stood there when the editor began: a field that somebody else
    changed since then is not overwritten."""

    seen: ItemChange | None = None


class OrderIn(Schema):
    """Every item once, in the order wanted."""

    ids: list[UUID] = Field(max_length=MOST_ITEMS)


class ItemsOut(Schema):
    items: list[ItemRow]


def _locked(request: CommandRequest, meeting_id: UUID, can: str) -> Meeting:
    return access_meeting(request.principal, meeting_id, can, lock=True).meeting


@router.post(
    "/meetings/{meeting_id}/items",
    response=ItemRow,
    operation_id="add_item",
    summary="Put a matter at the end of the agenda",
)
@as_command("item.add")
def add_item(request: CommandRequest, meeting_id: UUID, item: ItemIn) -> ItemRow:
    meeting = _locked(request, meeting_id, "edit_meeting")
    return item_row(services.add(request.command, meeting, services.ItemFields(**item.model_dump())))


@router.post(
    "/meetings/{meeting_id}/items/order",
    response=ItemsOut,
    operation_id="order_items",
    summary="Put the agenda in another order",
)
@as_command("item.reorder")
def order_items(request: CommandRequest, meeting_id: UUID, order: OrderIn) -> ItemsOut:
    meeting = _locked(request, meeting_id, "edit_meeting")
    items = services.reorder(request.command, meeting, order.ids)
    return ItemsOut(items=[item_row(item) for item in items])


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/edit",
    response=ItemRow,
    operation_id="edit_item",
    summary="Change an item; only the fields named",
)
@as_command("item.edit")
def edit_item(request: CommandRequest, meeting_id: UUID, item_id: UUID, changes: ItemEdit) -> ItemRow:
    meeting = _locked(request, meeting_id, "edit_meeting")
    item = access_item(meeting, item_id)
    require_same(item, changes.seen.given() if changes.seen else {}, changes.given())
    services.edit(request.command, meeting, item, changes.given())
    return item_row(item)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/remove",
    response=Gone,
    operation_id="remove_item",
    summary="Take a matter off the agenda",
)
@as_command("item.remove")
def remove_item(request: CommandRequest, meeting_id: UUID, item_id: UUID) -> Gone:
    meeting = _locked(request, meeting_id, "edit_meeting")
    services.remove(request.command, meeting, access_item(meeting, item_id))
    return Gone(id=item_id)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/open",
    response=ItemRow,
    operation_id="open_item",
    summary="Put a matter on the table; the one that was there is closed",
)
@as_command("item.open")
def open_item(request: CommandRequest, meeting_id: UUID, item_id: UUID) -> ItemRow:
    meeting = _locked(request, meeting_id, "run_meeting")
    item = access_item(meeting, item_id)
    services.open_item(request.command, meeting, item)
    return item_row(item)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/close",
    response=ItemRow,
    operation_id="close_item",
    summary="Finish the matter on the table",
)
@as_command("item.close")
def close_item(request: CommandRequest, meeting_id: UUID, item_id: UUID) -> ItemRow:
    meeting = _locked(request, meeting_id, "run_meeting")
    item = access_item(meeting, item_id)
    services.close_item(request.command, meeting, item)
    return item_row(item)

"""Endpoints of the agenda."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Router, Schema
from pydantic import StringConstraints

from agenda.items import services, table
from agenda.items.access import access_item
from agenda.items.rows import ItemRow, item_row
from agenda.items.rules import MOST_ITEMS
from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of
from meetings.lifecycle.access import access_meeting, prepared_meetings
from meetings.lifecycle.fields import PageNumber, Words
from meetings.lifecycle.meanwhile import require_same
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import Instant
from meetings.lifecycle.schemas import Gone

router = Router(tags=["agenda"])

Kind = Literal["opening", "report", "discussion", "decision", "other"]
ItemTitle = Annotated[str, Words, StringConstraints(min_length=1, max_length=400)]
Presenter = Annotated[str, Words, StringConstraints(max_length=200)]
MOST_MINUTES = 24 * 60
MOST_ALLOWED = 500
ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
ALLOWED = rf"^(role:(member|delegate|guest)|(unit|person):{ID})$"


Allowed = Annotated[str, StringConstraints(pattern=ALLOWED)]
Why = Annotated[str, Words, StringConstraints(max_length=300)]


class AccessIn(Schema):
    """To whom an item is open: all, or the chair, the secretaries and those `allowed` names.

    `allowed` are `role:member|delegate|guest`, `unit:<id>`, `person:<id>`; empty: an internal item. The
    others see its number, or with `is_hidden` nothing.
    """

    is_restricted: bool
    is_hidden: bool = False
    allowed: list[Allowed] = Field(default=[], max_length=MOST_ALLOWED)

    def wanted(self) -> services.Access:
        """The access as the services take it."""
        return services.Access(
            self.is_restricted, self.is_hidden, tuple(dict.fromkeys(map(str.lower, self.allowed)))
        )


class ItemIn(Schema):
    """A matter; with `parent_id` it stands under another one."""

    title: ItemTitle
    kind: Kind = "report"
    presenter: Presenter = ""
    planned_minutes: int = Field(15, ge=1, le=MOST_MINUTES)
    parent_id: UUID | None = None
    access: AccessIn | None = None

    def fields(self) -> services.ItemFields:
        """What is said of the item itself."""
        return services.ItemFields(self.title, self.kind, self.presenter, self.planned_minutes)


class ItemReason(Schema):
    """Why; opening an item for the first time needs none."""

    reason: Why = ""


class CarryIn(Schema):
    """The meeting whose postponed items come here."""

    meeting_id: UUID


class ItemChange(Schema):
    """Fields of an item; those left out are not spoken of."""

    title: ItemTitle = ""
    kind: Kind = "report"
    presenter: Presenter = ""
    planned_minutes: int = Field(15, ge=1, le=MOST_MINUTES)
    parent_id: UUID | None = None

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


class PostponedItem(Schema):
    """A matter that another meeting postponed."""

    id: UUID
    number: str
    title: str


class PostponedThere(Schema):
    """A meeting and what it postponed that is not on this agenda yet."""

    meeting_id: UUID
    meeting_title: str
    scheduled_start: Instant
    items: list[PostponedItem]


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
    parent = access_item(meeting, item.parent_id) if item.parent_id else None
    access = item.access.wanted() if item.access else services.OPEN
    return item_row(services.add(request.command, meeting, item.fields(), parent, access))


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
    given = changes.given()
    if "parent_id" in given:
        parent_id = given.pop("parent_id")
        given["parent"] = access_item(meeting, parent_id) if parent_id else None
    services.edit(request.command, meeting, item, given)
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
    summary="Put a matter on the table; the one that was there is closed. One that is done needs a reason",
)
@as_command("item.open")
def open_item(
    request: CommandRequest, meeting_id: UUID, item_id: UUID, body: ItemReason | None = None
) -> ItemRow:
    meeting = _locked(request, meeting_id, "run_meeting")
    item = access_item(meeting, item_id)
    table.open_item(request.command, meeting, item, body.reason if body else "")
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
    table.close_item(request.command, meeting, item)
    return item_row(item)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/pause",
    response=ItemRow,
    operation_id="pause_item",
    summary="Stop the clock of the matter on the table",
)
@as_command("item.pause")
def pause_item(request: CommandRequest, meeting_id: UUID, item_id: UUID) -> ItemRow:
    meeting = _locked(request, meeting_id, "run_meeting")
    item = access_item(meeting, item_id)
    table.pause(request.command, meeting, item)
    return item_row(item)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/resume",
    response=ItemRow,
    operation_id="resume_item",
    summary="Let the clock of the matter on the table run on, whatever stopped it",
)
@as_command("item.resume")
def resume_item(request: CommandRequest, meeting_id: UUID, item_id: UUID) -> ItemRow:
    meeting = _locked(request, meeting_id, "run_meeting")
    item = access_item(meeting, item_id)
    table.resume(request.command, meeting, item)
    return item_row(item)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/skip",
    response=ItemRow,
    operation_id="skip_item",
    summary="Leave a matter out, with a reason",
)
@as_command("item.skip")
def skip_item(request: CommandRequest, meeting_id: UUID, item_id: UUID, body: ItemReason) -> ItemRow:
    meeting = _locked(request, meeting_id, "run_meeting")
    item = access_item(meeting, item_id)
    table.leave_out(request.command, meeting, item, "skip", body.reason)
    return item_row(item)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/postpone",
    response=ItemRow,
    operation_id="postpone_item",
    summary="Leave a matter to another meeting, with a reason; also one that is on the table",
)
@as_command("item.postpone")
def postpone_item(request: CommandRequest, meeting_id: UUID, item_id: UUID, body: ItemReason) -> ItemRow:
    meeting = _locked(request, meeting_id, "run_meeting")
    item = access_item(meeting, item_id)
    table.leave_out(request.command, meeting, item, "postpone", body.reason)
    return item_row(item)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/restore",
    response=ItemRow,
    operation_id="restore_item",
    summary="Deal with a matter after all that was left out",
)
@as_command("item.restore")
def restore_item(request: CommandRequest, meeting_id: UUID, item_id: UUID) -> ItemRow:
    meeting = _locked(request, meeting_id, "run_meeting")
    item = access_item(meeting, item_id)
    table.restore(request.command, meeting, item)
    return item_row(item)


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/access",
    response=ItemRow,
    operation_id="set_item_access",
    summary="Say to whom an item is open",
)
@as_command("item.set_access")
def set_item_access(request: CommandRequest, meeting_id: UUID, item_id: UUID, body: AccessIn) -> ItemRow:
    meeting = _locked(request, meeting_id, "edit_meeting")
    item = access_item(meeting, item_id)
    services.set_access(request.command, meeting, item, body.wanted())
    return item_row(item)


@router.get(
    "/meetings/{meeting_id}/items/carry-over",
    response=Page[PostponedThere],
    operation_id="list_postponed_items",
    summary="What other meetings that one prepares postponed, and this agenda does not have yet",
)
def list_postponed_items(request: SignedInRequest, meeting_id: UUID, page: PageNumber = 1) -> dict[str, Any]:
    meeting = access_meeting(request.principal, meeting_id, "edit_meeting").meeting
    found = services.with_postponed(meeting, prepared_meetings(request.principal))
    return page_of(found, page, _postponed_there)


def _postponed_there(source: Any) -> PostponedThere:
    return PostponedThere(
        meeting_id=source.id,
        meeting_title=source.title,
        scheduled_start=source.scheduled_start,
        items=[PostponedItem(id=each.id, number=each.number, title=each.title) for each in source.postponed],
    )


@router.post(
    "/meetings/{meeting_id}/items/carry-over",
    response=ItemsOut,
    operation_id="carry_items_over",
    summary="Put the items that another meeting postponed on this agenda",
)
@as_command("item.carry_over")
def carry_items_over(request: CommandRequest, meeting_id: UUID, body: CarryIn) -> ItemsOut:
    meeting = _locked(request, meeting_id, "edit_meeting")
    source = access_meeting(request.principal, body.meeting_id, "edit_meeting").meeting
    return ItemsOut(items=[item_row(item) for item in services.carry_over(request.command, meeting, source)])

"""Rooms and seats of a meeting over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of
from ecabinet.rooms.rules import MOST_PLACES
from meetings.invitations.access import access_participant
from meetings.lifecycle.fields import PageNumber
from meetings.seating import access, services
from meetings.seating.models import MeetingRoom, Seat
from meetings.seating.rows import SeatMapRow, SeatRow, seat_map_row, seat_row

router = Router(tags=["seating"])


class RoomWanted(Schema):
    """`site_id` null is where the chair sits; `room_id` null takes the room of the place away."""

    site_id: UUID | None = None
    room_id: UUID | None = None


class SeatWanted(Schema):
    participant_id: UUID
    seat: Annotated[str, Field(min_length=1, max_length=40)]


class SeatsWanted(Schema):
    """Who is to sit where at one place; all together or not at all."""

    site_id: UUID | None = None
    seats: Annotated[list[SeatWanted], Field(min_length=1, max_length=MOST_PLACES)]


class FillWanted(Schema):
    """`anew`: those too who have a seat already."""

    site_id: UUID | None = None
    anew: bool = False


class ClearWanted(Schema):
    """Whose seats are taken away; null: everybody's at the place."""

    site_id: UUID | None = None
    participant_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_PLACES)] | None = None


class Seated(Schema):
    """Where people sit now whom the command moved."""

    seats: list[SeatRow]


class ChosenRoom(Schema):
    """The room of a place; null when it has none any more."""

    room: SeatMapRow | None


class OwnSeat(Schema):
    """Where one sits in a meeting to come."""

    meeting_id: UUID
    room_name: str
    floor: str
    address: str
    label: str


@router.post(
    "/meetings/{meeting_id}/rooms",
    response=ChosenRoom,
    operation_id="choose_room",
    summary="Choose the room of a place, or take it away",
)
@as_command("room.choose")
def choose_room(request: CommandRequest, meeting_id: UUID, body: RoomWanted) -> ChosenRoom:
    if body.room_id is None:
        chosen = access.access_chosen(request.principal, meeting_id, body.site_id)
        services.clear_room(request.command, chosen.meeting, chosen)
        return ChosenRoom(room=None)
    meeting, site = access.access_place(request.principal, meeting_id, body.site_id)
    room = access.offered_room(body.room_id)
    return ChosenRoom(room=seat_map_row(services.choose_room(request.command, meeting, site, room)))


@router.post(
    "/meetings/{meeting_id}/seats",
    response=Seated,
    operation_id="assign_seats",
    summary="Give people their seats",
)
@as_command("seat.assign")
def assign(request: CommandRequest, meeting_id: UUID, body: SeatsWanted) -> Seated:
    chosen = access.access_chosen(request.principal, meeting_id, body.site_id)
    wishes = [
        services.Wish(access_participant(chosen.meeting, each.participant_id), each.seat)
        for each in body.seats
    ]
    return _seated(services.assign(request.command, chosen, wishes))


@router.post(
    "/meetings/{meeting_id}/seats/fill",
    response=Seated,
    operation_id="fill_seats",
    summary="Seat everybody by order of precedence",
)
@as_command("seat.fill")
def fill(request: CommandRequest, meeting_id: UUID, body: FillWanted) -> Seated:
    chosen = access.access_chosen(request.principal, meeting_id, body.site_id)
    return _seated(services.fill_in_order(request.command, chosen, anew=body.anew))


@router.post(
    "/meetings/{meeting_id}/seats/clear",
    response=Seated,
    operation_id="clear_seats",
    summary="Take seats away",
)
@as_command("seat.clear")
def clear(request: CommandRequest, meeting_id: UUID, body: ClearWanted) -> Seated:
    chosen: MeetingRoom = access.access_chosen(request.principal, meeting_id, body.site_id)
    people = body.participant_ids
    named = [access_participant(chosen.meeting, each) for each in people] if people else None
    services.clear(request.command, chosen, named)
    return Seated(seats=[])


def _seated(seats: list[Seat]) -> Seated:
    return Seated(seats=[seat_row(seat) for seat in seats])


@router.get(
    "/my-seats",
    response=Page[OwnSeat],
    operation_id="list_my_seats",
    summary="Where one sits in the meetings to come",
)
def my_seats(request: SignedInRequest, page: PageNumber = 1) -> dict[str, Any]:
    return page_of(access.own_seats(request.principal), page, _own)


def _own(seat: Seat) -> OwnSeat:
    place = seat.place
    return OwnSeat(
        meeting_id=place.meeting_id,
        room_name=place.room_name,
        floor=place.room.floor,
        address=place.room.address,
        label=seat.label,
    )

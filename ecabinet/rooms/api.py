"""Endpoints of the rooms and their seat maps."""

from typing import Any
from uuid import UUID

from ninja import Router

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.pagination import Page, page_of
from ecabinet.problems import NotFound
from ecabinet.rooms import access, services
from ecabinet.rooms.models import Room, SeatMap
from ecabinet.rooms.rows import (
    RoomIn,
    RoomOut,
    RoomSites,
    SeatMapIn,
    SeatMapOut,
    room_out,
    seat_map_out,
)

router = Router(tags=["directory"])


def _shown(request: SignedInRequest, room: Room) -> RoomOut:
    return room_out(room, services.map_of(room), request.principal)


@router.get("/rooms", response=Page[RoomOut], operation_id="list_rooms", summary="Rooms for meetings")
def list_rooms(
    request: SignedInRequest,
    query: str = "",
    unit: UUID | None = None,
    retired: bool = False,
    page: int = 1,
) -> dict[str, Any]:
    return page_of(access.rooms(query, unit, retired), page, lambda room: _shown(request, room))


@router.get("/rooms/{room_id}", response=RoomOut, operation_id="get_room", summary="One room")
def get_room(request: SignedInRequest, room_id: UUID) -> RoomOut:
    return _shown(request, access.read_room(room_id))


@router.get(
    "/rooms/{room_id}/map",
    response=SeatMapOut,
    operation_id="get_seat_map",
    summary="The seat map of a room: the newest, or an earlier version",
)
def get_seat_map(request: SignedInRequest, room_id: UUID, version: int | None = None) -> SeatMapOut:
    room = access.read_room(room_id)
    if version is None:
        return seat_map_out(room, services.map_of(room))
    earlier = SeatMap.objects.filter(room=room, version=version).first()
    if earlier is None:
        raise NotFound
    return seat_map_out(room, earlier)


@router.post("/rooms", response=RoomOut, operation_id="add_room", summary="Add a room")
@as_command("room.add")
def add(request: CommandRequest, body: RoomIn) -> RoomOut:
    unit = access.access_room_unit(request.principal, body.unit_id)
    return _shown(request, services.add(request.command, unit, body.model_dump(exclude={"unit_id"})))


@router.post("/rooms/{room_id}/edit", response=RoomOut, operation_id="edit_room", summary="Correct a room")
@as_command("room.edit")
def edit(request: CommandRequest, room_id: UUID, body: RoomIn) -> RoomOut:
    room = access.access_room(request.principal, room_id)
    unit = access.access_room_unit(request.principal, body.unit_id)
    services.edit(request.command, room, {**body.model_dump(exclude={"unit_id"}), "unit_id": unit.id})
    return _shown(request, access.read_room(room_id))


@router.post(
    "/rooms/{room_id}/retire", response=RoomOut, operation_id="retire_room", summary="Offer a room no more"
)
@as_command("room.retire")
def retire(request: CommandRequest, room_id: UUID) -> RoomOut:
    return _set_active(request, room_id, active=False)


@router.post(
    "/rooms/{room_id}/restore", response=RoomOut, operation_id="restore_room", summary="Offer a room again"
)
@as_command("room.restore")
def restore(request: CommandRequest, room_id: UUID) -> RoomOut:
    return _set_active(request, room_id, active=True)


def _set_active(request: CommandRequest, room_id: UUID, *, active: bool) -> RoomOut:
    room = access.access_room(request.principal, room_id)
    services.set_active(request.command, room, active)
    return _shown(request, room)


@router.post(
    "/rooms/{room_id}/map",
    response=SeatMapOut,
    operation_id="draw_seat_map",
    summary="Keep a new version of the seat map; meetings keep the version they had",
)
@as_command("room.draw")
def draw(request: CommandRequest, room_id: UUID, body: SeatMapIn) -> SeatMapOut:
    room = access.access_room(request.principal, room_id)
    drawn = services.draw(request.command, room, body.seen, body.width, body.height, body.places)
    return seat_map_out(room, drawn)


@router.post(
    "/rooms/{room_id}/sites",
    response=RoomOut,
    operation_id="set_room_sites",
    summary="Make the room the usual one of exactly these sites",
)
@as_command("room.set_sites")
def set_sites(request: CommandRequest, room_id: UUID, body: RoomSites) -> RoomOut:
    room = access.access_room(request.principal, room_id)
    services.set_sites(request.command, room, access.room_sites(request.principal, body.site_ids))
    return _shown(request, access.read_room(room_id))

"""Rooms and seat maps as they are shown and told."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.rooms.models import Room, SeatMap
from ecabinet.rooms.rules import MOST_COLUMNS, MOST_PLACES, MOST_ROWS, SEATS

PlaceKind = Literal["seat", "chair", "secretary", "screen", "door", "table"]
Words = StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")


class SeatPlace(Schema):
    """One cell of a map. `key` stays when the map is drawn anew; `label` is what people read."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    label: Annotated[str, Words, StringConstraints(max_length=12)] = ""
    x: int = Field(ge=0, lt=MOST_COLUMNS)
    y: int = Field(ge=0, lt=MOST_ROWS)
    kind: PlaceKind = "seat"


class RoomIn(Schema):
    name: Annotated[str, Words, StringConstraints(min_length=1, max_length=120)]
    unit_id: UUID
    address: Annotated[str, Words, StringConstraints(max_length=200)] = ""
    floor: Annotated[str, Words, StringConstraints(max_length=40)] = ""
    capacity: int = Field(0, ge=0, le=10_000)
    equipment: Annotated[str, Words, StringConstraints(max_length=500)] = ""


class RoomSite(Schema):
    """A site whose people usually sit in the room."""

    id: UUID
    name: str


class RoomOut(RoomIn):
    """`seats` and `version` are of the newest map (0: none drawn); `may_edit`: by the one who asks."""

    id: UUID
    unit_name: str
    is_active: bool
    version: int
    seats: int
    sites: list[RoomSite]
    may_edit: bool


class SeatMapIn(Schema):
    """`seen` is the version over which it was drawn, 0 when there was none."""

    seen: int = Field(ge=0, le=1_000_000)
    width: int = Field(ge=1, le=MOST_COLUMNS)
    height: int = Field(ge=1, le=MOST_ROWS)
    places: Annotated[list[SeatPlace], Field(max_length=MOST_PLACES)]


class SeatMapOut(Schema):
    """A version of a room's map; version 0 is an empty one, of a room that has none."""

    room_id: UUID
    version: int
    width: int
    height: int
    places: list[SeatPlace]
    drawn_at: datetime | None
    drawn_by: str


class RoomSites(Schema):
    site_ids: Annotated[list[UUID], Field(max_length=200)]


def room_out(room: Room, drawn: SeatMap | None, principal: Principal) -> RoomOut:
    """A room with the figures of its newest map."""
    names = ("id", "name", "unit_id", "address", "floor", "capacity", "equipment", "is_active")
    return RoomOut(
        **{name: getattr(room, name) for name in names},
        unit_name=room.unit.name,
        version=drawn.version if drawn else 0,
        seats=sum(place["kind"] in SEATS for place in drawn.places) if drawn else 0,
        sites=[RoomSite(id=each.site_id, name=each.site.name) for each in room.usual_of.all()],
        may_edit=principal.may(Right.MANAGE_ROOMS, room.unit_id),
    )


def seat_map_out(room: Room, drawn: SeatMap | None) -> SeatMapOut:
    """The map, or an empty one to begin with."""
    if drawn is None:
        return SeatMapOut(
            room_id=room.id, version=0, width=16, height=10, places=[], drawn_at=None, drawn_by=""
        )
    names = ("room_id", "version", "width", "height", "drawn_at", "drawn_by")
    places = [SeatPlace(**place) for place in drawn.places]
    return SeatMapOut(**{name: getattr(drawn, name) for name in names}, places=places)

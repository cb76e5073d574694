"""Rooms and seats as snapshots and events show them."""

from collections.abc import Iterable
from uuid import UUID

from ninja import Schema

from ecabinet.journal.audience import Viewer
from ecabinet.rooms.rows import SeatPlace
from meetings.lifecycle.rows import State
from meetings.seating.models import MeetingRoom, Seat

MAIN = "main"


class SeatMapRow(Schema):
    """The room of a place with the map that it had when it was chosen (version 0: none was drawn).

    Its key is the id of the site in the directory, or `main`: where the chair sits.
    """

    place: str
    site_id: UUID | None
    room_id: UUID
    room_name: str
    address: str
    floor: str
    version: int
    width: int
    height: int
    places: list[SeatPlace]


class SeatRow(Schema):
    """Where a participant sits; its key is the participant's id. `seat` is the key of a place of the map."""

    participant_id: UUID
    place: str
    seat: str
    label: str


def place_key(site_id: UUID | None) -> str:
    """How the parts name a place."""
    return str(site_id) if site_id else MAIN


def seat_map_row(chosen: MeetingRoom) -> SeatMapRow:
    """The row of a chosen room; its room and its map are at hand."""
    drawn = chosen.seat_map
    return SeatMapRow(
        place=place_key(chosen.site_id),
        site_id=chosen.site_id,
        room_id=chosen.room_id,
        room_name=chosen.room_name,
        address=chosen.room.address,
        floor=chosen.room.floor,
        version=drawn.version if drawn else 0,
        width=drawn.width if drawn else 1,
        height=drawn.height if drawn else 1,
        places=[SeatPlace(**place) for place in drawn.places] if drawn else [],
    )


def seat_row(seat: Seat) -> SeatRow:
    """The row of a seat; its place is at hand."""
    return SeatRow(
        participant_id=seat.participant_id,
        place=place_key(seat.place.site_id),
        seat=seat.key,
        label=seat.label,
    )


def seat_maps_state(chosen: MeetingRoom) -> State:
    """What an event says when a room was chosen."""
    return {"seat_maps": {place_key(chosen.site_id): seat_map_row(chosen).model_dump(mode="json")}}


def seats_state(seats: Iterable[Seat]) -> State:
    """What an event says when people sit elsewhere."""
    return {"seats": {str(seat.participant_id): seat_row(seat).model_dump(mode="json") for seat in seats}}


def freed_state(participant_ids: Iterable[UUID]) -> State:
    """What an event says when people have no seat any more."""
    return {"seats": {str(participant_id): None for participant_id in participant_ids}}


def read_seat_maps(meeting_id: str, _viewer: Viewer) -> dict[str, SeatMapRow]:
    """The part `seat_maps` of a snapshot."""
    rooms = MeetingRoom.objects.filter(meeting_id=meeting_id).select_related("room", "seat_map")
    return {place_key(chosen.site_id): seat_map_row(chosen) for chosen in rooms}


def read_seats(meeting_id: str, _viewer: Viewer) -> dict[str, SeatRow]:
    """The part `seats` of a snapshot."""
    seats = Seat.objects.filter(place__meeting_id=meeting_id).select_related("place")
    return {str(seat.participant_id): seat_row(seat) for seat in seats}

"""Adding rooms, correcting them, drawing their seat maps, and saying whose usual room one is."""

from collections.abc import Iterable, Sequence
from typing import Any

from ecabinet.directory.models import Site, Unit
from ecabinet.directory.services import DIRECTORY
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from ecabinet.rooms.models import Room, SeatMap, SiteRoom
from ecabinet.rooms.rules import Place, check_map, seats_of


def add(cmd: Command, unit: Unit, fields: dict[str, Any]) -> Room:
    """A new room, without a map yet. Raises Problem room_name_taken (409)."""
    room = Room(unit=unit, **fields)
    _require_free(room)
    room.save(force_insert=True)
    _tell(cmd, room, "room.added", **fields)
    return room


def edit(cmd: Command, room: Room, fields: dict[str, Any]) -> None:
    """Correct a room; what changed is told. Raises Problem room_name_taken (409)."""
    changes = {
        name: {"from": getattr(room, name), "to": value}
        for name, value in fields.items()
        if getattr(room, name) != value
    }
    for name, value in fields.items():
        setattr(room, name, value)
    _require_free(room)
    room.save()
    _tell(cmd, room, "room.edited", changes=changes)


def set_active(cmd: Command, room: Room, active: bool) -> None:
    """Offer a room again, or no more."""
    room.is_active = active
    room.save(update_fields=["is_active"])
    _tell(cmd, room, "room.restored" if active else "room.retired")


def _require_free(room: Room) -> None:
    rivals = Room.objects.filter(unit_id=room.unit_id, name=room.name).exclude(id=room.id)
    if rivals.exists():
        raise Problem("room_name_taken", errors=(FieldError("name", "room_name_taken"),))


def map_of(room: Room) -> SeatMap | None:
    """The newest map of a room; None when none was drawn."""
    return SeatMap.objects.filter(room=room).first()


def draw(cmd: Command, room: Room, seen: int, width: int, height: int, places: Sequence[Place]) -> SeatMap:
    """Keep a new version of the map, drawn over version `seen` (0: none was there).

    Raises Problem seat_map_changed (409) when somebody else drew since then, bad_input (422) for a map that
    cannot be.
    """
    check_map(width, height, places)
    newest = map_of(room)
    version = newest.version if newest else 0
    if version != seen:
        raise Problem("seat_map_changed", by=newest.drawn_by if newest else "")
    drawn = SeatMap.objects.create(
        room=room,
        version=version + 1,
        width=width,
        height=height,
        places=[{name: getattr(p, name) for name in ("key", "label", "x", "y", "kind")} for p in places],
        drawn_at=cmd.at,
        drawn_by=cmd.actor.name,
    )
    _tell(cmd, room, "room.map_drawn", version=drawn.version, seats=seats_of(places))
    return drawn


def set_sites(cmd: Command, room: Room, sites: Iterable[Site]) -> None:
    """Make the room the usual one of exactly these sites; a site has one usual room."""
    wanted = list(sites)
    SiteRoom.objects.filter(room=room).exclude(site__in=wanted).delete()
    for site in wanted:
        SiteRoom.objects.update_or_create(site=site, defaults={"room": room})
    _tell(cmd, room, "room.sites_set", sites=sorted(site.name for site in wanted))


def _tell(cmd: Command, room: Room, event_type: str, **more: Any) -> None:
    data = {"room_id": room.id, "name": room.name, "unit_name": room.unit.name, **more}
    cmd.append(DIRECTORY, event_type, data=data)

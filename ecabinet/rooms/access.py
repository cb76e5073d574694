"""Everybody signed in reads where meetings are held; who manages a unit's rooms draws them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.models import Site, Unit
from ecabinet.directory.principal import Principal
from ecabinet.directory.rights import Right
from ecabinet.problems import FieldError, NotFound, Problem
from ecabinet.rooms.models import Room
from ecabinet.search import matching


def rooms(query: str, unit: UUID | None, retired: bool) -> "QuerySet[Room]":
    """The rooms that match, of a unit if one is named."""
    found = matching(Room.objects.select_related("unit").prefetch_related("usual_of__site"), query)
    if unit is not None:
        found = found.filter(unit_id=unit)
    return found if retired else found.filter(is_active=True)


def read_room(room_id: UUID) -> Room:
    """One room, retired or not. Raises NotFound."""
    room = rooms("", None, retired=True).filter(id=room_id).first()
    if room is None:
        raise NotFound
    return room


def access_room(principal: Principal, room_id: UUID) -> Room:
    """A room that `principal` manages, locked. Raises NotFound (404) or Problem room_not_yours (403)."""
    room = Room.objects.select_for_update(of=("self",)).select_related("unit").filter(id=room_id).first()
    if room is None:
        raise NotFound
    if not principal.may(Right.MANAGE_ROOMS, room.unit_id):
        raise Problem("room_not_yours")
    return room


def access_room_unit(principal: Principal, unit_id: UUID) -> Unit:
    """A unit whose rooms `principal` manages. Raises Problem room_not_yours (403) or bad_input (422)."""
    if not principal.may_somewhere(Right.MANAGE_ROOMS):
        raise Problem("room_not_yours")
    unit = Unit.objects.filter(id=unit_id).first()
    if unit is None:
        raise Problem("bad_input", errors=(FieldError("unit_id", "not_found"),))
    if not principal.may(Right.MANAGE_ROOMS, unit.id):
        raise Problem("bad_input", errors=(FieldError("unit_id", "unit_not_managed"),))
    return unit


def room_sites(principal: Principal, site_ids: Collection[UUID]) -> list[Site]:
    """Sites of units whose rooms `principal` manages. Raises Problem bad_input (422) naming site_ids."""
    sites = list(Site.objects.filter(id__in=site_ids))
    mine = [site for site in sites if principal.may(Right.MANAGE_ROOMS, site.unit_id)]
    if len(mine) != len(set(site_ids)):
        raise Problem("bad_input", errors=(FieldError("site_ids", "not_found"),))
    return mine

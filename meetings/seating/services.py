"""Choosing rooms and giving people their seats. The caller has locked the meeting's row.

One command is one event, however many people it moves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ecabinet.catalogues.models import Entry
from ecabinet.journal.services import Command
from ecabinet.problems import FieldError, Problem
from ecabinet.rooms.models import Room
from ecabinet.rooms.rows import SeatPlace
from ecabinet.rooms.rules import SEATS
from ecabinet.rooms.services import map_of
from meetings.invitations.models import MeetingSite, Participant
from meetings.invitations.rows import merged
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rows import State, stream_of
from meetings.lifecycle.rules import ARRANGEABLE, require_status
from meetings.seating.models import MeetingRoom, Seat, at_place
from meetings.seating.rows import freed_state, place_key, seat_maps_state, seats_state
from meetings.seating.rules import Sitter, by_precedence, fill


@dataclass(frozen=True)
class Wish:
    """A participant and the seat that is meant for them."""

    participant: Participant
    key: str


def choose_room(cmd: Command, meeting: Meeting, site: MeetingSite | None, room: Room) -> MeetingRoom:
    """Hold a place of the meeting in `room`, with its newest map; `site` None is where the chair sits.

    Who sat on a seat that the map still has stays there. Raises Problem meeting_wrong_status (409).
    """
    require_status("arrange_seats", meeting.status, ARRANGEABLE)
    site_id = site.site_id if site else None
    known = MeetingRoom.objects.filter(at_place(site_id), meeting=meeting).select_related("room").first()
    chosen = known or MeetingRoom(meeting=meeting, site_id=site_id)
    before = known.room_name if known else ""
    gone = _free(Seat.objects.filter(place=known)) if known and known.room_id != room.id else []
    chosen.room, chosen.room_name, chosen.seat_map, chosen.chosen_at = room, room.name, map_of(room), cmd.at
    chosen.save()
    kept, lost = _settle_again(chosen)
    data = {**_told(meeting, chosen), "before": before, "freed": len(gone) + len(lost)}
    state = merged(seat_maps_state(chosen), freed_state([*gone, *lost]), seats_state(kept))
    cmd.append(stream_of(meeting), "room.chosen", data=data, state=state)
    return chosen


def clear_room(cmd: Command, meeting: Meeting, chosen: MeetingRoom) -> None:
    """Hold the place in no particular room; nobody has a seat there any more."""
    require_status("arrange_seats", meeting.status, ARRANGEABLE)
    data, state = _told(meeting, chosen), drop_room(chosen)
    cmd.append(stream_of(meeting), "room.cleared", data=data, state=state)


def drop_room(chosen: MeetingRoom) -> State:
    """Take the room of a place away; what an event then says."""
    freed = _free(Seat.objects.filter(place=chosen))
    gone: State = {"seat_maps": {place_key(chosen.site_id): None}}
    chosen.delete()
    return merged(gone, freed_state(freed)) if freed else gone


def _free(seats: "QuerySet[Seat]") -> list[UUID]:
    ids = list(seats.values_list("participant_id", flat=True))
    seats.delete()
    return ids


def _settle_again(chosen: MeetingRoom) -> tuple[list[Seat], list[UUID]]:
    """Who keeps a seat on the map as it is now, and who lost theirs."""
    labels = {place.key: place.label for place in places_of(chosen) if place.kind in SEATS}
    seats = list(Seat.objects.filter(place=chosen))
    kept = [seat for seat in seats if seat.key in labels]
    for seat in kept:
        seat.label, seat.place = labels[seat.key], chosen
    Seat.objects.bulk_update(kept, ["label"])
    return kept, _free(Seat.objects.filter(place=chosen).exclude(key__in=labels))


def places_of(chosen: MeetingRoom) -> list[SeatPlace]:
    """The places of the map that the meeting has."""
    return [SeatPlace(**place) for place in chosen.seat_map.places] if chosen.seat_map else []


def belongs(meeting: Meeting, participant: Participant, site_id: UUID | None) -> bool:
    """Whether a participant sits at the place `site_id`; None is the central site and all without a site."""
    own = participant.site_id if participant.site_id != meeting.central_site_id else None
    return own == site_id


def of_place(meeting: Meeting, site_id: UUID | None) -> "QuerySet[Participant]":
    """The participants who sit at a place."""
    people = Participant.objects.filter(meeting=meeting)
    if site_id is not None:
        return people.filter(site_id=site_id)
    return people.filter(Q(site_id=None) | Q(site_id=meeting.central_site_id))


def assign(cmd: Command, chosen: MeetingRoom, wishes: Sequence[Wish]) -> list[Seat]:
    """Give people these seats; where they sat before is free. Appends one seat.assigned.

    Raises Problem seat_taken (409), seat_of_other_place (409), meeting_wrong_status (409), or bad_input (422)
    for a seat that the map does not have and for a person or seat named twice.
    """
    meeting = chosen.meeting
    require_status("arrange_seats", meeting.status, ARRANGEABLE)
    labels = {place.key: place.label for place in places_of(chosen) if place.kind in SEATS}
    _check_wishes(chosen, wishes, labels)
    ids = [wish.participant.id for wish in wishes]
    others = Seat.objects.filter(place=chosen).exclude(participant_id__in=ids)
    rival = others.filter(key__in=[wish.key for wish in wishes]).select_related("participant").first()
    if rival is not None:
        raise Problem("seat_taken", name=rival.participant.full_name, label=rival.label)
    return _seat(cmd, chosen, wishes, labels, by_order=False, left_over=0)


def _check_wishes(chosen: MeetingRoom, wishes: Sequence[Wish], labels: Mapping[str, str]) -> None:
    for wish in wishes:
        if wish.key not in labels:
            raise Problem("bad_input", errors=(FieldError("seats", "not_found"),))
        if not belongs(chosen.meeting, wish.participant, chosen.site_id):
            raise Problem("seat_of_other_place", name=wish.participant.full_name)
    people, keys = {wish.participant.id for wish in wishes}, {wish.key for wish in wishes}
    if len(people) != len(wishes) or len(keys) != len(wishes):
        raise Problem("bad_input", errors=(FieldError("seats", "seat_named_twice"),))


def fill_in_order(cmd: Command, chosen: MeetingRoom, *, anew: bool) -> list[Seat]:
    """Seat all who are expected at the place and have no seat, by precedence; `anew`: all of them.

    Nothing happens when nobody waits for a seat or none is free. Raises Problem meeting_wrong_status (409).
    """
    meeting = chosen.meeting
    require_status("arrange_seats", meeting.status, ARRANGEABLE)
    seated = {} if anew else dict(Seat.objects.filter(place=chosen).values_list("participant_id", "key"))
    waiting = [p for p in _expected(meeting, chosen.site_id) if p.id not in seated]
    sitters = [Sitter(p.id, p.role, p.position, p.full_name) for p in waiting]
    found = fill(places_of(chosen), seated.values(), by_precedence(sitters, _order_of_positions()))
    if not found:
        return []
    if anew:
        # Those who lose a seat and get none are told by this event too.
        Seat.objects.filter(place=chosen, participant_id__in=found).delete()
    labels = {place.key: place.label for place in places_of(chosen)}
    wishes = [Wish(p, found[p.id]) for p in waiting if p.id in found]
    gone = _free(Seat.objects.filter(place=chosen)) if anew else []
    left_over = len(waiting) - len(found)
    return _seat(cmd, chosen, wishes, labels, by_order=True, left_over=left_over, gone=gone)


def _expected(meeting: Meeting, site_id: UUID | None) -> "QuerySet[Participant]":
    """Who is to come to the place in person."""
    people = of_place(meeting, site_id).exclude(rsvp=Participant.Rsvp.DECLINED)
    away = Q(rsvp_manner=Participant.Manner.ONLINE) | Q(attendance=Participant.Attendance.ABSENT)
    return people.exclude(away)


def _order_of_positions() -> dict[str, int]:
    words = Entry.objects.filter(catalogue=Entry.Catalogue.POSITION, is_active=True)
    return dict(words.values_list("name", "place"))


def _seat(
    cmd: Command,
    chosen: MeetingRoom,
    wishes: Sequence[Wish],
    labels: Mapping[str, str],
    *,
    by_order: bool,
    left_over: int,
    gone: Iterable[UUID] = (),
) -> list[Seat]:
    Seat.objects.filter(participant_id__in=[wish.participant.id for wish in wishes]).delete()
    seats = Seat.objects.bulk_create(
        [
            Seat(place=chosen, participant=wish.participant, key=wish.key, label=labels[wish.key])
            for wish in wishes
        ]
    )
    data = {
        **_told(chosen.meeting, chosen),
        "by_order": by_order,
        "left_over": left_over,
        "count": len(seats),
        "seats": [_who(seat.participant, seat.label) for seat in seats],
    }
    state = merged(freed_state(gone), seats_state(seats))
    cmd.append(stream_of(chosen.meeting), "seat.assigned", data=data, state=state)
    return seats


def clear(cmd: Command, chosen: MeetingRoom, participants: Sequence[Participant] | None) -> None:
    """Take these people's seats at the place away, or everybody's; nothing happens when they have none."""
    require_status("arrange_seats", chosen.meeting.status, ARRANGEABLE)
    seats = Seat.objects.filter(place=chosen).select_related("participant")
    if participants is not None:
        seats = seats.filter(participant__in=participants)
    freed = list(seats)
    if not freed:
        return
    ids = [seat.participant_id for seat in freed]
    Seat.objects.filter(participant_id__in=ids).delete()
    told = [_who(seat.participant, seat.label) for seat in freed]
    data = {**_told(chosen.meeting, chosen), "count": len(freed), "seats": told}
    cmd.append(stream_of(chosen.meeting), "seat.cleared", data=data, state=freed_state(ids))


def _who(participant: Participant, label: str) -> dict[str, Any]:
    return {
        "participant_id": participant.id,
        "full_name": participant.full_name,
        "position": participant.position,
        "label": label,
    }


def _told(meeting: Meeting, chosen: MeetingRoom) -> dict[str, Any]:
    return {
        "site_id": chosen.site_id,
        "place_name": chosen.site.name if chosen.site else _main_name(meeting),
        "room_id": chosen.room_id,
        "room_name": chosen.room_name,
    }


def _main_name(meeting: Meeting) -> str:
    return meeting.central_site.name if meeting.central_site else meeting.place

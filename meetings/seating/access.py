"""Who arranges the seats, and the way from ids in a request to rooms of a meeting."""

from uuid import UUID

from django.db.models import QuerySet

from ecabinet.directory.principal import Principal
from ecabinet.problems import FieldError, NotFound, Problem
from ecabinet.rooms.models import Room
from meetings.invitations.access import access_site
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.access import access_meeting, visible_meetings
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.rules import RUNNING, Status
from meetings.seating.models import MeetingRoom, Seat, at_place

ARRANGES = "manage_attendance"
TO_COME = sorted(RUNNING | {Status.PUBLISHED})


def access_place(
    principal: Principal, meeting_id: UUID, site_id: UUID | None
) -> tuple[Meeting, MeetingSite | None]:
    """The locked meeting and the place, for who arranges the seats; the central site is the main place.

    Raises NotFound (404) or Problem not_allowed (403).
    """
    meeting = access_meeting(principal, meeting_id, ARRANGES, lock=True).meeting
    if site_id is None or site_id == meeting.central_site_id:
        return meeting, None
    return meeting, access_site(meeting, site_id)


def access_chosen(principal: Principal, meeting_id: UUID, site_id: UUID | None) -> MeetingRoom:
    """The room that was chosen for a place. Raises NotFound (404), Problem not_allowed (403), room_not_chosen
    (409)."""
    meeting, site = access_place(principal, meeting_id, site_id)
    rows = MeetingRoom.objects.select_related("site", "room", "seat_map")
    chosen = rows.filter(at_place(site.site_id if site else None), meeting=meeting).first()
    if chosen is None:
        raise Problem("room_not_chosen")
    chosen.meeting = meeting
    return chosen


def offered_room(room_id: UUID) -> Room:
    """A room that is offered. Raises Problem bad_input (422) naming room_id."""
    room = Room.objects.filter(id=room_id, is_active=True).first()
    if room is None:
        raise Problem("bad_input", errors=(FieldError("room_id", "not_found"),))
    return room


def own_seats(principal: Principal) -> "QuerySet[Seat]":
    """Where one sits in the meetings to come. Raises NotFound for devices."""
    if principal.person_id is None:
        raise NotFound
    seen = visible_meetings(principal).filter(status__in=TO_COME).values("id")
    rows = Seat.objects.select_related("place__room", "place__site")
    mine = rows.filter(participant__person_id=principal.person_id, participant__removed_at=None)
    return mine.filter(place__meeting__in=seen).order_by("place__meeting__scheduled_start", "id")
